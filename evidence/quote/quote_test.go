package quote_test

import (
	"fmt"
	"math/rand"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"parley/evidence/quote"
)

const letters = `The harbour stays shut, they say.

“We’ll open it — not before spring — once the ice has gone,” said the master’s
clerk... The ﬁrst boats are late.
Nobody doubts that the re-open` + "\u00ad" + `ing is near: café owners wait.`

func TestFound(t *testing.T) {
	text := quote.NewText(letters)
	for _, x := range []struct {
		quotation, passage string
		line, column       int
	}{
		{"The harbour stays shut", "The harbour stays shut", 1, 1},
		{`"We'll open it - not before spring - once the ice`, "“We’ll open it — not before spring — once the ice", 3, 1},
		{"We`ll open it—not before", "We’ll open it — not before", 3, 2},
		{"said   the\nmaster's clerk… The first", "said the master’s\nclerk... The ﬁrst", 3, 62},
		{"''We'll open", "“We’ll open", 3, 1},
		{"the reopening is near: cafe\u0301 owners", "", 0, 0},
		{"the re–opening is near: cafe\u0301 owners", "the re-open\u00ading is near: café owners", 5, 20},
	} {
		m := text.Find(x.quotation)
		if x.passage == "" {
			if m.Status == quote.Found {
				t.Errorf("%q is found, though a word differs", x.quotation)
			}
			continue
		}
		if m.Status != quote.Found || len(m.Spans) != 1 || text.Words(m.Spans[0]) != x.passage {
			t.Errorf("%q: %v %v", x.quotation, m.Status, m)
			continue
		}
		if s := m.Spans[0]; s.Line != x.line || s.Column != x.column {
			t.Errorf("%q stands at %d:%d, want %d:%d", x.quotation, s.Line, s.Column, x.line, x.column)
		}
	}
}

func TestEllipsisStandsForWordsLeftOut(t *testing.T) {
	text := quote.NewText(letters)
	for _, q := range []string{"The harbour … they say", "The harbour [...] they say", "… The harbour (. . .) they say ..."} {
		m := text.Find(q)
		if m.Status != quote.Found || len(m.Spans) != 2 || text.Words(m.Spans[1]) != "they say" {
			t.Errorf("%q: %+v", q, m)
		}
	}
	if m := text.Find("they say … The harbour"); m.Status == quote.Found {
		t.Error("parts in the wrong order are found")
	}
}

func TestWholeWords(t *testing.T) {
	text := quote.NewText("He unlocked the door. The lock held. Locks rust.")
	m := text.Find("lock")
	if m.Status != quote.Found || m.Times != 1 || m.Spans[0].Offset != 26 {
		t.Errorf("%+v", m)
	}
	if m := quote.NewText("a ship, a ship, a ship").Find("a ship"); m.Times != 3 {
		t.Errorf("found %d times", m.Times)
	}
}

func TestClose(t *testing.T) {
	text := quote.NewText("One thing first. The council will never agree to the new bridge this year. Then another.")
	for _, x := range []struct {
		quotation, passage string
		differ             []quote.Difference
	}{
		{"The council will not agree to the new bridge", "The council will never agree to the new bridge", []quote.Difference{{"not", "never"}}},
		{"the council will agree to the new bridge", "The council will never agree to the new bridge", []quote.Difference{{"", "never"}}},
		{"council will never ever agree to the bridge", "council will never agree to the new bridge", []quote.Difference{{"ever", ""}, {"", "new"}}},
		{"the council will never agree", "The council will never agree", []quote.Difference{{"the", "The"}}},
		{"The council, will never agree", "The council will never agree", []quote.Difference{{"The council, will never agree", "The council will never agree"}}},
	} {
		m := text.Find(x.quotation)
		if m.Status != quote.Close || text.Words(m.Spans[0]) != x.passage || cmp.Diff(x.differ, m.Differ) != "" {
			t.Errorf("%q: %+v", x.quotation, m)
		}
	}
	for _, q := range []string{"", " … ", "“”", "The mayor resigned over fish prices on Sunday", "zzz"} {
		if m := text.Find(q); m.Status != quote.Missing || m.Spans != nil {
			t.Errorf("%q: %+v", q, m)
		}
	}
}

