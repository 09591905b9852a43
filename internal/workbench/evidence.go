package workbench

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math/big"
	"slices"

	"parley"
	"parley/analysis/ach"
	"parley/analysis/matrix"
	"parley/analysis/paths"
	"parley/evidence"
	"parley/game"
	"parley/report"
	"parley/scenario"
)

// EvidenceQuestion asks what a file rests on.
type EvidenceQuestion struct {
	Groups []string // whose boards are shown; none stands for all
}

// Evidence gathers what a file rests on: its quotations, words of estimate, and the boards of evidence for and against rival
// hypotheses.
func (c *Case) Evidence(ctx context.Context, q EvidenceQuestion, s Settings) (*report.Evidence, error) {
	if c.File == nil {
		return nil, errors.New("this file has no evidence: write a scenario file, for example by `parley convert`")
	}
	out := &report.Evidence{Title: c.Conflict.Title, Named: len(q.Groups) > 0}
	var boards []*scenario.Board
	for i := range c.File.Boards {
		boards = append(boards, &c.File.Boards[i])
	}
	if len(q.Groups) > 0 {
		boards = nil
		for _, id := range q.Groups {
			b := c.File.Board(id)
			if b == nil {
				return nil, c.noBoard(id)
			}
			boards = append(boards, b)
		}
	}
	for _, b := range boards {
		x, err := c.board(ctx, b, s)
		if err != nil {
			return nil, err
		}
		out.Boards = append(out.Boards, *x)
	}
	if out.Named {
		return out, nil
	}
	c.quoteTable(out)
	c.wordTable(out)
	out.Without = c.Without()
	return out, nil
}

func (c *Case) noBoard(id string) error {
	if c.File.Group(id) != nil {
		return fmt.Errorf("the file has no evidence for and against `%s`: write `evidence: {%s: {items: {…}}}`", id, id)
	}
	var ids []string
	for _, b := range c.File.Boards {
		ids = append(ids, b.Group)
	}
	return hinted("there is no group `%s`", id, ids)
}

// quoteTable lists every quotation once, with its source, whether it is found there, and where it is used.
func (c *Case) quoteTable(out *report.Evidence) {
	texts, _, _ := c.texts()
	u := newUses(c.File)
	for _, q := range quotes(c.File) {
		i := slices.IndexFunc(out.Quotes, func(x report.EvidenceQuote) bool { return x.Source.ID == q.Source && x.Quote == q.Text })
		if i < 0 {
			i = len(out.Quotes)
			x := report.EvidenceQuote{Quote: q.Text, Source: sourceOf(c.File.SourceOf(q.Source))}
			if t := texts[q.Source]; t != nil {
				m := t.Find(q.Text)
				x.Match = &m
			}
			out.Quotes = append(out.Quotes, x)
		}
		x := &out.Quotes[i]
		x.Used = append(x.Used, q.item)
		if q.hedge != "" && !slices.Contains(x.Hedges, q.hedge) {
			x.Hedges = append(x.Hedges, q.hedge)
		}
	}
	for i := range out.Quotes {
		out.Quotes[i].Rests = u.above(out.Quotes[i].Used)
	}
}

// likelihoodOf returns the likelihood of a claim or choice: the analyst's own, or what the hedge means.
func likelihoodOf(l *scenario.Likelihood, hedge string) evidence.Likelihood {
	if l == nil {
		return evidence.Likelihood{Word: hedge}
	}
	x := evidence.Likelihood{Word: l.Word, Scale: l.Scale}
	if l.Low != nil && l.High != nil {
		low, _ := l.Low.Float64()
		high, _ := l.High.Float64()
		x.Own = &evidence.Range{Scale: evidence.OwnScale, Low: low, High: high}
	}
	return x
}

// wordTable lists the words of estimate of claims and choices, and how likely things are together on which claims rest.
func (c *Case) wordTable(out *report.Evidence) {
	f := c.File
	words := map[string]report.Estimate{}
	add := func(id, hedge string, l *scenario.Likelihood) {
		e := report.Estimate{ID: id, Hedge: hedge, Likelihood: likelihoodOf(l, hedge), Given: l != nil}
		words[id] = e
		if hedge != "" || l != nil {
			out.Words = append(out.Words, e)
		}
	}
	for _, g := range f.Groups {
		for _, x := range g.Choices {
			add(g.ID+"="+x.ID, x.Evidence.Hedge, x.Evidence.Likelihood)
		}
	}
	for _, x := range f.Claims {
		add(x.ID, x.Hedge, x.Likelihood)
	}
	for _, x := range f.Claims {
		together := report.Together{ID: x.ID, Says: x.Says}
		seen := map[string]bool{}
		for queue := []string{x.ID}; len(queue) > 0; queue = queue[1:] {
			if seen[queue[0]] {
				continue
			}
			seen[queue[0]] = true
			e := words[queue[0]]
			if r, ok := e.Likelihood.Range(); ok && e.Estimates() {
				together.Words = append(together.Words, e)
				together.Ranges = append(together.Ranges, r)
			}
			queue = append(queue, f.Claim(queue[0]).RestsOn...)
		}
		if len(together.Ranges) > 1 {
			together.Conjunction = evidence.Conjoin(together.Ranges)
			out.Together = append(out.Together, together)
		}
	}
}

