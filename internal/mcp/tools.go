package mcp

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"parley/analysis/claims"
	"parley/analysis/paths"
	"parley/analysis/perception"
	"parley/diag"
	"parley/internal/workbench"
	"parley/report"
	"parley/stability"
)

// tools is every question that an assistant can ask. A new question of the workbench is one more line.
var tools = []tool{
	ask("brief", "The whole dispute as a report", "Report a dispute from beginning to end: parties and options, what is assumed, which outcomes hold and how they can be reached, and why the status quo does or does not hold. The best first question about a sound file.", brief),
	ask("check", "Is the file sound?", "Read a scenario and tell everything wrong with it at once, each problem with line, column and a hint; then doubts: options nobody can take up, statements that order nothing, parties that never move. Call it after every change.", check),
	ask("solve", "Which outcomes hold", "Judge every feasible state for every party by every solution concept, and list the equilibria and whether each can be reached from the status quo. Concepts: nash gmr smr seq sseq sim limited-move-H maximin-H cnash cgmr csmr cseq; -a -b -c -d after a name for the extensions to unknown preference, -strong -weak for strength.", solve),
	ask("explain", "Why a state holds or not", "Tell for each party why it stays at a state or leaves it: the improvement, the sanction, the countermove.", explain),
	ask("path", "How to get there", "Find a shortest sequence of moves to a state where a formula holds, who can block it and what must come first; or why there is no path.", findPath),
	ask("compare", "Two versions side by side", "Lay a dispute beside another version of it (another file, options taken away or always taken, other choices) and tell what differs: outcomes, paths, whose stability flips, who ranks what otherwise.", compare),
	ask("levers", "What each option does for a goal", "Ask of every option whether it serves a goal: whether an outcome with it holds, whether best replies end there, whether improvements lead there, whose best reply it alters.", levers),
	ask("matrix", "Strategies against hypotheses", "Set the strategies of a file against its hypotheses: where each combination ends, regret in ranks, what would tell the hypotheses apart, and with values break-even probabilities.", matrix),
	ask("perceive", "Who misreads whom", "Set what each party sees beside what is: what it expects, what happens, who is surprised by whom at which move, and which misperception put right would clear it up.", perceive),
	ask("claims", "Which claims hold", "Put the claims of a file to the test under every combination of readings that bears on them. A verdict is holds, fails or depends, with the smallest condition and the weakest word of estimate it rests on.", judge),
	ask("crux", "On what an answer hangs", "Find every smallest set of changes (a statement, an order, a rule, a hypothesis, an option) that flips the answer to a question, and rank the assumptions by how much they carry.", crux),
	ask("settle", "What would make an outcome hold", "Look from a goal backwards as a mediator does: who would leave it, what each party would have to want, which clauses make it hold, where stages break, which threats and promises are credible.", settle),
	ask("simulate", "Attrition behind the talks", "Run the simulation of a file many times: which comes first, when events happen, how stocks go, what a lever or another reading changes on the same luck, what the outcome hangs on, what value of a parameter meets a target, and whether the moment is ripe for talks. A thousand runs are enough to begin with.", simulation),
	ask("evidence", "What a file rests on", "Gather the evidence of a file: boards that set it against rival hypotheses, with what tells them apart and which items decide who leads; words of estimate with their ranges, alone and together; quotations, and whether they are found in their sources.", grounds),
	ask("convert", "In another format", "Write the conflict of a file in another format. What the format cannot hold is told.", convert),
	ask("fmt", "In canonical form", "Return a scenario in canonical form, comments kept. Nothing is written to disk.", format),
	ask("catalog", "Worked cases", "List the worked cases: conflicts of the literature with their published answers, and the disputes of the founding article. Use one as file \"catalog:ID\".", cases),
}

// About is the arguments of a tool that asks about one dispute.
type About struct {
	Subject
	Page
}

// Judged names the solution concepts of a question. Its name differs from its field, or the field would be hidden where it is
// embedded.
type Judged struct {
	Concepts []string `json:"concepts,omitempty" jsonschema:"judge by these solution concepts only, for example nash, seq"`
}

func (c Judged) parse() ([]stability.Concept, error) {
	var out []stability.Concept
	for _, text := range c.Concepts {
		x, err := stability.ParseConcept(text)
		if err != nil {
			return nil, err
		}
		out = append(out, x)
	}
	return out, nil
}

// concept reads the name of one concept, "" for a default.
func concept(text string, otherwise stability.Concept) (stability.Concept, error) {
	if text == "" {
		return otherwise, nil
	}
	return stability.ParseConcept(text)
}

var seq = stability.Concept{Kind: stability.SEQ}

