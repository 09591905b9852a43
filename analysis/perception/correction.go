package perception

import (
	"context"
	"slices"

	"parley"
)

// Correction is what would follow if a party saw one thing as it is, or more.
type Correction struct {
	// Differences are put right: one; or all of one party; or all.
	Differences []Difference
	Result      *Result // nil where Err is set
	// Err tells why the corrected picture cannot be a conflict.
	Err error
	// Relieved are the parties that are surprised as things are and would not be. Dismayed are those that would be and are not.
	Relieved, Dismayed []int
	// Changes: what happens changes, not only what is expected.
	Changes bool
}

// Corrections puts right one misperception after the other, then for each party with several all of its own, then, where
// several parties see things otherwise, everything. r is the result of Play on h. The error is that of the context. The cost
// is that of one Compile of a picture and one Play for each.
func (h *Hypergame) Corrections(ctx context.Context, r *Result) ([]Correction, error) {
	var out []Correction
	add := func(ds []Difference) error {
		c, err := h.correction(ctx, r, ds)
		if err == nil {
			out = append(out, c)
		}
		return err
	}
	var all []Difference
	var parties int
	for _, v := range h.Views {
		for k := range v.differences {
			if err := add(v.differences[k : k+1]); err != nil {
				return nil, err
			}
		}
		if len(v.differences) > 1 {
			if err := add(v.differences); err != nil {
				return nil, err
			}
		}
		if len(v.differences) > 0 {
			parties++
		}
		all = append(all, v.differences...)
	}
	if parties > 1 {
		if err := add(all); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (h *Hypergame) correction(ctx context.Context, r *Result, ds []Difference) (Correction, error) {
	out := Correction{Differences: slices.Clone(ds)}
	var views []*View
	for _, v := range h.Views {
		p := v.Picture
		touched := false
		for _, d := range ds {
			if d.Party == v.Party {
				p, touched = h.correct(p, d), true
			}
		}
		if !touched {
			continue
		}
		corrected, err := h.view(ctx, v.Party, p)
		if err != nil {
			if ctx.Err() != nil {
				return out, ctx.Err()
			}
			out.Err = err
			return out, nil
		}
		views = append(views, corrected)
	}
	then, err := h.with(views...).Play(ctx, r.From, r.Options)
	if err != nil {
		return out, err
	}
	out.Result = then
	for i := range h.Views {
		switch before, after := r.Surprised(i), then.Surprised(i); {
		case before && !after:
			out.Relieved = append(out.Relieved, i)
		case after && !before:
			out.Dismayed = append(out.Dismayed, i)
		}
	}
	out.Changes = !slices.EqualFunc(r.Outcomes, then.Outcomes, func(a, b Outcome) bool { return slices.Equal(a.States, b.States) })
	return out, nil
}

// correct returns the picture with one difference put right.
func (h *Hypergame) correct(p Picture, d Difference) Picture {
	truth := h.conflict()
	own := copied(p.Conflict)
	switch d.Kind {
	case Unseen:
		p.Unseen &^= d.Options
		known := own.Rules[:0]
		for _, r := range own.Rules {
			if k := forbids(truth, r.Expr); k < 0 || !d.Options.Has(k) {
				known = append(known, r)
			}
		}
		own.Rules = known
		for _, r := range truth.Rules {
			if k := forbids(truth, r.Expr); k >= 0 && d.Options.Has(k) {
				own.Rules = append(own.Rules, r)
			}
		}
	case Alike:
		p.Alike = slices.DeleteFunc(slices.Clone(p.Alike), func(s parley.State) bool { return s&d.Options != 0 })
	case RuleBelieved:
		own.Rules = slices.DeleteFunc(own.Rules, func(r parley.Rule) bool { return d.piece == piece{rules, r.Expr.String()} })
		own.Bars = slices.DeleteFunc(slices.Clone(own.Bars), func(b parley.Bar) bool { return d.piece == piece{bars, barKey(b)} })
		own.Merges = slices.DeleteFunc(own.Merges, func(m parley.Merge) bool { return d.piece == piece{merges, m.Expr.String()} })
	case RuleMissed:
		for _, r := range truth.Rules {
			if (d.piece == piece{rules, r.Expr.String()}) {
				own.Rules = append(own.Rules, r)
			}
		}
		for _, b := range truth.Bars {
			if (d.piece == piece{bars, barKey(b)}) {
				own.Bars = append(slices.Clip(own.Bars), b)
			}
		}
		for _, m := range truth.Merges {
			if (d.piece == piece{merges, m.Expr.String()}) {
				own.Merges = append(own.Merges, m)
			}
		}
	case Wants:
		own.Preferences[d.Of] = truth.Preferences[d.Of]
	case StatusQuo:
		own.StatusQuo = truth.StatusQuo
	}
	p.Conflict = own
	return p
}
