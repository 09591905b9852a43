package page

import "github.com/ledongthuc/pdf"

// withoutEnds returns the pieces of a page without those that stand for no letter. Behind each text of several parts the library
// puts a line feed, which it decodes like a letter of the font: in fonts whose code 10 is a letter, as those of TeX, it
// becomes one, Ω. Which pieces these are is counted along the drawing, with the decoders that the library uses. Where the
// counts differ, all pieces are returned as they are.
func withoutEnds(page pdf.Page, pieces []pdf.Text) []pdf.Text {
	decoders := map[string]pdf.TextEncoding{}
	var decoder pdf.TextEncoding
	count := func(s string) int {
		if decoder == nil {
			return len([]rune(s))
		}
		return len([]rune(decoder.Decode(s)))
	}
	type span struct{ from, to int }
	var ends []span
	at := 0
	pdf.Interpret(page.V.Key("Contents"), func(stack *pdf.Stack, op string) {
		args := make([]pdf.Value, stack.Len())
		for i := len(args) - 1; i >= 0; i-- {
			args[i] = stack.Pop()
		}
		if len(args) == 0 {
			return
		}
		switch op {
		case "Tf":
			name := args[0].Name()
			known := false
			if decoder, known = decoders[name]; !known {
				font := page.Font(name)
				decoder = font.Encoder()
				decoders[name] = decoder
			}
		case "Tj", "'", "\"":
			at += count(args[len(args)-1].RawString())
		case "TJ":
			for i := range args[0].Len() {
				if x := args[0].Index(i); x.Kind() == pdf.String {
					at += count(x.RawString())
				}
			}
			n := count("\n")
			ends = append(ends, span{at, at + n})
			at += n
		}
	})
	if at != len(pieces) {
		return pieces
	}
	out := make([]pdf.Text, 0, len(pieces))
	from := 0
	for _, x := range ends {
		out = append(out, pieces[from:x.from]...)
		from = x.to
	}
	return append(out, pieces[from:]...)
}
