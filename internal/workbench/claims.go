package workbench

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"parley/analysis/claims"
	"parley/diag"
	"parley/report"
	"parley/scenario"
)

// ClaimsQuestion asks which claims of a file hold.
type ClaimsQuestion struct {
	IDs      []string // of the claims; none stands for all
	Limit    int      // see claims.Options
	Progress func(done, total int)
}

// Claims puts claims of the file to the test under its rival readings. What was assumed on opening the case settles its
// groups, whatever a claim assumes.
func (c *Case) Claims(ctx context.Context, q ClaimsQuestion, s Settings) (*report.Claims, error) {
	if c.File == nil || len(c.File.Claims) == 0 {
		return nil, errors.New("the file has no section `claims`: there is nothing to test")
	}
	all, err := claimsOf(c.File)
	if err != nil {
		return nil, err
	}
	asked := all
	if len(q.IDs) > 0 {
		asked = nil
		for _, id := range q.IDs {
			x, err := claimNamed(all, id)
			if err != nil {
				return nil, err
			}
			asked = append(asked, *x)
		}
	}
	dispute, setting, err := c.dispute(s)
	if err != nil {
		return nil, err
	}
	result, err := claims.Judge(ctx, dispute, asked, all, claims.Options{
		Setting: setting, Given: claims.Reading(c.Asked()), Limit: q.Limit, Workers: s.Workers, Progress: q.Progress,
	})
	if err != nil {
		return nil, c.Place(err)
	}
	for i := range result.Findings {
		c.begs(&result.Findings[i])
		result.Findings[i].Why = c.placeFirst(result.Findings[i].Why)
	}
	return &report.Claims{Conflict: c.Conflict, Result: result, Glosses: c.glosses(), Choices: s.Choices, Named: len(q.IDs) > 0}, nil
}

// claimNamed finds a claim by its id.
func claimNamed(all []claims.Claim, id string) (*claims.Claim, error) {
	var ids []string
	for i := range all {
		if all[i].ID == id {
			return &all[i], nil
		}
		ids = append(ids, all[i].ID)
	}
	if hint := diag.DidYouMean(id, ids); hint != "" {
		return nil, fmt.Errorf("there is no claim `%s`: %s", id, hint)
	}
	const most = 20
	if len(ids) > most {
		ids = append(ids[:most], fmt.Sprintf("%d more", len(ids)-most))
	}
	return nil, fmt.Errorf("there is no claim `%s`; there are %s", id, strings.Join(ids, ", "))
}

// glosses returns what each choice of the file asserts, by "group=choice".
func (c *Case) glosses() map[string]string {
	out := map[string]string{}
	for _, g := range c.File.Groups {
		for _, choice := range g.Choices {
			out[g.ID+"="+choice.ID] = choice.Claim
		}
	}
	return out
}

// begs adds to a finding the statements and rules in force, as given, for which the file gives the claim as the reason.
func (c *Case) begs(f *claims.Finding) {
	if len(f.Rows) == 0 {
		return
	}
	conflict, problems := c.File.Conflict(scenario.Assumptions(f.Rows[0].Reading))
	if problems.Err() != nil {
		return // the finding says so
	}
	cites := func(at, what string) {
		if e, ok := c.File.EvidenceFor(at); ok && slices.Contains(e.Claims, f.Claim.ID) {
			f.Begs = append(f.Begs, what)
		}
	}
	for i, p := range conflict.Preferences {
		for _, o := range p.Either {
			cites(o.At, "what "+conflict.Parties[i].Label()+" prefers")
			for _, s := range o.Statements {
				cites(s.At, fmt.Sprintf("`%s` (%s)", s.Either[0], conflict.Parties[i].Label()))
			}
		}
	}
	for _, r := range conflict.Rules {
		cites(r.At, fmt.Sprintf("the rule `%s`", r.Formula))
	}
	for _, b := range conflict.Bars {
		cites(b.At, fmt.Sprintf("the rule `%s`", b.Text))
	}
}
