package workbench

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"reflect"
	"slices"
	"strings"

	"parley"
	"parley/analysis/matrix"
	"parley/report"
)

// judge grades the outcomes of the table for the party whose strategies they are.
func (t *tabling) judge(ctx context.Context, q MatrixQuestion, s Settings) error {
	m := t.m
	if err := t.party(q.Party); err != nil {
		return err
	}
	odds, err := t.odds(q.Odds)
	if err != nil {
		return err
	}
	m.Odds, m.Given = odds, q.Odds != nil
	if m.Party < 0 {
		if q.Yardstick != "" {
			return errors.New("a yardstick needs a party to measure for: name it by --for")
		}
		return nil
	}
	if err := t.value(ctx, q, s); err != nil {
		return err
	}
	profile, err := t.profile(q.Yardstick)
	if err != nil {
		return err
	}
	m.Profile = profile
	if m.Ranked, err = t.rank(ctx, profile, s); err != nil {
		if uncertain := (*matrix.UncertainError)(nil); errors.As(err, &uncertain) && q.Yardstick == "" {
			m.Ranked = nil // values, if there are any, will do
			return nil
		}
		return t.Place(err)
	}
	m.ByValue = m.Valued != nil && (q.Yardstick == "" || q.Yardstick == "values")
	return t.rivals(ctx, s)
}

// party finds whose strategies are judged: the one named, the one that the group names, or the only one whose preferences differ
// between strategies.
func (t *tabling) party(name string) error {
	c := t.Conflict
	if name != "" {
		if t.m.Party = c.PartyIndex(name); t.m.Party < 0 {
			var ids []string
			for _, p := range c.Parties {
				ids = append(ids, p.ID)
			}
			return hinted("`%s` is not a party of this conflict", name, ids)
		}
		return nil
	}
	for _, v := range t.rows {
		if v.group.Party == "" {
			continue
		}
		i := c.PartyIndex(v.group.Party)
		if t.m.Party >= 0 && t.m.Party != i {
			t.m.Party = -1
			return nil
		}
		t.m.Party = i
	}
	if t.m.Party >= 0 {
		return nil
	}
	var differ []int
	for i := range c.Parties {
		if !t.alike(i) {
			differ = append(differ, i)
		}
	}
	if len(differ) == 1 {
		t.m.Party = differ[0]
	}
	return nil
}

// alike reports whether no strategy alters what a party wants.
func (t *tabling) alike(party int) bool {
	for k := range t.m.Columns {
		for r := range t.m.Rows {
			if !samePreference(t.conflicts[r][k].Preferences[party], t.conflicts[0][k].Preferences[party]) {
				return false
			}
		}
	}
	return true
}

// value grades by the values that the file gives the party.
func (t *tabling) value(ctx context.Context, q MatrixQuestion, s Settings) error {
	var values []matrix.Value
	for _, v := range t.rows {
		if len(v.group.Values) == 0 || v.group.Party != t.Conflict.Parties[t.m.Party].ID {
			continue
		}
		for _, w := range v.group.Values {
			values = append(values, matrix.Value{Formula: w.Outcome.Text, Value: w.Value})
			e, _ := t.File.EvidenceFor(w.At)
			t.m.Values = append(t.m.Values, report.Worth{Outcome: w.Outcome.Text, Value: w.Value, Basis: e.Basis})
		}
		break
	}
	if values == nil {
		if q.Yardstick == "values" {
			return fmt.Errorf("the file gives no values for `%s`: write `values: [{outcome: formula, value: number}]` and `party: %[1]s` into the group of strategies", t.Conflict.Parties[t.m.Party].ID)
		}
		return nil
	}
	var err error
	t.m.Valued, err = t.m.Table.Measure(ctx, matrix.Yardstick{Party: t.m.Party, Values: values}, s.Limits)
	return Hinted(err)
}

// profile finds the profile that a yardstick names.
func (t *tabling) profile(name string) (report.Profile, error) {
	switch name {
	case "", "values":
		if t.alike(t.m.Party) {
			return report.Profile{Kind: report.OwnProfile}, nil
		}
		return report.Profile{Kind: report.RowProfile}, nil
	case "own":
		if !t.alike(t.m.Party) {
			return report.Profile{}, fmt.Errorf("the strategies alter what `%s` wants, so that its own preferences are no yardstick: name a strategy, base or values", t.Conflict.Parties[t.m.Party].ID)
		}
		return report.Profile{Kind: report.OwnProfile}, nil
	case "base":
		return report.Profile{Kind: report.BaseProfile}, nil
	}
	known := []string{"values", "own", "base"}
	for r, c := range t.m.Rows {
		if name == c.Label() || name == settings(c) {
			return report.Profile{Kind: report.RowProfile, Row: r}, nil
		}
		known = append(known, c.Label())
	}
	return report.Profile{}, hinted("`%s` is not a yardstick", name, known)
}

