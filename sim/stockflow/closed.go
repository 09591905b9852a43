package stockflow

import "math"

// SquareLaw returns how many of A and of B are left after a time under the square law A' = −bB, B' = −aA, before either is
// gone, in closed form.
func SquareLaw(a0, b0, a, b, t float64) (left, other float64) {
	w, q := math.Sqrt(a*b), math.Sqrt(b/a)
	return a0*math.Cosh(w*t) - q*b0*math.Sinh(w*t), b0*math.Cosh(w*t) - a0/q*math.Sinh(w*t)
}

// SquareLawEnd returns when one side of the square law is gone, and how many of the other are left: positive for A, negative
// for B. With equal fighting strength (aA² = bB²) neither ever is, and the time is infinite.
func SquareLawEnd(a0, b0, a, b float64) (t, left float64) {
	w, q := math.Sqrt(a*b), math.Sqrt(b/a)
	switch d := a*a0*a0 - b*b0*b0; {
	case d > 0:
		return math.Atanh(q*b0/a0) / w, math.Sqrt(d / a)
	case d < 0:
		return math.Atanh(a0/(q*b0)) / w, -math.Sqrt(-d / b)
	}
	return math.Inf(1), 0
}

// StochasticSquareLaw returns the chance that A outlives B when each death is a chance event at the rates of the square law:
// of A at rate b·B, of B at rate a·A. The cost is the product of the strengths.
func StochasticSquareLaw(a0, b0 int, a, b float64) float64 {
	win := make([]float64, b0+1) // by the number of B, for the number of A at hand
	for x := 1; x <= a0; x++ {
		last := 1.0 // B is gone
		for y := 1; y <= b0; y++ {
			p := a * float64(x) / (a*float64(x) + b*float64(y)) // the next to die is of B
			win[y] = p*last + (1-p)*win[y]
			last = win[y]
		}
		win[0] = 1
	}
	return win[b0]
}

// SalvoLoss returns what a force of units loses to a salvo of incoming well-aimed missiles: what is beyond its defence, over
// what a unit takes (Hughes 1995).
func SalvoLoss(units, stops, staying, incoming float64) float64 {
	return math.Min(units, math.Max(0, incoming-stops*units)/staying)
}

// Leakers returns mean and variance of how many of a raid get through when interceptors, one shot each at another target,
// hit with chance p.
func Leakers(raid, interceptors, p float64) (mean, variance float64) {
	n := math.Min(raid, interceptors)
	return raid - n*p, n * p * (1 - p)
}

// MeanAbove returns the mean of max(0, X) for a normal variable X: the damage of a stochastic salvo (Armstrong 2005).
func MeanAbove(mean, deviation float64) float64 {
	z := mean / deviation
	return mean*0.5*math.Erfc(-z/math.Sqrt2) + deviation*math.Exp(-z*z/2)/math.Sqrt(2*math.Pi)
}

// Level returns a stock with a steady inflow and a proportional loss after a time: S' = inflow − rate·S.
func Level(start, inflow, rate, t float64) float64 {
	e := inflow / rate
	return e + (start-e)*math.Exp(-rate*t)
}

// TimeToLevel returns when such a stock comes to a level between its start and its equilibrium; +Inf if never.
func TimeToLevel(start, inflow, rate, level float64) float64 {
	e := inflow / rate
	if x := (start - e) / (level - e); x >= 1 {
		return math.Log(x) / rate
	}
	return math.Inf(1)
}

// FirstPassage returns the chance that a random walk which starts a distance above a line, and drifts towards it with a
// deviation over one unit of time, has met it by time t (the inverse Gaussian law; Chhikara and Folks 1989).
func FirstPassage(distance, drift, deviation, t float64) float64 {
	phi := func(x float64) float64 { return 0.5 * math.Erfc(-x/math.Sqrt2) }
	s := deviation * math.Sqrt(t)
	return phi((drift*t-distance)/s) + math.Exp(2*drift*distance/(deviation*deviation))*phi(-(drift*t+distance)/s)
}

// RiskReturn returns, for the bargaining model of Fearon (1995), the best demand of A and the chance of war that it runs: p is
// A's chance to win, costA its cost of war, and B's cost is even between 0 and most.
func RiskReturn(p, costA, most float64) (demand, war float64) {
	x := math.Max(0, math.Min(most, (most-costA)/2)) // what it asks for beyond p
	return math.Min(1, p+x), x / most
}

// CommitmentShift returns by how much A's chance to win may fall before A rather fights now than bargains, since B cannot bind
// itself for later: war if the discounted shift exceeds what there is to share today (Powell 2006, two periods).
func CommitmentShift(p, costA, discount float64) float64 {
	return (1 - discount) * (1 - p + costA) / discount
}

// AttritionWar returns the rate at which each side quits in the mixed equilibrium of the war of attrition, for what victory is
// worth to each and what holding out costs each per unit of time, and how long it lasts on average (Maynard Smith 1974).
func AttritionWar(valueA, valueB, costA, costB float64) (quitA, quitB, mean float64) {
	quitA, quitB = costB/valueB, costA/valueA // each makes the other indifferent
	return quitA, quitB, 1 / (quitA + quitB)
}
