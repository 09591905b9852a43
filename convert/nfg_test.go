package convert_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"parley"
	"parley/convert"
	"parley/stability/stabilitytest"
)

// game in strategic form, as a reader that knows nothing of parley finds it.
type strategicForm struct {
	players    []string
	strategies [][]string
	comment    string
	payoffs    [][]int // by cell, the first player's strategy changing fastest
}

// readNFG reads the payoff version of the .nfg format by its grammar: the header, the title, the players, the strategies, a comment, the
// numbers.
func readNFG(src string) (*strategicForm, error) {
	var tokens []string
	for i := 0; i < len(src); {
		switch c := src[i]; {
		case strings.IndexByte(" \t\n\r", c) >= 0:
			i++
		case c == '{' || c == '}':
			tokens = append(tokens, string(c))
			i++
		case c == '"':
			var text strings.Builder
			for i++; ; i++ {
				if i >= len(src) {
					return nil, errors.New("a text does not end")
				}
				if src[i] == '\\' {
					i++
				} else if src[i] == '"' {
					break
				}
				text.WriteByte(src[i])
			}
			tokens = append(tokens, `"`+text.String())
			i++
		default:
			n := strings.IndexAny(src[i:], " \t\n\r{}\"")
			if n < 0 {
				n = len(src) - i
			}
			tokens = append(tokens, src[i:i+n])
			i += n
		}
	}
	next := func() string {
		if len(tokens) == 0 {
			return ""
		}
		t := tokens[0]
		tokens = tokens[1:]
		return t
	}
	texts := func() (list []string) {
		for len(tokens) > 0 && tokens[0][0] == '"' {
			list = append(list, next()[1:])
		}
		return list
	}
	for _, want := range []string{"NFG", "1", "R"} {
		if got := next(); got != want {
			return nil, fmt.Errorf("the header has %q, not %q", got, want)
		}
	}
	g := &strategicForm{}
	if title := next(); !strings.HasPrefix(title, `"`) {
		return nil, errors.New("no title")
	}
	if next() != "{" {
		return nil, errors.New("no players")
	}
	if g.players = texts(); next() != "}" || next() != "{" {
		return nil, errors.New("the players do not end")
	}
	cells := 1
	for len(tokens) > 0 && tokens[0] == "{" {
		next()
		s := texts()
		if next() != "}" {
			return nil, errors.New("the strategies do not end")
		}
		g.strategies = append(g.strategies, s)
		cells *= len(s)
	}
	if next() != "}" || len(g.strategies) != len(g.players) {
		return nil, errors.New("a player has no strategies")
	}
	g.comment = strings.Join(texts(), "")
	for range cells {
		var row []int
		for range g.players {
			n, err := strconv.Atoi(next())
			if err != nil {
				return nil, err
			}
			row = append(row, n)
		}
		g.payoffs = append(g.payoffs, row)
	}
	if len(tokens) > 0 {
		return nil, fmt.Errorf("%q is too much", tokens[0])
	}
	return g, nil
}

// equilibria lists the cells at which no player gains by another strategy of its own.
func (g *strategicForm) equilibria() (cells []int) {
	for cell, row := range g.payoffs {
		best, stride := true, 1
		for i, s := range g.strategies {
			own := cell / stride % len(s)
			for k := range s {
				if g.payoffs[cell+(k-own)*stride][i] > row[i] {
					best = false
				}
			}
			stride *= len(s)
		}
		if best {
			cells = append(cells, cell)
		}
	}
	return cells
}

// profile writes a cell as the options that are taken.
func (g *strategicForm) profile(c *parley.Conflict, cell int) string {
	var taken []string
	for i, s := range g.strategies {
		if name := s[cell%len(s)]; name != "nothing" {
			for o := range strings.SplitSeq(name, " + ") {
				taken = append(taken, c.Parties[i].ID+"."+o)
			}
		}
		cell /= len(s)
	}
	code := make([]byte, len(c.Options))
	for k, o := range c.Options {
		code[k] = 'N'
		if slices.Contains(taken, o.ID) {
			code[k] = 'Y'
		}
	}
	return string(code)
}

// The equilibria that a reader finds in the game are the states that are Nash in the conflict, where nothing is lost but the status quo.
func TestNFGHasTheSameEquilibria(t *testing.T) {
	conflicts := catalogCases(t)
	for seed := range uint64(3000) {
		shape := stabilitytest.Shape{Parties: 2 + int(seed%2), Form: stabilitytest.Options, Certain: true, Plain: true}
		conflicts[fmt.Sprintf("random %d", seed)] = stabilitytest.Random(rand.New(rand.NewPCG(seed, 2)), shape)
	}
	written, refused := 0, 0
	for name, c := range conflicts {
		if c.GraphForm() || len(c.Parties) > 3 {
			continue
		}
		g := list(t, c)
		src, lost, err := convert.WriteNFG(g)
		var is parley.Issues
		if errors.As(err, &is) {
			refused++
			continue
		}
		if err != nil {
			t.Fatal(name, err)
		}
		f, err := readNFG(string(src))
		if err != nil {
			t.Fatalf("%s: %v\n%s", name, err, src)
		}
		if !strings.Contains(f.comment, "ordinal") {
			t.Errorf("%s: the file does not say that its payoffs are ordinal", name)
		}
		if slices.ContainsFunc(lost, func(i parley.Issue) bool { return !strings.Contains(i.Message, "status quo") }) {
			continue
		}
		written++
		got, want := map[string]bool{}, map[string]bool{}
		for _, cell := range f.equilibria() {
			got[f.profile(c, cell)] = true
		}
		for s := range solution(t, g).Verdicts[0].Equilibria.EachSet() {
			want[g.Code(int(s))] = true
		}
		sameSet(t, name, got, want)
		for cell, row := range f.payoffs {
			s, err := g.Find(f.profile(c, cell))
			if err != nil {
				t.Fatal(err)
			}
			for i, n := range row {
				if int(g.Orders(i)[0].Rank[s])+1 != n {
					t.Errorf("%s: payoff %d of cell %d is %d", name, i, cell, n)
				}
			}
		}
	}
	if written < 100 || refused < 20 {
		t.Errorf("%d written and %d refused: the test sees too little", written, refused)
	}
}

// What a file cannot be is refused, and the reason tells what would mend it.
func TestNFGRefuses(t *testing.T) {
	cases := catalogCases(t)
	for id, want := range map[string]string{
		"ukraine-2025": "4 parties",
	} {
		_, _, err := convert.WriteNFG(list(t, cases[id]))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", id, err)
		}
	}
	c := cases["prisoners-dilemma"]
	f, err := c.Formula("not (first.silent and second.silent)")
	if err != nil {
		t.Fatal(err)
	}
	c.Rules = append(c.Rules, parley.Rule{Formula: f})
	_, _, err = convert.WriteNFG(list(t, c))
	if err == nil || !strings.Contains(err.Error(), "1 of 4 combinations") || !strings.Contains(err.Error(), "YY") {
		t.Errorf("a rule across parties: %v", err)
	}
}
