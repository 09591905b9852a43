package paths

import (
	"context"
	"slices"

	"github.com/bits-and-blooms/bitset"

	"parley"
	"parley/analysis/sequence"
	"parley/game"
	"parley/stability"
)

// barriers looks for what keeps every sequence of moves from a goal, by allowing one thing after the other.
type barriers struct {
	ctx     context.Context
	g       *game.Graph
	from    int
	goal    *bitset.BitSet
	options Options
	found   []Opening
}

// try adds an opening where there is a path.
func (b *barriers) try(g *game.Graph, o Options, opening Opening) (bool, error) {
	path, err := Shortest(b.ctx, g, b.from, b.goal, o)
	if path == nil || err != nil {
		return false, err
	}
	opening.Path = path
	if opening.Together != 0 {
		opening.Rules = broken(g, path)
	}
	b.found = append(b.found, opening)
	return true, nil
}

func (b *barriers) openings() ([]Opening, error) {
	if o := b.options; o.EachOnce || !o.Consecutive {
		o.EachOnce, o.Consecutive = false, true
		if _, err := b.try(b.g, o, Opening{Again: true}); err != nil {
			return nil, err
		}
	}
	if err := b.parties(); err != nil {
		return nil, err
	}
	if b.g.Conflict().GraphForm() {
		return b.found, nil
	}
	if err := b.together(); err != nil {
		return nil, err
	}
	return b.found, b.relaxed()
}

// parties tries to let more parties move: the fewest that suffice, or where more than MaxBlockers are needed all of them.
func (b *barriers) parties() error {
	o, everyone := b.options, stability.Coalition(1)<<b.g.Parties()-1
	left := everyone &^ o.Parties
	if o.Parties == 0 || left == 0 {
		return nil
	}
	sets := upTo(b.g.Parties(), MaxBlockers)
	if left.Size() > MaxBlockers {
		sets = append(sets, left)
	}
	size := 0
	for _, set := range sets {
		if set&^left != 0 || size > 0 && set.Size() > size {
			continue
		}
		o.Parties = b.options.Parties | set
		found, err := b.try(b.g, o, Opening{Parties: set})
		if err != nil {
			return err
		}
		if found {
			size = set.Size()
		}
	}
	return nil
}

// together tries coalitions that may not move at once yet, smaller ones first.
func (b *barriers) together() error {
	o := b.options
	own := o.Coalitions
	switch {
	case o.Mode == JointMoves && own == nil, o.EachOnce, b.g.Parties() > stability.MaxCoalitionParties:
		return nil
	case o.Mode == Moves:
		own = nil
	}
	o.Mode = JointMoves
	size := 0
	for _, h := range upTo(b.g.Parties(), b.g.Parties()) {
		if h.Size() < 2 || o.Parties != 0 && h&^o.Parties != 0 || size > 0 && h.Size() > size {
			continue
		}
		o.Coalitions = append(slices.Clone(own), h)
		found, err := b.try(b.g, o, Opening{Together: h})
		if err != nil {
			return err
		}
		if found {
			size = h.Size()
		}
	}
	return nil
}

// broken names the rules that the members of a coalition would break if some of them moved before the others, over the
// joint steps of a path.
func broken(g *game.Graph, p *sequence.Path) []string {
	var names []string
	rules := g.Rules()
	for _, step := range p.Steps {
		if step.Movers.Size() < 2 {
			continue
		}
		for _, a := range g.Members(step.From) {
			for _, b := range g.Members(step.To) {
				if !rules.AllowsJoint(uint64(step.Movers), a, b) {
					continue
				}
				for some := (step.Movers - 1) & step.Movers; some != 0; some = (some - 1) & step.Movers {
					between := a
					for i := range g.Parties() {
						if some.Has(i) {
							between = between&^rules.Owned(i) | b&rules.Owned(i)
						}
					}
					if ok, name, _ := rules.Feasible(between); !ok && !slices.Contains(names, name) {
						names = append(names, name)
					}
				}
			}
		}
	}
	slices.Sort(names)
	return names
}

// relaxed tries to lift irreversible options and bars: each alone, or else as few as a deletion pass leaves.
func (b *barriers) relaxed() error {
	c := b.g.Conflict()
	var all []lift
	for k, o := range c.Options {
		if o.StaysTaken || o.StaysDropped {
			all = append(all, lift{option: k, bar: -1})
		}
	}
	for k := range c.Bars {
		all = append(all, lift{option: -1, bar: k})
	}
	alone := false
	for _, l := range all {
		found, err := b.lifted([]lift{l})
		if err != nil {
			return err
		}
		alone = alone || found
	}
	if alone || len(all) < 2 {
		return nil
	}
	before := len(b.found)
	if found, err := b.lifted(all); err != nil || !found {
		return err
	}
	for i := 0; i < len(all); {
		without := slices.Delete(slices.Clone(all), i, i+1)
		found, err := b.lifted(without)
		if err != nil {
			return err
		}
		if found {
			all = without
		} else {
			i++
		}
	}
	b.found = append(b.found[:before], b.found[len(b.found)-1])
	return nil
}

// lift is an irreversible option or a bar, the other being -1.
type lift struct{ option, bar int }

// lifted tries the conflict without the given obstacles. Its states are those of the conflict, in the same order, since
// neither bars nor irreversible options bear on what is feasible.
func (b *barriers) lifted(lifts []lift) (bool, error) {
	c := *b.g.Conflict()
	c.Options = slices.Clone(c.Options)
	c.Preferences = make([]parley.Preference, len(c.Parties)) // moves do not ask for them
	var opening Opening
	gone := map[int]bool{}
	for _, l := range lifts {
		if l.option >= 0 {
			c.Options[l.option].StaysTaken, c.Options[l.option].StaysDropped = false, false
			opening.Irreversible = append(opening.Irreversible, l.option)
		} else {
			gone[l.bar] = true
			opening.Bars = append(opening.Bars, l.bar)
		}
	}
	c.Bars = nil
	for k, bar := range b.g.Conflict().Bars {
		if !gone[k] {
			c.Bars = append(c.Bars, bar)
		}
	}
	rules, err := game.Compile(&c)
	if err != nil {
		return false, err
	}
	standard, err := b.g.Rules().Expand(b.ctx, game.Expansion{Limits: b.options.Limits})
	if err != nil {
		return false, err
	}
	g, err := rules.Expand(b.ctx, game.Expansion{Limits: b.options.Limits, IrreversiblePerArc: standard != b.g})
	if err != nil {
		return false, err
	}
	return b.try(g, b.options, opening)
}
