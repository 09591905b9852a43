package convert

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"parley"
	"parley/diag"
	"parley/logic"
)

// ReadGMCR reads a .gmcr file. Options keep the order of the file; parties and options keep their names, an option being
// named "decision maker.option". Paths in the conflict are those of the JSON text, such as decisionMakers[0].preferences[2].
//
// The conflict is nil where the list holds errors. Doubts tell what parley leaves out: coalitions, misperceptions,
// preferences that a manual ranking overrides. The cost is linear in the file, and where it has manual rankings, in the
// number of feasible states.
func ReadGMCR(name string, src []byte) (*parley.Conflict, diag.List) {
	s := source{name, src}
	root, problems := parse(s)
	if root == nil {
		return nil, problems
	}
	r := &reader{source: s, root: root, problems: problems, conflict: &parley.Conflict{}}
	base := filepath.Base(name)
	r.conflict.Title = strings.TrimSuffix(base, filepath.Ext(base))
	r.file()
	if len(r.problems.Errors()) == 0 {
		for _, is := range r.conflict.Validate() {
			r.place(is)
		}
	}
	r.problems.Sort()
	if r.problems.Err() != nil {
		return nil, r.problems
	}
	return r.conflict, r.problems
}

// PlaceGMCR gives the issues that a later stage finds in a conflict read by ReadGMCR their place in the file.
func PlaceGMCR(name string, src []byte, issues parley.Issues) diag.List {
	s := source{name, src}
	root, problems := parse(s)
	if root == nil {
		return problems
	}
	r := &reader{source: s, root: root}
	for _, is := range issues {
		r.place(is)
	}
	return r.problems
}

// reader turns the values of a file into a conflict. It goes on after an error, so that all of them are found.
type reader struct {
	source
	root     *value
	conflict *parley.Conflict
	problems diag.List
	orders   [][]int // by party: its options, in the order in which it lists them
	more     bool    // problems are left out
}

func (r *reader) add(v *value, severity diag.Severity, hint, message string) {
	switch {
	case len(r.problems) < maxProblems:
		end := v.end
		if v.kind == list || v.kind == object {
			end = v.start + 1
		}
		r.problems = append(r.problems, r.problem(v.start, end, severity, message, hint))
	case !r.more:
		r.more = true
		r.problems = append(r.problems, r.whole(fmt.Sprintf("there are more than %d problems; the rest is left out", maxProblems), "mend these first"))
	}
}

func (r *reader) fail(v *value, hint, format string, args ...any) {
	r.add(v, diag.Error, hint, fmt.Sprintf(format, args...))
}

func (r *reader) doubt(v *value, hint, format string, args ...any) {
	r.add(v, diag.Doubt, hint, fmt.Sprintf(format, args...))
}

func (r *reader) place(is parley.Issue) {
	severity := diag.Error
	if is.Doubt {
		severity = diag.Doubt
	}
	r.add(r.root.at(is.At), severity, is.Hint, is.Message)
}

// is reports whether v is of a kind, and says so if not. What begins a sentence: "the name of an option".
func (r *reader) is(v *value, k kind, what string) bool {
	if v.kind == k {
		return true
	}
	r.fail(v, "", "%s must be %s, not %s", what, k, v.kind)
	return false
}

// need returns the value of a key that must be there, of a kind, or nil.
func (r *reader) need(v *value, key string, k kind, what string) *value {
	x := v.get(key)
	if x == nil {
		r.fail(v, "", "%s has no `%s`", what, key)
		return nil
	}
	if !r.is(x, k, fmt.Sprintf("`%s`", key)) {
		return nil
	}
	return x
}

// known doubts keys that GMCR+ does not write.
func (r *reader) known(v *value, keys ...string) {
	for _, m := range v.members {
		if !slices.Contains(keys, m.name) {
			r.doubt(&value{start: m.start, end: m.end}, diag.DidYouMean(m.name, keys), "%s is not a key of .gmcr files; it is ignored", show(m.name))
		}
	}
}

func (r *reader) file() {
	if !r.is(r.root, object, "the file") {
		return
	}
	r.known(r.root, "program", "version", "options", "decisionMakers", "infeasibles", "coalitions", "coalitionsFull",
		"useManualPreferenceRanking", "useManualPreferenceVectors", "nodes")
	r.origin()
	options := r.need(r.root, "options", list, "the file")
	parties := r.need(r.root, "decisionMakers", list, "the file")
	infeasibles := r.need(r.root, "infeasibles", list, "the file")
	if options == nil || parties == nil {
		return
	}
	switch {
	case len(options.items) > parley.MaxOptions:
		r.fail(options.items[parley.MaxOptions], "", "the file has %d options; parley handles at most %d", len(options.items), parley.MaxOptions)
		return
	case len(parties.items) > maxParties:
		r.fail(parties.items[maxParties], "", "the file has %d decision makers; parley handles at most %d", len(parties.items), maxParties)
		return
	case len(options.items) == 0:
		r.fail(options, "", "the file has no options")
		return
	case len(parties.items) == 0:
		r.fail(parties, "", "the file has no decision makers")
		return
	}
	r.options(options)
	r.parties(parties)
	r.names(options, parties)
	if infeasibles != nil {
		r.infeasibles(infeasibles)
	}
	r.preferences(parties)
	r.coalitions()
}

// origin doubts files of programs and versions that this reader was not written for.
func (r *reader) origin() {
	if p := r.root.get("program"); p != nil && r.is(p, text, "`program`") && p.text != "gmcr-py" && p.text != program {
		r.doubt(p, "", "the file was written by %s, not by GMCR+, which calls itself `gmcr-py`; it is read as if it were", show(p.text))
	}
	if v := r.root.get("version"); v != nil && r.is(v, text, "`version`") && !strings.HasPrefix(v.text+".", "0.3.") && !strings.HasPrefix(v.text+".", "0.4.") {
		r.doubt(v, "", "the file was written by GMCR+ %s; parley knows the layouts of 0.3 and 0.4", show(v.text))
	}
}

// options reads what each option is; to whom it belongs is said by the decision makers.
func (r *reader) options(options *value) {
	for k, v := range options.items {
		o := parley.Option{Party: -1, At: fmt.Sprintf("options[%d]", k)}
		if r.is(v, object, "an option") {
			r.known(v, "name", "permittedDirection")
			o.Name = r.name(v, "option", k)
			r.direction(v, &o)
		}
		r.conflict.Options = append(r.conflict.Options, o)
	}
}

func (r *reader) direction(v *value, o *parley.Option) {
	d := v.get("permittedDirection")
	if d == nil {
		r.doubt(v, "", "the option %s has no `permittedDirection`; it is read as `both`", show(o.Name))
		return
	}
	if !r.is(d, text, "`permittedDirection`") {
		return
	}
	switch d.text {
	case "both":
	case "fwd":
		o.StaysTaken = true
	case "back":
		o.StaysDropped = true
	default:
		r.fail(d, "write `both`, `fwd` (from N to Y only) or `back` (from Y to N only)", "%s is not a direction", show(d.text))
	}
}

func (r *reader) name(v *value, what string, k int) string {
	if n := r.need(v, "name", text, fmt.Sprintf("this %s", what)); n != nil {
		if strings.TrimSpace(n.text) != "" {
			return n.text
		}
		r.doubt(n, "", "the %s has no name; it is called `%s %d`", what, what, k+1)
	}
	return fmt.Sprintf("%s %d", what, k+1)
}

func (r *reader) parties(parties *value) {
	c, complete := r.conflict, true
	for i, v := range parties.items {
		p := parley.Party{At: fmt.Sprintf("decisionMakers[%d]", i)}
		var owned []int
		good := false
		if r.is(v, object, "a decision maker") {
			r.known(v, "name", "options", "preferences", "preferenceRanking", "preferenceVector", "payoffs", "misperceptions", "perceived", "perceivedRanking")
			p.Name = r.name(v, "decision maker", i)
			if l := r.need(v, "options", list, "this decision maker"); l != nil {
				owned, good = r.owned(i, p.Name, l)
			}
		}
		c.Parties = append(c.Parties, p)
		r.orders = append(r.orders, owned)
		complete = complete && good
	}
	for _, o := range c.Options {
		if o.Party < 0 && complete {
			r.fail(r.root.at(o.At), "list its number under `options` of the decision maker who chooses it", "the option %s belongs to no decision maker", show(o.Name))
		}
	}
}

// owned reads the options of a decision maker, and reports whether all of them could be read.
func (r *reader) owned(party int, name string, l *value) (owned []int, good bool) {
	good = true
	for _, v := range l.items {
		k, ok := r.option(v)
		if !ok {
			good = false
			continue
		}
		o := &r.conflict.Options[k]
		switch {
		case o.Party == party:
			r.doubt(v, "", "%s lists the option %s twice", show(name), show(o.Name))
			continue
		case o.Party >= 0:
			r.fail(v, "give each decision maker an option of its own", "the option %s belongs to %s already", show(o.Name), show(r.conflict.Parties[o.Party].Name))
			continue
		}
		o.Party = party
		owned = append(owned, k)
	}
	return owned, good
}

