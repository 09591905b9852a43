package scenario

import (
	"fmt"
	"strings"
	"testing"

	"parley/diag"
)

const siege = `parley: 1
title: t
parties: {a: {options: {x: X, y: Y}}, b: {options: {z: Z}}}
preferences: {a: [x]}
hypotheses:
  road:
    open: {claim: x}
    cut: {claim: y, simulation: {parameters: {arrive: {pert: [0.1, 0.2, 0.4]}}, stocks: {fuel: {start: 3 days}}}}
  mood:
    calm: {claim: x}
    keen: {claim: y}
simulation:
  clock: week
  start: 2025-10-17
  horizon: 6 months
  runs: 200
  parameters:
    arrive: {uniform: [0.5, 0.9], unit: 1, because: guess}
    use: {triangular: [0.8, 1, 1.3], unit: days/day}
    low: {lognormal: [2, 6], unit: days}
    ready: 0.5
  correlations:
    - {between: [arrive, use], rank: -0.3}
  switches: {help: a.x}
  stocks:
    fuel: {start: 10 days, unit: days, capacity: 20}
    shots: {start: 40}
  quantities: {cover: fuel / use}
  flows:
    in: {to: fuel, rate: arrive * (1 + help) * use}
    out: {from: fuel, rate: use}
    fired: {from: shots, rate: 2 * gun, delay: {time: 2 weeks, order: 3}}
  levers: {gun: {option: a.y, stock: shots}}
  events:
    dry: {when: fuel < low, held: 10 days, assume: {road: cut}, bar: a.x, stop: true}
    offer_gone: {hazard: 0.01, withdraw: [b.z]}
  goals: {done: b.z and not a.x}
  conflict:
    moves: replies
    every: 2 weeks
    readiness: {a: 0.2, b: ready}
    weights: {mood: {calm: 2, keen: 1}}
`

func TestSimulation(t *testing.T) {
	f := parse(t, siege)
	s, list := f.ReadSimulation(nil)
	if len(list) > 0 || s.Program == nil {
		t.Fatal(list)
	}
	m := s.Model
	if m.Clock != "week" || fmt.Sprintf("%.4f", m.Horizon) != "26.0893" || m.Step != 1 || s.Runs != 200 || s.Start.Year() != 2025 {
		t.Errorf("%+v", m)
	}
	if got := s.Parameters[1].Of.String(); !strings.Contains(got, "triangular") || m.Parameters[1].Unit != "days/day" {
		t.Error(got)
	}
	if len(m.Inputs) != 2 || s.Switches[0].Formula.Expr.Name != "a.x" || s.Levers[0].Option != "a.y" {
		t.Errorf("%+v", s)
	}
	e := s.Events
	if len(e) != 4 || len(m.Events) != 4 || e[0].Assume["road"] != "cut" || e[0].Bar[0] != "a.x" || e[1].Withdraw[0] != "b.z" || e[2].Bar[0] != "a.y" || e[3].Free[0] != "a.y" {
		t.Errorf("%+v", e)
	}
	if q := s.Motion; q.Every != 2 || q.Readiness["a"] != .2 || q.ReadinessOf["b"] != "ready" || q.Weights[0].Weights[0] != 2 {
		t.Errorf("%+v", q)
	}
	// A choice replaces entries by name, and a distribution as a whole.
	s, list = f.ReadSimulation(Assumptions{"road": "cut"})
	if len(list) > 0 {
		t.Fatal(list)
	}
	if got := s.Parameters[0].Of.String(); !strings.Contains(strings.ToLower(got), "pert") || s.Model.Parameters[0].Unit != "1" {
		t.Error(got)
	}
	if s.Model.Stocks[0].Start != "3 days" || s.Model.Stocks[0].Capacity != "20" {
		t.Errorf("%+v", s.Model.Stocks[0])
	}
	if out, list := Format("f", []byte(siege)); len(list) > 0 {
		t.Error(list)
	} else if again, _ := Format("f", out); string(again) != string(out) {
		t.Error("formatting twice makes a difference")
	}
}

