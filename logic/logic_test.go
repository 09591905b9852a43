package logic_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"parley/logic"
)

func TestParsePrintsCanonicalForm(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"a", "a"},
		{"not a and b", "not a and b"},
		{"not (a and b)", "not (a and b)"},
		{"!a & b | c", "not a and b or c"},
		{"a and (b or c)", "a and (b or c)"},
		{"a -> b -> c", "a -> b -> c"},
		{"(a -> b) -> c", "(a -> b) -> c"},
		{"a IF b", "b -> a"},
		{"press.x->(wl IFF asign)", "press.x -> (wl <-> asign)"},
		{"a <=> b => c", "a <-> b -> c"},
		{"a <-> b <-> c", "a <-> b <-> c"},
		{"a <-> (b <-> c)", "a <-> (b <-> c)"},
		{"exactly_one(a, b or c, not d)", "exactly_one(a, b or c, not d)"},
		{"AT_LEAST(2, a, b, c)", "at_least(2, a, b, c)"},
		{`"Local Government".insist and x`, `"Local Government.insist" and x`},
		{"“", ""},
		{"cease-fire->talks", "cease-fire -> talks"},
		{"¬a ∧ b ∨ c → d", "not a and b or c -> d"},
		{"état.où", "état.où"},
		{"true or FALSE", "true or false"},
		{"((a))", "a"},
	} {
		e, err := logic.Parse(c.text)
		if c.want == "" {
			if err == nil {
				t.Errorf("Parse(%q) = %v, want an error", c.text, e)
			}
			continue
		}
		if err != nil {
			t.Errorf("Parse(%q): %v", c.text, err)
			continue
		}
		if got := e.String(); got != c.want {
			t.Errorf("Parse(%q) prints %q, want %q", c.text, got, c.want)
		}
	}
}

func TestParseErrorsNameThePlace(t *testing.T) {
	for _, c := range []struct {
		text    string
		pos     int
		message string
	}{
		{"", 0, "empty"},
		{"a and", 5, "expected a name, but it ends"},
		{"a b", 2, "the formula should end here, not `b`"},
		{"(a or b", 7, "expected `)`"},
		{"a = b", 2, "unexpected character '='"},
		{"-a", 0, "unexpected character '-'"},
		{`"a`, 0, "not closed"},
		{`""`, 0, "empty"},
		{"a.", 0, "ends in a dot"},
		{"a if b if c", 7, "grouping"},
		{"at_least(x, a)", 9, "begins with a number"},
		{"at_least(3, a)", 0, "never or always"},
		{"exactly_one a", 12, "expected `(`"},
		{"exactly_one(a b)", 14, "expected `,` or `)`"},
		{strings.Repeat("not ", 600) + "a", 2000, "nested"},
		{strings.Repeat("(", 600), 500, "nested"},
		{"a" + strings.Repeat(" and a", 20000), 0, "longer"},
	} {
		_, err := logic.Parse(c.text)
		var e *logic.Error
		if !errors.As(err, &e) {
			t.Errorf("Parse(%.20q) gives %v, want an error", c.text, err)
			continue
		}
		if e.Pos != c.pos || !strings.Contains(e.Message, c.message) {
			t.Errorf("Parse(%.20q): %d %q, want %d %q", c.text, e.Pos, e.Message, c.pos, c.message)
		}
	}
}

// random returns a formula over the atoms a0 to a9.
func random(r *rand.Rand, depth int) *logic.Expr {
	if depth == 0 || r.IntN(6) == 0 {
		switch r.IntN(12) {
		case 0:
			return &logic.Expr{Op: logic.True}
		case 1:
			return &logic.Expr{}
		}
		return logic.NewAtom(fmt.Sprintf("a%d", r.IntN(10)))
	}
	op := logic.Op(int(logic.Not) + r.IntN(8))
	n := 2
	switch op {
	case logic.Not:
		n = 1
	case logic.And, logic.Or:
		n = 2 + r.IntN(3)
	case logic.ExactlyOne, logic.AtMostOne, logic.AtLeast:
		n = 1 + r.IntN(5)
	}
	e := &logic.Expr{Op: op}
	for range n {
		e.Args = append(e.Args, random(r, depth-1))
	}
	if op == logic.AtLeast {
		e.N = r.IntN(n + 1)
	}
	return e
}

func bitOf(name string) int { return int(name[1] - '0') }

func holdsIn(state uint64) func(string) bool {
	return func(name string) bool { return state>>bitOf(name)&1 == 1 }
}