// Whatever typesetting does to a passage, it is found where it stands.
func TestTypesettingMakesNoDifference(t *testing.T) {
	swaps := [][]string{{" ", "\n", "  ", "\u00a0", " \r\n\t"}, {"'", "’", "‘", "`"}, {`"`, "“", "”", "«"}, {"-", "–", "—"}, {"...", "…"}, {"fi", "ﬁ"}}
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOfN(rapid.SampledFrom([]string{"fire", "don't", "stop", `"no"`, "re-open", "well...", "café", "Élan", "7", "the"}), 3, 30).Draw(t, "words")
		set := func(words []string) string {
			text := strings.Join(words, " ")
			for _, s := range swaps {
				parts := strings.Split(text, s[0])
				var b strings.Builder
				for i, p := range parts {
					if i > 0 {
						b.WriteString(rapid.SampledFrom(s).Draw(t, "sign"))
					}
					b.WriteString(p)
				}
				text = b.String()
			}
			return text
		}
		from := rapid.IntRange(0, len(words)-1).Draw(t, "from")
		to := rapid.IntRange(from+1, len(words)).Draw(t, "to")
		text := quote.NewText(set(words))
		m := text.Find(set(words[from:to]))
		if m.Status != quote.Found {
			t.Fatalf("not found: %+v", m)
		}
		s := m.Spans[0]
		whole := text.String()
		if !utf8.ValidString(text.Words(s)) || s.Line != strings.Count(whole[:s.Offset], "\n")+1 ||
			s.Column != utf8.RuneCountInString(whole[strings.LastIndex(whole[:s.Offset], "\n")+1:s.Offset])+1 {
			t.Fatalf("the place %+v is wrong", s)
		}
		if from == 0 && to == len(words) && len(strings.Fields(text.Words(s))) < len(words)/2 {
			t.Fatalf("the passage is cut short: %q", text.Words(s))
		}
	})
}

// The nearest passage is as near as trying every passage finds.
func TestNearestAgainstEveryPassage(t *testing.T) {
	vocabulary := []string{"ash", "birch", "cedar", "dogwood", "elm"}
	r := rand.New(rand.NewSource(1))
	pick := func(n int) []string {
		out := make([]string, n)
		for i := range out {
			out[i] = vocabulary[r.Intn(len(vocabulary))]
		}
		return out
	}
	for range 300 {
		q, text := pick(2+r.Intn(6)), pick(1+r.Intn(12))
		best := len(q)
		for i := range text {
			for j := i + 1; j <= len(text); j++ {
				best = min(best, distance(q, text[i:j]))
			}
		}
		want := 1 - float64(best)/float64(len(q))
		m := quote.NewText(strings.Join(text, " ")).Find(strings.Join(q, " "))
		if want < 0.6 {
			want = 0
		}
		if diff := m.Nearness - want; diff > 1e-9 || diff < -1e-9 {
			t.Fatalf("%v in %v: %v, want %v", q, text, m.Nearness, want)
		}
	}
}

func distance(a, b []string) int {
	if len(a) == 0 || len(b) == 0 {
		return len(a) + len(b)
	}
	c := 1
	if a[0] == b[0] {
		c = 0
	}
	return min(c+distance(a[1:], b[1:]), 1+distance(a[1:], b), 1+distance(a, b[1:]))
}

func FuzzFind(f *testing.F) {
	f.Add(letters, "harbour … say")
	f.Add("\xff\xfe a b", "a b c")
	f.Fuzz(func(t *testing.T, text, quotation string) {
		x := quote.NewText(text)
		for _, s := range x.Find(quotation).Spans {
			if s.Offset < 0 || s.End > len(text) || s.Offset >= s.End {
				t.Fatal(fmt.Sprint(s))
			}
		}
	})
}
