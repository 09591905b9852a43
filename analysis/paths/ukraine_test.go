package paths_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/bits-and-blooms/bitset"

	"parley"
	"parley/analysis/paths"
	"parley/analysis/sequence"
	"parley/game"
	"parley/stability"
)

// ukraine is a model of the war in Ukraine as of October 2025: four parties, 14 options, 1,872 feasible states. The
// preferences are an analyst's reading.
func ukraine(t *testing.T, us, russia string) *game.Graph {
	t.Helper()
	c := &parley.Conflict{Title: "Ending the war in Ukraine", Preferences: make([]parley.Preference, 4)}
	for i, text := range []string{"us tom nato press war", "ru esc terms rf summ rsign", "ua wl asign", "eu eforce eun eaid"} {
		words := strings.Fields(text)
		c.Parties = append(c.Parties, parley.Party{ID: words[0]})
		for _, o := range words[1:] {
			c.Options = append(c.Options, parley.Option{ID: words[0] + "." + o, Party: i, StaysTaken: o == "war"})
		}
	}
	formula := func(text string) parley.Formula {
		f, err := c.Formula(strings.ReplaceAll(text, "!", " not "))
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	for _, text := range strings.Split("rsign&esc; rsign&!terms&!rf; asign&!wl; eforce&eun; rf&!eforce; war&(rsign|asign); war&(press|nato); summ&!wl", "; ") {
		c.Rules = append(c.Rules, parley.Rule{Formula: formula("!(" + text + ")")})
	}
	ua := "asign->eaid; asign->(rf|eun); rf->asign; (press&terms&eun&eaid)->asign; press->wl; !press->(wl IFF asign); !nato; tom; eforce; !esc; rsign"
	eu := "!war; eaid; press->(eun&!eforce); !press->eforce; rsign&asign; tom; !nato; !esc"
	for i, text := range []string{us, russia, ua, eu} {
		var o parley.Order
		for _, s := range strings.Split(text, "; ") {
			o.Statements = append(o.Statements, parley.Statement{Either: []parley.Formula{formula(s)}})
		}
		c.Preferences[i].Either = []parley.Order{o}
	}
	c.StatusQuo = &parley.Place{}
	for k, o := range c.Options {
		if o.ID == "ru.terms" || o.ID == "eu.eforce" || o.ID == "eu.eaid" {
			c.StatusQuo.State |= 1 << k
		}
	}
	g := list(t, c)
	if g.Len() != 1872 {
		t.Fatalf("%d states, want 1872", g.Len())
	}
	return g
}

// The readings: what Washington may pursue, and what Moscow may want.
var (
	courses = map[string]string{
		"A": "!war; rsign&asign; !esc; (terms&eun&wl)->nato; terms->press; !tom; summ; !nato",
		"B": "!war; rsign&asign; !rsign->tom; !nato; !press; tom; summ; !esc",
		"C": "!war; rsign&asign; terms->(press&!tom); !terms->(tom&!press); (terms&eun&wl)->nato; !esc; summ; !nato",
	}
	motives = map[string]string{
		"H1": "!rf; rsign->(nato&!eforce&asign); !war; summ->wl; (nato&!eforce&asign)->rsign; !eforce; nato; tom->esc; !tom->!esc; terms; rsign->summ; !tom; wl; !eaid",
		"H2": "!war; (tom&eaid)->rsign; !(tom&eaid)->(esc&!rsign); !(tom&eaid)->!terms; (tom&eaid&eforce)->rf; summ->wl; !rf; nato; !eforce; !tom; !eaid; rsign->!terms; summ",
		"H3": "!war; !rsign; esc; !terms; !rf; !eforce; !tom; !eaid; !summ",
		"H4": "!war; !rsign; terms; !eforce; nato; !tom; (tom&eaid)->!esc; !(tom&eaid)->esc; wl; summ->wl; !eaid; !rf",
	}
)

// where returns the states in which a formula holds.
func where(t *testing.T, g *game.Graph, text string) *bitset.BitSet {
	t.Helper()
	f, err := g.Conflict().Formula(text)
	if err != nil {
		t.Fatal(err)
	}
	holds, _ := g.Where(f.Expr)
	return holds
}

// taken writes a state as the options that are taken.
func taken(g *game.Graph, s int) string {
	var out []string
	for k, o := range g.Conflict().Options {
		if g.Members(s)[0].Has(k) {
			_, name, _ := strings.Cut(o.ID, ".")
			out = append(out, name)
		}
	}
	return strings.Join(out, " ")
}

// told writes a path as who changes what.
func told(g *game.Graph, p *sequence.Path) string {
	var out []string
	for _, s := range p.Steps {
		words := []string{s.Movers.Name(g.Conflict().Parties)}
		for k, o := range g.Conflict().Options {
			_, name, _ := strings.Cut(o.ID, ".")
			switch a, b := g.Members(s.From)[0].Has(k), g.Members(s.To)[0].Has(k); {
			case b && !a:
				words = append(words, "+"+name)
			case a && !b:
				words = append(words, "-"+name)
			}
		}
		out = append(out, strings.Join(words, " "))
	}
	return strings.Join(out, ", ")
}

// The compromise that the article pleads for is where best replies end if Washington returns to diplomacy and Moscow fights
// for its security; capitulation is where they end if Washington presses and Moscow counts its costs.
func TestUkraineEnds(t *testing.T) {
	const compromise, capitulation = "nato press terms summ rsign wl asign eun eaid", "tom rf summ rsign wl asign eforce eaid"
	for _, x := range []struct{ course, motive, end, path string }{
		{"A", "H1", compromise, "us +press, eu -eforce +eun, ua +wl +asign, us +nato, ru +summ +rsign"},
		{"B", "H1", "tom esc terms eforce eaid", "us +tom, ru +esc"},
		{"B", "H2", capitulation, "us +tom, ru -terms +rf +rsign, ua +wl +asign, ru +summ"},
		{"C", "H1", compromise, "us +press, eu -eforce +eun, ua +wl +asign, us +nato, ru +summ +rsign"},
	} {
		g := ukraine(t, courses[x.course], motives[x.motive])
		e, err := paths.Ends(ctx, g, g.StatusQuo(), paths.Options{Mode: paths.BestReplies})
		if err != nil {
			t.Fatal(err)
		}
		if len(e.Ends) != 1 || len(e.Cycles) != 0 || taken(g, e.Ends[0].State) != x.end || told(g, e.Ends[0].Path) != x.path {
			t.Errorf("%s and %s end at %q by %q, want %q by %q", x.course, x.motive, taken(g, e.Ends[0].State), told(g, e.Ends[0].Path), x.end, x.path)
		}
	}

	// A conditional course against a Moscow that counts its costs ends in capitulation too, unless it goes round for ever.
	g := ukraine(t, courses["C"], motives["H2"])
	e, err := paths.Ends(ctx, g, g.StatusQuo(), paths.Options{Mode: paths.BestReplies})
	if err != nil {
		t.Fatal(err)
	}
	if len(e.Ends) != 1 || taken(g, e.Ends[0].State) != capitulation {
		t.Errorf("ends %v", e.Ends)
	}
	if len(e.Cycles) != 2 || e.Cycles[0].Terminal || e.Cycles[1].Terminal {
		t.Errorf("cycles %v", e.Cycles)
	}
}

// What the deal cannot do without, by improvements: the catalog's answers, from an independent enumeration.
func TestUkrainePrerequisites(t *testing.T) {
	g := ukraine(t, courses["A"], motives["H1"])
	deal := where(t, g, "rsign and asign")
	o := paths.Options{Mode: paths.Improvements}
	r, err := paths.Prerequisites(ctx, g, g.StatusQuo(), deal, o)
	if err != nil {
		t.Fatal(err)
	}
	say := func(c paths.Condition) string {
		name := g.Conflict().Options[c.Option].ID
		if !c.Taken {
			return "not " + name
		}
		return name
	}
	var needed, kept []string
	for _, n := range r.Needed {
		needed = append(needed, say(n.Condition))
		if demanded := n.Option >= 0 && n.Taken && strings.Contains("ua.wl ua.asign ru.rsign", say(n.Condition)); n.InGoal != demanded {
			t.Errorf("%s is in the goal: %v", say(n.Condition), n.InGoal)
		}
	}
	for _, c := range r.Kept {
		kept = append(kept, say(c))
	}
	if got, want := strings.Join(needed, ", "), "us.nato, us.press, not eu.eforce, eu.eun, ua.wl, ua.asign, ru.rsign"; got != want {
		t.Errorf("needed %s, want %s", got, want)
	}
	if got, want := strings.Join(kept, ", "), "not us.war, not ru.esc, ru.terms, not ru.rf, eu.eaid"; got != want {
		t.Errorf("kept %s, want %s", got, want)
	}
	forced := func(first, then string, when paths.When) {
		t.Helper()
		for _, p := range r.Order {
			if needed[p.First] == first && needed[p.Then] == then {
				if p.When != when {
					t.Errorf("%s and %s: %v, want %v", first, then, p.When, when)
				}
				return
			}
		}
		t.Errorf("%s is not forced before %s", first, then)
	}
	forced("us.press", "eu.eun", paths.Before)
	forced("eu.eun", "ua.asign", paths.Before)
	forced("ua.asign", "ru.rsign", paths.Before)
	forced("us.nato", "ru.rsign", paths.Before)
	forced("ua.wl", "ua.asign", paths.NotAfter)
	forced("not eu.eforce", "eu.eun", paths.Together)

	sets, err := paths.Blockers(ctx, g, g.StatusQuo(), deal, o)
	if err != nil {
		t.Fatal(err)
	}
	if want := []stability.Coalition{1, 2, 4, 8}; !slices.Equal(sets, want) {
		t.Errorf("blockers %b: each of the four parties should be one by itself", sets)
	}
}

// Under pressure Moscow never finds a signature worth its while; the step that does not pay is Moscow's own.
func TestUkraineObstacle(t *testing.T) {
	g := ukraine(t, courses["B"], motives["H1"])
	got, err := paths.Obstruct(ctx, g, g.StatusQuo(), where(t, g, "rsign and asign"), paths.Options{Mode: paths.BestReplies})
	if err != nil {
		t.Fatal(err)
	}
	if got.Cause != paths.NoIncentive || told(g, got.Nearest) != "ru -terms +rf +rsign, ua +wl +asign" || len(got.Against) != 1 || got.Against[0].Party != 1 || got.Against[0].Relation != game.Worse {
		t.Errorf("obstacle %+v by %s", got, told(g, got.Nearest))
	}
}
