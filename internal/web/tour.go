package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"parley/internal/desk"
)

// The tour leads a newcomer through one case, screen by screen. A step is an address with a few words beside the screen; it
// is left by going anywhere else. The texts say what is seen and why it matters, and no more of the dispute than the file
// says: they take no side.

// tourCase is the case of the catalog that the tour leads through.
const tourCase = "ukraine-2025.yaml"

// tourCookie remembers that the tour was offered, so that it is offered once.
const tourCookie = "parley-tour"

// step is one stop. Where Screen is not among the screens, the tour goes without it.
type step struct {
	Screen, Title, Text string
	Assume              []string
	Settings            []Pair // of the screen
}

var tour = []step{
	{Screen: "model", Title: "A dispute is one file",
		Text: "Everything stands in this text: who is in it, what each party can do, what rules out what, and what each party wants, in order of weight. What a party wants is an analyst's reading, marked as such and with the quotation it rests on, and no fact. Beside it stands what follows. Both change as one types."},
	{Screen: "outcomes", Title: "Which outcomes hold", Settings: []Pair{{"where", "deal"}, {"state", "NYYNNYNYYYYNYY"}, {"concept", "seq"}},
		Text: "A row is an outcome: what everybody does, taken together. A filled mark says that a party stays, a hollow one that it would leave. An outcome holds, it is an equilibrium, where all of them stay. The columns are definitions of the literature; they differ in how far a party looks ahead, and in which answers of the others it fears. One mark is chosen: its proof is written out in words, and so is that of any other."},
	{Screen: "map", Title: "How outcomes hang together",
		Text: "The outcomes as a map: as many as fit, around the status quo, which stays in its place. An arrow is a move in the colour of the party that makes it; here are the moves that pay, and a choice above brings in mere moves too. What holds is marked. Drag it, enlarge it, follow a move in the table beside it."},
	{Screen: "paths", Title: "How one gets there", Settings: []Pair{{"to", "deal"}},
		Text: "The shortest way from the status quo to a goal: who moves, why it pays, who could have led elsewhere, and who can block it by doing nothing. Change the goal: any formula over what the parties can do will serve."},
	{Screen: "rivals", Title: "Rival readings, side by side",
		Text: "Nobody can look into a party's head, so that the file keeps rival hypotheses about what Moscow wants beside each other, and the courses that Washington may take. A cell says where things lead if both are taken as given. Below, each claim of the sources is put to the model. parley does not say which reading is true; it says what each of them implies."},
	{Screen: "rivals", Title: "Exchange one assumption", Assume: []string{"motive=elective"},
		Text: "The bar above holds every assumption. One has been exchanged: of the readings of the war, “elective” stands in for “imperative”. All answers follow at once. See which verdicts have changed since the last step: on these claims the two readings part."},
	{Screen: "perceptions", Title: "As each party sees it",
		Text: "Parties act on what they take the others to want. Here stands what each of them sees beside what is, what it therefore expects, and at which step it is surprised."},
	{Screen: "cruxes", Title: "What the answer hangs on", Settings: []Pair{{"of", "reached: deal"}},
		Text: "An answer is as firm as what it rests on. These are the smallest changes that would turn it: one statement moved, one rule lifted, one reading exchanged. If there are many, or if one of them is disputed, the answer should be told with care."},
	{Screen: "settlement", Title: "What a settlement needs", Settings: []Pair{{"to", "deal"}},
		Text: "The question from the other end: how an agreement stands, who gains by it and who does not, what each party would have to want for it to hold, and who could undo it."},
	{Screen: "report", Title: "Take it away",
		Text: "All of it as a document to read and to hand in, with its assumptions, its sources and what it does not know. The tour ends here. Copy this case and change it, or begin one of your own: every question that was asked here can be put to it."},
}

// stops are the steps whose screens there are.
func stops() []step {
	return slices.DeleteFunc(slices.Clone(tour), func(s step) bool {
		return !slices.ContainsFunc(screens, func(x *Screen) bool { return x.ID == s.Screen })
	})
}

// Stop is what a page shows of the tour.
type Stop struct {
	Number, All            int
	Title, Text            string
	Earlier, Later, Leaves string // addresses; "" where there is none
}

// Tour returns the step of the tour that the address names, nil where it names none.
func (p *Page) Tour() *Stop {
	if p.Screen == nil || strings.TrimPrefix(p.Name, desk.CatalogPrefix) != tourCase {
		return nil
	}
	all := stops()
	n, err := strconv.Atoi(p.Query("tour"))
	if err != nil || n < 1 || n > len(all) || all[n-1].Screen != p.Screen.ID {
		return nil
	}
	s := &Stop{Number: n, All: len(all), Title: all[n-1].Title, Text: all[n-1].Text, Leaves: p.With("tour", "")}
	if n > 1 {
		s.Earlier = tourLink(p.Name, n-1)
	}
	if n < len(all) {
		s.Later = tourLink(p.Name, n+1)
	}
	return s
}

// tourLink returns the address of a step, counted from 1. It leads to the words of the step, so that the keyboard goes on there.
func tourLink(file string, n int) string {
	s := stops()[n-1]
	q := url.Values{"assume": s.Assume, "tour": {strconv.Itoa(n)}}
	for _, x := range s.Settings {
		q.Set(x.Name, x.Value)
	}
	return "/case/" + url.PathEscape(file) + "/" + s.Screen + "?" + q.Encode() + "#tour"
}

// invitation is what the list of cases says of the tour.
type invitation struct {
	Link  string
	Steps int
	Fresh bool // neither taken nor declined in this browser
}

func invited(r *http.Request) invitation {
	_, err := r.Cookie(tourCookie)
	return invitation{tourLink(desk.CatalogPrefix+tourCase, 1), len(stops()), err != nil}
}

// toured remembers in the browser that the tour need not be offered again.
func toured(rw http.ResponseWriter) {
	http.SetCookie(rw, &http.Cookie{Name: tourCookie, Value: "seen", Path: "/", MaxAge: 365 * 24 * 3600, HttpOnly: true, SameSite: http.SameSiteStrictMode})
}

// decline is the answer of who does not want the tour.
func decline(rw http.ResponseWriter, r *http.Request) {
	toured(rw)
	http.Redirect(rw, r, "/", http.StatusSeeOther)
}
