package convert_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"parley"
	"parley/convert"
	"parley/game"
	"parley/logic"
	"parley/stability/stabilitytest"
)

// list expands a conflict that must have states.
func list(t *testing.T, c *parley.Conflict) *game.Graph {
	t.Helper()
	rules, err := game.Compile(c)
	if err != nil {
		t.Fatal(err)
	}
	g, err := rules.Expand(context.Background(), game.Expansion{})
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// same compares what GMCR+ and parley share: states, moves, orders.
func same(a, b *game.Graph) error {
	if a.Len() != b.Len() || a.Parties() != b.Parties() {
		return fmt.Errorf("%d states and %d parties became %d and %d", a.Len(), a.Parties(), b.Len(), b.Parties())
	}
	for s := range a.Len() {
		if a.Code(s) != b.Code(s) {
			return fmt.Errorf("state %s became %s", a.Code(s), b.Code(s))
		}
	}
	for i := range a.Parties() {
		x, y := a.Arcs(i), b.Arcs(i)
		if !slices.Equal(x.Start, y.Start) || !slices.Equal(x.To, y.To) {
			return fmt.Errorf("party %d has other moves", i)
		}
		if !slices.Equal(a.Orders(i)[0].Rank, b.Orders(i)[0].Rank) {
			return fmt.Errorf("party %d ranks %v, then %v", i, a.Orders(i)[0].Rank, b.Orders(i)[0].Rank)
		}
	}
	return nil
}

func TestWhatIsWrittenReadsBackTheSame(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 11))
	written, ranked, refused := 0, 0, map[string]int{}
	for n := range 3000 {
		shape := stabilitytest.Shape{}
		if n%2 == 0 {
			shape = stabilitytest.Shape{Form: stabilitytest.Options, Certain: true, Plain: true}
		}
		c := stabilitytest.Random(r, shape)
		if n%4 == 0 { // so that nobody needs a ranking
			for i, p := range c.Preferences {
				if len(p.Either) > 0 && len(p.Either[0].Statements) == 0 {
					c.Preferences[i] = parley.Preference{}
				}
			}
		}
		src, _, err := convert.WriteGMCR(c)
		if err != nil {
			for _, is := range err.(parley.Issues) {
				refused[kindOf(is.Message)]++
			}
			if expressible(c) {
				t.Fatalf("refused: %v\n%s", err, stabilitytest.Describe(c))
			}
			continue
		}
		written++
		if strings.Contains(string(src), `"useManualPreferenceRanking": true`) {
			ranked++
		}
		back, problems := convert.ReadGMCR("back.gmcr", src)
		if back == nil {
			t.Fatalf("%v\n%s\n%s", problems, src, stabilitytest.Describe(c))
		}
		if err := same(list(t, c), list(t, back)); err != nil {
			t.Fatalf("%v\n%s\n%s", err, src, stabilitytest.Describe(c))
		}
		again, _, err := convert.WriteGMCR(back)
		if err != nil {
			t.Fatal(err)
		}
		if third, _ := convert.ReadGMCR("back.gmcr", again); third == nil || same(list(t, c), list(t, third)) != nil {
			t.Fatalf("the second copy differs:\n%s", again)
		}
	}
	t.Logf("%d written, %d of them with rankings; refused: %v", written, ranked, refused)
	for _, kind := range []string{"listed", "merge", "move", "unknown", "direction"} {
		if refused[kind] == 0 {
			t.Errorf("no conflict was refused for %s", kind)
		}
	}
	if written < 500 || ranked < 100 || written-ranked < 100 {
		t.Errorf("only %d written, %d of them with rankings", written, ranked)
	}
}

func kindOf(message string) string {
	for kind, part := range map[string]string{"listed": "lists its states", "merge": "count as one", "move": "the rule for moves",
		"unknown": "may hold any of", "direction": "neither be taken nor dropped"} {
		if strings.Contains(message, part) {
			return kind
		}
	}
	return message
}

// expressible reports whether a conflict has nothing that the writer may refuse.
func expressible(c *parley.Conflict) bool {
	return !c.GraphForm() && len(c.Merges) == 0 && len(c.Bars) == 0 &&
		!slices.ContainsFunc(c.Options, func(o parley.Option) bool { return o.StaysTaken && o.StaysDropped }) &&
		!slices.ContainsFunc(c.Preferences, func(p parley.Preference) bool {
			return len(p.Either) > 1 || len(p.Either) == 1 && slices.ContainsFunc(p.Either[0].Statements, func(s parley.Statement) bool { return len(s.Either) > 1 })
		})
}

// simple returns a conflict of two parties with two options each.
func simple() *parley.Conflict {
	c := &parley.Conflict{Parties: []parley.Party{{ID: "a", Name: "Anna"}, {ID: "b", Name: "Bjørn 😀"}}, Preferences: make([]parley.Preference, 2)}
	for i, p := range c.Parties {
		for _, o := range []string{"x", "y"} {
			c.Options = append(c.Options, parley.Option{ID: p.ID + "." + o, Party: i})
		}
	}
	return c
}

