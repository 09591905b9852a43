package evidence

import (
	"math/big"
	"strings"
)

// Reliability is how far a source and what it says are to be trusted, by the Admiralty code (NATO AJP-2.1): a letter A to F for
// the source and a number 1 to 6 for the information. Either may be missing.
type Reliability struct {
	Source byte // 'A' to 'F', 0 where there is none
	Item   byte // '1' to '6', 0 where there is none
}

var sourceWords = map[byte]string{'A': "completely reliable", 'B': "usually reliable", 'C': "fairly reliable", 'D': "not usually reliable", 'E': "unreliable",
	'F': "reliability cannot be judged"}
var itemWords = map[byte]string{'1': "confirmed", '2': "probably true", '3': "possibly true", '4': "doubtful", '5': "improbable", '6': "truth cannot be judged"}

// ParseReliability reads a code such as "B2", "b-2" or "C". ok is false for other words, which stay as they are.
func ParseReliability(text string) (r Reliability, ok bool) {
	for _, c := range strings.ToUpper(strings.TrimSpace(text)) {
		switch {
		case c >= 'A' && c <= 'F' && r.Source == 0 && r.Item == 0:
			r.Source = byte(c)
		case c >= '1' && c <= '6' && r.Item == 0:
			r.Item = byte(c)
		case c == '-' || c == '/' || c == ' ':
		default:
			return Reliability{}, false
		}
	}
	return r, r != Reliability{}
}

// String says in words what the code means.
func (r Reliability) String() string {
	var parts []string
	if r.Source != 0 {
		parts = append(parts, sourceWords[r.Source])
	}
	if r.Item != 0 {
		parts = append(parts, itemWords[r.Item])
	}
	return strings.Join(parts, ", ")
}

// Weight returns how much what is so trusted counts, from 0 to 1: parley's proposal, as no standard has any. A and 1 count in
// full, each grade below a fifth less; what cannot be judged counts half. Letter and number multiply.
func (r Reliability) Weight() *big.Rat {
	w := big.NewRat(1, 1)
	grade := func(c, first, unjudged byte) {
		switch c {
		case 0:
		case unjudged:
			w.Mul(w, big.NewRat(1, 2))
		default:
			w.Mul(w, big.NewRat(5-int64(c-first), 5))
		}
	}
	grade(r.Source, 'A', 'F')
	grade(r.Item, '1', '6')
	return w
}
