package workbench

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"parley"
	"parley/analysis/compare"
	"parley/analysis/edit"
	"parley/game"
	"parley/logic"
	"parley/report"
	"parley/scenario"
	"parley/stability"
	"parley/stability/engines"
)

// CompareQuestion asks what differs between a case and another version of it: another file, other choices of groups,
// options taken away or always taken. Several of these may come together.
type CompareQuestion struct {
	Other   string   // name of another file; "" for the same one
	Opened  *Case    // the other file where it is open already, under its own choices; Other is then only its name
	Assume  []string // group=choice in both versions, for the other file
	Against []string // group=choice in the second version
	Without []string // options that the second version never takes
	With    []string // options that the second version always takes
	Hold    stability.Concept
}

// Compare lays a case and another version of it side by side.
func (c *Case) Compare(ctx context.Context, q CompareQuestion, stdin io.Reader, s Settings) (*report.Compared, error) {
	second, x, err := c.version(q, stdin)
	if err != nil {
		return nil, err
	}
	task, err := compareTask(q.Hold, s)
	if err != nil {
		return nil, err
	}
	x.Comparison, err = compare.Compare(ctx, c.Rules, second.Rules, task)
	var side *compare.SideError
	if errors.As(err, &side) {
		if side.Side == 1 {
			return nil, second.placed(side.Err, x.Names[1])
		}
		return nil, c.assuming(c.Place(side.Err))
	}
	return x, err
}

func compareTask(hold stability.Concept, s Settings) (compare.Task, error) {
	engine, err := engines.Named(s.Engine)
	return compare.Task{Engine: engine, Hold: hold, Choices: s.Choices, Limits: s.Limits, Workers: s.Workers}, err
}

// version makes the second version, and says what it is.
func (c *Case) version(q CompareQuestion, stdin io.Reader) (*Case, *report.Compared, error) {
	second := *c
	x := &report.Compared{Title: c.Conflict.Title, Names: [2]string{"as it stands", ""}}
	var names, phrases []string
	if q.Other != "" {
		assume, err := instead(q.Assume, q.Against)
		if err != nil {
			return nil, nil, err
		}
		other := q.Opened
		if other == nil {
			other, err = Open(q.Other, assume, stdin)
		}
		if err != nil {
			return nil, nil, err
		}
		second = *other
		x.Names[0] = "in " + c.Name
		names = append(names, "in "+q.Other)
		phrases = append(phrases, "in "+q.Other+" in place of "+c.Name)
	} else if q.Against != nil {
		other, choices, was, err := c.against(q.Against)
		if err != nil {
			return nil, nil, err
		}
		second = *other
		x.Names[0] = "under " + strings.Join(was, ", ")
		names = append(names, "under "+strings.Join(choices, ", "))
		phrases = append(phrases, "under "+strings.Join(choices, ", ")+" in place of "+strings.Join(was, ", "))
	}
	for n, texts := range [][]string{q.Without, q.With} {
		word := [...]string{"without", "with"}[n]
		var labels, ids []string
		for _, text := range texts {
			k, err := second.option(text)
			if err != nil {
				return nil, nil, err
			}
			o := second.Conflict.Options[k]
			var changed *parley.Conflict
			if n == 0 {
				changed, err = edit.Without(second.Conflict, k)
			} else {
				changed, err = edit.With(second.Conflict, k)
			}
			if err != nil {
				return nil, nil, err
			}
			second.Conflict = changed
			labels, ids = append(labels, "“"+o.Label()+"”"), append(ids, o.ID)
		}
		if ids == nil {
			continue
		}
		if n == 0 {
			x.Taken = ids
		}
		names = append(names, word+" "+strings.Join(ids, ", "))
		phrase := word + " " + strings.Join(labels, " and ")
		if n == 1 {
			phrase += " always taken"
		}
		phrases = append(phrases, phrase)
	}
	if names == nil {
		return nil, nil, errors.New("there is nothing to compare with: name a second file, or use --without, --with or --against")
	}
	x.Names[1] = strings.Join(names, ", ")
	x.Change = strings.ToUpper(phrases[0][:1]) + phrases[0][1:]
	for _, p := range phrases[1:] {
		x.Change += ", " + p
	}
	var err error
	if second.Rules, err = game.Compile(second.Conflict); err != nil {
		return nil, nil, second.placed(err, x.Names[1])
	}
	return &second, x, nil
}

