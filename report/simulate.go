package report

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"time"

	"parley"
	"parley/analysis/simulate"
	"parley/game"
	"parley/sim/estimate"
	"parley/sim/montecarlo"
	"parley/sim/summary"
)

// Simulated is what the runs of a simulation say.
type Simulated struct {
	*simulate.Answer
	Conflict *parley.Conflict
	Graph    *game.Graph // of the conflict as it is before anything happens: names of states
	Assumed  map[string]string
	Shown    int // so many of the recorded quantities are shown
	Ripeness *simulate.Ripeness
}

// SimulateDocument reports what the runs of a simulation say.
func SimulateDocument(x Simulated) Document {
	d := Document{Title: x.Conflict.Title}
	d.add(x.Blocks(false)...)
	return d
}

// simulatedInShort tells what comes first, and where to ask for more.
func (b Brief) simulatedInShort() []Block {
	if b.Simulated == nil {
		return nil
	}
	s := newSimulated(b.Simulated)
	more := Text{{"Times, stocks, levers and what it hangs on: ", Quiet}, {"parley simulate FILE", Code}, {".", Quiet}}
	return []Block{Heading{1, "Attrition behind the talks"}, s.runs(), s.inShort(), Paragraph{more}}
}

func newSimulated(x *Simulated) *simulated {
	times := x.Study.Times()
	return &simulated{Simulated: x, sim: x.Study.Simulation().Label, times: times, horizon: times[len(times)-1], w: NewWords(x.Graph)}
}

// Blocks returns what the runs say, with pictures if asked.
func (x *Simulated) Blocks(pictures bool) []Block {
	s := newSimulated(x)
	var out []Block
	out = append(out, s.runs(), Heading{1, "In short"}, s.inShort())
	if len(x.Question.Race) > 1 {
		out = append(out, Heading{1, "Which comes first"}, s.race())
		if pictures {
			out = append(out, x.RaceFigure())
		}
	}
	if len(x.Things) > 0 {
		out = append(out, Heading{1, "When it happens"}, s.happenings())
		if pictures && x.Of.Thing != nil {
			out = append(out, x.TimesFigure())
		}
	}
	if x.Shown > 0 {
		out = append(out, Heading{1, "What there is"}, s.quantities())
		if pictures {
			out = append(out, x.FanFigures()...)
		}
	}
	if len(x.States.Labels()) > 1 {
		out = append(out, Heading{1, "Where things stand"}, s.states())
		if pictures {
			out = append(out, x.StatesFigure())
		}
	}
	if len(x.Rivals) > 0 {
		out = append(out, Heading{1, "With and without"})
		out = append(out, s.rivals()...)
		if pictures {
			if f, ok := x.RivalsFigure(); ok {
				out = append(out, f)
			}
		}
	}
	out = append(out, s.hangs(pictures)...)
	out = append(out, s.solved()...)
	out = append(out, s.ripe()...)
	out = append(out, s.replay()...)
	out = append(out, s.making()...)
	if x.Stopped {
		out = append(out, Paragraph{Text{{"Stopped early: ", Bad}, {fmt.Sprintf("all this rests on the first %s of %s runs, and what was asked besides is missing.", figure(x.Runs), figure(x.Asked)), Plain}}})
	}
	return out
}

// simulated writes an answer as text.
type simulated struct {
	*Simulated
	sim     func(string) string // labels
	times   []float64
	horizon float64
	w       *Words
}

// figure writes a count with its thousands apart.
func figure(n int) string { return apart(fmt.Sprint(n)) }

// apart sets the thousands of a number apart, from five digits before the point on.
func apart(number string) string {
	whole, rest, point := strings.Cut(number, ".")
	if len(strings.TrimPrefix(whole, "−")) < 5 {
		return number
	}
	for i := len(whole) - 3; i > 0 && whole[i-1] >= '0' && whole[i-1] <= '9'; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if point {
		whole += "." + rest
	}
	return whole
}

