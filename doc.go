// Package parley holds the nouns of conflict analysis: parties, options, states, rules, preferences, and the conflict
// that binds them. It computes nothing; the stages below it do.
//
// # The pipeline
//
// A folder is a stage, and values travel one way:
//
//		scenario file ─ scenario ─▶ parley.Conflict ─ game ─▶ game.Rules ─ stability ─▶ Result ─ analysis ─▶ findings ─ report ─▶ text, JSON
//
//	 1. scenario reads a YAML file and yields a Conflict, with every mistake placed at its line.
//	 2. game compiles a Conflict to rules (unexpanded) and, on request, to a graph with every state listed.
//	 3. stability asks which states hold under which solution concept; its engines answer.
//	 4. analysis asks the questions that stand on stability: paths, explanations, comparisons.
//	 5. report turns findings into text and JSON.
//
// To use parley from Go:
//
//	file, problems := scenario.ReadFile("catalog/elmira-1991.yaml")
//	conflict, problems := file.Conflict(nil)
//	rules, err := game.Compile(conflict)
//	result, err := explicit.Engine{}.Solve(ctx, rules, stability.Task{})
//
// The vocabulary (party, option, state, move, improvement, statement, stability, equilibrium) is that of the Graph Model
// for Conflict Resolution: Fang, Hipel and Kilgour, Interactive Decision Making (1993); doc/theory.md gives the formal
// synonyms and the definitions.
package parley
