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
		radius = max(radius+ringStep, ringSpace*float64(len(ring))/(2*math.Pi))
		l.Rings = append(l.Rings, radius)
		angles := evenly(len(ring))
		if d > 1 {
			ring, angles = l.near(ring, neighbours, max(ringSpace/radius, fill*2*math.Pi/float64(len(ring))))
		}
		for n, k := range ring {
			l.Places[k] = Point{radius * math.Cos(angles[n]), radius * math.Sin(angles[n])}
		}
	}
	return l
}

// evenly spreads n angles round the circle, from the left: what is read first.
func evenly(n int) []float64 {
	angles := make([]float64, n)
	for k := range angles {
		angles[k] = -math.Pi + 2*math.Pi*float64(k)/float64(n)
	}
	return angles
}

// near orders the states of a ring by the direction in which their placed neighbours lie, and spaces them out.
func (l *Layout) near(ring []int, neighbours func(int) []int, apart float64) ([]int, []float64) {
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
	apart = min(apart, 2*math.Pi*0.98/float64(len(ring)))
	for range 400 { // neighbours that are too close push each other away, half each
		moved := false
		for n := range angles {
			next, turn := (n+1)%len(angles), 0.0
			if next == 0 {
				turn = 2 * math.Pi
			}
			if short := apart - (angles[next] + turn - angles[n]); short > 1e-6 && next != n {
				angles[n] -= short / 2
				angles[next] += short / 2
				moved = true
			}
		}
		if !moved {
			break
		}
	}
	return ring, angles
}
