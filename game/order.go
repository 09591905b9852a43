package game

import (
	"fmt"
	"math"
	"math/big"
	"math/bits"
	"slices"

	"parley"
	"parley/logic"
)

// Order ranks the states of a graph for one party: a higher Rank is preferred, an equal one is equally preferred. Ranks are
// dense, from 0. Where the party distinguishes strength, Band is not nil: of two states with different bands the one with
// the higher rank is greatly preferred. Bands never run against ranks.
type Order struct {
	Rank    []int32
	Band    []int32
	Classes int // number of different ranks
}

// Relation tells how a party compares one state with another.
type Relation uint8

// How a party compares a state with another one. Better and Worse mean mildly where strength is distinguished.
const (
	Unknown Relation = iota
	Equal
	Better
	MuchBetter
	Worse
	MuchWorse
)

// maxLists is how many complete lists of statements the rivals in a preference may yield.
const maxLists = 64

// Compare returns how the party compares state s with state q: what every order it may hold agrees on, else Unknown. It is
// MuchBetter only where every order says so.
func (g *Graph) Compare(party, s, q int) Relation {
	result := g.orders[party][0].Compare(s, q)
	for _, o := range g.orders[party][1:] {
		switch next := o.Compare(s, q); {
		case next == result:
		case next == Better && result == MuchBetter, next == MuchBetter && result == Better:
			result = Better
		case next == Worse && result == MuchWorse, next == MuchWorse && result == Worse:
			result = Worse
		default:
			return Unknown
		}
	}
	return result
}

// Compare returns how the order ranks state s against state q: never Unknown.
func (o Order) Compare(s, q int) Relation {
	much := o.Band != nil && o.Band[s] != o.Band[q]
	switch a, b := o.Rank[s], o.Rank[q]; {
	case a == b:
		return Equal
	case a > b && much:
		return MuchBetter
	case a > b:
		return Better
	case much:
		return MuchWorse
	}
	return Worse
}

// lists multiplies out the rivals among a preference's orders and statements. Indifference yields one empty order.
func lists(p parley.Preference) ([]parley.Order, *parley.Issue) {
	if len(p.Either) == 0 {
		return []parley.Order{{}}, nil
	}
	var out []parley.Order
	for _, o := range p.Either {
		partial := []parley.Order{{Weights: o.Weights, Ranking: o.Ranking, At: o.At}}
		for _, s := range o.Statements {
			var longer []parley.Order
			for _, l := range partial {
				for _, f := range s.Either {
					next := l
					next.Statements = append(slices.Clip(l.Statements), parley.Statement{Either: []parley.Formula{f}, Greatly: s.Greatly, At: s.At})
					longer = append(longer, next)
				}
			}
			if partial = longer; len(partial) > maxLists {
				return nil, &parley.Issue{At: s.At, Message: fmt.Sprintf("the rival statements yield more than %d complete lists", maxLists), Hint: "settle some of them, or put them into hypotheses"}
			}
		}
		out = append(out, partial...)
	}
	if len(out) > maxLists {
		return nil, &parley.Issue{At: p.At, Message: fmt.Sprintf("the rival orders yield more than %d complete lists", maxLists)}
	}
	return out, nil
}

// order ranks the listed states by one certain order.
func (g *Graph) order(party int, o parley.Order) (Order, parley.Issues) {
	switch {
	case len(o.Ranking) > 0:
		return g.byRanking(party, o)
	case len(o.Weights) > 0:
		return g.byWeights(o)
	case len(o.Statements) > 0:
		return g.byStatements(o), nil
	}
	return Order{Rank: make([]int32, g.Len()), Classes: 1}, nil
}

// byStatements compares states by the truth of the statements, the first one that differs deciding: the option
// prioritising of Fang, Hipel, Kilgour and Peng (2003), without its powers of two, so that any number of statements will do.
func (g *Graph) byStatements(o parley.Order) Order {
	out := Order{Rank: make([]int32, g.Len()), Classes: 1}
	marked := 0 // statements up to and including the last one that is marked
	for j, s := range o.Statements {
		if s.Greatly {
			marked = j + 1
		}
	}
	for from := 0; from < len(o.Statements); {
		to := min(len(o.Statements), from+32)
		if from < marked && marked < to {
			to = marked
		}
		keys := g.truths(o.Statements[from:to])
		width := to - from
		if from > 0 { // refine the classes found so far
			for s, r := range out.Rank {
				keys[s] |= uint64(r) << width
			}
			width += bits.Len(uint(out.Classes - 1))
		}
		out.Rank, out.Classes = dense(keys, width)
		if to == marked {
			out.Band = slices.Clone(out.Rank)
		}
		from = to
	}
	return out
}

// truths packs the truth of up to 32 statements in each state into a word, the first statement highest.
func (g *Graph) truths(statements []parley.Statement) []uint64 {
	keys := make([]uint64, g.Len())
	if g.rules.conflict.GraphForm() {
		for s := range keys {
			for _, st := range statements {
				keys[s] <<= 1
				if g.holdsListed(st.Either[0].Expr, s) {
					keys[s] |= 1
				}
			}
		}
		return keys
	}
	programs := make([]logic.Program, len(statements))
	for j, st := range statements {
		programs[j] = g.rules.compile(st.Either[0].Expr)
	}
	words := make([]uint64, len(programs))
	base, fresh := uint64(0), false
	for s, code := range g.codes {
		if b := uint64(code) &^ 63; !fresh || b != base {
			base, fresh = b, true
			for j, p := range programs {
				words[j] = p.Word(base)
			}
		}
		key, shift := uint64(0), code&63
		for _, w := range words {
			key = key<<1 | w>>shift&1
		}
		keys[s] = key
	}
	return keys
}

