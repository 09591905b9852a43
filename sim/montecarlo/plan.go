package montecarlo

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
)

// Input is a number that a model needs and nobody knows for sure.
type Input struct {
	Name string
	Of   Distribution
}

// Method is how values are drawn.
type Method int

const (
	// LatinHypercube draws, in each block of runs, one value from every equally likely slice of every input, in random order.
	// Averages settle faster than with plain draws.
	LatinHypercube Method = iota
	// Plain draws each value by itself, for cross-checks and where independence of the runs matters.
	Plain
)

func (m Method) String() string {
	if m == Plain {
		return "plain"
	}
	return "Latin hypercube"
}

// Correlation says how two inputs go together: Spearman's rank correlation, strictly between −1 and 1.
type Correlation struct {
	A, B string // names of inputs
	Rank float64
}

// DefaultBlock is the number of runs in a block where a Plan names none: slices of 0.4 %, and small enough that progress is
// seen and that two workers share even a small study.
const DefaultBlock = 250

// Plan says what is drawn for how many runs.
type Plan struct {
	Inputs       []Input
	Correlations []Correlation
	Method       Method
	Runs         int
	Seed         Seed
	// Block is the number of runs that form one Latin hypercube, and one piece of work; DefaultBlock where 0. It is part of what
	// a result depends on, the number of workers is not. The last block is smaller where Runs is no multiple.
	Block int
}

// Sampler is a checked Plan. It is safe for concurrent use.
type Sampler struct {
	plan    Plan
	columns []uint64 // a hash of each input's name
	groups  []group
}

// NewSampler checks a plan. Errors are written for the analyst who wrote it.
func NewSampler(p Plan) (*Sampler, error) {
	if p.Runs <= 0 {
		return nil, fmt.Errorf("the number of runs is %d, and must be above 0", p.Runs)
	}
	if p.Block < 0 {
		return nil, fmt.Errorf("the number of runs in a block is %d, and must be above 0", p.Block)
	}
	if p.Block == 0 {
		p.Block = DefaultBlock
	}
	p.Block = min(p.Block, p.Runs)
	s := &Sampler{plan: p}
	seen := map[string]bool{}
	for _, in := range p.Inputs {
		switch {
		case in.Name == "":
			return nil, fmt.Errorf("an input has no name")
		case seen[in.Name]:
			return nil, fmt.Errorf("two inputs are called %s", in.Name)
		case in.Of == nil:
			return nil, fmt.Errorf("%s has no distribution", in.Name)
		}
		seen[in.Name] = true
		s.columns = append(s.columns, hash("input "+in.Name))
	}
	var err error
	s.groups, err = correlate(p.Inputs, p.Correlations)
	return s, err
}

// Plan returns the plan with its block size filled in.
func (s *Sampler) Plan() Plan { return s.plan }

// Groups returns the sets of inputs that are drawn together, by number: correlated inputs share a group, every other stands
// alone. In order of their first inputs.
func (s *Sampler) Groups() [][]int {
	of := map[int][]int{}
	for _, g := range s.groups {
		sorted := slices.Sorted(slices.Values(g.members))
		of[sorted[0]] = sorted
		for _, k := range sorted[1:] {
			of[k] = nil
		}
	}
	var all [][]int
	for k := range s.plan.Inputs {
		if g, ok := of[k]; !ok {
			all = append(all, []int{k})
		} else if g != nil {
			all = append(all, g)
		}
	}
	return all
}

// Holding returns a plan in which an input has a fixed value. All other draws stay as they are. An unknown name changes nothing.
func (p Plan) Holding(name string, value float64) Plan {
	return p.Replacing(name, point(value))
}

// Replacing returns a plan in which an input has another distribution; the luck of every run stays as it is, so that a run
// that drew a low value draws a low one again. An unknown name changes nothing.
func (p Plan) Replacing(name string, d Distribution) Plan {
	p.Inputs = slices.Clone(p.Inputs)
	for k := range p.Inputs {
		if p.Inputs[k].Name == name {
			p.Inputs[k].Of = d
		}
	}
	return p
}

// blocks is the number of blocks.
func (s *Sampler) blocks() int { return (s.plan.Runs + s.plan.Block - 1) / s.plan.Block }

// size returns the first run of a block and how many runs it has.
func (s *Sampler) size(block int) (first, n int) {
	first = block * s.plan.Block
	return first, min(s.plan.Block, s.plan.Runs-first)
}

// Run returns the draws of one run, in the order of the inputs. It draws the whole block of the run, so it is meant for
// replaying single runs.
func (s *Sampler) Run(run int) []float64 {
	block := run / s.plan.Block
	first, _ := s.size(block)
	t := newTable(len(s.columns))
	s.draw(block, t)
	return slices.Clone(t.row(run - first))
}

// table holds the draws of a block, run by run, and what drawing needs.
type table struct {
	inputs int
	values []float64
	column []float64
}

func newTable(inputs int) *table { return &table{inputs: inputs} }

func (t *table) row(k int) []float64 { return t.values[k*t.inputs : (k+1)*t.inputs : (k+1)*t.inputs] }

// draw fills a table with the draws of a block.
func (s *Sampler) draw(block int, t *table) {
	_, n := s.size(block)
	m := len(s.columns)
	t.values = slices.Grow(t.values[:0], n*m)[:n*m]
	for k := range s.columns {
		u := s.uniforms(block, k, n, t.column)
		t.column = u
		for r, x := range u {
			t.values[r*m+k] = x
		}
	}
	for _, g := range s.groups {
		g.reorder(t, n)
	}
	for r := range n {
		row := t.row(r)
		for k, u := range row {
			row[k] = s.plan.Inputs[k].Of.Quantile(u)
		}
	}
}

// uniforms draws the probabilities of one input in a block, strictly between 0 and 1.
func (s *Sampler) uniforms(block, k, n int, buffer []float64) []float64 {
	r := rand.New(rand.NewPCG(s.plan.Seed.state(block, s.columns[k])))
	u := slices.Grow(buffer[:0], n)[:n]
	if s.plan.Method == Plain {
		for i := range u {
			u[i] = open(r)
		}
		return u
	}
	for i := range u {
		u[i] = (float64(i) + open(r)) / float64(n)
	}
	r.Shuffle(n, func(i, j int) { u[i], u[j] = u[j], u[i] })
	for i := range u { // n slices of width 1/n may round up to 1
		u[i] = min(u[i], math.Nextafter(1, 0))
	}
	return u
}

// open draws from the open interval, so that no quantile is infinite.
func open(r *rand.Rand) float64 {
	return (float64(r.Uint64()>>12) + 0.5) / (1 << 52)
}
