package report

import (
	"fmt"

	"parley/analysis/claims"
	"parley/evidence"
)

// weakest names the weakest hedge that a claim rests on, for a table.
func weakest(s claims.Support) string {
	if len(s.Weakest) == 0 {
		switch own := s.Own; own.Word.Kind {
		case evidence.Flat:
			return "unhedged"
		case evidence.Attributed:
			return "“" + own.Hedge + "”, attributed"
		case evidence.Dateless:
			return "“" + own.Hedge + "”, without a date"
		default:
			return "“" + own.Hedge + "”, no estimate"
		}
	}
	link := s.Weakest[0]
	text := "“" + link.Hedge + "”"
	if len(s.Weakest) > 1 {
		text += " (" + link.ID + ")"
	}
	return text
}

// supportBlocks tells how a claim is hedged along what it rests on.
func supportBlocks(f claims.Finding) []Block {
	s := f.Support
	var parts []Text
	if len(s.Weakest) > 1 {
		t := Text{{"Rests on", Strong}, {": ", Plain}}
		for i, link := range s.Weakest {
			if i > 0 {
				t.Add(Plain, " → ")
			}
			t.Add(Plain, hedged(link))
		}
		t.Add(Plain, ". The weakest word grants "+grants(s.Weakest[0].Word)+".")
		parts = append(parts, t)
	}
	for _, x := range s.Unhedged {
		parts = append(parts, T(fmt.Sprintf("It assumes %s, which rests on %s.", x.Choice.ID, hedgedAll(x.Claims))))
	}
	if len(f.Itself) > 0 {
		parts = append(parts, T("It is itself a reason that the file gives for "+join(f.Itself)+", under which it is tested."))
	}
	if len(f.Begs) > 0 {
		parts = append(parts, Text{{"It begs the question", Bad}, {": the file gives the claim itself as the reason for " + join(f.Begs) + ", which its test rests on.", Plain}})
	}
	if len(s.Attributed) > 0 {
		parts = append(parts, T("Attributed, not asserted: "+hedgedAll(s.Attributed)+"."))
	}
	for _, d := range s.Drops {
		if d.Conclusion.ID == f.Claim.ID {
			t := Text{{"A hedge is dropped", Bad}, {": " + hedged(d.Conclusion) + " rests on " + hedgedAll(d.Premises) + ".", Plain}}
			parts = append(parts, t)
		}
	}
	var t Text
	for i, part := range parts {
		if i > 0 {
			t.Add(Plain, " ")
		}
		t = append(t, part...)
	}
	if len(t) == 0 {
		return nil
	}
	return []Block{Paragraph{t}}
}

func hedgedAll(links []claims.Link) string {
	var words []string
	for _, l := range links {
		words = append(words, hedged(l))
	}
	return join(words)
}

// hedged names a claim with its hedge.
func hedged(l claims.Link) string {
	switch {
	case l.Hedge != "":
		if l.Word.Kind == evidence.Flat {
			return l.ID + " “" + l.Hedge + "” (unhedged)"
		}
		return l.ID + " “" + l.Hedge + "”"
	case l.Word.Kind == evidence.Flat:
		return l.ID + " (unhedged)"
	}
	return l.ID
}

// grants says what likelihood a word grants, by its first scale.
func grants(w evidence.Word) string {
	if len(w.Ranges) == 0 {
		return "everything"
	}
	r := w.Ranges[0]
	if w.Kind == evidence.Possibility {
		return fmt.Sprintf("no more than %g percent for sure (%s)", r.Low, r.Scale)
	}
	return fmt.Sprintf("%g to %g percent (%s)", r.Low, r.High, r.Scale)
}
