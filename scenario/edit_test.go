package scenario

import (
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v4"
	"pgregory.net/rapid"
)

// editTexts are texts by hand: those of the tests of the canonical form, and the catalog.
func editTexts(t *testing.T) (texts []string) {
	for _, pattern := range []string{"testdata/format/*.yaml", "testdata/*.yaml", "../catalog/[ceg]*.yaml"} {
		names, _ := filepath.Glob(pattern)
		for _, name := range names {
			src, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			for chunk := range strings.SplitSeq(string(src), "\n======\n") {
				if _, list := newReviser("x.yaml", []byte(chunk)); list == nil {
					texts = append(texts, chunk)
				}
			}
		}
	}
	if len(texts) < 9 {
		t.Fatal(len(texts))
	}
	return texts
}

// drawText draws a text: by hand, or a conflict written down with comments put between its lines.
func drawText(t *rapid.T, texts []string) string {
	if rapid.Bool().Draw(t, "by hand") {
		return rapid.SampledFrom(texts).Draw(t, "text")
	}
	plain := string(Encode(drawConflict(t)))
	var b strings.Builder
	for i, line := range strings.Split(strings.TrimSuffix(plain, "\n"), "\n") {
		indent := line[:len(line)-len(strings.TrimLeft(line, " "))]
		if rapid.IntRange(0, 5).Draw(t, "above") == 0 {
			b.WriteString(indent + "# above " + strconv.Itoa(i) + "\n")
		}
		b.WriteString(line)
		if rapid.IntRange(0, 5).Draw(t, "behind") == 0 {
			b.WriteString(" # behind " + strconv.Itoa(i))
		}
		b.WriteString("\n")
	}
	r, list := newReviser("x.yaml", []byte(plain))
	s, also := newReviser("x.yaml", []byte(b.String()))
	if list != nil || also != nil || !sameMeaning(r.root, s.root, table) { // a # within a text of several lines
		return plain
	}
	return b.String()
}

// plainOf copies a tree of nodes as values, so that edits can be made to it in the simplest way.
func plainOf(n *yaml.Node) Value {
	v := Value{Text: n.Value}
	switch n.Kind {
	case yaml.SequenceNode:
		v = Value{Kind: List}
		for _, c := range n.Content {
			v.List = append(v.List, plainOf(c))
		}
	case yaml.MappingNode:
		v = Value{Kind: Mapping}
		for i := 0; i+1 < len(n.Content); i += 2 {
			v.Fields = append(v.Fields, Field{n.Content[i].Value, plainOf(n.Content[i+1])})
		}
	}
	return v
}

// at returns the value at a path of keys and indices, for changing it.
func (v *Value) at(path []pathStep) *Value {
	for _, s := range path {
		switch {
		case s.index >= 0:
			v = &v.List[s.index]
		default:
			v = v.Field(s.key)
		}
	}
	return v
}

// alike compares values but for the spelling of formulas and the order of keys.
func alike(a, b Value) bool {
	if a.Kind != b.Kind || len(a.List) != len(b.List) || len(a.Fields) != len(b.Fields) {
		return false
	}
	for i := range a.List {
		if !alike(a.List[i], b.List[i]) {
			return false
		}
	}
	for _, f := range a.Fields {
		if g := b.Field(f.Key); g == nil || !alike(f.Value, *g) {
			return false
		}
	}
	return strings.TrimSpace(a.Text) == strings.TrimSpace(b.Text) || sameText(a.Text, b.Text, formula)
}

// holder is a list or a mapping somewhere in a file.
type holder struct {
	site *site
	path string
	way  []pathStep // as in the tree, without what a path may add
}

func holders(root *yaml.Node) (out []holder) {
	var walk func(s *site, path string, way []pathStep)
	walk = func(s *site, path string, way []pathStep) {
		if s.node.Kind == yaml.ScalarNode {
			return
		}
		if len(way) > 0 {
			out = append(out, holder{s, path, way})
		}
		for i := range s.size() {
			if s.node.Kind == yaml.SequenceNode {
				walk(s.item(i), path+"["+strconv.Itoa(i)+"]", append(slices.Clip(way), pathStep{index: i}))
			} else if key := s.node.Content[2*i].Value; s.child(key).index == i {
				walk(s.child(key), strings.TrimPrefix(path+step(key), "."), append(slices.Clip(way), pathStep{key, -1}))
			}
		}
	}
	walk(&site{node: root, shape: table}, "", nil)
	return out
}

