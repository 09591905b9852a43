package report

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"parley/analysis/simulate"
	"parley/plot"
	"parley/sim/estimate"
)

// fanShares are the percentiles of fans.
var fanShares = []float64{.05, .25, .5, .75, .95}

// clock is the axis of time.
func (x *Simulated) clock() plot.Clock {
	sim := x.Study.Simulation()
	c := plot.Clock{Unit: sim.Model.Clock + "s", Start: sim.Start, Days: days(sim.Model.Clock)}
	if sim.Model.Clock == "" {
		c.Unit = "time"
	}
	return c
}

// runsNote says what a picture rests on.
func (x *Simulated) runsNote() string {
	return fmt.Sprintf("%s runs, seed %d", figure(x.Runs), uint64(x.Study.Plan().Seed))
}

// figureName makes the name of a figure out of that of a quantity.
func figureName(prefix, name string) string {
	return prefix + strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' {
			return r
		}
		return '-'
	}, strings.ToLower(name))
}

// FanFigures draws how each shown quantity may go.
func (x *Simulated) FanFigures() []Block {
	var out []Block
	sim, words := x.Study.Simulation(), newSimulated(x)
	times := x.Study.Times()
	for i, name := range x.Study.Outputs()[:x.Shown] {
		label, unit := sim.Label(name), x.Study.Unit(name)
		fan := plot.Fan{Clock: x.clock(), Times: times, Shares: fanShares, Values: x.Fans[i].Percentiles(fanShares), YTitle: label}
		// Where no run goes on there is nothing to draw.
		if k := slices.IndexFunc(x.Alive, func(n int) bool { return n == 0 }); k > 0 {
			fan.Times, fan.Values = fan.Times[:k], fan.Values[:k]
		}
		if unit != "" && unit != "1" {
			fan.YTitle += ", " + unit
		}
		for _, t := range x.Things {
			if t.Kind == simulate.Threshold && t.Output == i {
				fan.Marks = append(fan.Marks, plot.Mark{At: t.Level, Label: estimate.Digits(t.Level, 0)})
			}
		}
		last := len(fan.Values) - 1
		alt := fmt.Sprintf("median, and what 90 of 100 runs lie between: at the start %s, in the end %s.", words.spread(i, 0), words.spread(i, last))
		fan.Head = plot.Head{ID: figureName("fan-", name), Title: label, Description: label + ": " + alt, Notes: []string{x.runsNote() + "; bands hold 50 and 90 of 100 runs that still go on"}}
		out = append(out, Figure{Name: figureName("fan-", name), Caption: label, Alt: alt, SVG: fan.SVG()})
	}
	return out
}

// figures writes a number with three digits.
func figures(x float64) string { return rough(x, math.Abs(x)/200) }

// TimesFigure draws when what is asked about comes.
func (x *Simulated) TimesFigure() Block {
	d := x.durationOf(x.Of.Thing)
	bins, never := d.Histogram(0, 26, 0)
	h := plot.Histogram{Clock: x.clock(), Never: never, NeverLabel: "not by then"}
	for _, b := range bins {
		h.Bars = append(h.Bars, plot.Bar{From: b.From, To: b.To, Count: b.Runs})
	}
	for _, m := range []struct {
		share float64
		label string
	}{{.05, "5 %"}, {.5, "half"}, {.95, "95 %"}} {
		if q := d.Quantile(0, m.share, simulate.Confidence); !math.IsInf(q.Value, 1) {
			h.Marks = append(h.Marks, plot.Mark{At: q.Value, Label: m.label})
		}
	}
	first, _ := d.First(simulate.Confidence)
	alt := fmt.Sprintf("it comes in %s of the runs.", first[0].Percent())
	h.Head = plot.Head{ID: "when", Title: "When: " + x.Of.Label, Description: alt, Notes: []string{x.runsNote() + "; lines: by when it has come in so many of all runs"}}
	return Figure{Name: "when", Caption: "When: " + x.Of.Label, Alt: alt, SVG: h.SVG()}
}

