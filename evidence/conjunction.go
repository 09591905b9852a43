package evidence

// Conjunction tells how likely several things are together, each being as likely as a word says. All figures are in percent.
// What holds them together is not known, so that no single figure is right: the bounds hold whatever it is, the product only
// if none bears on another.
type Conjunction struct {
	// Low and High are the bounds of Fréchet (1935) from the middles of the ranges: max(0, Σp − (n−1)) and min p.
	Low, High float64
	// Independent is the product of the middles.
	Independent float64
	// Least and Most are the bounds of Fréchet with the ranges' ends in place of their middles, IndependentLow and
	// IndependentHigh the products of the ends.
	Least, Most, IndependentLow, IndependentHigh float64
	// Weakest is the position of what is least likely, the first where several are.
	Weakest int
}

// Conjoin computes how likely all of several things are. Nothing at all is certain.
func Conjoin(ranges []Range) Conjunction {
	c := Conjunction{High: 100, Independent: 100, Most: 100, IndependentLow: 100, IndependentHigh: 100, Weakest: -1}
	sum, sumLow := 0.0, 0.0
	for i, r := range ranges {
		p := r.Middle()
		if c.Weakest < 0 || p < ranges[c.Weakest].Middle() {
			c.Weakest = i
		}
		sum, sumLow = sum+p, sumLow+r.Low
		c.High, c.Most = min(c.High, p), min(c.Most, r.High)
		c.Independent *= p / 100
		c.IndependentLow *= r.Low / 100
		c.IndependentHigh *= r.High / 100
	}
	rest := 100 * float64(len(ranges)-1)
	c.Low, c.Least = max(0, sum-rest), max(0, sumLow-rest)
	if len(ranges) == 0 {
		c.Low, c.Least = 100, 100
	}
	return c
}
