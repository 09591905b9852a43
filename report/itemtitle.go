package report

import (
	"regexp"
	"strconv"
)

var (
	ofChoice    = regexp.MustCompile(`^(?:hypotheses|strategies)\.([^.]+)\.([^.]+)(?:\.(.+))?$`)
	ofStatement = regexp.MustCompile(`^preferences\.([^.]+)\.statements\[(\d+)\]$`)
	ofBoard     = regexp.MustCompile(`^evidence\.([^.]+)\.items\.(.+)$`)
	ofList      = regexp.MustCompile(`^(rule|move)s\[(\d+)\]$`)
)

// itemTitle says in words what the path of an item in a file leads to: "preferences.us.statements[1]" is the 2nd statement of us.
// What it does not know stays a path.
func itemTitle(path string) string {
	place := func(digits string) string {
		n, _ := strconv.Atoi(digits)
		return ordinal(n + 1)
	}
	if m := ofChoice.FindStringSubmatch(path); m != nil {
		title := m[1] + "=" + m[2]
		if m[3] != "" {
			title += ": " + itemTitle(m[3])
		}
		return title
	}
	if m := ofStatement.FindStringSubmatch(path); m != nil {
		return place(m[2]) + " statement of " + m[1]
	}
	if m := ofBoard.FindStringSubmatch(path); m != nil {
		return "evidence on " + m[1] + ": " + m[2]
	}
	if m := ofList.FindStringSubmatch(path); m != nil {
		return place(m[2]) + " of the " + m[1] + "s"
	}
	return path
}

func itemTitles(paths []string) []string {
	out := make([]string, len(paths))
	for i, p := range paths {
		out[i] = itemTitle(p)
	}
	return out
}