// RaceFigure draws which comes first, over time.
func (x *Simulated) RaceFigure() Block {
	curves := x.Answer.Race.Cumulative(simulate.Confidence)
	grid := x.Answer.Race.Grid()
	c := plot.Stack{Clock: x.clock(), Times: append([]float64{0}, grid...), Step: true}
	rest := make([]float64, len(c.Times))
	for i := range rest {
		rest[i] = 1
	}
	for place, k := range x.Question.Race {
		l := plot.Layer{Label: x.Things[k].Label, Shares: []float64{0}}
		for i, p := range curves[place] {
			l.Shares = append(l.Shares, p.Value)
			rest[i+1] -= p.Value
		}
		c.Layers = append(c.Layers, l)
	}
	for i := range rest {
		rest[i] = max(0, rest[i])
	}
	c.Layers = append(c.Layers, plot.Layer{Label: "none yet", Shares: rest, Rest: true})
	first, none := x.Answer.Race.First(simulate.Confidence)
	var parts []string
	for place, k := range x.Question.Race {
		parts = append(parts, x.Things[k].Label+" in "+first[place].ShortPercent())
	}
	alt := "in the end " + join(append(parts, "none in "+none.ShortPercent())) + " of the runs."
	c.Head = plot.Head{ID: "first", Title: "Which comes first", Description: alt, Notes: []string{x.runsNote()}}
	return Figure{Name: "first-over-time", Caption: "Which comes first", Alt: alt, SVG: c.SVG()}
}

// SurvivalFigure draws how long nothing of the race has come.
func (x *Simulated) SurvivalFigure() Block {
	points := x.Answer.Race.Survival(simulate.Confidence)
	c := plot.Curve{Label: "nothing has come yet"}
	for _, p := range points {
		c.Times, c.Value = append(c.Times, p.Time), append(c.Value, p.Value)
		c.Low, c.High, c.AtRisk = append(c.Low, p.Low), append(c.High, p.High), append(c.AtRisk, p.AtRisk)
	}
	times := x.Study.Times()
	s := plot.Survival{Clock: x.clock(), YTitle: "share of runs", Curves: []plot.Curve{c}, Horizon: times[len(times)-1]}
	alt := "the share of runs that still go on."
	if len(points) > 0 {
		alt = fmt.Sprintf("in the end %s of the runs still go on.", points[len(points)-1].Percent())
	}
	s.Head = plot.Head{ID: "survival", Title: "How long nothing has come", Description: alt, Notes: []string{x.runsNote() + "; band: 90 % interval"}}
	return Figure{Name: "survival", Caption: "How long nothing has come", Alt: alt, SVG: s.SVG()}
}

// StatesFigure draws where things stand over time.
func (x *Simulated) StatesFigure() Block {
	top := x.States.Top(6)
	c := plot.Stack{Clock: x.clock(), Times: top.Times(), Step: true}
	w := NewWords(x.Graph)
	var parts []string
	last := len(top.Times()) - 1
	for i, code := range top.Labels() {
		l := plot.Layer{Label: code, Rest: strings.HasPrefix(code, "other (")}
		if s, err := x.Graph.Find(code); err == nil {
			if l.Label = w.Name(s); l.Label == "" {
				l.Label = "state " + w.Number(s)
			}
		}
		for k := range top.Times() {
			l.Shares = append(l.Shares, top.Share(k, i, simulate.Confidence).Value)
		}
		parts = append(parts, l.Label+" "+top.Share(last, i, simulate.Confidence).ShortPercent())
		c.Layers = append(c.Layers, l)
	}
	alt := "in the end " + join(parts) + "."
	c.Head = plot.Head{ID: "states", Title: "Where things stand", Description: alt, Notes: []string{x.runsNote()}}
	return Figure{Name: "states-over-time", Caption: "Where things stand", Alt: alt, SVG: c.SVG()}
}

