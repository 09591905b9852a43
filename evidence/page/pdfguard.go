package page

import (
	"bufio"
	"bytes"
	"compress/zlib"
	"context"
	"encoding/ascii85"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"time"
)

// Bounds of a PDF. The library takes the numbers of a file as they are and unpacks whatever they say, so that a small file could
// otherwise take all memory there is.
const (
	maxUnpacked     = 256 << 20 // bytes of all that is read of it, unpacked; pictures are not read
	maxUnpackedPage = 16 << 20  // bytes of the drawing of one page
	maxObjects      = 8_388_607 // as the standard has it
	maxColumns      = 1_000_000 // width of a row of packed data
)

// pdfTime is how long reading a PDF may take. It is for files made to take long: a book takes seconds.
var pdfTime = 60 * time.Second

var (
	errUnpacked = fmt.Errorf("the PDF unpacks to more than %d MiB; save its text as plain text", maxUnpacked>>20)
	errNumbers  = errors.New("the PDF names numbers that no file of its size can have: it is damaged, or made to do harm; save its text as plain text")
	errLocked   = errors.New("the PDF is locked and packed in such a way that its size cannot be told beforehand; save it without protection, or its text as plain text")
	errSlow     = errors.New("the PDF takes too long to read; save its text as plain text")
)

// guardPDF refuses a file whose numbers or packed parts would take more memory than a source is worth. It reads the file as bytes
// and trusts nothing in it. The cost is linear in the size of the file and in what is unpacked.
func guardPDF(ctx context.Context, data []byte) error {
	locked, packed, err := guardNumbers(data)
	if err != nil {
		return err
	}
	if locked && packed {
		return errLocked
	}
	left := int64(maxUnpacked)
	for at := 0; ; {
		i := bytes.Index(data[at:], []byte("stream"))
		if i < 0 {
			return nil
		}
		begin := at + i
		at = begin + len("stream")
		if bytes.HasSuffix(data[:begin], []byte("end")) {
			continue
		}
		if ctx.Err() != nil {
			return errSlow
		}
		head := data[max(0, begin-4096):begin]
		if k := bytes.LastIndex(head, []byte("obj")); k >= 0 {
			head = head[k:]
		}
		names := map[string]int{}
		eachName(head, func(name string, _ []byte) error { names[name]++; return nil })
		if names["Image"] > 0 && names["ObjStm"]+names["XRef"] == 0 {
			continue
		}
		body := bytes.TrimPrefix(bytes.TrimPrefix(data[at:], []byte("\r")), []byte("\n"))
		if err := unpack(ctx, body, names, &left); err != nil {
			return err
		}
	}
}

// guardNumbers looks at every number by which the library sizes something. locked tells of encryption, packed of objects that
// stand in packed streams.
func guardNumbers(data []byte) (locked, packed bool, err error) {
	err = eachName(data, func(name string, rest []byte) error {
		limit := int64(maxObjects)
		switch name {
		case "Encrypt":
			locked = true
			return nil
		case "ObjStm":
			packed = true
			return nil
		case "Columns", "W":
			limit = maxColumns
		case "Size", "Index":
		default:
			return nil
		}
		return numbersUpTo(rest, limit)
	})
	if err == nil && bareNumber.Match(data) {
		err = errNumbers
	}
	for rest := data; err == nil; {
		i := bytes.Index(rest, []byte("xref"))
		if i < 0 {
			break
		}
		rest = rest[i+len("xref"):]
		table, _, _ := bytes.Cut(rest, []byte("trailer"))
		err = numbersUpTo(table, maxObjects)
	}
	return locked, packed, err
}

// bareNumber is an object that is a huge number, which something may refer to for its size.
var bareNumber = regexp.MustCompile(`obj[\x00\t\n\f\r ]*[0-9]{9,}`)

