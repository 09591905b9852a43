package workbench

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"parley"
	"parley/analysis/claims"
	"parley/analysis/perception"
	"parley/diag"
	"parley/game"
	"parley/report"
	"parley/scenario"
	"parley/stability"
	"parley/stability/engines"
)

// Hypergame lists the states of the case and of each party's picture of it, as the perceptions in force give them. The error
// is a *Problems that names the perception where one cannot be a conflict.
func (c *Case) Hypergame(ctx context.Context, s Settings) (*perception.Hypergame, error) {
	return c.hypergame(ctx, s, nil, nil)
}

// hypergame is Hypergame with a change made to every picture; the conflict of the case has it already. family shares what pictures have
// in common, and may be nil.
func (c *Case) hypergame(ctx context.Context, s Settings, change claims.Change, family *game.Family) (*perception.Hypergame, error) {
	pictures := make([]perception.Picture, len(c.Conflict.Parties))
	var given []scenario.Perception
	if c.File != nil {
		given, _ = c.File.PerceptionsUnder(c.Assumed)
	}
	for _, x := range given {
		own, problems := c.File.Perceived(x.Party, c.Assumed)
		if problems.Err() != nil {
			return nil, c.blame(x, problems.Errors(), true)
		}
		if change != nil {
			var err error
			if own, err = change(own); err != nil {
				return nil, err
			}
		}
		p := perception.Picture{Conflict: own}
		for _, r := range own.Rules { // what a picture is `without` is not seen in it
			if strings.HasPrefix(r.At, x.At+".without[") {
				p.Unseen |= c.optionsNamed(r.Expr.Atoms())
			}
		}
		for _, v := range x.Views {
			p.Unseen |= c.optionsNamed(v.Unseen)
		}
		for _, alike := range x.Same {
			p.Alike = append(p.Alike, c.optionsNamed(alike))
		}
		pictures[c.Conflict.PartyIndex(x.Party)] = p
	}
	h, err := perception.Compile(ctx, c.Rules, pictures, game.Expansion{Limits: s.Limits, IrreversiblePerArc: s.Choices.IrreversiblePerArc, Family: family})
	return h, c.placePicture(err, given)
}

// optionsNamed returns the options with the given ids as bits of a state.
func (c *Case) optionsNamed(ids []string) parley.State {
	var set parley.State
	for k, o := range c.Conflict.Options {
		if slices.Contains(ids, o.ID) {
			set |= 1 << k
		}
	}
	return set
}

// placePicture is Place for an error that may lie in a picture: then it names the perception.
func (c *Case) placePicture(err error, given []scenario.Perception) error {
	var picture *perception.PictureError
	var is parley.Issues
	if !errors.As(err, &picture) {
		return c.assuming(c.Place(err))
	}
	i := slices.IndexFunc(given, func(x scenario.Perception) bool { return x.Party == picture.Party.ID })
	if i < 0 || !errors.As(err, &is) {
		return err
	}
	inside := slices.ContainsFunc(is, func(x parley.Issue) bool { return strings.HasPrefix(x.At, given[i].At) })
	return c.blame(given[i], c.File.Problems(is), inside)
}

// blame names a perception in problems that a picture has, and adds where it is written unless one of them stands inside it.
func (c *Case) blame(x scenario.Perception, list diag.List, inside bool) error {
	label := c.Conflict.Parties[c.Conflict.PartyIndex(x.Party)].Label()
	out := slices.Clone(list)
	for k := range out {
		out[k].Message = fmt.Sprintf("in the perception of `%s`, as %s sees it, %s", x.Party, label, out[k].Message)
	}
	if !inside {
		p := diag.Problem{File: c.File.Name, Message: fmt.Sprintf("this is the perception of `%s`", x.Party)}
		p.Line, p.Column, p.Length = c.File.Locate(x.At)
		out = append(out, p)
	}
	return &Problems{out, c.Source}
}

// PerceiveQuestion asks what parties expect and who is surprised.
type PerceiveQuestion struct {
	From      string // a state as State reads it; "" for the status quo
	Foresight perception.Foresight
	Of        string // id of the one party to be reported on; "" for all
	Concepts  []stability.Concept
}

// Perceive finds what each party sees otherwise, what it expects, what happens, who is surprised, which outcomes hold as each
// sees it, and which misperception put right would change that.
func (c *Case) Perceive(ctx context.Context, q PerceiveQuestion, s Settings) (*report.Perceived, error) {
	out := &report.Perceived{Of: -1, From: -1, Foresight: q.Foresight}
	if q.Of != "" {
		if out.Of = c.Conflict.PartyIndex(q.Of); out.Of < 0 {
			return nil, c.unknownParty(q.Of)
		}
	}
	engine, err := engines.Named(s.Engine)
	if err != nil {
		return nil, err
	}
	h, err := c.Hypergame(ctx, s)
	if err != nil {
		return nil, err
	}
	out.Hypergame = h
	if q.From == "" {
		out.From = h.Graph.StatusQuo()
	} else if out.From, err = c.State(h.Graph, q.From); err != nil {
		return nil, err
	}
	if out.From >= 0 {
		if out.Result, err = h.Play(ctx, out.From, perception.Options{Foresight: q.Foresight, Choices: s.Choices}); err != nil {
			return nil, err
		}
		if out.Corrections, err = h.Corrections(ctx, out.Result); err != nil {
			return nil, err
		}
	}
	task := stability.Task{Concepts: q.Concepts, Choices: s.Choices, Limits: s.Limits, Workers: s.Workers}
	out.Verdicts, err = h.Judge(ctx, engine, task)
	return out, c.Place(err)
}

// unknownParty tells that an id is no party's, and which id may be meant.
func (c *Case) unknownParty(id string) error {
	var ids []string
	for _, p := range c.Conflict.Parties {
		ids = append(ids, p.ID)
	}
	if hint := diag.DidYouMean(id, ids); hint != "" {
		return fmt.Errorf("`%s` is not a party of this conflict: %s", id, hint)
	}
	return fmt.Errorf("`%s` is not a party of this conflict; its parties are %s", id, strings.Join(ids, ", "))
}