// board weighs one board.
func (c *Case) board(ctx context.Context, b *scenario.Board, s Settings) (*report.Board, error) {
	g := c.File.Group(b.Group)
	out := &report.Board{Group: g.ID, Question: g.Question, About: b.About, Basis: cmp.Or(b.Basis, c.File.Basis), Analysts: b.Analysts, Priors: b.Priors}
	for _, x := range g.Choices {
		out.Choices = append(out.Choices, report.BoardChoice{ID: x.ID, Claim: x.Claim, Hedge: x.Evidence.Hedge, Likelihood: likelihoodOf(x.Evidence.Likelihood, x.Evidence.Hedge)})
	}
	graphs, err := c.graphsOf(ctx, g, s)
	if err != nil {
		return nil, err
	}
	board := ach.Board{Hypotheses: len(g.Choices), Priors: b.Priors}
	at := make([]int, len(graphs)) // where the moves seen so far lead, under each choice; -1: not known
	for h, x := range graphs {
		at[h] = x.StatusQuo()
	}
	for _, item := range b.Items {
		row, x, err := c.item(item, g, graphs, at, s)
		if err != nil {
			return nil, err
		}
		board.Rows = append(board.Rows, row)
		out.Items = append(out.Items, x)
		out.Moved = out.Moved || x.Observed != nil
	}
	out.Finding = ach.Weigh(board)
	for _, r := range board.Rows {
		out.Rows = append(out.Rows, r)
		out.WeightsDiffer = out.WeightsDiffer || r.Weight.Cmp(board.Rows[0].Weight) != 0
	}
	if out.Moved {
		if out.Ahead, err = ahead(ctx, graphs, at, s); err != nil {
			return nil, err
		}
	}
	out.Indicators, err = c.indicators(ctx, g, s)
	return out, err
}

// graphsOf lists the states under each choice of a group, all else as assumed.
func (c *Case) graphsOf(ctx context.Context, g *scenario.Group, s Settings) ([]*game.Graph, error) {
	var out []*game.Graph
	for _, x := range g.Choices {
		a := scenario.Assumptions{}
		for k, v := range c.Assumed {
			a[k] = v
		}
		a[g.ID] = x.ID
		conflict, problems := c.File.Conflict(a)
		if err := problems.Err(); err != nil {
			return nil, err
		}
		rules, err := game.Compile(conflict)
		if err != nil {
			return nil, c.Place(err)
		}
		graph, err := (&Case{Name: c.Name, Source: c.Source, File: c.File, Conflict: conflict, Rules: rules}).Graph(ctx, s)
		if err != nil {
			return nil, err
		}
		out = append(out, graph)
	}
	return out, nil
}

// item turns an item of the file into a row. A move that was seen moves each place that at holds.
func (c *Case) item(item scenario.Item, g *scenario.Group, graphs []*game.Graph, at []int, s Settings) (ach.Row, report.BoardItem, error) {
	row := ach.Row{Likelihoods: item.Likelihoods, Ratings: make([][]ach.Rating, len(g.Choices))}
	x := report.BoardItem{ID: item.ID, At: item.At, Says: item.Says, Claims: item.Evidence.Claims, Hedge: item.Evidence.Hedge,
		Because: item.Evidence.Because, Likelihood: likelihoodOf(item.Evidence.Likelihood, item.Evidence.Hedge)}
	for _, q := range item.Evidence.Quotes {
		x.Quotes = append(x.Quotes, report.Cited{Text: q.Text, Source: q.Source})
	}
	row.Weight, x.Reliability = c.weight(item, x.Likelihood)
	for h, words := range item.Ratings {
		for _, w := range words {
			r, err := ach.ParseRating(w)
			if err != nil {
				return row, x, err
			}
			row.Ratings[h] = append(row.Ratings[h], r)
		}
	}
	o := item.Observed
	if o == nil {
		return row, x, nil
	}
	x.Observed = make([]report.Sighting, len(graphs))
	for h, graph := range graphs {
		from, to, party := at[h], -1, graph.Conflict().PartyIndex(o.Party)
		if o.From != "" {
			from = -1
			if found, err := graph.Find(o.From); err == nil {
				from = found
			}
		}
		if from >= 0 {
			to = after(graph, from, o)
		}
		at[h] = to
		seen := report.Sighting{From: from, To: to, Graph: graph, Party: party}
		switch {
		case from < 0:
			seen.Unplaced = true
			if row.Ratings[h] == nil {
				row.Ratings[h] = []ach.Rating{ach.NotApplicable}
			}
		case to < 0:
			seen.Conduct = ach.Impossible
		default:
			if seen.Conduct = ach.Judge(graph, party, from, to, s.Choices.Unknown); seen.Conduct == ach.Impossible {
				at[h] = -1
			}
		}
		if row.Ratings[h] == nil {
			row.Ratings[h] = []ach.Rating{seen.Conduct.Rating()}
			seen.Derived = true
		}
		x.Observed[h] = seen
	}
	return row, x, nil
}

