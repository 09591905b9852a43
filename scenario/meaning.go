package scenario

import (
	"slices"

	"go.yaml.in/yaml/v4"

	"parley/logic"
)

// sameMeaning reports whether two trees say the same: keys that the format knows may stand in any order, and formulas may
// be spelt in any way. Formulas are compared as they were parsed, so that the printer is not trusted.
func sameMeaning(a, b *yaml.Node, s *shape) bool {
	if a.Kind != b.Kind {
		return false
	}
	switch a.Kind {
	case yaml.ScalarNode:
		kind := noText
		if s != nil {
			kind = s.text
		}
		return absent(a) == absent(b) && sameText(a.Value, b.Value, kind)
	case yaml.SequenceNode:
		return slices.EqualFunc(a.Content, b.Content, func(x, y *yaml.Node) bool { return sameMeaning(x, y, s.itemShape()) })
	}
	return slices.EqualFunc(ordered(a, s), ordered(b, s), func(x, y pair) bool {
		kind := noText
		if s != nil && s.rank(x.key.Value) < 0 && s.naming == formula {
			kind = formula
		}
		return sameText(x.key.Value, y.key.Value, kind) && sameMeaning(x.value, y.value, s.valueShape(x.key.Value))
	})
}

// sameText reports whether two texts of a kind say the same.
func sameText(a, b string, kind scalar) bool {
	if a == b {
		return true
	}
	switch kind {
	case formula, arc:
		x, err := logic.Parse(a)
		if err != nil {
			return false
		}
		y, err := logic.Parse(b)
		return err == nil && sameFormula(x, y)
	case move:
		f, ok := cutBar(a)
		g, also := cutBar(b)
		return ok && also && f.verb == g.verb && f.bound == g.bound && unquoted(f.by.of(a)) == unquoted(g.by.of(b)) &&
			sameText(f.a.of(a), g.a.of(b), formula) && sameText(f.b.of(a), g.b.of(b), formula)
	case ranking:
		return slices.EqualFunc(cutRanking(a), cutRanking(b), func(x, y rankToken) bool { return x.text == y.text && x.state == y.state })
	case name, word, number, status, assumption:
		x, _ := canonical(a, kind)
		return x == b
	}
	return false
}

// sameFormula reports whether two formulas are built alike.
func sameFormula(a, b *logic.Expr) bool {
	return a.Op == b.Op && a.Name == b.Name && a.N == b.N && slices.EqualFunc(a.Args, b.Args, sameFormula)
}
