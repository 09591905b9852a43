package scenario

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v4"
)

// addSeeds gives a fuzz test the texts that other tests use.
func addSeeds(f *testing.F) {
	for _, pattern := range []string{"testdata/*.yaml", "testdata/format/*.yaml", "testdata/problems/*.yaml"} {
		names, _ := filepath.Glob(pattern)
		for _, name := range names {
			src, err := os.ReadFile(name)
			if err != nil {
				f.Fatal(err)
			}
			for chunk := range strings.SplitSeq(string(src), "\n======\n") {
				f.Add([]byte(whole(chunk)))
			}
		}
	}
	for _, s := range fuzzSeeds {
		f.Add([]byte(s))
	}
}

// fuzzSeeds are texts that fuzzing has found fault with.
var fuzzSeeds = []string{
	"preferences:\n # behind the last section\n",
	"{}",
	"---",
	"{title: x, # a\n question: y}",
	"title: |\n x", // no line break at the end
}

func FuzzRead(f *testing.F) {
	addSeeds(f)
	f.Fuzz(func(t *testing.T, src []byte) {
		file, list := Read("x.yaml", src)
		lines := strings.Split(strings.TrimPrefix(string(src), "\uFEFF"), "\n")
		for _, p := range list {
			if p.Line < 0 || p.Line > len(lines) || p.Column < 0 || p.Line > 0 && p.Column > utf8.RuneCountInString(lines[p.Line-1])+1 || p.Message == "" {
				t.Errorf("misplaced: %+v", p)
			}
		}
		if file == nil {
			if list.Err() == nil {
				t.Error("no file and no problem")
			}
			return
		}
		for _, g := range file.Groups {
			for _, c := range g.Choices {
				file.Conflict(Assumptions{g.ID: c.ID})
			}
		}
		for _, p := range file.Perceptions {
			file.Perceived(p.Party, nil)
		}
		c, more := file.Conflict(nil)
		if list.Err() != nil {
			return
		}
		if len(more) > 0 {
			t.Errorf("Conflict tells what Read did not: %v", more)
		}
		if is := c.Validate(); len(is) > 0 {
			t.Fatalf("not sound: %v", is)
		}
		file.Problems(nil)
		text := Encode(c)
		again, list := Read("y.yaml", text)
		if list.Err() != nil {
			t.Fatalf("%v\n%s", list, text)
		}
		d, _ := again.Conflict(nil)
		if diff := cmp.Diff(c, d, sameConflict); diff != "" {
			t.Errorf("%s\n%s", diff, text)
		}
	})
}

func FuzzFormat(f *testing.F) {
	addSeeds(f)
	f.Fuzz(func(t *testing.T, src []byte) {
		out, list := Format("x.yaml", src)
		if strings.Contains(list.Error(), "without losing") {
			t.Error(list)
		}
		if out == nil {
			return
		}
		again, list := Format("x.yaml", out)
		if !bytes.Equal(out, again) {
			t.Errorf("a second time it changes: %v\n%s\n----\n%s", list, out, again)
		}
		before, l := Read("x.yaml", src)
		after, m := Read("x.yaml", out)
		if len(l) != len(m) && len(l) < maxProblems {
			t.Errorf("before: %v\nafter: %v", l, m)
		}
		if l.Err() != nil || before == nil {
			return
		}
		c, _ := before.Conflict(nil)
		d, _ := after.Conflict(nil)
		if diff := cmp.Diff(c, d, sameConflict); diff != "" {
			t.Error(diff)
		}
	})
}

func FuzzRevise(f *testing.F) {
	addSeeds(f)
	f.Fuzz(func(t *testing.T, src []byte) {
		text, problem := decode("x.yaml", src)
		if problem != nil {
			return
		}
		r, list := newReviser("x.yaml", text)
		if list != nil || len(src) > 4000 { // longer ones take long
			return
		}
		value := Value{Kind: List, List: []Value{{Text: "a: b"}, {Text: "c"}}}
		for i, h := range holders(r.root) {
			if i == 6 {
				return
			}
			edits := []Edit{{Do: Insert, Path: h.path, Value: value}, {Do: Insert, Path: h.path, Key: "new", Value: value}, {Do: Replace, Path: h.path, Value: value}, {Do: Remove, Path: h.path}}
			if n := h.site.size(); h.site.node.Kind == yaml.SequenceNode && n > 0 {
				last := fmt.Sprintf("%s[%d]", h.path, n-1)
				edits = append(edits, Edit{Do: Move, Path: last}, Edit{Do: Remove, Path: last}, Edit{Do: Write, Path: last, Value: Value{Text: "x"}})
			}
			for _, e := range edits {
				out, list := Revise("x.yaml", src, e)
				if (out == nil) != (list != nil) {
					t.Errorf("%+v: %v %q", e, list, out)
				}
			}
		}
	})
}
