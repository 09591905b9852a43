package layout

import (
	"cmp"
	"math"
	"slices"
)

// Distances of rings.
const (
	ringStep  = 104.0 // between one ring and the next, at least
	ringSpace = 58.0  // between neighbours on a ring, at least
	fill      = 0.75  // and at least so much of what each would have if they stood evenly
	rowSpace  = 56.0  // between the rows of a ring that holds many
	maxRows   = 4
)

// BySteps places states in rings about one in the middle: on the nth ring those at distance n, each near its neighbours on
// the ring before; outside of all those with distance -1, which nothing leads to. Distance and neighbours go by place in the
// list of states, and the first ring keeps the list's order.
func BySteps(distance []int, neighbours func(k int) []int) *Layout {
	l := &Layout{Places: make([]Point, len(distance))}
	var rings [][]int
	outside := slices.Max(append([]int{0}, distance...)) + 1
	for k, d := range distance {
		if d < 0 {
			d = outside
		}
		for len(rings) <= d {
			rings = append(rings, nil)
		}
		rings[d] = append(rings[d], k)
	}
	radius := 0.0
	for d, ring := range rings {
		if d == 0 || len(ring) == 0 {
			continue
		}
		around := ringSpace * float64(len(ring)) / (2 * math.Pi) // the radius that all of them need in one row
		rows := math.Ceil(min(maxRows, around/(1.25*(radius+ringStep))))
		radius = max(radius+ringStep, around/rows)
		l.Rings = append(l.Rings, radius)
		angles := evenly(len(ring), rows)
		if d > 1 {
			ring, angles = l.near(ring, neighbours, max(ringSpace/(rows*radius), fill*2*math.Pi/float64(len(ring))), rows)
		}
		for n, k := range ring {
			r := radius + rowSpace*float64(n%int(rows))
			l.Places[k] = Point{r * math.Cos(angles[n]), r * math.Sin(angles[n])}
		}
		radius += rowSpace * (rows - 1)
	}
	return l
}

// evenly spreads the angles of n states in so many rows round the circle, from the left: what is read first.
func evenly(n int, rows float64) []float64 {
	angles := make([]float64, n)
	for k := range angles {
		angles[k] = -math.Pi + 2*math.Pi*float64(k)/(float64(n-1)+rows)
	}
	return angles
}

// near orders the states of a ring by the direction in which their placed neighbours lie, and spaces them out.
func (l *Layout) near(ring []int, neighbours func(int) []int, apart, rows float64) ([]int, []float64) {
	wish := make(map[int]float64, len(ring))
	for _, k := range ring {
		var x, y float64
		for _, n := range neighbours(k) {
			if p := l.Places[n]; p != (Point{}) {
				r := math.Hypot(p.X, p.Y)
				x, y = x+p.X/r, y+p.Y/r
			}
		}
		wish[k] = math.Round(math.Atan2(y, x)*1e9) / 1e9 // what differs by rounding alone counts as equal
	}
	ring = slices.Clone(ring)
	slices.SortStableFunc(ring, func(a, b int) int { return cmp.Compare(wish[a], wish[b]) })
	angles := make([]float64, len(ring))
	for n, k := range ring {
		angles[n] = wish[k]
	}
	return spread(ring, angles, apart, rows)
}

// spread moves ascending angles of a ring as little as keeps neighbours apart, by least squares: where they crowd, they stand
// evenly about the mean of what they wish. States of one ring stand in rows, by turns. The circle is cut where the gap between wishes is widest.
func spread(ring []int, angles []float64, apart, rows float64) ([]int, []float64) {
	n := len(ring)
	cut, widest := 0, 0.0
	for k := range n {
		gap := angles[(k+1)%n] - angles[k]
		if k+1 == n {
			gap += 2 * math.Pi
		}
		if gap > widest {
			cut, widest = (k+1)%n, gap
		}
	}
	turned := append(slices.Clone(ring[cut:]), ring[:cut]...)
	wish := slices.Clone(angles[cut:])
	for _, a := range angles[:cut] {
		wish = append(wish, a+2*math.Pi)
	}
	type crowd struct {
		first, size int
		sum         float64 // of what its first one wishes, by each of its members
	}
	var crowds []crowd
	at := func(c crowd) float64 { return c.sum / float64(c.size) }
	for k, w := range wish {
		crowds = append(crowds, crowd{k, 1, w})
		for len(crowds) > 1 {
			a, b := crowds[len(crowds)-2], crowds[len(crowds)-1]
			if at(b) >= at(a)+float64(a.size)*apart {
				break
			}
			a.sum += b.sum - float64(b.size)*float64(a.size)*apart
			a.size += b.size
			crowds = append(crowds[:len(crowds)-2], a)
		}
	}
	out := make([]float64, n)
	for _, c := range crowds {
		for k := range c.size {
			out[c.first+k] = at(c) + float64(k)*apart
		}
	}
	if n > 1 && out[n-1]-out[0] > 2*math.Pi-rows*apart { // the last would come too near to the first, which may share its row
		middle := (out[0] + out[n-1]) / 2
		for k := range out {
			out[k] = middle + (float64(k)-float64(n-1)/2)*2*math.Pi/(float64(n-1)+rows)
		}
	}
	return turned, out
}
