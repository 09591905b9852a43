package web

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"parley"
	"parley/internal/desk"
	"parley/scenario"
)

func itoa(n int) string { return strconv.Itoa(n) }

// refusal is a change that a form cannot make; it is told in a line.
type refusal struct{ error }

// reshape makes the change of a form to the text, for the version that the form shows.
func reshape(w http.ResponseWriter, r *http.Request, p *Page) error {
	return change(w, r, p, func(a asked) (desk.State, error) {
		if p.State.ReadOnly {
			return p.File.Set(a.Version, a.Client, p.State.Text) // which says why not
		}
		if a.Version != p.State.Version {
			return p.State, &desk.StaleError{Version: p.State.Version}
		}
		f, problems := p.read()
		if f == nil {
			return p.State, refusal{problems.Err()}
		}
		edits, err := editsFor(f, a)
		if err != nil {
			return p.State, refusal{err}
		}
		out, refused := scenario.Revise(p.Name, []byte(p.State.Text), edits...)
		if len(refused) > 0 {
			return p.State, refusal{fmt.Errorf("%s: %s", refused[0].Message, refused[0].Hint)}
		}
		return p.File.Set(a.Version, a.Client, string(out))
	})
}

// editsFor turns what a form asks for into edits of the file.
func editsFor(f *scenario.File, a asked) ([]scenario.Edit, error) {
	switch a.Do {
	case "write":
		if a.Text == "" && (strings.HasSuffix(a.Path, ".name") || a.Path == "question") {
			return removed(f, a.Path), nil
		}
		return []scenario.Edit{{Do: scenario.Write, Path: a.Path, Value: scenario.Value{Text: a.Text}}}, nil
	case "insert":
		return inserted(f, a)
	case "rename":
		return []scenario.Edit{{Do: scenario.Rename, Path: a.Path, Key: a.Text}}, nil
	case "remove":
		return removed(f, a.Path), nil
	case "move":
		return []scenario.Edit{{Do: scenario.Move, Path: a.Path, To: a.To}}, nil
	case "strong":
		return beside(f, a.Path, "statement", "strong", a.Text), nil
	case "stays":
		return beside(f, a.Path, "label", "irreversible", a.Text), nil
	case "rank", "tie", "untie":
		return ranked(f, a)
	case "take":
		return take(f, a)
	}
	return nil, fmt.Errorf("a form does not ask for `%s`", a.Do)
}

// inserted puts a new item behind the others. With a key it is an entry of a mapping.
func inserted(f *scenario.File, a asked) ([]scenario.Edit, error) {
	e := scenario.Edit{Do: scenario.Insert, Path: a.Path, Key: a.Key, Value: scenario.Value{Text: a.Text}}
	v := f.Value(a.Path)
	switch {
	case a.Kind == "party":
		e.Value = scenario.Value{Kind: scenario.Mapping}
		if a.Text != "" {
			e.Value.Fields = []scenario.Field{{Key: "name", Value: scenario.Value{Text: a.Text}}}
		}
		e.Value.Fields = append(e.Value.Fields, scenario.Field{Key: "options", Value: scenario.Value{Kind: scenario.Mapping}})
	case a.Kind == "weight":
		e.Key, e.Value.Text = a.Text, "1"
	case v != nil && a.Key == "":
		e.To = len(v.List)
	}
	if (a.Kind == "party" || a.Kind == "entry") && a.Key == "" {
		return nil, errors.New("what is added needs an id: letters, digits, `_` and `-`")
	}
	return []scenario.Edit{e}, nil
}

// removed takes something out, and the list or section that would be left empty.
func removed(f *scenario.File, path string) []scenario.Edit {
	if f.Value(path) == nil {
		return nil
	}
	for {
		up := above(path)
		v := f.Value(up)
		if up == "" || v == nil || len(v.List)+len(v.Fields) > 1 || up == "parties" || strings.HasSuffix(up, ".options") {
			return []scenario.Edit{{Do: scenario.Remove, Path: path}}
		}
		path = up
	}
}

// above returns the path of what an item or an entry is part of. A list that is short for a mapping is its own statements.
func above(path string) string {
	if strings.HasSuffix(path, `"]`) { // a key in quotes
		if i := strings.LastIndex(path, `["`); i >= 0 {
			return path[:i]
		}
	}
	up := path[:max(strings.LastIndexAny(path, ".["), 0)]
	return up
}

// beside sets a key beside the main one of an item, which may be a plain text so far; with no text it takes the key out.
func beside(f *scenario.File, path, main, key, text string) []scenario.Edit {
	v := f.Value(path)
	switch {
	case v == nil || v.Kind == scenario.List:
		return nil
	case v.Kind == scenario.Text && text == "":
		return nil
	case v.Kind == scenario.Text:
		return []scenario.Edit{{Do: scenario.Replace, Path: path, Value: scenario.Value{Kind: scenario.Mapping, Fields: []scenario.Field{
			{Key: main, Value: scenario.Value{Text: v.Text}}, {Key: key, Value: scenario.Value{Text: text}}}}}}
	case text != "":
		return []scenario.Edit{{Do: scenario.Write, Path: path + "." + key, Value: scenario.Value{Text: text}}}
	case v.Field(key) == nil:
		return nil
	case len(v.Fields) == 2 && v.Field(main) != nil:
		return []scenario.Edit{{Do: scenario.Replace, Path: path, Value: scenario.Value{Text: v.Field(main).Text}}}
	}
	return []scenario.Edit{{Do: scenario.Remove, Path: path + "." + key}}
}

