package page

import (
	"bytes"
	"errors"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

// decode turns bytes into text: UTF-8, UTF-16 with a byte order mark, or else Windows-1252, which is said. What is no text is
// refused.
func decode(data []byte) (text, remark string, err error) {
	switch {
	case bytes.HasPrefix(data, []byte{0xff, 0xfe}), bytes.HasPrefix(data, []byte{0xfe, 0xff}):
		out, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder().Bytes(data)
		if err != nil || binary(out) {
			return "", "", errors.New("it is no text")
		}
		return string(out), "it was written in UTF-16", nil
	case binary(data):
		return "", "", errors.New("it is no text: it holds bytes that no text has")
	case utf8.Valid(data):
		return string(bytes.TrimPrefix(data, []byte("\uFEFF"))), "", nil
	}
	out, err := charmap.Windows1252.NewDecoder().Bytes(data)
	if err != nil {
		return "", "", errors.New("it is written in an encoding that is not known; save it as UTF-8")
	}
	return string(out), "it is not UTF-8 and was read as Windows-1252: check the accents and quotation marks", nil
}

// binary reports whether bytes are no text: one is zero, or more than one in fifty is a control character.
func binary(data []byte) bool {
	control := 0
	for _, c := range data {
		switch {
		case c == 0:
			return true
		case c < ' ' && c != '\n' && c != '\r' && c != '\t' && c != '\f':
			control++
		}
	}
	return control*50 > len(data)
}
