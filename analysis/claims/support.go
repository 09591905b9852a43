package claims

import (
	"slices"

	"parley/evidence"
)

// Support tells how far a claim is hedged along what it rests on.
type Support struct {
	// Own is the claim itself.
	Own Link
	// Weakest is the chain from the premise whose hedge grants least, by the table of package evidence, up to the claim: the
	// claim alone if no premise grants less. It is empty where no hedge on the way carries a number.
	Weakest []Link
	// Unhedged are choices that the claim assumes and that rest on claims which nothing hedges.
	Unhedged []Assumed
	// Attributed are premises that only somebody else vouches for, in the order in which they are met.
	Attributed []Link
	// Drops are the steps at which a hedge is dropped: the conclusion is unhedged, or grants more than one of its premises.
	Drops []Drop
}

// Assumed is a choice that a claim assumes, with claims that it rests on.
type Assumed struct {
	Choice Link
	Claims []Link
}

// Link is a claim, or a choice that is assumed, with its hedge.
type Link struct {
	ID    string // of the claim; "group=choice" for a choice
	By    string
	Hedge string // as written
	Word  evidence.Word
}

// Drop is a step from premises to a conclusion that is hedged less than they are.
type Drop struct {
	Conclusion Link
	Premises   []Link // those that are hedged more
}

// FindSupport finds the support of a claim among the claims of a dispute. A claim rests on the claims that it names and on the
// choices that it assumes, those on the claims that they name. Circles are passed once. The cost is linear in what it rests on.
func FindSupport(of Claim, all []Claim, groups []Group) Support {
	x := &premises{all: all, groups: groups, above: map[string]string{}}
	x.walk(of)
	out := Support{Own: x.links[0]}
	weakest := -1
	for i, link := range x.links {
		if _, ok := link.Word.Floor(); ok && link.Word.Kind != evidence.Flat && (weakest < 0 || link.Word.Weaker(x.links[weakest].Word)) {
			weakest = i
		}
		if i > 0 && link.Word.Kind == evidence.Attributed {
			out.Attributed = append(out.Attributed, link)
		}
	}
	if weakest >= 0 {
		for id := x.links[weakest].ID; ; id = x.above[id] {
			out.Weakest = append(out.Weakest, x.link(id))
			if id == of.ID {
				break
			}
		}
	}
	for _, id := range x.below(of.ID) {
		if choice := x.choice(id); choice != nil {
			a := Assumed{Choice: x.link(id)}
			for _, c := range choice.Claims {
				if link := x.link(c); link.Word.Kind == evidence.Flat && c != of.ID {
					a.Claims = append(a.Claims, link)
				}
			}
			if len(a.Claims) > 0 {
				out.Unhedged = append(out.Unhedged, a)
			}
		}
	}
	for _, conclusion := range x.links {
		d := Drop{Conclusion: conclusion}
		for _, id := range x.below(conclusion.ID) {
			if p := x.link(id); drops(p.Word, conclusion.Word) {
				d.Premises = append(d.Premises, p)
			}
		}
		if len(d.Premises) > 0 {
			out.Drops = append(out.Drops, d)
		}
	}
	return out
}

// drops reports whether a conclusion is hedged less than a premise.
func drops(premise, conclusion evidence.Word) bool {
	if conclusion.Kind == evidence.Flat && premise.Kind == evidence.Attributed {
		return true
	}
	return premise.Weaker(conclusion)
}

// premises are what a claim rests on, the claim first, nearest ones first.
type premises struct {
	all    []Claim
	groups []Group
	links  []Link
	above  map[string]string // by id: what it was first met as a premise of
}

func (x *premises) walk(of Claim) {
	x.above[of.ID] = ""
	for queue := []string{of.ID}; len(queue) > 0; queue = queue[1:] {
		x.links = append(x.links, x.link(queue[0]))
		for _, id := range x.below(queue[0]) {
			if _, met := x.above[id]; !met {
				x.above[id] = queue[0]
				queue = append(queue, id)
			}
		}
	}
}

func (x *premises) claim(id string) *Claim {
	if i := slices.IndexFunc(x.all, func(c Claim) bool { return c.ID == id }); i >= 0 {
		return &x.all[i]
	}
	return nil
}

// choice finds the choice that an id such as "motive=imperative" names.
func (x *premises) choice(id string) *Choice {
	for _, g := range x.groups {
		for i, c := range g.Choices {
			if g.ID+"="+c.ID == id {
				return &g.Choices[i]
			}
		}
	}
	return nil
}

func (x *premises) link(id string) Link {
	if c := x.claim(id); c != nil {
		return Link{ID: id, By: c.By, Hedge: c.Hedge, Word: evidence.Lookup(c.Hedge)}
	}
	if c := x.choice(id); c != nil && c.Hedge != "" {
		return Link{ID: id, Hedge: c.Hedge, Word: evidence.Lookup(c.Hedge)}
	}
	return Link{ID: id, Word: evidence.Word{Kind: evidence.Unlisted}} // an assumption is made, not asserted
}

// below returns what a claim or a choice rests on.
func (x *premises) below(id string) []string {
	c := x.claim(id)
	if c == nil {
		if choice := x.choice(id); choice != nil {
			return choice.Claims
		}
		return nil
	}
	out := slices.Clone(c.RestsOn)
	for _, g := range x.groups {
		if choice, ok := c.Assuming[g.ID]; ok {
			out = append(out, g.ID+"="+choice)
		}
	}
	return out
}
