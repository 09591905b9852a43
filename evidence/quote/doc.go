// Package quote finds a quotation again in the text that it is from. What typesetting changes makes no difference: white
// space and line breaks, the form of quotation marks, dashes and ellipses, ligatures, soft hyphens. An ellipsis in a
// quotation also stands for words left out. Where the words themselves differ, the nearest passage is given with the words
// that differ.
package quote