func brief(ctx context.Context, c call, in About) (a answer[report.BriefJSON], err error) {
	x, err := c.dispute(in.Subject)
	if err != nil {
		return a, err
	}
	b, err := x.Brief(ctx, workbench.BriefQuestion{}, c.settings)
	if err != nil {
		return a, err
	}
	a.json, a.doc = report.NewBriefJSON(*b, x.Assumed), report.BriefDocument(*b)
	return a, nil
}

func check(ctx context.Context, c call, in About) (a answer[report.CheckJSON], err error) {
	x, err := c.dispute(in.Subject)
	var problems *workbench.Problems
	if err == nil {
		a.json, err = x.Check(ctx, false, c.settings)
	}
	if errors.As(err, &problems) {
		a.json = report.CheckJSON{Parley: report.Version, Problems: problems.List}
		a.text = problemText(problems.List, problems.Source)
		a.note = "The file cannot be used as it stands. Mend it at these places and check again."
		return a, nil
	}
	if err != nil {
		return a, err
	}
	if a.json.Problems == nil {
		a.json.Problems = diag.List{}
	} else {
		a.note = problemText(a.json.Problems, x.Source)
	}
	labels := make([]string, len(x.Conflict.Parties))
	for i, p := range x.Conflict.Parties {
		labels[i] = p.Label()
	}
	a.doc = report.CheckDocument(a.json, labels)
	return a, nil
}

// EvidenceArguments ask what a file rests on.
type EvidenceArguments struct {
	Subject
	Groups []string `json:"groups,omitempty" jsonschema:"show the boards of these groups of hypotheses only"`
	Page
}

func grounds(ctx context.Context, c call, in EvidenceArguments) (a answer[report.EvidenceJSON], err error) {
	x, err := c.dispute(in.Subject)
	if err != nil {
		return a, err
	}
	e, err := x.Evidence(ctx, workbench.EvidenceQuestion{Groups: in.Groups}, c.settings)
	if err != nil {
		return a, err
	}
	a.json, a.doc = report.NewEvidenceJSON(*e), report.EvidenceDocument(*e)
	return a, nil
}

// SolveArguments ask which outcomes hold.
type SolveArguments struct {
	Subject
	Judged
	Coalitions bool `json:"coalitions,omitempty" jsonschema:"judge coalitions too"`
	Page
}

func solve(ctx context.Context, c call, in SolveArguments) (a answer[report.SolveJSON], err error) {
	concepts, err := in.parse()
	if err != nil {
		return a, err
	}
	x, err := c.dispute(in.Subject)
	if err != nil {
		return a, err
	}
	s, err := x.Solve(ctx, concepts, in.Coalitions, c.settings)
	if err != nil {
		return a, err
	}
	a.json, a.doc = report.NewSolveJSON(*s, x.Assumed), report.SolveDocument(*s)
	return a, nil
}

// ExplainArguments ask why a state holds.
type ExplainArguments struct {
	Subject
	State string `json:"state" jsonschema:"a code like NYNNN, a number as tables show it, \"status quo\", the options that are taken (us.tom,europe.aid), or a formula or definition that holds in one state only"`
	Judged
	Coalitions bool `json:"coalitions,omitempty" jsonschema:"judge coalitions too"`
	Page
}

func explain(ctx context.Context, c call, in ExplainArguments) (a answer[report.ExplainJSON], err error) {
	concepts, err := in.parse()
	if err != nil {
		return a, err
	}
	x, err := c.dispute(in.Subject)
	if err != nil {
		return a, err
	}
	why, err := x.Explain(ctx, in.State, concepts, in.Coalitions, c.settings)
	if err != nil {
		return a, err
	}
	a.json, a.doc = report.NewExplainJSON(*why, x.Assumed), report.ExplainDocument(*why)
	return a, nil
}

// PathArguments ask how one gets to a goal.
type PathArguments struct {
	Subject
	To          string `json:"to" jsonschema:"the goal: a formula, a definition, or a state by code or number"`
	From        string `json:"from,omitempty" jsonschema:"where to begin (default: the status quo)"`
	By          string `json:"by,omitempty" jsonschema:"what steps count: moves, improvements (default), best-replies, joint-moves or joint-improvements"`
	Consecutive bool   `json:"consecutive,omitempty" jsonschema:"a party may move twice in a row"`
	Page
}

