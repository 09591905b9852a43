package workbench

import (
	"context"
	"fmt"
	"maps"
	"strings"

	"parley/analysis/claims"
	"parley/analysis/crux"
	"parley/analysis/paths"
	"parley/report"
	"parley/scenario"
)

// CruxQuestion asks on what an answer hangs.
type CruxQuestion struct {
	// Of is the id of a claim, or a test on one line: "stable: F", "never stable: F", "reached: F", "never reached: F" or
	// "can reach: F".
	Of      string
	Size    int // changes in a set at most
	Weigh   bool
	Samples int
	Seed    uint64
	// Progress is told how much of the work is done.
	Progress func(done, total int)
}

// maxCases is the number of flips that are followed up with what makes the flipped answer so.
const maxCases = 6

// Crux finds the smallest sets of changes that flip the answer to a question, and ranks what it rests on. The question is put
// under the choices in force; a claim's own assumptions count where the asker has not settled the group otherwise.
func (c *Case) Crux(ctx context.Context, q CruxQuestion, s Settings) (*report.Crux, error) {
	out := &report.Crux{Conflict: c.Conflict, Choices: s.Choices, Glosses: map[string]string{}}
	test, err := c.question(q.Of, out)
	if err != nil {
		return nil, err
	}
	dispute, setting, err := c.dispute(s)
	if err != nil {
		return nil, err
	}
	reading := claims.Reading{}
	if c.File != nil {
		given := scenario.Assumptions{}
		if out.Claim != nil {
			maps.Copy(given, scenario.Assumptions(out.Claim.Assuming))
		}
		maps.Copy(given, c.Asked())
		settled, _ := c.File.InForce(given)
		reading = claims.Reading(settled)
		out.Glosses = c.glosses()
	}
	out.Test, out.Reading = test, reading
	question := crux.Question{Dispute: dispute, Reading: reading, Test: test}
	o := crux.Options{Setting: setting, Size: q.Size, Samples: q.Samples, Seed: q.Seed, Workers: s.Workers, Progress: q.Progress}
	if out.Result, err = crux.Find(ctx, question, o); err != nil {
		return nil, c.assuming(c.Place(err))
	}
	if q.Weigh && ctx.Err() == nil {
		if out.Weights, err = crux.Weigh(ctx, question, o); err != nil && ctx.Err() == nil {
			return nil, c.Place(err)
		}
	}
	for i := range out.Result.Sizes {
		out.Result.Sizes[i].Example = c.placeFirst(out.Result.Sizes[i].Example)
	}
	for _, f := range out.Result.Cases(maxCases) {
		changes := out.Result.Changes(f)
		a, err := crux.Answer(context.WithoutCancel(ctx), question, o, changes)
		if err != nil {
			return nil, c.Place(err)
		}
		out.Cases = append(out.Cases, report.Counter{Flip: f, Answer: a, Reasons: c.reasons(changes)})
	}
	return out, nil
}

// question finds the test that a text asks for.
func (c *Case) question(of string, out *report.Crux) (claims.Test, error) {
	if verb, goal, ok := strings.Cut(of, ":"); ok {
		verb, goal = strings.TrimSpace(verb), strings.TrimSpace(goal)
		if _, err := c.Conflict.Formula(goal); err != nil {
			return nil, Hinted(err)
		}
		switch scenario.Verb(verb) {
		case scenario.Stable, scenario.NeverStable:
			return claims.Stable{Goal: goal, Concept: claims.DefaultConcept, Never: verb == string(scenario.NeverStable)}, nil
		case scenario.Reached, scenario.NeverReached:
			return claims.Reached{Goal: goal, Never: verb == string(scenario.NeverReached)}, nil
		case scenario.CanReach:
			return claims.CanReach{Goal: goal, By: paths.Improvements}, nil
		}
		return nil, fmt.Errorf("`%s` cannot be asked here: write `stable: F`, `never stable: F`, `reached: F`, `never reached: F`, `can reach: F` or the id of a claim", verb)
	}
	if c.File == nil || len(c.File.Claims) == 0 {
		return nil, fmt.Errorf("`%s` is no question: the file has no claims; write `stable: F` or `reached: F`", of)
	}
	all, err := claimsOf(c.File)
	if err != nil {
		return nil, err
	}
	x, err := claimNamed(all, of)
	if err != nil {
		return nil, err
	}
	if x.Test == nil {
		return nil, fmt.Errorf("the claim `%s` has no test, so that there is no answer to flip", of)
	}
	out.Claim = x
	return x.Test, nil
}

// reasons returns what the file gives for what changes undo, and for the readings that they take.
func (c *Case) reasons(changes []crux.Change) []report.Reason {
	if c.File == nil {
		return nil
	}
	var out []report.Reason
	for _, x := range changes {
		at := x.At
		if x.Kind == crux.FlipHypothesis {
			if choice := c.File.Group(x.Group).Choice(x.Choice); choice != nil {
				at = choice.At
			}
		}
		e, ok := c.File.EvidenceFor(at)
		if !ok {
			continue
		}
		r := report.Reason{For: x.Kind == crux.FlipHypothesis || x.Kind == crux.AddRule, Because: e.Because, Hedge: e.Hedge}
		for _, q := range e.Quotes {
			r.Quotes = append(r.Quotes, q.Text)
		}
		for _, id := range e.Claims {
			if claim := c.File.Claim(id); claim != nil {
				r.Claims = append(r.Claims, report.Said{ID: id, Says: claim.Says, By: claim.By, Hedge: claim.Hedge})
			}
		}
		out = append(out, r)
	}
	return out
}
