// Package scenario reads and writes the scenario file, the one place where a dispute is written down. doc/format.md is the
// specification.
//
// # From text to conflict
//
//  1. Read takes the text apart (YAML, by go.yaml.in/yaml), then walks it along the table in table.go, which knows every key
//     of the format, then reads what the values mean. No step stops at the first problem: one call tells them all, each at
//     its line and column.
//  2. File.Conflict puts the file and the choices in force together and yields a parley.Conflict. Each piece of it carries
//     its path in the file, such as "rules[2]", in its field At.
//  3. File.Problems brings issues that later stages find with such pieces back to their lines.
//
// The same table gives Format its order of keys and Schema its JSON Schema.
//
// # Other ways
//
// Format puts a file into canonical form and keeps its comments. Encode writes a conflict that came from elsewhere. Save
// replaces a file in one step, unless it has changed since it was read.
//
//	file, problems := scenario.ReadFile("dispute.yaml")
//	if problems.Err() == nil {
//		conflict, problems := file.Conflict(scenario.Assumptions{"motive": "elective"})
//	}
package scenario
