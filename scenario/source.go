package scenario

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"unicode/utf8"

	"parley/diag"
)

// MaxSize is the size in bytes beyond which a file is refused: far above what people write.
const MaxSize = 4 << 20

// maxItems bounds the number of keys and list items of a file, so that a hostile one cannot use up the memory: the tree
// of a file takes some hundred bytes for each.
const maxItems = 100_000

// ReadFile reads the scenario file of that name. See Read. A file that cannot be opened, a directory, a device, and a
// file larger than MaxSize are problems too, with no line.
func ReadFile(name string) (*File, diag.List) {
	src, err := slurp(name)
	if err != nil {
		return nil, diag.List{{File: name, Message: err.Error()}}
	}
	return Read(name, src)
}

// slurp reads a regular file of at most MaxSize bytes. It asks what the file is before it opens it, since opening a pipe
// may wait for ever.
func slurp(name string) ([]byte, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, trimmed(err)
	}
	switch {
	case info.IsDir():
		return nil, fmt.Errorf("this is a folder, not a scenario file")
	case !info.Mode().IsRegular():
		return nil, fmt.Errorf("this is not an ordinary file")
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, trimmed(err)
	}
	defer f.Close()
	src, err := io.ReadAll(io.LimitReader(f, MaxSize+1)) // the file may grow while it is read
	if err != nil {
		return nil, trimmed(err)
	}
	if len(src) > MaxSize {
		return nil, errTooLarge
	}
	return src, nil
}

var errTooLarge = fmt.Errorf("the file is larger than %d MiB, too large for a scenario", MaxSize>>20)

// trimmed drops the name of the file from an error, since problems carry it already.
func trimmed(err error) error {
	if pe, ok := err.(*os.PathError); ok {
		return fmt.Errorf("the file cannot be read: %w", pe.Err)
	}
	return err
}

// decode checks that src is text that can be a scenario, and returns it without byte order mark.
func decode(name string, src []byte) ([]byte, *diag.Problem) {
	whole := func(message, hint string) *diag.Problem {
		return &diag.Problem{File: name, Message: message, Hint: hint}
	}
	if len(src) > MaxSize {
		return nil, whole(errTooLarge.Error(), "")
	}
	if bytes.HasPrefix(src, []byte{0xff, 0xfe}) || bytes.HasPrefix(src, []byte{0xfe, 0xff}) {
		return nil, whole("the file is written in UTF-16", "save it as UTF-8")
	}
	src = bytes.TrimPrefix(src, []byte("\uFEFF"))
	if p := badCharacter(src); p != nil {
		p.File = name
		return nil, p
	}
	if n := bytes.Count(src, []byte("\n")) + bytes.Count(src, []byte(",")) + bytes.Count(src, []byte(":")); n > maxItems {
		// Every list item and every key but the first needs one of these.
		if n := countItems(src); n > maxItems {
			return nil, whole(fmt.Sprintf("the file holds more than %d items, too many for a scenario", maxItems), "")
		}
	}
	return src, nil
}

// countItems bounds the number of YAML nodes from above: a colon inside a word begins none.
func countItems(src []byte) int {
	n := 0
	for i, c := range src {
		switch c {
		case '\n', ',', '[', '{':
			n++
		case ':', '-', '?':
			if i+1 == len(src) || bytes.IndexByte([]byte(" \t\r\n,[]{}\"'"), src[i+1]) >= 0 {
				n++
			}
		}
	}
	return n
}

// badCharacter finds the first character that no scenario may hold. A line break that is not one everywhere would make
// line numbers differ from those of an editor.
func badCharacter(src []byte) *diag.Problem {
	line, column := 1, 1
	for i := 0; i < len(src); {
		r, n := utf8.DecodeRune(src[i:])
		message, hint := "", ""
		switch {
		case r == utf8.RuneError && n == 1:
			message, hint = "the file is not UTF-8: a byte here is no character", "save it as UTF-8"
		case r == 0:
			message, hint = "the file holds a zero byte: it is no text, or is damaged here", "is this the right file?"
		case r == '\n':
			line, column = line+1, 0
		case r == '\t', r == '\r' && i+1 < len(src) && src[i+1] == '\n':
		case r == '\r':
			message, hint = "a line ends in a lone carriage return", "save the file with line ends of Unix or Windows"
		case r < ' ', r >= 0x7f && r < 0xa0, r == 0x2028, r == 0x2029, r == 0xfeff, r == 0xfffe, r == 0xffff:
			message, hint = fmt.Sprintf("an invisible control character (U+%04X)", r), "delete it"
		}
		if message != "" {
			return &diag.Problem{Line: line, Column: column, Length: 1, Message: message, Hint: hint}
		}
		i += n
		column++
	}
	return nil
}
