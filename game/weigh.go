package game

import (
	"context"

	"parley"
)

// Weight is what one rule does to the states.
type Weight struct {
	Name string // the rule as messages name it
	At   string
	// Only is the number of states that this rule alone keeps out: they would be feasible without it. More says that there
	// are more than were counted.
	Only int
	More bool
}

// maxWeighed is the number of states up to which states that a rule keeps out are counted.
const maxWeighed = 1 << 22

// WeighRules counts for each rule, and each choice between levels, how many states it alone keeps out. In graph form there
// are none. The cost is a search of the feasible states for each rule.
func (r *Rules) WeighRules(ctx context.Context) ([]Weight, error) {
	out := make([]Weight, len(r.constraints))
	for k, c := range r.constraints {
		out[k] = Weight{Name: c.name, At: c.at}
		others := append(append([]constraint(nil), r.constraints[:k]...), r.constraints[k+1:]...)
		s := &search{ctx: ctx, options: len(r.conflict.Options), constraints: others, found: func(state parley.State) bool {
			if c.program.Holds(uint64(state)) {
				return true
			}
			out[k].Only++
			out[k].More = out[k].Only == maxWeighed
			return !out[k].More
		}}
		if err := s.run(); err != nil {
			return nil, err
		}
	}
	return out, nil
}
