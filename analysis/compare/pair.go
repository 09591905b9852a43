package compare

import (
	"errors"
	"slices"

	"parley/game"
)

// Pair is two conflicts laid side by side: which parties, options and states of the one are which of the other. Side 0 is
// the first conflict, side 1 the second.
type Pair struct {
	Graphs [2]*game.Graph
	// PartiesOnly and OptionsOnly are what only the conflict on that side has, as indices there.
	PartiesOnly, OptionsOnly [2][]int
	Common                   int // number of states that both have

	parties [2][]int
	states  [2][]int32
}

// ErrForms tells that two conflicts cannot be laid side by side, since only one of them lists its states.
var ErrForms = errors.New("one conflict has options and the other listed states, so that no state of the one is a state of the other")

// Match lays two conflicts side by side. Parties and options are the same if their ids are. States are the same if the same
// options are taken in them; an option that only one conflict has counts as not taken in the other. A merged state is the
// same as one that leaves the same options open. Listed states are the same if their ids are. The cost is linear in the
// number of states. The error is ErrForms.
func Match(a, b *game.Graph) (*Pair, error) {
	if a.Conflict().GraphForm() != b.Conflict().GraphForm() {
		return nil, ErrForms
	}
	p := &Pair{Graphs: [2]*game.Graph{a, b}}
	for side, g := range p.Graphs {
		other := p.Graphs[1-side].Conflict()
		for i, x := range g.Conflict().Parties {
			k := other.PartyIndex(x.ID)
			p.parties[side] = append(p.parties[side], k)
			if k < 0 {
				p.PartiesOnly[side] = append(p.PartiesOnly[side], i)
			}
		}
	}
	if a.Conflict().GraphForm() {
		p.matchListed()
	} else {
		p.matchOptions()
	}
	for _, q := range p.states[0] {
		if q >= 0 {
			p.Common++
		}
	}
	return p, nil
}

// Other returns the counterpart of a state of one side on the other side, -1 where there is none.
func (p *Pair) Other(side, s int) int { return int(p.states[side][s]) }

// Party returns the index on the other side of a party of one side, -1 where there is none.
func (p *Pair) Party(side, i int) int { return p.parties[side][i] }

// Flip returns the pair with its sides exchanged.
func (p *Pair) Flip() *Pair {
	f := *p
	for _, pair := range []*[2][]int{&f.PartiesOnly, &f.OptionsOnly, &f.parties} {
		pair[0], pair[1] = pair[1], pair[0]
	}
	f.Graphs[0], f.Graphs[1] = p.Graphs[1], p.Graphs[0]
	f.states[0], f.states[1] = p.states[1], p.states[0]
	return &f
}

func (p *Pair) matchListed() {
	at := map[string]int{}
	for s, x := range p.Graphs[1].Conflict().States {
		at[x.ID] = s
	}
	p.unmatched()
	for s, x := range p.Graphs[0].Conflict().States {
		if q, ok := at[x.ID]; ok {
			p.states[0][s], p.states[1][q] = int32(q), int32(s)
		}
	}
}

// unmatched lists every state as having no counterpart.
func (p *Pair) unmatched() {
	for side, g := range p.Graphs {
		p.states[side] = slices.Repeat([]int32{-1}, g.Len())
	}
}

// taking is what is taken in a state, and what a merged one leaves open: bits over the options of both conflicts together,
// at most twice 64.
type taking struct{ taken, open [2]uint64 }

func (p *Pair) matchOptions() {
	bit := map[string]int{}
	var bits [2][]int // of each option: its place among those of both conflicts
	for side, g := range p.Graphs {
		for _, o := range g.Conflict().Options {
			if _, ok := bit[o.ID]; !ok {
				bit[o.ID] = len(bit)
			}
			bits[side] = append(bits[side], bit[o.ID])
		}
	}
	for side := range p.Graphs {
		for k, b := range bits[side] {
			if !slices.Contains(bits[1-side], b) {
				p.OptionsOnly[side] = append(p.OptionsOnly[side], k)
			}
		}
	}
	p.unmatched()
	if slices.Equal(bits[0], bits[1]) && len(p.Graphs[0].Conflict().Merges)+len(p.Graphs[1].Conflict().Merges) == 0 {
		p.matchAscending()
		return
	}
	at := make(map[taking]int, p.Graphs[1].Len())
	for s := range p.Graphs[1].Len() {
		at[take(p.Graphs[1], s, bits[1])] = s
	}
	for s := range p.Graphs[0].Len() {
		if q, ok := at[take(p.Graphs[0], s, bits[0])]; ok && p.states[1][q] < 0 {
			p.states[0][s], p.states[1][q] = int32(q), int32(s)
		}
	}
}

// matchAscending matches states of conflicts with the same options and nothing merged: both stand in ascending order.
func (p *Pair) matchAscending() {
	a, b := p.Graphs[0], p.Graphs[1]
	for s, q := 0, 0; s < a.Len() && q < b.Len(); {
		switch x, y := a.Members(s)[0], b.Members(q)[0]; {
		case x < y:
			s++
		case x > y:
			q++
		default:
			p.states[0][s], p.states[1][q] = int32(q), int32(s)
			s++
			q++
		}
	}
}

// take says what is taken in state s, options having the places given.
func take(g *game.Graph, s int, bits []int) taking {
	var t taking
	some, all := uint64(0), ^uint64(0)
	for _, m := range g.Members(s) {
		some |= uint64(m)
		all &= uint64(m)
	}
	for k, b := range bits {
		switch {
		case all>>k&1 == 1:
			t.taken[b>>6] |= 1 << (b & 63)
		case some>>k&1 == 1:
			t.open[b>>6] |= 1 << (b & 63)
		}
	}
	return t
}
