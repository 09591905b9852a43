package workbench

import (
	"fmt"
	"strconv"
	"strings"

	"parley"
	"parley/diag"
	"parley/report"
	"parley/scenario"
)

// grounds looks for what a file asserts and gives no evidence for.
type grounds struct {
	file *scenario.File
	list diag.List
	// all tells of every item without a quotation, a claim or a reason, also of those that only the basis of the file covers.
	all bool
}

// ungrounded are the items of one section without evidence.
type ungrounded struct {
	section, what string
	total         int
	items         []item
}

type item struct{ at, name string }

// doubtGrounds tells of assumptions, preferences and numbers with no evidence: in a line for each section, or with all each
// by itself. A file that says whose reading its preferences are, by `basis`, is told of only with all.
func (c *Case) doubtGrounds(all bool) diag.List {
	if c.File.Basis != "" && !all {
		return nil
	}
	g := &grounds{file: c.File, all: all}
	for _, u := range c.without(g) {
		g.tell(u)
	}
	return g.list
}

// Without lists, section by section, what the file asserts without evidence of its own, whoever's reading it is.
func (c *Case) Without() []report.Without {
	if c.File == nil {
		return nil
	}
	var out []report.Without
	for _, u := range c.without(&grounds{file: c.File, all: true}) {
		x := report.Without{Section: u.section, What: u.what, Total: u.total}
		for _, i := range u.items {
			item := report.Bare{Name: i.name, At: i.at}
			item.Line, item.Column, _ = c.File.Locate(i.at)
			x.Items = append(x.Items, item)
		}
		if u.total > 0 {
			out = append(out, x)
		}
	}
	return out
}

// without looks at everything that should have evidence.
func (c *Case) without(g *grounds) []ungrounded {
	conflict := c.Conflict
	rules := ungrounded{section: "rules", what: "rule"}
	for _, r := range conflict.Rules {
		g.look(&rules, r.At, fmt.Sprintf("the rule `%s`", r.Formula))
	}
	moves := ungrounded{section: "moves", what: "rule of moves"}
	for _, b := range conflict.Bars {
		g.look(&moves, b.At, fmt.Sprintf("`%s`", b.Text))
	}
	wants, numbers := ungrounded{section: "preferences", what: "statement"}, ungrounded{section: "preferences", what: "number"}
	for i, p := range conflict.Preferences {
		g.preference(&wants, &numbers, conflict.Parties[i], p)
	}
	choices := ungrounded{section: "hypotheses", what: "choice"}
	values := ungrounded{section: "strategies", what: "number"}
	for _, group := range c.File.Groups {
		for _, x := range group.Choices {
			if !group.Strategy {
				g.look(&choices, x.At, fmt.Sprintf("`%s=%s`", group.ID, x.ID))
			}
		}
		for _, w := range group.Values {
			g.look(&values, w.At, fmt.Sprintf("the value of `%s`", w.Outcome))
		}
	}
	return []ungrounded{rules, moves, wants, numbers, choices, values, c.viewsWithout(g), c.numbersWithout(g)}
}

// viewsWithout looks at how parties see each other.
func (c *Case) viewsWithout(g *grounds) ungrounded {
	u := ungrounded{section: "perceptions", what: "view"}
	pictures, _ := c.File.PerceptionsUnder(c.Assumed)
	label := func(id string) string {
		if i := c.Conflict.PartyIndex(id); i >= 0 {
			return c.Conflict.Parties[i].Label()
		}
		return id
	}
	for _, p := range pictures {
		for _, v := range p.Views {
			g.look(&u, v.At, fmt.Sprintf("how %s sees %s", label(p.Party), label(v.Party)))
		}
		if len(p.Views) == 0 {
			g.look(&u, p.At, fmt.Sprintf("how %s sees the conflict", label(p.Party)))
		}
	}
	return u
}

// simulated are the parts of a simulation that hold numbers of the analyst's.
var simulated = []struct{ key, what string }{{"parameters", "parameter"}, {"correlations", "correlation"}, {"stocks", "stock"}, {"schedules", "schedule"}}

// numbersWithout looks at the numbers of the simulation under the assumptions. Stocks that start from named parameters have no
// number of their own.
func (c *Case) numbersWithout(g *grounds) ungrounded {
	u := ungrounded{section: "simulation", what: "number"}
	section := c.File.SimulationUnder(c.Assumed)
	if section == nil {
		return u
	}
	for _, part := range simulated {
		v := section.Field(part.key)
		if v == nil {
			continue
		}
		for _, x := range v.Fields {
			if part.key == "stocks" && !ownNumber(x.Value) {
				continue
			}
			g.look(&u, x.Value.At, fmt.Sprintf("the %s `%s`", part.what, x.Key))
		}
		for i, x := range v.List {
			g.look(&u, x.At, fmt.Sprintf("%s %d", part.what, i+1))
		}
	}
	return u
}

// ownNumber reports whether a stock has a number in place of a name, zero apart.
func ownNumber(stock scenario.Value) bool {
	for _, x := range append([]scenario.Field{{Value: stock}}, stock.Fields...) {
		if n, err := strconv.ParseFloat(strings.TrimSpace(x.Value.Text), 64); err == nil && n != 0 {
			return true
		}
	}
	return false
}

func (g *grounds) preference(wants, numbers *ungrounded, party parley.Party, p parley.Preference) {
	for _, o := range p.Either {
		for _, s := range o.Statements {
			g.look(wants, s.At, fmt.Sprintf("`%s` (%s)", s.Either[0], party.Label()))
		}
		for _, w := range o.Weights {
			g.look(numbers, w.At, fmt.Sprintf("the weight of `%s` (%s)", w.Formula, party.Label()))
		}
		if len(o.Ranking) > 0 {
			g.look(wants, o.At, fmt.Sprintf("the ranking of %s", party.Label()))
		}
	}
}

// look counts an item, and notes it if neither it nor what it stands in gives evidence.
func (g *grounds) look(u *ungrounded, at, name string) {
	if at == "" {
		return
	}
	u.total++
	for path := at; path != ""; path = parent(path) {
		e, ok := g.file.EvidenceFor(path)
		if ok && (e.Because != "" || len(e.Quotes)+len(e.Claims) > 0 || e.Basis != "" && !g.all) {
			return
		}
	}
	u.items = append(u.items, item{at, name})
}

// parent returns the path of what an item stands in.
func parent(path string) string {
	i := strings.LastIndexAny(path, ".[")
	if i < 0 {
		return ""
	}
	return path[:i]
}

// tell tells of the items of a section.
func (g *grounds) tell(u ungrounded) {
	add := func(at, hint, message string) {
		p := diag.Problem{File: g.file.Name, Severity: diag.Doubt, Message: message, Hint: hint}
		p.Line, p.Column, p.Length = g.file.Locate(at)
		g.list = append(g.list, p)
	}
	switch {
	case len(u.items) == 0:
	case g.all:
		for _, x := range u.items {
			hint := ""
			if g.file.Basis != "" {
				hint = "it rests on the basis of the file alone: " + g.file.Basis
			}
			add(x.at, hint, x.name+" has no evidence of its own: no quotation, no claim, no reason")
		}
	default:
		count := fmt.Sprintf("%d of %d %ss", len(u.items), u.total, u.what)
		if u.total == 1 {
			count = "the one " + u.what
		}
		has := "have"
		if len(u.items) == 1 {
			has = "has"
		}
		add(u.section, "say why by `because`, `quote` or `claims`, or whose reading the file is by `basis`; `parley check --evidence` lists them",
			fmt.Sprintf("%s of `%s` %s no evidence", count, u.section, has))
	}
}
