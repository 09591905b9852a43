package scenario_test

import (
	"os"
	"slices"
	"testing"

	"parley/scenario"
)

func TestTouches(t *testing.T) {
	src, err := os.ReadFile("../catalog/ukraine-2025.yaml")
	if err != nil {
		t.Fatal(err)
	}
	f, problems := scenario.Read("ukraine-2025.yaml", src)
	if problems.Err() != nil {
		t.Fatal(problems)
	}
	for _, x := range []struct {
		group, choice string
		want          []string
	}{
		{"motive", "elective", []string{"preferences.russia"}},
		{"sequencing", "open", []string{"drop"}},
		{"binding", "troops", nil},
		{"binding", "door", []string{"moves"}},
		{"collapse", "rump", []string{"status quo", "preferences.russia", "preferences.us"}},
		{"signals", "clear", []string{"perceptions.us"}},
		{"motive", "nothing", nil},
		{"nothing", "elective", nil},
	} {
		if got := f.Touches(x.group, x.choice); !slices.Equal(got, x.want) {
			t.Errorf("%s=%s touches %q, want %q", x.group, x.choice, got, x.want)
		}
	}
}