// after returns the state that a move leads to, -1 where that is not feasible.
func after(g *game.Graph, from int, o *scenario.Observed) int {
	c := g.Conflict()
	if c.GraphForm() {
		if o.To == "" {
			return from
		}
		if s, err := g.Find(o.To); err == nil {
			return s
		}
		return -1
	}
	set := func(state parley.State, ids []string, taken bool) parley.State {
		for _, id := range ids {
			for k, x := range c.Options {
				if x.ID == id && taken {
					state |= 1 << k
				} else if x.ID == id {
					state &^= 1 << k
				}
			}
		}
		return state
	}
	for _, member := range g.Members(from) { // a merged state: the first member from which the move is feasible
		if s, ok := g.Index(set(set(member, o.Drop, false), o.Take, true)); ok {
			return s
		}
	}
	return -1
}

// weight returns how much an item counts: by its reliability, or by that of the least reliable source that it quotes, and by
// how likely it is itself. The code is the one that counts, as written.
func (c *Case) weight(item scenario.Item, l evidence.Likelihood) (*big.Rat, string) {
	weight, code := big.NewRat(1, 1), item.Reliability
	if r, ok := evidence.ParseReliability(item.Reliability); ok {
		weight = r.Weight()
	} else if item.Reliability == "" {
		for _, q := range item.Evidence.Quotes {
			s := c.File.SourceOf(q.Source)
			if s == nil {
				continue
			}
			if r, ok := evidence.ParseReliability(s.Reliability); ok && (code == "" || r.Weight().Cmp(weight) < 0) {
				weight, code = r.Weight(), s.Reliability
			}
		}
	}
	if r, ok := l.Range(); ok {
		percent := r.Middle()
		if l.Own == nil && evidence.Lookup(l.Word).Kind == evidence.Possibility {
			percent = r.Low // "could" grants so much, and has no middle
		}
		part := new(big.Rat).SetFloat64(percent)
		weight.Mul(weight, part.Quo(part, big.NewRat(100, 1)))
	}
	return weight, code
}

// ahead tells where best replies lead under each choice from where the moves that were seen have led.
func ahead(ctx context.Context, graphs []*game.Graph, at []int, s Settings) ([]report.Ahead, error) {
	var out []report.Ahead
	for h, g := range graphs {
		x := report.Ahead{Graph: g, At: at[h]}
		for _, from := range []int{g.StatusQuo(), at[h]} {
			var ends *paths.Endings
			if from >= 0 {
				var err error
				if ends, err = paths.Ends(ctx, g, from, pathOptions(paths.BestReplies, s)); err != nil {
					return nil, err
				}
			}
			x.Before, x.Now = x.Now, ends
		}
		out = append(out, x)
	}
	return out, nil
}

// indicators finds what each party would do under one choice and not under another, all else as assumed.
func (c *Case) indicators(ctx context.Context, g *scenario.Group, s Settings) (*report.Matrix, error) {
	if c.Conflict.StatusQuo == nil || len(g.Choices) < 2 {
		return nil, nil
	}
	m := &report.Matrix{Title: c.Conflict.Title, Parties: c.Conflict.Parties, Party: -1, Rows: courses(nil), Columns: courses([]variation{{g, g.Choices}}), Assumed: map[string]string{}}
	for group, choice := range c.Assumed {
		if group != g.ID {
			m.Assumed[group] = choice
		}
	}
	t := &tabling{Case: c, m: m}
	if err := t.compile(); err != nil {
		return nil, err
	}
	var err error
	m.Table, err = matrix.Find(ctx, matrix.Question{Rules: t.rules, Unknown: s.Choices.Unknown, Limits: s.Limits, IrreversiblePerArc: s.Choices.IrreversiblePerArc, Workers: s.Workers})
	if cells := (matrix.CellErrors)(nil); errors.As(err, &cells) {
		return nil, t.troubles(cells)
	} else if err != nil {
		return nil, err
	}
	m.Seen, err = m.Table.Observe(ctx)
	return m, err
}
