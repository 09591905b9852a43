// Package layout finds places for the states of a conflict on a map. The same conflict always gets the same map: nothing is
// drawn by lot.
package layout

import (
	"math"

	"parley"
)

// Point is a place, in pixels of a drawing at its own size: x to the right, y downwards. A state takes a circle of Size.
type Point struct{ X, Y float64 }

// Size is the diameter of a state.
const Size = 36.0

// Layout is where states stand.
type Layout struct {
	Places []Point   // of the states asked for, in their order
	Heads  []Head    // of columns and rows
	Rings  []float64 // radii about the origin, innermost first
}

// Head tells what one party does in all states of a column or row.
type Head struct {
	Party  int
	Choice parley.State // the party's options that are taken
	Column bool         // stands over a column, else before a row
	At     Point        // where its text ends: the middle of its foot for a column, its right end for a row
}

// apart moves points that stand on each other, later ones to the lower right. Points of different members of merged states can
// meet so.
func apart(places []Point) {
	const least = 0.9 * Size
	for i := range places {
		for again := true; again; {
			again = false
			for k := range i {
				if math.Hypot(places[i].X-places[k].X, places[i].Y-places[k].Y) < least {
					places[i].X += least
					places[i].Y += least
					again = true
				}
			}
		}
	}
}