// itemNotes lists the comments of the items of a list, but for those below the last one.
func itemNotes(m *margin, n *yaml.Node) (out []notes) {
	for _, c := range n.Content {
		x := notes{}
		if p := m.notes[c]; p != nil {
			x = notes{head: slices.DeleteFunc(slices.Clone(p.head), func(s string) bool { return s == "" }), trail: p.trail}
		}
		out = append(out, x)
	}
	return out
}

var sameNotes = cmp.Options{cmp.AllowUnexported(notes{}), cmp.Transformer("nil", func(s []string) string { return strings.Join(s, "\n") })}

// within reports whether all lines of a text are in another one, in the same order.
func within(few, many string) bool {
	rest := strings.Split(many, "\n")
	for line := range strings.SplitSeq(few, "\n") {
		i := slices.Index(rest, line)
		if i < 0 {
			return false
		}
		rest = rest[i+1:]
	}
	return true
}

// What an edit leads to is what the edit says, made to the values that the file has; everything else stays as it is; comments
// go with their item; and the opposite edit restores every byte.
func TestReviseLaws(t *testing.T) {
	texts := editTexts(t)
	refused, made := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		before := drawText(t, texts)
		r, list := newReviser("x.yaml", []byte(before))
		if list != nil {
			t.Skip()
		}
		all := holders(r.root)
		if len(all) == 0 {
			t.Skip()
		}
		h := rapid.SampledFrom(all).Draw(t, "holder")
		n, isList := h.site.size(), h.site.node.Kind == yaml.SequenceNode
		value := Value{Text: rapid.SampledFrom([]string{"a.x and b.y", "plain words", "no: yes # x", "", "1"}).Draw(t, "value")}
		if rapid.IntRange(0, 3).Draw(t, "nested") == 0 {
			value = Value{Kind: Mapping, Fields: []Field{{"statement", Value{Text: "a.x"}}, {"strong", Value{Text: "true"}}}}
		}
		want := plainOf(r.root)
		target := want.at(h.way)
		var e, back Edit
		item := func(i int) string {
			if isList {
				return h.path + "[" + strconv.Itoa(i) + "]"
			}
			return strings.TrimPrefix(h.path+step(h.site.node.Content[2*i].Value), ".")
		}
		var doing Action
		if n == 0 {
			doing = Insert
		} else {
			doing = rapid.SampledFrom([]Action{Replace, Insert, Remove, Move}).Draw(t, "action")
		}
		i := rapid.IntRange(0, max(n-1, 0)).Draw(t, "item")
		switch doing {
		case Replace:
			e = Edit{Do: Replace, Path: item(i), Value: value}
			if isList {
				target.List[i] = value
			} else {
				target.Fields[i].Value = value
			}
		case Insert:
			e = Edit{Do: Insert, Path: h.path, Value: value}
			if isList {
				e.To = rapid.IntRange(0, n).Draw(t, "to")
				back = Edit{Do: Remove, Path: item(e.To)}
				target.List = slices.Insert(target.List, e.To, value)
			} else {
				e.Key = "new-key"
				back = Edit{Do: Remove, Path: strings.TrimPrefix(h.path+step(e.Key), ".")}
				target.Fields = append(target.Fields, Field{e.Key, value})
			}
		case Remove:
			e = Edit{Do: Remove, Path: item(i)}
			if isList {
				target.List = slices.Delete(target.List, i, i+1)
			} else {
				target.Fields = slices.Delete(target.Fields, i, i+1)
			}
		case Move:
			if !isList {
				t.Skip()
			}
			e = Edit{Do: Move, Path: item(i), To: rapid.IntRange(0, n-1).Draw(t, "to")}
			back = Edit{Do: Move, Path: item(e.To), To: i}
			x := target.List[i]
			target.List = slices.Insert(slices.Delete(target.List, i, i+1), e.To, x)
		}
		out, list := Revise("x.yaml", []byte(before), e)
		if list != nil {
			refused++
			return
		}
		made++
		after := string(out)
		s, list := newReviser("x.yaml", out)
		if list != nil {
			t.Fatalf("%v\n%s", list, after)
		}
		if got := plainOf(s.root); !alike(want, got) {
			t.Fatalf("%+v\n%s\n%s\n----\n%s", e, cmp.Diff(want, got), before, after)
		}
		loose := h.site.inside()
		if !loose {
			switch doing {
			case Insert:
				if n > 0 && !within(before, after) {
					t.Fatalf("%+v: other lines change\n%s", e, cmp.Diff(before, after))
				}
			case Remove:
				if n > 1 && isList && !within(after, before) {
					t.Fatalf("%+v: other lines change\n%s", e, cmp.Diff(before, after))
				}
			case Move:
				x, y := strings.Split(strings.TrimSuffix(before, "\n"), "\n"), strings.Split(strings.TrimSuffix(after, "\n"), "\n")
				slices.Sort(x)
				slices.Sort(y)
				if !slices.Equal(x, y) {
					t.Fatalf("%+v: lines change\n%s", e, cmp.Diff(before, after))
				}
				found, _ := find(s.root, h.path)
				moved := itemNotes(r.margin, h.site.node)
				note := moved[i]
				moved = slices.Insert(slices.Delete(moved, i, i+1), e.To, note)
				if diff := cmp.Diff(moved, itemNotes(s.margin, found.node), sameNotes...); diff != "" {
					t.Fatalf("%+v: a comment stays behind\n%s\n%s\n----\n%s", e, diff, before, after)
				}
			}
		}
		if back.Path == "" || loose && r.broken(h.site, Edit{Do: Insert}) != nil || n == 0 {
			return
		}
		restored, list := Revise("x.yaml", out, back)
		if list != nil {
			t.Fatalf("%+v: there is no way back: %v\n%s\n----\n%s", e, list, before, after)
		}
		if string(restored) != before && !(string(restored) == before+"\n" || string(restored)+"\n" == before) {
			t.Fatalf("%+v: not restored\n%s", e, cmp.Diff(before, string(restored)))
		}
	})
	t.Logf("%d made, %d refused", made, refused)
	if refused*10 > made {
		t.Errorf("%d edits were refused, and %d made", refused, made)
	}
}

