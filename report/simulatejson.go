package report

import (
	"math"
	"slices"
	"time"

	"parley/analysis/simulate"
	"parley/sim/attrition"
	"parley/sim/discovery"
	"parley/sim/estimate"
)

// SimulateJSON is the answer of `parley simulate`. Times are in units of the clock since the start. Shares and values are
// estimates with an interval; null stands for what is not reached or not known.
type SimulateJSON struct {
	ConflictJSON
	Runs       int             `json:"runs"`
	Asked      int             `json:"asked"`
	Seed       uint64          `json:"seed"`
	Sampling   string          `json:"sampling"`
	Confidence float64         `json:"confidence"` // of every interval
	Clock      string          `json:"clock"`
	Start      string          `json:"start,omitempty"` // date of time 0
	Horizon    float64         `json:"horizon"`
	Outcome    SubjectJSON     `json:"outcome"`
	First      *FirstJSON      `json:"first,omitempty"`
	Things     []ThingJSON     `json:"things"`
	Times      []float64       `json:"times"` // of fans and occupancy
	Going      []int           `json:"going"` // runs that still go on, by time
	Fans       []FanJSON       `json:"fans"`
	Occupancy  []OccupancyJSON `json:"occupancy"`
	Compared   []VariantJSON   `json:"compared,omitempty"`
	Ranks      []RankOfJSON    `json:"rank_correlations,omitempty"`
	Rules      []BoxJSON       `json:"rules,omitempty"`
	NoRule     string          `json:"no_rule,omitempty"`
	Tornado    *TornadoJSON    `json:"tornado,omitempty"`
	Sobol      []SobolJSON     `json:"sobol,omitempty"`
	Solved     *SolvedJSON     `json:"solved,omitempty"`
	Ripeness   *RipenessJSON   `json:"ripeness,omitempty"`
	Replay     *ReplayJSON     `json:"replay,omitempty"`
	Stopped    bool            `json:"stopped,omitempty"` // the work was ended before all was asked
}

// ErrorJSON is a number with its Monte Carlo interval.
type ErrorJSON struct {
	Value *float64 `json:"value"`
	Low   *float64 `json:"low"`
	High  *float64 `json:"high"`
}

// SubjectJSON is what the answer is about: a thing that happens, or a quantity.
type SubjectJSON struct {
	Of     string    `json:"of"`
	Label  string    `json:"label"`
	Kind   string    `json:"kind"` // goal, event, threshold, spent, quantity
	By     float64   `json:"by"`
	Result ErrorJSON `json:"result"` // share of runs, or mean
}

// FirstJSON is which of several things comes first. Cumulative and survival are by the times after the first.
type FirstJSON struct {
	Things   []FirstThingJSON `json:"things"`
	None     ErrorJSON        `json:"none"`
	Survival []ErrorJSON      `json:"survival"`
}

// FirstThingJSON is how often a thing comes first, in the end and by each time.
type FirstThingJSON struct {
	Name       string      `json:"name"`
	Share      ErrorJSON   `json:"share"`
	Cumulative []ErrorJSON `json:"cumulative"`
}

// ThingJSON is when something happens.
type ThingJSON struct {
	Name  string    `json:"name"`
	Label string    `json:"label"`
	Kind  string    `json:"kind"`
	Share ErrorJSON `json:"share"` // of runs, within the horizon
	P5    ErrorJSON `json:"p5"`
	P50   ErrorJSON `json:"p50"`
	P95   ErrorJSON `json:"p95"`
}

// FanJSON is how a quantity may go: a row per time with a value per percentile; null where no run goes on.
type FanJSON struct {
	Name   string       `json:"name"`
	Label  string       `json:"label"`
	Unit   string       `json:"unit,omitempty"`
	Shares []float64    `json:"shares"`
	Values [][]*float64 `json:"values"`
}

// OccupancyJSON is the share of runs in a state, by time.
type OccupancyJSON struct {
	State  string    `json:"state"`
	Shares []float64 `json:"shares"`
}

