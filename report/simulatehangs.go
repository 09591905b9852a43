package report

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"parley/analysis/simulate"
	"parley/sim/discovery"
	"parley/sim/estimate"
	"parley/sim/sensitivity"
)

// Limits of what is listed.
const (
	mostRanks   = 8
	mostBars    = 10
	mostEntries = 60
)

// rival says in a sentence what a comparison shows.
func (s *simulated) rival(c *simulate.Compared) Text {
	t := Text{{sentenceCase(c.Names[0]) + " against " + c.Names[1] + ": ", Plain}}
	if c.Times == nil {
		t.Add(Plain, s.asked()+" changes by ")
		t.Add(Strong, c.Change.With(s.Of.Unit))
		t.Add(Plain, ".")
		return t
	}
	t.Add(Plain, s.asked()+" in "+shareOf(c.With)+" against "+shareOf(c.Without)+" of the runs, a change of ")
	t.Add(Strong, points(c.Change))
	d := c.Times
	switch {
	case d.Same.Value == 1:
		t = Text{{sentenceCase(c.Names[0]) + " against " + c.Names[1] + ": ", Plain}, {"no run differs", Strong}, {" in when " + s.asked() + " comes.", Plain}}
		return t
	case math.IsInf(d.MedianWith, 1) && math.IsInf(d.MedianWithout, 1):
		t.Add(Plain, ". In both it comes in fewer than half of the runs, so that there is no median to move.")
	case math.IsInf(d.Median.Value, 0):
		t.Add(Plain, ". In the first case ")
		t.Add(Strong, s.half(d.MedianWith))
		t.Add(Plain, ", in the second ")
		t.Add(Strong, s.half(d.MedianWithout))
		t.Add(Plain, ".")
	default:
		t.Add(Plain, ". The median moves by ")
		t.Add(Strong, later(d.Median, s.unit()))
		if d.Moves {
			t.Add(Plain, ", which is more than chance.")
		} else {
			t.Add(Plain, ", which is ")
			t.Add(Strong, "no more than chance")
			t.Add(Plain, ".")
		}
	}
	return t
}

// half tells by when half of the runs have it, or that fewer do.
func (s *simulated) half(at float64) string {
	if math.IsInf(at, 1) {
		return "fewer than half of the runs have it within " + s.moment(s.horizon)
	}
	return "half of the runs have it by " + s.after(at)
}

// after writes a time of one run, to a tenth.
func (s *simulated) after(at float64) string {
	return strings.TrimSpace(tenth(at) + " " + s.unit())
}

// tenth writes a number to a tenth, and no nought for it.
func tenth(x float64) string { return strings.TrimSuffix(estimate.Digits(x, .1), ".0") }

// shareOf is shortShare in a sentence.
func shareOf(e estimate.Estimate) string {
	if e.Value == 0 {
		return "none"
	}
	return shortShare(e)
}

// points writes a difference of shares in percentage points.
func points(e estimate.Estimate) string {
	if e.Low == e.High && e.Value == 0 {
		return "nothing"
	}
	h := estimate.Estimate{Value: 100 * e.Value, Low: 100 * e.Low, High: 100 * e.High}
	return h.With("points")
}

// later writes a shift of a time.
func later(e estimate.Estimate, unit string) string {
	text := e.With(unit)
	switch {
	case e.Low > 0:
		return text + " later"
	case e.High < 0:
		return text + ", that is sooner"
	}
	return text
}

// rivals tells what levers and other choices change.
func (s *simulated) rivals() []Block {
	l := List{}
	for i := range s.Rivals {
		c := &s.Rivals[i]
		item := Item{Text: s.rival(c)}
		if d := c.Times; d != nil && d.Same.Value < 1 {
			item.Blocks = append(item.Blocks, List{Items: []Item{
				{Text: T(fmt.Sprintf("Run by run it comes later in %s, sooner in %s, and makes no difference in %s.", inRuns(d.Higher), inRuns(d.Lower), inRuns(d.Same)))},
				{Text: T(fmt.Sprintf("On average, the horizon counting as the latest time, it comes %s.", shift(d.Mean, s.unit())))},
			}})
		}
		l.Items = append(l.Items, item)
	}
	return []Block{l, Paragraph{Text{{"Both variants meet the same luck run by run, so that their difference is known better than either.", Quiet}}}}
}

