package naive_test

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"parley"
	"parley/stability"
	"parley/stability/naive"
)

// The smallest conflicts that tell a definition from its neighbours. Sections are those of doc/theory.md.

// listed builds a conflict in graph form with states 1 to n. Each argument describes a party: its moves as 1-2, then after
// a colon its ranking as 3>1~2, or several rankings of which one is right, joined by |. Without a colon it is indifferent.
func listed(n int, parties ...string) *parley.Conflict {
	c := &parley.Conflict{Title: strings.Join(parties, "; ")}
	for s := range n {
		c.States = append(c.States, parley.ListedState{ID: strconv.Itoa(s + 1)})
	}
	for i, text := range parties {
		c.Parties = append(c.Parties, parley.Party{ID: string(rune('a' + i))})
		moves, rankings, _ := strings.Cut(text, ":")
		for move := range strings.FieldsSeq(moves) {
			var from, to int
			if _, err := fmt.Sscanf(move, "%d-%d", &from, &to); err != nil {
				panic(err)
			}
			c.Arcs = append(c.Arcs, parley.Arc{Party: i, From: from - 1, To: to - 1})
		}
		var p parley.Preference
		for ranking := range strings.SplitSeq(rankings, "|") {
			var o parley.Order
			for tier := range strings.SplitSeq(strings.ReplaceAll(strings.TrimSpace(ranking), ">>", "!>"), ">") {
				greatly := strings.HasSuffix(tier, "!")
				o.Ranking = append(o.Ranking, parley.Tier{States: strings.Split(strings.TrimSuffix(tier, "!"), "~"), Greatly: greatly})
			}
			if rankings != "" {
				p.Either = append(p.Either, o)
			}
		}
		c.Preferences = append(c.Preferences, p)
	}
	return c
}

// lists checks a list of states.
func lists(t *testing.T, what string, got []int, want ...int) {
	t.Helper()
	for k := range got {
		got[k]++
	}
	if !slices.Equal(got, want) {
		t.Errorf("%s: %v, want %v", what, got, want)
	}
}

// isStable checks whether state s is stable for the i-th party (or coalition) under each of the concepts.
func isStable(t *testing.T, c *parley.Conflict, choices stability.Choices, concepts string, i, s int, want bool) {
	t.Helper()
	for concept := range strings.FieldsSeq(concepts) {
		if got := solve(t, c, concept, choices).Verdicts[0].Stable[i].Test(uint(s - 1)); got != want {
			t.Errorf("%s: state %d stable for %d under %s: %v, want %v", c.Title, s, i, concept, got, want)
		}
	}
}

// 1.3: nobody moves twice in a row; a second party in between makes it legal.
func TestNobodyMovesTwiceInARow(t *testing.T) {
	g := expand(t, listed(5, "1-2 2-3 4-5", "2-4"))
	lists(t, "a alone, from 1", naive.JointMoves(g, stability.Choices{}, 0b01, 0), 2)
	lists(t, "a and b, from 1", naive.JointMoves(g, stability.Choices{}, 0b11, 0), 2, 4, 5)
}

// 1.3: from a state that two parties can have led to last, both may go on.
func TestTwoLastMoversBothGoOn(t *testing.T) {
	once := expand(t, listed(4, "1-2 2-3", "2-4"))
	lists(t, "only a leads to 2", naive.JointMoves(once, stability.Choices{}, 0b11, 0), 2, 4)
	both := expand(t, listed(4, "1-2 2-3", "1-2 2-4"))
	lists(t, "both lead to 2", naive.JointMoves(both, stability.Choices{}, 0b11, 0), 2, 3, 4)
}

// 1.3: a party may move again after another, and the start may come back; by EachOnce neither.
func TestMovingAgainAfterAnother(t *testing.T) {
	g := expand(t, listed(4, "1-2 3-4", "2-3 4-1"))
	lists(t, "a, b, a, b", naive.JointMoves(g, stability.Choices{}, 0b11, 0), 1, 2, 3, 4)
	lists(t, "each once", naive.JointMoves(g, stability.Choices{EachOnce: true}, 0b11, 0), 2, 3)
}

// 1.3: who improves does so on the state that it moves from, even if it ends below where the sequence began.
func TestImprovementsAreOnTheStateLeft(t *testing.T) {
	g := expand(t, listed(4, "2-3: 1>4>3>2", "1-2 3-4: 4>3>2>1"))
	lists(t, "from 1", naive.JointImprovements(g, stability.Choices{}, 0b11, 0), 2, 3, 4)
	lists(t, "from 3", naive.JointImprovements(g, stability.Choices{}, 0b11, 2), 4)
}

// 1.5: the sanction of GMR may be any move, that of SEQ must be an improvement.
func TestSanctionsOfGMRAndSEQ(t *testing.T) {
	c := listed(3, "1-2: 2>1>3", "2-3: 2>3>1")
	isStable(t, c, stability.Choices{}, "nash seq sseq", 0, 1, false)
	isStable(t, c, stability.Choices{}, "gmr smr", 0, 1, true)
	c = listed(3, "1-2: 2>1>3", "2-3: 3>2>1")
	isStable(t, c, stability.Choices{}, "nash", 0, 1, false)
	isStable(t, c, stability.Choices{}, "gmr smr seq sseq", 0, 1, true)
}

