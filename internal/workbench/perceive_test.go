package workbench_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"parley/analysis/perception"
	"parley/internal/workbench"
	"parley/stability"
)

// The signals of the article that are said to have been misread: what each party expects and what happens. In each case those
// who misread are surprised, and nobody else.
func TestSignalsOfUkraine(t *testing.T) {
	const (
		deal     = "NYYNNYNYYYYNYY" // the article's compromise
		pressure = "YNNNYYNNNNNYNY" // missiles, and operations that accelerate
	)
	for _, x := range []struct {
		name      string
		assume    []string
		foresight perception.Foresight
		happens   []string
		expects   map[string][]string // of those who are surprised
		first     string              // who is surprised by whom first, how and when
	}{
		{"M1 sequencing", []string{"signals=sequencing"}, perception.None, []string{pressure},
			map[string][]string{"us": {"NNNNNYNYNNNYNY"}}, "us moved by russia at 2"},
		{"M2 peacekeepers", []string{"signals=peacekeepers"}, perception.None, []string{"NYYNNYNNNYYYNY"},
			map[string][]string{"us": {"NYYNNYYYYYYYNY"}, "ukraine": {"NYYNNYYYYYYYNY"}, "europe": {"NYYNNYYYYYYYNY"}}, "us stayed by russia at 4"},
		{"M2 one word", []string{"signals=one-word"}, perception.None, []string{deal},
			map[string][]string{"us": {"NYYNNYNNNYY--Y"}}, "us moved by russia at 5"},
		{"M3 motive", []string{"signals=motive"}, perception.None, []string{deal},
			map[string][]string{"us": {"NNNNYNNNNNNYNY", "NNNNYNNYNYNYNY", "NNYNYNNYNYNNYY", "NNYNYNNYNYYNYY"}}, "us moved by russia at 5"},
		{"M3 motive under pressure", []string{"signals=motive,washington=pressure"}, perception.None, []string{pressure},
			map[string][]string{"us": {"YNNNNNYYYYYYNY"}}, "us moved by russia at 2"},
		{"M3 reversed", []string{"signals=motive-reversed,motive=elective"}, perception.None, []string{"NNNNYNNNNNNYNY", "NNNNYNNYNYNYNY", "NNYNYNNYNYNNYY", "NNYNYNNYNYYNYY"},
			map[string][]string{"us": {deal}}, "us moved by russia at 1"},
		{"M3 with foresight: Washington dare not begin", []string{"signals=motive"}, perception.SEQ, []string{"NNNNNYNNNNNYNY"},
			map[string][]string{"us": {"NNNNYNNNNNNYNY"}, "russia": {deal}, "ukraine": {deal}, "europe": {deal}}, "us stayed by russia at 1"},
		{"M4 mirror", []string{"signals=mirror"}, perception.None, []string{"NNYNNYNNNYNYNY"},
			map[string][]string{"russia": {"NNYNNYNNNYYYNY"}}, "russia moved by ukraine at 2"},
		{"clear", []string{"signals=clear"}, perception.None, []string{deal}, nil, ""},
	} {
		t.Run(x.name, func(t *testing.T) {
			c, err := workbench.Open("catalog:ukraine-2025", x.assume, nil)
			if err != nil {
				t.Fatal(err)
			}
			h, err := c.Hypergame(context.Background(), workbench.Settings{})
			if err != nil {
				t.Fatal(err)
			}
			r, err := h.Play(context.Background(), h.Graph.StatusQuo(), perception.Options{Foresight: x.foresight})
			if err != nil {
				t.Fatal(err)
			}
			var happens []string
			for _, o := range r.Outcomes {
				happens = append(happens, h.Graph.Code(o.States[0]))
			}
			slices.Sort(happens)
			if !slices.Equal(happens, x.happens) {
				t.Errorf("it comes to %v, want %v", happens, x.happens)
			}
			for i, p := range c.Conflict.Parties {
				want, surprised := x.expects[p.ID]
				if r.Surprised(i) != surprised {
					t.Errorf("%s is surprised: %v", p.ID, r.Surprised(i))
				}
				if !surprised {
					continue
				}
				var got []string
				for _, o := range r.Expected[i].Outcomes {
					got = append(got, h.Views[i].Graph.Code(o.States[0]))
				}
				slices.Sort(got)
				if !slices.Equal(got, want) {
					t.Errorf("%s expects %v, want %v", p.ID, got, want)
				}
			}
			first := ""
			if s := r.Surprises(); len(s) > 0 {
				first = fmt.Sprintf("%s %s by %s at %d", c.Conflict.Parties[s[0].Party].ID, s[0].Kind, c.Conflict.Parties[s[0].By].ID, s[0].Step)
			}
			if first != x.first {
				t.Errorf("the first surprise: %s, want %s", first, x.first)
			}
		})
	}
}

