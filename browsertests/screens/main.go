// Command screens writes pictures of every screen of the workbench, light and dark, wide and narrow: `make screenshots`. Which
// screens there are it reads from the navigation of the pages.
//
//	go run ./screens [-only PATTERN] [DIR]      from the folder browsertests; DIR is ../doc/screens unless given
package main

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"image/png"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"regexp"

	"github.com/chromedp/chromedp"

	"parley/browsertests"
)

// cases are pictured in full: the founding case, and a small one that shows a table whole.
var cases = []struct{ file, name string }{{"ukraine-2025.yaml", "ukraine"}, {"elmira-1991.yaml", "elmira"}}

var widths = []struct {
	name          string
	width, height int64
}{{"wide", 1280, 900}, {"narrow", 390, 844}}

// shot is a page to be pictured.
type shot struct{ name, path string }

func main() {
	only := flag.String("only", "", "pictures whose name matches the `pattern`, such as ukraine-rivals-dark-wide")
	flag.Parse()
	dir := "../doc/screens"
	if flag.NArg() > 0 {
		dir = flag.Arg(0)
	}
	if err := run(dir, *only); err != nil {
		fmt.Fprintln(os.Stderr, "screens:", err)
		os.Exit(1)
	}
}

func run(dir, only string) error {
	match, err := regexp.Compile(only)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	found, err := browsertests.Find()
	if err != nil {
		return err
	}
	temp, err := os.MkdirTemp("", "parley-screens")
	if err != nil {
		return err
	}
	defer os.RemoveAll(temp)
	ctx := context.Background()
	program, err := browsertests.Build(ctx, temp)
	if err != nil {
		return err
	}
	folder := filepath.Join(temp, "disputes")
	if err := os.Mkdir(folder, 0o700); err != nil {
		return err
	}
	for _, c := range cases {
		data, err := os.ReadFile(filepath.Join("../catalog", c.file))
		if err == nil {
			err = os.WriteFile(filepath.Join(folder, c.file), data, 0o600)
		}
		if err != nil {
			return err
		}
	}
	site, err := browsertests.Serve(program, folder, filepath.Join(temp, "data"))
	if err != nil {
		return err
	}
	defer site.Kill()
	browser, err := browsertests.Launch(ctx, found)
	if err != nil {
		return err
	}
	defer browser.Close()
	scout, err := browser.Visit(site)
	if err != nil {
		return err
	}
	shots, err := pages(scout)
	if err != nil {
		return err
	}
	tab, err := browser.Visit(site) // somebody to whom the tour is still offered
	if err != nil {
		return err
	}
	for _, s := range shots {
		for _, colours := range []string{"light", "dark"} {
			for _, w := range widths {
				name := fmt.Sprintf("%s-%s-%s", s.name, colours, w.name)
				if !match.MatchString(name) {
					continue
				}
				size, err := picture(tab, s, colours, w.width, w.height, filepath.Join(dir, name+".png"))
				if err != nil {
					return fmt.Errorf("%s: %w", name, err)
				}
				fmt.Printf("%6.1f KiB  %s.png\n", float64(size)/1024, name)
			}
		}
	}
	return nil
}

// pages lists what there is to picture: the cases, the tour, and each screen of each case.
func pages(tab *browsertests.Tab) ([]shot, error) {
	shots := []shot{{"cases", "/"}}
	for _, c := range cases {
		if err := tab.Go("/case/" + c.file); err != nil {
			return nil, err
		}
		links, err := browsertests.Eval[[]string](tab, `[...document.querySelectorAll("nav.tabs a")].map(a => a.href)`)
		if err != nil {
			return nil, err
		}
		if len(links) == 0 {
			return nil, fmt.Errorf("%s: there is no navigation", c.file)
		}
		for _, l := range links {
			u, err := url.Parse(l)
			if err != nil {
				return nil, err
			}
			s := shot{c.name + "-" + path.Base(u.Path), u.RequestURI()}
			if err := tab.Go(s.path); err != nil {
				return nil, err
			}
			if waits, err := browsertests.Eval[bool](tab, `!!document.querySelector("#answer .empty")`); err != nil {
				return nil, err
			} else if !waits { // a screen that first wants a question shows nothing yet
				shots = append(shots, s)
			}
		}
	}
	// A table with a proof beside it, and a step of the tour, are pages of their own.
	return append(shots, shot{"elmira-outcomes-why", "/case/elmira-1991.yaml/outcomes?state=YNYNY&concept=seq"},
		shot{"tour", "/case/ukraine-2025.yaml/paths?to=deal&tour=" + tourStep(tab)}), nil
}

// tourStep returns the number of the tour's step at the paths.
func tourStep(tab *browsertests.Tab) string {
	for n := range 10 {
		if tab.Go(fmt.Sprintf("/case/ukraine-2025.yaml/paths?to=deal&tour=%d", n+1)) != nil {
			break
		}
		if there, _ := browsertests.Eval[bool](tab, `!!document.querySelector("#tour")`); there {
			return fmt.Sprint(n + 1)
		}
	}
	return ""
}

// picture writes what a window of a size shows of a page, and returns the bytes of the file.
func picture(tab *browsertests.Tab, s shot, colours string, width, height int64, file string) (int, error) {
	if err := tab.Do(chromedp.EmulateViewport(width, height)); err != nil {
		return 0, err
	}
	if err := tab.Go(s.path); err != nil {
		return 0, err
	}
	if err := tab.Click(`[data-theme-choice=` + colours + `]`); err != nil {
		return 0, err
	}
	// No scroll bar is drawn, so that none needs room; and where the folder lay says nothing to a reader.
	if _, err := browsertests.Eval[bool](tab, `document.activeElement.blur(), scrollTo(0, 0), document.documentElement.style.scrollbarGutter = "auto",
		document.querySelectorAll("#here + p").forEach(p => { p.textContent = "~/disputes" }), true`); err != nil {
		return 0, err
	}
	if err := tab.Ready(); err != nil {
		return 0, err
	}
	var data []byte
	err := tab.Do(func(ctx context.Context, target *chromedp.Target) (none chromedp.Void, err error) {
		data, err = chromedp.CaptureScreenshot()(ctx, target)
		return none, err
	})
	if err != nil {
		return 0, err
	}
	small, err := reduce(data)
	if err != nil {
		return 0, err
	}
	return len(small), os.WriteFile(file, small, 0o644)
}

// reduce writes a picture anew with the 256 colours that it uses most.
func reduce(data []byte) ([]byte, error) {
	full, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	err = (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&b, paletted(full))
	return b.Bytes(), err
}
