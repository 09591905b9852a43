package stockflow

// The models that the literature knows by name, as data: each is an ordinary Model that can be changed and added to. The
// numbers are arguments; none is built in.

// Lanchester is a fight of two forces A and B. With Square each loses in proportion to the other's strength (aimed fire):
// A' = −bB, B' = −aA (Osipov 1915; Lanchester 1916). Linear: in proportion to both (area fire): A' = −bAB, B' = −aAB. Mixed:
// A fights in the open and B from ambush: A' = −bB, B' = −aAB (Deitchman 1962).
type Lanchester struct {
	Law        Law
	A, B       float64 // strengths at the start
	KillB      float64 // a: what one unit of A does to B
	KillA      float64 // b: what one unit of B does to A
	Reinforce  []Point // what comes in to A per clock unit, stepwise; may be nil
	Step, Stop float64
}

// Law is a law of losses.
type Law uint8

// The laws of losses.
const (
	Square Law = iota
	Linear
	Mixed
)

// Model returns the fight as a model: stocks A and B, and an event for the moment at which either is gone.
func (l Lanchester) Model() *Model {
	lossA, lossB := "b * B", "a * A"
	if l.Law == Linear {
		lossA = "b * A * B"
	}
	if l.Law != Square {
		lossB = "a * A * B"
	}
	m := &Model{Step: l.Step, Horizon: l.Stop, Method: RK4,
		Parameters: []Parameter{{Name: "A0", Value: l.A}, {Name: "B0", Value: l.B}, {Name: "a", Value: l.KillB}, {Name: "b", Value: l.KillA}},
		Stocks:     []Stock{{Name: "A", Start: "A0"}, {Name: "B", Start: "B0"}},
		Flows:      []Flow{{Name: "lost_A", From: "A", Rate: lossA}, {Name: "lost_B", From: "B", Rate: lossB}},
		Events: []Event{{Name: "A is gone", When: "A <= 0", Edge: true, Stop: true},
			{Name: "B is gone", When: "B <= 0", Edge: true, Stop: true}}}
	if len(l.Reinforce) > 0 {
		m.Schedules = []Schedule{{Name: "P", Points: l.Reinforce}}
		m.Flows = append(m.Flows, Flow{Name: "reinforced", To: "A", Rate: "P"})
	}
	return m
}

// Salvo is an exchange of missile salvos at set times, each force firing all it has at once (Hughes 1995). Of what comes in,
// the defenders stop Stops a unit; each hit beyond takes 1/Staying of a unit out. With Pulses of Draws the shots that hit and
// the shots that are stopped are drawn (the stochastic salvo of Armstrong 2005): each of the Shots a unit fires hits with
// chance Hits/Shots, and likewise for the defence.
type Salvo struct {
	A, B  Force
	Draws bool
	Every float64 // time between salvos
	Stop  float64
}

// Force is one side of an exchange of salvos.
type Force struct {
	Units   float64
	Hits    float64 // well-aimed missiles a unit fires in a salvo
	Shots   float64 // missiles a unit fires in a salvo; used with Draws only
	Stops   float64 // incoming missiles a unit stops
	Tries   float64 // interceptors a unit fires; used with Draws only
	Staying float64 // hits that put a unit out of action
}

// Model returns the exchange as a model: stocks A and B, and an event at each salvo.
func (s Salvo) Model() *Model {
	m := &Model{Step: s.Every, Horizon: s.Stop, Stocks: []Stock{{Name: "A", Start: "A0"}, {Name: "B", Start: "B0"}}}
	for _, x := range []struct {
		name string
		f    Force
	}{{"A", s.A}, {"B", s.B}} {
		for _, p := range []struct {
			what  string
			value float64
		}{{"0", x.f.Units}, {"_hits", x.f.Hits}, {"_shots", x.f.Shots}, {"_stops", x.f.Stops}, {"_tries", x.f.Tries}, {"_staying", x.f.Staying}} {
			m.Parameters = append(m.Parameters, Parameter{Name: x.name + p.what, Value: p.value})
		}
	}
	loss := func(of, by string) string {
		incoming, stopped := by+"_hits * "+by, of+"_stops * "+of
		if s.Draws {
			incoming = "binomial(" + by + "_shots * " + by + ", " + by + "_hits / max(" + by + "_shots, 1e-9))"
			stopped = "binomial(" + of + "_tries * " + of + ", " + of + "_stops / max(" + of + "_tries, 1e-9))"
		}
		return of + " - min(" + of + ", max(0, " + incoming + " - " + stopped + ") / " + of + "_staying)"
	}
	m.Events = []Event{{Name: "salvo", First: s.Every, Every: s.Every, Repeat: true,
		Set: []Assignment{{Stock: "A", Expr: loss("A", "B")}, {Stock: "B", Expr: loss("B", "A")}}}}
	return m
}