// option reads the number of an option.
func (r *reader) option(v *value) (int, bool) {
	if !r.is(v, number, "the number of an option") {
		return 0, false
	}
	k, ok := v.whole()
	if n := len(r.conflict.Options); !ok || k < 0 || k >= n {
		r.fail(v, "", "%s is not an option: the file has %d, numbered from 0", show(v.text), n)
		return 0, false
	}
	return k, true
}

// names gives parties and options ids, each once, that formulas can quote.
func (r *reader) names(options, parties *value) {
	c := r.conflict
	unique := func(id, kind string, taken map[string]bool, at *value) string {
		if strings.Contains(id, "`") && strings.Contains(id, `"`) { // a formula could not quote it
			id = strings.ReplaceAll(id, "`", "'")
		}
		is := id
		for n := 2; taken[is]; n++ {
			is = fmt.Sprintf("%s %d", id, n)
		}
		taken[is] = true
		if is != id {
			r.doubt(at, "", "the file has two %s called %s; this one is called %s here", kind, show(id), show(is))
		}
		return is
	}
	taken := map[string]bool{}
	for i := range c.Parties {
		p := &c.Parties[i]
		p.ID = unique(p.Name, "decision makers", taken, parties.items[i])
		p.Name = p.ID
	}
	taken = map[string]bool{}
	for k := range c.Options {
		o := &c.Options[k]
		if o.Party < 0 {
			continue
		}
		of := c.Parties[o.Party].ID + "."
		o.ID = unique(of+o.Name, "options", taken, options.items[k])
		o.Name = strings.TrimPrefix(o.ID, of)
	}
}

func (r *reader) id(option int) string { return r.conflict.Options[option].ID }

func (r *reader) infeasibles(l *value) {
	if len(l.items) > maxInfeasibles {
		r.fail(l.items[maxInfeasibles], "", "the file has %d infeasible conditions; parley reads at most %d", len(l.items), maxInfeasibles)
		return
	}
	for i, v := range l.items {
		conditions, ok := r.conditions(v)
		if !ok {
			continue
		}
		if v.kind == object {
			r.doubt(v, "", "GMCR+ itself cannot open a file with a compound condition among the infeasible ones")
		}
		if slices.ContainsFunc(conditions, func(c condition) bool { return len(c) == 0 }) {
			r.fail(v, "name an option in it, or drop it", "this condition is empty, so it holds in every state and leaves none feasible")
			continue
		}
		if len(conditions) == 0 {
			r.doubt(v, "", "this condition has no members, so it removes nothing")
			continue
		}
		e := logic.NewNot(formula(conditions, r.id))
		at := fmt.Sprintf("infeasibles[%d]", i)
		r.conflict.Rules = append(r.conflict.Rules, parley.Rule{Formula: parley.Formula{Expr: e, Text: e.String(), At: at}})
	}
}

// coalitions doubts coalitions of several decision makers: GMCR+ has them move as one.
func (r *reader) coalitions() {
	l := r.root.get("coalitions")
	if l == nil || !r.is(l, list, "`coalitions`") {
		return
	}
	seen := map[int]bool{}
	member := func(v *value) (string, bool) {
		if !r.is(v, number, "the number of a decision maker") {
			return "", false
		}
		i, ok := v.whole()
		if n := len(r.conflict.Parties); !ok || i < 0 || i >= n {
			r.fail(v, "", "%s is not a decision maker: the file has %d, numbered from 0", show(v.text), n)
			return "", false
		}
		if seen[i] {
			r.doubt(v, "", "%s stands in the coalitions twice", show(r.conflict.Parties[i].ID))
		}
		seen[i] = true
		return r.conflict.Parties[i].ID, true
	}
	for _, v := range l.items {
		if v.kind != list {
			member(v)
			continue
		}
		var names []string
		for _, m := range v.items {
			if name, ok := member(m); ok {
				names = append(names, show(name))
			}
		}
		if len(names) > 1 {
			r.doubt(v, "in GMCR+ they move as one, and only to what all of them prefer", "the coalition of %s is left out: here each of them moves alone", strings.Join(names, " and "))
		}
	}
}
