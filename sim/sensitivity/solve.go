package sensitivity

import (
	"fmt"
	"math"

	"parley/sim/estimate"
)

// Root is the value of an input at which a result meets a target.
type Root struct {
	// X is where the result, as estimated from these runs, meets the target; Low and High enclose where the true one does: at
	// every value between them the interval of the result holds the target. An end that lies outside the range searched is
	// infinite.
	X           estimate.Estimate
	Evaluations int
	// Bent lists two values between which the result moves against its direction by more than its error, if there are such: then
	// there may be more than one root, and X is one of them.
	Bent []float64
}

// OutOfRange says that the result does not meet the target anywhere in the range.
type OutOfRange struct {
	Target        float64
	Low, High     float64
	AtLow, AtHigh estimate.Estimate
}

func (e *OutOfRange) Error() string {
	return fmt.Sprintf("the result is %s at %g and %s at %g: it does not reach %g between them", e.AtLow, e.Low, e.AtHigh, e.High, e.Target)
}

// Solve searches an input between low and high for the value at which the result is target. evaluate must use common random
// numbers, the same runs at every value: then the estimated result is as smooth as the model, and bisection finds where it
// crosses. The interval of X comes from crossing the ends of the result's interval. The result should only rise or only fall.
// The search ends when X is known to a twentieth of its own error, or a ten-thousandth of the range. Cost: some 15 to 40 evaluations.
func Solve(low, high, target float64, evaluate func(x float64) (estimate.Estimate, error)) (*Root, error) {
	if !(low < high) || math.IsInf(high-low, 0) {
		return nil, fmt.Errorf("the range from %g to %g holds nothing to search; the lower end comes first", low, high)
	}
	s := &search{evaluate: evaluate, seen: map[float64]estimate.Estimate{}}
	atLow, err := s.at(low)
	if err != nil {
		return nil, err
	}
	atHigh, err := s.at(high)
	if err != nil {
		return nil, err
	}
	if math.IsNaN(atLow.Value) || math.IsNaN(atHigh.Value) {
		return nil, fmt.Errorf("the result is unknown at an end of the range")
	}
	rising := atLow.Value <= atHigh.Value
	if target < min(atLow.Value, atHigh.Value) || target > max(atLow.Value, atHigh.Value) || atLow.Value == atHigh.Value {
		return nil, &OutOfRange{target, low, high, atLow, atHigh}
	}
	// The ends of the result's interval cross first and last.
	early, late := func(e estimate.Estimate) float64 { return e.High }, func(e estimate.Estimate) float64 { return e.Low }
	if !rising {
		early, late = late, early
	}
	value := func(e estimate.Estimate) float64 { return e.Value }
	precision := (high - low) * 1e-4
	root := &Root{}
	rough := (high - low) / 50
	if root.X.Low, err = s.cross(low, high, target, rising, early, rough); err != nil {
		return nil, err
	}
	if root.X.High, err = s.cross(low, high, target, rising, late, rough); err != nil {
		return nil, err
	}
	if width := root.X.High - root.X.Low; !math.IsInf(width, 0) {
		precision = max(precision, width/40)
	}
	for _, end := range []struct {
		at   *float64
		side func(estimate.Estimate) float64
	}{{&root.X.Value, value}, {&root.X.Low, early}, {&root.X.High, late}} {
		if *end.at, err = s.cross(low, high, target, rising, end.side, precision); err != nil {
			return nil, err
		}
	}
	root.X.Low, root.X.High = min(root.X.Low, root.X.Value), max(root.X.High, root.X.Value)
	root.Evaluations = len(s.seen)
	root.Bent = s.bent(rising)
	return root, nil
}

// search remembers results: the three crossings share most of them.
type search struct {
	evaluate func(float64) (estimate.Estimate, error)
	seen     map[float64]estimate.Estimate
	order    []float64 // ascending
}

func (s *search) at(x float64) (estimate.Estimate, error) {
	if e, ok := s.seen[x]; ok {
		return e, nil
	}
	e, err := s.evaluate(x)
	if err != nil {
		return e, err
	}
	s.seen[x] = e
	k := 0
	for k < len(s.order) && s.order[k] < x {
		k++
	}
	s.order = append(s.order[:k], append([]float64{x}, s.order[k:]...)...)
	return e, nil
}

// cross bisects for where a side of the result crosses the target; infinite where that is outside. Both halves of the range
// are taken at the same middles, so that searches share evaluations.
func (s *search) cross(low, high, target float64, rising bool, side func(estimate.Estimate) float64, precision float64) (float64, error) {
	below := func(x float64) (bool, error) {
		e, err := s.at(x)
		return (side(e) < target) == rising, err
	}
	before, err := below(low)
	if err != nil {
		return 0, err
	}
	if !before && side(s.seen[low]) != target {
		return math.Inf(-1), nil
	}
	if after, err := below(high); err != nil {
		return 0, err
	} else if after {
		return math.Inf(1), nil
	}
	for high-low > precision {
		middle := low + (high-low)/2
		before, err := below(middle)
		if err != nil {
			return 0, err
		}
		if before {
			low = middle
		} else {
			high = middle
		}
	}
	return low + (high-low)/2, nil
}

// bent looks for neighbours that move against the direction by more than their errors.
func (s *search) bent(rising bool) []float64 {
	for k := 1; k < len(s.order); k++ {
		a, b := s.seen[s.order[k-1]], s.seen[s.order[k]]
		if rising && b.Less(a) || !rising && a.Less(b) {
			return []float64{s.order[k-1], s.order[k]}
		}
	}
	return nil
}
