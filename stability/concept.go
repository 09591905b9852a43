// Package stability says what can be asked about the stability of states: the solution concepts, the task, the result, and
// what an engine must do. It knows no engine. The definitions are written out, with their sources, in doc/theory.md.
package stability

import (
	"fmt"
	"strconv"
	"strings"
)

// Kind is a family of solution concepts: what a party foresees when it thinks of leaving a state.
type Kind uint8

// The solution concepts. R and R⁺ are the moves and the improvements of a party or a group.
const (
	// Nash: the party has no improvement (Nash 1950, 1951).
	Nash Kind = iota
	// GMR, general metarationality: the others can answer each improvement so that the party ends no better (Howard 1971).
	GMR
	// SMR, symmetric metarationality: and the party cannot escape that answer by a further move of its own (Howard 1971).
	SMR
	// SEQ, sequential stability: as GMR, with answers that are improvements for those who make them (Fraser and Hipel 1979).
	SEQ
	// SSEQ, symmetric sequential stability: as SEQ, and the party cannot escape (Rêgo and Vieira 2015, 2017).
	SSEQ
	// SIM, simultaneous sanctioning: the improvements of the others, made at the same time, leave the party no better
	// (Fraser and Hipel 1979). Option form only.
	SIM
	// LimitedMove of horizon h: the party foresees h moves, each the best for its mover (Kilgour 1985). Two parties only.
	LimitedMove
	// Maximin of horizon h: the party foresees h moves of opponents who mean it ill (Rêgo and Vieira 2020). Horizons 1, 2
	// and 3 are Nash, GMR and SMR.
	Maximin
	// CNash, CGMR, CSMR, CSEQ: the same for a coalition, whose joint moves must leave every member better off (Kilgour,
	// Hipel, Fang and Peng 2001; Inohara and Hipel 2008).
	CNash
	CGMR
	CSMR
	CSEQ
)

var kindNames = [...]string{"nash", "gmr", "smr", "seq", "sseq", "sim", "limited-move", "maximin", "cnash", "cgmr", "csmr", "cseq"}

// String returns the name used in files, commands and JSON.
func (k Kind) String() string {
	if int(k) >= len(kindNames) {
		return fmt.Sprintf("kind-%d", k)
	}
	return kindNames[k]
}

// Coalitional reports whether the concept judges coalitions instead of single parties.
func (k Kind) Coalitional() bool { return k >= CNash }

// Kinds returns every kind.
func Kinds() []Kind {
	ks := make([]Kind, len(kindNames))
	for i := range ks {
		ks[i] = Kind(i)
	}
	return ks
}

// Extension says how a concept treats preferences that are not known (Li, Hipel, Kilgour and Fang 2004). Where every
// preference is certain the four agree.
type Extension uint8

// The four extensions. As a Concept's extension the zero value Default stands for the one that Choices names.
const (
	Default Extension = iota
	// ExtensionA, aggressive: an unknown preference tempts a party to leave, and never deters it.
	ExtensionA
	// ExtensionB ignores unknown preferences: they neither tempt nor deter.
	ExtensionB
	// ExtensionC, mixed: an unknown preference both tempts and deters.
	ExtensionC
	// ExtensionD, conservative: an unknown preference never tempts, and always deters.
	ExtensionD
)

// String returns "a" to "d", or "" for Default.
func (e Extension) String() string {
	if e > ExtensionD {
		return fmt.Sprintf("extension-%d", uint8(e))
	}
	return [...]string{"", "a", "b", "c", "d"}[e]
}

// Tempts reports whether an unknown preference counts as a reason to move.
func (e Extension) Tempts() bool { return e == ExtensionA || e == ExtensionC }

// Deters reports whether a state that compares with the present one in an unknown way counts as a sanction.
func (e Extension) Deters() bool { return e == ExtensionC || e == ExtensionD }

// Strength says which sanctions count where parties distinguish great from mild preference (Hamouda, Kilgour and Hipel
// 2004, 2006).
type Strength uint8

const (
	// General: any sanction counts.
	General Strength = iota
	// Strong: a sanction must leave the party at a state to which it greatly prefers the present one. A Nash stable state
	// is strongly stable, since there is nothing to sanction.
	Strong
	// Weak: stable in general, but not strongly.
	Weak
)

