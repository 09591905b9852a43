// Package sensitivity asks which inputs a result hangs on: one at a time (tornado), by share of variance (Sobol), by rank
// correlation, and what value of an input would bring the result to a target. It knows no model: models are functions.
package sensitivity

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"parley/sim/estimate"
	"parley/sim/montecarlo"
)

// Bar is what one input does to the result while nothing else changes.
type Bar struct {
	Input     string
	Low, High float64 // the input's values
	AtLow     estimate.Estimate
	AtHigh    estimate.Estimate
}

// Swing is the distance between the results at both ends.
func (b Bar) Swing() float64 { return math.Abs(b.AtHigh.Value - b.AtLow.Value) }

// Clear says whether the ends differ by more than chance: the two intervals do not meet. On common random numbers that is strict.
func (b Bar) Clear() bool { return b.AtLow.Less(b.AtHigh) || b.AtHigh.Less(b.AtLow) }

// Tornado is a base result and the bars, the widest first; equal ones by name.
type Tornado struct {
	Base      estimate.Estimate
	Low, High float64 // the shares of each input's distribution at which the ends stand
	Bars      []Bar
}

// OneAtATime moves each input to its quantiles at low and high (.05 and .95 are usual) and asks for the result. evaluate gets the name of
// the input and the value to hold it at; the name is empty for the base. What the other inputs do there, stay at their medians
// or be drawn, is the caller's choice, the same for all calls; and so are common random numbers (montecarlo.Plan.Holding keeps
// them). Inputs that are points are left out. Cost: twice the inputs, and one.
func OneAtATime(inputs []montecarlo.Input, low, high float64, evaluate func(name string, value float64) (estimate.Estimate, error)) (*Tornado, error) {
	if !(low >= 0 && low < high && high <= 1) {
		return nil, fmt.Errorf("a tornado moves inputs from a low to a high share of their distributions: %v and %v are not such", low, high)
	}
	t := &Tornado{Low: low, High: high}
	var err error
	if t.Base, err = evaluate("", 0); err != nil {
		return nil, err
	}
	for _, in := range inputs {
		b := Bar{Input: in.Name, Low: in.Of.Quantile(low), High: in.Of.Quantile(high)}
		if b.Low == b.High {
			continue
		}
		if b.AtLow, err = evaluate(in.Name, b.Low); err != nil {
			return nil, err
		}
		if b.AtHigh, err = evaluate(in.Name, b.High); err != nil {
			return nil, err
		}
		t.Bars = append(t.Bars, b)
	}
	slices.SortFunc(t.Bars, func(a, b Bar) int {
		return cmp.Or(cmp.Compare(b.Swing(), a.Swing()), cmp.Compare(a.Input, b.Input))
	})
	return t, nil
}
