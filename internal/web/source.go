package web

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"parley/evidence"
	"parley/evidence/quote"
	"parley/report"
)

// sourcePage is the text of a source with its quotations lit, and what rests on each.
type sourcePage struct {
	ID, Title, About, State    string
	Facts                      []string // author, outlet, date, reliability
	Missing, Mend              string
	Changed                    bool
	Shortened                  bool // only what is near quotations is shown
	Paragraphs                 []paragraph
	Notes                      []note
	Back                       string
	Others                     []anchor // the other sources
	FoundWords, NearWords, Not int
}

// paragraph is a line of a source's text. One whose Line is 0 stands for lines left out.
type paragraph struct {
	Line  int
	Parts []litPart
}

// litPart is a piece of text, lit if it is quoted.
type litPart struct {
	Text    string
	ID      string   // of the quotation that begins here
	More    []string // ids of others that begin here
	Lit     bool
	Near    bool // it is only nearly what is quoted
	Numbers []int
	Title   string
}

// note tells of a quotation: whether it is found, what it is quoted for and what rests on that.
type note struct {
	Number                       int
	ID, Back, Text, State, Class string
	For, Rests                   []anchor
}

// wholeText is the size in bytes up to which the whole text of a source is shown, nearby the lines around a quotation that are
// shown of longer ones.
const (
	wholeText = 1 << 20
	nearby    = 10
)

// source sets out one source.
func (at *places) source(id string) (*sourcePage, error) {
	s := at.quoted[id]
	if s == nil {
		_, err := at.p.Case.Quoted(id) // which says what ids there are
		return nil, err
	}
	v := &sourcePage{ID: id, Title: cmp.Or(s.Source.Title, id), About: s.Source.About, Changed: s.Changed, Back: at.p.Link("evidence")}
	for _, x := range []string{s.Source.Author, s.Source.Outlet, s.Source.Date, s.Source.Where} {
		if x != "" {
			v.Facts = append(v.Facts, x)
		}
	}
	if r := s.Source.Reliability; r != "" {
		if code, ok := evidence.ParseReliability(r); ok {
			r += ": " + code.String()
		}
		v.Facts = append(v.Facts, "reliability "+r)
	}
	for _, other := range at.p.Case.File.Sources {
		if other.ID != id {
			v.Others = append(v.Others, anchor{Text: other.ID, Title: other.Title, Link: at.p.Link("evidence", "source", other.ID)})
		}
	}
	for i, q := range s.Quotes {
		n := note{Number: i + 1, ID: fmt.Sprintf("note-%d", i+1), Text: strings.Join(strings.Fields(q.Quote), " "), For: at.list(q.For), Rests: at.list(q.Rests)}
		if s.Text != nil {
			m := q.Match
			n.State = report.Found(&m).String()
			_, n.Class = status(m)
			switch m.Status {
			case quote.Found:
				v.FoundWords++
			case quote.Close:
				v.NearWords++
			default:
				v.Not++
			}
			if len(m.Spans) > 0 {
				n.Back = "#" + lit(s, i)
			}
		}
		v.Notes = append(v.Notes, n)
	}
	if s.Text == nil {
		v.Missing, v.Mend = s.Missing.Error(), at.mend(s)
		return v, nil
	}
	v.Paragraphs = litText(s)
	if len(s.Text.String()) > wholeText {
		v.Paragraphs, v.Shortened = aroundQuotes(v.Paragraphs), true
	}
	return v, nil
}

// mend says how a text that is missing can be had.
func (at *places) mend(s *report.SourceText) string {
	file := cmp.Or(s.Source.File, "sources/"+s.Source.ID+".txt")
	switch {
	case at.p.State.ReadOnly:
		return "Cases of the catalog come without the texts that they quote. Copy the case into the folder, put the text beside it as " + file + ", and write `file: " + file + "` into the source."
	case s.Source.File == "":
		return "Put its text into the folder as " + file + " and write `file: " + file + "` into the source. A new source is brought in whole by `parley source add`, which takes the text out of a saved page."
	}
	return "Put the text there, or correct `file` of the source in the model."
}

// litText cuts a text into lines, and each where a quotation begins or ends.
func litText(s *report.SourceText) []paragraph {
	type span struct {
		from, to, quote int
		first, last     bool
	}
	var spans []span
	for i, q := range s.Quotes {
		for k, x := range q.Match.Spans {
			spans = append(spans, span{x.Offset, x.End, i, k == 0, k == len(q.Match.Spans)-1})
		}
	}
	slices.SortStableFunc(spans, func(a, b span) int { return a.from - b.from })
	var out []paragraph
	var active []span
	begin, next := 0, 0
	for number, line := range strings.Split(s.Text.String(), "\n") {
		end := begin + len(line)
		for next < len(spans) && spans[next].from < end+1 {
			active, next = append(active, spans[next]), next+1
		}
		active = slices.DeleteFunc(active, func(x span) bool { return x.to <= begin })
		if strings.TrimSpace(line) != "" {
			cuts := []int{begin, end}
			for _, x := range active {
				cuts = append(cuts, min(max(x.from, begin), end), min(max(x.to, begin), end))
			}
			slices.Sort(cuts)
			cuts = slices.Compact(cuts)
			p := paragraph{Line: number + 1}
			for i := range len(cuts) - 1 {
				part := litPart{Text: s.Text.String()[cuts[i]:cuts[i+1]]}
				near := true
				var words []string
				for _, x := range active {
					if x.from >= cuts[i+1] || x.to <= cuts[i] {
						continue
					}
					part.Lit, near = true, near && s.Quotes[x.quote].Match.Status == quote.Close
					words = append(words, fmt.Sprint(x.quote+1))
					if x.first && x.from == cuts[i] {
						if id := lit(s, x.quote); part.ID == "" {
							part.ID = id
						} else {
							part.More = append(part.More, id)
						}
					}
					if x.last && x.to == cuts[i+1] {
						part.Numbers = append(part.Numbers, x.quote+1)
					}
				}
				if part.Lit {
					part.Near, part.Title = near, "quotation "+strings.Join(words, ", ")
				}
				p.Parts = append(p.Parts, part)
			}
			out = append(out, p)
		}
		begin = end + 1
	}
	return out
}

// aroundQuotes leaves out what is far from every quotation.
func aroundQuotes(all []paragraph) []paragraph {
	keep := make([]bool, len(all))
	for i, p := range all {
		if slices.ContainsFunc(p.Parts, func(x litPart) bool { return x.Lit }) {
			for k := max(0, i-nearby); k <= min(len(all)-1, i+nearby); k++ {
				keep[k] = true
			}
		}
	}
	var out []paragraph
	for i, p := range all {
		if keep[i] {
			out = append(out, p)
		} else if i == 0 || keep[i-1] {
			out = append(out, paragraph{})
		}
	}
	return out
}