// unit is the clock's unit after a number.
func (x *Simulated) unit() string {
	if c := x.Study.Simulation().Model.Clock; c != "" {
		return c + "s"
	}
	return ""
}

// days is the number of days in a unit of the clock; 0 where it has no such unit.
func days(clock string) float64 {
	switch clock {
	case "day":
		return 1
	case "week":
		return 7
	case "month":
		return 365.25 / 12
	case "year":
		return 365.25
	}
	return 0
}

// date names the month of a time.
func (s *simulated) date(t float64) string {
	sim := s.Study.Simulation()
	d := days(sim.Model.Clock)
	if sim.Start.IsZero() || d == 0 || math.IsInf(t, 0) || math.IsNaN(t) {
		return ""
	}
	layout := "January 2006"
	if s.horizon*d < 200 {
		layout = "2 January 2006"
	}
	return sim.Start.Add(time.Duration(t * d * 24 * float64(time.Hour))).Format(layout)
}

// moment writes a time that is known: "24 months (October 2027)".
func (s *simulated) moment(t float64) string {
	text := strings.TrimSpace(estimate.Digits(t, 0) + " " + s.unit())
	if d := s.date(t); d != "" {
		text += " (" + d + ")"
	}
	return text
}

// runs says in a line what the answer rests on.
func (s *simulated) runs() Block {
	runs := "runs"
	if s.Runs == 1 {
		runs = "run"
	}
	return Paragraph{T(fmt.Sprintf("%s %s of %s from seed %d.", figure(s.Runs), runs, s.moment(s.horizon), uint64(s.Study.Plan().Seed)))}
}

// making says how the answer came about, and what its errors mean.
func (s *simulated) making() []Block {
	sim := s.Study.Simulation()
	t := T("Intervals in brackets hold the true value in 90 of 100 studies of as many runs. They tell what more runs could change, not how good the numbers of the file are. ")
	if s.Study.Plan().Method == montecarlo.Plain {
		t.Add(Plain, "Parameters are drawn plainly.")
	} else {
		t.Add(Plain, "Parameters are drawn by Latin hypercube.")
	}
	bases := map[string]int{}
	for _, p := range sim.Parameters {
		bases[p.Basis]++
	}
	var parts []string
	for _, b := range slices.Sorted(maps.Keys(bases)) {
		if b != "" {
			parts = append(parts, fmt.Sprintf("%d %s", bases[b], b))
		}
	}
	if n := bases[""]; n > 0 && len(parts) > 0 {
		parts = append(parts, fmt.Sprintf("%d without a basis", n))
	}
	if len(parts) > 0 {
		t.Add(Plain, " By their basis: "+join(parts)+".")
	}
	var assumed []string
	drawn := s.Study.Drawn()
	for _, g := range slices.Sorted(maps.Keys(s.Assumed)) {
		if slices.Contains(drawn, g) {
			continue
		}
		assumed = append(assumed, g+"="+s.Assumed[g])
	}
	if assumed != nil {
		t.Add(Plain, " It begins under "+strings.Join(assumed, ", ")+".")
	}
	if drawn != nil {
		t.Add(Plain, " Each run draws the choice of "+join(drawn)+" by its weight.")
	}
	if sim.Motion.Moves == "replies" {
		t.Add(Plain, " Parties move one at a time, each by a best reply: what takes two at one moment does not come about.")
	}
	out := []Block{Heading{1, "How it was run"}}
	if sim.About != "" {
		out = append(out, Paragraph{T(sim.About)})
	}
	return append(out, Paragraph{t})
}

// asked names the outcome that is asked about, as the beginning of a sentence.
func (s *simulated) asked() string { return "“" + s.Of.Label + "”" }