// Every way to evaluate a formula must agree with the walk over its tree, and printing must not change what it means.
func TestCompiledFormulasAgreeWithTheTree(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		e := random(r, 4)
		p := logic.Compile(e, bitOf)
		back, err := logic.Parse(e.String())
		if err != nil {
			t.Fatalf("%v: %v", e, err)
		}
		if string(back.AppendKey(nil)) != string(e.AppendKey(nil)) {
			t.Fatalf("`%s` and what it is read as have two keys", e)
		}
		if back.String() != e.String() {
			t.Fatalf("%v prints as %v after reading", e, back)
		}
		for state := range uint64(1 << 10) {
			want := e.Eval(holdsIn(state))
			if p.Holds(state) != want || back.Eval(holdsIn(state)) != want {
				t.Fatalf("%v in %010b: want %v", e, state, want)
			}
		}
		known := r.Uint64N(1 << 10)
		state := r.Uint64N(1 << 10)
		if truth := p.Partial(state, known); truth != logic.Open {
			for rest := range uint64(1 << 10) {
				full := state&known | rest&^known
				if e.Eval(holdsIn(full)) != (truth == logic.Always) {
					t.Fatalf("%v knowing %010b of %010b is %v, but not in %010b", e, known, state, truth, full)
				}
			}
		}
		all := uint64(1<<10 - 1)
		if truth := p.Partial(state, all); truth == logic.Open || (truth == logic.Always) != e.Eval(holdsIn(state)) {
			t.Fatalf("%v in %010b with all known: %v", e, state, truth)
		}
	}
}

// Formulas that are built and not parsed may have operators without operands, and ask for more than there is.
func TestCompileOperatorsWithoutOperands(t *testing.T) {
	a := logic.NewAtom("a0")
	for _, e := range []*logic.Expr{
		{Op: logic.And}, {Op: logic.Or}, {Op: logic.ExactlyOne}, {Op: logic.AtMostOne}, {Op: logic.AtLeast}, {Op: logic.AtLeast, N: 1},
		{Op: logic.AtLeast, N: 1 << 17, Args: []*logic.Expr{a}}, logic.NewAnd(a, &logic.Expr{Op: logic.Or}), logic.NewOr(a, &logic.Expr{Op: logic.And}),
	} {
		p := logic.Compile(e, bitOf)
		for state := range uint64(2) {
			want := e.Eval(holdsIn(state))
			if got := p.Holds(state); got != want {
				t.Errorf("%v of %d operands in %b: %v, want %v", e.Op, len(e.Args), state, got, want)
			}
			if truth := p.Partial(state, 1); (truth == logic.Always) != want || truth == logic.Open {
				t.Errorf("%v of %d operands in %b is %v, want %v", e.Op, len(e.Args), state, truth, want)
			}
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add("a and (b or not c) -> at_least(2, a, b, \"x y\".z)")
	f.Add("a IF b <-> !c")
	f.Fuzz(func(t *testing.T, text string) {
		e, err := logic.Parse(text)
		if err != nil {
			var le *logic.Error
			if !errors.As(err, &le) || le.Pos < 0 || le.End < le.Pos || le.End > len(text) {
				t.Fatalf("%q: bad place in %#v", text, err)
			}
			return
		}
		printed := e.String()
		back, err := logic.Parse(printed)
		if err != nil {
			t.Fatalf("%q prints as %q: %v", text, printed, err)
		}
		if again := back.String(); again != printed {
			t.Fatalf("%q prints as %q, then as %q", text, printed, again)
		}
	})
}

// Formulas that print differently have different keys.
func TestKeysTellFormulasApart(t *testing.T) {
	of := map[string]string{}
	for _, text := range []string{
		"a", "b", "not a", "ab", "a and b", "b and a", "a and b and c", "a and (b and c)", "(a and b) and c", "a or b", "a -> b", "b -> a", "a <-> b",
		"exactly_one(a, b)", "at_most_one(a, b)", "at_least(1, a, b)", "at_least(2, a, b)", "at_least(1, a, b, c)", "true", "false", "exactly_one(a)", "exactly_one(a, b, c)",
	} {
		e, err := logic.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		key := string(e.AppendKey(nil))
		if other, ok := of[key]; ok && other != e.String() {
			t.Errorf("`%s` and `%s` have one key", other, e)
		}
		of[key] = e.String()
	}
	if len(of) < 20 {
		t.Errorf("%d keys", len(of))
	}
}
