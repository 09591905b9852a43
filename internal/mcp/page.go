package mcp

import (
	"encoding"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	"parley/report"
)

// Bounds of an answer.
const (
	defaultLimit = 100
	maxLimit     = 10_000
	leastLimit   = 1
	maxText      = 24_000  // bytes of text
	maxJSON      = 120_000 // bytes of JSON
)

// Cut tells that a list of the answer was cut.
type Cut struct {
	List  string `json:"list"`
	From  int    `json:"from"`
	Shown int    `json:"shown"`
	Total int    `json:"total"`
}

func (p Page) check() error {
	switch {
	case p.Limit < 0 || p.Limit > maxLimit:
		return fmt.Errorf("limit is 1 to %d", maxLimit)
	case p.Offset < 0 || p.FromLine < 0:
		return errors.New("offset and from_line cannot be negative")
	case p.Offset > 0 && p.List == "":
		return errors.New("offset needs `list`: the name of the list that it is for")
	}
	return nil
}

// result writes an answer, in the bounds of a page. What is cut is said in the text, and under parley/cut in _meta.
func (a answer[J]) result(p Page) (*mcp.CallToolResult, any, error) {
	text := a.text
	if text == "" {
		var b strings.Builder
		if err := report.WriteText(&b, a.doc, report.TextOptions{}); err != nil {
			return nil, nil, err
		}
		text = argumentsForFlags(b.String())
	}
	text, err := lines(text, p.FromLine)
	if err != nil {
		return refused(err), nil, nil
	}
	if a.note != "" {
		text = a.note + "\n\n" + text
	}
	limit := p.Limit
	if limit == 0 {
		limit = defaultLimit
	}
	var data json.RawMessage
	c := &cutter{list: p.List, offset: p.Offset}
	for {
		c.limit, c.cuts, c.known = limit, nil, false
		v := c.cut(reflect.ValueOf(&a.json).Elem(), "")
		if data, err = json.Marshal(v.Interface()); err != nil {
			return nil, nil, err
		}
		if len(data) <= maxJSON || limit <= leastLimit {
			break
		}
		limit = max(leastLimit, limit/2)
	}
	if p.List != "" && !c.known {
		return refused(fmt.Errorf("the answer has no list `%s` that begins before %d; leave out list and offset to see which lists there are", p.List, p.Offset)), nil, nil
	}
	r := &mcp.CallToolResult{}
	if c.cuts != nil {
		r.Meta = mcp.Meta{"parley/cut": c.cuts}
		text += "\nLists of the JSON that are cut:\n"
		for _, x := range c.cuts[:min(len(c.cuts), 20)] {
			text += fmt.Sprintf("  %s: %d to %d of %d\n", x.List, x.From+1, x.From+x.Shown, x.Total)
		}
		if more := len(c.cuts) - 20; more > 0 {
			text += fmt.Sprintf("  and %d more\n", more)
		}
		text += "Ask again with list and offset for what follows, or with a larger limit.\n"
	}
	r.Content = []mcp.Content{&mcp.TextContent{Text: text}}
	return r, data, nil
}

// lines returns as many whole lines of a text as an answer may have, from the given one on, and says what is missing.
func lines(text string, from int) (string, error) {
	from = max(1, from)
	all := strings.SplitAfter(strings.TrimSuffix(text, "\n"), "\n")
	if from > len(all) {
		return "", fmt.Errorf("the text has %d lines: from_line is at most that", len(all))
	}
	size, to := 0, from-1
	for to < len(all) && (size+len(all[to]) <= maxText || to == from-1) {
		size += len(all[to])
		to++
	}
	out := strings.Join(all[from-1:to], "")
	if !strings.HasSuffix(out, "\n") {
		out += "\n"
	}
	if len(out) > 2*maxText { // one line of enormous length
		out = strings.ToValidUTF8(out[:maxText], "") + "…\n"
	}
	if to < len(all) {
		out += fmt.Sprintf("\nThe text is cut after line %d of %d; ask again with from_line %d for the rest.\n", to, len(all), to+1)
	}
	return out, nil
}

// cutter copies a value and cuts its lists and maps.
type cutter struct {
	limit, offset int
	list          string // that offset is for
	known         bool   // list was met
	cuts          []Cut
}

var writesItself = []reflect.Type{reflect.TypeFor[json.Marshaler](), reflect.TypeFor[encoding.TextMarshaler]()}

func (c *cutter) cut(v reflect.Value, at string) reflect.Value {
	t := v.Type()
	for _, w := range writesItself {
		if t.Implements(w) || reflect.PointerTo(t).Implements(w) {
			return v
		}
	}
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if v.IsNil() {
			return v
		}
		inner := c.cut(v.Elem(), at)
		out := reflect.New(t).Elem()
		if v.Kind() == reflect.Interface {
			out.Set(inner)
			return out
		}
		p := reflect.New(t.Elem())
		p.Elem().Set(inner)
		return p
	case reflect.Struct:
		out := reflect.New(t).Elem()
		out.Set(v)
		for i := range t.NumField() {
			f := t.Field(i)
			if !f.IsExported() {
				continue
			}
			name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
			switch {
			case name == "-":
				continue
			case f.Anonymous && name == "":
				name = at
			case name == "":
				name = join(at, f.Name)
			default:
				name = join(at, name)
			}
			out.Field(i).Set(c.cut(v.Field(i), name))
		}
		return out
	case reflect.Slice:
		if v.IsNil() || t.Elem().Kind() == reflect.Uint8 {
			return v
		}
		from, to := c.window(at, v.Len())
		out := reflect.MakeSlice(t, 0, to-from)
		for i := from; i < to; i++ {
			out = reflect.Append(out, c.cut(v.Index(i), fmt.Sprintf("%s[%d]", at, i)))
		}
		return out
	case reflect.Map:
		if v.IsNil() || t.Key().Kind() != reflect.String {
			return v
		}
		keys := v.MapKeys()
		slices.SortFunc(keys, func(a, b reflect.Value) int { return strings.Compare(a.String(), b.String()) })
		from, to := c.window(at, len(keys))
		out := reflect.MakeMap(t)
		for _, k := range keys[from:to] {
			out.SetMapIndex(k, c.cut(v.MapIndex(k), join(at, k.String())))
		}
		return out
	}
	return v
}

// window returns which entries of a list are shown.
func (c *cutter) window(at string, n int) (from, to int) {
	if at == c.list && at != "" && c.offset < max(n, 1) {
		c.known, from = true, c.offset
	}
	to = min(n, from+c.limit)
	if to-from < n {
		c.cuts = append(c.cuts, Cut{at, from, to - from, n})
	}
	return from, to
}

func join(at, name string) string {
	if at == "" {
		return name
	}
	return at + "." + name
}
