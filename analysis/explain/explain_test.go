package explain_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"parley"
	"parley/analysis/explain"
	"parley/analysis/sequence"
	"parley/game"
	"parley/stability"
	"parley/stability/stabilitytest"
)

// eachVerdict explains every state and calls check for every verdict, once it agrees with the naive engine.
func eachVerdict(t *testing.T, d *drawn, seed uint64, check func(w *twin, v *explain.Verdict)) {
	t.Helper()
	for s := range d.g.Len() {
		e, err := explain.State(ctx, d.g, d.task, s)
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		if e.State != s || e.Choices != d.task.Choices || len(e.Judgements) != len(d.task.Concepts) {
			t.Fatalf("seed %d: explanation of %d is %+v", seed, s, e)
		}
		for k, j := range e.Judgements {
			want := d.result.Verdicts[k]
			if j.Concept != want.Concept || j.Equilibrium != want.Equilibria.Test(uint(s)) || len(j.Verdicts) != len(want.Stable) {
				t.Errorf("%v at %d: equilibrium %v", want.Concept, s, j.Equilibrium)
			}
			for i := range j.Verdicts {
				v := &j.Verdicts[i]
				w := &twin{t: t, g: d.g, choices: d.task.Choices, concept: want.Concept, who: 1 << i, s: s}
				if want.Concept.Kind.Coalitional() {
					w.who = d.result.Coalitions[i]
				}
				if v.Stable != want.Stable[i].Test(uint(s)) || v.Who != w.who {
					w.wrong("stable %v", v.Stable)
				}
				if w.concept.Strength != stability.Weak {
					check(w, v)
					continue
				}
				general, strong := *w, *w
				general.concept.Strength, strong.concept.Strength = stability.General, stability.Strong
				whole := *v
				whole.Stable = !slices.ContainsFunc(v.Improvements, func(x explain.Improvement) bool { return !x.Sanctioned })
				if stays := whole.Stable && v.Strong.Stable; stays != (v.Ground == explain.Strongly) {
					w.wrong("ground %v", v.Ground)
				} else if stays {
					whole.Ground = v.Strong.Ground
				}
				check(&general, &whole)
				check(&strong, v.Strong)
			}
		}
		if t.Failed() {
			t.Fatalf("seed %d: %+v\n%s", seed, d.task.Choices, stabilitytest.Describe(d.g.Conflict()))
		}
	}
}

// improvements checks which improvements a verdict lists and what it says of the party's own part in them.
func (w *twin) improvements(v *explain.Verdict) {
	w.t.Helper()
	own := w.own(w.s)
	want := slices.DeleteFunc(slices.Clone(own), func(q int) bool { return !w.tempts(q, w.s) })
	rank := w.g.Orders(parties(w.who)[0])[0].Rank
	var got []int
	for k, x := range v.Improvements {
		got = append(got, x.To)
		if k > 0 {
			if before := v.Improvements[k-1].To; rank[before] < rank[x.To] || rank[before] == rank[x.To] && before > x.To {
				w.wrong("improvements %v are not in order", got)
			}
		}
		w.legal(x.Path, w.s, x.To, w.ownMovers())
		w.compared(x.Because, x.To)
	}
	if slices.Sort(got); !slices.Equal(got, want) {
		w.wrong("improvements %v, want %v", got, want)
	}
	ground := explain.Deterred
	switch {
	case !v.Stable:
		ground = explain.Tempted
	case len(own) == 0:
		ground = explain.NoMove
	case len(want) == 0:
		ground = explain.NoImprovement
	}
	if v.Ground != ground {
		w.wrong("ground %v, want %v", v.Ground, ground)
	}
}

// compared checks that every member is told how it compares a state with the one explained.
func (w *twin) compared(got []explain.Preference, at int) {
	w.t.Helper()
	for k, i := range parties(w.who) {
		if k >= len(got) || got[k].Party != i || got[k].State != at || got[k].Other != w.s || got[k].Relation != w.g.Compare(i, at, w.s) {
			w.wrong("the comparison of %d is %+v", at, got)
			return
		}
	}
}

func TestAnswersAgainstTheDefinitions(t *testing.T) {
	met := map[string]int{}
	kinds := []stability.Kind{stability.Nash, stability.GMR, stability.SMR, stability.SEQ, stability.SSEQ}
	for seed := range uint64(400) {
		checkAnswers(t, draw(t, seed, kinds...), seed, met)
	}
	for _, what := range []string{"holds", "not-worse", "returns", "escaped", "no answer", "counter", "no counter"} {
		if met[what] < 10 {
			t.Errorf("met %v", met)
		}
	}
}

