package cli_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"parley/internal/cli"
)

// Pages with sessions. Each is followed in an empty folder or, if it begins with the files of a folder, in a copy of that; what it
// ends with may be kept in a folder too.
var sessions = []struct{ page, begins, ends string }{
	{page: "README.md"},
	{page: "doc/guide/analyst.md", ends: "doc/guide/ferry"},
	{page: "doc/guide/mediators.md", begins: "doc/guide/ferry"},
	{page: "doc/guide/wargame-designers.md"},
	{page: "doc/guide/teachers.md"},
	{page: "doc/guide/contributors.md"},
}

// The pages are followed as a reader would. Of a fenced block the words behind the language say what it is:
//
//	file=NAME     the block is written into a new file
//	append=NAME   it is added to the file, after an empty line
//	edit=NAME     lines with - are taken out of the file, lines with + put there
//
// In a block "console" every line with $ is run, and what it prints must be what is shown; a line … stands for any lines
// left out. A command must succeed, unless the next one is `echo $?` and shows its exit code. With -update what is shown is
// written anew; where lines are left out, those are taken that resemble most what was shown.
func TestGuide(t *testing.T) {
	for _, s := range sessions {
		t.Run(path.Base(s.page), func(t *testing.T) {
			p := readPage(t, s.page)
			dir := t.TempDir()
			if s.begins != "" {
				if err := os.CopyFS(dir, os.DirFS(filepath.Join(root, s.begins))); err != nil {
					t.Fatal(err)
				}
			}
			t.Chdir(dir)
			source := p.source
			shift := 0
			for _, f := range p.fences {
				place := fmt.Sprintf("%s:%d", p.name, 1+bytes.Count(p.source[:f.start], []byte("\n")))
				if f.language != "console" {
					if err := f.write(); err != nil {
						t.Fatalf("%s: %v", place, err)
					}
					continue
				}
				now, err := converse(f.body, *update)
				if err != nil {
					t.Fatalf("%s: %v", place, err)
				}
				source = slices.Concat(source[:f.start+shift], []byte(now), source[f.stop+shift:])
				shift += len(now) - len(f.body)
			}
			if *update && !bytes.Equal(source, p.source) {
				if err := os.WriteFile(filepath.Join(root, p.name), source, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			if s.ends != "" {
				compareFolders(t, dir, filepath.Join(root, s.ends))
			}
		})
	}
}

// Every page with a session is in the table, so that none stays unread; and there is no command in the pages that parley does
// not have.
func TestGuideIsWhole(t *testing.T) {
	for _, p := range pages(t) {
		for _, f := range p.fences {
			switch {
			case f.language == "console" && !slices.ContainsFunc(sessions, func(s struct{ page, begins, ends string }) bool { return s.page == p.name }):
				t.Errorf("%s has a session and is not run", p.name)
			case f.language == "sh":
				for line := range strings.Lines(f.body) {
					if err := known(strings.TrimSpace(line)); err != nil {
						t.Errorf("%s: %s: %v", p.name, strings.TrimSpace(line), err)
					}
				}
			}
		}
		for _, code := range p.inline {
			if err := known(code); err != nil {
				t.Errorf("%s: `%s`: %v", p.name, code, err)
			}
		}
	}
}

// write does what the words behind the fence ask for.
func (f fence) write() error {
	verb, name, ok := strings.Cut(f.words, "=")
	if !ok {
		return nil
	}
	before, err := os.ReadFile(name)
	if verb != "file" && err != nil {
		return err
	}
	switch verb {
	case "file":
		if err == nil {
			return fmt.Errorf("%s is there already", name)
		}
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			return err
		}
		return os.WriteFile(name, []byte(f.body), 0o666)
	case "append":
		return os.WriteFile(name, slices.Concat(before, []byte("\n"), []byte(f.body)), 0o666)
	case "edit":
		var old, new strings.Builder
		for line := range strings.Lines(f.body) {
			if line[0] != '+' {
				old.WriteString(line[1:])
			}
			if line[0] != '-' {
				new.WriteString(line[1:])
			}
		}
		if n := strings.Count(string(before), old.String()); n != 1 {
			return fmt.Errorf("what is to be changed stands in %s %d times", name, n)
		}
		return os.WriteFile(name, []byte(strings.Replace(string(before), old.String(), new.String(), 1)), 0o666)
	}
	return fmt.Errorf("unknown word `%s` behind the fence", verb)
}

// converse runs the commands of a session. It returns the session as it is to be shown; without renew that is the one given,
// or an error.
func converse(body string, renew bool) (string, error) {
	var out strings.Builder
	lines := strings.Split(strings.TrimSuffix(body, "\n"), "\n")
	code := 0
	for len(lines) > 0 {
		line := lines[0]
		n := 1
		for ; strings.HasSuffix(lines[n-1], `\`) && n < len(lines); n++ {
			line = strings.TrimSuffix(line, `\`) + lines[n]
		}
		command, ok := strings.CutPrefix(line, "$ ")
		if !ok {
			return "", fmt.Errorf("%q stands before any command", line)
		}
		out.WriteString(strings.Join(lines[:n], "\n") + "\n")
		lines = lines[n:]
		end := slices.IndexFunc(lines, func(l string) bool { return strings.HasPrefix(l, "$ ") })
		if end < 0 {
			end = len(lines)
		}
		shown := lines[:end]
		lines = lines[end:]
		var printed string
		var err error
		if printed, code, err = run(command, code); err != nil {
			return "", err
		}
		if code != 0 && (len(lines) == 0 || lines[0] != "$ echo $?") {
			return "", fmt.Errorf("%s: exit code %d:\n%s", command, code, printed)
		}
		var all []string
		if printed != "" {
			all = strings.Split(strings.TrimSuffix(printed, "\n"), "\n")
		}
		now, err := align(shown, all, renew)
		if err != nil {
			return "", fmt.Errorf("%s: %w\nprinted is:\n%s", command, err, printed)
		}
		for _, l := range now {
			out.WriteString(l + "\n")
		}
	}
	return out.String(), nil
}

// run runs a command in the working folder and returns what a terminal would show. last is the exit code of the one before.
func run(command string, last int) (printed string, code int, err error) {
	args, target, err := words(command)
	if err != nil {
		return "", 0, err
	}
	var shown, kept bytes.Buffer
	out := &shown
	if target != "" {
		out = &kept
	}
	switch {
	case args[0] == "parley":
		code = cli.Main(context.Background(), args[1:], []string{"COLUMNS=92"}, strings.NewReader(""), out, &shown)
	case args[0] == "cat" && len(args) == 2:
		text, err := os.ReadFile(args[1])
		if err != nil {
			return "", 0, err
		}
		out.Write(text)
	case command == "echo $?":
		fmt.Fprintln(out, strconv.Itoa(last))
	default:
		return "", 0, fmt.Errorf("%s: a session knows parley, cat FILE and echo $? only", command)
	}
	if target != "" {
		err = os.WriteFile(target, kept.Bytes(), 0o666)
	}
	return shown.String(), code, err
}

// words splits a command at spaces outside double quotes; what follows a last word > is the file that it writes to.
func words(line string) (args []string, target string, err error) {
	for i, part := range strings.Split(line, `"`) {
		if i%2 == 1 {
			args = append(args, part)
		} else {
			args = append(args, strings.Fields(part)...)
		}
	}
	if len(args) == 0 || strings.Count(line, `"`)%2 == 1 {
		return nil, "", fmt.Errorf("%q is no command", line)
	}
	if i := slices.Index(args, ">"); i >= 0 {
		if i != len(args)-2 {
			return nil, "", fmt.Errorf("%q: > is followed by one file", line)
		}
		return args[:i], args[i+1], nil
	}
	return args, "", nil
}

const gap = "…"

// align finds what is shown, parts with gaps between them, in what is printed. The first part must stand at the start, unless
// a gap does; the last at the end. With renew, parts that are not there are replaced by what resembles them most.
func align(shown, printed []string, renew bool) ([]string, error) {
	if !slices.Contains(shown, gap) {
		if renew || slices.Equal(shown, printed) {
			return printed, nil
		}
		return nil, errors.New("what it prints differs from what is shown")
	}
	var parts [][]string
	part := []string{}
	for _, line := range append(slices.Clone(shown), gap) {
		if line == gap {
			parts, part = append(parts, part), []string{}
		} else {
			part = append(part, line)
		}
	}
	var out []string
	at := 0
	for i, part := range parts {
		if i > 0 {
			out = append(out, gap)
		}
		if len(part) == 0 {
			continue
		}
		from, to, likeness := place(part, printed, at, i == 0, i == len(parts)-1, renew)
		if likeness < 1 && !renew || likeness < 0.5 {
			return nil, fmt.Errorf("it does not print, where that is shown:\n%s", strings.Join(part, "\n"))
		}
		out = append(out, printed[from:to]...)
		at = to
	}
	return out, nil
}

// place finds the lines of what is printed, from a line on, that resemble a part most; first and last ones are bound to the
// ends. Only if the part is to be renewed they may be more or fewer than those of the part.
func place(part, printed []string, at int, first, last, renew bool) (from, to int, likeness float64) {
	slack := 0
	if renew {
		slack = 2 + len(part)/2
	}
	end := len(printed)
	if first {
		end = 0
	}
	for start := at; start <= end && likeness < 1; start++ {
		for n := max(1, len(part)-slack); n <= len(part)+slack && start+n <= len(printed); n++ {
			if last && start+n != len(printed) {
				continue
			}
			if l := resemblance(part, printed[start:start+n]); l > likeness {
				from, to, likeness = start, start+n, l
			}
		}
	}
	return from, to, likeness
}

// resemblance is 1 if the lines are equal, and else how many of their words they share, numbers and rules aside.
func resemblance(a, b []string) float64 {
	if slices.Equal(a, b) {
		return 1
	}
	x, y := wordsOf(a), wordsOf(b)
	shared, all := 0, 1+max(len(x), len(y))
	left := map[string]int{}
	for _, w := range y {
		left[w]++
	}
	for _, w := range x {
		if left[w] > 0 {
			shared++
			left[w]--
		}
	}
	return float64(shared) / float64(all)
}

func wordsOf(lines []string) (out []string) {
	for _, line := range lines {
		if line == "" {
			line = "¶"
		}
		out = append(out, strings.Fields(strings.Map(plain, line))...)
	}
	return out
}

func plain(r rune) rune {
	switch {
	case unicode.IsDigit(r) || r == '─' || r == '═':
		return -1
	}
	return r
}

// compareFolders asks that the second folder holds the texts of the first, and with -update writes them there. Documents that
// parley wrote are not kept.
func compareFolders(t *testing.T, from, kept string) {
	t.Helper()
	for _, name := range files(t, from) {
		want, err := os.ReadFile(filepath.Join(from, name))
		if err != nil {
			t.Fatal(err)
		}
		if *update {
			if err := os.MkdirAll(filepath.Dir(filepath.Join(kept, name)), 0o777); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(kept, name), want, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if got, err := os.ReadFile(filepath.Join(kept, name)); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s is not what the page ends with (`make golden` writes it anew)", name)
		}
	}
	if a, b := files(t, from), files(t, kept); !slices.Equal(a, b) {
		t.Errorf("the page ends with the files %v, kept are %v", a, b)
	}
}

func files(t *testing.T, dir string) []string {
	t.Helper()
	var out []string
	err := filepath.WalkDir(dir, func(name string, d os.DirEntry, err error) error {
		if ext := filepath.Ext(name); err == nil && (ext == ".yaml" || ext == ".txt") {
			rel, err := filepath.Rel(dir, name)
			out = append(out, rel)
			return err
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

var target = regexp.MustCompile(`(?m)^([a-z-]+):`)

// known tells what is wrong with a command that is named and not run: of parley it must have the command and the flags, of the
// house the target, the package and the test. Anything else passes.
func known(line string) error {
	line, _, _ = strings.Cut(line, " #")
	args := strings.Fields(line)
	if len(args) < 2 {
		return nil
	}
	if strings.HasPrefix(line, "go run ./cmd/parley ") {
		args = args[2:]
		args[0] = "parley"
	}
	switch {
	case args[0] == "parley" && strings.HasPrefix(args[1], "-"):
		return nil
	case args[0] == "parley" && unicode.IsLower(rune(args[1][0])):
		c, _, err := cli.Command().Find(args[1:])
		if err != nil || !c.HasParent() && args[1] != "help" && args[1] != "completion" {
			return errors.New("there is no such command")
		}
		for _, arg := range args {
			name, is := strings.CutPrefix(arg, "--")
			name, _, _ = strings.Cut(name, "=")
			if is && c.Flags().Lookup(name) == nil && c.InheritedFlags().Lookup(name) == nil && name != "help" {
				return fmt.Errorf("there is no flag --%s", name)
			}
		}
	case args[0] == "make":
		text, err := os.ReadFile(filepath.Join(root, "Makefile"))
		if err != nil {
			return err
		}
		for _, arg := range args[1:] {
			if !strings.Contains(arg, "=") && !slices.ContainsFunc(target.FindAllStringSubmatch(string(text), -1), func(m []string) bool { return m[1] == arg }) {
				return fmt.Errorf("there is no target %s", arg)
			}
		}
	case args[0] == "go" && args[1] == "test":
		return knownTest(args[2:])
	}
	return nil
}

// knownTest looks for the packages and the tests of go test.
func knownTest(args []string) error {
	var sources []byte
	for _, arg := range args {
		if !strings.HasPrefix(arg, "./") || strings.HasSuffix(arg, "...") {
			continue
		}
		found, err := filepath.Glob(filepath.Join(root, arg, "*_test.go"))
		if err != nil || len(found) == 0 {
			return fmt.Errorf("there are no tests in %s", arg)
		}
		for _, name := range found {
			text, err := os.ReadFile(name)
			if err != nil {
				return err
			}
			sources = append(sources, text...)
		}
	}
	if i := slices.Index(args, "-run"); i >= 0 && i+1 < len(args) {
		for name := range strings.SplitSeq(strings.Trim(args[i+1], "'"), "|") {
			if !bytes.Contains(sources, []byte("func "+name)) {
				return fmt.Errorf("there is no test %s", name)
			}
		}
	}
	return nil
}

// What is shown must be printed where it is shown; and what is renewed finds its place again though words, numbers and line
// breaks have changed.
func TestAlign(t *testing.T) {
	printed := []string{"Title", "", "3 states hold.", "Their names", "are long and", "many.", "", "The end"}
	for _, c := range []struct {
		shown, want []string
		renew       bool
	}{
		{shown: printed, want: printed},
		{shown: []string{"Title", gap, "The end"}, want: []string{"Title", gap, "The end"}},
		{shown: []string{gap, "many.", gap}, want: []string{gap, "many.", gap}},
		{shown: []string{"Title", "", "3 states hold."}},   // the rest is missing
		{shown: []string{"3 states hold.", gap}},           // not where the output begins
		{shown: []string{gap, "many."}},                    // not where it ends
		{shown: []string{gap, "many.", gap, "Title", gap}}, // the other way round
		{shown: []string{gap, "4 states hold.", gap}},      // another number
		{shown: []string{gap, "Something else altogether", gap}, renew: true},
		{shown: []string{gap, "4 states hold.", "Their names are", "long, many.", gap}, want: []string{gap, "3 states hold.", "Their names", "are long and", "many.", gap}, renew: true},
		{shown: []string{"old"}, want: printed, renew: true},
	} {
		got, err := align(c.shown, printed, c.renew)
		if !slices.Equal(got, c.want) || (err == nil) != (c.want != nil) {
			t.Errorf("%q, renew %v: got %q, %v; want %q", c.shown, c.renew, got, err, c.want)
		}
	}
}
