// Package stockflow runs models of stocks and flows: what there is, what comes in, what goes out, and what happens when it
// runs out. It knows no parties. A Model is written down as data with rates as texts; Compile checks it, units included,
// and yields a Program; a Run carries one set of parameters from the start to the horizon.
//
// The method is that of system dynamics (Forrester, Industrial Dynamics, 1961): levels change by rates only, so that
// whatever leaves one stock arrives in another or is counted as gone. A flow never takes more than is there.
package stockflow

// Model is a system of stocks and flows. Names are unique across all its parts: letters, digits and underscores, not
// beginning with a digit. Expressions are arithmetic (+ - * / ^), comparisons, and, or, not, cond ? a : b, and the functions
// min, max, abs, sqrt, exp, log, floor, ceil, round, clamp(x, low, high). They name parameters, stocks, schedules,
// auxiliaries, inputs, and `time`, the time since the start in clock units.
//
// Every quantity may carry a unit, such as "soldiers", "1/month" or "trucks/day"; day, week, month and year are known and
// converted, a month being a twelfth of a year of 365.25 days. "1" is a plain number. Units are checked where they are
// given; a quantity without one fits everywhere. Where an expression is a bare number it is in the unit that is needed there,
// and a number with a unit, such as `6 months`, may stand in its place.
type Model struct {
	Clock       string  // unit of time: day, week, month or year; "" is a unit of its own
	Step        float64 // in clock units; above 0
	Horizon     float64 // in clock units; above 0
	Method      Method
	Parameters  []Parameter
	Stocks      []Stock
	Flows       []Flow
	Schedules   []Schedule
	Auxiliaries []Auxiliary
	Inputs      []Input
	Events      []Event
}

// Method is how a step is integrated.
type Method uint8

// The methods. Euler takes the rates at the beginning of a step; its error falls with the step. RK4 is the classical
// Runge-Kutta method of fourth order; its error falls with the fourth power of the step where rates are smooth.
const (
	Euler Method = iota
	RK4
)

// Parameter is a number that stays the same through a run and may differ between runs.
type Parameter struct {
	Name, Unit string
	Value      float64 // what it is unless a run is given another; in Unit
	At         string  // path in the file, as everywhere below
}

// Stock is an amount that flows fill and drain.
type Stock struct {
	Name, Unit string
	Start      string // expression over parameters; empty: 0
	Floor      string // expression over parameters; empty: 0
	Capacity   string // expression over parameters; empty: none
	// Noise is the standard deviation of a random walk on top of the flows, over one clock unit, in the unit of the stock: an
	// expression, empty for none. The walk is cut off at floor and capacity.
	Noise string
	At    string
}

// Flow moves amounts from one stock to another, or from and to the outside where From or To is empty.
type Flow struct {
	Name     string
	From, To string
	Rate     string // expression; per clock unit where it has no unit. A negative rate counts as none.
	Draw     Draw
	Delay    *Delay
	At       string
}

// Draw tells whether the amount that flows in a step is drawn.
type Draw uint8

// The draws. Poisson: a whole number with the amount as its mean. Binomial: of the whole units in From each leaves with the
// same chance; several such flows compete for them. A flow never takes more than is there, drawn or not.
const (
	NoDraw Draw = iota
	Poisson
	Binomial
)

// Delay holds what flows for a while between From and To. What is on its way counts as held by the flow.
type Delay struct {
	Time string // expression over parameters and inputs; the mean delay
	// Order 0 is a fixed delay: everything takes exactly Time. Order n is a chain of n stages, so that the time is distributed
	// as a gamma variable of shape n with mean Time (Erlang); the greater n, the closer to fixed.
	Order int
	Start string // expression over parameters: what is on its way at the start, spread evenly; empty: nothing
	At    string
}

// Schedule is a quantity known beforehand. Steps end where its points stand.
type Schedule struct {
	Name, Unit string
	Points     []Point // times ascending
	Linear     bool    // between points the value changes linearly; else it stays until the next point
	At         string
}

// Point is the value of a schedule from a time on. Before the first point a schedule is 0 if stepwise, else its first value.
type Point struct{ Time, Value float64 }

// Auxiliary is a name for an expression, worked out wherever it is used.
type Auxiliary struct {
	Name, Unit string // the unit is checked if given
	Expr       string
	At         string
}

// Input is a number that is set from outside in the course of a run, such as whether an option is taken.
type Input struct {
	Name, Unit string
	Value      float64
	At         string
}

// Event is something that happens at a moment: when a condition has held for a time, or with a hazard, or at set times.
type Event struct {
	Name string
	When string // condition; empty: always
	Held string // expression for how long When must hold without a break; empty: not at all
	// Hazard is the rate at which the event happens while When holds; the empty expression means that it happens as soon as When
	// has held for Held.
	Hazard string
	// Every, if above 0, lets the event happen at First, First+Every and so on if When holds then. Held and Hazard are then empty.
	First, Every float64
	// Repeat: it may happen again, once When has ceased to hold in between (with a hazard: at once).
	Repeat bool
	// Edge: a condition that holds at the start does not count until it has ceased to hold.
	Edge bool
	// Set changes stocks at the moment: all expressions are worked out before the first stock is changed. Here binomial(n, p),
	// poisson(mean) and normal(mean, deviation) may be used. Results are cut off at floor and capacity.
	Set []Assignment
	// Stop ends the run.
	Stop bool
	At   string
}

// Assignment gives a stock a new level.
type Assignment struct {
	Stock, Expr string
	At          string
}

// Issue is what is wrong with a model. Pos and End are byte offsets in the text at At, both 0 where all of it is meant.
type Issue struct {
	At       string
	Pos, End int
	Message  string
	Hint     string
}

// Issues is everything wrong with a model.
type Issues []Issue

// Error returns one issue a line.
func (is Issues) Error() string {
	text := ""
	for i, x := range is {
		if i > 0 {
			text += "\n"
		}
		text += x.At + ": " + x.Message
	}
	return text
}