// 1.5: an escape from the sanction breaks SMR and SSEQ, even one that does no more than lead back above the start.
func TestEscapesOfSMRAndSSEQ(t *testing.T) {
	c := listed(4, "1-2 3-4: 2>4>1>3", "2-3: 3>2>1>4")
	isStable(t, c, stability.Choices{}, "gmr seq", 0, 1, true)
	isStable(t, c, stability.Choices{}, "smr sseq", 0, 1, false)
}

// 1.5: one sanction that cannot be escaped is enough, among others that can.
func TestOneGoodSanctionIsEnough(t *testing.T) {
	c := listed(5, "1-2 3-4: 2>4>1>3>5", "2-3 2-5: 3~5>2>1>4")
	isStable(t, c, stability.Choices{}, "gmr seq smr sseq", 0, 1, true)
}

// 1.5: every improvement must be sanctioned.
func TestEveryImprovementMustBeSanctioned(t *testing.T) {
	c := listed(4, "1-2 1-4: 4>2>1>3", "2-3: 3>2>1>4")
	isStable(t, c, stability.Choices{}, "gmr smr seq sseq", 0, 1, false)
}

// 1.9: a state that is liked as much as the present one is a sanction, unless EqualNotSanction; so is one to escape to.
func TestEqualStates(t *testing.T) {
	strict := stability.Choices{EqualNotSanction: true}
	sanction := listed(3, "1-2: 2>1~3", "2-3: 3>2>1")
	isStable(t, sanction, stability.Choices{}, "gmr smr seq sseq cgmr csmr cseq maximin-2", 0, 1, true)
	isStable(t, sanction, strict, "gmr smr seq sseq cgmr csmr cseq maximin-2", 0, 1, false)
	escape := listed(4, "1-2 3-4: 2>1~4>3", "2-3: 3>2>1>4")
	isStable(t, escape, stability.Choices{}, "smr sseq csmr maximin-3", 0, 1, true)
	isStable(t, escape, strict, "gmr seq", 0, 1, true)
	isStable(t, escape, strict, "smr sseq csmr maximin-3", 0, 1, false)
	isStable(t, escape, strict, "nash-b maximin-1", 0, 2, true)
}

// 1.9: an answer that leads back is a sanction, unless ReturnNotSanction.
func TestReturnIsASanction(t *testing.T) {
	c := listed(2, "1-2: 2>1", "2-1: 1>2")
	isStable(t, c, stability.Choices{}, "gmr seq cgmr cseq", 0, 1, true)
	isStable(t, c, stability.Choices{}, "smr sseq csmr", 0, 1, false) // a moves on to 2 again
	isStable(t, c, stability.Choices{ReturnNotSanction: true}, "gmr seq cgmr cseq", 0, 1, false)
}

// 1.9: if each party moves once, a sanction that takes one of them twice is none.
func TestEachOnce(t *testing.T) {
	c := listed(5, "1-2: 2>3>4>1>5", "2-3 4-5: 5>4>3>2>1", "3-4: 5>4>3>2>1")
	isStable(t, c, stability.Choices{}, "gmr smr seq sseq maximin-2", 0, 1, true)
	isStable(t, c, stability.Choices{EachOnce: true}, "gmr smr seq sseq maximin-2", 0, 1, false)
}

// 2.3: what an unknown preference does, with the sanction unknown and with the improvement unknown.
func TestUnknownPreference(t *testing.T) {
	sanction := listed(3, "1-2: 2>1>3|2>3>1", "2-3: 3>2>1") // 2 is better than 1, 3 unknown
	isStable(t, sanction, stability.Choices{}, "gmr-a gmr-b seq-a seq-b", 0, 1, false)
	isStable(t, sanction, stability.Choices{}, "gmr-c gmr-d seq-c seq-d gmr-c-strong gmr-d-strong", 0, 1, true)
	tempting := listed(3, "1-2: 2>1>3|1>2>3", "") // 2 is unknown
	isStable(t, tempting, stability.Choices{}, "nash-a nash-c gmr-a gmr-c", 0, 1, false)
	isStable(t, tempting, stability.Choices{}, "nash nash-b nash-d gmr-b gmr-d", 0, 1, true)
	isStable(t, tempting, stability.Choices{Unknown: stability.ExtensionA}, "nash", 0, 1, false)
	isStable(t, tempting, stability.Choices{Unknown: stability.ExtensionA}, "nash-b", 0, 1, true)
}

// 2.3: in all four extensions a credible sanction may be a move to a state that its maker does not know how it likes.
func TestUnknownSanctionsAreCredible(t *testing.T) {
	c := listed(3, "1-2: 2>1>3", "2-3: 3>2>1|2>3>1")
	isStable(t, c, stability.Choices{}, "seq-a seq-b seq-c seq-d sseq-a sseq-b sseq-c sseq-d", 0, 1, true)
}

