package quote

import (
	"strings"
	"unicode"
)

// word is a word of a folded text.
type word struct {
	text     string
	from, to int // in the folded text
}

func letter(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Mn, r)
}

// wordsOf cuts a text into words: letters and digits, with apostrophes inside.
func wordsOf(f folded) []word {
	var out []word
	begin := -1
	end := 0
	for i, r := range f.text {
		switch {
		case letter(r):
			if begin < 0 {
				begin = i
			}
			end = i + len(string(r))
		case r == '\'' && begin >= 0:
		case begin >= 0:
			out = append(out, word{f.text[begin:end], begin, end})
			begin = -1
		}
	}
	if begin >= 0 {
		out = append(out, word{f.text[begin:end], begin, end})
	}
	return out
}

// nearEnough is the nearness from which a passage counts as close, and maxProduct bounds the work of looking for one.
const (
	nearEnough = 0.6
	maxProduct = 40_000_000
)

// nearest finds the passage that the fewest changes of words turn into the quotation: the edit distance of words
// (Levenshtein 1966) with a free beginning and end in the text (Sellers 1980). Of passages equally near the first
// counts.
func (t *Text) nearest(q folded, quotation string) Match {
	words := wordsOf(q)
	n, m := len(words), len(t.words)
	if n == 0 || m == 0 || n*m > maxProduct {
		return Match{}
	}
	ids := map[string]int32{}
	number := func(list []word) []int32 {
		out := make([]int32, len(list))
		for i, w := range list {
			id, ok := ids[w.text]
			if !ok {
				id = int32(len(ids))
				ids[w.text] = id
			}
			out[i] = id
		}
		return out
	}
	a, b := number(words), number(t.words)
	// A column for each word of the text: distance of the quotation's first i words, and where the passage began.
	cost, start := make([]int32, n+1), make([]int32, n+1)
	for i := range cost {
		cost[i] = int32(i)
	}
	best, from, to := int32(n), 0, 0
	for j, x := range b {
		diagonal, origin := cost[0], start[0]
		start[0] = int32(j + 1)
		if n > 0 {
			origin = int32(j)
		}
		for i := 1; i <= n; i++ {
			c, s := diagonal, origin
			if a[i-1] != x {
				c++
			}
			if cost[i-1]+1 < c { // a word of the quotation that the text has not
				c, s = cost[i-1]+1, start[i-1]
			}
			if cost[i]+1 < c { // a word of the text that the quotation has not
				c, s = cost[i]+1, start[i]
			}
			diagonal, origin = cost[i], start[i]
			cost[i], start[i] = c, s
		}
		// A passage that goes on to the quotation's last word is taken before one that stops short of it.
		if cost[n] < best || cost[n] == best && x == a[n-1] && to > from && int(start[n]) == from {
			best, from, to = cost[n], int(start[n]), j+1
		}
	}
	nearness := 1 - float64(best)/float64(n)
	if nearness < nearEnough || from >= to {
		return Match{}
	}
	passage := t.words[from:to]
	span := t.span(t.lower, passage[0].from, passage[len(passage)-1].to)
	return Match{Status: Close, Spans: []Span{span}, Nearness: nearness, Differ: t.differ(words, passage, q, quotation)}
}

// differ lists where two runs of words part, as they are written. Words that are the same but for capitals or the signs
// between them differ too if nothing else does.
func (t *Text) differ(a, b []word, q folded, quotation string) []Difference {
	n, m := len(a), len(b)
	cost := make([][]int, n+1)
	for i := range cost {
		cost[i] = make([]int, m+1)
		for j := range cost[i] {
			switch {
			case i == 0:
				cost[i][j] = j
			case j == 0:
				cost[i][j] = i
			default:
				c := cost[i-1][j-1]
				if a[i-1].text != b[j-1].text {
					c++
				}
				cost[i][j] = min(c, cost[i-1][j]+1, cost[i][j-1]+1)
			}
		}
	}
	written := func(f folded, text string, w []word) string {
		if len(w) == 0 {
			return ""
		}
		return strings.Join(strings.Fields(text[f.at[w[0].from]:f.end[w[len(w)-1].to-1]]), " ")
	}
	var out []Difference
	i, j := n, m
	endI, endJ := n, m // of the run that differs
	flush := func() {
		if endI > i || endJ > j {
			out = append(out, Difference{written(q, quotation, a[i:endI]), written(t.lower, t.text, b[j:endJ])})
		}
	}
	for i > 0 || j > 0 {
		switch {
		case i > 0 && j > 0 && a[i-1].text == b[j-1].text && cost[i][j] == cost[i-1][j-1]:
			flush()
			i, j = i-1, j-1
			endI, endJ = i, j
		case i > 0 && j > 0 && cost[i][j] == cost[i-1][j-1]+1:
			i, j = i-1, j-1
		case i > 0 && cost[i][j] == cost[i-1][j]+1:
			i--
		default:
			j--
		}
	}
	flush()
	for l, r := 0, len(out)-1; l < r; l, r = l+1, r-1 {
		out[l], out[r] = out[r], out[l]
	}
	if len(out) > 0 {
		return out
	}
	for k := range min(n, m) {
		x, y := written(q, quotation, a[k:k+1]), written(t.lower, t.text, b[k:k+1])
		if x != y {
			out = append(out, Difference{x, y})
		}
	}
	if out == nil {
		out = append(out, Difference{strings.Join(strings.Fields(quotation), " "), written(t.lower, t.text, b)})
	}
	return out
}
