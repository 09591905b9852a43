package crux

import (
	"parley/analysis/claims"
)

// gap measures how far an answer is from the wanted one: 0 if it is that, else 1 or more. It steers the search for sets of
// three and more changes, and decides nothing. For stable it is the number of parties that would leave the state nearest to
// holding, or of equilibria too many; for reached the number of ends and cycles that spoil it; of several tests the sum, or the
// least.
func gap(a *claims.Answer, want bool) int {
	if a.Holds == want {
		return 0
	}
	switch t := a.Test.(type) {
	case claims.Not:
		return gap(a.Parts[0], !want)
	case claims.AllOf:
		return combined(a.Parts, want, want)
	case claims.AnyOf:
		return combined(a.Parts, want, !want)
	case claims.Stable:
		f, ok := a.Fact.(*claims.Standing)
		if !ok {
			return 1 // the engine was a claims.Prober: nobody asks for the gap
		}
		if want == t.Never {
			return max(1, int(f.Holding.Count()))
		}
		return max(1, parties(f))
	case claims.Reached:
		f := a.Fact.(*claims.Arrival)
		n := 0
		for _, e := range f.Endings {
			for _, end := range e.Ends {
				if f.Goal.Test(uint(end.State)) == t.Never {
					n++
				}
			}
			for _, c := range e.Cycles {
				if c.Terminal && !t.Never {
					n++
				}
			}
		}
		return max(1, n)
	case claims.Requires:
		f := a.Fact.(*claims.Dependence)
		n := 0
		for _, d := range f.Around {
			if d.Path != nil {
				n++
			}
		}
		return max(1, n)
	}
	return 1
}

// combined is the sum of the gaps of parts that must all come out as wanted, or the least of those of which one must.
func combined(parts []*claims.Answer, want, all bool) int {
	sum, least := 0, 0
	for _, p := range parts {
		n := gap(p, want)
		sum += n
		if least == 0 || n < least {
			least = n
		}
	}
	if all {
		return max(1, sum)
	}
	return max(1, least)
}

// parties counts who would leave the state nearest to holding.
func parties(f *claims.Standing) int {
	if f.Nearest < 0 {
		return 1
	}
	return f.LeftBy
}