func findPath(ctx context.Context, c call, in PathArguments) (a answer[report.PathJSON], err error) {
	q := workbench.PathQuestion{From: in.From, To: in.To, Mode: paths.Improvements, Consecutive: in.Consecutive}
	if in.By != "" {
		if q.Mode, err = paths.ParseMode(in.By); err != nil {
			return a, fmt.Errorf("%w; `by` is moves, improvements, best-replies, joint-moves or joint-improvements", err)
		}
	}
	x, err := c.dispute(in.Subject)
	if err != nil {
		return a, err
	}
	way, err := x.Path(ctx, q, c.settings)
	if err != nil {
		return a, err
	}
	a.json, a.doc = report.NewPathJSON(*way, x.Assumed), report.PathDocument(*way)
	return a, nil
}

// CompareArguments ask what differs between two versions.
type CompareArguments struct {
	Subject
	OtherFile string            `json:"other_file,omitempty" jsonschema:"the second version, if it is another file"`
	OtherText string            `json:"other_text,omitempty" jsonschema:"the second version as text"`
	Without   []string          `json:"without,omitempty" jsonschema:"options that the second version never takes"`
	With      []string          `json:"with,omitempty" jsonschema:"options that the second version always takes"`
	Against   map[string]string `json:"against,omitempty" jsonschema:"choices of the second version, by group"`
	Concept   string            `json:"concept,omitempty" jsonschema:"the solution concept by which an outcome is said to hold (default seq)"`
	Page
}

func compare(ctx context.Context, c call, in CompareArguments) (a answer[report.CompareJSON], err error) {
	q := workbench.CompareQuestion{Without: in.Without, With: in.With, Against: Subject{Assume: in.Against}.assumed()}
	if q.Hold, err = concept(in.Concept, seq); err != nil {
		return a, err
	}
	x, err := c.dispute(in.Subject)
	if err != nil {
		return a, err
	}
	if in.OtherFile != "" || in.OtherText != "" {
		other := Subject{File: in.OtherFile, Text: in.OtherText, Assume: map[string]string{}}
		for g, choice := range in.Assume {
			other.Assume[g] = choice
		}
		for g, choice := range in.Against {
			other.Assume[g] = choice
		}
		if q.Opened, err = c.dispute(other); err != nil {
			return a, fmt.Errorf("the second version: %w", err)
		}
		q.Other, q.Against = q.Opened.Name, nil
	}
	found, err := x.Compare(ctx, q, nil, c.settings)
	if err != nil {
		return a, err
	}
	a.json, a.doc = report.NewCompareJSON(*found, x.Assumed), report.CompareDocument(*found)
	return a, nil
}

// LeversArguments ask what options do for a goal.
type LeversArguments struct {
	Subject
	To      string `json:"to" jsonschema:"the goal: a formula, a definition, or a state by code or number"`
	Concept string `json:"concept,omitempty" jsonschema:"the solution concept by which an outcome is said to hold (default seq)"`
	Page
}

func levers(ctx context.Context, c call, in LeversArguments) (a answer[report.LeversJSON], err error) {
	hold, err := concept(in.Concept, seq)
	if err != nil {
		return a, err
	}
	x, err := c.dispute(in.Subject)
	if err != nil {
		return a, err
	}
	found, err := x.Levers(ctx, in.To, hold, c.settings)
	if err != nil {
		return a, err
	}
	if found.Stopped {
		a.note = stopped
	}
	a.json, a.doc = report.NewLeversJSON(*found, x.Assumed), report.LeversDocument(*found)
	return a, nil
}

const stopped = "Stopped before all was asked; what was found by then follows. Raise the time or ask for less."

// MatrixArguments ask where strategies lead under hypotheses.
type MatrixArguments struct {
	Subject
	Strategies []string          `json:"strategies,omitempty" jsonschema:"groups that make the rows, or single choices as group=choice"`
	Hypotheses []string          `json:"hypotheses,omitempty" jsonschema:"groups that make the columns, or single choices as group=choice"`
	For        string            `json:"for,omitempty" jsonschema:"judge the outcomes for this party (default: that of the strategies)"`
	Yardstick  string            `json:"yardstick,omitempty" jsonschema:"values, own, base, or a strategy whose preferences judge"`
	Odds       map[string]string `json:"odds,omitempty" jsonschema:"how likely each hypothesis is, as a number or fraction (default: all alike)"`
	Paths      bool              `json:"paths,omitempty" jsonschema:"list a shortest path to every end"`
	Page
}

func matrix(ctx context.Context, c call, in MatrixArguments) (a answer[report.MatrixJSON], err error) {
	x, err := c.dispute(in.Subject)
	if err != nil {
		return a, err
	}
	m, err := x.Matrix(ctx, workbench.MatrixQuestion{
		Strategies: in.Strategies, Hypotheses: in.Hypotheses, Party: in.For, Yardstick: in.Yardstick,
		Odds: Subject{Assume: in.Odds}.assumed(), Paths: in.Paths,
	}, c.settings)
	if err != nil {
		return a, err
	}
	if m.Table.Stopped {
		a.note = stopped
	}
	a.json, a.doc = report.NewMatrixJSON(*m), report.MatrixDocument(*m)
	return a, nil
}

