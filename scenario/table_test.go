package scenario

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/jsonschema-go/jsonschema"
	"go.yaml.in/yaml/v4"
)

// eachShape visits every shape of the format once.
func eachShape(visit func(*shape)) {
	seen := map[*shape]bool{}
	var walk func(*shape)
	walk = func(s *shape) {
		if s == nil || seen[s] {
			return
		}
		seen[s] = true
		visit(s)
		walk(s.list)
		walk(s.others)
		for _, k := range s.keys {
			walk(k.value)
		}
	}
	walk(table)
}

// The documentation names every key of the format, and every key says what it is.
func TestTableIsDocumented(t *testing.T) {
	doc, err := os.ReadFile("../doc/format.md")
	if err != nil {
		t.Fatal(err)
	}
	eachShape(func(s *shape) {
		for _, k := range s.keys {
			if !strings.Contains(string(doc), "`"+k.name+"`") && !strings.Contains(string(doc), k.name+":") {
				t.Errorf("doc/format.md does not name the key `%s`", k.name)
			}
			if k.doc == "" || strings.HasSuffix(k.doc, ".") {
				t.Errorf("`%s` is documented as %q", k.name, k.doc)
			}
		}
		if s.text != noText && s.what == "" && s.text != word {
			t.Errorf("a shape has no name for messages: %+v", s)
		}
	})
	verbs := testShape()
	for _, v := range Verbs() {
		if verbs.rank(string(v)) < 0 {
			t.Errorf("the table has no verb `%s`", v)
		}
	}
}

// The examples of the documentation that are whole files are sound, and canonical.
func TestDocumentedExamples(t *testing.T) {
	doc, err := os.ReadFile("../doc/format.md")
	if err != nil {
		t.Fatal(err)
	}
	count := 0
	for i, part := range strings.Split(string(doc), "```yaml\n") {
		example, _, ok := strings.Cut(part, "```")
		if i == 0 || !ok {
			continue
		}
		if !strings.HasPrefix(example, "parley:") {
			continue
		}
		count++
		if _, list := Read("format.md", []byte(example)); len(list) > 0 {
			t.Errorf("%v\n%s", list, example)
		}
		if out, list := Format("format.md", []byte(example)); string(out) != example {
			t.Errorf("not canonical: %v\n%s", list, out)
		}
	}
	if count == 0 {
		t.Error("no example is a whole file")
	}
}

// The schema takes what the reader takes, and refuses unknown keys.
func TestSchema(t *testing.T) {
	text, err := Schema()
	if err != nil {
		t.Fatal(err)
	}
	var schema jsonschema.Schema
	if err := json.Unmarshal(text, &schema); err != nil {
		t.Fatal(err)
	}
	resolved, err := schema.Resolve(nil)
	if err != nil {
		t.Fatal(err)
	}
	validate := func(src string) error {
		var v any
		if err := yaml.Unmarshal([]byte(src), &v); err != nil {
			t.Fatal(err)
		}
		data, err := json.Marshal(v) // dates become texts, as editors see them
		if err != nil {
			t.Fatal(err)
		}
		var instance any
		if err := json.Unmarshal(data, &instance); err != nil {
			t.Fatal(err)
		}
		return resolved.Validate(instance)
	}
	names, _ := filepath.Glob("testdata/*.yaml")
	for _, name := range names {
		src, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if err := validate(string(src)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, bad := range []string{
		"title: x\nparties: {}\n",
		"parley: 2\ntitle: x\nparties: {}\n",
		"parley: 1\ntitle: x\nparties: {}\nruels: []\n",
		"parley: 1\ntitle: x\nparties: {}\nrules: {}\n",
		"parley: 1\ntitle: x\nparties: {a: {optoins: {}}}\n",
		"parley: 1\ntitle: x\nparties: {}\nclaims: {c: {says: x, kind: guess}}\n",
		"parley: 1\ntitle: x\nparties: {}\nclaims: {c: {says: x, test: {all of: [{stabel: x}]}}}\n",
	} {
		if validate(bad) == nil {
			t.Errorf("the schema takes %q", bad)
		}
	}
	if err := validate(small); err != nil {
		t.Error(err)
	}
}
