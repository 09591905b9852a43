package report

import (
	"fmt"

	"parley/analysis/simulate"
	"parley/sim/estimate"
)

// legText writes a leg.
func legText(l simulate.Leg) Text {
	switch l {
	case simulate.There:
		return Text{{"there", Good}}
	case simulate.Missing:
		return Text{{"missing", Bad}}
	}
	return Text{{"open", Strong}}
}

// ripeSentence says whether the moment is ripe and what is missing.
func (s *simulated) ripeSentence() Text {
	r := s.Ripeness
	switch r.Ripe() {
	case simulate.There:
		return Text{{"The moment is ripe for talks", Strong}, {" by what the file says of hope and pain, and there is a way out.", Plain}}
	case simulate.Open:
		return Text{{"Whether the moment is ripe for talks is open", Strong}, {": no leg is missing, but not all are there beyond doubt.", Plain}}
	}
	var missing []string
	for _, side := range r.Sides {
		name := s.Conflict.Parties[side.Party].Label()
		if side.NoHope == simulate.Missing {
			missing = append(missing, name+" can still hope to win")
		}
		if side.Hurt == simulate.Missing {
			missing = append(missing, name+" is not hurt enough")
		}
	}
	if r.Way() == simulate.Missing {
		missing = append(missing, "there is no way out that all prefer")
	}
	return Text{{"The moment is not ripe for talks: ", Plain}, {join(missing), Strong}, {".", Plain}}
}

// ripe is the card of ripeness.
func (s *simulated) ripe() []Block {
	r := s.Ripeness
	if r == nil {
		return nil
	}
	span := func(x [2]float64) string {
		if x[0] == x[1] {
			return estimate.Digits(100*x[0], 0) + " %"
		}
		return estimate.Digits(100*x[0], 0) + " to " + estimate.Digits(100*x[1], 0) + " %"
	}
	b := Table{Name: "ripeness", Columns: []Column{{"Leg", Left}, {"", Left}, {"Why", Left}}, Note: T("No side can hope to win, each is hurt, and there is a way out (Zartman). The limits are the analyst's; the legs are not added up.")}
	for _, side := range r.Sides {
		name := s.Conflict.Parties[side.Party].Label()
		why := "nothing in the file counts as its victory"
		if side.Wins != nil {
			why = fmt.Sprintf("“%s” in %s of the runs; hope ends below %s", side.Wins.Thing.Label, inRuns(side.Wins.Share), span(side.Hope))
		}
		b.Rows = append(b.Rows, []Text{T(name + " cannot hope to win"), legText(side.NoHope), T(why)})
		if side.Hurts != nil {
			b.Rows = append(b.Rows, []Text{T(name + " is hurt"), legText(side.Hurt), T(fmt.Sprintf("“%s” in %s of the runs; enough above %s", side.Hurts.Thing.Label, inRuns(side.Hurts.Share), span(side.Pain)))})
		}
	}
	why := "no state holds under SEQ, can be reached, and is better for all of them than the status quo"
	if len(r.WayOut) > 0 {
		var names []string
		for _, i := range r.WayOut[:min(3, len(r.WayOut))] {
			names = append(names, s.w.Place(i).String())
		}
		if n := len(r.WayOut) - len(names); n > 0 {
			names = append(names, fmt.Sprintf("%d more", n))
		}
		why = "holds under SEQ, can be reached, and all prefer it to the status quo: " + join(names)
	}
	b.Rows = append(b.Rows, []Text{T("There is a way out"), legText(r.Way()), T(why)})
	return []Block{Heading{1, "Ripeness"}, b}
}
