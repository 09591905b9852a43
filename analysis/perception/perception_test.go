package perception_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"parley"
	"parley/analysis/perception"
	"parley/stability/stabilitytest"
)

// spell writes a state of a party's picture as its twin would.
func spell(h *perception.Hypergame, party, q int) string {
	if q < 0 {
		return "outside"
	}
	return strings.ReplaceAll(h.Views[party].Graph.Code(q), "-", "?")
}

// What is expected, what happens and who is surprised, against a plain reading of the definitions on random hypergames.
func TestPlayAgainstTheTwin(t *testing.T) {
	seeds := uint64(1000)
	if testing.Short() {
		seeds = 250
	}
	tried, surprised, refused, unnoticed, outside, cycles := 0, 0, 0, 0, 0, 0
	for seed := range seeds {
		d := draw(rand.New(rand.NewPCG(seed, 31)))
		h := d.compile(t)
		if h == nil {
			continue
		}
		tried++
		r, err := h.Play(ctx, h.Graph.StatusQuo(), perception.Options{})
		if err != nil {
			t.Fatal(err)
		}
		w := &world{truth: newSight(d.c, perception.Picture{})}
		for _, p := range d.pictures {
			w.eyes = append(w.eyes, newSight(d.c, p))
		}
		fail := func(format string, args ...any) {
			t.Helper()
			t.Fatalf("seed %d: %s\n%s\n%+v", seed, fmt.Sprintf(format, args...), stabilitytest.Describe(d.c), d.pictures)
		}
		code := func(s int) parley.State { return h.Graph.Members(s)[0] }
		byCode := map[string]parley.State{}
		for _, s := range w.truth.codes {
			byCode[w.truth.see(s)] = s
		}

		// What things look like.
		for s := range h.Graph.Len() {
			for i, x := range w.eyes {
				want := x.see(code(s))
				if !slices.Contains(x.looks, want) {
					want = "outside"
					outside++
				}
				if got := spell(h, i, h.Views[i].Sees(s)); got != want {
					fail("%s looks to %d like %s, want %s", h.Graph.Code(s), i, got, want)
				}
			}
		}

		// What happens.
		want := endings(w.truth.see(code(r.From)), func(s string) []string {
			var out []string
			for i := range w.eyes {
				for _, ts := range w.carried(i, byCode[s]) {
					for _, q := range ts {
						out = append(out, w.truth.see(q))
					}
				}
			}
			return out
		})
		var got []string
		for _, o := range r.Outcomes {
			var states []string
			for _, s := range o.States {
				states = append(states, h.Graph.Code(s))
			}
			slices.Sort(states)
			got = append(got, fmt.Sprint(states))
			if !o.End() {
				cycles++
			}
		}
		slices.Sort(got)
		if !slices.Equal(got, want) {
			fail("it comes to %v, want %v", got, want)
		}

		// What is expected, and whether that surprises.
		for i, x := range w.eyes {
			e := r.Expected[i]
			var got []string
			for _, o := range e.Outcomes {
				var states []string
				for _, s := range o.States {
					states = append(states, spell(h, i, s))
				}
				slices.Sort(states)
				got = append(got, fmt.Sprint(states))
			}
			slices.Sort(got)
			var want []string
			if start := x.see(code(r.From)); slices.Contains(x.looks, start) {
				want = endings(start, func(s string) []string {
					var out []string
					for j := range w.eyes {
						out = append(out, x.replies(j, s)...)
					}
					return out
				})
			}
			if !slices.Equal(got, want) {
				fail("%d expects %v, want %v", i, got, want)
			}
			shock := false
			for _, o := range r.Outcomes {
				var states []string
				for _, s := range o.States {
					states = append(states, x.see(code(s)))
				}
				slices.Sort(states)
				shock = shock || !slices.Contains(want, fmt.Sprint(slices.Compact(states)))
			}
			if r.Surprised(i) != shock {
				fail("%d surprised: %v, want %v", i, r.Surprised(i), shock)
			}
			if shock {
				surprised++
			}
		}

		// The stories.
		for k, story := range r.Stories {
			o := r.Outcomes[k]
			want := map[string]bool{}
			steps := slices.Clone(o.Path.Steps)
			if !o.End() {
				steps = append(steps, o.Loop.Steps...)
			}
			blind := 0
			states := []parley.State{}
			for n, step := range steps {
				a, b := code(step.From), code(step.To)
				states = append(states, a)
				by := 0
				for !step.Movers.Has(by) {
					by++
				}
				legal := false
				for _, ts := range w.carried(by, a) {
					legal = legal || slices.Contains(ts, b)
				}
				if !legal {
					fail("step %d of the path to outcome %d is none", n+1, k)
				}
				for i, x := range w.eyes {
					expected := []string{}
					inside := slices.Contains(x.looks, x.see(a))
					if inside {
						expected = x.replies(by, x.see(a))
					}
					switch {
					case i == by:
					case inside && x.see(a) == x.see(b):
						blind++
					case !inside || !slices.Contains(expected, x.see(b)):
						want[fmt.Sprint("moved ", i, by, n+1, expected)] = true
					}
				}
			}
			if o.End() {
				end := code(o.States[0])
				states = append(states, end)
				for i, x := range w.eyes {
					for j := range w.eyes {
						if i != j && slices.Contains(x.looks, x.see(end)) && len(x.replies(j, x.see(end))) > 0 {
							want[fmt.Sprint("stayed ", i, j, len(steps)+1, x.replies(j, x.see(end)))] = true
						}
					}
				}
			}
			got := map[string]bool{}
			last := 0
			for _, s := range story.Surprises {
				if s.Step < last {
					fail("surprises are out of order: %+v", story.Surprises)
				}
				last = s.Step
				if s.Kind == perception.Refused {
					refused++
					ts, meant := w.carried(s.Party, code(s.At))[spell(h, s.Party, s.Expected[0])]
					if !meant || len(ts) > 0 || !slices.Contains(states, code(s.At)) {
						fail("nothing is refused: %+v", s)
					}
					continue
				}
				expected := []string{}
				for _, q := range s.Expected {
					expected = append(expected, spell(h, s.Party, q))
				}
				slices.Sort(expected)
				got[fmt.Sprint(s.Kind, " ", s.Party, s.By, s.Step, expected)] = true
			}
			if fmt.Sprint(got) != fmt.Sprint(want) {
				fail("outcome %d surprises %v, want %v", k, got, want)
			}
			for i := range w.eyes {
				refuses := slices.ContainsFunc(states, func(s parley.State) bool {
					for _, ts := range w.carried(i, s) {
						if len(ts) == 0 {
							return true
						}
					}
					return false
				})
				told := slices.ContainsFunc(story.Surprises, func(s perception.Surprise) bool { return s.Kind == perception.Refused && s.Party == i })
				if refuses != told {
					fail("to %d something is refused on the way: %v, told %v", i, refuses, told)
				}
			}
			if len(story.Unnoticed) != blind {
				fail("%d moves go unnoticed, want %d", len(story.Unnoticed), blind)
			}
			unnoticed += blind
			for _, m := range story.Meanings {
				x := w.eyes[m.Party]
				if x.see(code(m.State)) != x.see(code(m.Twin)) || m.State == m.Twin || len(m.Others) == 0 {
					fail("no two meanings: %+v", m)
				}
				for _, j := range m.Others {
					y := w.eyes[j]
					a, b := y.see(code(m.State)), y.see(code(m.Twin))
					known := slices.Contains(y.looks, a) && slices.Contains(y.looks, b)
					if a == b || known && !y.prefers(j, a, b) && !y.prefers(j, b, a) {
						fail("%d does not care: %+v", j, m)
					}
				}
			}
		}
	}
	t.Logf("%d hypergames: %d surprised, %d refused, %d unnoticed, %d outside, %d cycles", tried, surprised, refused, unnoticed, outside, cycles)
	if tried < int(seeds)/2 || min(surprised, refused, unnoticed, outside) < int(seeds)/8 || cycles < int(seeds)/60 {
		t.Error("the test says little")
	}
}
