package stabilitytest

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"parley"
	"parley/game"
)

// Case is a published conflict.
type Case struct {
	Name     string
	Source   string
	Conflict *parley.Conflict
}

// Published returns the conflicts from the literature that engines are compared on.
func Published() []Case {
	const gisborne = "Li, Hipel, Kilgour and Fang 2004; Xu, Hipel, Kilgour and Chen 2010"
	const cuba = "Fraser and Hipel 1984"
	const development = "Hipel 2001; Hamouda, Kilgour and Hipel 2004"
	return []Case{
		{"prisoners dilemma", "Howard 1971", PrisonersDilemma()},
		{"sustainable development", development, SustainableDevelopment()},
		{"sustainable development, unknown attitude", development + ", with a second reading of the developers", SustainableDevelopmentUnknown()},
		{"Elmira 1991", "Hipel, Fang, Kilgour and Peng 1993; Kilgour, Hipel, Fang and Peng 2001", Elmira()},
		{"Euphrates 1975", "Hipel, Kilgour and Kinsara 2014", Euphrates()},
		{"Cuban missiles", cuba, CubanMissiles(false)},
		{"Cuban missiles, no way back from an air strike", cuba, CubanMissiles(true)},
		{"Lake Gisborne", gisborne, LakeGisborne(Economic, Environmental)},
		{"Lake Gisborne, economic", gisborne, LakeGisborne(Economic)},
		{"Lake Gisborne, environmental", gisborne, LakeGisborne(Environmental)},
	}
}

// PrisonersDilemma has the states 1 NN, 2 YN, 3 NY, 4 YY, where Y is to cooperate.
func PrisonersDilemma() *parley.Conflict {
	c := options("Prisoner's dilemma", "one coop", "two coop")
	prefer(c, 0, "two.coop", "not one.coop")
	prefer(c, 1, "one.coop", "not two.coop")
	return c
}

// SustainableDevelopment has the states s1 (proactive, sustainable), s2 (proactive, unsustainable), s3 (reactive,
// sustainable) and s4 (reactive, unsustainable), with strength of preference.
func SustainableDevelopment() *parley.Conflict {
	c := development()
	rank(c, 0, "1 > 3 >> 2 ~ 4")
	rank(c, 1, "3 > 1 >> 2 ~ 4")
	return c
}

// SustainableDevelopmentUnknown is SustainableDevelopment where it is not known whether the developers want what lasts.
func SustainableDevelopmentUnknown() *parley.Conflict {
	c := development()
	rank(c, 0, "1 > 3 >> 2 ~ 4")
	rank(c, 1, "3 > 1 >> 2 ~ 4")
	rank(c, 1, "2 > 4 >> 1 ~ 3")
	return c
}

func development() *parley.Conflict {
	c := &parley.Conflict{
		Title:       "Sustainable development",
		Parties:     []parley.Party{{ID: "env", Name: "Environmental agencies"}, {ID: "dev", Name: "Developers"}},
		Preferences: make([]parley.Preference, 2),
	}
	for _, id := range []string{"s1", "s2", "s3", "s4"} {
		c.States = append(c.States, parley.ListedState{ID: id})
	}
	both := func(party, a, b int) {
		c.Arcs = append(c.Arcs, parley.Arc{Party: party, From: a - 1, To: b - 1}, parley.Arc{Party: party, From: b - 1, To: a - 1})
	}
	both(0, 1, 3)
	both(0, 2, 4)
	both(1, 1, 2)
	both(1, 3, 4)
	return c
}

// Elmira has nine states; the ninth is every state in which Uniroyal abandons its plant.
func Elmira() *parley.Conflict {
	c := elmira()
	rank(c, 0, "7 > 3 > 4 > 8 > 5 > 1 > 2 > 6 > 9")
	rank(c, 1, "1 > 4 > 8 > 5 > 9 > 3 > 7 > 2 > 6")
	rank(c, 2, "7 > 3 > 5 > 1 > 8 > 6 > 4 > 2 > 9")
	return c
}

// ElmiraByStatements is Elmira with preferences by statements. Those of Uniroyal rank the last four states differently.
func ElmiraByStatements() *parley.Conflict {
	c := elmira()
	prefer(c, 0, "accept", "not abandon", "not modify", "insist <-> not modify")
	prefer(c, 1, "accept <-> modify", "not abandon", "not insist", "delay <-> not insist")
	prefer(c, 2, "not abandon", "not modify", "modify or accept", "not modify or insist", "not delay", "insist")
	return c
}

func elmira() *parley.Conflict {
	c := options("Elmira groundwater, 1991", "moe modify", "ur delay accept abandon", "lg insist")
	rules(c, "exactly_one(delay, accept, abandon)")
	c.Options[0].StaysTaken = true
	c.Options[1].StaysDropped = true
	c.Options[3].StaysTaken = true
	c.Merges = []parley.Merge{{Formula: formula(c, "abandon")}}
	c.StatusQuo = &parley.Place{State: 0b00010}
	return c
}

// Euphrates has the states 1 NNN, 2 YNN, 3 NYN, 4 NNY, 5 YNY, 6 NYY.
func Euphrates() *parley.Conflict { return EuphratesRanked([]int{1, 3, 6, 2, 4, 5}) }

// EuphratesRanked is Euphrates with another ranking of Syria, of the states 1 to 6.
func EuphratesRanked(syria []int) *parley.Conflict {
	c := euphrates()
	rank(c, 0, strings.Join(strings.Fields(strings.Trim(fmt.Sprint(syria), "[]")), " > "))
	rank(c, 1, "2 > 4 > 6 > 1 > 5 > 3")
	return c
}

