package convert_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"

	"parley/catalog"
	"parley/convert"
	"parley/scenario"
)

// An argument map is read back line by line: statements with their data, and what supports or excludes what.
func TestArgdown(t *testing.T) {
	statement := regexp.MustCompile(`^\[([^\]]+)\]: (.*?)(?: (\{.*\}))?$`)
	relation := regexp.MustCompile(`^  (\+|><) \[([^\]]+)\]$`)
	plain := regexp.MustCompile(`\\(.)`)
	maps := 0
	for _, x := range catalog.Cases() {
		f, _ := scenario.Read(x.Name(), x.Source)
		src := convert.WriteArgdown(f)
		if src == nil {
			if len(f.Claims)+len(f.Groups) > 0 {
				t.Errorf("%s has claims or readings and no map", x.ID)
			}
			continue
		}
		maps++
		says, got, want := map[string]string{}, map[string]bool{}, map[string]bool{}
		at := ""
		_, body, _ := strings.Cut(strings.TrimPrefix(string(src), "===\n"), "===\n")
		for line := range strings.Lines(body) {
			line = strings.TrimSuffix(line, "\n")
			if m := statement.FindStringSubmatch(line); m != nil {
				at = m[1]
				says[at] = plain.ReplaceAllString(m[2], "$1")
				if m[3] != "" {
					var data map[string]any
					if err := yaml.Unmarshal([]byte(m[3]), &data); err != nil {
						t.Errorf("%s: the data of %s: %v", x.ID, at, err)
					}
					if c := f.Claim(at); c != nil && c.Hedge != "" && data["hedge"] != c.Hedge {
						t.Errorf("%s: %s is hedged %q, written %q", x.ID, at, c.Hedge, data["hedge"])
					}
				}
			} else if m := relation.FindStringSubmatch(line); m != nil {
				got[fmt.Sprint(m[2], " ", m[1], " ", at)] = true
			} else if line != "" && line[0] != '#' {
				t.Errorf("%s: what is %q?", x.ID, line)
			}
		}
		for _, c := range f.Claims {
			if says[c.ID] != strings.Join(strings.Fields(c.Says), " ") {
				t.Errorf("%s: %s says %q", x.ID, c.ID, says[c.ID])
			}
			for _, id := range c.RestsOn {
				want[id+" + "+c.ID] = true
			}
			for g, choice := range c.Assuming {
				want[g+"="+choice+" + "+c.ID] = true
			}
		}
		for _, g := range f.Groups {
			for i, c := range g.Choices {
				for _, id := range c.Evidence.Claims {
					want[id+" + "+g.ID+"="+c.ID] = true
				}
				for _, rival := range g.Choices[i+1:] {
					want[g.ID+"="+rival.ID+" >< "+g.ID+"="+c.ID] = true
				}
			}
		}
		sameSet(t, x.ID, got, want)
	}
	if maps < 2 {
		t.Errorf("%d argument maps: the test sees too little", maps)
	}
}
