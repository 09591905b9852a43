package convert

import (
	"fmt"
	"strings"

	"github.com/bits-and-blooms/bitset"

	"parley"
	"parley/game"
)

// Solution is a conflict with its states listed and judged, for formats that show states and moves.
type Solution struct {
	Graph        *game.Graph
	Verdicts     []Verdict
	Reached      *bitset.BitSet // by moves from the status quo; nil where none is named
	Improvements *bitset.BitSet // by moves that pay their movers; nil where none is named
	// Shown are the states to write; nil stands for all. Formats for tables ignore it.
	Shown *bitset.BitSet
	// OnlyImprovements leaves out moves that their mover does not prefer.
	OnlyImprovements bool
}

// Verdict tells where everybody stays, under one solution concept.
type Verdict struct {
	Concept    string // "seq"
	Equilibria *bitset.BitSet
}

// SizeError tells that there is more than a format, or who reads it, can take.
type SizeError struct {
	Format string
	What   string // "states", "moves"
	Limit  int
	Hint   string
}

func (e *SizeError) Error() string {
	return fmt.Sprintf("more than %d %s are too many for %s: %s", e.Limit, e.What, e.Format, e.Hint)
}

// states lists the states to write, at most so many.
func (x *Solution) states(format string, most int, hint string) ([]int, error) {
	var out []int
	for s := range x.Graph.Len() {
		if x.Shown != nil && !x.Shown.Test(uint(s)) {
			continue
		}
		if len(out) == most {
			return nil, &SizeError{format, "states", most, hint}
		}
		out = append(out, s)
	}
	return out, nil
}

// moves lists the moves between states to write, at most so many, by start, mover and end.
func (x *Solution) moves(states []int, format string, most int, hint string) ([]game.Move, error) {
	shown := bitset.New(uint(x.Graph.Len()))
	for _, s := range states {
		shown.Set(uint(s))
	}
	var out []game.Move
	for m := range x.Graph.MovesAmong(shown) {
		if x.OnlyImprovements && !m.Pays() {
			continue
		}
		if len(out) == most {
			return nil, &SizeError{format, "moves", most, hint}
		}
		out = append(out, m)
	}
	return out, nil
}

// holds lists the concepts under which a state holds.
func (x *Solution) holds(s int) (out []string) {
	for _, v := range x.Verdicts {
		if v.Equilibria.Test(uint(s)) {
			out = append(out, v.Concept)
		}
	}
	return out
}

// taken lists the ids of the options that are taken in a state; for a merged state, in all its members. In graph form it is
// the state's label.
func taken(g *game.Graph, s int) []string {
	c := g.Conflict()
	if c.GraphForm() {
		if name := c.States[s].Name; name != "" {
			return []string{name}
		}
		return nil
	}
	all := ^parley.State(0)
	for _, m := range g.Members(s) {
		all &= m
	}
	var out []string
	for k, o := range c.Options {
		if all>>k&1 == 1 {
			out = append(out, o.ID)
		}
	}
	if name := g.MergeName(s); name != "" {
		return append([]string{name}, out...)
	}
	return out
}

// oneLine puts a text on one line.
func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }
