package scenario

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"parley"
)

// Claim is a sentence that somebody asserts. Its test, if it has one, says what must be so if the claim is right.
type Claim struct {
	ID    string
	Says  string
	By    string // who asserts it
	Kind  string // "fact", "prediction", …; "" where the file does not say
	Hedge string // the word that it is hedged with, as written
	// Likelihood is how likely the analyst takes it to be; nil where that is not said.
	Likelihood *Likelihood
	Because    string
	Basis      string
	Quotes     []Quote
	RestsOn    []string // ids of claims; they may lead in a circle, which Read doubts
	Test       *Test    // nil for a claim that is not tested
	// Assuming settles groups for the test.
	Assuming Assumptions
	At       string
}

// Claim returns the claim with the given id, or nil.
func (f *File) Claim(id string) *Claim {
	if i := slices.IndexFunc(f.Claims, func(c Claim) bool { return c.ID == id }); i >= 0 {
		return &f.Claims[i]
	}
	return nil
}

// Test is what must be so if a claim is right: a verb with what it needs.
type Test struct {
	Verb Verb
	// Goal is the formula of stable, never stable, reached, never reached and can reach, the goal of requires, no effect and
	// enables, and the state of prefers. Formulas are bound under the claim's assumptions; under others, bind Goal.Text anew
	// with parley.Conflict.Formula.
	Goal parley.Formula
	// To is what prefers compares the goal with.
	To parley.Formula
	// Each holds the ids of the options of requires.
	Each []string
	// Lever is the id of the option of no effect and enables.
	Lever string
	// Party is the id of the party of prefers and surprised.
	Party string
	// Parts are the tests of all of and any of, and the one of not.
	Parts []Test
	// Concept is the solution concept, as written; "" for the default.
	Concept string
	// By is "moves", "improvements" or "best replies"; "" for the default.
	By string
	// From is where the test starts; nil for the status quo.
	From *Start
	At   string
}

// Start is where a test starts: the state with a code (in graph form an id), or every state with a formula.
type Start struct {
	Code    string // "" where a formula is given
	Formula parley.Formula
}

// Verb is what a test asks.
type Verb string

// The verbs.
const (
	Stable       Verb = "stable"
	NeverStable  Verb = "never stable"
	Reached      Verb = "reached"
	NeverReached Verb = "never reached"
	CanReach     Verb = "can reach"
	Requires     Verb = "requires"
	NoEffect     Verb = "no effect"
	Enables      Verb = "enables"
	Prefers      Verb = "prefers"
	Surprised    Verb = "surprised"
	AllOf        Verb = "all of"
	AnyOf        Verb = "any of"
	Not          Verb = "not"
)

// Verbs returns every verb, in the order of the format's table.
func Verbs() []Verb {
	return []Verb{Stable, NeverStable, Reached, NeverReached, CanReach, Requires, NoEffect, Enables, Prefers, Surprised, AllOf, AnyOf, Not}
}

// readSources reads what quotes are from.
func (r *reader) readSources() {
	f := r.file
	for k, v := range f.pairs(f.get(f.root, "sources")) {
		s := Source{ID: k.Value, At: "sources" + step(k.Value)}
		for key, to := range map[string]*string{"title": &s.Title, "author": &s.Author, "outlet": &s.Outlet, "url": &s.URL, "date": &s.Date,
			"file": &s.File, "sha256": &s.SHA256, "original": &s.Original, "reliability": &s.Reliability, "about": &s.About} {
			*to = f.text(f.get(v, key))
		}
		f.Sources = append(f.Sources, s)
	}
}

// readEvidence reads what items give for themselves.
func (r *reader) readEvidence(items []found) {
	f := r.file
	for _, x := range items {
		if strings.HasPrefix(x.at, "claims") || x.at == "" {
			continue // a claim holds its own; the file as a whole has a basis only
		}
		f.Evidence = append(f.Evidence, Evidence{
			At: x.at, Because: f.text(f.get(x.node, "because")), Quotes: r.quotes(x.node, x.at),
			Claims: r.claimIDs(f.get(x.node, "claims")), Hedge: f.text(f.get(x.node, "hedge")), Basis: f.text(f.get(x.node, "basis")),
			Likelihood: r.likelihood(x.node, x.at),
		})
	}
	for g := range f.Groups {
		for c := range f.Groups[g].Choices {
			choice := &f.Groups[g].Choices[c]
			choice.Evidence, _ = f.EvidenceFor(choice.At)
		}
	}
}

func (r *reader) quotes(n *yaml.Node, at string) []Quote {
	f := r.file
	var list []Quote
	one := func(q *yaml.Node, at string) {
		source := f.get(q, "source")
		if source == nil {
			return
		}
		id := f.text(source)
		if !r.sources.has[id] && !f.lost["sources"] {
			hint := r.known(id, r.sources.list)
			if len(r.sources.list) == 0 {
				hint = "write `sources: {id: {title: …}}`"
			}
			r.at(source, hint, "there is no source `%s`", clip(id))
		}
		list = append(list, Quote{Source: id, Text: f.text(f.get(q, "text")), At: at})
	}
	if q := f.get(n, "quote"); q != nil {
		one(q, at+".quote")
	}
	if qs := f.get(n, "quotes"); qs != nil && qs.Kind == yaml.SequenceNode {
		for i, q := range f.items(qs) {
			one(q, fmt.Sprintf("%s.quotes[%d]", at, i))
		}
	}
	return list
}

// claimIDs reads ids of claims.
func (r *reader) claimIDs(n *yaml.Node) []string {
	f := r.file
	var list []string
	for _, item := range f.items(n) {
		id := f.text(item)
		if !r.claims.has[id] && !f.lost["claims"] {
			r.at(item, r.known(id, r.claims.list), "there is no claim `%s`", clip(id))
			continue
		}
		list = append(list, id)
	}
	return list
}

// readClaims reads the claims; formulas are looked up under what each claim assumes.
func (r *reader) readClaims() {
	f := r.file
	scopes := map[string]*assembly{} // by assumptions, so that claims with the same ones share the work
	for k, v := range f.pairs(f.get(f.root, "claims")) {
		if f.spoilt[v] {
			continue
		}
		c := Claim{ID: k.Value, At: "claims" + step(k.Value), Says: f.text(f.get(v, "says")), By: f.text(f.get(v, "by")), Kind: f.text(f.get(v, "kind")),
			Hedge: f.text(f.get(v, "hedge")), Because: f.text(f.get(v, "because")), Basis: f.text(f.get(v, "basis")), RestsOn: r.claimIDs(f.get(v, "rests on"))}
		c.Quotes, c.Likelihood = r.quotes(v, c.At), r.likelihood(v, c.At)
		sound := true
		for g, choice := range f.pairs(f.get(v, "assuming")) {
			if f.text(choice) == "" {
				continue
			}
			if message, hint := f.assumed(g.Value, f.text(choice)); message != "" {
				sound = false
				if !f.lost["hypotheses"] && !f.lost["strategies"] {
					at := choice
					if f.Group(g.Value) == nil {
						at = g
					}
					r.at(at, hint, "%s", message)
				}
				continue
			}
			if c.Assuming == nil {
				c.Assuming = Assumptions{}
			}
			c.Assuming[g.Value] = f.text(choice)
		}
		if n := f.get(v, "test"); n != nil && sound {
			scope := r.scope(c.Assuming, scopes)
			if t, ok := scope.test(n, c.At+".test"); ok {
				c.Test = &t
			}
		}
		f.Claims = append(f.Claims, c)
	}
	r.doubtCircles()
}

// scope returns an assembly in which names stand for what they do under the assumptions.
func (r *reader) scope(a Assumptions, made map[string]*assembly) *assembly {
	key := fmt.Sprint(map[string]string(a))
	if made[key] == nil {
		if len(made) > 100 {
			clear(made)
		}
		settled, _ := r.file.InForce(a)
		parts := r.file.partsUnder(settled)
		made[key] = r.file.assemble(newProblems(r.source), parts, noPart)
		made[key].problems = r.problems
	}
	return made[key]
}

// doubtCircles tells of claims that rest on themselves.
func (r *reader) doubtCircles() {
	f := r.file
	const open, done = 1, 2
	state := map[string]int{}
	byID := map[string]*Claim{}
	for i := range f.Claims {
		byID[f.Claims[i].ID] = &f.Claims[i]
	}
	var visit func(id string, callers []string)
	visit = func(id string, callers []string) {
		c := byID[id]
		if c == nil || state[id] == done {
			return
		}
		if state[id] == open {
			circle := append(slices.Clone(callers[slices.Index(callers, id):]), id)
			r.doubt(f.nodeAt(c.At), "", "the claim `%s` rests on itself: %s", id, pathOf(circle))
			return
		}
		state[id] = open
		for _, other := range c.RestsOn {
			visit(other, append(callers, id))
		}
		state[id] = done
	}
	for _, c := range f.Claims {
		visit(c.ID, nil)
	}
}

// pathOf writes the ids of a circle.
func pathOf(circle []string) string {
	if n := len(circle); n > 10 {
		circle = slices.Concat(circle[:5], []string{"…"}, circle[n-4:])
	}
	return strings.Join(circle, " → ")
}

