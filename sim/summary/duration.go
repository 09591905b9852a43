package summary

import (
	"math"
	"slices"

	"parley/sim/estimate"
	"parley/sim/montecarlo"
)

// Censored is the cause of a run that was given up before anything happened, at the horizon or because it was stopped.
const Censored = -1

// Durations is how long runs last and what ends them. Causes compete: a run ends by the first. Counts are kept per interval
// of a grid of times, so that memory does not depend on the number of runs; quantiles have the exact times, up to the error of a
// montecarlo.Sketch.
type Durations struct {
	causes   []string
	grid     []float64
	events   [][]int // by cause, by interval up to a grid time; the last interval is beyond the grid
	censored []int
	times    []montecarlo.Sketch // by cause, +Inf for the runs that it does not end
	n        int
}

// NewDurations prepares counts for causes, on grid times in ascending order, the last of which is the horizon. What happens in
// (grid[k-1], grid[k]] counts as having happened at grid[k]; a run given up within an interval is at risk in all of it.
func NewDurations(causes []string, grid []float64) *Durations {
	d := &Durations{causes: causes, grid: grid, censored: make([]int, len(grid)+1), times: make([]montecarlo.Sketch, len(causes))}
	for range causes {
		d.events = append(d.events, make([]int, len(grid)+1))
	}
	return d
}

// End is the end of one run.
type End struct {
	Cause int // or Censored
	Time  float64
}

// Tabulate counts ends on a grid of all their times, so that nothing is rounded. For samples of moderate size.
func Tabulate(causes []string, ends []End) *Durations {
	var grid []float64
	for _, e := range ends {
		grid = append(grid, e.Time)
	}
	slices.Sort(grid)
	d := NewDurations(causes, slices.Compact(grid))
	for _, e := range ends {
		d.Add(e)
	}
	return d
}

// Add takes in the end of a run.
func (d *Durations) Add(e End) {
	k, _ := slices.BinarySearch(d.grid, e.Time)
	d.n++
	if e.Cause == Censored {
		d.censored[k]++
	} else {
		d.events[e.Cause][k]++
	}
	for c := range d.times {
		if c == e.Cause {
			d.times[c].Add(e.Time)
		} else {
			d.times[c].Add(math.Inf(1))
		}
	}
}

// Settle does what Merge would otherwise do; to be called where a block is done.
func (d *Durations) Settle() {
	for c := range d.times {
		d.times[c].Settle()
	}
}

// Merge takes in the runs of another with the same causes and grid.
func (d *Durations) Merge(o *Durations) {
	d.n += o.n
	for k := range d.censored {
		d.censored[k] += o.censored[k]
		for c := range d.events {
			d.events[c][k] += o.events[c][k]
		}
	}
	for c := range d.times {
		d.times[c].Merge(&o.times[c])
	}
}

// Runs is how many runs were taken in.
func (d *Durations) Runs() int { return d.n }

// Causes and Grid return what the counts are about; not to be changed.
func (d *Durations) Causes() []string { return d.causes }
func (d *Durations) Grid() []float64  { return d.grid }

// Quantile returns the time up to which a share of all runs were ended by a cause; +Inf if fewer are, within the time that was
// run. It is meant for runs that are followed to the horizon or to another cause; where runs were given up earlier, use
// Cumulative.
func (d *Durations) Quantile(cause int, share, confidence float64) estimate.Estimate {
	e := Quantile(&d.times[cause], share, confidence)
	e.Low = max(e.Low, 0) // no time is below 0
	return e
}

// By returns the share of all runs that a cause ended by a grid time, the k-th, with Wilson's interval; given-up runs as in
// Quantile.
func (d *Durations) By(cause, k int, confidence float64) estimate.Estimate {
	sum := 0
	for i := range k + 1 {
		sum += d.events[cause][i]
	}
	return estimate.Proportion(sum, d.n, confidence)
}

// ByDate is By for the last grid time that does not exceed a date.
func (d *Durations) ByDate(cause int, date, confidence float64) estimate.Estimate {
	k, exact := slices.BinarySearch(d.grid, date)
	if !exact {
		k--
	}
	return d.By(cause, k, confidence)
}

// Bin is a bar of a histogram: how many runs end in (From, To].
type Bin struct {
	From, To float64
	Runs     int
}

// Histogram gathers the times of a cause into at most so many bars of whole grid intervals; the first starts at from, the start
// of the simulation. never counts the runs that the cause does not end within the grid.
func (d *Durations) Histogram(cause, bars int, from float64) (bins []Bin, never int) {
	width := max(1, (len(d.grid)+bars-1)/max(1, bars))
	never = d.n
	for k := 0; k < len(d.grid); k += width {
		last := min(k+width, len(d.grid)) - 1
		b := Bin{From: from, To: d.grid[last]}
		for i := k; i <= last; i++ {
			b.Runs += d.events[cause][i]
		}
		never -= b.Runs
		from = b.To
		bins = append(bins, b)
	}
	return bins, never
}

// giveUps says whether runs were given up before the last grid time.
func (d *Durations) giveUps() bool {
	for _, c := range d.censored[:max(0, len(d.grid)-1)] {
		if c > 0 {
			return true
		}
	}
	return false
}
