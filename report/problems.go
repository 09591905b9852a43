package report

import (
	"fmt"
	"io"

	"parley/diag"
)

// WriteProblems prints problems for a terminal: place, message, the excerpt of src, the hint; then how many there are.
func WriteProblems(w io.Writer, list diag.List, src []byte) {
	list = append(diag.List(nil), list...)
	list.Sort()
	for i, p := range list {
		if i > 0 {
			fmt.Fprintln(w)
		}
		hint := p.Hint
		p.Hint = ""
		fmt.Fprintln(w, p.Error())
		fmt.Fprint(w, diag.Excerpt(src, p))
		if hint != "" {
			fmt.Fprintf(w, "  %s\n", hint)
		}
	}
	errors, doubts := len(list.Errors()), len(list.Doubts())
	if errors+doubts > 1 {
		fmt.Fprintf(w, "\n%s\n", problemCount(errors, doubts))
	}
}

func problemCount(errors, doubts int) string {
	switch {
	case doubts == 0:
		return plural(errors, "error")
	case errors == 0:
		return plural(doubts, "doubt")
	}
	return plural(errors, "error") + ", " + plural(doubts, "doubt")
}

// CheckJSON is the answer of `parley check`.
type CheckJSON struct {
	Parley   string       `json:"parley"`
	Sound    bool         `json:"sound"` // no errors; doubts do not count
	Problems diag.List    `json:"problems"`
	Title    string       `json:"title,omitempty"`
	Parties  int          `json:"parties,omitempty"`
	Options  int          `json:"options,omitempty"`
	Feasible int          `json:"feasible,omitempty"`
	Outcomes int          `json:"outcomes,omitempty"` // after merging
	Rules    []RuleJSON   `json:"rules,omitempty"`
	Ranks    []RankedJSON `json:"ranks,omitempty"`
}

// RuleJSON tells what one rule keeps out.
type RuleJSON struct {
	Rule string `json:"rule"`
	Only int    `json:"only"`           // states that this rule alone keeps out
	More bool   `json:"more,omitempty"` // more than were counted
}

// RankedJSON tells how finely a party tells states apart; several numbers where its preference is not certain.
type RankedJSON struct {
	Party string `json:"party"`
	Ranks []int  `json:"ranks"`
}

// CheckDocument says of a sound file how large the conflict is, what each rule keeps out, and how finely each party
// ranks.
func CheckDocument(j CheckJSON, labels []string) Document {
	d := Document{Title: j.Title}
	line := fmt.Sprintf("The file is sound: %s, ", plural(j.Parties, "party"))
	if j.Options > 0 {
		line += plural(j.Options, "option") + ", " + plural(j.Feasible, "feasible state")
	} else {
		line += plural(j.Feasible, "listed state")
	}
	if j.Outcomes != j.Feasible {
		line += " in " + plural(j.Outcomes, "outcome")
	}
	d.add(Paragraph{T(line + ".")})
	if len(j.Rules) > 0 {
		t := Table{Name: "rules", Columns: []Column{{"Rule", Left}, {"Keeps out alone", Right}}}
		for _, r := range j.Rules {
			n := plural(r.Only, "state")
			if r.More {
				n = "over " + n
			}
			t.Rows = append(t.Rows, []Text{T(r.Rule), T(n)})
		}
		d.add(Heading{1, "What the rules keep out"}, t)
	}
	t := Table{Name: "ranks", Columns: []Column{{"Party", Left}, {"Ranks", Right}}}
	for i, r := range j.Ranks {
		t.Rows = append(t.Rows, []Text{T(labels[i]), T(join(numerals(r.Ranks)))})
	}
	d.add(Heading{1, fmt.Sprintf("How finely each party ranks the %s", plural(j.Outcomes, "outcome"))}, t)
	return d
}

func numerals(numbers []int) []string {
	out := make([]string, len(numbers))
	for i, n := range numbers {
		out[i] = fmt.Sprint(n)
	}
	return out
}