// against opens the case under other choices, and names them and those that they take the place of.
func (c *Case) against(texts []string) (other *Case, choices, was []string, err error) {
	if c.File == nil {
		return nil, nil, nil, errors.New("this file has no hypotheses and no strategies")
	}
	given, err := scenario.ParseAssumptions(texts)
	if err != nil {
		return nil, nil, nil, err
	}
	for _, g := range slices.Sorted(maps.Keys(given)) {
		choices, was = append(choices, g+"="+given[g]), append(was, g+"="+c.Assumed[g])
	}
	assume, err := instead(written(c.Assumed), texts)
	if err != nil {
		return nil, nil, nil, err
	}
	other, err = OpenText(c.Name, c.Source, assume)
	return other, choices, was, err
}

// instead returns assumptions with others put in their place.
func instead(texts, others []string) ([]string, error) {
	a, err := scenario.ParseAssumptions(texts)
	if err != nil {
		return nil, err
	}
	b, err := scenario.ParseAssumptions(others)
	if err != nil {
		return nil, err
	}
	maps.Copy(a, b)
	return written(a), nil
}

// written writes assumptions as they are read, in the order of groups.
func written(a scenario.Assumptions) []string {
	var texts []string
	for _, g := range slices.Sorted(maps.Keys(a)) {
		texts = append(texts, g+"="+a[g])
	}
	return texts
}

// option finds an option by its name.
func (c *Case) option(text string) (int, error) {
	e, err := c.Conflict.Bind(logic.NewAtom(strings.TrimSpace(text)))
	if err != nil {
		return 0, Hinted(err)
	}
	for k, o := range c.Conflict.Options {
		if e.Op == logic.Atom && o.ID == e.Name {
			return k, nil
		}
	}
	return 0, fmt.Errorf("`%s` is not an option: name one, such as %s", text, c.someOption())
}

func (c *Case) someOption() string {
	if len(c.Conflict.Options) == 0 {
		return "party.option; but this conflict lists its states and has no options"
	}
	return c.Conflict.Options[0].ID
}

// placed is Place for a version of the case: the problems say in which version they arise.
func (c *Case) placed(err error, version string) error {
	err = c.Place(err)
	var problems *Problems
	if errors.As(err, &problems) {
		list := slices.Clone(problems.List)
		for k := range list {
			list[k].Message = version + ": " + list[k].Message
		}
		return &Problems{list, problems.Source}
	}
	return err
}

// Levers asks of every option what it does for a goal.
func (c *Case) Levers(ctx context.Context, to string, hold stability.Concept, s Settings) (*report.Levers, error) {
	goal, err := c.goalFormula(ctx, to, s)
	if err != nil {
		return nil, err
	}
	task, err := compareTask(hold, s)
	if err != nil {
		return nil, err
	}
	found, err := compare.Levers(ctx, c.Rules, goal, task)
	if err != nil {
		return nil, c.assuming(c.Place(err))
	}
	return &report.Levers{LeverReport: found, Title: c.Conflict.Title, To: to}, nil
}

// goalFormula reads a goal that must make sense in other versions of the case too: a formula, or a state, which stands for
// the formula that holds there alone.
func (c *Case) goalFormula(ctx context.Context, text string, s Settings) (*logic.Expr, error) {
	f, formulaErr := c.Conflict.Formula(text)
	if formulaErr == nil {
		return f.Expr, nil
	}
	g, err := c.Graph(ctx, s)
	if err != nil {
		return nil, err
	}
	state, err := c.State(g, text)
	if err != nil {
		return nil, Hinted(formulaErr)
	}
	e := &logic.Expr{Op: logic.And}
	for k, o := range c.Conflict.Options {
		atom := logic.NewAtom(o.ID)
		switch g.Code(state)[k] {
		case 'Y':
			e.Args = append(e.Args, atom)
		case 'N':
			e.Args = append(e.Args, logic.NewNot(atom))
		}
	}
	return e, nil
}
