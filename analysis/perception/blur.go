package perception

import (
	"context"
	"slices"

	"parley"
	"parley/game"
)

// blurred is the picture of a party to which options look like one: its states are what the states of another graph look
// like.
type blurred struct {
	graph *game.Graph // in graph form
	of    map[parley.State]int
	lens  lens
}

// place returns the state of the picture that a combination looks like.
func (b *blurred) place(s parley.State) (int, bool) {
	q, ok := b.of[b.lens.look(s)]
	return q, ok
}

// arcBytes is what one move of a listed graph takes in memory, roughly.
const arcBytes = 64

// blur puts the states of g that look alike together. The formulas that g was made from must not tell them apart.
func blur(ctx context.Context, g *game.Graph, l lens, x game.Expansion) (*blurred, error) {
	if limit := x.Limits.WithDefaults().Memory; g.ArcBytes()/4*arcBytes > limit {
		return nil, &game.TooLargeError{What: "bytes of memory", Limit: limit}
	}
	b := &blurred{of: map[parley.State]int{}, lens: l}
	c := g.Conflict()
	out := &parley.Conflict{Title: c.Title, Question: c.Question, Parties: c.Parties}
	of := make([]int, g.Len()) // of each state of g: that of the picture
	var first []int            // of each state of the picture: its first one of g
	ids := map[string]bool{}
	for s := range g.Len() {
		members := g.Members(s)
		q, known := b.of[l.look(members[0])]
		if !known {
			q = len(first)
			first = append(first, s)
			id := l.code(g.Code(s))
			for ids[id] {
				id += "'"
			}
			ids[id] = true
			out.States = append(out.States, parley.ListedState{ID: id})
		}
		of[s] = q
		for _, m := range members {
			b.of[l.look(m)] = q
		}
	}
	if sq := g.StatusQuo(); sq >= 0 {
		out.StatusQuo = &parley.Place{State: parley.State(of[sq]), At: c.StatusQuo.At}
	}
	var row []int32
	for i := range c.Parties {
		to := make([][]int32, len(first))
		for s := range g.Len() {
			if s&0xfff == 0 && ctx.Err() != nil {
				return nil, ctx.Err()
			}
			row = g.AppendMoves(row[:0], i, s)
			for _, t := range row {
				if of[t] != of[s] {
					to[of[s]] = append(to[of[s]], int32(of[t]))
				}
			}
		}
		for from, row := range to {
			slices.Sort(row)
			for _, t := range slices.Compact(row) {
				out.Arcs = append(out.Arcs, parley.Arc{Party: i, From: from, To: int(t)})
			}
		}
		p := c.Preferences[i]
		p.Either = nil
		for _, o := range g.Orders(i) {
			p.Either = append(p.Either, ranking(out.States, first, o))
		}
		out.Preferences = append(out.Preferences, p)
	}
	rules, err := game.Compile(out)
	if err != nil {
		return nil, err
	}
	b.graph, err = rules.Expand(ctx, x)
	return b, err
}

// code writes the code of a look: a dash for each option of a set of which one is taken.
func (l lens) code(code string) string {
	out := []byte(code)
	for _, set := range l.alike {
		taken := false
		for k := range out {
			taken = taken || set.Has(k) && out[k] != 'N'
		}
		for k := range out {
			if taken && set.Has(k) {
				out[k] = '-'
			}
		}
	}
	return string(out)
}

// ranking writes an order as a ranking of listed states, each by the first state of the old graph that it stands for.
func ranking(states []parley.ListedState, first []int, o game.Order) parley.Order {
	order := make([]int, len(states))
	for q := range order {
		order[q] = q
	}
	slices.SortStableFunc(order, func(a, b int) int { return int(o.Rank[first[b]] - o.Rank[first[a]]) })
	var out parley.Order
	for k, q := range order {
		if k > 0 {
			before := order[k-1]
			if o.Rank[first[q]] == o.Rank[first[before]] {
				last := &out.Ranking[len(out.Ranking)-1]
				last.States = append(last.States, states[q].ID)
				continue
			}
			out.Ranking[len(out.Ranking)-1].Greatly = o.Band != nil && o.Band[first[q]] != o.Band[first[before]]
		}
		out.Ranking = append(out.Ranking, parley.Tier{States: []string{states[q].ID}})
	}
	return out
}
