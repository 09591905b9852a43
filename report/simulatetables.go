package report

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"parley/analysis/simulate"
	"parley/sim/estimate"
)

// race tells which comes first, by quarters of the horizon.
func (s *simulated) race() Block {
	b := Table{Name: "first", Columns: []Column{{"First", Left}}, Note: T("Shares of all runs in which it has come first by then, – for none. Of two that come at once the upper one counts.")}
	marks := s.quarters()
	for _, k := range marks {
		b.Columns = append(b.Columns, Column{s.mark(k), Right})
	}
	b.Columns = append(b.Columns, Column{"In the end", Right})
	race := s.Answer.Race
	first, none := race.First(simulate.Confidence)
	left := make([]float64, len(marks))
	for place, k := range s.Question.Race {
		row := []Text{T(s.Things[k].Label)}
		for i, at := range marks {
			e := race.ByDate(place, s.times[at], simulate.Confidence)
			left[i] += e.Value
			row = append(row, T(shortShare(e)))
		}
		b.Rows = append(b.Rows, append(row, Text{{inRuns(first[place]), Strong}}))
	}
	row := []Text{{{"none yet", Quiet}}}
	for i := range marks {
		e := estimate.Proportion(int(math.Round((1-left[i])*float64(race.Runs()))), race.Runs(), simulate.Confidence)
		row = append(row, Text{{shortShare(e), Quiet}})
	}
	b.Rows = append(b.Rows, append(row, Text{{inRuns(none), Quiet}}))
	return b
}

// quarters are the places of outputs nearest to a quarter, a half and three quarters of the horizon.
func (s *simulated) quarters() []int {
	var out []int
	for _, share := range []float64{.25, .5, .75} {
		k, _ := slices.BinarySearch(s.times, share*s.horizon-1e-9)
		if k > 0 && k < len(s.times)-1 && !slices.Contains(out, k) {
			out = append(out, k)
		}
	}
	return out
}

// mark names a time of outputs as the head of a column.
func (s *simulated) mark(k int) string {
	unit := s.Study.Simulation().Model.Clock
	text := strings.TrimSpace(unit + " " + estimate.Digits(s.times[k], 0))
	return strings.ToUpper(text[:1]) + text[1:]
}

// happenings tells how often and when each thing happens.
func (s *simulated) happenings() Block {
	b := Table{Name: "times", Columns: []Column{{"What", Left}, {"In how many runs", Left}, {"5 % by", Right}, {"half by", Right}, {"95 % by", Right}}}
	note := "Shares and times count all runs"
	if u := s.unit(); u != "" {
		note += "; times in " + u
	}
	b.Note = T(note + ". – means not within the horizon, or not before the run ended otherwise.")
	for k := range s.Things {
		d := s.Durations[k]
		first, _ := d.First(simulate.Confidence)
		row := []Text{T(s.Things[k].Label), T(inRuns(first[0]))}
		for _, share := range []float64{.05, .5, .95} {
			row = append(row, T(s.short(d.Quantile(0, share, simulate.Confidence))))
		}
		b.Rows = append(b.Rows, row)
	}
	return b
}

// quantities tells how what is shown goes.
func (s *simulated) quantities() Block {
	b := Table{Name: "quantities", Columns: []Column{{"Quantity", Left}, {"At the start", Right}}}
	marks := s.quarters()
	if len(marks) == 3 {
		marks = marks[1:2]
	}
	marks = append(marks, len(s.times)-1)
	for _, k := range marks {
		b.Columns = append(b.Columns, Column{s.mark(k), Right})
	}
	b.Note = T("The median, and in brackets what 90 of 100 runs lie between.")
	if last := s.Alive[len(s.times)-1]; last < s.Runs {
		b.Note.Add(Plain, fmt.Sprintf(" Runs count as long as they go on: %s of %s in the end.", figure(last), figure(s.Runs)))
	}
	for i, name := range s.Study.Outputs()[:s.Shown] {
		label := s.sim(name)
		if u := s.Study.Unit(name); u != "" && u != "1" && !strings.Contains(strings.ToLower(label), u) {
			label += ", " + u
		}
		row := []Text{T(label)}
		for _, k := range append([]int{0}, marks...) {
			row = append(row, s.spread(i, k))
		}
		b.Rows = append(b.Rows, row)
	}
	return b
}

// spread writes the median and the 5th and 95th percentile of a quantity.
func (s *simulated) spread(output, k int) Text {
	f := s.Fans[output]
	if f.Count(k) == 0 {
		return Text{{"–", Quiet}}
	}
	middle := f.At(k, .5, simulate.Confidence)
	low, high := f.At(k, .05, simulate.Confidence), f.At(k, .95, simulate.Confidence)
	if low.Value == high.Value {
		return T(exactly(middle.Value)) // the same in every run
	}
	// No digit beyond the error of the median, and none that the spread makes idle.
	e := max(middle.Error(), (high.Value-low.Value)/20)
	if math.IsInf(e, 0) || math.IsNaN(e) {
		e = (high.Value - low.Value) / 20
	}
	return T(fmt.Sprintf("%s (%s to %s)", rough(middle.Value, e), rough(low.Value, e), rough(high.Value, e)))
}

// exactly writes a number that has no error, with four figures, since nobody reads fifteen.
func exactly(v float64) string {
	v, _ = strconv.ParseFloat(strconv.FormatFloat(v, 'g', 4, 64), 64)
	return rough(v, 0)
}

// rough writes a number with the digits that an error allows.
func rough(v, e float64) string { return apart(estimate.Digits(v, e)) }

// states tells where things stand over time.
func (s *simulated) states() Block {
	const most = 6
	top := s.States.Top(most)
	marks := append(append([]int{0}, s.quarters()...), len(s.times)-1)
	b := Table{Name: "states", Columns: []Column{{"State", Left}}, Note: T("Shares of the runs; one that has ended stays where it is.")}
	for _, k := range marks {
		title := s.mark(k)
		if k == 0 {
			title = "At the start"
		}
		b.Columns = append(b.Columns, Column{title, Right})
	}
	for i, label := range top.Labels() {
		row := []Text{s.state(label)}
		for _, k := range marks {
			e := top.Share(k, i, simulate.Confidence)
			row = append(row, T(shortShare(e)))
		}
		b.Rows = append(b.Rows, row)
	}
	return b
}
