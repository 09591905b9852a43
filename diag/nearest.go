package diag

import (
	"fmt"
	"slices"
	"strings"
)

// Nearest returns the candidate that is closest to word, for a hint "did you mean …?", or "" where none is close: at most
// a third of the characters may differ, or it is the only one that begins with word. Case is ignored. The cost is the
// product of the lengths per candidate.
func Nearest(word string, candidates []string) string {
	word = strings.ToLower(word)
	best, bestDistance := "", 1+max(1, len([]rune(word))/3)
	longer, begins := "", 0
	for _, c := range candidates {
		lower := strings.ToLower(c)
		if d := distance(word, lower); d < bestDistance {
			best, bestDistance = c, d
		}
		if len(word) >= 3 && strings.HasPrefix(lower, word) {
			longer = c
			begins++
		}
	}
	if best == "" && begins == 1 {
		return longer
	}
	return best
}

// Closest returns the n candidates that are closest to word, the closest first, those as close in their own order; all of them where
// there are no more than n. Unlike Nearest it asks for no likeness.
func Closest(word string, candidates []string, n int) []string {
	if len(candidates) <= n {
		return slices.Clone(candidates)
	}
	word = strings.ToLower(word)
	type near struct {
		name     string
		distance int
	}
	all := make([]near, len(candidates))
	for i, c := range candidates {
		all[i] = near{c, distance(word, strings.ToLower(c))}
	}
	slices.SortStableFunc(all, func(a, b near) int { return a.distance - b.distance })
	out := make([]string, n)
	for i := range out {
		out[i] = all[i].name
	}
	return out
}

// DidYouMean returns the hint for a misspelt word, or "".
func DidYouMean(word string, candidates []string) string {
	if n := Nearest(word, candidates); n != "" {
		return fmt.Sprintf("did you mean `%s`?", n)
	}
	return ""
}

// distance is the optimal string alignment distance: insertions, deletions, substitutions and swaps of neighbours.
func distance(a, b string) int {
	x, y := []rune(a), []rune(b)
	if len(x) > 200 || len(y) > 200 {
		return 1 << 30
	}
	before, last := make([]int, len(y)+1), make([]int, len(y)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(x); i++ {
		row := make([]int, len(y)+1)
		row[0] = i
		for j := 1; j <= len(y); j++ {
			cost := 1
			if x[i-1] == y[j-1] {
				cost = 0
			}
			row[j] = min(row[j-1]+1, last[j]+1, last[j-1]+cost)
			if i > 1 && j > 1 && x[i-1] == y[j-2] && x[i-2] == y[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last = last, row
	}
	return last[len(y)]
}
