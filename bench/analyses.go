package main

import (
	"context"

	"parley/internal/workbench"
	"parley/stability"
)

// analyses are the rows of what stands on stability. The largest case of the catalog is the founding case with one rule fewer.
func analyses() []row {
	crux := func(of string, size int, weigh bool, assume ...string) func() (figures, error) {
		return func() (figures, error) {
			return timed(func() error {
				x, err := workbench.Open("catalog:ukraine-2025", assume, nil)
				if err != nil {
					return err
				}
				_, err = x.Crux(context.Background(), workbench.CruxQuestion{Of: of, Size: size, Weigh: weigh, Samples: 200, Seed: 1}, workbench.Settings{})
				return err
			})
		}
	}
	return []row{
		{"crux, single changes", "ukraine-2025, stable: deal, every change of one thing", "1 s", crux("stable: deal", 1, false)},
		{"crux, single changes, reached", "ukraine-2025, reached: deal, every change of one thing", "1 s", crux("reached: deal", 1, false)},
		{"crux, pairs", "ukraine-2025, stable: deal, every pair too", "", crux("stable: deal", 2, false)},
		{"crux, weights", "ukraine-2025, stable: deal, single changes, Shapley values from 200 orders", "", crux("stable: deal", 1, true)},
		{"largest crux", "ukraine-2025 with sequencing=open, 2272 states, every change of one thing", "1 s", crux("stable: deal", 1, false, "sequencing=open")},
		{"largest matrix", "ukraine-2025 with sequencing=open, 2272 states, 12 cells", "", func() (figures, error) {
			return timed(func() error {
				x, err := workbench.Open("catalog:ukraine-2025", []string{"sequencing=open"}, nil)
				if err != nil {
					return err
				}
				_, err = x.Matrix(context.Background(), workbench.MatrixQuestion{Hypotheses: []string{"motive"}}, workbench.Settings{})
				return err
			})
		}},
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
