package stockflow_test

import (
	"strings"
	"testing"

	"parley/sim/stockflow"
)

// Whatever stands where an expression should, it is compiled or told, with a place inside the text, and nothing panics.
func FuzzExpression(f *testing.F) {
	for _, s := range []string{"a + b * 2", "min(a, b)", "a > 0 ? b : 1", "3 weeks", "a.b", "[1]", "let x = 1; x", "#", "a ?? b", "1..2", "é + a", "\"x\"",
		"map(a, #)", "a |> b", "not a", strings.Repeat("(", 5000), "0x1p-2", "1e999", "-a ^ -2.5", "nil", "a[0]", "a in b", "log(0)", "f(1)(2)", "b < 3 men ? 2 men/month : a", "3 weeks/month * b", "1 men^9", "é 3 é"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		m := &stockflow.Model{Clock: "week", Step: 1, Horizon: 3, Parameters: []stockflow.Parameter{{Name: "a", Unit: "men/month", Value: 2}},
			Stocks: []stockflow.Stock{{Name: "b", Unit: "men", Start: "5 men"}}, Auxiliaries: []stockflow.Auxiliary{{Name: "x", Expr: s, At: "x"}},
			Flows: []stockflow.Flow{{Name: "f", To: "b", Rate: s, At: "f"}}}
		p, err := stockflow.Compile(m)
		if err != nil {
			for _, x := range err.(stockflow.Issues) {
				if x.Pos < 0 || x.End < x.Pos || x.End > len(s)+1 || x.Message == "" {
					t.Errorf("%q: %+v", s, x)
				}
			}
			return
		}
		r := p.NewRun()
		r.Start(nil, nil)
		for range 20 {
			if e, err := r.Advance(3); e < 0 || err != nil {
				return
			}
		}
	})
}