// ranked moves a tier of a ranking, ties it with the one above, or takes it apart.
func ranked(f *scenario.File, a asked) ([]scenario.Edit, error) {
	v, tiers := tiersAt(f, a.Path)
	if a.At < 0 || a.At >= len(tiers) || a.To < 0 || a.To >= len(tiers) {
		return nil, errors.New("there is no such place in the ranking")
	}
	plain := v.Kind == scenario.List && !slices.ContainsFunc(tiers, func(t parley.Tier) bool { return t.Greatly })
	switch a.Do {
	case "rank":
		if plain {
			return []scenario.Edit{{Do: scenario.Move, Path: fmt.Sprintf("%s[%d]", a.Path, a.At), To: a.To}}, nil
		}
		// Where one is greatly preferred to what follows is a place in the ranking, and stays.
		great := make([]bool, len(tiers))
		for i, t := range tiers {
			great[i] = t.Greatly
		}
		t := tiers[a.At]
		tiers = slices.Insert(slices.Delete(tiers, a.At, a.At+1), a.To, t)
		for i := range tiers {
			tiers[i].Greatly = great[i]
		}
	case "tie":
		if a.At == 0 {
			return nil, errors.New("nothing stands above it")
		}
		up := &tiers[a.At-1]
		up.States, up.Greatly = slices.Concat(up.States, tiers[a.At].States), tiers[a.At].Greatly
		tiers = slices.Delete(tiers, a.At, a.At+1)
	default:
		t := tiers[a.At]
		var apart []parley.Tier
		for i, s := range t.States {
			apart = append(apart, parley.Tier{States: []string{s}, Greatly: t.Greatly && i == len(t.States)-1})
		}
		tiers = slices.Replace(tiers, a.At, a.At+1, apart...)
	}
	return []scenario.Edit{{Do: scenario.Replace, Path: a.Path, Value: v.Ranking(tiers)}}, nil
}

// take changes where things stand: an option is taken or dropped, a level of a choice put in the place of another.
func take(f *scenario.File, a asked) ([]scenario.Edit, error) {
	const path = "status quo"
	v := f.Value(path)
	if f.Value("states") != nil {
		return []scenario.Edit{{Do: scenario.Write, Path: path, Value: scenario.Value{Text: a.Text}}}, nil
	}
	m := &former{file: f}
	var parties []formParty
	for i, x := range fields(f.Value("parties")) {
		parties = append(parties, m.party(i, x))
	}
	ids := allOptions(parties)
	rivals, first := []string{a.Text}, "" // the levels of the choice, or the option itself
	for _, p := range parties {
		for _, o := range p.Options {
			var levels []string
			for _, l := range o.Levels {
				levels = append(levels, l.level)
			}
			if slices.Contains(levels, a.Text) {
				rivals, first = levels, levels[0]
			}
		}
	}
	if !slices.Contains(ids, a.Text) {
		return nil, fmt.Errorf("there is no option `%s`", a.Text)
	}
	if takenIn(v, ids) == nil {
		return nil, errors.New("the status quo is written in a way that a form cannot change")
	}
	if v != nil && v.Kind == scenario.Text {
		code := []byte(strings.TrimSpace(v.Text))
		for i, id := range ids {
			if slices.Contains(rivals, id) {
				code[i] = 'N'
			}
			if id == a.Text && a.On {
				code[i] = 'Y'
			}
		}
		return []scenario.Edit{{Do: scenario.Write, Path: path, Value: scenario.Value{Text: string(code)}}}, nil
	}
	name := scenario.Value{Text: scenario.Name(a.Text)}
	at := -1
	if v != nil {
		at = slices.IndexFunc(v.List, func(x scenario.Value) bool { return slices.Contains(rivals, meant(text(&x), ids)) })
	}
	taken := a.On && a.Text != first
	switch {
	case at < 0 && !taken:
		return nil, nil
	case at < 0 && v == nil:
		return []scenario.Edit{{Do: scenario.Replace, Path: path, Value: scenario.Value{Kind: scenario.List, List: []scenario.Value{name}}}}, nil
	case at < 0:
		// In the order of the options, as far as the list keeps to it.
		to := slices.IndexFunc(v.List, func(x scenario.Value) bool {
			return slices.Index(ids, meant(text(&x), ids)) > slices.Index(ids, a.Text)
		})
		if to < 0 {
			to = len(v.List)
		}
		return []scenario.Edit{{Do: scenario.Insert, Path: path, To: to, Value: name}}, nil
	case taken:
		return []scenario.Edit{{Do: scenario.Write, Path: fmt.Sprintf("%s[%d]", path, at), Value: name}}, nil
	}
	return []scenario.Edit{{Do: scenario.Remove, Path: fmt.Sprintf("%s[%d]", path, at)}}, nil
}
