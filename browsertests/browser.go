package browsertests

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// Patience is how long a tab waits for what should come, on a machine that has other work too.
const Patience = 45 * time.Second

// Find returns the path of a browser that can be driven, or an error that says what to install.
func Find() (string, error) {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", errors.New("no Chromium was found; on Debian: apt-get install chromium")
}

// Browser is a running browser without a window.
type Browser struct {
	ctx  context.Context
	stop func()
}

// Launch starts the browser at a path.
func Launch(ctx context.Context, path string) (*Browser, error) {
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path),
		chromedp.NoSandbox, // it shows pages of our own only, and build machines run it as root
		chromedp.WindowSize(1280, 900), chromedp.Flag("lang", "en"), chromedp.Flag("hide-scrollbars", true))
	ctx, end := chromedp.NewExecAllocator(ctx, options...)
	ctx, cancel := chromedp.NewContext(ctx)
	if err := chromedp.Do(ctx); err != nil {
		cancel()
		end()
		return nil, fmt.Errorf("%s does not start: %w", path, err)
	}
	return &Browser{ctx, func() { cancel(); end() }}, nil
}

// Close ends the browser.
func (b *Browser) Close() { b.stop() }

// Tab is a tab of a browser, whose console is listened to.
type Tab struct {
	ctx, home context.Context
	leave     func()
	site      *Site

	mu     sync.Mutex
	faults []string
	fault  chan struct{} // closed at the first fault
}

// Visit lets a browser in that has never been here: with storage and cookies of its own. The tab shows the first page.
func (b *Browser) Visit(s *Site) (*Tab, error) {
	enter, err := s.Enter()
	if err != nil {
		return nil, err
	}
	// A tab that nobody looks at keeps the storage while others come and go.
	home, leave := chromedp.NewContext(b.ctx, chromedp.WithNewBrowserContext())
	if err := chromedp.Do(home); err != nil {
		leave()
		return nil, err
	}
	t, err := open(home, s)
	if err != nil {
		leave()
		return nil, err
	}
	t.leave = leave
	if err := t.Do(chromedp.Navigate(enter)); err != nil {
		return t, err
	}
	return t, t.Until(`location.pathname === "/" && document.body.dataset.ready === "true"`)
}

// Another opens another tab of the same browser.
func (t *Tab) Another() (*Tab, error) { return open(t.home, t.site) }

func open(home context.Context, s *Site) (*Tab, error) {
	t := &Tab{home: home, site: s, fault: make(chan struct{})}
	var cancel context.CancelFunc
	t.ctx, cancel = chromedp.NewContext(home)
	t.leave = cancel
	if err := chromedp.Do(t.ctx); err != nil {
		cancel()
		return nil, err
	}
	messages := chromedp.Console(t.ctx)
	go func() {
		for m, err := range messages {
			if err != nil {
				return
			}
			if m.Type == chromedp.ConsoleError || m.IsException() {
				t.note(fmt.Sprintf("%s (%s:%d %s)", m, m.URL, m.Line+1, m.Source))
			}
		}
	}()
	return t, chromedp.Do(t.ctx, chromedp.EmulateViewport(1280, 900))
}

func (t *Tab) note(fault string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.faults == nil {
		close(t.fault)
	}
	t.faults = append(t.faults, fault)
}

// Faults returns the errors of the console so far, uncaught exceptions and breaches of the policy among them.
func (t *Tab) Faults() []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return append([]string(nil), t.faults...)
}

// Close closes the tab as a user does.
func (t *Tab) Close() error { return chromedp.Cancel(t.ctx) }

// Leave closes the tab and, where it is the first of a visit, ends the visit.
func (t *Tab) Leave() { t.leave() }

// Do takes steps one after the other. A fault in the console ends it at once: waiting longer would only hide why.
func (t *Tab) Do(steps ...chromedp.Action[chromedp.Void]) error {
	ctx, cancel := context.WithTimeout(t.ctx, Patience)
	defer cancel()
	done := make(chan struct{})
	defer close(done)
	go func() {
		select {
		case <-t.fault:
			cancel()
		case <-done:
		}
	}()
	err := chromedp.Do(ctx, steps...)
	if faults := t.Faults(); len(faults) > 0 {
		return fmt.Errorf("the console reports %q", faults)
	}
	return err
}

