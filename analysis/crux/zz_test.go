package crux_test

import (
	"context"
	"parley"
	"parley/analysis/claims"
	"parley/analysis/crux"
	"parley/catalog"
	"parley/scenario"
	"parley/stability/explicit"
	"testing"
)

type disp struct {
	f  *scenario.File
	gs []claims.Group
}

func (d *disp) Groups() []claims.Group { return d.gs }
func (d *disp) Conflict(r claims.Reading) (*parley.Conflict, error) {
	c, p := d.f.Conflict(scenario.Assumptions(r))
	return c, p.Err()
}
func (d *disp) Surprised(context.Context, claims.Reading, claims.Change, string) (*claims.Surprise, error) {
	return nil, nil
}
func ukraine(t testing.TB) *disp {
	c, _ := catalog.Open("ukraine-2025")
	f, _ := scenario.Read(c.Name(), c.Source)
	d := &disp{f: f}
	for _, g := range f.Groups {
		x := claims.Group{ID: g.ID}
		for _, c := range g.Choices {
			x.Choices = append(x.Choices, claims.Choice{ID: c.ID, Touches: f.Touches(g.ID, c.ID)})
		}
		d.gs = append(d.gs, x)
	}
	return d
}
func BenchmarkPairs(b *testing.B) {
	d := ukraine(b)
	r, _ := d.f.InForce(nil)
	for b.Loop() {
		crux.Find(context.Background(), crux.Question{d, claims.Reading(r), claims.Stable{Goal: "russia.accept_force", Concept: claims.DefaultConcept, Never: true}}, crux.Options{Setting: claims.Setting{Engine: explicit.Engine{}}, Size: 2, Workers: 1})
	}
}
func BenchmarkWeigh(b *testing.B) {
	d := ukraine(b)
	r, _ := d.f.InForce(nil)
	for b.Loop() {
		crux.Weigh(context.Background(), crux.Question{d, claims.Reading(r), claims.Stable{Goal: "russia.accept_force", Concept: claims.DefaultConcept, Never: true}}, crux.Options{Setting: claims.Setting{Engine: explicit.Engine{}}, Samples: 50, Workers: 1})
	}
}