// inShort is the answer in a few sentences.
func (s *simulated) inShort() Block {
	l := List{}
	say := func(t Text) { l.Items = append(l.Items, Item{Text: t}) }
	of := &s.Of
	t := Text{{s.asked(), Strong}}
	if of.Thing == nil {
		t.Add(Plain, " is ")
		t.Add(Strong, s.Result.With(of.Unit))
		t.Add(Plain, " after "+s.moment(of.By)+", on average; of a run that ended earlier its last value counts.")
		say(t)
	} else {
		t.Add(Plain, " within "+s.moment(of.By)+": ")
		t.Add(Strong, "in "+inRuns(s.Result)+" of the runs")
		d := s.durationOf(of.Thing)
		if q := d.Quantile(0, .5, simulate.Confidence); !math.IsInf(q.Value, 1) {
			t.Add(Plain, "; in half of the runs by "+s.when(q))
		}
		t.Add(Plain, ".")
		say(t)
	}
	if len(s.Question.Race) > 1 {
		first, none := s.Answer.Race.First(simulate.Confidence)
		t := T("First comes ")
		for place, k := range s.Question.Race {
			if place > 0 {
				t.Add(Plain, ", ")
			}
			t.Add(Plain, "“"+s.Things[k].Label+"” in ")
			t.Add(Strong, inRuns(first[place]))
		}
		t.Add(Plain, ", none of them in ")
		t.Add(Strong, inRuns(none))
		t.Add(Plain, ".")
		say(t)
	}
	for i := range s.Rivals {
		say(s.rival(&s.Rivals[i]))
	}
	if s.Ripeness != nil {
		say(s.ripeSentence())
	}
	return l
}

// durationOf returns the times of a thing.
func (x *Simulated) durationOf(t *simulate.Thing) *summary.Durations {
	return x.Durations[slices.IndexFunc(x.Things, func(y simulate.Thing) bool { return y.Name == t.Name && y.Kind == t.Kind })]
}

// when writes a time that is estimated: "27 weeks (25 to 30 weeks), April 2026".
func (s *simulated) when(e estimate.Estimate) string {
	if math.IsInf(e.Value, 1) {
		return "not within " + strings.TrimSpace(estimate.Digits(s.horizon, 0)+" "+s.unit())
	}
	text := strings.Replace(s.whole(e).With(s.unit()), " to ∞ "+s.unit(), " "+s.unit()+" or later", 1)
	if text == "1 "+s.unit() {
		text = strings.TrimSuffix(text, "s")
	}
	if d := s.date(e.Value); d != "" {
		text += ", " + d
	}
	return text
}

// whole rounds a time whose error is none, as where parties move at set times only, to a thousandth of the horizon.
func (s *simulated) whole(e estimate.Estimate) estimate.Estimate {
	if e.Low == e.High && !math.IsInf(e.Value, 0) {
		places := math.Pow10(-int(math.Floor(math.Log10(s.horizon / 1000))))
		if places < 1 {
			return estimate.Exact(math.Round(e.Value))
		}
		return estimate.Exact(math.Round(e.Value*places) / places)
	}
	return e
}

// short is when without its interval, for tables.
func (s *simulated) short(e estimate.Estimate) string {
	if math.IsInf(e.Value, 1) {
		return "–"
	}
	return s.whole(e).Short()
}

// inRuns writes a share of the runs, and none and all of them as such.
func inRuns(e estimate.Estimate) string {
	switch e.Value {
	case 0:
		return "none (below " + rough(100*e.High, 10*e.High) + " %)"
	case 1:
		return "all (above " + rough(100*e.Low, 10*(1-e.Low)) + " %)"
	}
	return e.Percent()
}

// shortShare is inRuns without the interval.
func shortShare(e estimate.Estimate) string {
	switch e.Value {
	case 0:
		return "–"
	case 1:
		return "all"
	}
	return e.ShortPercent()
}

// state names a state by its code, as the conflict does where it has it.
func (s *simulated) state(code string) Text {
	if strings.HasPrefix(code, "other (") {
		return Text{{code, Quiet}}
	}
	if i, err := s.Graph.Find(code); err == nil {
		return s.w.Place(i)
	}
	t := T("state ")
	t.Add(Code, code)
	return t
}