// VariantJSON compares two variants on the same luck.
type VariantJSON struct {
	Names   [2]string  `json:"names"`
	With    ErrorJSON  `json:"with"`
	Without ErrorJSON  `json:"without"`
	Change  ErrorJSON  `json:"change"`
	Median  *ErrorJSON `json:"median,omitempty"` // change of the median time
	Moves   *bool      `json:"moves,omitempty"`  // the median, by more than chance
	Later   *ErrorJSON `json:"later,omitempty"`  // shares of runs
	Sooner  *ErrorJSON `json:"sooner,omitempty"`
	Mean    *ErrorJSON `json:"mean,omitempty"` // of the differences of times
}

// RankOfJSON is a rank correlation of an input.
type RankOfJSON struct {
	Input string    `json:"input"`
	Rank  ErrorJSON `json:"rank"`
}

// BoxJSON is a rule for where the thing happens.
type BoxJSON struct {
	Method   string       `json:"method"` // tree, peeling
	Coverage float64      `json:"coverage"`
	Density  float64      `json:"density"`
	Mass     float64      `json:"mass"`
	Where    []BoundsJSON `json:"where"`
}

// BoundsJSON is what a rule asks of an input; null for no bound.
type BoundsJSON struct {
	Input   string   `json:"input"`
	Low     *float64 `json:"low"`
	High    *float64 `json:"high"`
	Choices []string `json:"choices,omitempty"`
}

// TornadoJSON moves inputs one at a time.
type TornadoJSON struct {
	Runs int       `json:"runs"` // of each evaluation
	Base ErrorJSON `json:"base"`
	Bars []BarJSON `json:"bars"`
}

// BarJSON is what an input does.
type BarJSON struct {
	Input  string    `json:"input"`
	Low    float64   `json:"low"`
	High   float64   `json:"high"`
	AtLow  ErrorJSON `json:"at_low"`
	AtHigh ErrorJSON `json:"at_high"`
}

// SobolJSON is the share of the outcome's variance that inputs account for.
type SobolJSON struct {
	Inputs []string  `json:"inputs"` // "chance" for the luck inside runs
	First  ErrorJSON `json:"first"`
	Total  ErrorJSON `json:"total"`
}

// SolvedJSON is the value of a parameter that brings the outcome to a target; null where there is none in the range.
type SolvedJSON struct {
	Parameter string      `json:"parameter"`
	Target    float64     `json:"target"`
	Range     [2]float64  `json:"range"`
	Runs      int         `json:"runs"`
	Value     *ErrorJSON  `json:"value"`
	Ends      []ErrorJSON `json:"ends,omitempty"` // the outcome at the ends of the range, where it misses the target
}

// RipenessJSON is whether the moment is ripe: there, missing or open, for each leg and for all.
type RipenessJSON struct {
	Ripe   string     `json:"ripe"`
	Sides  []SideJSON `json:"sides"`
	WayOut string     `json:"way_out"`
	States []string   `json:"states"`
}

// SideJSON is a party between hope and pain.
type SideJSON struct {
	Party  string     `json:"party"`
	NoHope string     `json:"no_hope"`
	Wins   *ErrorJSON `json:"wins,omitempty"`
	Hurt   string     `json:"hurt"`
	Hurts  *ErrorJSON `json:"hurts,omitempty"`
}

// ReplayJSON is one run.
type ReplayJSON struct {
	Percentile float64            `json:"percentile"`
	Run        int                `json:"run"`
	At         *float64           `json:"at"` // when the thing comes, or the quantity
	Inputs     map[string]float64 `json:"inputs"`
	Log        []LogJSON          `json:"log"`
	End        float64            `json:"end"`
}

// LogJSON is a line of a run's log.
type LogJSON struct {
	Time     float64           `json:"time"`
	What     string            `json:"what"` // event, move, script, goal
	Name     string            `json:"name,omitempty"`
	Party    string            `json:"party,omitempty"`
	From     string            `json:"from"`
	To       string            `json:"to"`
	Assumed  map[string]string `json:"assumed,omitempty"`
	Repaired bool              `json:"repaired,omitempty"`
}

// finite is a number, or null.
func finite(x float64) *float64 {
	if math.IsInf(x, 0) || math.IsNaN(x) {
		return nil
	}
	return &x
}

func errorJSON(e estimate.Estimate) ErrorJSON {
	return ErrorJSON{finite(e.Value), finite(e.Low), finite(e.High)}
}

func errorOf(e estimate.Estimate) *ErrorJSON {
	j := errorJSON(e)
	return &j
}