// numbersUpTo looks at the numbers with which a text begins, brackets between them; one with a leading zero is a place in the
// file, which sizes nothing.
func numbersUpTo(text []byte, limit int64) error {
	for i := 0; i < len(text); {
		switch c := text[i]; {
		case c >= '0' && c <= '9' || c == '+':
			k := i + 1
			for k < len(text) && text[k] >= '0' && text[k] <= '9' {
				k++
			}
			if n, err := strconv.ParseInt(string(text[i:k]), 10, 64); (err != nil || n > limit) && (c != '0' || k-i > 10) {
				return errNumbers
			}
			i = k
		case bytes.IndexByte([]byte(" \t\r\n\f\x00[]nf"), c) >= 0:
			i++
		default:
			return nil
		}
	}
	return nil
}

// eachName calls a function for each name of a PDF with the text behind it; in names a character may stand as # and its number.
func eachName(data []byte, do func(name string, rest []byte) error) error {
	for at := 0; ; {
		i := bytes.IndexByte(data[at:], '/')
		if i < 0 {
			return nil
		}
		at += i + 1
		const longest = 16
		var name []byte
		for at < len(data) && len(name) < longest {
			c := data[at]
			if c == '#' && at+2 < len(data) {
				if n, err := strconv.ParseUint(string(data[at+1:at+3]), 16, 8); err == nil {
					name, at = append(name, byte(n)), at+3
					continue
				}
			}
			if (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (c < '0' || c > '9') {
				break
			}
			name, at = append(name, c), at+1
		}
		if err := do(string(name), data[at:]); err != nil {
			return err
		}
	}
}

// unpack unpacks a stream by the filters that its head names, those that the library knows, and takes what it reads and makes from
// what is left.
func unpack(ctx context.Context, body []byte, names map[string]int, left *int64) error {
	var r io.Reader = bytes.NewReader(body)
	r = &metered{r, left}
	if names["ASCII85Decode"] > 0 {
		r = &metered{ascii85.NewDecoder(r), left}
	}
	for range min(max(names["FlateDecode"], 1), 4) {
		b := bufio.NewReader(r)
		if head, err := b.Peek(2); err != nil || head[0]&0xf != 8 || (int(head[0])<<8|int(head[1]))%31 != 0 {
			r = b
			break
		}
		z, err := zlib.NewReader(b)
		if err != nil {
			return nil
		}
		r = &metered{z, left}
	}
	if _, packed := r.(*metered); !packed {
		return nil
	}
	buffer := make([]byte, 64<<10)
	var tail []byte
	for {
		n, err := r.Read(buffer)
		if names["ObjStm"] > 0 { // objects stand here, too
			tail = append(tail[max(0, len(tail)-32):], buffer[:n]...)
			if e := eachName(tail, func(name string, rest []byte) error {
				if name == "Columns" {
					return numbersUpTo(rest, maxColumns)
				}
				return nil
			}); e != nil {
				return e
			}
			if hugeNumber.Match(tail) {
				return errNumbers
			}
		}
		switch {
		case *left < 0:
			return errUnpacked
		case ctx.Err() != nil:
			return errSlow
		case err != nil:
			return nil // as far as the library will get, too
		}
	}
}

// hugeNumber is a whole number with nothing around it but white space.
var hugeNumber = regexp.MustCompile(`[\t\n\r ][0-9]{10,}[\t\n\r ]`)

// metered counts what goes through it against what is left, and ends where that is used up.
type metered struct {
	r    io.Reader
	left *int64
}

func (m *metered) Read(p []byte) (int, error) {
	if *m.left < 0 {
		return 0, errUnpacked
	}
	n, err := m.r.Read(p)
	*m.left -= int64(n)
	return n, err
}

// timed is a file that can be read for some time only.
type timed struct {
	data *bytes.Reader
	ctx  context.Context
}

func (t *timed) ReadAt(p []byte, at int64) (int, error) {
	if t.ctx.Err() != nil {
		return 0, errSlow
	}
	return t.data.ReadAt(p, at)
}
