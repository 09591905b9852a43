package report

import (
	"github.com/bits-and-blooms/bitset"

	"parley"
	"parley/game"
	"parley/stability"
)

// Version is the version of the JSON that parley writes, in the key "parley" of every object. doc/json.md describes it.
const Version = "1"

// ConflictJSON is what every answer about a conflict begins with.
type ConflictJSON struct {
	Parley  string            `json:"parley"`
	Title   string            `json:"title"`
	Assumed map[string]string `json:"assumed,omitempty"` // the choice in force of every group
	Parties []string          `json:"parties"`
	Options []OptionJSON      `json:"options"`
}

// OptionJSON is one option.
type OptionJSON struct {
	ID    string `json:"id"`
	Party string `json:"party"`
	Label string `json:"label,omitempty"`
}

// NewConflictJSON describes a conflict.
func NewConflictJSON(c *parley.Conflict, assumed map[string]string) ConflictJSON {
	j := ConflictJSON{Parley: Version, Title: c.Title, Assumed: assumed, Parties: []string{}, Options: []OptionJSON{}}
	for _, p := range c.Parties {
		j.Parties = append(j.Parties, p.ID)
	}
	for _, o := range c.Options {
		j.Options = append(j.Options, OptionJSON{o.ID, c.Parties[o.Party].ID, o.Name})
	}
	return j
}

// SolveJSON is the answer of `parley solve`.
type SolveJSON struct {
	ConflictJSON
	StatusQuo  *string                        `json:"status_quo"` // null where none is named
	Feasible   int                            `json:"feasible"`   // before merging
	States     []string                       `json:"states"`     // in canonical order, merged ones once
	Concepts   []string                       `json:"concepts"`
	Stability  map[string]map[string][]string `json:"stability"` // concept, party (or coalition a+b), stable states
	Equilibria map[string][]string            `json:"equilibria"`
	// Reachable tells for every state whether legal moves lead there from the status quo, ReachableByImprovements whether
	// moves do that pay their movers. Both are absent where no status quo is named.
	Reachable               map[string]bool   `json:"reachable,omitempty"`
	ReachableByImprovements map[string]bool   `json:"reachable_by_improvements,omitempty"`
	Engine                  string            `json:"engine"`
	Choices                 stability.Choices `json:"choices"`
	Unknown                 string            `json:"unknown,omitempty"` // the extension of concepts that name none
	Warnings                []string          `json:"warnings,omitempty"`
}

// NewSolveJSON writes an answer as JSON.
func NewSolveJSON(s Solved, assumed map[string]string) SolveJSON {
	r, g := s.Result, s.Result.Graph
	c := g.Conflict()
	j := SolveJSON{
		ConflictJSON: NewConflictJSON(c, assumed), Feasible: g.Feasible(), Engine: r.Engine, Choices: r.Choices, Warnings: r.Warnings,
		Concepts: []string{}, States: codes(g, bitset.New(uint(g.Len())).Complement()),
		Stability: map[string]map[string][]string{}, Equilibria: map[string][]string{},
	}
	if sq := g.StatusQuo(); sq >= 0 {
		code := g.Code(sq)
		j.StatusQuo = &code
	}
	if !g.Certain() {
		j.Unknown = r.Choices.Extension(stability.Concept{}).String()
	}
	for _, v := range r.Verdicts {
		id := v.Concept.String()
		j.Concepts = append(j.Concepts, id)
		j.Equilibria[id] = codes(g, v.Equilibria)
		j.Stability[id] = map[string][]string{}
		for i, set := range v.Stable {
			name := ""
			if v.Concept.Kind.Coalitional() {
				name = r.Coalitions[i].Name(c.Parties)
			} else {
				name = c.Parties[i].ID
			}
			j.Stability[id][name] = codes(g, set)
		}
	}
	j.Reachable, j.ReachableByImprovements = reachable(g, s.Moves), reachable(g, s.Improvements)
	return j
}

// codes lists the codes of a set of states in canonical order.
func codes(g *game.Graph, set *bitset.BitSet) []string {
	out := make([]string, 0, set.Count())
	for s := range set.EachSet() {
		out = append(out, g.Code(int(s)))
	}
	return out
}

func reachable(g *game.Graph, set *bitset.BitSet) map[string]bool {
	if set == nil {
		return nil
	}
	out := make(map[string]bool, g.Len())
	for s := range g.Len() {
		out[g.Code(s)] = set.Test(uint(s))
	}
	return out
}