// Manpower is an army that loses and replaces: recruits are trained, wounded come back after a time.
type Manpower struct {
	Line     float64 // soldiers in the line at the start
	Recruits float64 // per clock unit
	Training float64 // mean time in training
	LossRate float64 // share of the line that is lost per clock unit
	Wounded  float64 // share of the lost that comes back
	Healing  float64 // mean time until they do
	Order    int     // of both delays; 0: fixed
	Step     float64
	Stop     float64
}

// Model returns the army as a model: stock line, with delayed flows trained and healed, and flow gone.
func (x Manpower) Model() *Model {
	return &Model{Step: x.Step, Horizon: x.Stop, Method: RK4,
		Parameters: []Parameter{{Name: "line_0", Value: x.Line}, {Name: "recruits", Value: x.Recruits}, {Name: "training", Value: x.Training},
			{Name: "loss_rate", Value: x.LossRate}, {Name: "wounded", Value: x.Wounded}, {Name: "healing", Value: x.Healing}},
		Stocks: []Stock{{Name: "line", Start: "line_0"}},
		Flows: []Flow{
			{Name: "trained", To: "line", Rate: "recruits", Delay: &Delay{Time: "training", Order: x.Order}},
			{Name: "healed", From: "line", To: "line", Rate: "wounded * loss_rate * line", Delay: &Delay{Time: "healing", Order: x.Order}},
			{Name: "gone", From: "line", Rate: "(1 - wounded) * loss_rate * line"},
		}}
}

// Interceptors is a stock of interceptors against raids, with what leaks through: 1−(1−p)^k of the raid is stopped while
// there are interceptors for k shots at each, and nothing once there are none.
type Interceptors struct {
	Stock   float64
	Made    float64 // per clock unit
	Raid    float64 // targets per clock unit
	Shots   float64 // k, at each target
	KillP   float64 // p, of a single shot
	Step    float64
	Horizon float64
}

// Model returns the inventory as a model: stocks interceptors and leaked, auxiliary leak (share of the raid that gets
// through), event empty.
func (x Interceptors) Model() *Model {
	return &Model{Step: x.Step, Horizon: x.Horizon, Method: RK4,
		Parameters: []Parameter{{Name: "interceptors_0", Value: x.Stock}, {Name: "made", Value: x.Made}, {Name: "raid", Value: x.Raid},
			{Name: "shots", Value: x.Shots}, {Name: "kill_p", Value: x.KillP}},
		Stocks: []Stock{{Name: "interceptors", Start: "interceptors_0"}, {Name: "leaked"}},
		// Once empty, what is made is shot at once: it covers a part of the raid.
		Auxiliaries: []Auxiliary{{Name: "covered", Expr: "interceptors > 0 ? 1 : min(1, made / (shots * raid))"},
			{Name: "leak", Expr: "1 - covered * (1 - (1 - kill_p) ^ shots)"}},
		Flows: []Flow{{Name: "delivered", To: "interceptors", Rate: "made"}, {Name: "shot", From: "interceptors", Rate: "shots * raid"},
			{Name: "leaking", To: "leaked", Rate: "leak * raid"}},
		Events: []Event{{Name: "empty", When: "interceptors <= 0", Edge: true}}}
}

// Supply is a store under blockade: of what sets out a share arrives, and use does not wait.
type Supply struct {
	Store   float64
	SetsOut float64 // per clock unit
	Arrives float64 // share that gets through
	Use     float64 // per clock unit
	Low     float64 // threshold of the event low
	Step    float64
	Horizon float64
}

// Model returns the store as a model: stock store, auxiliary cover (time that the store would last without anything
// arriving), event low.
func (x Supply) Model() *Model {
	return &Model{Step: x.Step, Horizon: x.Horizon, Method: RK4,
		Parameters: []Parameter{{Name: "store_0", Value: x.Store}, {Name: "sets_out", Value: x.SetsOut}, {Name: "arrives", Value: x.Arrives},
			{Name: "use", Value: x.Use}, {Name: "low_level", Value: x.Low}},
		Stocks:      []Stock{{Name: "store", Start: "store_0"}},
		Auxiliaries: []Auxiliary{{Name: "cover", Expr: "store / use"}},
		Flows:       []Flow{{Name: "arriving", To: "store", Rate: "sets_out * arrives"}, {Name: "used", From: "store", Rate: "use"}},
		Events:      []Event{{Name: "low", When: "store < low_level"}}}
}
