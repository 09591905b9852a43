package convert

import (
	"context"
	"errors"
	"fmt"
	"math/bits"
	"slices"
	"strings"

	"parley"
	"parley/game"
	"parley/logic"
)

const (
	// maxWritten is how many states a ranking may list in a file. GMCR+ keeps a table of every two states.
	maxWritten = 1 << 16
	// maxStatements is how many preferences GMCR+ can weigh: it gives each a power of two and adds them up in an integer
	// that on Windows has 32 bits. Longer lists are written as rankings.
	maxStatements = 31
)

// WriteGMCR writes a conflict in the layout of GMCR+ 0.4, in ASCII, options in the order of the conflict. What is read
// back has the same feasible states, moves and orders of preference.
//
// Lost tells what is left out: things that .gmcr files have no place for and that change none of these, such as the status
// quo. The error is of type parley.Issues and lists every piece that cannot be left out and cannot be expressed: listed
// states, merged states, bars other than on a single option, unknown preference, rules that need too many conditions.
//
// Statements are written as conditions where they can be; weights, rankings and other statements by ranking all states,
// and then so are the preferences of every party. The cost is that of bringing the formulas into disjunctive form, and
// with rankings that of listing the states.
func WriteGMCR(c *parley.Conflict) (src []byte, lost parley.Issues, err error) {
	if is := c.Validate(); len(is) > 0 {
		return nil, nil, is
	}
	if c.GraphForm() {
		return nil, nil, parley.Issues{{At: "states", Message: "the conflict lists its states and moves; a .gmcr file holds options only", Hint: "describe the states by options"}}
	}
	w := &writer{conflict: c, normal: normal{func(name string) int {
		return slices.IndexFunc(c.Options, func(o parley.Option) bool { return o.ID == name })
	}}}
	w.names()
	w.bars()
	w.directions()
	w.merges()
	w.infeasibles()
	ranked := w.preferences()
	if c.StatusQuo != nil {
		w.lose(c.StatusQuo.At, "the status quo is left out: GMCR+ has none")
	}
	if len(w.refused) == 0 && ranked != "" {
		w.rankings(ranked)
	}
	if len(w.refused) > 0 {
		return nil, nil, w.refused
	}
	return w.file.encode(), w.lost, nil
}

// writer turns a conflict into a file. It goes on after a refusal, so that all of them are found.
type writer struct {
	conflict       *parley.Conflict
	normal         normal
	taken, dropped uint64 // options that a bar keeps taken, or dropped
	file           file
	refused, lost  parley.Issues
}

func (w *writer) refuse(at, hint, format string, args ...any) {
	w.refused = append(w.refused, parley.Issue{At: at, Message: fmt.Sprintf(format, args...), Hint: hint})
}

func (w *writer) lose(at, format string, args ...any) {
	w.lost = append(w.lost, parley.Issue{At: at, Message: fmt.Sprintf(format, args...), Doubt: true})
}

// cubes returns short conditions that together make up the states where e is holds.
func (w *writer) cubes(e *logic.Expr, holds bool) ([]cube, error) {
	cubes, err := w.normal.of(e, holds)
	if err != nil {
		return nil, err
	}
	return shorten(cubes), nil
}

// names uses the names for people, or ids where names do not tell parties, or the options of one party, apart.
func (w *writer) names() {
	c := w.conflict
	w.file.options = make([]fileOption, len(c.Options))
	labels := make([]string, len(c.Parties))
	for i, p := range c.Parties {
		labels[i] = p.Label()
	}
	for i, p := range c.Parties {
		d := fileParty{name: labels[i], options: c.OptionsOf(i)}
		if slices.Index(labels, d.name) != i || slices.Contains(labels[i+1:], d.name) {
			d.name = p.ID
		}
		names := make([]string, len(d.options))
		short := make([]string, len(d.options))
		for j, k := range d.options {
			short[j] = strings.TrimPrefix(c.Options[k].ID, p.ID+".")
			if names[j] = c.Options[k].Name; names[j] == "" {
				names[j] = short[j]
			}
		}
		for j, k := range d.options {
			w.file.options[k].name = names[j]
			if slices.Index(names, names[j]) != j || slices.Contains(names[j+1:], names[j]) {
				w.file.options[k].name = short[j]
			}
		}
		w.file.parties = append(w.file.parties, d)
	}
}

// bars takes bars on a single option for directions, which is what they amount to, and refuses others.
func (w *writer) bars() {
	for _, b := range w.conflict.Bars {
		from, err1 := w.cubes(b.From, true)
		to, err2 := w.cubes(b.To, true)
		if err1 == nil && err2 == nil && len(from) == 1 && len(to) == 1 {
			f, t := from[0], to[0]
			if bits.OnesCount64(f.yes|f.no) == 1 && f.yes == t.no && f.no == t.yes {
				owner := w.conflict.Options[bits.TrailingZeros64(f.yes|f.no)].Party
				if b.Party == parley.AnyParty || b.Party == owner { // else nobody whom it binds can change the option
					w.taken |= f.yes
					w.dropped |= f.no
				}
				continue
			}
		}
		text := b.Text
		if text == "" {
			text = fmt.Sprintf("never from %s to %s", b.From, b.To)
		}
		w.refuse(b.At, "describe it by rules, or by options that are irreversible", "the rule for moves %s cannot be expressed: a .gmcr file only says for each option whether it can be taken and dropped", show(text))
	}
}

