package claims_test

import (
	"strings"
	"testing"

	"parley/analysis/claims"
)

// The premises of the article: a claim reported, an inference from it, and a recommendation without a hedge.
func TestSupport(t *testing.T) {
	all := []claims.Claim{
		{ID: "c6", By: "Russia", Hedge: "claim"},
		{ID: "c12", Hedge: "likely", RestsOn: []string{"c6"}},
		{ID: "c23", Hedge: "may well"},
		{ID: "c11", Hedge: "very likely", RestsOn: []string{"c12", "c23"}},
		{ID: "c36", Hedge: "always"},
		{ID: "c53", Hedge: "will require", RestsOn: []string{"c11", "c12"}, Assuming: claims.Reading{"motive": "imperative"}},
		{ID: "round", Hedge: "probably", RestsOn: []string{"about"}},
		{ID: "about", RestsOn: []string{"round"}},
		{ID: "fact"},
	}
	groups := []claims.Group{{ID: "motive", Choices: []claims.Choice{{ID: "imperative", Claims: []string{"c36"}}, {ID: "elective", Hedge: "unlikely"}}}}
	find := func(id string) claims.Support {
		for _, c := range all {
			if c.ID == id {
				return claims.FindSupport(c, all, groups)
			}
		}
		t.Fatal(id)
		return claims.Support{}
	}
	chain := func(links []claims.Link) string {
		var ids []string
		for _, l := range links {
			ids = append(ids, l.ID)
		}
		return strings.Join(ids, " ")
	}
	s := find("c53")
	if got := chain(s.Weakest); got != "c23 c11 c53" {
		t.Errorf("the weakest hedge stands at the end of %s", got)
	}
	if got := chain(s.Attributed); got != "c6" {
		t.Errorf("attributed: %s", got)
	}
	var drops []string
	for _, d := range s.Drops {
		drops = append(drops, d.Conclusion.ID+" from "+chain(d.Premises))
	}
	if got := strings.Join(drops, "; "); got != "c53 from c11 c12; c11 from c12 c23" {
		t.Errorf("hedges are dropped at %s", got)
	}
	if len(s.Unhedged) != 1 || s.Unhedged[0].Choice.ID != "motive=imperative" || chain(s.Unhedged[0].Claims) != "c36" {
		t.Errorf("unhedged: %v", s.Unhedged)
	}
	if got := chain(find("about").Weakest); got != "round about" {
		t.Errorf("in a circle: %s", got)
	}
	if s := find("fact"); len(s.Weakest) != 0 || len(s.Drops) != 0 {
		t.Errorf("a fact without premises rests on %v", s)
	}
	all[5].Assuming["motive"] = "elective"
	if got := chain(find("c53").Weakest); got != "motive=elective c53" {
		t.Errorf("the hedge of what is assumed counts: %s", got)
	}
}
