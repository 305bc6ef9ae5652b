package stackexchange

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
	"strconv"
	"time"

	"github.com/orisano/gosax"

	"github.com/breakfast-table/cop/pkg/importer/thread"
)

// The files of a dump are flat: <posts><row Id="1" …/><row …/></posts>. They are read as a
// stream, which keeps where each row lies, so that a second look reads only what it needs.

// span is where a row lies in its file, in bytes.
type span struct {
	at     int64
	length int32
}

// longestRow bounds a row, in bytes: a post has 30,000 characters at most, a character
// becomes ten bytes at most.
const longestRow = 4 << 20

// attributes yields what a row says, as it is written: values are still escaped.
type attributes []byte

func (a attributes) all() iter.Seq2[string, []byte] {
	return func(yield func(string, []byte) bool) {
		_, rest := gosax.Name(a)
		for len(rest) > 0 {
			one, next, err := gosax.NextAttribute(rest)
			if err != nil || len(one.Key) == 0 {
				return
			}
			if len(one.Value) >= 2 && !yield(string(one.Key), one.Value[1:len(one.Value)-1]) {
				return
			}
			rest = next
		}
	}
}

// scan reads a file row by row. A file that ends too early, or holds something else, is an
// error that says where; until then every row was whole.
func scan(name, root string, r io.Reader, row func(span, attributes) error) error {
	s := scanner{name: name, root: root, row: row}
	in := &bounded{r: r}
	x := gosax.NewReaderSize(in, 256<<10)
	for {
		e, err := x.Event()
		if err != nil {
			return s.stopped(err)
		}
		in.since = 0
		if e.Type() == gosax.EventEOF {
			return s.end()
		}
		if err := s.event(e); err != nil {
			return err
		}
		s.at += int64(len(e.Bytes))
	}
}

type scanner struct {
	name, root   string
	row          func(span, attributes) error
	at           int64
	rows         int
	opened, done bool
}

func (s *scanner) event(e gosax.Event) error {
	switch e.Type() {
	case gosax.EventStart:
		return s.start(e.Bytes)
	case gosax.EventEnd:
		name, _ := gosax.Name(e.Bytes[1:])
		s.done = s.done || string(bytes.TrimRight(name, "> \n")) == s.root
	case gosax.EventText:
		if text := bytes.TrimPrefix(bytes.TrimSpace(e.Bytes), []byte("\xef\xbb\xbf")); len(text) > 0 && !s.opened {
			return s.notADump()
		}
	}
	return nil
}

func (s *scanner) start(tag []byte) error {
	name, _ := gosax.Name(tag)
	switch {
	case !s.opened && string(name) == s.root:
		s.opened = true
		s.done = bytes.HasSuffix(tag, []byte("/>"))
		return nil
	case !s.opened || string(name) != "row":
		return s.notADump()
	}
	s.rows++
	return s.row(span{s.at, int32(len(tag))}, tag) //nolint:gosec // bounded by longestRow
}

func (s *scanner) notADump() error {
	return thread.FormatError(s.name, fmt.Sprintf("it is no file of a Stack Exchange dump: expected <%s> with rows in it", s.root))
}

func (s *scanner) end() error {
	if !s.done {
		return s.stopped(io.ErrUnexpectedEOF)
	}
	return nil
}

// stopped is why reading could not go on.
func (s *scanner) stopped(err error) error {
	switch {
	case errors.Is(err, errTooLong):
		return thread.FormatError(s.name, fmt.Sprintf("row %d is larger than 4 MB", s.rows+1))
	case errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || err == nil:
		return thread.FormatError(s.name, fmt.Sprintf("it ends too early, after %d rows: the download is not complete", s.rows))
	}
	return fmt.Errorf("read %s: %w", s.name, err)
}

var errTooLong = errors.New("row too long")

// bounded stops a reader that is asked for more than a row may have.
type bounded struct {
	r     io.Reader
	since int // bytes since the last event
}

func (b *bounded) Read(p []byte) (int, error) {
	if b.since > longestRow {
		return 0, errTooLong
	}
	n, err := b.r.Read(p)
	b.since += n
	return n, err
}

// value is what an escaped value says. The bytes are its own.
func value(escaped []byte) string {
	if bytes.IndexByte(escaped, '&') < 0 {
		return string(escaped)
	}
	plain, err := gosax.Unescape(bytes.Clone(escaped))
	if err != nil {
		return string(escaped)
	}
	return string(plain)
}

// number is an id or a count; 0 for what is none.
func number(escaped []byte) int64 {
	n, err := strconv.ParseInt(string(escaped), 10, 64)
	if err != nil {
		return 0
	}
	return n
}

// moment reads the dump's times, which are UTC and do not say so.
func moment(escaped []byte) time.Time {
	t, err := time.ParseInLocation("2006-01-02T15:04:05", string(escaped), time.UTC)
	if err != nil {
		return time.Time{}
	}
	return t
}
