// Package desk holds the scenario files of a folder while they are worked on. A file on the desk has one text that all
// views share, with its history for undo and redo, a draft on disk that outlives a crash, and those who listen to its
// changes. The folder is entered through os.Root: no name leads out of it, and links are refused.
//
// Bench keeps what was opened and computed of a text, so that many views of one case are answered by one computation.
package desk