func (w *writer) directions() {
	for k, o := range w.conflict.Options {
		taken := o.StaysTaken || w.taken>>k&1 == 1
		dropped := o.StaysDropped || w.dropped>>k&1 == 1
		switch d := &w.file.options[k].direction; {
		case taken && dropped:
			w.refuse(o.At, "let it be irreversible in one direction", "the option %s can neither be taken nor dropped; a .gmcr file can only say one of the two", show(o.ID))
		case taken:
			*d = "fwd"
		case dropped:
			*d = "back"
		default:
			*d = "both"
		}
	}
}

func (w *writer) merges() {
	for _, m := range w.conflict.Merges {
		w.refuse(m.At, "drop the merge, or add rules that leave one state of the group", "the states with %s count as one; GMCR+ cannot merge states", show(m.String()))
	}
}

// infeasibles writes each rule as the conditions that it rules out, and each choice as that of several levels, or of none.
func (w *writer) infeasibles() {
	c := w.conflict
	for _, r := range c.Rules {
		cubes, err := w.cubes(r.Expr, false)
		if err != nil {
			w.refuse(r.At, "split it into several rules", "the rule %s needs more than %d infeasible conditions", show(r.String()), maxCubes)
			continue
		}
		w.rule(cubes)
	}
	var done []string
	for _, o := range c.Options {
		if o.Choice == "" || slices.Contains(done, o.Choice) {
			continue
		}
		done = append(done, o.Choice)
		levels := &logic.Expr{Op: logic.ExactlyOne}
		for _, l := range c.Options {
			if l.Choice == o.Choice {
				levels.Args = append(levels.Args, logic.NewAtom(l.ID))
			}
		}
		cubes, err := w.cubes(levels, false)
		if err != nil {
			w.refuse(o.At, "", "the choice %s has too many levels", show(o.Choice))
			continue
		}
		w.rule(cubes)
	}
}

// rule adds infeasible conditions, each once: GMCR+ ignores repetitions.
func (w *writer) rule(cubes []cube) {
	for _, c := range cubes {
		if !slices.Contains(w.file.infeasibles, c) {
			w.file.infeasibles = append(w.file.infeasibles, c)
		}
	}
}

// preferences writes statements. It returns the name of a party whose preference must be written as a ranking, or "".
func (w *writer) preferences() (ranked string) {
	c := w.conflict
	for i, p := range c.Preferences {
		id := show(c.Parties[i].ID)
		if len(p.Either) > 1 {
			w.refuse(p.At, "keep the order that is most likely, or put the others into hypotheses", "%s may hold any of %d orders; a .gmcr file holds one", id, len(p.Either))
		}
		if len(p.Either) != 1 {
			continue
		}
		o := p.Either[0]
		if slices.ContainsFunc(o.Statements, func(s parley.Statement) bool { return s.Greatly }) || slices.ContainsFunc(o.Ranking, func(t parley.Tier) bool { return t.Greatly }) {
			w.lose(o.At, "how strongly %s prefers states is left out; which it prefers is kept", id)
		}
		if !w.statements(i, o) {
			ranked = c.Parties[i].ID
		}
	}
	return ranked
}

// statements writes the statements of an order as conditions, and reports whether they say all that the order says.
func (w *writer) statements(party int, o parley.Order) bool {
	var out [][]cube
	for _, s := range o.Statements {
		if len(s.Either) > 1 {
			w.refuse(s.At, "settle which one it is, or put the others into hypotheses", "%s may hold any of %d statements here; a .gmcr file holds one", show(w.conflict.Parties[party].ID), len(s.Either))
			return true
		}
		cubes, err := w.cubes(s.Either[0].Expr, true)
		if err != nil {
			return false
		}
		if constant := len(cubes) == 0 || cubes[0] == (cube{}); !constant { // else it tells no states apart
			out = append(out, cubes)
		}
	}
	if len(out) > maxStatements {
		return false
	}
	w.file.parties[party].preferences = out
	return len(o.Weights) == 0 && len(o.Ranking) == 0
}

// rankings ranks all states for every party. Party is one that cannot do without.
func (w *writer) rankings(party string) {
	rules, err := game.Compile(w.conflict)
	var g *game.Graph
	if err == nil {
		g, err = rules.Expand(context.Background(), game.Expansion{Limits: game.Limits{States: maxWritten}})
	}
	if is, ok := errors.AsType[parley.Issues](err); ok {
		w.refused = is
		return
	}
	if err != nil {
		w.refuse("preferences", "give it statements of a few options each", "the preference of %s can only be written by ranking every state: %v", show(party), err)
		return
	}
	orders := make([][]int, len(w.file.parties))
	for i, d := range w.file.parties {
		orders[i] = d.options
	}
	states := numbering(g, orders)
	w.file.manual = true
	for i := range w.file.parties {
		o := g.Orders(i)[0]
		tiers := make([][]int, o.Classes)
		for n, s := range states {
			t := &tiers[o.Classes-1-int(o.Rank[s])]
			*t = append(*t, n+1)
		}
		w.file.parties[i].ranking = tiers
	}
}