// Eval returns the value of an expression in the page.
func Eval[T any](t *Tab, expression string) (T, error) {
	var v T
	err := t.Do(func(ctx context.Context, target *chromedp.Target) (_ chromedp.Void, err error) {
		v, err = chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise)(ctx, target)
		return chromedp.Void{}, err
	})
	return v, err
}

// Until waits until an expression is true. It asks from outside, since the page's policy lets nothing be evaluated inside, and
// hidden tabs draw no frames to wait for. While a page goes and another comes the expression may fail.
func (t *Tab) Until(expression string) error {
	var last error
	for begin := time.Now(); time.Since(begin) < Patience; time.Sleep(20 * time.Millisecond) {
		var ok bool
		if ok, last = Eval[bool](t, "!!("+expression+")"); ok {
			return nil
		}
		if len(t.Faults()) > 0 {
			return last
		}
	}
	state, _ := Eval[string](t, `location.pathname + location.search + ", ready " + document.body.dataset.ready`)
	return fmt.Errorf("not within %v: %s (at %s, %v)", Patience, expression, state, last)
}

// Ready waits until the page has everything: its modules and the parts that come later.
func (t *Tab) Ready() error {
	return t.Until(`document.readyState === "complete" && document.body.dataset.ready === "true" && !document.querySelector(".htmx-request, .htmx-settling, [hx-trigger=load]")`)
}

// Go opens an address of the workbench.
func (t *Tab) Go(path string) error {
	if err := t.Do(chromedp.Navigate(t.site.Base + path)); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return t.Ready()
}

// Click clicks on the first element that a selector finds.
func (t *Tab) Click(selector string) error {
	if err := t.Do(chromedp.Click(chromedp.CSS(selector))); err != nil {
		return fmt.Errorf("a click on %s: %w", selector, err)
	}
	return nil
}

// Text returns the text of the first element that a selector finds.
func (t *Tab) Text(selector string) (string, error) {
	return Eval[string](t, `document.querySelector(`+strconv.Quote(selector)+`)?.textContent ?? ""`)
}

// Choose takes an option of a select, as a user does who knows its value.
func (t *Tab) Choose(selector, value string) error {
	q := strconv.Quote(selector)
	_, err := Eval[bool](t, `(() => { const s = document.querySelector(`+q+`); s.value = `+strconv.Quote(value)+`;
		if (s.value !== `+strconv.Quote(value)+`) throw new Error("no such choice"); s.dispatchEvent(new Event("change", {bubbles: true})); return true })()`)
	return err
}

// Type types text, with the keys of package kb among it.
func (t *Tab) Type(keys string) error {
	for n, part := range strings.Split(keys, kb.Enter) {
		var steps []chromedp.Action[chromedp.Void]
		if n > 0 {
			steps = append(steps, enter)
		}
		if part != "" {
			steps = append(steps, chromedp.KeyEvent(part))
		}
		if err := t.Do(steps...); err != nil {
			return err
		}
	}
	return nil
}

// enter presses Enter as one event with its text. The driver's own way sends the text apart, where a page can no longer hold it
// back: an editor would get two lines.
var enter = chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
	key := input.DispatchKeyEventParams{Type: kb.KeyDown, Key: "Enter", Code: "Enter", WindowsVirtualKeyCode: 13, Text: "\r"}
	if _, err := cdp.Call(ctx, target, input.DispatchKeyEvent, key); err != nil {
		return err
	}
	key.Type, key.Text = kb.KeyUp, ""
	_, err := cdp.Call(ctx, target, input.DispatchKeyEvent, key)
	return err
})

// Press presses a key together with others.
func (t *Tab) Press(key string, with ...kb.Modifier) error {
	return t.Do(chromedp.KeyEvent(key, chromedp.KeyModifiers(with...)))
}

// Focus puts the focus on the first element that a selector finds.
func (t *Tab) Focus(selector string) error { return t.Do(chromedp.Focus(chromedp.CSS(selector))) }

// Downloads lets the tab's browser save files in a folder, under the names that they are offered by.
func (t *Tab) Downloads(dir string) error {
	_, err := chromedp.CallBrowser(t.ctx, browser.SetDownloadBehavior, browser.SetDownloadBehaviorParams{
		Behavior: browser.SetDownloadBehaviorBehaviorAllow, DownloadPath: dir, BrowserContextID: chromedp.FromContext(t.ctx).BrowserContextID})
	return err
}
