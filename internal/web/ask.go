package web

import (
	"context"
	"errors"
	"html/template"
	"slices"

	"parley/internal/desk"
	"parley/internal/workbench"
	"parley/report"
)

// inquiry is a screen that puts one question: fields to fill in, and the answer below. Its template is "ask".
type inquiry struct {
	Lead   string
	Fields []field
	Names  []string // to choose formulas from
	// Error says why the question, as it was put, cannot be answered; Wanting, what to fill in first.
	Error, Wanting string
	Examples       []example // questions to begin with, where one is wanted
	Answer         template.HTML
	// Later are answers that take longer: addresses from which they come once the rest is shown.
	Later []later
	Files []file
}

// field is something to fill in: a choice, or text where there are no choices.
type field struct {
	Name, Label, Value, Hint string
	Choices                  []option
	Wide                     bool
}

type example struct{ Text, Link string }

// examples offers the definitions of the file as what a field asks for, the text before them as the field wants it.
func (p *Page) examples(field, before string) []example {
	var list []example
	for _, d := range p.Case.Conflict.Definitions {
		if len(list) < 5 {
			list = append(list, example{before + d.Name, p.With(field, before+d.Name)})
		}
	}
	return list
}

type option struct{ Value, Label string }

type later struct{ Title, Link string }

// file is something to take away; a picture can be had as PNG too, which the browser makes of it.
type file struct {
	Title, Link string
	Picture     bool
}

// text returns a field for a formula or another word.
func (p *Page) text(name, label, hint, otherwise string) field {
	v := p.Query(name)
	if v == "" {
		v = otherwise
	}
	return field{Name: name, Label: label, Value: v, Hint: hint, Wide: true}
}

// choose returns a field with choices; the first stands where the address says nothing.
func (p *Page) choose(name, label string, choices ...option) field {
	v := p.Query(name)
	if !slices.ContainsFunc(choices, func(o option) bool { return o.Value == v }) && len(choices) > 0 {
		v = choices[0].Value
	}
	return field{Name: name, Label: label, Value: v, Choices: choices}
}

// answered asks the bench and writes the answer as HTML. What is wrong with the question is said in place of the answer;
// only the end of the context is an error.
func answered[T any](ctx context.Context, p *Page, a *inquiry, question string, work func(context.Context, *workbench.Case) (T, error), blocks func(T) []report.Block) error {
	found, err := desk.Ask(ctx, p.Opened, question, work)
	if err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		a.Error = plainly(err)
		return nil
	}
	a.Answer, err = written(blocks(found), 2, "answer-")
	return err
}

// plainly writes an error in one line of words, with the problems of a file one after the other.
func plainly(err error) string {
	var problems *workbench.Problems
	if errors.As(err, &problems) && len(problems.List) > 0 {
		return problems.List[0].Message
	}
	return workbench.Hinted(err).Error()
}