// byWeights ranks states by the exact sum of the weights of the formulas that hold.
func (g *Graph) byWeights(o parley.Order) (Order, parley.Issues) {
	denominator := big.NewInt(1)
	for _, w := range o.Weights {
		gcd := new(big.Int).GCD(nil, nil, denominator, w.Value.Denom())
		denominator.Mul(denominator, new(big.Int).Div(w.Value.Denom(), gcd))
	}
	whole, total := make([]int64, len(o.Weights)), new(big.Int)
	for i, w := range o.Weights {
		n := new(big.Int).Mul(w.Value.Num(), denominator)
		n.Div(n, w.Value.Denom())
		if total.Add(total, new(big.Int).Abs(n)); !total.IsInt64() || total.Int64() > math.MaxInt64/2 {
			return Order{}, parley.Issues{{At: w.At, Message: "the weights differ too much in size to be added exactly", Hint: "use weights with fewer digits, or ordered statements"}}
		}
		whole[i] = n.Int64()
	}
	keys := make([]uint64, g.Len())
	for i, w := range o.Weights {
		holds := g.truths([]parley.Statement{{Either: []parley.Formula{w.Formula}}})
		for s, h := range holds {
			keys[s] += uint64(whole[i]) * h
		}
	}
	low := uint64(math.MaxUint64)
	high := uint64(0)
	for s := range keys { // shift the signed range to an unsigned one
		keys[s] += math.MaxInt64 / 2
		low, high = min(low, keys[s]), max(high, keys[s])
	}
	for s := range keys {
		keys[s] -= low
	}
	var out Order
	out.Rank, out.Classes = dense(keys, bits.Len64(high-low))
	return out, nil
}

// byRanking ranks states as listed. Every state must be listed exactly once.
func (g *Graph) byRanking(party int, o parley.Order) (Order, parley.Issues) {
	out := Order{Rank: make([]int32, g.Len()), Classes: len(o.Ranking)}
	var issues parley.Issues
	listed := make([]bool, g.Len())
	rank, band, bands := int32(len(o.Ranking)), int32(0), make([]int32, g.Len())
	for i, tier := range o.Ranking {
		rank--
		if i > 0 && o.Ranking[i-1].Greatly {
			band--
		}
		for _, ref := range tier.States {
			s, err := g.Find(ref)
			if err != nil {
				issue := parley.Issue{At: tier.At, Message: "in a ranking, " + err.Error()}
				if e, ok := err.(*StateError); ok {
					issue.Hint = e.Hint
				}
				issues = append(issues, issue)
				continue
			}
			if listed[s] {
				issues = append(issues, parley.Issue{At: tier.At, Message: fmt.Sprintf("the ranking names the state `%s` twice", g.Code(s))})
			}
			listed[s], out.Rank[s], bands[s] = true, rank, band
		}
	}
	var missing []string
	for s, ok := range listed {
		if !ok {
			missing = append(missing, g.Code(s))
		}
	}
	if len(missing) > 0 {
		name := g.rules.conflict.Parties[party].ID
		issues = append(issues, parley.Issue{At: o.At, Message: fmt.Sprintf("the ranking of `%s` leaves out %d of %d states: %s", name, len(missing), g.Len(), list(missing)), Hint: "rank every feasible state, equal ones together"})
	}
	if band < 0 {
		for s := range bands {
			bands[s] -= band
		}
		out.Band = bands
	}
	return out, issues
}

// dense replaces keys of at most the given width in bits by their rank among the different keys.
func dense(keys []uint64, width int) ([]int32, int) {
	ranks := make([]int32, len(keys))
	if width <= 26 && 1<<width <= 16*len(keys)+64 {
		at := make([]int32, 1<<width)
		for _, k := range keys {
			at[k] = 1
		}
		classes := int32(0)
		for k, present := range at {
			at[k] = classes
			classes += present
		}
		for s, k := range keys {
			ranks[s] = at[k]
		}
		return ranks, int(classes)
	}
	order := sortByKey(keys, width)
	classes := int32(0)
	for i, s := range order {
		if i > 0 && keys[s] != keys[order[i-1]] {
			classes++
		}
		ranks[s] = classes
	}
	return ranks, int(classes) + 1
}

// sortByKey returns the indices of keys in ascending order of key, equal ones in order of index: a radix sort with digits
// of 11 bits over the given width.
func sortByKey(keys []uint64, width int) []int32 {
	order, spare := make([]int32, len(keys)), make([]int32, len(keys))
	for i := range order {
		order[i] = int32(i)
	}
	const digit = 11
	for shift := 0; shift < width; shift += digit {
		var start [1<<digit + 1]int
		for _, k := range keys {
			start[k>>shift&(1<<digit-1)+1]++
		}
		for d := range 1 << digit {
			start[d+1] += start[d]
		}
		for _, i := range order {
			d := keys[i] >> shift & (1<<digit - 1)
			spare[start[d]] = i
			start[d]++
		}
		order, spare = spare, order
	}
	return order
}
