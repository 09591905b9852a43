package naive

import (
	"context"

	"parley/game"
	"parley/stability"
)

// CoalitionImprovements returns R_H^{++}(s), for tests of what the literature says of single steps.
func CoalitionImprovements(g *game.Graph, h stability.Coalition, s int) []int {
	return newSolver(context.Background(), g, stability.Choices{}).coalitionImprovements(h, s)
}

// JointMoves returns R_H(s).
func JointMoves(g *game.Graph, choices stability.Choices, h stability.Coalition, s int) []int {
	return newSolver(context.Background(), g, choices).jointMoves(h, s)
}

// JointImprovements returns R_H^+(s).
func JointImprovements(g *game.Graph, choices stability.Choices, h stability.Coalition, s int) []int {
	return newSolver(context.Background(), g, choices).jointImprovements(h, s)
}
