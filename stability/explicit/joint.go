package explicit

import (
	"slices"

	"parley/stability"
)

// jointMoves lists what coalition h can lead to from every state: by legal sequences of its members' moves, or where the
// task says so by one change of all their options at once.
func (c *coalitions) jointMoves(h stability.Coalition) (*lists, error) {
	if !c.task.Choices.Simultaneous {
		return c.sequences(h)
	}
	return c.joint[h].get(func() (*lists, error) {
		return c.each(func(s int32, row []int32) []int32 { return c.g.AppendJointMoves(row, uint64(h), int(s)) })
	})
}

// sequences lists what the members of h can lead to from every state by legal sequences of moves.
func (c *coalitions) sequences(h stability.Coalition) (*lists, error) {
	return c.reach[h].get(func() (*lists, error) {
		if c.closed(h) {
			return c.closure(h)
		}
		f, movers := c.partyMoves(false), members(h)
		in := make([]bool, c.g.Len())
		return c.each(func(s int32, row []int32) []int32 {
			f.search(s, movers, func(q int32) bool {
				if !in[q] {
					in[q] = true
					row = append(row, q)
				}
				return false
			})
			for _, q := range row {
				in[q] = false
			}
			return row
		})
	})
}

// each builds a list of its own for every state.
func (c *coalitions) each(find func(s int32, row []int32) []int32) (*lists, error) {
	l := &lists{of: make([]int32, c.g.Len()), list: make([][]int32, c.g.Len())}
	var row []int32
	for s := range l.of {
		if err := c.ctx.Err(); err != nil {
			return nil, err
		}
		row = find(int32(s), row[:0])
		l.of[s], l.list[s] = int32(s), slices.Clone(row)
		if err := c.charge(4*int64(len(row)) + 28); err != nil {
			return nil, err
		}
	}
	return l, nil
}

// closed reports whether legal sequences of h lead wherever any sequences of its moves do: they do where each member's
// moves are transitive, since two moves in a row can then be replaced by one, unless each may move but once.
func (c *coalitions) closed(h stability.Coalition) bool {
	if c.task.Choices.EachOnce {
		return false
	}
	for _, i := range members(h) {
		if !c.g.Transitive(i) {
			return false
		}
	}
	return true
}

// closure lists what can be reached by any sequences of moves, each state included. States that can reach each other
// share a list: they are found by Tarjan's algorithm (1972), which finishes a component only after all it leads to.
func (c *coalitions) closure(h stability.Coalition) (*lists, error) {
	n := c.g.Len()
	const unseen, done = 0, -1
	l := &lists{of: make([]int32, n)}
	index, low := make([]int32, n), make([]int32, n) // index: unseen, then a number from 1, then done
	var component []int32                            // states seen whose component is not finished
	type frame struct {
		s    int32
		row  []int32
		next int
	}
	var call []frame
	number := int32(0)
	enter := func(s int32) {
		number++
		index[s], low[s] = number, number
		component = append(component, s)
		var row []int32
		for _, i := range members(h) {
			row = c.g.AppendMoves(row, i, int(s))
		}
		call = append(call, frame{s: s, row: row})
	}
	in := make([]int32, n) // the last component that the state was listed in, plus 1
	finish := func(root int32) error {
		at := slices.Index(component, root)
		id := int32(len(l.list))
		list := slices.Clone(component[at:])
		for _, s := range list {
			index[s], l.of[s], in[s] = done, id, id+1
		}
		component = component[:at]
		var row []int32
		for _, s := range list[:len(list):len(list)] {
			row = row[:0]
			for _, i := range members(h) {
				row = c.g.AppendMoves(row, i, int(s))
			}
			for _, q := range row {
				if in[q] == id+1 {
					continue
				}
				for _, y := range l.from(int(q)) {
					if in[y] != id+1 {
						in[y] = id + 1
						list = append(list, y)
					}
				}
			}
		}
		l.list = append(l.list, list)
		return c.charge(4 * int64(len(list)))
	}
	for start := range n {
		if index[start] != unseen {
			continue
		}
		if err := c.ctx.Err(); err != nil {
			return nil, err
		}
		for enter(int32(start)); len(call) > 0; {
			f := &call[len(call)-1]
			if f.next < len(f.row) {
				q := f.row[f.next]
				f.next++
				switch {
				case index[q] == unseen:
					enter(q)
				case index[q] > 0:
					low[f.s] = min(low[f.s], index[q])
				}
				continue
			}
			s := f.s
			call = call[:len(call)-1]
			if low[s] == index[s] {
				if err := finish(s); err != nil {
					return nil, err
				}
			}
			if len(call) > 0 {
				up := &call[len(call)-1]
				low[up.s] = min(low[up.s], low[s])
			}
		}
	}
	return l, nil
}

// fronts holds, for each state, the best that a coalition can escape to from there: the ranks of those states that no
// other one matches for every member.
type fronts struct {
	lists *lists
	front [][][]int32 // by list: ranks by member
	rank  [][]int32   // by member: rank of each state
	loose bool        // to escape it is enough to be as well off as at the present state
}

// fronts prepares the escapes of coalition h.
func (c *coalitions) fronts(h stability.Coalition) (*fronts, error) {
	own, err := c.jointMoves(h)
	if err != nil {
		return nil, err
	}
	f := &fronts{lists: own, loose: c.task.Choices.EqualNotSanction}
	for _, i := range members(h) {
		f.rank = append(f.rank, c.g.Orders(i)[0].Rank)
	}
	for _, list := range own.list {
		if err := c.ctx.Err(); err != nil {
			return nil, err
		}
		var front [][]int32
		for _, q := range list {
			point := make([]int32, len(f.rank))
			for m, rank := range f.rank {
				point[m] = rank[q]
			}
			if slices.ContainsFunc(front, func(p []int32) bool { return matches(p, point) }) {
				continue
			}
			front = append(slices.DeleteFunc(front, func(p []int32) bool { return matches(point, p) }), point)
		}
		f.front = append(f.front, front)
	}
	return f, nil
}

// matches reports whether every rank of p is at least that of q.
func matches(p, q []int32) bool {
	for m := range p {
		if p[m] < q[m] {
			return false
		}
	}
	return true
}

// escapes reports whether the coalition can lead from y to a state where every member is better off than at s.
func (f *fronts) escapes(y, s int32) bool {
	return slices.ContainsFunc(f.front[f.lists.of[y]], func(p []int32) bool {
		for m, rank := range f.rank {
			if p[m] < rank[s] || p[m] == rank[s] && !f.loose {
				return false
			}
		}
		return true
	})
}
