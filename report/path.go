package report

import (
	"fmt"
	"strings"

	"parley/analysis/paths"
	"parley/analysis/sequence"
	"parley/game"
	"parley/stability"
)

// Way is the answer to how one gets from a state to a goal: a path, or what stands against it.
type Way struct {
	Graph *game.Graph
	Mode  paths.Mode
	From  int
	To    string // the goal as it was asked for

	Path         *sequence.Path // nil where there is none
	Turns        []paths.Turn
	Blockers     []stability.Coalition
	Requirements *paths.Requirements
	Obstacle     *paths.Obstacle
}

// modePhrases say what a path is made of.
var modePhrases = map[paths.Mode]string{
	paths.Moves: "by any moves", paths.Improvements: "by improvements", paths.BestReplies: "by best replies",
	paths.JointMoves: "by moves of single parties and coalitions", paths.JointImprovements: "by improvements of single parties and coalitions",
}

// PathDocument reports a way.
func PathDocument(x Way) Document {
	g := x.Graph
	w := NewWords(g)
	d := Document{Title: g.Conflict().Title}
	t := T("From ")
	t = append(t, w.Short(x.From)...)
	t.Add(Plain, " to ")
	t.Add(Code, x.To)
	t.Add(Plain, ", "+modePhrases[x.Mode]+": ")
	if x.Path == nil {
		t.Add(Bad, "cannot be reached.")
		d.add(Paragraph{t})
		d.add(x.against(w)...)
		return d
	}
	switch n := len(x.Path.Steps); n {
	case 0:
		t.Add(Good, "there already.")
	default:
		t.Add(Good, plural(n, "step")+".")
	}
	d.add(Paragraph{t})
	d.add(pathList(w, x.Turns))
	d.add(x.conditions(w)...)
	return d
}

// pathList writes a path step by step: who moves, what changes, whether it pays, who could have gained by another move.
func pathList(w *Words, turns []paths.Turn) List {
	l := List{Numbered: true}
	c := w.g.Conflict()
	for _, turn := range turns {
		var t Text
		t.Add(Strong, names(c.Parties, turn.Movers, " and "))
		t.Add(Plain, ": "+w.Change(turn.From, turn.To)+" → ")
		t = append(t, w.Short(turn.To)...)
		if n := w.Name(turn.To); n != "" && !c.GraphForm() {
			t.Add(Plain, ", ")
			t.Add(Strong, n)
		}
		t.Add(Quiet, pays(w, turn))
		item := Item{Text: t}
		var others []string
		for _, a := range turn.Elsewhere {
			others = append(others, c.Parties[a.Party].Label())
		}
		if len(others) > 0 {
			item.Blocks = append(item.Blocks, Paragraph{Text{{join(others) + " could have gained by another move", Quiet}}})
		}
		l.Items = append(l.Items, item)
	}
	return l
}

// pays says what a step is worth to those who take it.
func pays(w *Words, turn paths.Turn) string {
	var parts []string
	for _, s := range turn.Stakes {
		name := ""
		if len(turn.Stakes) > 1 {
			name = w.g.Conflict().Parties[s.Party].Label() + ": "
		}
		parts = append(parts, name+gain(s.Relation, s.BestReply))
	}
	return "  (" + strings.Join(parts, "; ") + ")"
}

// gain says what a step is worth to one who takes it.
func gain(r game.Relation, best bool) string {
	switch r {
	case game.Better, game.MuchBetter:
		phrase := "an improvement"
		if best {
			phrase = "its best reply"
		}
		if r == game.MuchBetter {
			phrase += ", greatly preferred"
		}
		return phrase
	case game.Equal:
		return "no better, no worse for it"
	case game.Unknown:
		return "whether it prefers that is not known"
	}
	return "it likes that less"
}

// names joins the labels of a coalition's members.
func names[P interface{ Label() string }](parties []P, h stability.Coalition, and string) string {
	var out []string
	for i, p := range parties {
		if h.Has(i) {
			out = append(out, p.Label())
		}
	}
	return strings.Join(out, and)
}

