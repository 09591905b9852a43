package convert_test

import (
	"encoding/json"
	"errors"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"unicode/utf8"

	"parley"
	"parley/convert"
	"parley/game"
	"parley/logic"
)

// Whatever the bytes, the reader must return: a conflict that compiles and can be written, or errors that are placed.
func FuzzReadGMCR(f *testing.F) {
	names, err := filepath.Glob("testdata/*.gmcr")
	if err != nil || len(names) == 0 {
		f.Fatal("no files to begin with")
	}
	for _, name := range names {
		src, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(src)
	}
	f.Add([]byte(`{"options":[{"name":"a\"` + "`" + `"},{"name":"","permittedDirection":"fwd"}],"decisionMakers":[{"name":"A","options":[1,0],
		"preferences":[{"members":[[[0,"Y"]],[[1,"N"]]]}],"preferenceRanking":[1,[2,3],4],"misperceptions":[[[0,"Y"]]]}],
		"infeasibles":[{"members":[]}],"coalitions":[[0,0]],"useManualPreferenceRanking":true}`))
	f.Fuzz(readable)
}

// readable checks what must hold of whatever bytes are read.
func readable(t *testing.T, src []byte) {
	c, problems := convert.ReadGMCR("fuzz.gmcr", src)
	if (c == nil) != (problems.Err() != nil) {
		t.Fatalf("conflict %v with problems %v", c != nil, problems)
	}
	for _, p := range problems {
		if p.Message == "" || !utf8.ValidString(p.Message) || p.Line < 0 || p.Line > 0 && (p.Column < 1 || p.Length < 1) {
			t.Fatalf("problem %+v", p)
		}
	}
	if c == nil {
		return
	}
	for _, o := range c.Options {
		if _, err := c.Formula(logic.Quote(o.ID)); err != nil {
			t.Fatalf("the option %q cannot be named: %v", o.ID, err)
		}
	}
	if _, err := game.Compile(c); err != nil {
		t.Fatal(err)
	}
	again, _, err := convert.WriteGMCR(c)
	if issues, ok := errors.AsType[parley.Issues](err); err != nil && (!ok || len(issues) == 0) {
		t.Fatal(err)
	}
	if err != nil {
		return
	}
	if back, problems := convert.ReadGMCR("again.gmcr", again); back == nil {
		t.Fatalf("%v\n%s", problems, again)
	}
}

// Bytes changed at random are seldom JSON; values changed at random always are.
func TestReadingChangedFiles(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	names, _ := filepath.Glob("testdata/*.gmcr")
	good := 0
	for n := range 3_000 {
		var v any
		if err := json.Unmarshal(testdata(t, filepath.Base(names[n%len(names)])), &v); err != nil {
			t.Fatal(err)
		}
		for range 1 + r.IntN(3) {
			v = change(r, v)
		}
		src, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		readable(t, src)
		if c, _ := convert.ReadGMCR("x.gmcr", src); c != nil {
			good++
		}
		if t.Failed() {
			t.Fatalf("%s", src)
		}
	}
	if good < 100 || good > 2_900 {
		t.Errorf("%d of 3000 changed files were read", good)
	}
}

// change returns v with one of its parts dropped, doubled or replaced.
func change(r *rand.Rand, v any) any {
	switch x := v.(type) {
	case []any:
		if len(x) == 0 || r.IntN(8) == 0 {
			break
		}
		i := r.IntN(len(x))
		switch r.IntN(8) {
		case 0:
			return slices.Delete(x, i, i+1)
		case 1:
			return append(x, x[i])
		}
		x[i] = change(r, x[i])
		return x
	case map[string]any:
		keys := slices.Sorted(maps.Keys(x))
		if len(keys) == 0 || r.IntN(20) == 0 {
			break
		}
		k := keys[r.IntN(len(keys))]
		if r.IntN(20) == 0 {
			delete(x, k)
			return x
		}
		x[k] = change(r, x[k])
		return x
	case float64:
		if r.IntN(2) == 0 {
			return x + float64(r.IntN(3)-1)
		}
	}
	values := []any{nil, true, false, -1, 0, 1, 2, 64, 1e30, "", "Y", "N", "both", "fwd", "back", "a`\"b", []any{}, []any{0, "Y"}, []any{[]any{1, "N"}}, map[string]any{}}
	return values[r.IntN(len(values))]
}