// What edits look like in a text.
func TestRevise(t *testing.T) {
	const text = `# the top
parley: 1
title: Two
parties:
  a: {name: Anna, options: {x: Cut}}
  b:
    options:
      y: {label: Sue, because: why}   # law
preferences:
  a:
    # first of all
    - a.x                             # one

    - {statement: b.y, because: two}
    # the rest
    - not b.y
  b: [a.x, not a.x, b.y]
`
	for _, x := range []struct {
		name     string
		edit     Edit
		old, new string
	}{
		{"move", Edit{Do: Move, Path: "preferences.a.statements[0]", To: 2}, "    # first of all\n    - a.x                             # one\n\n    - {statement: b.y, because: two}\n    # the rest\n    - not b.y\n",
			"    - {statement: b.y, because: two}\n\n    # the rest\n    - not b.y\n    # first of all\n    - a.x                             # one\n"},
		{"move in brackets", Edit{Do: Move, Path: "preferences.b[2]", To: 0}, "[a.x, not a.x, b.y]", "[b.y, a.x, not a.x]"},
		{"write", Edit{Do: Write, Path: "preferences.a[1]", Value: Value{Text: "!(a.x&b.y)"}}, "statement: b.y,", "statement: not (a.x and b.y),"},
		{"write beside a comment", Edit{Do: Write, Path: "preferences.a[0]", Value: Value{Text: "b.y"}}, "- a.x  ", "- b.y  "},
		{"label", Edit{Do: Write, Path: "parties.b.options.y", Value: Value{Text: "Go: to court"}}, "label: Sue", `label: "Go: to court"`},
		{"label in braces", Edit{Do: Write, Path: "parties.a.options.x", Value: Value{Text: "Cut, fell"}}, "x: Cut}", `x: "Cut, fell"}`},
		{"new name", Edit{Do: Write, Path: "parties.b.name", Value: Value{Text: "Bert"}}, "  b:\n", "  b:\n    name: Bert\n"},
		{"strong", Edit{Do: Insert, Path: "preferences.a[1]", Key: "strong", Value: Value{Text: "true"}}, "{statement: b.y, ", "{statement: b.y, strong: true, "},
		{"status quo", Edit{Do: Insert, Path: "status quo", Value: Value{Text: "a.x"}}, "preferences:\n", "\nstatus quo: [a.x]\n\npreferences:\n"},
		{"rule", Edit{Do: Insert, Path: "rules", Value: Value{Text: "not a.x"}}, "preferences:\n", "\nrules:\n  - not a.x\n\npreferences:\n"},
		{"remove", Edit{Do: Remove, Path: "preferences.a[2]"}, "    # the rest\n    - not b.y\n", ""},
		{"rank", Edit{Do: Replace, Path: "preferences.a", Value: Value{Kind: List, List: []Value{{Text: "not b.y"}, {Text: "a.x"}}}},
			"    # first of all\n    - a.x                             # one\n\n    - {statement: b.y, because: two}\n    # the rest\n    - not b.y\n",
			"    # the rest\n    - not b.y\n    # first of all\n    - a.x # one\n"},
	} {
		out, list := Revise("x.yaml", []byte(text), x.edit)
		if want := strings.Replace(text, x.old, x.new, 1); list != nil || string(out) != want {
			t.Errorf("%s: %v\n%s", x.name, list, cmp.Diff(want, string(out)))
		}
		windows, _ := Revise("x.yaml", []byte("\uFEFF"+strings.ReplaceAll(text, "\n", "\r\n")), x.edit)
		if string(windows) != "\uFEFF"+strings.ReplaceAll(string(out), "\n", "\r\n") {
			t.Errorf("%s: with line breaks of Windows\n%q", x.name, windows)
		}
	}
	for _, e := range []Edit{{Do: Remove, Path: "rules[0]"}, {Do: Move, Path: "preferences.a[0]", To: 3}, {Do: Move, Path: "title", To: 0}, {Do: Insert, Path: "parties", Key: "a"},
		{Do: Write, Path: "title.x.y"}, {Do: Remove, Path: ""}, {Do: Insert, Path: "preferences.b", To: -1}} {
		if out, list := Revise("x.yaml", []byte(text), e); list == nil || out != nil {
			t.Errorf("%+v was made:\n%s", e, out)
		}
	}
	if _, list := Revise("x.yaml", []byte("a: [\n"), Edit{Do: Write, Path: "title"}); list == nil {
		t.Error("a text that is no YAML")
	}
}

// A tie of a ranking keeps what is said of each state.
func TestReviseTies(t *testing.T) {
	list := func(x ...Value) Value { return Value{Kind: List, List: x} }
	a, b, c := Value{Text: "YN"}, Value{Text: "NY"}, Value{Text: "NN"}
	const text = "title: x\npreferences:\n  a:\n    ranking:\n      - YN # one\n      # about two\n      - NY # two\n      - NN\n"
	tied, problems := Revise("x.yaml", []byte(text), Edit{Do: Replace, Path: "preferences.a.ranking", Value: list(list(a, b), c)})
	const want = "title: x\npreferences:\n  a:\n    ranking:\n      - - YN # one\n        # about two\n        - NY # two\n      - NN\n"
	if problems != nil || string(tied) != want {
		t.Errorf("%v\n%s", problems, tied)
	}
	again, problems := Revise("x.yaml", tied, Edit{Do: Replace, Path: "preferences.a.ranking", Value: list(a, b, c)})
	if problems != nil || string(again) != text {
		t.Errorf("%v\n%s", problems, again)
	}
}
