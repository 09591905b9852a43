package scenario

import (
	"fmt"
	"math/big"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"parley"
)

// maxItemsOfBoard bounds the items of one board, each of which is tried without and turned round.
const maxItemsOfBoard = 300

// Board is evidence set against the choices of a group.
type Board struct {
	Group    string // id
	About    string
	Basis    string   // whose reading the ratings are
	Analysts []string // who rates, in the order of the lists of ratings
	// Priors has a number for each choice of the group, in their order; nil where none are given.
	Priors []*big.Rat
	Items  []Item
	At     string
}

// Item is one piece of evidence of a board.
type Item struct {
	ID       string
	Says     string
	Evidence Evidence // its quotes and claims
	// Reliability is the item's own; "" where that of its sources counts.
	Reliability string
	Observed    *Observed // nil for what is no move
	// Ratings holds for each choice of the group the words of every analyst; none where the file has none.
	Ratings [][]string
	// Likelihoods has a number in 0 to 1 for each choice; nil where none are given.
	Likelihoods []*big.Rat
	At          string
}

// Observed is a move that a party was seen to make. With nothing taken or dropped the party stayed.
type Observed struct {
	Party      string   // id
	Take, Drop []string // ids of options
	To         string   // graph form: id of the state
	From       string   // code or id of the state; "" for where the move before led to
	At         string
}

// Board returns the board of a group, or nil.
func (f *File) Board(group string) *Board {
	if i := slices.IndexFunc(f.Boards, func(b Board) bool { return b.Group == group }); i >= 0 {
		return &f.Boards[i]
	}
	return nil
}

// likelihood reads how likely the analyst takes an item to be.
func (r *reader) likelihood(n *yaml.Node, at string) *Likelihood {
	f := r.file
	v := f.get(n, "likelihood")
	if v == nil {
		return nil
	}
	l := &Likelihood{At: at + ".likelihood", Word: f.text(f.scalarOf(v, "word"))}
	if v.Kind != yaml.MappingNode {
		return l
	}
	l.Scale = f.text(f.get(v, "scale"))
	l.Low, l.High = r.number(f.get(v, "low"), 100), r.number(f.get(v, "high"), 100)
	switch low, high := f.get(v, "low"), f.get(v, "high"); {
	case (low == nil) != (high == nil):
		r.at(v, "write both, in percent: `low: 55, high: 80`", "a range has both `low` and `high`")
	case l.Low != nil && l.High != nil && l.Low.Cmp(l.High) > 0:
		r.at(low, "", "the range begins above its end")
	case low != nil && l.Scale != "":
		r.at(low, "delete `scale`, or the range", "the range is either the scale's or the analyst's own")
	}
	return l
}

// number reads a number from 0 to most; nil where there is none or it is wrong.
func (r *reader) number(n *yaml.Node, most int64) *big.Rat {
	if n == nil {
		return nil
	}
	x, why := readNumber(n.Value)
	if why == "" && (x.Sign() < 0 || x.Cmp(big.NewRat(most, 1)) > 0) {
		x, why = nil, fmt.Sprintf("`%s` is not between 0 and %d", clip(n.Value), most)
	}
	if why != "" {
		r.at(n, "", "%s", why)
		return nil
	}
	return x
}

// readBoards reads the evidence for and against choices.
func (r *reader) readBoards() {
	f := r.file
	for k, v := range f.pairs(f.get(f.root, "evidence")) {
		if f.spoilt[v] {
			continue
		}
		g := f.Group(k.Value)
		if g == nil {
			var ids []string
			for _, g := range f.Groups {
				ids = append(ids, g.ID)
			}
			if !f.lost["hypotheses"] && !f.lost["strategies"] {
				r.at(k, known(k.Value, ids), "there is no group `%s` for the evidence to bear on", clip(k.Value))
			}
			continue
		}
		b := Board{Group: g.ID, At: "evidence" + step(k.Value), About: f.text(f.get(v, "about")), Basis: f.text(f.get(v, "basis")), Analysts: f.texts(f.get(v, "analysts"))}
		b.Priors = r.perChoice(f.get(v, "priors"), g, "`priors`")
		if b.Priors != nil && !slices.ContainsFunc(b.Priors, func(p *big.Rat) bool { return p.Sign() > 0 }) {
			r.at(f.get(v, "priors"), "", "the priors rule out every choice")
			b.Priors = nil
		}
		for id, n := range f.pairs(f.get(v, "items")) {
			if f.spoilt[n] {
				continue
			}
			if len(b.Items) == maxItemsOfBoard {
				r.at(id, "", "a board has at most %d items", maxItemsOfBoard)
				break
			}
			b.Items = append(b.Items, r.readItem(&b, g, id.Value, id, n))
		}
		f.Boards = append(f.Boards, b)
	}
}

