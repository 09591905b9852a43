package workbench

import (
	"context"

	"github.com/bits-and-blooms/bitset"

	"parley/game"
	"parley/report"
)

func (c *Case) reach(ctx context.Context, g *game.Graph, s *report.Solved) error { return nil }

func reachable(ctx context.Context, g *game.Graph, improving bool) (*bitset.BitSet, error) {
	return nil, nil
}