func TestCoalitionAnswersAgainstTheDefinitions(t *testing.T) {
	met := map[string]int{}
	for seed := range uint64(150) {
		checkAnswers(t, draw(t, seed, stability.Coalitional()[0].Kind, stability.CGMR, stability.CSMR, stability.CSEQ), seed, met)
	}
	for _, what := range []string{"holds", "not-worse", "escaped", "no answer", "counter"} {
		if met[what] < 10 {
			t.Errorf("met %v", met)
		}
	}
}

func checkAnswers(t *testing.T, d *drawn, seed uint64, met map[string]int) {
	t.Helper()
	eachVerdict(t, d, seed, func(w *twin, v *explain.Verdict) {
		w.improvements(v)
		answerers := w.answerers()
		for _, x := range v.Improvements {
			type option struct{ at, length int }
			by := map[explain.Failure][]option{}
			if answerers != nil {
				for at, length := range w.lengths(x.To, answerers) {
					if length > 0 && (at != x.To || w.bad(at)) {
						f := w.failure(at)
						by[f] = append(by[f], option{at, length})
					}
				}
			}
			want := explain.Holds
			for _, f := range []explain.Failure{explain.NotWorse, explain.Returns, explain.Escaped, explain.Holds} {
				if by[f] != nil {
					want = f
				}
			}
			if x.Sanctioned != (by[explain.Holds] != nil) || x.Sanctioned != (x.Sanction != nil) || x.Sanctioned && x.Attempt != nil || x.Line != nil {
				w.wrong("to %d: %+v", x.To, x)
				continue
			}
			a := x.Sanction
			if a == nil {
				a = x.Attempt
			}
			if a == nil {
				met["no answer"]++
				if len(by) > 0 {
					w.wrong("to %d: the answers %v are not told", x.To, by)
				}
				continue
			}
			met[a.Fails.String()]++
			at := slices.IndexFunc(by[want], func(o option) bool { return o.at == a.To })
			if a.Fails != want || at < 0 {
				w.wrong("to %d: answer %+v, want one of %v that %v", x.To, a, by, want)
				continue
			}
			chosen := by[want][at]
			for _, o := range by[want] {
				shorter := want == explain.Holds && o.length < chosen.length
				equal := want != explain.Holds || o.length == chosen.length
				if shorter || equal && w.worse(o.at, a.To) {
					w.wrong("to %d: answer %v, where %v would be more natural", x.To, chosen, o)
				}
			}
			if len(a.Path.Steps) != chosen.length || a.AtOnce != nil {
				w.wrong("to %d: the answer %d by %v should take %d steps", x.To, a.To, a.Path, chosen.length)
			}
			w.legal(a.Path, x.To, a.To, answerers)
			w.compared(a.Compared, a.To)
			w.counter(a, met)
		}
	})
}

// counter checks the party's move away from an answer.
func (w *twin) counter(a *explain.Answer, met map[string]int) {
	w.t.Helper()
	symmetric := w.concept.Kind == stability.SMR || w.concept.Kind == stability.SSEQ || w.concept.Kind == stability.CSMR
	var moves []int
	if symmetric && (a.Fails == explain.Holds || a.Fails == explain.Escaped) {
		moves = w.countermoves(a.To)
		if a.Fails == explain.Escaped {
			moves = slices.DeleteFunc(moves, w.bad)
		}
		met["no counter"]++
	}
	c := a.Counter
	if c == nil {
		if len(moves) > 0 {
			w.wrong("at %d the countermoves %v are not told", a.To, moves)
		}
		return
	}
	met["no counter"]--
	met["counter"]++
	if !slices.Contains(moves, c.To) || c.Escapes != (a.Fails == explain.Escaped) || slices.ContainsFunc(moves, func(s int) bool { return w.worse(c.To, s) }) {
		w.wrong("at %d the countermove %+v, of %v", a.To, c, moves)
	}
	w.legal(c.Path, a.To, c.To, w.ownMovers())
	w.compared(c.Compared, c.To)
}