// RivalsFigure draws what levers and other choices change; false where there is nothing that can be drawn.
func (x *Simulated) RivalsFigure() (Block, bool) {
	c := plot.Differences{XTitle: "change of the share of runs, in points", LowerLabel: "fewer", UpperLabel: "more"}
	by := 100.0
	if x.Of.Thing == nil {
		c.XTitle, c.LowerLabel, c.UpperLabel, by = "change of "+x.Of.Label, "less", "more", 1
	}
	var parts []string
	for _, r := range x.Rivals {
		label := r.Names[0] + " – " + r.Names[1]
		text := points(r.Change)
		if x.Of.Thing == nil {
			text = r.Change.With(x.Of.Unit)
		}
		c.Rows = append(c.Rows, plot.Difference{Label: label, Value: by * r.Change.Value, Low: by * r.Change.Low, High: by * r.Change.High, Text: text, Clear: r.Change.Low > 0 || r.Change.High < 0})
		parts = append(parts, label+": "+text)
	}
	if len(c.Rows) == 0 {
		return nil, false
	}
	alt := strings.Join(parts, "; ") + "."
	c.Head = plot.Head{ID: "differences", Title: "What changes: " + x.Of.Label, Description: alt, Notes: []string{x.runsNote() + ", the same luck for both; 90 % intervals"}}
	return Figure{Name: "differences", Caption: "What changes: " + x.Of.Label, Alt: alt, SVG: c.SVG()}, true
}

// TornadoFigure draws which input moves the outcome most.
func (x *Simulated) TornadoFigure() Block {
	t := x.Answer.Tornado
	c := plot.Tornado{XTitle: x.Of.Label, Base: t.Base.Value, BaseLabel: t.Base.Short(), Percent: x.Of.Thing != nil}
	text := func(e estimate.Estimate) string {
		if x.Of.Thing != nil {
			return e.Percent()
		}
		return e.With(x.Of.Unit)
	}
	if x.Of.Thing != nil {
		c.XTitle, c.BaseLabel = "share of runs with “"+x.Of.Label+"”", t.Base.ShortPercent()
	} else if x.Of.Unit != "" {
		c.XTitle += ", " + x.Of.Unit
	}
	for _, b := range t.Bars[:min(mostBars, len(t.Bars))] {
		c.Rows = append(c.Rows, plot.Swing{Label: x.Study.Simulation().Label(b.Input), LowInput: figures(b.Low), HighInput: figures(b.High), AtLow: b.AtLow.Value, AtHigh: b.AtHigh.Value,
			ErrLow: b.AtLow.Error(), ErrHigh: b.AtHigh.Error(), LowText: text(b.AtLow), HighText: text(b.AtHigh)})
	}
	alt := "nothing moves it."
	if len(c.Rows) > 0 {
		alt = fmt.Sprintf("“%s” moves it most, from %s to %s.", c.Rows[0].Label, c.Rows[0].LowText, c.Rows[0].HighText)
	}
	c.Head = plot.Head{ID: "tornado", Title: "Which input moves it most", Description: alt, Notes: []string{"each input at its 5th and 95th percentile, all others drawn"}}
	return Figure{Name: "tornado-picture", Caption: "Which input moves it most", Alt: alt, SVG: c.SVG()}
}

// Figures are all pictures of an answer.
func (x *Simulated) Figures() []Figure {
	var out []Figure
	add := func(list ...Block) {
		for _, b := range list {
			if f, ok := b.(Figure); ok {
				out = append(out, f)
			}
		}
	}
	if len(x.Question.Race) > 0 {
		add(x.RaceFigure(), x.SurvivalFigure())
	}
	if x.Of.Thing != nil {
		add(x.TimesFigure())
	}
	add(x.FanFigures()...)
	add(x.StatesFigure())
	if f, ok := x.RivalsFigure(); ok {
		add(f)
	}
	if x.Answer.Tornado != nil {
		add(x.TornadoFigure())
	}
	return out
}
