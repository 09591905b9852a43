package report

import (
	"parley/analysis/compare"
	"parley/game"
)

// CompareJSON is the answer of `parley compare`: what differs between a first and a second version of a conflict. Pairs
// are of the first and the second version; a state is null where it is not feasible. Lists hold changes only.
type CompareJSON struct {
	ConflictJSON                         // of the first version
	Versions     [2]string               `json:"versions"` // what they are called
	Sentence     string                  `json:"sentence"`
	Same         bool                    `json:"same"`      // nothing differs at all
	Unchanged    bool                    `json:"unchanged"` // the same outcomes hold and are reached alike
	Feasible     [2]int                  `json:"feasible"`  // states, merged ones once
	Common       int                     `json:"common"`    // states that both have
	PartiesOnly  [2][]string             `json:"parties_only"`
	OptionsOnly  [2][]string             `json:"options_only"`
	StatusQuo    [2]*string              `json:"status_quo"` // null where none is named
	Hold         string                  `json:"hold"`       // the concept by which outcomes are said to hold
	Ends         [2][]string             `json:"ends"`       // of best replies from the status quo; given even if they are the same
	Cycles       [2][][]string           `json:"cycles"`
	EndsChanged  bool                    `json:"ends_changed"`
	Alike        int                     `json:"alike"` // outcomes that hold, or are ends, and did not change
	Outcomes     []CompareOutcomeJSON    `json:"outcomes"`
	Equilibria   []EquilibriumChangeJSON `json:"equilibria"`
	Paths        []PathChangeJSON        `json:"paths"`
	Stability    []FlipJSON              `json:"stability"`
	Ranks        []RankChangeJSON        `json:"ranks"`
	Apart        bool                    `json:"apart"`         // the status quos differ
	Earliest     []ForkJSON              `json:"earliest_fork"` // where best replies part
}

// CompareOutcomeJSON is a state that holds, or at which best replies end, in one version at least, and that changed.
type CompareOutcomeJSON struct {
	States [2]*string          `json:"states"`
	Name   string              `json:"name,omitempty"`
	Holds  [2]bool             `json:"holds"`
	Reach  [2]CompareReachJSON `json:"reach"`
}

// CompareReachJSON tells how a state can be reached from the status quo.
type CompareReachJSON struct {
	Moves        bool `json:"moves"`
	Improvements bool `json:"improvements"`
	BestReplies  bool `json:"best_replies"`
	End          bool `json:"end"` // best replies end there
}

// EquilibriumChangeJSON lists the equilibria of one concept that only one version has.
type EquilibriumChangeJSON struct {
	Concept string      `json:"concept"`
	Both    int         `json:"both"`
	Only    [2][]string `json:"only"`
}

// PathChangeJSON is a state to which no shortest path of one version is one of the other.
type PathChangeJSON struct {
	To    string        `json:"to"`
	Mode  string        `json:"mode"`
	Moves [2][]MoveJSON `json:"moves"`
}

// FlipJSON lists the states at which a party is stable in one version only, as codes of the first.
type FlipJSON struct {
	Concept string   `json:"concept"`
	Party   string   `json:"party"`
	Lost    []string `json:"lost"`
	Gained  []string `json:"gained"`
}

// RankChangeJSON tells how a party ranks the common states otherwise, in numbers of pairs.
type RankChangeJSON struct {
	Party     string            `json:"party"`
	Uncertain bool              `json:"uncertain,omitempty"` // the preference is not known for certain, and nothing counted
	Pairs     int64             `json:"pairs"`
	Turned    int64             `json:"turned"` // preferred the other way round
	Tied      int64             `json:"tied"`   // told apart in the first version only
	Told      int64             `json:"told"`   // told apart in the second version only
	Telling   [][2]string       `json:"telling"`
	Places    []PlaceChangeJSON `json:"places"`
}

// PlaceChangeJSON is where a party ranks a state, 1 being the best.
type PlaceChangeJSON struct {
	State string `json:"state"`
	Place [2]int `json:"place"`
	Of    [2]int `json:"of"`
}

