package workbench

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"parley/diag"
	"parley/game"
)

// maxTried is how many states are listed in all while choices are tried. Beyond it rules and status quo are tried alone, which lists none:
// then a picture of a party that cannot be a conflict stays unnoticed.
const maxTried = 2_000_000

// tryChoices puts the case together with each choice in turn that is not in force, and returns what is wrong then: a choice may bring about
// rules that contradict each other, a status quo that is not feasible, a picture of a party that is no conflict. Groups that were asked
// for stand. What is wrong with the perceptions in force is told too. states is the number of states as things stand.
func (c *Case) tryChoices(ctx context.Context, states int, s Settings) (diag.List, error) {
	if c.File == nil {
		return nil, nil
	}
	var list diag.List
	left := maxTried
	var family game.Family
	try := func(x *Case) (err error) {
		if given, _ := x.File.PerceptionsUnder(x.Assumed); left >= states*(1+len(given)) {
			left -= states * (1 + len(given))
			_, err = x.hypergame(ctx, s, nil, &family)
		} else {
			err = x.Place(x.Rules.Sound(ctx))
		}
		return err
	}
	var wrong *Problems
	if err := try(c); errors.As(err, &wrong) {
		return wrong.List.Errors(), nil // what the choices have in common would be told again for each
	} else if err != nil {
		return nil, err
	}
	for _, g := range c.File.Groups {
		for _, choice := range g.Choices {
			if choice.ID == c.Assumed[g.ID] || slices.Contains(c.Given, g.ID) {
				continue
			}
			x, err := c.under(g.ID, choice.ID)
			if err == nil {
				err = try(x)
			}
			var large *game.TooLargeError
			switch {
			case ctx.Err() != nil:
				return nil, ctx.Err()
			case errors.As(err, &wrong):
				list = append(list, c.brought(g.ID+"="+choice.ID, choice.At, wrong.List.Errors())...)
			case err != nil && !errors.As(err, &large):
				return nil, err
			}
		}
	}
	return list, nil
}

// under returns the case with one choice put in force. The error is a *Problems.
func (c *Case) under(group, choice string) (*Case, error) {
	out := *c
	out.Given = nil // whoever asks names the choice
	out.Assumed = maps.Clone(c.Assumed)
	out.Assumed[group] = choice
	conflict, problems := c.File.Conflict(out.Assumed)
	if problems.Err() != nil {
		return nil, &Problems{problems, c.Source}
	}
	out.Conflict = conflict
	var err error
	out.Rules, err = game.Compile(conflict)
	return &out, c.Place(err)
}

// brought names the choice that brings problems about, and adds where it is written unless one of them stands there.
func (c *Case) brought(choice, at string, list diag.List) diag.List {
	var out diag.List
	inside := false
	line, column, length := c.File.Locate(at)
	for _, p := range list {
		inside = inside || c.File.Within(at, p.Line)
		p.Message = fmt.Sprintf("under %s: %s", choice, p.Message)
		out = append(out, p)
	}
	if !inside {
		out = append(out, diag.Problem{File: c.File.Name, Line: line, Column: column, Length: length, Message: fmt.Sprintf("this is the choice %s", choice)})
	}
	return out
}