// NewSimulateJSON writes an answer as JSON.
func NewSimulateJSON(x Simulated) SimulateJSON {
	sim, plan, times := x.Study.Simulation(), x.Study.Plan(), x.Study.Times()
	j := SimulateJSON{ConflictJSON: NewConflictJSON(x.Conflict, x.Assumed), Runs: x.Runs, Asked: x.Asked, Seed: uint64(plan.Seed), Sampling: plan.Method.String(),
		Confidence: simulate.Confidence, Clock: sim.Model.Clock, Horizon: times[len(times)-1], Times: times, Going: x.Alive, NoRule: x.NoRule, Stopped: x.Stopped,
		Things: []ThingJSON{}, Fans: []FanJSON{}, Occupancy: []OccupancyJSON{}}
	if !sim.Start.IsZero() {
		j.Start = sim.Start.Format(time.DateOnly)
	}
	j.Outcome = SubjectJSON{Label: x.Of.Label, By: x.Of.By, Result: errorJSON(x.Result), Kind: "quantity"}
	if x.Of.Thing != nil {
		j.Outcome.Of, j.Outcome.Kind = x.Of.Thing.Name, string(x.Of.Thing.Kind)
	} else {
		j.Outcome.Of = x.Study.Outputs()[x.Of.Output]
	}
	j.First = x.firstJSON()
	for k, t := range x.Things {
		d := x.Durations[k]
		first, _ := d.First(simulate.Confidence)
		q := func(share float64) ErrorJSON { return errorJSON(d.Quantile(0, share, simulate.Confidence)) }
		j.Things = append(j.Things, ThingJSON{t.Name, t.Label, string(t.Kind), errorJSON(first[0]), q(.05), q(.5), q(.95)})
	}
	for i, name := range x.Study.Outputs()[:x.Shown] {
		f := FanJSON{Name: name, Label: sim.Label(name), Unit: x.Study.Unit(name), Shares: fanShares}
		for _, row := range x.Fans[i].Percentiles(fanShares) {
			var values []*float64
			for _, v := range row {
				values = append(values, finite(v))
			}
			f.Values = append(f.Values, values)
		}
		j.Fans = append(j.Fans, f)
	}
	for i, code := range x.States.Labels() {
		o := OccupancyJSON{State: code}
		for k := range times {
			o.Shares = append(o.Shares, x.States.Share(k, i, simulate.Confidence).Value)
		}
		j.Occupancy = append(j.Occupancy, o)
	}
	j.Compared = x.comparedJSON()
	x.hangsJSON(&j)
	j.Ripeness = x.ripenessJSON()
	j.Replay = x.replayJSON()
	return j
}

func (x *Simulated) firstJSON() *FirstJSON {
	if len(x.Question.Race) == 0 {
		return nil
	}
	first, none := x.Answer.Race.First(simulate.Confidence)
	out := &FirstJSON{None: errorJSON(none)}
	curves := x.Answer.Race.Cumulative(simulate.Confidence)
	for place, k := range x.Question.Race {
		t := FirstThingJSON{Name: x.Things[k].Name, Share: errorJSON(first[place])}
		for _, p := range curves[place] {
			t.Cumulative = append(t.Cumulative, errorJSON(p.Estimate))
		}
		out.Things = append(out.Things, t)
	}
	for _, p := range x.Answer.Race.Survival(simulate.Confidence) {
		out.Survival = append(out.Survival, errorJSON(p.Estimate))
	}
	return out
}

func (x *Simulated) comparedJSON() []VariantJSON {
	var out []VariantJSON
	for _, c := range x.Rivals {
		v := VariantJSON{Names: c.Names, With: errorJSON(c.With), Without: errorJSON(c.Without), Change: errorJSON(c.Change)}
		if d := c.Times; d != nil {
			moves := d.Moves
			v.Median, v.Moves, v.Later, v.Sooner, v.Mean = errorOf(d.Median), &moves, errorOf(d.Higher), errorOf(d.Lower), errorOf(d.Mean)
		}
		out = append(out, v)
	}
	return out
}

