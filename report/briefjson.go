package report

// BriefJSON is the answer of `parley brief`.
type BriefJSON struct {
	SolveJSON
	Ways        []PathToJSON `json:"ways,omitempty"`         // by improvements, from the status quo to equilibria
	BestReplies *EndingsJSON `json:"best_replies,omitempty"` // where best replies from the status quo end
	Why         *ExplainJSON `json:"why,omitempty"`          // why the status quo holds or not

	Goal     *GoalJSON     `json:"goal,omitempty"`   // the outcome that cruxes and settle are about
	Matrix   *MatrixJSON   `json:"matrix,omitempty"` // as `parley matrix` prints it, and so on
	Claims   []ClaimJSON   `json:"claims,omitempty"`
	Perceive *PerceiveJSON `json:"perceive,omitempty"`
	Cruxes   []CruxJSON    `json:"cruxes,omitempty"`
	Settle   *SettleJSON   `json:"settle,omitempty"`
	Simulate *SimulateJSON `json:"simulate,omitempty"`
	Missing  []GapJSON     `json:"missing,omitempty"` // parts that could not be made
	Stopped  bool          `json:"stopped,omitempty"` // the work was ended before all was asked
}

// GoalJSON is a goal and where it comes from.
type GoalJSON struct {
	Formula string     `json:"formula"`
	By      GoalSource `json:"by"`
	Claim   string     `json:"claim,omitempty"`
}

// GapJSON is a part that could not be made.
type GapJSON struct {
	Part    string `json:"part"`
	Why     string `json:"why"`
	Stopped bool   `json:"stopped,omitempty"`
}

// PathToJSON is a path to a state.
type PathToJSON struct {
	To    string     `json:"to"`
	Moves []MoveJSON `json:"moves"`
}

// EndingsJSON tells where sequences end, and in which cycles they may go round.
type EndingsJSON struct {
	Ends   []PathToJSON `json:"ends"`
	Cycles [][]string   `json:"cycles"`
}

// NewBriefJSON writes a brief as JSON.
func NewBriefJSON(b Brief, assumed map[string]string) BriefJSON {
	g := b.Result.Graph
	j := BriefJSON{SolveJSON: NewSolveJSON(b.Solved, assumed)}
	for _, r := range b.Ways {
		j.Ways = append(j.Ways, PathToJSON{g.Code(r.Path.To()), movesJSON(g, r.Path)})
	}
	if b.Endings != nil {
		j.BestReplies = &EndingsJSON{Ends: []PathToJSON{}, Cycles: [][]string{}}
		for _, e := range b.Endings.Ends {
			j.BestReplies.Ends = append(j.BestReplies.Ends, PathToJSON{g.Code(e.State), movesJSON(g, e.Path)})
		}
		for _, c := range b.Endings.Cycles {
			var states []string
			for _, s := range c.States {
				states = append(states, g.Code(s))
			}
			j.BestReplies.Cycles = append(j.BestReplies.Cycles, states)
		}
	}
	if b.StatusQuo != nil {
		why := NewExplainJSON(Why{g, b.StatusQuo}, assumed)
		j.Why = &why
	}
	if b.Goal != nil {
		j.Goal = &GoalJSON{b.Goal.Text, b.Goal.By, b.Goal.Claim}
	}
	if b.Matrix != nil {
		m := NewMatrixJSON(*b.Matrix)
		j.Matrix = &m
	}
	if b.Simulated != nil {
		s := NewSimulateJSON(*b.Simulated)
		j.Simulate = &s
	}
	if b.Claims != nil {
		j.Claims = NewClaimsJSON(*b.Claims, nil).Claims
	}
	if b.Perceived != nil {
		p := NewPerceiveJSON(*b.Perceived, assumed)
		j.Perceive = &p
	}
	for _, x := range b.Cruxes {
		j.Cruxes = append(j.Cruxes, NewCruxJSON(x))
	}
	if b.Settlement != nil {
		s := NewSettleJSON(*b.Settlement, assumed)
		j.Settle = &s
	}
	j.Missing = b.Missing()
	j.Stopped = b.Stopped()
	return j
}

// Missing lists the parts that could not be made, as JSON.
func (b Brief) Missing() []GapJSON {
	var out []GapJSON
	for _, x := range b.Gaps {
		out = append(out, GapJSON{x.Part, x.Why, x.Stopped})
	}
	return out
}

// WrittenJSON is the answer of `parley report`: what was written where.
type WrittenJSON struct {
	Parley  string    `json:"parley"`
	Title   string    `json:"title"`
	Report  string    `json:"report,omitempty"`  // the document
	Tables  []string  `json:"tables,omitempty"`  // the files of its tables
	Missing []GapJSON `json:"missing,omitempty"` // parts that could not be made
	Stopped bool      `json:"stopped,omitempty"` // the work was ended before all was asked
}
