// Command bench measures how fast parley answers and prints the figures as a table, with the targets beside them and as
// ratios to the naive engine and to the floor: one pass over all moves. It fails on nothing. Run it by `make bench`; the
// table of the last committed run is results.md.
//
//	go run . [PATTERN]      rows whose name matches the pattern, all by default
package main

import (
	"fmt"
	"os"
	"regexp"
	"runtime"
	"strings"
)

// row is one line of the table.
type row struct {
	name   string
	what   string
	target string
	run    func() (figures, error)
}

// figures are what was measured; a zero is not printed.
type figures struct {
	seconds float64 // median of the runs
	cpu     float64 // mean processor time of a run, over all processors
	floor   float64 // seconds of one pass over all moves
	naive   float64 // seconds of the naive engine
	note    string  // what else is told, behind what was measured
	peak    uint64  // bytes of memory at most, above what was in use before
}

func main() {
	pattern := "."
	if len(os.Args) > 1 {
		pattern = os.Args[1]
	}
	match, err := regexp.Compile(pattern)
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(2)
	}
	fmt.Printf("%s, %s/%s, GOMAXPROCS %d. Medians; times of a shared machine, ratios travel better.\n\n", runtime.Version(), runtime.GOOS, runtime.GOARCH, runtime.GOMAXPROCS(0))
	head := "| case | what | time | processor time | target | × floor | naive ÷ this | memory |\n|---|---|--:|--:|--:|--:|--:|--:|\n"
	for _, r := range rows() {
		if !match.MatchString(r.name) {
			continue
		}
		fmt.Print(head)
		head = ""
		f, err := r.run()
		if err != nil {
			fmt.Printf("| %s | %s | %s | | %s | | | |\n", r.name, r.what, strings.ReplaceAll(err.Error(), "|", "/"), r.target)
			continue
		}
		if f.note != "" {
			r.what += "; " + f.note
		}
		fmt.Printf("| %s | %s | %s | %s | %s | %s | %s | %s |\n", r.name, r.what, duration(f.seconds), duration(f.cpu), r.target, ratio(f.seconds, f.floor), ratio(f.naive, f.seconds), memory(f.peak))
	}
	if err := pages(match); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func duration(s float64) string {
	switch {
	case s == 0:
		return ""
	case s >= 1:
		return fmt.Sprintf("%.2f s", s)
	case s >= 1e-3:
		return fmt.Sprintf("%.2f ms", s*1e3)
	}
	return fmt.Sprintf("%.1f µs", s*1e6)
}

func ratio(a, b float64) string {
	if a == 0 || b == 0 {
		return ""
	}
	if r := a / b; r < 10 {
		return fmt.Sprintf("%.1f", r)
	}
	return fmt.Sprintf("%.0f", a/b)
}

func memory(bytes uint64) string {
	switch {
	case bytes == 0:
		return ""
	case bytes >= 1<<30:
		return fmt.Sprintf("%.2f GiB", float64(bytes)/(1<<30))
	}
	return fmt.Sprintf("%.1f MiB", float64(bytes)/(1<<20))
}