// shift is a mean difference of times as how much later or sooner.
func shift(e estimate.Estimate, unit string) string {
	if e.Value < 0 {
		return estimate.Estimate{Value: -e.Value, Low: -e.High, High: -e.Low}.With(unit) + " sooner"
	}
	return e.With(unit) + " later"
}

// hangs tells what the outcome hangs on.
func (s *simulated) hangs(pictures bool) []Block {
	var out []Block
	if len(s.Ranks) > 0 {
		out = append(out, Heading{2, "What goes with it"}, s.ranks())
	}
	if s.Rule != nil {
		out = append(out, Heading{2, "A rule for it"}, s.rule())
	} else if s.NoRule != "" {
		out = append(out, Paragraph{Text{{"No rule can be found that would tell when it happens: " + s.NoRule + ".", Quiet}}})
	}
	if s.Answer.Tornado != nil {
		out = append(out, Heading{2, "One input at a time"}, s.tornado())
		if pictures {
			out = append(out, s.TornadoFigure())
		}
	}
	if s.Answer.Sobol != nil {
		out = append(out, Heading{2, "Shares of variance"}, s.sobol())
	}
	if out != nil {
		out = slices.Insert(out, 0, Block(Heading{1, "What it hangs on"}))
	}
	return out
}

func (s *simulated) ranks() Block {
	what := "the higher the input, the later " + s.asked() + " comes; below 0 the sooner"
	if s.Of.Thing == nil {
		what = "the higher the input, the higher " + s.asked()
	}
	b := Table{Name: "ranks", Columns: []Column{{"Input", Left}, {"Rank correlation", Left}}, Note: T("Spearman's: " + what + ". Inputs are left out whose correlation may be 0, beyond the first " + fmt.Sprint(mostRanks) + ".")}
	for _, r := range s.Ranks {
		if len(b.Rows) == mostRanks || r.Rank.Covers(0) {
			continue
		}
		b.Rows = append(b.Rows, []Text{T(s.sim(r.Input)), T(r.Rank.String())})
	}
	if b.Rows == nil {
		return Paragraph{T("No single input goes with it by more than chance.")}
	}
	return b
}

// rule tells where the thing happens.
func (s *simulated) rule() Block {
	l := List{}
	say := func(name string, b *discovery.Box) {
		t := T(name + ": it happens in ")
		t.Add(Strong, fmt.Sprintf("%.0f %%", 100*b.Density()))
		t.Add(Plain, " of the runs in which ")
		t.Add(Strong, s.conditions(b))
		t.Add(Plain, fmt.Sprintf("; these are %.0f %% of the runs and hold %.0f %% of its cases.", 100*b.Mass(), 100*b.Coverage()))
		l.Items = append(l.Items, Item{Text: t})
	}
	if len(s.Rule.Tree.Restrictions) > 0 {
		say("By a decision tree", &s.Rule.Tree)
	}
	if b := &s.Rule.Peeled.Chosen; len(b.Restrictions) > 0 {
		say("By peeling", b)
	}
	if l.Items == nil {
		return Paragraph{T("No readable rule tells where it happens.")}
	}
	return l
}

// conditions writes a box with labels and units.
func (s *simulated) conditions(b *discovery.Box) string {
	var parts []string
	for _, r := range b.Restrictions {
		name := s.Rule.Data.Names[r.Input]
		label := "“" + s.sim(name) + "”"
		unit := ""
		for _, p := range s.Study.Simulation().Model.Parameters {
			if p.Name == name && p.Unit != "1" && p.Unit != "" {
				unit = " " + p.Unit
			}
		}
		number := func(x float64) string { return rough(x, math.Abs(x)/200) + unit }
		switch {
		case r.Choices != nil:
			var of []string
			for _, c := range r.Choices {
				of = append(of, s.Rule.Data.Labels[r.Input][c])
			}
			parts = append(parts, name+" is "+strings.Join(of, " or "))
		case math.IsInf(r.Low, -1):
			parts = append(parts, label+" is at most "+number(r.High))
		case math.IsInf(r.High, 1):
			parts = append(parts, label+" is at least "+number(r.Low))
		default:
			parts = append(parts, label+" is between "+number(r.Low)+" and "+number(r.High))
		}
	}
	return join(parts)
}

