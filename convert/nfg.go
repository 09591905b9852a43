package convert

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"parley"
	"parley/game"
)

// maxCells is how many combinations of strategies a .nfg file may list.
const maxCells = 1 << 16

// nfgComment tells who opens the file what its numbers are.
const nfgComment = "Written by parley. The payoffs are ordinal: they rank the outcomes for each player, 1 the least preferred, and say nothing about " +
	"by how much. Pure-strategy equilibria mean something; mixed strategies and sums or averages of payoffs do not. All players choose at once: " +
	"the status quo, the order of moves and what cannot be undone are not in this game."

// WriteNFG writes the conflict as a game in strategic form, in the .nfg format of Gambit (payoff version): a player's strategies are the
// combinations of its own options that occur in feasible states, its payoffs the ranks of the outcomes, from 1. A pure-strategy Nash
// equilibrium of the game is a state that is Nash in the conflict, and the other way round, if nothing is lost.
//
// Lost tells what has no place where all choose once and at the same time: irreversible options, bars on moves, merged states, strength of
// preference, the status quo. The error is of type parley.Issues where the conflict cannot be read so: listed states, other than two or
// three parties, unknown preference, and combinations of strategies that are no feasible state, since a game must have an outcome for
// each of them and parley invents none.
func WriteNFG(g *game.Graph) (src []byte, lost parley.Issues, err error) {
	c := g.Conflict()
	if is := refuseNFG(g); len(is) > 0 {
		return nil, nil, is
	}
	strategies := make([][]parley.State, len(c.Parties))
	cells := 1
	for i := range c.Parties {
		if strategies[i] = ownCombinations(g, i); len(strategies[i]) > maxCells/cells {
			return nil, nil, &SizeError{"a .nfg file", "combinations of strategies", maxCells, "leave options out"}
		}
		cells *= len(strategies[i])
	}

	var b bytes.Buffer
	text := func(s string) string { return quoted(oneLine(s)) }
	fmt.Fprintf(&b, "NFG 1 R %s {", text(c.Title))
	for _, p := range c.Parties {
		fmt.Fprintf(&b, " %s", text(p.Label()))
	}
	b.WriteString(" }\n\n{")
	for i := range c.Parties {
		b.WriteString(" {")
		for _, s := range strategies[i] {
			fmt.Fprintf(&b, " %s", text(strategyName(c, i, s)))
		}
		b.WriteString(" }\n")
	}
	fmt.Fprintf(&b, "}\n%s\n\n", quoted(nfgComment))
	missing := 0
	var example parley.State
	for cell := range cells {
		rest, profile := cell, parley.State(0)
		for i := range strategies { // the first player's strategy changes fastest
			profile |= strategies[i][rest%len(strategies[i])]
			rest /= len(strategies[i])
		}
		s, ok := g.Index(profile)
		if !ok {
			if missing == 0 {
				example = profile
			}
			missing++
			continue
		}
		for i := range c.Parties {
			if i > 0 {
				b.WriteByte(' ')
			}
			fmt.Fprintf(&b, "%d", g.Orders(i)[0].Rank[s]+1)
		}
		b.WriteByte('\n')
	}
	if missing > 0 {
		_, broken, at := g.Rules().Feasible(example)
		return nil, nil, parley.Issues{{At: at,
			Message: fmt.Sprintf("%d of %d combinations of what the parties may choose are no feasible state, for example %s, which breaks %s: a game in which all choose at once has an outcome for each combination", missing, cells, g.Rules().Code(example), broken),
			Hint:    "rules across parties cannot be written as a .nfg file; say what happens in such a state in place of forbidding it, or leave the rule out"}}
	}
	return b.Bytes(), lostInNFG(g), nil
}

// refuseNFG tells why a conflict cannot be read as a game in which all choose once.
func refuseNFG(g *game.Graph) (is parley.Issues) {
	c := g.Conflict()
	if c.GraphForm() {
		return parley.Issues{{At: "states", Message: "the conflict lists its states and moves; a .nfg file needs what each party chooses", Hint: "describe the states by options"}}
	}
	if n := len(c.Parties); n != 2 && n != 3 {
		is = append(is, parley.Issue{At: "parties", Message: fmt.Sprintf("the conflict has %d parties; .nfg files are written for two or three", n), Hint: "write a table (csv) or a graph (graphml) instead"})
	}
	for i, p := range c.Preferences {
		if len(g.Orders(i)) > 1 {
			is = append(is, parley.Issue{At: p.At, Message: fmt.Sprintf("what %s prefers is not certain, and a payoff is", c.Parties[i].Label()), Hint: "settle which reading counts, by hypotheses and --assume"})
		}
	}
	return is
}

// lostInNFG tells what a game in which all choose once leaves out.
func lostInNFG(g *game.Graph) (lost parley.Issues) {
	c := g.Conflict()
	lose := func(at, format string, args ...any) {
		lost = append(lost, parley.Issue{At: at, Message: fmt.Sprintf(format, args...), Doubt: true})
	}
	for _, o := range c.Options {
		if o.StaysTaken || o.StaysDropped {
			lose(o.At, "that `%s` cannot be undone is left out: in the game its party may always choose otherwise, so that a state may hold in the conflict and not in the game", o.ID)
		}
	}
	for _, b := range c.Bars {
		lose(b.At, "what single moves may do is left out: in the game every player may change to any of its strategies, so that a state may hold in the conflict and not in the game")
		break
	}
	for _, m := range c.Merges {
		lose(m.At, "merged states are written as separate outcomes with equal payoffs, so that the equilibria may differ")
		break
	}
	if g.Degrees() {
		lose("preferences", "how strong preferences are is left out")
	}
	if c.StatusQuo != nil {
		lose(c.StatusQuo.At, "the status quo is left out: a game in strategic form begins nowhere")
	}
	return lost
}

// ownCombinations lists what a party takes of its own options in any feasible state, ascending.
func ownCombinations(g *game.Graph, party int) []parley.State {
	own := g.Rules().Owned(party)
	seen := map[parley.State]bool{}
	var out []parley.State
	for s := range g.Len() {
		for _, m := range g.Members(s) {
			if x := m & own; !seen[x] {
				seen[x] = true
				out = append(out, x)
			}
		}
	}
	slices.Sort(out)
	return out
}

// strategyName names a combination of a party's options.
func strategyName(c *parley.Conflict, party int, s parley.State) string {
	var names []string
	for k, o := range c.Options {
		if s>>k&1 == 1 {
			names = append(names, strings.TrimPrefix(o.ID, c.Parties[party].ID+"."))
		}
	}
	if names == nil {
		return "nothing"
	}
	return strings.Join(names, " + ")
}