// conditions says who can block the way and what must come first.
func (x Way) conditions(w *Words) []Block {
	c := x.Graph.Conflict()
	var blocks []Block
	if len(x.Blockers) > 0 {
		var alone, together []string
		for _, h := range x.Blockers {
			if h.Size() == 1 {
				alone = append(alone, names(c.Parties, h, ""))
			} else {
				together = append(together, names(c.Parties, h, " with "))
			}
		}
		var t Text
		if len(alone) > 0 {
			t.Add(Strong, join(alone))
			t.Add(Plain, map[bool]string{true: " can each block it alone, by not moving. ", false: " can block it alone, by not moving. "}[len(alone) > 1])
		}
		if len(together) > 0 {
			t.Add(Plain, "Together can block it: "+strings.Join(together, "; ")+".")
		}
		blocks = append(blocks, Heading{2, "Who can block it"}, Paragraph{t})
	}
	r := x.Requirements
	if r == nil || len(r.Needed) == 0 {
		return blocks
	}
	l := List{}
	for i, n := range r.Needed {
		t := T(w.Condition(n.Condition))
		var after []string
		for _, p := range r.Order {
			if p.Then == i && p.When == paths.Before {
				after = append(after, w.Condition(r.Needed[p.First].Condition))
			}
		}
		if len(after) > 0 {
			t.Add(Quiet, "  (only after: "+strings.Join(after, "; ")+")")
		}
		l.Items = append(l.Items, Item{Text: t})
	}
	return append(blocks, Heading{2, "What every such path needs"}, l)
}

// Condition says in words that an option is taken or dropped, or a listed state is passed.
func (w *Words) Condition(n paths.Condition) string {
	c := w.g.Conflict()
	if n.Option < 0 {
		return "state " + w.g.Code(n.State)
	}
	o := c.Options[n.Option]
	if n.Taken {
		return c.Parties[o.Party].Label() + ": " + o.Label()
	}
	return c.Parties[o.Party].Label() + ": not " + o.Label()
}

// against says why a goal cannot be reached.
func (x Way) against(w *Words) []Block {
	c, o := x.Graph.Conflict(), x.Obstacle
	reached := fmt.Sprintf("%s can be reached from there.", plural(o.Reached-1, "other state"))
	switch o.Cause {
	case paths.NoState:
		return []Block{Paragraph{T("No feasible state satisfies the goal.")}}
	case paths.NoIncentive:
		l := List{Numbered: true}
		for k, step := range o.Nearest.Steps {
			var t Text
			t.Add(Strong, names(c.Parties, step.Movers, " and "))
			t.Add(Plain, ": "+w.Change(step.From, step.To)+" → ")
			t = append(t, w.Short(step.To)...)
			for _, a := range o.Against {
				if a.Step != k {
					continue
				}
				why := "it likes that less"
				switch a.Relation {
				case game.Equal:
					why = "that is no better for it"
				case game.Unknown:
					why = "whether it prefers that is not known"
				case game.Better, game.MuchBetter:
					why = "it has a better reply"
				}
				t.Add(Bad, "  ✗ "+c.Parties[a.Party].Label()+" would not: "+why)
			}
			l.Items = append(l.Items, Item{Text: t})
		}
		return []Block{Paragraph{T(reached + " Moves lead to the goal, but not all of them pay. The nearest way:")}, l}
	}
	blocks := []Block{Paragraph{T(reached + " No sequence of moves leads to the goal, whatever the parties want.")}}
	l := List{}
	for _, p := range o.Openings {
		l.Items = append(l.Items, Item{Text: T(opening(c.Parties, w, p))})
	}
	if len(l.Items) > 0 {
		blocks = append(blocks, Paragraph{T("Any one of these would open a way:")}, l)
	}
	return blocks
}