// concepts is how solution concepts are named in files; package stability says what they mean.
var concepts = regexp.MustCompile(`^(r|nash|gmr|smr|seq|sseq|sim|(limited-move|maximin)-[1-9][0-9]?|(limited-move|maximin)-100|cnash|cgmr|csmr|cseq)(-[abcd])?(-(strong|weak))?$`)

// test reads one test.
func (a *assembly) test(n *yaml.Node, at string) (Test, bool) {
	t := Test{At: at}
	var verb *yaml.Node
	sound := n.Kind == yaml.MappingNode
	for k, v := range a.pairs(n) {
		if !slices.Contains(Verbs(), Verb(k.Value)) {
			continue
		}
		if verb != nil {
			a.at(k, "write `all of: [{…}, {…}]` for several tests", "a test has one verb, but here are `%s` and `%s`", verb.Value, k.Value)
			sound = false
			continue
		}
		verb, t.Verb = k, Verb(k.Value)
		sound = !a.spoilt[v] && !absent(v) && a.verb(&t, v) && sound
	}
	if verb == nil {
		if sound && !slices.ContainsFunc(n.Content, func(c *yaml.Node) bool { return a.spoilt[c] }) {
			a.at(n, "write one, such as `stable: formula`", "this test has no verb")
		}
		return t, false
	}
	if c := a.get(n, "concept"); c != nil {
		t.Concept = a.text(c)
		if !concepts.MatchString(strings.ToLower(t.Concept)) {
			a.at(c, a.known(t.Concept, []string{"nash", "gmr", "smr", "seq", "sseq", "sim", "maximin-2", "limited-move-2", "cnash", "cgmr", "csmr", "cseq"}), "`%s` is not a solution concept", clip(t.Concept))
			sound = false
		}
	}
	if k, by := a.entry(n, "by"); by != nil {
		t.By = a.text(by)
		if t.Verb != CanReach {
			a.at(k, "", "`by` goes with `can reach`, not with `%s`", t.Verb)
			sound = false
		}
	}
	if from := a.get(n, "from"); from != nil {
		start, ok := a.start(from, at+".from")
		t.From, sound = &start, sound && ok
	}
	return t, sound
}

// verb reads what stands at the verb of a test.
func (a *assembly) verb(t *Test, v *yaml.Node) bool {
	at := t.At + "." + string(t.Verb)
	sound := true
	formula := func(key string) parley.Formula {
		f, ok := a.formula(a.get(v, key), at+"."+key)
		sound = sound && ok
		return f
	}
	party := func() string {
		n := a.get(v, "party")
		id := a.text(n)
		if n == nil || a.c.PartyIndex(id) < 0 {
			sound = false
			if n != nil {
				a.unknownParty(n, id)
			}
		}
		return id
	}
	switch t.Verb {
	case Requires:
		t.Goal = formula("goal")
		for _, item := range a.items(a.get(v, "each")) {
			id, ok := a.option(item)
			sound = sound && ok
			t.Each = append(t.Each, id)
		}
		if each := a.get(v, "each"); each != nil && len(each.Content) == 0 {
			a.at(each, "list the options that are needed", "`each` lists no option")
		}
		sound = sound && len(t.Each) > 0
	case NoEffect, Enables:
		t.Goal = formula("goal")
		if n := a.get(v, "lever"); n != nil {
			id, ok := a.option(n)
			t.Lever, sound = id, sound && ok
		}
		sound = sound && t.Lever != ""
	case Prefers:
		t.Party, t.Goal, t.To = party(), formula("state"), formula("to")
	case Surprised:
		t.Party = party()
	case AllOf, AnyOf:
		for i, item := range a.items(v) {
			part, ok := a.test(item, fmt.Sprintf("%s[%d]", at, i))
			sound = sound && ok
			t.Parts = append(t.Parts, part)
		}
		if len(v.Content) == 0 {
			a.at(v, "", "`%s` lists no test", t.Verb)
			return false
		}
	case Not:
		part, ok := a.test(v, at)
		t.Parts, sound = []Test{part}, ok
	default:
		t.Goal, sound = a.formula(v, at)
	}
	return sound
}

// start reads a state code, in graph form an id, or a formula.
func (a *assembly) start(n *yaml.Node, at string) (Start, bool) {
	text := a.text(n)
	if a.c.GraphForm() && a.frame.atoms[text] != nil || !a.c.GraphForm() && text != "" && len(text) == len(a.c.Options) && strings.Trim(text, "YN") == "" {
		return Start{Code: text}, true
	}
	f, ok := a.formula(n, at)
	return Start{Formula: f}, ok
}
