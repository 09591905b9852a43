package report

import (
	"fmt"
	"slices"
	"strings"

	"parley/analysis/compare"
	"parley/analysis/sequence"
)

// observations says which move would tell hypotheses apart, strategy by strategy.
func (x *matrixText) observations() []Block {
	if len(x.Columns) < 2 {
		return nil
	}
	blocks := []Block{Heading{1, "What would tell the hypotheses apart"}, Paragraph{T("The earliest move that a party would make under one hypothesis and not under another, after moves that fit both. Whoever sees it can rule out the hypotheses that it does not fit, as far as the parties act as modelled. That a party stays tells less: others may merely have moved first.")}}
	for r, c := range x.Rows {
		l := x.seen(r)
		if len(l.Items) == 0 {
			continue
		}
		blocks = append(blocks, Paragraph{Text{{c.follow(), Strong}}}, l)
	}
	return blocks
}

// sight is a state and a party whose best reply there depends on the hypothesis.
type sight struct {
	steps   int
	code    string
	party   string
	way     string
	replies map[int]string // by column
}

// seen lists what would tell hypotheses apart under one strategy: one item for each state and party.
func (x *matrixText) seen(row int) List {
	var sights []*sight
	same, apart := map[[2]int]bool{}, map[[2]int]bool{}
	for _, o := range x.Seen {
		if o.Row != row {
			continue
		}
		apart[o.Columns] = o.Apart
		same[o.Columns] = !o.Apart && len(o.Earliest) == 0
		for _, f := range o.Earliest {
			w := [2]*Words{x.at(row, o.Columns[0]), x.at(row, o.Columns[1])}
			s := sightAt(&sights, w[0], f)
			for side, column := range o.Columns {
				s.replies[column] = replies(w[side], f.States[side], f.Replies[side])
			}
		}
	}
	slices.SortStableFunc(sights, func(a, b *sight) int { return a.steps - b.steps })
	l := List{}
	for _, s := range sights {
		l.Items = append(l.Items, x.item(s))
	}
	if begin := x.classes(row, func(pair [2]int) bool { return !apart[pair] }); len(begin) > 1 {
		var parts []string
		for _, columns := range begin {
			parts = append(parts, labels(x.Columns, columns))
		}
		l.Items = append(l.Items, Item{Text: T("Told apart before any move, since things stand otherwise from the beginning: " + strings.Join(parts, "; against ") + ".")})
	}
	var parts []string
	for _, columns := range x.classes(row, func(pair [2]int) bool { return same[pair] }) {
		if len(columns) > 1 {
			parts = append(parts, labels(x.Columns, columns))
		}
	}
	if parts != nil {
		l.Items = append(l.Items, Item{Text: T("Cannot be told apart, since every best reply is the same: " + strings.Join(parts, "; ") + ".")})
	}
	return l
}

// classes groups the hypotheses that are alike, the cells of a row being filled: alike must be transitive.
func (x *matrixText) classes(row int, alike func(pair [2]int) bool) [][]int {
	var out [][]int
	for k := range x.Columns {
		if x.Table.Cells[row][k].Graph == nil {
			continue
		}
		at := slices.IndexFunc(out, func(columns []int) bool { return alike([2]int{columns[0], k}) })
		if at < 0 {
			out = append(out, nil)
			at = len(out) - 1
		}
		out[at] = append(out[at], k)
	}
	return out
}

// sightAt returns the sight at a fork, a new one where there is none yet.
func sightAt(sights *[]*sight, w *Words, f compare.Fork) *sight {
	code, party := w.g.Code(f.States[0]), w.g.Conflict().Parties[f.Party[0]].Label()
	for _, s := range *sights {
		if s.code == code && s.party == party && s.steps == len(f.Way.Steps) {
			return s
		}
	}
	s := &sight{steps: len(f.Way.Steps), code: code, party: party, way: w.way(f.Way), replies: map[int]string{}}
	*sights = append(*sights, s)
	return s
}

// way writes a sequence of steps in a sentence.
func (w *Words) way(p *sequence.Path) string {
	var parts []string
	for _, s := range p.Steps {
		parts = append(parts, names(w.g.Conflict().Parties, s.Movers, " and ")+": "+w.Change(s.From, s.To))
	}
	return strings.Join(parts, "; ")
}

// maxReplies is how many equally good replies a text spells out.
const maxReplies = 2

// replies says what a party may do by a best reply.
func replies(w *Words, from int, to []int) string {
	if len(to) == 0 {
		return "it stays"
	}
	var parts []string
	for n, s := range to {
		if n == maxReplies && len(to) > maxReplies+1 {
			parts = append(parts, fmt.Sprintf("one of %d others that it likes as much", len(to)-n))
			break
		}
		parts = append(parts, w.Change(from, s))
	}
	return strings.Join(parts, ", or ")
}

// item writes a sight: the state, the party, and below what it would do under which hypotheses.
func (x *matrixText) item(s *sight) Item {
	t := T("At the status quo: ")
	if s.steps > 0 {
		t = T(fmt.Sprintf("After %s (%s): ", plural(s.steps, "step"), s.way))
	}
	t.Add(Strong, s.party)
	l := List{}
	var told []string
	for k := range x.Columns {
		reply, ok := s.replies[k]
		if !ok || slices.Contains(told, reply) {
			continue
		}
		told = append(told, reply)
		var under []int
		for n := range x.Columns {
			if other, ok := s.replies[n]; ok && other == reply {
				under = append(under, n)
			}
		}
		l.Items = append(l.Items, Item{Text: Text{{labels(x.Columns, under), Plain}, {": " + reply, Plain}}})
	}
	return Item{Text: t, Blocks: []Block{l}}
}
