package game_test

import (
	"errors"
	"strings"
	"testing"

	"parley"
	"parley/game"
	"parley/stability/stabilitytest"
)

func TestFind(t *testing.T) {
	g := expand(t, stabilitytest.Elmira())
	for _, x := range []struct {
		code    string
		want    int
		message string
	}{
		{"NYNNN", 0, ""},
		{"YNYNY", 7, ""},
		{"-NNY-", 8, ""},
		{"---Y-", 8, ""},
		{"NNNYN", 8, ""}, // a member of the merged state
		{"YNNYY", 8, ""},
		{"NN---", 0, "fits several states"}, // 3, 7 and 9
		{"--YYN", 0, "fits no feasible state"},
		{"YYYNN", 0, "not feasible"},
		{"YYYN", 0, "is not a state"},
		{"YYYNX", 0, "is not a state"},
		{"", 0, "is not a state"},
	} {
		s, err := g.Find(x.code)
		var wrong *game.StateError
		if x.message == "" && (err != nil || s != x.want) {
			t.Errorf("Find(%q) is %d, %v, want %d", x.code, s, err, x.want)
		}
		if x.message != "" && (!errors.As(err, &wrong) || !strings.Contains(wrong.Message, x.message)) {
			t.Errorf("Find(%q) fails with %v, want %q", x.code, err, x.message)
		}
	}
	listed := expand(t, stabilitytest.SustainableDevelopment())
	if s, err := listed.Find("s3"); err != nil || s != 2 {
		t.Errorf("Find(s3) is %d, %v", s, err)
	}
	if _, err := listed.Find("s5"); err == nil {
		t.Error("Find finds s5")
	}
}

// The code of a merged state finds it, even where the dashes in it fit other states too.
func TestFindMergedStateByItsCode(t *testing.T) {
	c := conflict(t, "a.x a.y b.z")
	c.Merges = []parley.Merge{{Formula: formula(t, c, "exactly_one(x, y) and not z", "merge")}}
	g := expand(t, c)
	last := g.Len() - 1
	if g.Code(last) != "--N" || len(g.Members(last)) != 2 {
		t.Fatalf("the merged state is %s", g.Code(last))
	}
	if s, err := g.Find("--N"); err != nil || s != last {
		t.Errorf("Find(--N) is %d, %v", s, err)
	}
}

// Every state is found by the code of each of its members, and by its own code unless two merged states share it; then
// there is a doubt.
func TestStatesAreFoundByTheirCodes(t *testing.T) {
	eachRandom(t, 300, stabilitytest.Shape{Form: stabilitytest.Options}, func(t *testing.T, c *parley.Conflict, g *game.Graph) {
		named := map[string]int{}
		for s := range g.Len() {
			named[g.Code(s)]++
		}
		for s := range g.Len() {
			found, err := g.Find(g.Code(s))
			if unique := named[g.Code(s)] == 1; unique != (err == nil && found == s) {
				t.Errorf("Find(%s) is %d, %v, want %d", g.Code(s), found, err, s)
			} else if !unique && !strings.Contains(g.Doubts().Error(), "`"+g.Code(s)+"`") {
				t.Errorf("two states are called %s, but there is no doubt: %v", g.Code(s), g.Doubts())
			}
			for _, m := range g.Members(s) {
				if found, err := g.Find(g.Rules().Code(m)); err != nil || found != s {
					t.Errorf("Find(%s) is %d, %v, want %d", g.Rules().Code(m), found, err, s)
				}
			}
		}
	})
}

