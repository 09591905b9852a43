package claims

import (
	"context"
	"errors"
	"slices"

	"parley/game"
)

func tooLarge(err error) bool {
	var large *game.TooLargeError
	return errors.As(err, &large)
}

// conclude draws the verdict of a finding from its rows.
func (j *judge) conclude(f *Finding) error {
	var yes, no *Row // those nearest to the file's first choices
	nearer := func(a, b *Row) bool { return b == nil || away(j.groups, a.Reading) < away(j.groups, b.Reading) }
	for k := range f.Rows {
		row := &f.Rows[k]
		switch {
		case !row.asked:
			f.Count.NotAsked++
			continue
		case row.Err != nil:
			f.Count.Untestable++
			if f.Why == nil {
				f.Why = row.Err
			}
			continue
		case row.Holds:
			f.Count.Holds++
			if nearer(row, yes) {
				yes = row
			}
		default:
			f.Count.Fails++
			if nearer(row, no) {
				no = row
			}
		}
		if row.Vacuous {
			f.Count.Vacuous++
		}
	}
	f.Coverage.Asked -= f.Count.NotAsked
	switch {
	case yes != nil && no != nil:
		f.Verdict = Depends
	case yes != nil:
		f.Verdict = Holds
	case no != nil:
		f.Verdict = Fails
	}
	f.Elsewhere = slices.DeleteFunc(f.Elsewhere, func(e Elsewhere) bool { return !e.asked })
	j.conditions(f)
	var err error
	if f.For, err = j.example(f, yes); err != nil {
		return err
	}
	if f.Against, err = j.example(f, no); err != nil {
		return err
	}
	if len(f.Rows) == 0 || !f.Rows[0].asked || f.Rows[0].Err != nil { // the first row stands at first choices throughout
		return nil
	}
	for _, x := range []*Example{f.For, f.Against} {
		if x != nil && key(j.groups, x.Reading) == key(j.groups, f.Rows[0].Reading) {
			f.AsGiven = x.Answer
		}
	}
	return nil
}

// conditions finds what the verdict depends on.
func (j *judge) conditions(f *Finding) {
	t := Table{}
	var varied []Group
	for _, g := range j.groups {
		if slices.Contains(f.Coverage.Varied, g.ID) {
			varied = append(varied, g)
			t.Sizes = append(t.Sizes, len(g.Choices))
		}
	}
	for _, row := range f.Rows {
		if !row.asked || row.Err != nil {
			continue
		}
		var values []int
		for _, g := range varied {
			values = append(values, slices.IndexFunc(g.Choices, func(c Choice) bool { return c.ID == row.Reading[g.ID] }))
		}
		if row.Holds {
			t.Yes = append(t.Yes, values)
		} else {
			t.No = append(t.No, values)
		}
	}
	essential := []int{}
	if f.Verdict == Depends {
		essential = t.Essential()
	}
	t = t.On(essential)
	for _, k := range essential {
		f.Matters = append(f.Matters, varied[k].ID)
		var choices []string
		for _, c := range varied[k].Choices {
			choices = append(choices, c.ID)
		}
		f.ChoicesOf = append(f.ChoicesOf, choices)
	}
	list := func(rows [][]int) []Reading {
		var out []Reading
		for _, row := range rows {
			r := clone(f.Settled)
			for i, k := range essential {
				r[varied[k].ID] = varied[k].Choices[row[i]].ID
			}
			out = append(out, r)
		}
		return out
	}
	f.HoldsUnder, f.FailsUnder = list(t.Yes), list(t.No)
	if !slices.ContainsFunc(t.Sizes, func(n int) bool { return n > 64 }) {
		f.When, f.Unless = Minimise(t), Minimise(Table{t.Sizes, t.No, t.Yes})
	}
}

// example puts the test once more under the reading of a row, for a reader. It is nil where there is no row, and its Answer is
// nil where the context has ended.
func (j *judge) example(f *Finding, row *Row) (*Example, error) {
	if row == nil {
		return nil, nil
	}
	out := &Example{Reading: row.Reading}
	c, err := j.dispute.Conflict(row.Reading)
	if err != nil {
		return nil, err
	}
	g, err := j.options.expand(j.ctx, c)
	if err == nil {
		s := j.situation(g, func(ctx context.Context, party string) (*Surprise, error) {
			return j.dispute.Surprised(ctx, row.Reading, nil, party)
		})
		out.Answer, err = s.Explain(j.ctx, f.Claim.Test)
	}
	if j.ctx.Err() != nil {
		return out, nil
	}
	return out, err
}
