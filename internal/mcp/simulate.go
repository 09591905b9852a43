package mcp

import (
	"context"

	"parley/internal/workbench"
	"parley/report"
)

// SimulateArguments ask what attrition does behind the talks.
type SimulateArguments struct {
	Subject
	Runs    int      `json:"runs,omitempty" jsonschema:"number of runs (default: that of the file)"`
	Seed    *uint64  `json:"seed,omitempty" jsonschema:"where all chance starts (default: that of the file)"`
	Every   string   `json:"every,omitempty" jsonschema:"time between the values that are recorded, such as 1 month"`
	Show    []string `json:"show,omitempty" jsonschema:"stocks and quantities to show (default: all stocks)"`
	Until   []string `json:"until,omitempty" jsonschema:"thresholds to watch, such as grid < 40"`
	Of      string   `json:"of,omitempty" jsonschema:"what it is about: an event, goal, threshold, lever or quantity by name (default: the first event)"`
	By      string   `json:"by,omitempty" jsonschema:"up to which time, or at which: a span or a date (default: the horizon)"`
	Race    []string `json:"race,omitempty" jsonschema:"names of what may come first"`
	Without []string `json:"without,omitempty" jsonschema:"compare with levers or options that cannot be taken"`
	With    []string `json:"with,omitempty" jsonschema:"compare with levers or options taken from the start"`
	Against []string `json:"against,omitempty" jsonschema:"compare with other choices, as group=choice"`
	Tornado bool     `json:"tornado,omitempty" jsonschema:"move each input to its low and high end"`
	Sobol   bool     `json:"sobol,omitempty" jsonschema:"shares of variance by input"`
	Few     int      `json:"few,omitempty" jsonschema:"runs of each evaluation of tornado, sobol and solve (default 1000)"`
	Solve   string   `json:"solve,omitempty" jsonschema:"the parameter, or parameter=low..high, that meets the target"`
	Target  string   `json:"target,omitempty" jsonschema:"the share of runs, as 20%, or the level, that is wanted"`
	Replay  float64  `json:"replay,omitempty" jsonschema:"tell the run at this percentile"`
	Page
}

func simulation(ctx context.Context, c call, in SimulateArguments) (a answer[report.SimulateJSON], err error) {
	x, err := c.dispute(in.Subject)
	if err != nil {
		return a, err
	}
	found, err := x.Simulate(ctx, workbench.SimulateQuestion{Runs: in.Runs, Seed: in.Seed, Every: in.Every, Show: in.Show, Until: in.Until, Of: in.Of, By: in.By,
		Race: in.Race, Without: in.Without, With: in.With, Against: in.Against, Tornado: in.Tornado, Sobol: in.Sobol, Few: in.Few, Solve: in.Solve,
		Target: in.Target, Replay: in.Replay}, c.settings)
	if err != nil {
		return a, err
	}
	if found.Stopped {
		a.note = stopped
	}
	a.json, a.doc = report.NewSimulateJSON(*found), report.SimulateDocument(*found)
	return a, nil
}
