package page

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// class says what a line of a page looks like.
type class uint8

const (
	short class = iota // a heading, a name, a label
	prose              // running text
	nav
	more // the end of a teaser: "keep reading"
	caption
	letter
)

var (
	navLine     = regexp.MustCompile(`(?i)^(follow us.*|share( this.*| on .*)?|tweet|print|email|copy link|menu|search|log ?in|sign ?in|home|advertisement|related( stories| articles| posts)?:?|latest( news)?|most (read|popular)|recommended.*|trending.*|comments?( \(\d+\))?|skip to .*|back to top|©.*|.*all rights reserved\.?|privacy policy|terms (of|and) .*|cookie.*|about us|contact( us)?|tags?:.*|facebook|twitter|x|linkedin|whatsapp|instagram|youtube|reddit|telegram|bluesky)$`)
	moreLine    = regexp.MustCompile(`(?i)^((keep|continue) reading.{0,40}|(read (more|the full story|on)|show (less|more)|see more)\b.{0,40})$`)
	captionLine = regexp.MustCompile(`(?i)^((top |header |lead )?(photo|image|picture)s?( credit)?s?\s*:|(photo|image|credit|picture)s?( by|:)|\(?ap photo)|(shutterstock|getty images|reutersconnect|via reuters|wikimedia( commons)?|abacapress(\.com)?|/afp|flickr)[^.]{0,40}\)?\s*$`)
	letterLine  = regexp.MustCompile(`(?i)^(newsletters?|(please )?(subscribe|sign up|join our|get our|get the)\b.*)$`)
	labelLine   = regexp.MustCompile(`^[\pL &'’-]{2,40}( [|/›·•] [\pL &'’-]{2,40})+$`)
)

// proseWords is the number of words from which a line is running text, and sentenceWords that from which it is if it ends as a
// sentence does.
const (
	proseWords    = 25
	sentenceWords = 9
)

func classOf(line string) class {
	words := len(strings.Fields(line))
	switch {
	case moreLine.MatchString(line):
		return more
	case letterLine.MatchString(line) && words < 60:
		return letter
	case captionLine.MatchString(line) && words < 80:
		return caption
	case navLine.MatchString(line) && words < 15:
		return nav
	case words >= proseWords:
		return prose
	case words >= sentenceWords && strings.ContainsAny(lastRune(line), `.!?”"’…:`):
		return prose
	case words <= 2 && len(line) > 2 && line == strings.ToUpper(line) && strings.ContainsFunc(line, unicode.IsLetter):
		return nav
	}
	return short
}

func lastRune(line string) string {
	r := []rune(line)
	return string(r[len(r)-1:])
}

// maxHead is how many short lines above an article count as its head: title, subtitle, label, author, date.
const maxHead = 5

// readPlain finds the article in the text of a whole page: the run of prose with the most words that no caption, no label of
// navigation and no box breaks, with the head above it. A text without any of these is an article as a whole.
func readPlain(text string) *Page {
	lines := Lines(text)
	p := &Page{Kind: "text"}
	classes := make([]class, len(lines))
	furnished := false
	for i, l := range lines {
		classes[i] = classOf(l)
		furnished = furnished || classes[i] >= nav
	}
	if !furnished {
		p.Main = lines
		if len(lines) > 1 && classes[0] == short {
			p.Title = lines[0]
		}
		return p
	}
	in := article(lines, classes, p)
	for i, l := range lines {
		switch {
		case in[i]:
			p.Main = append(p.Main, l)
		case classes[i] == nav, classes[i] == more:
			p.put(Navigation, l)
		case classes[i] == caption:
			p.put(Captions, l)
		case classes[i] == letter:
			p.put(Newsletter, l)
		default:
			p.put(Teasers, l)
		}
	}
	return p
}

// run is a stretch of lines that nothing breaks.
type run struct {
	from, to int
	words    int // of prose
	teased   bool
}