func TestCombinationsAgainstTheDefinition(t *testing.T) {
	met := map[string]int{}
	for seed := range uint64(300) {
		eachVerdict(t, draw(t, seed, stability.SIM), seed, func(w *twin, v *explain.Verdict) {
			w.improvements(v)
			for _, x := range v.Improvements {
				// every choice of nothing or one improvement for each of the others
				type option struct{ at, size int }
				options := []struct {
					code parley.State
					size int
				}{{code: w.option(x.To)}}
				for _, m := range w.single(w.others(), true) {
					own := w.g.Rules().Owned(parties(m.who)[0])
					for _, o := range slices.Clone(options) {
						for _, q := range m.steps(w.s) {
							o := o
							o.code, o.size = o.code&^own|w.option(q)&own, o.size+1
							options = append(options, o)
						}
					}
				}
				var sanctions, others []option
				for _, o := range options {
					if at, feasible := w.g.Index(o.code); feasible && o.size > 0 {
						if w.bad(at) {
							sanctions = append(sanctions, option{at, o.size})
						} else {
							others = append(others, option{at, o.size})
						}
					}
				}
				a := x.Sanction
				if a == nil {
					a = x.Attempt
				}
				if x.Sanctioned != (len(sanctions) > 0) || x.Sanctioned != (x.Sanction != nil) || (a == nil) != (len(sanctions)+len(others) == 0) {
					w.wrong("to %d: %+v", x.To, x)
					continue
				}
				if a == nil {
					met["no answer"]++
					continue
				}
				met[a.Fails.String()]++
				code := w.option(x.To)
				last := -1
				for _, step := range a.AtOnce {
					i := parties(step.Movers)[0]
					if i <= last || step.From != w.s || !slices.Contains(w.single(step.Movers, true)[0].steps(w.s), step.To) {
						w.wrong("to %d: %+v", x.To, a)
					}
					last = i
					code = code&^w.g.Rules().Owned(i) | w.option(step.To)&w.g.Rules().Owned(i)
				}
				if at, feasible := w.g.Index(code); !feasible || at != a.To || a.Path != nil {
					w.wrong("to %d: together they lead elsewhere: %+v", x.To, a)
				}
				w.compared(a.Compared, a.To)
				if x.Sanctioned {
					for _, o := range sanctions {
						if o.size < len(a.AtOnce) || o.size == len(a.AtOnce) && w.worse(o.at, a.To) {
							w.wrong("to %d: %+v, where %v would be more natural", x.To, a, o)
						}
					}
					continue
				}
				for _, o := range others {
					if w.worse(o.at, a.To) {
						w.wrong("to %d: %+v, where %v is worse", x.To, a, o)
					}
				}
			}
		})
	}
	for _, what := range []string{"holds", "not-worse", "no answer"} {
		if met[what] < 10 {
			t.Errorf("met %v", met)
		}
	}
}

// value returns W_t(s), or V_t(s) where the party moves next.
func (w *twin) value(mine bool, left, s int) int32 {
	i := parties(w.who)[0]
	rank := w.g.Orders(i)[0].Rank
	value := rank[s]
	if left == 0 {
		return value
	}
	if mine {
		for _, q := range w.own(s) {
			value = max(value, w.value(false, left-1, q))
		}
		return value
	}
	for q, length := range w.lengths(s, w.single(w.others(), false)) {
		if length > 0 {
			value = min(value, w.value(true, left-1, q))
		}
	}
	return value
}

func TestMaximinLinesAgainstTheDefinition(t *testing.T) {
	longest := 0
	for seed := range uint64(150) {
		eachVerdict(t, draw(t, seed, stability.Maximin), seed, func(w *twin, v *explain.Verdict) {
			w.improvements(v)
			i := parties(w.who)[0]
			for _, x := range v.Improvements {
				steps := x.Line.Path.Steps
				if x.Line.Path.From != w.s || len(steps) == 0 || steps[0] != x.Path.Steps[0] || x.Sanction != nil || x.Attempt != nil {
					w.wrong("to %d: %+v", x.To, x)
					continue
				}
				longest = max(longest, len(steps))
				// Take the line apart: own moves alone, the others' in legal sequences; at most so many parts as are foreseen.
				left, mine, at := w.concept.Horizon-1, false, x.To
				value := w.value(mine, left, at)
				for k := 1; k < len(steps); {
					first := k
					for k < len(steps) && (steps[k].Movers == w.who) == (steps[first].Movers == w.who) {
						k++
					}
					part := &sequence.Path{From: at, Steps: steps[first:k]}
					if (steps[first].Movers == w.who) != mine || left == 0 {
						w.wrong("to %d: line %v is out of turn", x.To, x.Line.Path)
						break
					}
					movers := w.single(w.others(), false)
					if mine {
						movers = w.single(w.who, false)
					}
					w.legal(part, at, part.To(), movers)
					if w.g.Orders(i)[0].Rank[at] == value {
						w.wrong("to %d: line %v goes on where it is as good to stop", x.To, x.Line.Path)
					}
					for q, length := range w.lengths(at, movers) {
						if length > 0 && length < len(part.Steps) && w.value(!mine, left-1, q) == value {
							w.wrong("to %d: line %v is longer than it need be", x.To, x.Line.Path)
						}
					}
					mine, left, at = !mine, left-1, part.To()
					if w.value(mine, left, at) != value {
						w.wrong("to %d: line %v is not best play", x.To, x.Line.Path)
					}
				}
				rank := w.g.Orders(i)[0].Rank
				if rank[at] != value || x.Line.Path.To() != at {
					w.wrong("to %d: line %v ends at rank %d, want %d", x.To, x.Line.Path, rank[at], value)
				}
				w.compared([]explain.Preference{x.Line.Compared}, at)
				if x.Sanctioned != (value < rank[w.s] || value == rank[w.s] && !w.choices.EqualNotSanction) {
					w.wrong("to %d: sanctioned %v", x.To, x.Sanctioned)
				}
			}
		})
	}
	if longest < 5 {
		t.Errorf("the longest line has %d steps", longest)
	}
}