// To Washington, which hears one word, Europe's change from a force to monitors is no change.
func TestOneWordOfUkraine(t *testing.T) {
	c, err := workbench.Open("catalog:ukraine-2025", []string{"signals=one-word"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := c.Perceive(context.Background(), workbench.PerceiveQuestion{Concepts: []stability.Concept{{Kind: stability.Nash}}}, workbench.Settings{})
	if err != nil {
		t.Fatal(err)
	}
	s := answer.Result.Stories[0]
	if len(s.Unnoticed) != 1 || s.Unnoticed[0] != (perception.Unnoticed{Party: 0, Step: 2}) {
		t.Errorf("unnoticed: %+v", s.Unnoticed)
	}
	if len(s.Meanings) != 2 || s.Meanings[0].Step != 0 || s.Meanings[1].Step != 2 || !slices.Equal(s.Meanings[1].Others, []int{1, 2, 3}) {
		t.Errorf("meanings: %+v", s.Meanings)
	}
	k := answer.Corrections
	if len(k) != 1 || k[0].Differences[0].Kind != perception.Alike || !slices.Equal(k[0].Relieved, []int{0}) || k[0].Changes {
		t.Errorf("corrections: %+v", k)
	}
}

const hedge = `parley: 1
title: Two neighbours and a hedge
parties:
  anna: {name: Anna, options: {cut: Cut the hedge}}
  bert: {name: Bert, options: {sue: Go to court, pay: Pay for the cutting}}
rules: [not (bert.sue and bert.pay)]
status quo: [bert.pay]
preferences:
  anna: [anna.cut -> bert.pay, not anna.cut]
  bert: [anna.cut, not bert.pay]
`

func TestPerceptionsThatBreakTheModelAreNamed(t *testing.T) {
	for name, x := range map[string]struct{ perceptions, want string }{
		"a rule against the status quo": {"perceptions:\n  anna:\n    rules: [not bert.pay]\n", "in the perception of `anna`, as Anna sees it, the status quo is not feasible"},
		"a ranking that misses states":  {"perceptions:\n  bert:\n    anna: {preferences: {ranking: [NNN, YNN]}}\n", "in the perception of `bert`, as Bert sees it, the ranking of `anna` leaves out"},
		"no state left":                 {"perceptions:\n  bert:\n    rules: [anna.cut, not anna.cut]\n", "in the perception of `bert`, as Bert sees it, no state is feasible"},
		"in a choice":                   {"hypotheses:\n  signals:\n    misread: {perceptions: {bert: {rules: [not bert.pay]}}}\n", "in the perception of `bert`"},
	} {
		c, err := workbench.OpenText("hedge.yaml", []byte(hedge+x.perceptions), nil)
		if err != nil {
			t.Errorf("%s: does not open: %v", name, err)
			continue
		}
		_, err = c.Hypergame(context.Background(), workbench.Settings{})
		var problems *workbench.Problems
		if !errors.As(err, &problems) || !strings.Contains(err.Error(), x.want) {
			t.Errorf("%s: %v, want %s", name, err, x.want)
			continue
		}
		inside := slices.Index(strings.Split(hedge+x.perceptions, "\n"), "  bert: [anna.cut, not bert.pay]") + 1
		last := 0
		for _, p := range problems.List {
			last = max(last, p.Line)
		}
		if last <= inside {
			t.Errorf("%s: no problem is placed at the perception: %v", name, err)
		}
	}
}

// What a picture is `without` is not seen in it, like an option that a view leaves unseen.
func TestWithoutIsUnseen(t *testing.T) {
	for _, text := range []string{"perceptions: {anna: {without: [bert.sue]}}\n", "perceptions: {anna: {bert: {unseen: [bert.sue]}}}\n"} {
		c, err := workbench.OpenText("hedge.yaml", []byte(hedge+text), nil)
		if err != nil {
			t.Fatal(err)
		}
		h, err := c.Hypergame(context.Background(), workbench.Settings{})
		if err != nil {
			t.Fatal(err)
		}
		if d := h.Differences(); len(d) != 1 || d[0].Kind != perception.Unseen || d[0].Options != 1<<1 || d[0].Party != 0 {
			t.Errorf("%s: %+v", text, d)
		}
	}
}

func TestPerceiveOfAnUnknownParty(t *testing.T) {
	c, err := workbench.OpenText("hedge.yaml", []byte(hedge), nil)
	if err != nil {
		t.Fatal(err)
	}
	_, err = c.Perceive(context.Background(), workbench.PerceiveQuestion{Of: "ana"}, workbench.Settings{})
	if err == nil || !strings.Contains(err.Error(), "anna") {
		t.Errorf("got %v", err)
	}
	answer, err := c.Perceive(context.Background(), workbench.PerceiveQuestion{}, workbench.Settings{})
	if err != nil || !answer.Hypergame.Clear() {
		t.Errorf("a file without perceptions: %v", err)
	}
}
