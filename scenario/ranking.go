package scenario

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"

	"parley"
)

// greatly is the item of a list that stands for >> in a line.
const greatly = "greatly"

// rankToken is a piece of a ranking in a line: a state, or one of > >> ~.
type rankToken struct {
	piece
	text  string
	state bool
}

// cutRanking cuts a line such as "a > b ~ c >> d" into its tokens. A quoted state may hold any character.
func cutRanking(text string) []rankToken {
	var tokens []rankToken
	for i := 0; i < len(text); {
		r, n := utf8.DecodeRuneInString(text[i:])
		switch {
		case unicode.IsSpace(r):
		case r == '~':
			tokens = append(tokens, rankToken{piece{i, i + 1}, "~", false})
		case strings.HasPrefix(text[i:], ">>"):
			n = 2
			tokens = append(tokens, rankToken{piece{i, i + 2}, ">>", false})
		case r == '>':
			tokens = append(tokens, rankToken{piece{i, i + 1}, ">", false})
		default:
			end := i + n
			if closing := strings.IndexRune(text[end:], r); (r == '"' || r == '`') && closing >= 0 {
				end += closing + 1
			} else {
				for end < len(text) {
					c, size := utf8.DecodeRuneInString(text[end:])
					if unicode.IsSpace(c) || c == '>' || c == '~' {
						break
					}
					end += size
				}
			}
			tokens = append(tokens, rankToken{piece{i, end}, unquoted(text[i:end]), true})
			n = end - i
		}
		i += n
	}
	return tokens
}

// ranking reads a ranking of states, most preferred first. In graph form it tells which states are left out, with all that is wrong;
// in option form that is found out when states are listed.
func (a *assembly) ranking(k, n *yaml.Node, at string) []parley.Tier {
	seen := map[string]bool{} // false: not a state
	tiers := a.tiers(k, n, at, seen)
	var missing []string
	for _, s := range a.c.States {
		if !seen[s.ID] {
			missing = append(missing, s.ID)
		}
	}
	for _, listed := range seen {
		if !listed { // the state that was meant may be one of those missing
			return tiers
		}
	}
	if len(tiers) > 0 && len(missing) > 0 && !a.frame.unknown {
		a.at(k, "rank every listed state, equal ones joined by `~`", "the ranking leaves out %d of %d states: %s", len(missing), len(a.c.States), shortened(missing))
	}
	return tiers
}

// shortened lists names: at most eight, then how many more.
func shortened(names []string) string {
	if more := len(names) - maxListed; more > 0 {
		return fmt.Sprintf("%s and %d more", quoted(names[:maxListed]), more)
	}
	return quoted(names)
}

func (a *assembly) tiers(k, n *yaml.Node, at string, seen map[string]bool) []parley.Tier {
	if n.Kind == yaml.ScalarNode {
		return a.rankingLine(n, at, seen)
	}
	if len(n.Content) == 0 {
		a.at(k, "list states, most preferred first", "the ranking is empty")
	}
	var tiers []parley.Tier
	for i, item := range a.items(n) {
		if item.Kind == yaml.ScalarNode && item.Value == greatly {
			switch {
			case len(tiers) == 0 || i == len(n.Content)-1:
				a.at(item, "", "`greatly` stands between two states")
			case tiers[len(tiers)-1].Greatly:
				a.at(item, "", "`greatly` stands twice")
			default:
				tiers[len(tiers)-1].Greatly = true
			}
			continue
		}
		tier := parley.Tier{At: fmt.Sprintf("%s[%d]", at, i)}
		if item.Kind == yaml.SequenceNode && len(item.Content) == 0 {
			a.at(item, "", "this tier of the ranking lists no state")
		}
		for _, s := range a.items(item) {
			text := strings.TrimSpace(s.Value)
			if text == greatly {
				a.at(s, "write it between two items of the list", "`greatly` cannot stand among equally preferred states")
			} else if a.rankedState(s, 0, len(s.Value), text, seen) {
				tier.States = append(tier.States, text)
			}
		}
		if len(tier.States) > 0 {
			tiers = append(tiers, tier)
		}
	}
	return tiers
}

func (a *assembly) rankingLine(n *yaml.Node, at string, seen map[string]bool) []parley.Tier {
	var tiers []parley.Tier
	tokens := cutRanking(n.Value)
	joined := false // the next state belongs to the last tier
	for i, t := range tokens {
		if t.state == (i%2 == 1) {
			if t.state {
				a.inside(n, t.from, t.to, "write `>`, `>>` or `~` between two states", "`%s` follows a state directly", clip(t.text))
			} else {
				a.inside(n, t.from, t.to, "a ranking is written `a > b ~ c >> d`", "a state is missing before `%s`", t.text)
			}
			return nil
		}
		switch {
		case t.state && joined:
			if a.rankedState(n, t.from, t.to, t.text, seen) {
				tiers[len(tiers)-1].States = append(tiers[len(tiers)-1].States, t.text)
			}
		case t.state:
			a.rankedState(n, t.from, t.to, t.text, seen)
			tiers = append(tiers, parley.Tier{States: []string{t.text}, At: fmt.Sprintf("%s[%d]", at, len(tiers))})
		default:
			joined = t.text == "~"
			if t.text == ">>" {
				tiers[len(tiers)-1].Greatly = true
			}
		}
	}
	if len(tokens)%2 == 0 {
		a.inside(n, len(n.Value), len(n.Value), "a ranking is written `a > b ~ c >> d`", "the ranking ends where a state should stand")
		return nil
	}
	return tiers
}

// rankedState checks that a ranking may name a state. Whether the state is feasible is found out when states are listed.
func (a *assembly) rankedState(n *yaml.Node, pos, end int, text string, seen map[string]bool) bool {
	switch {
	case a.frame.unknown:
		return true
	case a.c.GraphForm() && a.frame.atoms[text] == nil:
		var names []string
		for _, s := range a.c.States {
			names = append(names, s.ID)
		}
		a.inside(n, pos, end, a.known(text, names), "`%s` is not a listed state", clip(text))
		seen[text] = false
	case !a.c.GraphForm() && (strings.Trim(text, "YN-") != "" || len(text) != len(a.c.Options)):
		hint := fmt.Sprintf("a state is %d letters Y or N, one for each option in the order of the file", len(a.c.Options))
		if strings.Trim(text, "YN-") == "" {
			a.inside(n, pos, end, hint, "`%s` has %d letters, but there are %d options", clip(text), len(text), len(a.c.Options))
		} else {
			a.inside(n, pos, end, hint, "`%s` is not a state", clip(text))
		}
	case seen[text]:
		a.inside(n, pos, end, "delete one of them", "the state `%s` is ranked twice", clip(text))
	default:
		seen[text] = true
		return true
	}
	return false
}

// rankingPlaces returns where in a line the first state of each tier stands.
func rankingPlaces(text string) []piece {
	var places []piece
	tokens := cutRanking(text)
	for i, t := range tokens {
		if t.state && (i == 0 || tokens[i-1].text != "~") {
			places = append(places, t.piece)
		}
	}
	return slices.Clip(places)
}
