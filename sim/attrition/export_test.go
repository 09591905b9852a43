package attrition

import (
	"parley"
	"parley/game"
)

// BestReplies returns a party's best replies from a state, as runs take them.
func BestReplies(g *game.Graph, party, s int) []int32 {
	v := &version{g: g, c: g.Conflict()}
	for i := range g.Len() {
		v.codes = append(v.codes, g.Members(i)[0])
	}
	r := &Runner{v: v, at: s, replies: map[replyKey][]int32{}, barred: parley.State(0)}
	return r.best(party)
}

// NewPlainRunner returns a runner whose stocks and flows run the plain way. It remembers nothing if it is used for one run.
func (s *Study) NewPlainRunner() *Runner {
	r := s.NewRunner()
	r.flows = s.sim.Program.NewPlainRun()
	return r
}
