package main

import (
	"context"

	"parley/internal/workbench"
	"parley/stability"
)

// analyses are the rows of what stands on stability.
func analyses() []row {
	return []row{
		{"matrix", "ukraine-2025, 12 cells: ends, values, ranks, what tells hypotheses apart", "100 ms", func() (figures, error) {
			return asked("catalog:ukraine-2025", func(ctx context.Context, x *workbench.Case) error {
				_, err := x.Matrix(ctx, workbench.MatrixQuestion{}, workbench.Settings{})
				return err
			})
		}},
		{"compare", "ukraine-2025, with and without an option", "", func() (figures, error) {
			return asked("catalog:ukraine-2025", func(ctx context.Context, x *workbench.Case) error {
				_, err := x.Compare(ctx, workbench.CompareQuestion{Without: []string{"us.tom"}, Hold: stability.Concept{Kind: stability.SEQ}}, nil, workbench.Settings{})
				return err
			})
		}},
		{"levers", "ukraine-2025, each of 14 options for a goal", "", func() (figures, error) {
			return asked("catalog:ukraine-2025", func(ctx context.Context, x *workbench.Case) error {
				_, err := x.Levers(ctx, "deal", stability.Concept{Kind: stability.SEQ}, workbench.Settings{})
				return err
			})
		}},
	}
}

// asked measures a question from the open file on; nothing is kept between runs.
func asked(name string, ask func(context.Context, *workbench.Case) error) (figures, error) {
	return timed(func() error {
		x, err := workbench.Open(name, nil, nil)
		if err != nil {
			return err
		}
		return ask(context.Background(), x)
	})
}