// hangsJSON writes what the outcome hangs on, and what would bring it to a target.
func (x *Simulated) hangsJSON(j *SimulateJSON) {
	for _, r := range x.Ranks {
		j.Ranks = append(j.Ranks, RankOfJSON{r.Input, errorJSON(r.Rank)})
	}
	if x.Rule != nil {
		j.Rules = append(j.Rules, boxJSON("tree", &x.Rule.Tree, x.Rule.Data), boxJSON("peeling", &x.Rule.Peeled.Chosen, x.Rule.Data))
	}
	if t := x.Answer.Tornado; t != nil {
		j.Tornado = &TornadoJSON{Runs: x.Each(), Base: errorJSON(t.Base)}
		for _, b := range t.Bars {
			j.Tornado.Bars = append(j.Tornado.Bars, BarJSON{b.Input, b.Low, b.High, errorJSON(b.AtLow), errorJSON(b.AtHigh)})
		}
	}
	if s := x.Answer.Sobol; s != nil {
		for _, i := range s.Indices {
			inputs := i.Inputs
			if inputs == nil {
				inputs = []string{i.Factor}
			}
			j.Sobol = append(j.Sobol, SobolJSON{inputs, errorJSON(i.First), errorJSON(i.Total)})
		}
	}
	if s := x.Answer.Solved; s != nil {
		j.Solved = &SolvedJSON{Parameter: s.Parameter, Target: s.Level, Range: [2]float64{s.Low, s.High}, Runs: s.Runs}
		if s.Root != nil {
			j.Solved.Value = errorOf(s.Root.X)
		} else {
			j.Solved.Ends = []ErrorJSON{errorJSON(s.Outside.AtLow), errorJSON(s.Outside.AtHigh)}
		}
	}
}

func boxJSON(method string, b *discovery.Box, d *discovery.Data) BoxJSON {
	j := BoxJSON{Method: method, Coverage: b.Coverage(), Density: b.Density(), Mass: b.Mass(), Where: []BoundsJSON{}}
	for _, r := range b.Restrictions {
		c := BoundsJSON{Input: d.Names[r.Input]}
		if r.Choices == nil {
			c.Low, c.High = finite(r.Low), finite(r.High)
		}
		for _, k := range r.Choices {
			c.Choices = append(c.Choices, d.Labels[r.Input][k])
		}
		j.Where = append(j.Where, c)
	}
	return j
}

func (x *Simulated) ripenessJSON() *RipenessJSON {
	r := x.Ripeness
	if r == nil {
		return nil
	}
	j := &RipenessJSON{Ripe: string(r.Ripe()), WayOut: string(r.Way()), States: []string{}}
	for _, s := range r.Sides {
		side := SideJSON{Party: x.Conflict.Parties[s.Party].ID, NoHope: string(s.NoHope), Hurt: string(s.Hurt)}
		if s.Wins != nil {
			side.Wins = errorOf(s.Wins.Share)
		}
		if s.Hurts != nil {
			side.Hurts = errorOf(s.Hurts.Share)
		}
		j.Sides = append(j.Sides, side)
	}
	for _, s := range r.WayOut {
		j.States = append(j.States, r.Graph.Code(s))
	}
	slices.Sort(j.States)
	return j
}

func (x *Simulated) replayJSON() *ReplayJSON {
	p := x.Answer.Replay
	if p == nil {
		return nil
	}
	sim := x.Study.Simulation()
	j := &ReplayJSON{Percentile: 100 * p.Share, Run: p.Run, At: finite(p.Order), Inputs: map[string]float64{}, End: p.Record.End, Log: []LogJSON{}}
	for k, input := range x.Study.Plan().Inputs {
		j.Inputs[input.Name] = p.Draws[k]
	}
	for _, e := range p.Record.Log {
		l := LogJSON{Time: e.Time, From: x.Study.Code(e.From), To: x.Study.Code(e.To), Assumed: e.Assumed, Repaired: e.Repaired}
		switch e.What {
		case attrition.Happened:
			l.What, l.Name = "event", sim.Model.Events[e.Event].Name
		case attrition.Moved:
			l.What, l.Party = "move", x.Conflict.Parties[e.Party].ID
		case attrition.Scripted:
			l.What = "script"
		case attrition.Reached:
			l.What, l.Name = "goal", sim.Goals[e.Event].Name
		}
		j.Log = append(j.Log, l)
	}
	return j
}