// String returns "", "strong" or "weak".
func (s Strength) String() string {
	if s > Weak {
		return fmt.Sprintf("strength-%d", uint8(s))
	}
	return [...]string{"", "strong", "weak"}[s]
}

// Concept is a solution concept in one of its variants.
type Concept struct {
	Kind     Kind
	Horizon  int // of LimitedMove and Maximin: the number of moves foreseen, from 1
	Unknown  Extension
	Strength Strength
}

// String returns the identifier of the concept: "gmr", "maximin-4", "gmr-a", "gmr-strong", "gmr-a-strong".
func (c Concept) String() string {
	var b strings.Builder
	b.WriteString(c.Kind.String())
	if c.Horizon > 0 {
		fmt.Fprintf(&b, "-%d", c.Horizon)
	}
	if c.Unknown != Default {
		b.WriteString("-" + c.Unknown.String())
	}
	if c.Strength != General {
		b.WriteString("-" + c.Strength.String())
	}
	return b.String()
}

// MarshalText writes the identifier.
func (c Concept) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// MaxHorizon is the largest horizon that a concept may have.
const MaxHorizon = 100

// ParseConcept reads an identifier as Concept.String writes it. "r" is read as "nash".
func ParseConcept(text string) (Concept, error) {
	var c Concept
	rest := strings.ToLower(strings.TrimSpace(text))
	if rest == "r" {
		rest = "nash"
	}
	found := ""
	for i, name := range kindNames {
		if (rest == name || strings.HasPrefix(rest, name+"-")) && len(name) > len(found) {
			c.Kind, found = Kind(i), name
		}
	}
	if found == "" {
		return c, fmt.Errorf("`%s` is not a solution concept", text)
	}
	rest = rest[len(found):]
	needsHorizon := foresees(c.Kind)
	for part := range strings.SplitSeq(rest, "-") {
		horizon, err := strconv.Atoi(part)
		switch {
		case part == "":
		case err == nil && needsHorizon && c.Horizon == 0:
			if horizon < 1 || horizon > MaxHorizon {
				return c, fmt.Errorf("`%s`: the horizon must be from 1 to %d", text, MaxHorizon)
			}
			c.Horizon = horizon
		case len(part) == 1 && part[0] >= 'a' && part[0] <= 'd' && c.Unknown == Default && extends(c.Kind):
			c.Unknown = Extension(part[0]-'a') + ExtensionA
		case part == "strong" && c.Strength == General && grades(c.Kind):
			c.Strength = Strong
		case part == "weak" && c.Strength == General && grades(c.Kind):
			c.Strength = Weak
		default:
			return c, fmt.Errorf("`%s` is not a solution concept: `%s` has no variant `%s`", text, c.Kind, part)
		}
	}
	if needsHorizon && c.Horizon == 0 {
		return c, fmt.Errorf("`%s` needs a horizon, for example `%s-2`", text, c.Kind)
	}
	return c, nil
}

// missing tells why no kind has the variant that c asks for, "" where one has.
func (c Concept) missing() string {
	switch {
	case int(c.Kind) >= len(kindNames):
		return "is not a solution concept"
	case foresees(c.Kind) && (c.Horizon < 1 || c.Horizon > MaxHorizon):
		return fmt.Sprintf("needs a horizon from 1 to %d", MaxHorizon)
	case !foresees(c.Kind) && c.Horizon != 0:
		return "has no horizon"
	case c.Unknown > ExtensionD || c.Unknown != Default && !extends(c.Kind):
		return "has no such extension to unknown preference"
	case c.Strength > Weak || c.Strength != General && !grades(c.Kind):
		return "has no such variant for strength of preference"
	}
	return ""
}

// foresees reports whether a kind has a horizon.
func foresees(k Kind) bool { return k == LimitedMove || k == Maximin }

// extends reports whether the four extensions to unknown preference are defined for a kind.
func extends(k Kind) bool { return k <= SSEQ }

// grades reports whether strong and weak variants are defined for a kind.
func grades(k Kind) bool { return k >= GMR && k <= SSEQ }
