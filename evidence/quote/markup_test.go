package quote_test

import (
	"testing"

	"parley/evidence/quote"
)

// A reader copies the words and not what Markdown writes beside them; the passage found is the one in the file.
func TestMarkdown(t *testing.T) {
	text := quote.NewText("# The _gate_\n\nThe crew is *unlikely* to return before [the **gate**](http://x.example \"Gate\") opens.\n\n> It is almost\n> __certain__ to wait, says pay_roll.\n")
	for _, x := range []struct {
		quotation string
		status    quote.Status
		line      int
		length    int
	}{
		{"The crew is unlikely to return before the gate opens.", quote.Found, 3, len("The crew is *unlikely* to return before [the **gate**](http://x.example \"Gate\") opens.")},
		{"*unlikely* to return before [the **gate**](http://x.example)", quote.Found, 3, len("unlikely* to return before [the **gate")},
		{"The gate", quote.Found, 1, len("The _gate")},
		{"It is almost certain to wait", quote.Found, 5, len("It is almost\n> __certain__ to wait")},
		{"says pay_roll", quote.Found, 6, len("says pay_roll")},
		{"the crew is likely to return before the gate opens", quote.Close, 3, 0},
	} {
		m := text.Find(x.quotation)
		if m.Status != x.status || len(m.Spans) != 1 || m.Spans[0].Line != x.line || x.length > 0 && m.Spans[0].End-m.Spans[0].Offset != x.length {
			t.Errorf("%s: %v %+v", x.quotation, m.Status, m.Spans)
		}
	}
}