// EuphratesByStatements is Euphrates with preferences by statements, which yield the same orders.
func EuphratesByStatements() *parley.Conflict {
	c := euphrates()
	prefer(c, 0, "not release and not escalate and not attack", "escalate", "not attack", "not release")
	prefer(c, 1, "release and not escalate and not attack", "not release and not escalate and attack",
		"not release and escalate and attack", "not release and not escalate and not attack", "release and not escalate and attack")
	return c
}

func euphrates() *parley.Conflict {
	c := options("Syria and Iraq on the Euphrates, 1975", "syria release escalate", "iraq attack")
	rules(c, "not (release and escalate)")
	c.StatusQuo = &parley.Place{State: 0}
	return c
}

// CubanMissiles has twelve states; state k is the decimal k-1, with weights 1, 2, 4, 8 for air strike, blockade, withdraw
// and escalate.
func CubanMissiles(irreversibleStrike bool) *parley.Conflict {
	c := cuba()
	c.Options[0].StaysTaken = irreversibleStrike
	rank(c, 0, "5 > 7 > 6 > 8 > 3 > 2 > 4 > 1 > 12 > 10 > 11 > 9")
	rank(c, 1, "1 > 5 > 7 > 3 > 6 > 2 > 8 > 4 > 12 > 10 > 11 > 9")
	return c
}

// CubanMissilesByStatements is CubanMissiles with preferences by statements, which yield the same orders.
func CubanMissilesByStatements() *parley.Conflict {
	c := cuba()
	prefer(c, 0, "withdraw", "not escalate", "not strike and withdraw", "not blockade and withdraw", "strike and escalate",
		"blockade and escalate", "strike and not withdraw or blockade and not escalate or strike and not escalate or blockade and not withdraw",
		"not strike and not withdraw and not escalate", "not blockade and not withdraw and not escalate")
	prefer(c, 1, "not escalate", "strike if escalate", "blockade if escalate", "not strike and not escalate",
		"not blockade and not escalate", "blockade and withdraw or not blockade and not withdraw or strike and withdraw",
		"blockade and not withdraw and not escalate", "strike and not blockade and withdraw and not escalate")
	return c
}

func cuba() *parley.Conflict {
	c := options("Cuban missile crisis, 1962", "us strike blockade", "ussr withdraw escalate")
	rules(c, "not (withdraw and escalate)")
	c.StatusQuo = &parley.Place{State: 0}
	return c
}

// The readings of what the provincial government wants in LakeGisborne.
const (
	Economic      = "3 > 7 > 4 > 8 > 1 > 5 > 2 >> 6"
	Environmental = "2 >> 6 > 1 > 5 > 4 > 8 > 3 > 7"
)

// LakeGisborne has eight states, 1 NNN to 8 YYY in ascending order of code. With several readings of the provincial
// government it is not known which one is right.
func LakeGisborne(provincial ...string) *parley.Conflict {
	c := options("Lake Gisborne water export", "federal continue", "provincial lift", "support appeal")
	rank(c, 0, "2 > 6 > 4 > 8 > 1 > 5 > 3 >> 7")
	for _, reading := range provincial {
		rank(c, 1, reading)
	}
	rank(c, 2, "3 > 4 > 7 > 8 > 5 > 6 > 1 >> 2")
	return c
}

// options builds a conflict in option form. Each argument names a party and its options.
func options(title string, parties ...string) *parley.Conflict {
	c := &parley.Conflict{Title: title, Preferences: make([]parley.Preference, len(parties))}
	for i, text := range parties {
		words := strings.Fields(text)
		c.Parties = append(c.Parties, parley.Party{ID: words[0]})
		for _, option := range words[1:] {
			c.Options = append(c.Options, parley.Option{ID: words[0] + "." + option, Party: i})
		}
	}
	return c
}

// rules adds rules.
func rules(c *parley.Conflict, texts ...string) {
	for _, text := range texts {
		c.Rules = append(c.Rules, parley.Rule{Formula: formula(c, text)})
	}
}

// prefer adds an order of statements for a party.
func prefer(c *parley.Conflict, party int, texts ...string) {
	var o parley.Order
	for _, text := range texts {
		o.Statements = append(o.Statements, parley.Statement{Either: []parley.Formula{formula(c, text)}})
	}
	c.Preferences[party].Either = append(c.Preferences[party].Either, o)
}

// rank adds a ranking for a party: state numbers from 1 in canonical order, joined by >, >> and ~.
func rank(c *parley.Conflict, party int, line string) {
	before := c.Preferences
	c.Preferences = make([]parley.Preference, len(before))
	compiled, err := game.Compile(c)
	must(err)
	g, err := compiled.Expand(context.Background(), game.Expansion{})
	must(err)
	c.Preferences = before
	o := parley.Order{Ranking: []parley.Tier{{}}}
	for _, word := range strings.Fields(line) {
		last := &o.Ranking[len(o.Ranking)-1]
		switch word {
		case "~":
		case ">", ">>":
			last.Greatly = word == ">>"
			o.Ranking = append(o.Ranking, parley.Tier{})
		default:
			k, err := strconv.Atoi(word)
			must(err)
			last.States = append(last.States, g.Code(k-1))
		}
	}
	c.Preferences[party].Either = append(c.Preferences[party].Either, o)
}

func formula(c *parley.Conflict, text string) parley.Formula {
	f, err := c.Formula(text)
	must(err)
	return f
}

// must stops at a mistake in the conflicts written down here.
func must(err error) {
	if err != nil {
		panic(fmt.Sprintf("stabilitytest: %v", err))
	}
}