// Every mistake is told, at its place in the text.
func TestSimulationMistakes(t *testing.T) {
	for _, x := range []struct{ old, new, want, at string }{
		{"rate: arrive *", "rate: arive *", "nothing is called `arive`", "arive"},
		{"rate: use}", "rate: fuel}", "this is in week, and a plain number is needed", "fuel}"},
		{"fuel / use", "fuel / (use", "cannot be read", ""},
		{"help: a.x", "help: a.xx", "a.xx", "a.xx"},
		{"uniform: [0.5, 0.9]", "uniform: [0.5]", "`uniform` has 1 numbers", "uniform"},
		{"uniform: [0.5, 0.9]", "uniform: [0.9, 0.5]", "", "uniform"},
		{"uniform: [0.5, 0.9]", "hedge: x", "nothing says what `arrive` is", "arrive: {h"},
		{"unit: 1, because", "value: 3, because", "is given as", "uniform"},
		{"from: shots", "from: shot", "`shot` is no stock", "from: shot, "},
		{"stock: shots}", "stock: shot}", "there is no stock `shot`", "shot}"},
		{"assume: {road: cut}", "assume: {road: off}", "`road` has no choice `off`", "off"},
		{"bar: a.x", "bar: not a.x", "an option is wanted", "not a.x, "},
		{"horizon: 6 months", "horizon: 6 trucks", "no time", "horizon"},
		{"start: 2025-10-17", "start: soon", "is no date", "start: soon"},
		{"readiness: {a:", "readiness: {c:", "`c` is not a party", "c: 0.2"},
		{"when: fuel < low", "when: fuel + low", "this is a number, and a condition is needed", "fuel + low"},
		{"stocks:\n", "stokcs:\n", "`stokcs` is not a key", "stokcs"},
		{"rank: -0.3", "rank: 1", "between -1 and 1", "rank"},
		{"[arrive, use]", "[arrive, usage]", "there is no parameter `usage`", "usage"},
		{"weights: {mood: {calm: 2, keen: 1}}", "weights: {road: {open: 2, cut: 1}}", "`cut` changes the section `simulation`", "cut: 1"},
		{"runs: 200", "runs: 2.5", "whole number", "runs"},
		{"[arrive, use]", "[arrive, arrive]", "arrive is correlated with itself", "correlations"},
		{"rank: -0.3}", "rank: 0.9}\n    - {between: [arrive, low], rank: 0.9}\n    - {between: [use, low], rank: -0.9}", "cannot hold together", "correlations"},
		{"bar: a.x,", "bar: a.x, take: a.x,", "`a.x` is taken and dropped at once", "take"},
		{"moves: replies", "moves: held", "`readiness` is not used", "readiness"},
		{"b: ready}", "b: low}", "a chance is a plain number, and `low` is in days", "b: low"},
		{"moves: replies\n    every: 2 weeks\n    readiness: {a: 0.2, b: ready}", "moves: script\n    script: [{at: -1, take: b.z}]", "lies before the start", "at: -1"},
		{"gun: {option: a.y, stock: shots}", "gun: {option: a.y, stock: shots, launchers: gunners}", "there is no stock `gunners`", "gunners}"},
	} {
		src := strings.Replace(siege, x.old, x.new, 1)
		if src == siege {
			t.Fatalf("%q is not there", x.old)
		}
		_, list := Read("f", []byte(src))
		errs := list.Errors()
		if len(errs) == 0 {
			t.Errorf("%s: no error", x.new)
			continue
		}
		found := false
		for _, p := range errs {
			lines := strings.Split(src, "\n")
			if strings.Contains(p.Message, x.want) && p.Line > 0 && strings.HasPrefix(lines[p.Line-1][p.Column-1:], x.at) {
				found = true
			}
		}
		if !found {
			t.Errorf("%s: %s", x.new, show(errs))
		}
	}
}

func show(list diag.List) string {
	text := ""
	for _, p := range list {
		text += fmt.Sprintf("%d:%d %s\n", p.Line, p.Column, p.Message)
	}
	return text
}
