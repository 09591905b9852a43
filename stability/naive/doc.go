// Package naive is the engine that transcribes the definitions, one function for each, so that a reader with doc/theory.md
// beside it can check every line. It is slow on purpose: every other engine is tested against it.
package naive