// value writes an outcome.
func (s *simulated) value(e estimate.Estimate) string {
	if s.Of.Thing != nil {
		return inRuns(e)
	}
	return e.With(s.Of.Unit)
}

func (s *simulated) tornado() Block {
	b := Table{Name: "tornado", Columns: []Column{{"Input", Left}, {"from", Right}, {"to", Right}, {"At the low end", Left}, {"At the high end", Left}}}
	b.Note = T(fmt.Sprintf("Each input at its 5th and its 95th percentile, all others drawn as ever: %s, of %s runs each. It is %s with all drawn.", s.asked(), figure(s.Each()), s.value(s.Answer.Tornado.Base)))
	for _, bar := range s.Answer.Tornado.Bars {
		if len(b.Rows) == mostBars || !bar.Clear() {
			continue
		}
		b.Rows = append(b.Rows, []Text{T(s.sim(bar.Input)), T(rough(bar.Low, math.Abs(bar.Low)/200)), T(rough(bar.High, math.Abs(bar.High)/200)), T(s.value(bar.AtLow)), T(s.value(bar.AtHigh))})
	}
	if b.Rows == nil {
		return Paragraph{T(fmt.Sprintf("No input by itself moves %s by more than chance, in %s runs at each end.", s.asked(), figure(s.Each())))}
	}
	return b
}

func (s *simulated) sobol() Block {
	b := Table{Name: "sobol", Columns: []Column{{"Input", Left}, {"by itself", Left}, {"with all it is part of", Left}}}
	b.Note = T(fmt.Sprintf("Sobol indices: the share of the variance of the outcome. From %s runs.", figure(s.Answer.Sobol.Evaluations)))
	list := slices.Clone(s.Answer.Sobol.Indices)
	slices.SortStableFunc(list, func(a, c sensitivity.Index) int {
		switch {
		case a.Total.Value > c.Total.Value:
			return -1
		case a.Total.Value < c.Total.Value:
			return 1
		}
		return 0
	})
	for _, x := range list {
		if len(b.Rows) == mostBars || x.Total.Low <= 0 {
			continue
		}
		name := "luck inside the runs"
		if x.Factor != sensitivity.Chance {
			var parts []string
			for _, i := range x.Inputs {
				parts = append(parts, s.sim(i))
			}
			name = strings.Join(parts, " and ")
		}
		b.Rows = append(b.Rows, []Text{T(name), T(x.First.Percent()), T(x.Total.Percent())})
	}
	if b.Rows == nil {
		return Paragraph{T("The runs are too few to tell which inputs account for the outcome: `parley simulate FILE --few N` takes more.")}
	}
	return b
}

// solved tells what would bring the outcome to the target.
func (s *simulated) solved() []Block {
	x := s.Answer.Solved
	if x == nil {
		return nil
	}
	unit := ""
	for _, p := range s.Study.Simulation().Model.Parameters {
		if p.Name == x.Parameter && p.Unit != "1" {
			unit = p.Unit
		}
	}
	target := estimate.Digits(x.Level, 0)
	if s.Of.Thing != nil {
		target = estimate.Digits(100*x.Level, 0) + " %"
	}
	t := Text{{"“" + s.sim(x.Parameter) + "”", Strong}}
	switch {
	case x.Root != nil:
		t.Add(Plain, " would have to be ")
		t.Add(Strong, x.Root.X.With(unit))
		t.Add(Plain, fmt.Sprintf(" for %s at %s", s.asked(), target))
		t.Add(Quiet, fmt.Sprintf(" (searched from %s to %s, %s runs at each of %d values).", exactly(x.Low), exactly(x.High), figure(x.Runs), x.Root.Evaluations))
		if len(x.Root.Bent) == 2 {
			t.Add(Bad, fmt.Sprintf(" Between %s and %s the outcome moves the other way: there may be more than one such value.", rough(x.Root.Bent[0], math.Abs(x.Root.Bent[0])/200), rough(x.Root.Bent[1], math.Abs(x.Root.Bent[1])/200)))
		}
	default:
		t.Add(Plain, fmt.Sprintf(" cannot bring %s to %s: it is %s at %s and %s at %s.", s.asked(), target,
			s.value(x.Outside.AtLow), exactly(x.Low), s.value(x.Outside.AtHigh), exactly(x.High)))
	}
	return []Block{Heading{1, "What it would take"}, Paragraph{t}}
}