// end returns G_h(k,s) of theory 1.7 with ties against the focal party.
func (w *twin) end(h, k, s int) int {
	if h == 0 {
		return s
	}
	focal := parties(w.who)[0]
	rank := func(i, s int) int32 { return w.g.Orders(i)[0].Rank[s] }
	best := s
	for _, q := range w.g.AppendMoves(nil, k, s) {
		e := w.end(h-1, 1-k, int(q))
		if rank(k, e) <= rank(k, s) {
			continue
		}
		key := func(s int) [3]int32 { return [3]int32{rank(k, s), -rank(focal, s), rank(1-focal, s)} }
		a, b := key(e), key(best)
		if best == s || slices.Compare(a[:], b[:]) > 0 {
			best = e
		}
	}
	return best
}

func TestLimitedMoveLinesAgainstTheDefinition(t *testing.T) {
	for seed := range uint64(200) {
		d := draw(t, seed, stability.LimitedMove)
		ties := map[stability.Concept]bool{}
		eachVerdict(t, d, seed, func(w *twin, v *explain.Verdict) {
			ties[w.concept] = ties[w.concept] || v.Tie
			i := parties(w.who)[0]
			rank := w.g.Orders(i)[0].Rank
			moves := w.own(w.s)
			if len(v.Lines) != len(moves) || v.Improvements != nil {
				w.wrong("%d lines for %d moves", len(v.Lines), len(moves))
				return
			}
			ground := explain.NoMove
			for k, q := range moves {
				if ground == explain.NoMove {
					ground = explain.NoImprovement
				}
				if rank[q] > rank[w.s] {
					ground = explain.Deterred
				}
				p := v.Lines[k].Path
				if p.From != w.s || len(p.Steps) > w.concept.Horizon || p.Steps[0].To != q {
					w.wrong("line %v of the move to %d", p, q)
					continue
				}
				at, mover := w.s, i
				for n, step := range p.Steps {
					if step.From != at || step.Movers != 1<<mover || !slices.Contains(w.g.AppendMoves(nil, mover, at), int32(step.To)) {
						w.wrong("line %v: the step %v", p, step)
					}
					at, mover = step.To, 1-mover
					if left := w.concept.Horizon - n - 1; w.end(left, mover, at) != w.end(w.concept.Horizon-1, 1-i, q) {
						w.wrong("line %v is not what is foreseen", p)
					}
				}
				if at != w.end(w.concept.Horizon-1, 1-i, q) {
					w.wrong("line %v ends too early", p)
				}
				w.compared([]explain.Preference{v.Lines[k].Compared}, at)
			}
			if !v.Stable {
				ground = explain.Tempted
			}
			if v.Ground != ground {
				w.wrong("ground %v, want %v", v.Ground, ground)
			}
		})
		for _, c := range d.task.Concepts {
			if warned := slices.Contains(d.result.Warnings, stability.TieWarning(c)); warned != ties[c] {
				t.Fatalf("seed %d: ties of %v: %v, the engine warns: %v", seed, c, ties[c], warned)
			}
		}
	}
}

func TestWhatCannotBeExplained(t *testing.T) {
	d := draw(t, 1, stability.Nash)
	if _, err := explain.State(ctx, d.g, d.task, d.g.Len()); err == nil {
		t.Error("a state that is not there is explained")
	}
	rules, err := game.Compile(stabilitytest.SustainableDevelopment())
	if err != nil {
		t.Fatal(err)
	}
	g, err := rules.Expand(ctx, game.Expansion{})
	if err != nil {
		t.Fatal(err)
	}
	var unsupported *stability.UnsupportedError
	if _, err := explain.State(ctx, g, stability.Task{Concepts: []stability.Concept{{Kind: stability.SIM}}}, 0); !errors.As(err, &unsupported) {
		t.Errorf("simultaneous moves of listed states: %v", err)
	}
	e, err := explain.State(ctx, g, stability.Task{}, 0)
	if err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprint(len(e.Judgements)); got != "5" {
		t.Errorf("%s concepts by default", got)
	}
}