func statements(t *testing.T, c *parley.Conflict, texts ...string) parley.Preference {
	t.Helper()
	var o parley.Order
	for _, text := range texts {
		f, err := c.Formula(text)
		if err != nil {
			t.Fatal(err)
		}
		o.Statements = append(o.Statements, parley.Statement{Either: []parley.Formula{f}})
	}
	return parley.Preference{Either: []parley.Order{o}}
}

func TestWrittenFileIsASCIIAndKeepsNames(t *testing.T) {
	c := simple()
	c.Options[0].Name, c.Options[1].Name = "stay", "stay"
	c.StatusQuo = &parley.Place{At: "status quo"}
	c.Preferences[0] = statements(t, c, "a.x -> b.y", "true", "a.y or not b.x")
	c.Preferences[0].Either[0].Statements[0].Greatly = true
	src, lost, err := convert.WriteGMCR(c)
	if err != nil {
		t.Fatal(err)
	}
	const want = `{"program": "parley",
 "version": "0.4.1",
 "options": [
  {"name": "x", "permittedDirection": "both"},
  {"name": "y", "permittedDirection": "both"},
  {"name": "x", "permittedDirection": "both"},
  {"name": "y", "permittedDirection": "both"}],
 "decisionMakers": [
  {"name": "Anna",
   "options": [0, 1],
   "preferences": [
    {"compound": true, "members": [[[0, "N"]], [[3, "Y"]]]},
    {"compound": true, "members": [[[2, "N"]], [[1, "Y"]]]}],
   "misperceptions": []},
  {"name": "Bj\u00f8rn \ud83d\ude00",
   "options": [2, 3],
   "preferences": [],
   "misperceptions": []}],
 "coalitions": [0, 1],
 "infeasibles": [],
 "useManualPreferenceRanking": false}
`
	if string(src) != want {
		t.Errorf("wrote\n%s", src)
	}
	if len(lost) != 2 || !strings.Contains(lost.Error(), "status quo") || !strings.Contains(lost.Error(), "how strongly") {
		t.Errorf("lost: %v", lost)
	}
	back, _ := convert.ReadGMCR("x.gmcr", src)
	if back.Parties[1].ID != "Bjørn 😀" || back.Options[3].ID != "Bjørn 😀.y" {
		t.Errorf("read back %+v, %+v", back.Parties, back.Options)
	}
}

// A bar on one option is what the directions of GMCR+ say; one on a stranger's option binds nobody.
func TestBarsOnOneOptionAreDirections(t *testing.T) {
	c := simple()
	ax, by := logic.NewAtom("a.x"), logic.NewAtom("b.y")
	c.Bars = []parley.Bar{
		{Party: parley.AnyParty, From: ax, To: logic.NewNot(ax)},
		{Party: 1, From: logic.NewNot(by), To: by},
		{Party: 0, From: by, To: logic.NewNot(by)},
	}
	src, _, err := convert.WriteGMCR(c)
	if err != nil {
		t.Fatal(err)
	}
	back, _ := convert.ReadGMCR("x.gmcr", src)
	if err := same(list(t, c), list(t, back)); err != nil {
		t.Error(err)
	}
	if !back.Options[0].StaysTaken || !back.Options[3].StaysDropped {
		t.Errorf("options %+v", back.Options)
	}
}

// GMCR+ adds up powers of two, so that a long list would overflow there; it is written as a ranking.
func TestLongListsAreRanked(t *testing.T) {
	c := simple()
	var texts []string
	for range 20 {
		texts = append(texts, "a.x", "b.y and a.y")
	}
	c.Preferences[1] = statements(t, c, texts...)
	src, _, err := convert.WriteGMCR(c)
	if err != nil || !strings.Contains(string(src), `"preferenceRanking": [[12, 16], [2, 4, 6, 8, 10, 14], [11, 15], [1, 3, 5, 7, 9, 13]]`) {
		t.Errorf("%v\n%s", err, src)
	}
}

func TestEveryRefusalIsListed(t *testing.T) {
	c := simple()
	rule := parley.Formula{Expr: logic.NewAtom("a.x"), Text: "a.x"}
	c.Merges = []parley.Merge{{Formula: rule}}
	c.Bars = []parley.Bar{{Party: parley.AnyParty, From: logic.NewAtom("a.x"), To: logic.NewAtom("b.x"), Text: "b.x never after a.x"}}
	c.Options[1].StaysTaken, c.Options[1].StaysDropped = true, true
	c.Preferences[0] = parley.Preference{Either: []parley.Order{{}, {}}}
	c.Preferences[1] = parley.Preference{Either: []parley.Order{{Statements: []parley.Statement{{Either: []parley.Formula{rule, rule}}}}}}
	_, _, err := convert.WriteGMCR(c)
	if err == nil {
		t.Fatal("it was written")
	}
	for _, want := range []string{"`a.x` count as one", "`b.x never after a.x` cannot be expressed", "`a.y` can neither be taken", "`a` may hold any of 2 orders", "`b` may hold any of 2 statements"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("the error does not say %q:\n%v", want, err)
		}
	}
}
