package scenario

import (
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"parley"
	"parley/logic"
)

// frame is what no override changes: who the parties are, what each can do, and the states that are listed. The names of
// formulas are looked up in it.
type frame struct {
	conflict parley.Conflict
	parties  []*yaml.Node          // keys
	atoms    map[string]*yaml.Node // ids of options or states, and where they stand
	endings  map[string]string     // ending of an id -> the id, "" where several end so
	unknown  bool                  // the sections that define names could not be read, so that names cannot be checked
}

// readFrame reads parties and states.
func (r *reader) readFrame() *frame {
	f := r.file
	b := &frame{atoms: map[string]*yaml.Node{}, endings: map[string]string{}}
	b.unknown = f.lost["parties"] || f.lost["states"] || f.lost["define"]
	r.readStates(b)
	graph := len(b.conflict.States) > 0 || f.get(f.root, "states") != nil
	sectionKey, section := f.entry(f.root, "parties")
	for k, v := range f.pairs(section) {
		if len(b.parties) == parley.MaxParties {
			r.at(k, "", "a conflict has at most %d parties", parley.MaxParties)
			b.unknown = true
			break
		}
		if f.spoilt[v] {
			b.unknown = true
		}
		at := "parties" + step(k.Value)
		b.conflict.Parties = append(b.conflict.Parties, parley.Party{ID: k.Value, Name: f.text(f.get(v, "name")), At: at})
		b.parties = append(b.parties, k)
		optionsKey, options := f.entry(v, "options")
		movesKey, _ := f.entry(v, "moves")
		switch {
		case graph && optionsKey != nil:
			r.at(optionsKey, "delete `options`, or delete `states` and write what each party can do", "`%s` has options, but the states are listed", k.Value)
		case !graph && movesKey != nil:
			r.at(movesKey, "list `states`, or give the party `options`", "`%s` lists moves, but there are no listed states", k.Value)
		case graph:
		case options == nil || len(options.Content) == 0:
			if v.Kind == yaml.MappingNode && !f.spoiltKey(v, "options") {
				r.at(k, "write what it can do: `options: {id: label}`", "`%s` has no options", k.Value)
			}
		default:
			r.readOptions(b, options, len(b.parties)-1, at+".options")
		}
	}
	b.unknown = b.unknown || len(b.parties) == 0
	if section != nil && len(b.parties) == 0 {
		r.at(sectionKey, "write `parties: {id: {name: …, options: {id: label}}}`", "there are no parties")
	}
	if n := len(b.conflict.Options); n > parley.MaxOptions {
		r.at(b.atoms[b.conflict.Options[parley.MaxOptions].ID], "merge options or leave some out", "the conflict has %d options; parley handles at most %d", n, parley.MaxOptions)
		b.conflict.Options = b.conflict.Options[:parley.MaxOptions]
	}
	if graph {
		i := 0
		for _, v := range f.pairs(section) {
			if i < len(b.parties) {
				r.readArcs(b, f.get(v, "moves"), i)
			}
			i++
		}
	}
	return b
}

// spoiltKey reports whether a mapping has the key with a value in error, so that it is not missing.
func (f *File) spoiltKey(n *yaml.Node, name string) bool {
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == name && (f.spoilt[n.Content[i]] || f.spoilt[n.Content[i+1]]) {
			return true
		}
	}
	return slices.ContainsFunc(n.Content, func(k *yaml.Node) bool { return f.spoilt[k] })
}

func (r *reader) readOptions(b *frame, options *yaml.Node, party int, at string) {
	f := r.file
	owner := b.conflict.Parties[party].ID
	for k, v := range f.pairs(options) {
		id := owner + "." + k.Value
		at := at + step(k.Value)
		levelsKey, levels := f.entry(v, "choice")
		if levels == nil {
			if v.Kind == yaml.MappingNode && f.spoiltKey(v, "choice") {
				b.unknown = true
			}
			if strings.HasPrefix(k.Value, owner+".") {
				r.doubt(k, fmt.Sprintf("write `%s`", strings.TrimPrefix(k.Value, owner+".")), "the id of an option does not repeat its party: this one is `%s`", id)
			}
			r.addOption(b, k, v, parley.Option{ID: id, Party: party, At: at})
			continue
		}
		if n, _ := f.entry(v, "irreversible"); n != nil {
			r.at(n, "write it at the levels that stay: `level: {label: …, irreversible: true}`", "a choice cannot be irreversible as a whole")
		}
		if len(levels.Content) == 0 {
			r.at(levelsKey, "write its levels: `choice: {none: …, full: …}`", "the choice `%s` has no levels", id)
		}
		if len(levels.Content) == 2 {
			r.doubt(levelsKey, "a choice is between two levels or more", "the choice `%s` has one level, which always holds", id)
		}
		for level, text := range f.pairs(levels) {
			r.addOption(b, level, text, parley.Option{ID: id + "." + level.Value, Party: party, Choice: id, At: at + ".choice" + step(level.Value)})
		}
	}
}

