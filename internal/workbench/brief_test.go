package workbench

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"parley/report"
)

// fuse is a context that ends once it has been looked at so often.
type fuse struct {
	context.Context
	left atomic.Int64
	done chan struct{}
}

func newFuse(looks int64) *fuse {
	f := &fuse{Context: context.Background(), done: make(chan struct{})}
	f.left.Store(looks)
	return f
}

func (f *fuse) Err() error {
	switch n := f.left.Add(-1); {
	case n == 0:
		close(f.done)
		fallthrough
	case n < 0:
		return context.Canceled
	}
	return nil
}

func (f *fuse) Done() <-chan struct{} { return f.done }

// Whenever the work is ended, a brief is either refused or tells that it is not whole; and it can be written in every form.
func TestBriefStopped(t *testing.T) {
	x, err := Open("catalog:venezuela-2025", nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	partial, whole, refused := 0, 0, 0
	for looks := int64(1); looks < 1<<22; looks = looks*5/4 + 1 {
		b, err := x.Brief(newFuse(looks), BriefQuestion{}, Settings{Workers: 1})
		if err != nil {
			refused++
			if partial > 0 {
				t.Errorf("refused after %d looks, though less was enough for a part", looks)
			}
			continue
		}
		if !b.Stopped() {
			whole++
			if b.Matrix == nil || b.Claims == nil || b.Settlement == nil || len(b.Cruxes) != 2 || len(b.Gaps) > 0 {
				t.Fatalf("after %d looks a brief that lacks parts says that it is whole", looks)
			}
			break
		}
		partial++
		var out bytes.Buffer
		if err := report.WriteText(&out, report.BriefDocument(*b), report.TextOptions{}); err != nil {
			t.Fatal(err)
		}
		if text := strings.ToLower(out.String()); !strings.Contains(text, "the work was ended") && !strings.Contains(text, "stopped early") {
			t.Errorf("after %d looks the text does not say that it is not whole", looks)
		}
		if !report.NewBriefJSON(*b, x.Assumed).Stopped {
			t.Errorf("after %d looks the JSON does not say that it is not whole", looks)
		}
		d := report.ReportDocument(report.Report{Brief: *b})
		if err := report.WritePage(&out, d); err != nil {
			t.Fatal(err)
		}
		if err := report.WriteLaTeX(&out, d); err != nil {
			t.Fatal(err)
		}
	}
	if refused == 0 || partial < 5 || whole == 0 {
		t.Errorf("%d refused, %d partial, %d whole: the test does not see all three", refused, partial, whole)
	}
}

func TestBriefGoal(t *testing.T) {
	for _, x := range []struct {
		file, asked, want string
		by                report.GoalSource
		claim             string
	}{
		{"catalog:ukraine-2025", "", "deal", report.GoalDefined, ""},
		{"catalog:ukraine-2025", "us.tom and not us.war", "us.tom and not us.war", report.GoalAsked, ""},
		{"catalog:venezuela-2025", "", "channel and cooperation", report.GoalClaimed, "exchange-worked"},
		{"catalog:elmira-1991", "", "", "", ""},
	} {
		c, err := Open(x.file, nil, nil)
		if err != nil {
			t.Fatal(err)
		}
		got, err := c.briefGoal(x.asked)
		switch {
		case err != nil:
			t.Fatal(err)
		case x.want == "" && got != nil:
			t.Errorf("%s: goal %v where there is none", x.file, got)
		case x.want != "" && (got == nil || *got != report.GoalChosen{Text: x.want, By: x.by, Claim: x.claim}):
			t.Errorf("%s: goal %v, want %s", x.file, got, x.want)
		}
	}
}

// What a brief asks with fewer readings agrees with what the command asks: it never finds a claim to fail that holds everywhere, nor the
// other way round, and as given both answers are the same.
func TestBriefClaims(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds")
	}
	c, err := Open("catalog:ukraine-2025", nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	ids := []string{"c16", "c20", "c25", "c31", "c51"}
	all, err := c.Claims(context.Background(), ClaimsQuestion{IDs: ids}, Settings{})
	if err != nil {
		t.Fatal(err)
	}
	brief, err := c.Claims(context.Background(), ClaimsQuestion{IDs: ids, Limit: FewReadings}, Settings{})
	if err != nil {
		t.Fatal(err)
	}
	for i, f := range brief.Result.Findings {
		full := all.Result.Findings[i]
		if (f.AsGiven == nil) != (full.AsGiven == nil) || f.AsGiven != nil && f.AsGiven.Holds != full.AsGiven.Holds {
			t.Errorf("%s: another answer as given", f.Claim.ID)
		}
		if f.Verdict != full.Verdict {
			t.Errorf("%s: %v in the brief, %v when every reading is asked", f.Claim.ID, f.Verdict, full.Verdict)
		}
	}
}

// Every path for which the file gives evidence in a case of the catalog is named in the words of that case, but those inside perceptions.
func TestEvidenceNamed(t *testing.T) {
	c, err := Open("catalog:ukraine-2025", nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	exhibits := c.Exhibits()
	if len(exhibits) < 50 {
		t.Fatalf("%d exhibits only", len(exhibits))
	}
	quotes := 0
	for _, e := range exhibits {
		quotes += len(e.Quotes)
		if e.For == "" && !strings.Contains(e.Text, "perceptions") {
			t.Errorf("%s has no name", e.Text)
		}
	}
	if quotes < 40 {
		t.Errorf("%d quotes only", quotes)
	}
}

// A report replaces a file whole, and keeps its mode; through a link the file that it leads to is replaced.
func TestWrite(t *testing.T) {
	dir := t.TempDir()
	name, link := filepath.Join(dir, "a.md"), filepath.Join(dir, "b.md")
	if err := os.Symlink("a.md", link); err != nil {
		t.Fatal(err)
	}
	d := report.Document{Title: "One"}
	if err := WriteReport(link, d); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(name, 0o600); err != nil {
		t.Fatal(err)
	}
	d.Title = "Two"
	if err := WriteReport(link, d); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(name)
	if err != nil || string(text) != "# Two\n" {
		t.Errorf("the file has %q, %v", text, err)
	}
	if info, err := os.Stat(name); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	if left, _ := os.ReadDir(dir); len(left) != 2 {
		t.Errorf("%d files in the folder", len(left))
	}
}