// 2.3: an unknown escape breaks SMR in a and b, not in c and d; unless it is no improvement and only those count.
func TestUnknownEscape(t *testing.T) {
	c := listed(4, "1-2 3-4: 2>1>3>4|2>4>1>3", "2-3: 3>2>1>4") // 4 is unknown against 1 and 3
	isStable(t, c, stability.Choices{}, "smr-a smr-b", 0, 1, false)
	isStable(t, c, stability.Choices{}, "smr-c smr-d", 0, 1, true)
	byImprovement := stability.Choices{EscapeByImprovement: true}
	isStable(t, c, byImprovement, "smr-a", 0, 1, false) // in a the unknown escape tempts
	isStable(t, c, byImprovement, "smr-b smr-c smr-d", 0, 1, true)
}

// 1.3 and 2.3: where the others can lead away from s1 and back, s1 itself is an answer, and an unknown one deters in c.
func TestAnswerThatLeadsBackToTheImprovement(t *testing.T) {
	c := listed(3, "1-2: 3>2>1|3>1>2", "2-3", "3-2")
	isStable(t, c, stability.Choices{}, "gmr-c smr-c", 0, 1, true)
	isStable(t, c, stability.Choices{}, "gmr-a", 0, 1, false)
	alone := listed(3, "1-2: 3>2>1|3>1>2", "2-3 3-2")
	isStable(t, alone, stability.Choices{}, "gmr-c", 0, 1, false)
}

// 2.4: a strong sanction leads to a state greatly worse, and so does every escape; mild ones make the state weakly stable.
func TestStrength(t *testing.T) {
	mild := listed(3, "1-2: 2>1>3", "2-3: 3>2>1")
	isStable(t, mild, stability.Choices{}, "gmr-strong smr-strong seq-strong sseq-strong", 0, 1, false)
	isStable(t, mild, stability.Choices{}, "gmr-weak smr-weak seq-weak sseq-weak", 0, 1, true)
	equal := listed(3, "1-2: 2>1~3", "2-3: 3>2>1")
	isStable(t, equal, stability.Choices{}, "gmr-strong smr-strong seq-strong sseq-strong", 0, 1, false)
	great := listed(3, "1-2: 2>1>>3", "2-3: 3>2>1")
	isStable(t, great, stability.Choices{}, "gmr-strong smr-strong seq-strong sseq-strong", 0, 1, true)
	isStable(t, great, stability.Choices{}, "gmr-weak smr-weak seq-weak sseq-weak", 0, 1, false)
	escape := listed(4, "1-2 3-4: 2>1>4>>3", "2-3: 3>2>1>4")
	isStable(t, escape, stability.Choices{}, "gmr-strong seq-strong smr sseq smr-weak sseq-weak", 0, 1, true)
	isStable(t, escape, stability.Choices{}, "smr-strong sseq-strong", 0, 1, false)
}

// 1.7: a tie of the other party is settled against the one that looks ahead, and the result says so.
func TestLimitedMoveTie(t *testing.T) {
	c := listed(4, "1-2: 4>2>1>3", "2-3 2-4: 3~4>2>1")
	isStable(t, c, stability.Choices{}, "limited-move-2", 0, 1, true) // b would choose 3
	if got := solve(t, c, "limited-move-2", stability.Choices{}).Warnings; len(got) != 1 {
		t.Errorf("warnings %q, want one", got)
	}
	if got := solve(t, c, "limited-move-1", stability.Choices{}).Warnings; len(got) != 0 {
		t.Errorf("warnings %q, want none: with one move foreseen nothing depends on the tie", got)
	}
	same := listed(4, "1-2: 2>1>3~4", "2-3 2-4: 3~4>2>1")
	if got := solve(t, same, "limited-move-2", stability.Choices{}).Warnings; len(got) != 0 {
		t.Errorf("warnings %q, want none: the tie makes no difference", got)
	}
}

// 1.7: a tie of the one who looks ahead, at its own later move, is settled for the other party.
func TestLimitedMoveOwnTie(t *testing.T) {
	c := listed(5, "1-2 3-4 3-5: 2>1>4~5>3", "2-3: 4>2>5>3>1")
	isStable(t, c, stability.Choices{}, "limited-move-3", 0, 1, true) // b goes on to 3, since a would choose 4
	if got := solve(t, c, "limited-move-3", stability.Choices{}).Warnings; len(got) != 1 {
		t.Errorf("warnings %q, want one", got)
	}
}

// 1.7: where staying is as good as the best that can be foreseen, a party stays.
func TestLimitedMoveStaysOnEqual(t *testing.T) {
	c := listed(3, "1-2: 2>1~3", "2-3: 3>2>1")
	isStable(t, c, stability.Choices{}, "limited-move-1", 0, 1, false)
	isStable(t, c, stability.Choices{}, "limited-move-2", 0, 1, true)
}
