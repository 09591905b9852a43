// Package convert reads and writes the files of other tools. It writes states and moves for Graphviz, GraphML readers and
// spreadsheets, games in strategic form for Gambit, and claims as argument maps for Argdown; doc/formats.md tells what each holds and
// what is refused. And it reads and writes the .gmcr files of GMCR+
// (program gmcr-py), versions 0.3 and 0.4. The file doc/gmcr.md tells what of such a file is kept and what is lost.
//
// # The layout of a .gmcr file
//
// One JSON object. Options are numbered from 0 in the order of the file, decision makers likewise, states from 1.
//
//	options           [{"name": text, "permittedDirection": "both" | "fwd" | "back"}]
//	decisionMakers    [{"name", "options": [option], "preferences": [condition], and see below}]
//	infeasibles       [condition]
//	useManualPreferenceRanking   true if the rankings count, false if the preferences do
//	coalitions        [decision maker, or a list of them that move together]
//
// A condition is a list of pairs [option, "Y" or "N"], all of which hold; or {"compound": true, "members": [such lists]},
// one of which holds. The earlier of two preferences outweighs all later ones together. A decision maker may also have
// "preferenceRanking": the numbers of all feasible states, most preferred first, equal ones in a list of their own; the
// number of a state is its place among the feasible states in ascending order, where option k counts 2^k after options
// of the same decision maker have been brought together. The direction fwd is from N to Y only, back from Y to N only.
//
// Versions differ in what may stand there:
//
//	before 0.3    not JSON: a Python pickle, not read here
//	0.3           as above, but useManualPreferenceVectors and preferenceVector; no version, no coalitions
//	from 0.3.1    version
//	from 0.3.4    coalitions, coalitionsFull (derived)
//	from 0.3.6    useManualPreferenceRanking, preferenceRanking
//	from 0.3.12   misperceptions (conditions on states that the decision maker does not see), payoffs (derived)
package convert

import (
	"path/filepath"
	"strings"
)

// Limits that are far above what GMCR+ can handle and keep a hostile file from using up memory or time.
const (
	maxBytes       = 16 << 20
	maxDepth       = 32      // brackets within brackets; the layout needs 7
	maxValues      = 1 << 20 // texts, numbers, lists and objects
	maxProblems    = 100     // problems that are listed
	maxParties     = 64      // decision makers
	maxInfeasibles = 10_000  // infeasible conditions
	maxRanked      = 1 << 20 // states of a manual ranking
)

// IsGMCR reports whether a file is a .gmcr file, by its name.
func IsGMCR(name string) bool { return strings.EqualFold(filepath.Ext(name), ".gmcr") }
