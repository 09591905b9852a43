package scenario

import (
	"strings"
	"testing"
)

func TestAddSource(t *testing.T) {
	head := "parley: 1\ntitle: x\nparties: {a: {options: {b: B}}}\npreferences: {a: [a.b]}\n"
	s := Source{ID: "new", Title: "A: title # with signs", Date: "2025-10-14", File: "sources/new.txt", SHA256: strings.Repeat("0", 64)}
	entry := "  new:\n    title: \"A: title # with signs\"\n    date: \"2025-10-14\"\n    file: sources/new.txt\n    sha256: " + quotedHash(s.SHA256) + "\n"
	for _, x := range []struct{ name, before, after string }{
		{"none", head, head + "\nsources:\n" + entry},
		{"none, claims behind", head + "\n# What is said.\nclaims:\n  c: {says: d}\n", head + "\nsources:\n" + entry + "\n# What is said.\nclaims:\n  c: {says: d}\n"},
		{"some", head + "sources:\n  old:   {title: x}  # odd   spacing\n\n# Next.\nclaims: {c: {says: d}}\n", head + "sources:\n  old:   {title: x}  # odd   spacing\n" + entry + "\n# Next.\nclaims: {c: {says: d}}\n"},
		{"at the end, without a line break", head + "sources:\n  old: {title: x}", head + "sources:\n  old: {title: x}\n" + entry},
		{"deeper", head + "sources:\n     old: {title: x}\n", head + "sources:\n     old: {title: x}\n" + strings.ReplaceAll(strings.ReplaceAll(entry, "\n  ", "\n     "), "  new", "     new")},
	} {
		out, problems := AddSource("x", []byte(x.before), s)
		if problems != nil || string(out) != x.after {
			t.Errorf("%s: %v\n%s\nwant\n%s", x.name, problems, out, x.after)
		}
	}
	for _, flow := range []string{"sources: {}\n", "sources: {old: {title: x}} # kept\n"} {
		out, problems := AddSource("x", []byte(head+flow), s)
		if f, _ := Read("x", out); problems != nil || f == nil || f.SourceOf("new") == nil || strings.Contains(flow, "kept") != strings.Contains(string(out), "# kept") {
			t.Errorf("%s: %v\n%s", flow, problems, out)
		}
	}
	if _, problems := AddSource("x", []byte(head+"sources: {new: {title: x, file: sources/x.txt}}\n"), s); problems.Err() == nil || !strings.Contains(problems.Error(), "already") {
		t.Errorf("a second `new`: %v", problems)
	}
	if _, problems := AddSource("x", []byte(head+"sources: {new: {title: x}}\n"), s); problems.Err() == nil || !strings.Contains(problems.Error(), "written in braces") {
		t.Errorf("a `new` in braces, without a text: %v", problems)
	}
	if _, problems := AddSource("x", []byte("parley: 1\n"), s); problems.Err() == nil {
		t.Error("a file with errors is changed")
	}
	windows := strings.ReplaceAll(head, "\n", "\r\n")
	if out, problems := AddSource("x", []byte("\uFEFF"+windows), s); problems != nil || strings.Count(string(out), "\n") != strings.Count(string(out), "\r\n") || !strings.HasPrefix(string(out), "\uFEFF"+windows) {
		t.Errorf("line ends of Windows: %v %q", problems, out)
	}
}

// A source that is quoted without a text is given what it lacks, and keeps what it says.
func TestAddSourceText(t *testing.T) {
	head := "parley: 1\ntitle: x\nparties: {a: {options: {b: B}}}\npreferences: {a: [a.b]}\n"
	s := Source{ID: "new", Title: "From the page", Date: "2025-10-14", File: "sources/new.txt", SHA256: strings.Repeat("0", 64)}
	for _, x := range []struct{ name, before, after string }{
		{"in the middle",
			"sources:\n  old: {title: x}\n  new: # quoted only\n    title: Mine # kept\n    # No date is known.\n    about: >-\n      Two\n      lines\n\n  other: {title: y}\nclaims: {c: {says: d}}\n",
			"sources:\n  old: {title: x}\n  new: # quoted only\n    title: Mine # kept\n    # No date is known.\n    about: >-\n      Two\n      lines\n    date: \"2025-10-14\"\n    file: sources/new.txt\n    sha256: " + quotedHash(s.SHA256) + "\n\n  other: {title: y}\nclaims: {c: {says: d}}\n"},
		{"at the end, without a line break, deeper",
			"sources:\n   new:\n       date: 2025-10\n       title: Mine # kept",
			"sources:\n   new:\n       date: 2025-10\n       title: Mine # kept\n       file: sources/new.txt\n       sha256: " + quotedHash(s.SHA256) + "\n"},
		{"line ends of Windows",
			"sources:\r\n  new:\r\n    title: Mine\r\n    date: 2025-10\r\n",
			"sources:\r\n  new:\r\n    title: Mine\r\n    date: 2025-10\r\n    file: sources/new.txt\r\n    sha256: " + quotedHash(s.SHA256) + "\r\n"},
	} {
		out, problems := AddSource("x", []byte(head+x.before), s)
		if problems != nil || string(out) != head+x.after {
			t.Errorf("%s: %v\n%s\nwant\n%s", x.name, problems, out, head+x.after)
		}
	}
}

// quotedHash is how a text that YAML could take for a number is written.
func quotedHash(hash string) string { return `"` + hash + `"` }
