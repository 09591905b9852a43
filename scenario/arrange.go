package scenario

import (
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
)

func (r *reviser) removeBlock(s *site) string {
	c := r.chunk(s.up, s.index)
	n := s.up.size()
	if n == 1 {
		if s.up.key == nil {
			return r.text // refused, since it is not what was expected
		}
		empty := " []"
		if s.key != nil {
			empty = " {}"
		}
		at := r.colon(s.up.key)
		from := c.from
		return r.text[:at] + empty + r.text[at:from] + r.text[c.to:]
	}
	inline := strings.TrimSpace(r.text[r.lineOf(c.from):c.from]) != ""
	before, after := c.from, c.to
	if s.index > 0 {
		before = r.chunk(s.up, s.index-1).to
	}
	if s.index+1 < n {
		after = r.chunk(s.up, s.index+1).from
	}
	switch {
	case inline:
		next := r.start(s.up.node.Content[2*(s.index+1)])
		return r.splice(c.from, next, "")
	case s.index == 0 && s.up.up != nil:
		return r.splice(c.from, after, "")
	case s.index+1 == n:
		return r.splice(before, c.to, "")
	case c.from-before > after-c.to: // of two gaps the larger one stays
		return r.splice(c.from, after, "")
	}
	return r.splice(before, c.to, "")
}

// moveBlock lets items change places; the empty lines between them stay where they are.
func (r *reviser) moveBlock(s *site, to int) string {
	n := s.up.size()
	chunks := make([]piece, n)
	order := make([]int, n)
	for i := range n {
		chunks[i], order[i] = r.chunk(s.up, i), i
		if strings.TrimSpace(r.text[r.lineOf(chunks[i].from):chunks[i].from]) != "" {
			return r.text // refused
		}
	}
	return r.permuted(chunks, slices.Insert(slices.Delete(order, s.index, s.index+1), to, s.index))
}

func (r *reviser) moveFlow(s *site, to int) string {
	n := s.up.size()
	items := make([]piece, n)
	order := make([]int, n)
	for i := range n {
		from, end := r.flowItem(s.up, i)
		items[i], order[i] = piece{from, end}, i
	}
	return r.permuted(items, slices.Insert(slices.Delete(order, s.index, s.index+1), to, s.index))
}

// permuted puts pieces of the text into another order. What stands between them stays.
func (r *reviser) permuted(pieces []piece, order []int) string {
	var b strings.Builder
	b.WriteString(r.text[:pieces[0].from])
	for i, k := range order {
		put := pieces[k].of(r.text)
		ends := strings.HasSuffix(pieces[i].of(r.text), "\n")
		switch { // the last line of the file may have no end
		case ends && !strings.HasSuffix(put, "\n"):
			put += "\n"
		case !ends:
			put = strings.TrimSuffix(put, "\n")
		}
		b.WriteString(put)
		if i+1 < len(pieces) {
			b.WriteString(r.text[pieces[i].to:pieces[i+1].from])
		}
	}
	b.WriteString(r.text[pieces[len(pieces)-1].to:])
	return b.String()
}

func (r *reviser) removeFlow(s *site) string {
	from, to := r.flowItem(s.up, s.index)
	switch n := s.up.size(); {
	case s.index > 0:
		_, from = r.flowItem(s.up, s.index-1)
	case n > 1:
		to, _ = r.flowItem(s.up, 1)
	default:
		from, to = r.start(s.up.node)+1, r.end(s.up.node)-1
	}
	return r.splice(from, to, "")
}

// flowItem returns where an item of a list or mapping in brackets stands.
func (r *reviser) flowItem(s *site, i int) (from, to int) {
	if s.node.Kind == yaml.SequenceNode {
		return r.start(s.node.Content[i]), r.end(s.node.Content[i])
	}
	k, v := s.node.Content[2*i], s.node.Content[2*i+1]
	if absent(v) {
		return r.start(k), r.end(k)
	}
	return r.start(k), r.end(v)
}