// article marks the lines of the article and names its title. Lines that turn out to be something else get their class.
func article(lines []string, classes []class, p *Page) []bool {
	in := make([]bool, len(lines))
	var runs []run
	for i := 0; i < len(lines); {
		if classes[i] >= nav {
			i++
			continue
		}
		r := run{from: i}
		for ; i < len(lines) && classes[i] < nav; i++ {
			if classes[i] == prose {
				r.words += len(strings.Fields(lines[i]))
			}
		}
		r.to = i
		r.teased = i < len(lines) && classes[i] == more
		// A box or a picture inside an article: the text goes on at once, with prose.
		if n := len(runs); n > 0 && classes[r.from] == prose && !runs[n-1].teased && runs[n-1].words > 0 && classes[runs[n-1].to-1] == prose {
			runs[n-1].to, runs[n-1].teased = r.to, r.teased
			runs[n-1].words += r.words
			continue
		}
		runs = append(runs, r)
	}
	best := -1
	for i, r := range runs {
		if r.words > 0 && (best < 0 || runs[best].teased && !r.teased || runs[best].teased == r.teased && r.words > runs[best].words) {
			best = i
		}
	}
	if best < 0 { // no prose at all: everything that is no furniture
		for i, c := range classes {
			in[i] = c < nav
		}
		return in
	}
	r := runs[best]
	first, last := r.from, r.to-1
	for classes[first] != prose {
		first++
	}
	// Short lines behind the last sentence belong to what follows, except where nothing does.
	for last > first && classes[last] != prose {
		last--
	}
	// The first sentence may be a subtitle, so that the head reaches over it.
	head := max(r.from, first-maxHead)
	for head < first-1 && names(lines[head]) { // the words of a picture
		classes[head] = caption
		head++
	}
	for i := head; i < first; i++ {
		if !labelLine.MatchString(lines[i]) && p.Title == "" {
			p.Title = lines[i]
		}
		if by, ok := strings.CutPrefix(lines[i], "By "); ok && len(strings.Fields(by)) < 8 {
			p.Author = by
		}
	}
	for i := head; i <= last; i++ {
		in[i] = classes[i] < nav
	}
	return in
}

// names reports whether a line is nothing but a few names: each word begins with a capital, and nothing says more.
func names(line string) bool {
	words := strings.Fields(line)
	if len(words) < 2 || len(words) > 8 || strings.ContainsAny(line, `.,:;!?“”"|0123456789`) {
		return false
	}
	for _, w := range words {
		if r := []rune(w); !unicode.IsUpper(r[0]) {
			return false
		}
	}
	return true
}

// maxWrapped is the number of letters above which a line was not broken to fit a page.
const maxWrapped = 120

// unwrap joins lines that were broken to fit a page. Between empty lines that is a block whose lines are all short enough, and most
// of which go on with a small letter; headlines and names one below the other do not.
func unwrap(text string) string {
	var out []string
	var block []string
	end := func() {
		on := 0
		for _, l := range block[min(1, len(block)):] {
			if r, _ := utf8.DecodeRuneInString(l); unicode.IsLower(r) {
				on++
			}
		}
		long := slices.ContainsFunc(block, func(l string) bool { return utf8.RuneCountInString(l) > maxWrapped })
		if on > 0 && 2*on >= len(block)-1 && !long {
			block = []string{strings.Join(block, " ")}
		}
		out, block = append(out, block...), nil
	}
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line == "" {
			end()
			out = append(out, "")
		} else {
			block = append(block, line)
		}
	}
	end()
	return strings.Join(out, "\n")
}

var heading = regexp.MustCompile(`^#\s+(.+?)\s*#*$`)

// readMarkdown keeps Markdown as it is written; front matter between lines of dashes gives title, author and date.
func readMarkdown(text string) *Page {
	lines := Lines(text)
	p := &Page{Kind: "markdown"}
	if len(lines) > 0 && lines[0] == "---" {
		for end := 1; end < len(lines); end++ {
			if lines[end] != "---" {
				continue
			}
			for _, l := range lines[:end+1] {
				p.put(FrontMatter, l)
				key, value, _ := strings.Cut(l, ":")
				value = strings.Trim(strings.TrimSpace(value), `"'`)
				for name, to := range map[string]*string{"title": &p.Title, "author": &p.Author, "date": &p.Date, "outlet": &p.Outlet, "publisher": &p.Outlet, "url": &p.URL, "source": &p.URL} {
					if strings.EqualFold(strings.TrimSpace(key), name) && value != "" {
						*to = value
					}
				}
			}
			lines = lines[end+1:]
			break
		}
	}
	p.Main = lines
	for _, l := range lines {
		if m := heading.FindStringSubmatch(l); m != nil && p.Title == "" {
			p.Title = m[1]
		}
	}
	return p
}