// Merged states come last in the order of their merges; a combination that satisfies two belongs to the first.
func TestMergedStates(t *testing.T) {
	c := conflict(t, "a.x a.y b.z")
	c.Merges = []parley.Merge{
		{Name: "second", Formula: formula(t, c, "y", "merges[0]")},
		{Name: "first", Formula: formula(t, c, "x", "merges[1]")},
		{Formula: formula(t, c, "x and y and z and not x", "merges[2]")},
	}
	g := expand(t, c)
	var codes []string
	for s := range g.Len() {
		codes = append(codes, g.Code(s)+":"+g.MergeName(s))
	}
	if got := strings.Join(codes, " "); got != "NNN: NNY: -Y-:second YN-:first" {
		t.Errorf("states %s", got)
	}
	if g.Feasible() != 8 {
		t.Errorf("%d feasible, want 8", g.Feasible())
	}
	var at []string
	for _, d := range g.Doubts() {
		at = append(at, d.At)
		if !d.Doubt {
			t.Errorf("not a doubt: %v", d)
		}
	}
	// One doubt for the two combinations that satisfy both merges, one for the merge that nothing satisfies.
	if got := strings.Join(at, " "); got != "merges[1] merges[2]" {
		t.Errorf("doubts at %s: %v", got, g.Doubts())
	}
}

// A merged state ranks as its lowest member, and it is noted where the party prefers some members to others.
func TestMergedStatesThatDifferInPreference(t *testing.T) {
	c := conflict(t, "a.x b.y")
	c.Merges = []parley.Merge{{Formula: formula(t, c, "x", "merge")}}
	prefer := func(party int, text string) {
		statement := parley.Statement{Either: []parley.Formula{formula(t, c, text, "")}}
		c.Preferences[party].Either = []parley.Order{{Statements: []parley.Statement{statement}}}
	}
	prefer(0, "y")
	prefer(1, "x")
	g := expand(t, c)
	if o := g.Orders(0)[0]; o.Rank[2] != o.Rank[0] || o.Rank[1] <= o.Rank[2] {
		t.Errorf("ranks %v: the merged state does not rank as YN", o.Rank)
	}
	if d := g.Doubts(); len(d) != 1 || d[0].At != "merge" || !strings.Contains(d[0].Message, "`a` prefers some of the 2 merged states") {
		t.Errorf("doubts %v", d)
	}
}

// Where tells in which states a formula holds, and in which merged ones it holds for some members only.
func TestWhere(t *testing.T) {
	eachRandom(t, 200, stabilitytest.Shape{}, func(t *testing.T, c *parley.Conflict, g *game.Graph) {
		for _, p := range c.Preferences {
			for _, o := range p.Either {
				for _, s := range o.Statements {
					checkWhere(t, c, g, s.Either[0])
				}
			}
		}
	})
}

func checkWhere(t *testing.T, c *parley.Conflict, g *game.Graph, f parley.Formula) {
	t.Helper()
	in, open := g.Where(f.Expr)
	for s := range g.Len() {
		count := 0
		for _, m := range g.Members(s) {
			if holds(c, f.Expr, m) {
				count++
			}
		}
		all := count == len(g.Members(s))
		if in.Test(uint(s)) != all || open.Test(uint(s)) != (count > 0 && !all) {
			t.Errorf("%s in %s: holds %v, open %v, but %d of %d members have it", f, g.Code(s), in.Test(uint(s)), open.Test(uint(s)), count, len(g.Members(s)))
		}
	}
}

// Code writes a letter for every option, and a dash where the members of a merged state differ.
func TestCode(t *testing.T) {
	eachRandom(t, 200, stabilitytest.Shape{}, func(t *testing.T, c *parley.Conflict, g *game.Graph) {
		for s := range g.Len() {
			if c.GraphForm() {
				if g.Code(s) != c.States[s].ID {
					t.Errorf("state %d is %s, want %s", s, g.Code(s), c.States[s].ID)
				}
				continue
			}
			for k := range c.Options {
				letters := map[byte]bool{}
				for _, m := range g.Members(s) {
					letters["NY"[m>>k&1]] = true
				}
				if letter := g.Code(s)[k]; (letter == '-') != (len(letters) == 2) || letter != '-' && !letters[letter] {
					t.Errorf("state %d is %s, option %d", s, g.Code(s), k)
				}
			}
		}
	})
}