func (r *reader) readItem(b *Board, g *Group, id string, key, n *yaml.Node) Item {
	f := r.file
	x := Item{ID: id, At: b.At + ".items" + step(id), Says: f.text(f.get(n, "says")), Reliability: f.text(f.get(n, "reliability"))}
	x.Evidence, _ = f.EvidenceFor(x.At)
	x.Likelihoods = r.perChoice(f.get(n, "likelihoods"), g, "`likelihoods`")
	x.Ratings = make([][]string, len(g.Choices))
	rated := 0
	for k, v := range f.pairs(f.get(n, "ratings")) {
		i := r.choiceOf(g, k)
		if i < 0 {
			continue
		}
		x.Ratings[i] = f.texts(v)
		rated++
		if m, most := len(x.Ratings[i]), max(1, len(b.Analysts)); m > most {
			r.at(k, "list who rates: `analysts: [name, name]`", "`%s` has %d ratings, but the board names %s", clip(k.Value), m, count(len(b.Analysts), "analyst"))
		}
	}
	if o := f.get(n, "observed"); o != nil {
		x.Observed = r.observed(o, x.At+".observed")
	} else if rated == 0 && x.Likelihoods == nil {
		r.at(key, "write `ratings: {choice: inconsistent}`, or `observed` for a move", "`%s` is rated against no choice", clip(id))
	}
	return x
}

func count(n int, what string) string {
	switch n {
	case 0:
		return "no " + what
	case 1:
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// choiceOf finds the choice that a key names, or -1.
func (r *reader) choiceOf(g *Group, k *yaml.Node) int {
	i := slices.IndexFunc(g.Choices, func(c Choice) bool { return c.ID == k.Value })
	if i < 0 {
		var ids []string
		for _, c := range g.Choices {
			ids = append(ids, c.ID)
		}
		r.at(k, known(k.Value, ids), "`%s` has no choice `%s`", g.ID, clip(k.Value))
	}
	return i
}

// perChoice reads a number from 0 to 1 for every choice.
func (r *reader) perChoice(n *yaml.Node, g *Group, what string) []*big.Rat {
	if n == nil || n.Kind != yaml.MappingNode {
		return nil
	}
	out := make([]*big.Rat, len(g.Choices))
	sound := true
	for k, v := range r.file.pairs(n) {
		if i := r.choiceOf(g, k); i >= 0 {
			out[i] = r.number(v, 1)
			sound = sound && out[i] != nil
		} else {
			sound = false
		}
	}
	var missing []string
	for i, c := range g.Choices {
		if out[i] == nil {
			missing = append(missing, "`"+c.ID+"`")
		}
	}
	if sound && missing != nil {
		r.at(n, "give every choice a number", "%s has none for %s", what, strings.Join(missing, ", "))
	}
	if missing != nil {
		return nil
	}
	return out
}

func (r *reader) observed(n *yaml.Node, at string) *Observed {
	f := r.file
	a := r.scope(nil, map[string]*assembly{})
	o := &Observed{Party: f.text(f.get(n, "party")), To: f.text(f.get(n, "to")), From: f.text(f.get(n, "from")), At: at}
	party := a.c.PartyIndex(o.Party)
	if p := f.get(n, "party"); p != nil && party < 0 {
		a.unknownParty(p, o.Party)
	}
	read := func(key string) []string {
		var out []string
		for _, item := range f.items(f.get(n, key)) {
			id, ok := a.option(item)
			if i := a.optionIndex(id); ok && party >= 0 && i >= 0 && a.c.Options[i].Party != party {
				r.at(item, "a move changes the options of its mover only", "`%s` is no option of `%s`", id, o.Party)
			}
			out = append(out, id)
		}
		return out
	}
	o.Take, o.Drop = read("take"), read("drop")
	state := func(key, text string) {
		v := f.get(n, key)
		switch {
		case v == nil:
		case a.c.GraphForm() && !slices.ContainsFunc(f.base.conflict.States, func(s parley.ListedState) bool { return s.ID == text }):
			r.at(v, "", "there is no state `%s`", clip(text))
		case !a.c.GraphForm() && key == "to":
			r.at(v, "write `take` and `drop`", "`to` is for conflicts in graph form")
		case !a.c.GraphForm() && (len(text) != len(a.c.Options) || strings.Trim(text, "YN-") != ""):
			r.at(v, fmt.Sprintf("a state is %d letters Y or N, one for each option in order", len(a.c.Options)), "`%s` is not a state", clip(text))
		}
	}
	state("from", o.From)
	state("to", o.To)
	return o
}
