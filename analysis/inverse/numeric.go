package inverse

import "math"

// at evaluates a node of a circuit where every variable holds with probability t. Values has room for every node; both sides
// of each probability are kept, so that neither loses digits where it is small.
func (c *circuit) at(root int32, t float64, values []chance) float64 {
	leaf := chance{t, 1 - t}
	value := func(p int32) chance {
		switch {
		case p == always:
			return chance{1, 0}
		case p == never:
			return chance{0, 1}
		case p < c.leaves:
			return leaf
		}
		return values[p-c.leaves]
	}
	for k, n := range c.nodes {
		switch n.op {
		case allOf, anyOf:
			log := float64(n.leaves) * leaf.log(n.op)
			for _, p := range n.parts {
				log += value(p).log(n.op)
			}
			values[k] = chance{math.Exp(log), -math.Expm1(log)}
			if n.op == anyOf {
				values[k].yes, values[k].no = values[k].no, values[k].yes
			}
		case branchOn:
			v, a, b := value(n.parts[0]), value(n.parts[1]), value(n.parts[2])
			values[k] = chance{v.yes*a.yes + v.no*b.yes, v.yes*a.no + v.no*b.no}
		}
	}
	return value(root).yes
}

// chance is the probability that something holds, and that it does not.
type chance struct{ yes, no float64 }

// log returns the logarithm of the factor that a part is in the probability that all hold, or that none does.
func (x chance) log(op operation) float64 {
	hit, miss := x.yes, x.no
	if op == anyOf {
		hit, miss = miss, hit
	}
	if miss < 0.5 {
		return math.Log1p(-miss)
	}
	return math.Log(hit)
}

// The points and weights of the Gauss-Kronrod rule with 7 and 15 points on [-1, 1], from the middle outwards (Kronrod 1965; the
// constants of QUADPACK's qk15).
var (
	kronrodPoints  = [8]float64{0, 0.207784955007898467600689403773245, 0.405845151377397166906606412076961, 0.586087235467691130294144691692505, 0.741531185599394439863864773280788, 0.864864423359769072789712788640926, 0.949107912342758524526189684047851, 0.991455371120812639206854697526329}
	kronrodWeights = [8]float64{0.209482141084727828012999174891714, 0.204432940075298892414161999234649, 0.190350578064785409913256402421014, 0.169004726639267902826583426598550, 0.140653259715525918745189590510238, 0.104790010322250183839876322541518, 0.063092092629978553290700663189204, 0.022935322010529224963732008058970}
	gaussWeights   = [4]float64{0.417959183673469387755102040816327, 0.381830050505118944950369775488975, 0.279705391489276667901467771423780, 0.129484966168869693270611432679082}
)

// integrate returns the integral of a smooth function from 0 to 1, to about ten digits. It begins with intervals that halve
// towards both ends, since probabilities over many states turn there, and halves where the two rules differ.
func integrate(f func(t float64) float64) float64 {
	sum := 0.0
	const halvings = 30
	for k := range halvings {
		high := math.Ldexp(1, -k-1)
		low := high / 2
		if k == halvings-1 {
			low = 0
		}
		sum += refine(f, low, high, 12) + refine(f, 1-high, 1-low, 12)
	}
	return sum
}

func refine(f func(t float64) float64, low, high float64, depth int) float64 {
	middle, half := (low+high)/2, (high-low)/2
	center := f(middle)
	kronrod, gauss := kronrodWeights[0]*center, gaussWeights[0]*center
	for k := 1; k < 8; k++ {
		pair := f(middle-half*kronrodPoints[k]) + f(middle+half*kronrodPoints[k])
		kronrod += kronrodWeights[k] * pair
		if k%2 == 0 {
			gauss += gaussWeights[k/2] * pair
		}
	}
	if math.Abs(kronrod-gauss)*half < 1e-13 || depth == 0 {
		return kronrod * half
	}
	return refine(f, low, middle, depth-1) + refine(f, middle, high, depth-1)
}