// NewCompareJSON writes a comparison as JSON.
func NewCompareJSON(x Compared, assumed map[string]string) CompareJSON {
	a, b := x.Graphs[0], x.Graphs[1]
	j := CompareJSON{
		ConflictJSON: NewConflictJSON(a.Conflict(), assumed), Versions: x.Names, Sentence: x.Sentence(), Same: x.Same(), Unchanged: x.Unchanged(),
		Feasible: [2]int{a.Len(), b.Len()}, Common: x.Common, Hold: x.Hold.String(), EndsChanged: x.EndsChanged, Alike: x.Alike,
		Outcomes: []CompareOutcomeJSON{}, Equilibria: []EquilibriumChangeJSON{}, Paths: []PathChangeJSON{}, Stability: []FlipJSON{}, Ranks: []RankChangeJSON{}, Earliest: []ForkJSON{},
	}
	w := [2]*Words{NewWords(a), NewWords(b)}
	for side, g := range x.Graphs {
		c := g.Conflict()
		j.PartiesOnly[side], j.OptionsOnly[side], j.Ends[side], j.Cycles[side] = []string{}, []string{}, []string{}, [][]string{}
		for _, i := range x.PartiesOnly[side] {
			j.PartiesOnly[side] = append(j.PartiesOnly[side], c.Parties[i].ID)
		}
		for _, k := range x.OptionsOnly[side] {
			j.OptionsOnly[side] = append(j.OptionsOnly[side], c.Options[k].ID)
		}
		j.StatusQuo[side] = codeOf(g, g.StatusQuo())
		if e := x.Endings[side]; e != nil {
			var ends []int
			for _, end := range e.Ends {
				ends = append(ends, end.State)
			}
			j.Ends[side] = sortedCodes(g, ends)
			for _, cycle := range e.Cycles {
				j.Cycles[side] = append(j.Cycles[side], sortedCodes(g, cycle.States))
			}
		}
	}
	for _, o := range x.Outcomes {
		out := CompareOutcomeJSON{Holds: o.Holds}
		for side, g := range x.Graphs {
			out.States[side] = codeOf(g, o.States[side])
			out.Reach[side] = reachJSON(o.Reach[side])
			if s := o.States[side]; s >= 0 && out.Name == "" {
				out.Name = w[side].Name(s)
			}
		}
		j.Outcomes = append(j.Outcomes, out)
	}
	for _, e := range x.Equilibria {
		j.Equilibria = append(j.Equilibria, EquilibriumChangeJSON{e.Concept.String(), e.Both, [2][]string{codesOf(a, e.Only[0]), codesOf(b, e.Only[1])}})
	}
	for _, p := range x.Paths {
		j.Paths = append(j.Paths, PathChangeJSON{a.Code(p.States[0]), p.Mode.String(), [2][]MoveJSON{movesJSON(a, p.Paths[0]), movesJSON(b, p.Paths[1])}})
	}
	for _, f := range x.Flips {
		j.Stability = append(j.Stability, FlipJSON{f.Concept.String(), a.Conflict().Parties[f.Party[0]].ID, codesOf(a, f.Lost), codesOf(a, f.Gained)})
	}
	for _, r := range x.Ranks {
		out := RankChangeJSON{Party: a.Conflict().Parties[r.Party[0]].ID, Uncertain: r.Uncertain, Pairs: r.Pairs, Turned: r.Turned, Tied: r.Tied, Told: r.Told,
			Telling: [][2]string{}, Places: []PlaceChangeJSON{}}
		for _, p := range r.Telling {
			out.Telling = append(out.Telling, [2]string{a.Code(p.First), a.Code(p.Second)})
		}
		for _, p := range r.Places {
			out.Places = append(out.Places, PlaceChangeJSON{a.Code(p.State), p.Place, p.Of})
		}
		j.Ranks = append(j.Ranks, out)
	}
	if f := x.Forks; f != nil {
		j.Apart = f.Apart
		for _, fork := range f.Earliest {
			j.Earliest = append(j.Earliest, forkJSON(x.Graphs, a.Conflict().Parties, fork, fork.Tells(x.Pair)))
		}
	}
	return j
}

func codeOf(g *game.Graph, s int) *string {
	if s < 0 {
		return nil
	}
	code := g.Code(s)
	return &code
}

func codesOf(g *game.Graph, states []int) []string {
	out := []string{}
	for _, s := range states {
		out = append(out, g.Code(s))
	}
	return out
}

func reachJSON(r compare.Reach) CompareReachJSON {
	return CompareReachJSON{r.Moves, r.Improvements, r.Replies, r.End}
}