// addOption reads what is said of an option or a level and adds it.
func (r *reader) addOption(b *frame, k, v *yaml.Node, o parley.Option) {
	f := r.file
	o.Name = f.text(v)
	if v.Kind == yaml.MappingNode {
		o.Name = f.text(f.get(v, "label"))
		switch f.text(f.get(v, "irreversible")) {
		case "true", "taken":
			o.StaysTaken = true
		case "dropped":
			o.StaysDropped = true
		case "both":
			o.StaysTaken, o.StaysDropped = true, true
		}
	}
	if r.addAtom(b, k, o.ID) {
		b.conflict.Options = append(b.conflict.Options, o)
	}
}

// addAtom adds a name that formulas may use, with all its endings.
func (r *reader) addAtom(b *frame, k *yaml.Node, id string) bool {
	if first, ok := b.atoms[id]; ok {
		r.at(k, fmt.Sprintf("the other stands in line %d", first.Line), "`%s` is the id of two things", id)
		return false
	}
	b.atoms[id] = k
	for rest := id; ; {
		_, after, ok := strings.Cut(rest, ".")
		if !ok {
			break
		}
		rest = after
		if _, taken := b.endings[rest]; taken {
			b.endings[rest] = ""
		} else {
			b.endings[rest] = id
		}
	}
	return true
}

func (r *reader) readStates(b *frame) {
	f := r.file
	sectionKey, section := f.entry(f.root, "states")
	if section == nil {
		return
	}
	add := func(k *yaml.Node, label string) {
		if r.addAtom(b, k, k.Value) {
			b.conflict.States = append(b.conflict.States, parley.ListedState{ID: k.Value, Name: label, At: "states" + step(k.Value)})
		}
	}
	if section.Kind == yaml.SequenceNode {
		seen := &checker{problems: r.problems, spoilt: f.spoilt}
		for _, item := range f.items(section) {
			if seen.checkID(item, &shape{other: "a state"}); !f.spoilt[item] {
				add(item, "")
			}
		}
	}
	for k, v := range f.pairs(section) {
		label := f.text(v)
		if v.Kind == yaml.MappingNode {
			label = f.text(f.get(v, "label"))
		}
		add(k, label)
	}
	if len(section.Content) == 0 {
		r.at(sectionKey, "list them: `states: {s1: label, s2: label}`", "no states are listed")
	}
}

// readArcs reads the moves of a party in graph form.
func (r *reader) readArcs(b *frame, moves *yaml.Node, party int) {
	f := r.file
	place := make(map[string]int, len(b.conflict.States))
	states := make([]string, len(b.conflict.States))
	for i, s := range b.conflict.States {
		place[s.ID], states[i] = i, s.ID
	}
	at := b.conflict.Parties[party].At + ".moves"
	type arc struct{ from, to int }
	seen := map[arc]bool{}
	for i, item := range f.items(moves) {
		e, err := logic.Parse(item.Value)
		if err != nil {
			r.formulaError(item, 0, err)
			continue
		}
		if e.Op != logic.Implies && e.Op != logic.Iff || e.Args[0].Op != logic.Atom || e.Args[1].Op != logic.Atom {
			r.at(item, "write `s1 -> s2`, or `s1 <-> s2` for both ways", "a move leads from one listed state to another")
			continue
		}
		var ends [2]int
		sound := true
		for k, atom := range e.Args {
			s, ok := place[atom.Name]
			if !ok {
				sound = false
				if !b.unknown {
					r.inside(item, atom.Pos, atom.End, r.known(atom.Name, states), "`%s` is not a listed state", clip(atom.Name))
				}
			}
			ends[k] = s
		}
		if !sound {
			continue
		}
		if ends[0] == ends[1] {
			r.at(item, "", "this move leads from `%s` to itself", e.Args[0].Name)
			continue
		}
		add := func(from, to int) {
			if seen[arc{from, to}] {
				r.doubt(item, "delete one of them", "the move from `%s` to `%s` is listed twice", b.conflict.States[from].ID, b.conflict.States[to].ID)
				return
			}
			seen[arc{from, to}] = true
			b.conflict.Arcs = append(b.conflict.Arcs, parley.Arc{Party: party, From: from, To: to, At: fmt.Sprintf("%s[%d]", at, i)})
		}
		add(ends[0], ends[1])
		if e.Op == logic.Iff {
			add(ends[1], ends[0])
		}
	}
}