// profiles returns what the party wants by a profile, under each hypothesis.
func (t *tabling) profiles(p report.Profile) ([]parley.Preference, error) {
	var out []parley.Preference
	for k := range t.m.Columns {
		if p.Kind != report.BaseProfile {
			out = append(out, t.conflicts[p.Row][k].Preferences[t.m.Party])
			continue
		}
		var groups []string
		for _, v := range t.rows {
			groups = append(groups, v.group.ID)
		}
		c, problems := t.File.ConflictApart(t.assumptions(0, k), groups...)
		if err := problems.Err(); err != nil {
			return nil, &Problems{problems, t.Source}
		}
		if len(c.Preferences[t.m.Party].Either) == 0 {
			return nil, fmt.Errorf("the file itself does not say what `%s` wants: name another yardstick", t.Conflict.Parties[t.m.Party].ID)
		}
		out = append(out, c.Preferences[t.m.Party])
	}
	return out, nil
}

func (t *tabling) rank(ctx context.Context, p report.Profile, s Settings) (*matrix.Measure, error) {
	profiles, err := t.profiles(p)
	if err != nil {
		return nil, err
	}
	return t.m.Table.Measure(ctx, matrix.Yardstick{Party: t.m.Party, Profiles: profiles}, s.Limits)
}

// rivals finds what the other profiles would say: those of the strategies and that of the file itself, as far as they
// differ from the yardstick and from each other.
func (t *tabling) rivals(ctx context.Context, s Settings) error {
	if t.alike(t.m.Party) {
		return nil
	}
	told := [][]parley.Preference{}
	is := func(ps []parley.Preference) bool {
		for _, other := range told {
			same := true
			for k := range ps {
				same = same && samePreference(ps[k], other[k])
			}
			if same {
				return true
			}
		}
		told = append(told, ps)
		return false
	}
	chosen, err := t.profiles(t.m.Profile)
	if err != nil {
		return err
	}
	is(chosen)
	var all []report.Profile
	for r := range t.m.Rows {
		all = append(all, report.Profile{Kind: report.RowProfile, Row: r})
	}
	all = append(all, report.Profile{Kind: report.BaseProfile})
	for _, p := range all {
		profiles, err := t.profiles(p)
		if err != nil || is(profiles) {
			continue
		}
		measure, err := t.m.Table.Measure(ctx, matrix.Yardstick{Party: t.m.Party, Profiles: profiles}, s.Limits)
		if err != nil {
			continue // a rival that is not certain, or leaves a state out, ranks nothing
		}
		t.m.Rivals = append(t.m.Rivals, report.RivalYardstick{Profile: p, Rueless: measure.Rueless(), Dominated: measure.Dominated()})
	}
	return nil
}

// odds reads how likely each hypothesis is, scaled to a sum of one.
func (t *tabling) odds(texts []string) ([]*big.Rat, error) {
	out := make([]*big.Rat, len(t.m.Columns))
	if texts == nil {
		for k := range out {
			out[k] = big.NewRat(1, int64(len(out)))
		}
		return out, nil
	}
	var known []string
	for _, c := range t.m.Columns {
		known = append(known, c.Label())
	}
	sum := new(big.Rat)
	for k := range out {
		out[k] = new(big.Rat)
	}
	for _, text := range texts {
		i := strings.LastIndex(text, "=")
		if i < 0 {
			return nil, fmt.Errorf("`%s` gives no odds: write hypothesis=number, such as %s=0.6", text, known[0])
		}
		name, number := strings.TrimSpace(text[:i]), strings.TrimSpace(text[i+1:])
		value, ok := new(big.Rat).SetString(number)
		if strings.Trim(number, "0123456789./") != "" || !ok {
			return nil, fmt.Errorf("`%s` is no number of odds: write one such as 0.6, 3 or 2/3", number)
		}
		at := -1
		for k, c := range t.m.Columns {
			if name == c.Label() || name == settings(c) {
				at = k
			}
		}
		if at < 0 {
			return nil, hinted("there is no hypothesis `%s` in this table", name, known)
		}
		out[at] = value
	}
	for _, p := range out {
		sum.Add(sum, p)
	}
	if sum.Sign() == 0 {
		return nil, errors.New("the odds of all hypotheses are zero")
	}
	for k := range out {
		out[k] = new(big.Rat).Quo(out[k], sum)
	}
	return out, nil
}

// samePreference reports whether two preferences say the same, wherever they are written.
func samePreference(a, b parley.Preference) bool {
	if len(a.Either) != len(b.Either) {
		return false
	}
	for i := range a.Either {
		x, y := a.Either[i], b.Either[i]
		if len(x.Statements) != len(y.Statements) || len(x.Weights) != len(y.Weights) || !reflect.DeepEqual(tiers(x), tiers(y)) {
			return false
		}
		for k := range x.Statements {
			if x.Statements[k].Greatly != y.Statements[k].Greatly || !slices.EqualFunc(x.Statements[k].Either, y.Statements[k].Either, sameFormula) {
				return false
			}
		}
		for k := range x.Weights {
			if x.Weights[k].Value.Cmp(y.Weights[k].Value) != 0 || !sameFormula(x.Weights[k].Formula, y.Weights[k].Formula) {
				return false
			}
		}
	}
	return true
}

func sameFormula(a, b parley.Formula) bool { return a.Expr.String() == b.Expr.String() }

func tiers(o parley.Order) (out [][]string) {
	for _, t := range o.Ranking {
		out = append(out, append(slices.Clone(t.States), fmt.Sprint(t.Greatly)))
	}
	return out
}