// PerceiveArguments ask what parties expect and who is surprised.
type PerceiveArguments struct {
	Subject
	Of        string `json:"of,omitempty" jsonschema:"report on this party only"`
	From      string `json:"from,omitempty" jsonschema:"where to begin (default: the status quo)"`
	Foresight string `json:"foresight,omitempty" jsonschema:"how far parties look ahead: none (default) or seq"`
	Judged
	Page
}

func perceive(ctx context.Context, c call, in PerceiveArguments) (a answer[report.PerceiveJSON], err error) {
	q := workbench.PerceiveQuestion{Of: in.Of, From: in.From}
	if in.Foresight != "" {
		if q.Foresight, err = perception.ParseForesight(in.Foresight); err != nil {
			return a, err
		}
	}
	if q.Concepts, err = in.parse(); err != nil {
		return a, err
	}
	x, err := c.dispute(in.Subject)
	if err != nil {
		return a, err
	}
	found, err := x.Perceive(ctx, q, c.settings)
	if err != nil {
		return a, err
	}
	a.json, a.doc = report.NewPerceiveJSON(*found, x.Assumed), report.PerceiveDocument(*found)
	return a, nil
}

// ClaimsArguments ask which claims hold.
type ClaimsArguments struct {
	Subject
	Claims      []string `json:"claims,omitempty" jsonschema:"ids of the claims to test (default: all)"`
	MaxReadings int      `json:"max_readings,omitempty" jsonschema:"ask all combinations of readings if there are at most so many (default 4096)"`
	Page
}

func judge(ctx context.Context, c call, in ClaimsArguments) (a answer[report.ClaimsJSON], err error) {
	x, err := c.dispute(in.Subject)
	if err != nil {
		return a, err
	}
	found, err := x.Claims(ctx, workbench.ClaimsQuestion{IDs: in.Claims, Limit: in.MaxReadings, Progress: c.progress}, c.settings)
	if err != nil {
		return a, err
	}
	if found.Result.Stopped {
		a.note = stopped
	} else if slices.ContainsFunc(found.Result.Findings, func(f claims.Finding) bool { return f.Verdict == claims.Fails }) {
		a.note = "Some claims fail. That is a finding about the model, not about the world."
	}
	a.json, a.doc = report.NewClaimsJSON(*found, x.Asked()), report.ClaimsDocument(*found)
	return a, nil
}

// CruxArguments ask on what an answer hangs.
type CruxArguments struct {
	Subject
	Of        string `json:"of" jsonschema:"the question: the id of a claim, or a test: \"stable: F\", \"never stable: F\", \"reached: F\", \"never reached: F\" or \"can reach: F\" with a formula F"`
	Size      int    `json:"size,omitempty" jsonschema:"changes in a set at most, 1 to 6 (default 2)"`
	Against   bool   `json:"against,omitempty" jsonschema:"make the best case against the answer instead of listing all changes"`
	NoWeights bool   `json:"no_weights,omitempty" jsonschema:"do not rank assumptions"`
	Samples   int    `json:"samples,omitempty" jsonschema:"orders drawn to rank more than 16 assumptions (default 200)"`
	Seed      uint64 `json:"seed,omitempty" jsonschema:"number that they are drawn from (default 1)"`
	Page
}

func crux(ctx context.Context, c call, in CruxArguments) (a answer[report.CruxJSON], err error) {
	if in.Size < 0 || in.Size > 6 {
		return a, errors.New("`size` is 1 to 6")
	}
	if in.Samples < 0 {
		return a, errors.New("`samples` is 1 or more")
	}
	q := workbench.CruxQuestion{Of: in.Of, Size: in.Size, Samples: in.Samples, Seed: in.Seed, Weigh: !in.NoWeights && !in.Against, Progress: c.progress}
	if q.Size == 0 {
		q.Size = 2
	}
	if q.Samples == 0 {
		q.Samples = 200
	}
	if q.Seed == 0 {
		q.Seed = 1
	}
	x, err := c.dispute(in.Subject)
	if err != nil {
		return a, err
	}
	found, err := x.Crux(ctx, q, c.settings)
	if err != nil {
		return a, err
	}
	if found.Result.Stopped || found.Weights != nil && found.Weights.Stopped {
		a.note = stopped
	}
	a.json, a.doc = report.NewCruxJSON(*found), report.CruxDocument(*found, in.Against)
	return a, nil
}
