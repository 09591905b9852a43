package report

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"parley"
	"parley/sim/attrition"
	"parley/sim/estimate"
)

// replay tells one run.
func (s *simulated) replay() []Block {
	x := s.Answer.Replay
	if x == nil {
		return nil
	}
	t := T(fmt.Sprintf("Run %d, at percentile %s of when %s comes", x.Run, estimate.Digits(100*x.Share, 0), s.asked()))
	if s.Of.Thing == nil {
		t = T(fmt.Sprintf("Run %d, at percentile %s of %s", x.Run, estimate.Digits(100*x.Share, 0), s.asked()))
	}
	l := List{Numbered: false}
	for i, e := range x.Record.Log {
		if i == mostEntries {
			l.Items = append(l.Items, Item{Text: Text{{fmt.Sprintf("… and %s more", plural(len(x.Record.Log)-i, "entry")), Quiet}}})
			break
		}
		l.Items = append(l.Items, Item{Text: s.entry(e)})
	}
	end := "It went on to the horizon"
	switch x.Record.Reason {
	case attrition.ByGoal:
		end = "It ended with “" + s.sim(s.Study.Simulation().Goals[x.Record.Which].Name) + "”"
	case attrition.ByEvent:
		end = "It ended with “" + s.sim(s.Study.Simulation().Model.Events[x.Record.Which].Name) + "”"
	}
	last := T(end + ", after " + s.after(x.Record.End) + ", in ")
	last = append(last, s.state(s.Study.Code(x.Record.States[len(x.Record.States)-1]))...)
	last.Add(Plain, ".")
	t.Add(Plain, ":")
	blocks := []Block{Heading{1, "One run, told"}, Paragraph{t}}
	if len(l.Items) > 0 {
		blocks = append(blocks, l)
	}
	return append(blocks, Paragraph{last})
}

// entry writes a line of a log.
func (s *simulated) entry(e attrition.Entry) Text {
	sim := s.Study.Simulation()
	at := tenth(e.Time)
	if c := sim.Model.Clock; c != "" {
		at = c + " " + at
	}
	if d := s.date(e.Time); d != "" {
		at += ", " + d
	}
	t := Text{{sentenceCase(at) + ": ", Quiet}}
	switch e.What {
	case attrition.Happened:
		t.Add(Strong, s.sim(sim.Model.Events[e.Event].Name))
	case attrition.Moved:
		t.Add(Plain, s.Conflict.Parties[e.Party].Label()+": "+s.change(e.From, e.To))
		return t
	case attrition.Scripted:
		t.Add(Plain, "as scripted")
	case attrition.Reached:
		t.Add(Good, s.sim(sim.Goals[e.Event].Name))
		return t
	}
	if e.From != e.To {
		t.Add(Plain, "; "+s.change(e.From, e.To))
	}
	for _, g := range slices.Sorted(maps.Keys(e.Assumed)) {
		t.Add(Plain, "; "+g+"="+e.Assumed[g]+" from now on")
	}
	if e.Repaired {
		t.Add(Quiet, " (the nearest state that breaks no rule)")
	}
	return t
}

// change says what differs between two states of a record.
func (s *simulated) change(from, to parley.State) string {
	if s.Conflict.GraphForm() {
		return "to " + s.Study.Code(to)
	}
	var up, down []string
	for k, o := range s.Conflict.Options {
		switch {
		case to.Has(k) && !from.Has(k):
			up = append(up, "“"+o.Label()+"”")
		case from.Has(k) && !to.Has(k):
			down = append(down, "“"+o.Label()+"”")
		}
	}
	var parts []string
	if up != nil {
		parts = append(parts, "takes up "+join(up))
	}
	if down != nil {
		parts = append(parts, "drops "+join(down))
	}
	return strings.Join(parts, ", ")
}