func opening[P interface{ Label() string }](parties []P, w *Words, p paths.Opening) string {
	c := w.g.Conflict()
	switch {
	case p.Again:
		return "a party moves twice in a row"
	case p.Parties != 0:
		return names(parties, p.Parties, " and ") + " moves too"
	case p.Together != 0:
		text := names(parties, p.Together, " and ") + " move at once"
		if len(p.Rules) > 0 {
			text += " (one after the other is forbidden by " + strings.Join(p.Rules, ", ") + ")"
		}
		return text
	}
	var parts []string
	for _, k := range p.Irreversible {
		parts = append(parts, "`"+c.Options[k].ID+"` can be undone")
	}
	for _, k := range p.Bars {
		parts = append(parts, "`"+c.Bars[k].Text+"` is dropped")
	}
	return strings.Join(parts, " and ")
}

// PathJSON is the answer of `parley path`.
type PathJSON struct {
	ConflictJSON
	From      string        `json:"from"`
	To        string        `json:"to"`
	Mode      string        `json:"mode"`
	Reachable bool          `json:"reachable"`
	Moves     []MoveJSON    `json:"moves"`
	Blockers  [][]string    `json:"blockers,omitempty"` // smallest sets of parties that can block the goal
	Needs     []string      `json:"needs,omitempty"`    // options that every path takes up, "not x" for dropped ones
	Obstacle  *ObstacleJSON `json:"obstacle,omitempty"`
}

// MoveJSON is one step of a path. A joint move names its members in Parties and joins them by + in Party.
type MoveJSON struct {
	Party   string   `json:"party"`
	Parties []string `json:"parties,omitempty"`
	From    string   `json:"from"`
	To      string   `json:"to"`
	Pays    bool     `json:"pays"` // every mover prefers where it leads
}

// ObstacleJSON tells why a goal cannot be reached.
type ObstacleJSON struct {
	Cause    string     `json:"cause"` // no-state, no-moves, no-incentive
	Reached  int        `json:"reached"`
	Nearest  []MoveJSON `json:"nearest,omitempty"`
	Openings []string   `json:"openings,omitempty"`
}

// NewPathJSON writes a way as JSON.
func NewPathJSON(x Way, assumed map[string]string) PathJSON {
	g := x.Graph
	c := g.Conflict()
	j := PathJSON{ConflictJSON: NewConflictJSON(c, assumed), From: g.Code(x.From), To: x.To, Mode: x.Mode.String(), Reachable: x.Path != nil, Moves: []MoveJSON{}}
	if x.Path != nil {
		j.Moves = movesJSON(g, x.Path)
	}
	for _, h := range x.Blockers {
		j.Blockers = append(j.Blockers, ids(g, h))
	}
	if x.Requirements != nil {
		for _, n := range x.Requirements.Needed {
			switch {
			case n.Option < 0:
				j.Needs = append(j.Needs, g.Code(n.State))
			case n.Taken:
				j.Needs = append(j.Needs, c.Options[n.Option].ID)
			default:
				j.Needs = append(j.Needs, "not "+c.Options[n.Option].ID)
			}
		}
	}
	if o := x.Obstacle; o != nil {
		j.Obstacle = &ObstacleJSON{Cause: o.Cause.String(), Reached: o.Reached}
		if o.Nearest != nil {
			j.Obstacle.Nearest = movesJSON(g, o.Nearest)
		}
		w := NewWords(g)
		for _, p := range o.Openings {
			j.Obstacle.Openings = append(j.Obstacle.Openings, opening(c.Parties, w, p))
		}
	}
	return j
}

func movesJSON(g *game.Graph, p *sequence.Path) []MoveJSON {
	out := []MoveJSON{}
	for _, step := range p.Steps {
		m := MoveJSON{Party: step.Movers.Name(g.Conflict().Parties), From: g.Code(step.From), To: g.Code(step.To), Pays: true}
		if step.Movers.Size() > 1 {
			m.Parties = ids(g, step.Movers)
		}
		for i := range g.Parties() {
			if step.Movers.Has(i) {
				r := g.Compare(i, step.To, step.From)
				m.Pays = m.Pays && (r == game.Better || r == game.MuchBetter)
			}
		}
		out = append(out, m)
	}
	return out
}

func ids(g *game.Graph, h stability.Coalition) []string {
	var out []string
	for i, p := range g.Conflict().Parties {
		if h.Has(i) {
			out = append(out, p.ID)
		}
	}
	return out
}
