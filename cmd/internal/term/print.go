package term

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/charmbracelet/x/ansi"
)

// Format is the form in which results leave: the zero value is for people, the
// rest for programs.
type Format struct {
	JSON     bool
	Fields   []string // only these, in this order; none: all
	Query    string   // a jq expression; implies JSON
	Template string   // a Go template over the decoded JSON; implies JSON
}

// structured reports that a program asked.
func (f Format) structured() bool { return f.JSON || f.Query != "" || f.Template != "" }

// Texter is a result that reads as text. Text must paint what came from a pool
// (Streams.Paint); it ends with a newline.
type Texter interface{ Text(s *Streams) string }

// Tabler is a result that reads as rows.
type Tabler interface{ Table() Table }

// Exacter is a result that is a file in a format of its own: a pipe gets it byte for byte. It
// must hold no control characters of a pool.
type Exacter interface{ Exact() []byte }

// Valued is a result that programs get as another value, which is made when one asks.
type Valued interface{ Value() any }

// Print writes one result to Out: as JSON when Format says so, else as text on
// a terminal and as a table in a pipe, or as whichever of the two it has.
func (s *Streams) Print(result any) error {
	if s.Format.structured() {
		if v, ok := result.(Valued); ok {
			result = v.Value()
		}
		return s.printJSON(result)
	}
	text, isText := result.(Texter)
	table, isTable := result.(Tabler)
	if file, ok := result.(Exacter); ok && !s.OutTTY {
		return s.write(string(file.Exact()))
	}
	switch {
	case isText && (s.OutTTY || !isTable):
		return s.write(Safe(text.Text(s), s.Color()))
	case isTable && s.OutTTY:
		return s.write(s.RenderTable(table.Table()))
	case isTable:
		return s.writing(func() error { return tabbed(s.Out, table.Table()) })
	}
	return fmt.Errorf("a %T has no form that can be printed", result)
}

func (s *Streams) write(text string) error {
	if text == "" {
		return nil
	}
	return s.writing(func() error {
		_, err := io.WriteString(s.Out, text)
		return err
	})
}

// writing runs f, which writes to Out, while nothing else is drawn.
func (s *Streams) writing(f func() error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.progress.hide()
	if err := f(); err != nil {
		return fmt.Errorf("write the result: %w", err)
	}
	return nil
}

// Say writes one line for people to Err, unless --quiet. The text is cleaned.
func (s *Streams) Say(format string, args ...any) {
	if !s.Quiet {
		s.Complain(format, args...)
	}
}

// Complain is Say for what must be heard, --quiet or not.
func (s *Streams) Complain(format string, args ...any) {
	s.Tell(CleanText(fmt.Sprintf(format, args...)))
}

// Tell writes lines that are painted already (see ErrPalette) to Err. On a
// terminal they are wrapped between words.
func (s *Streams) Tell(text string) {
	text = Safe(strings.TrimRight(text, "\n"), s.colored(s.ErrTTY))
	if s.ErrTTY {
		text = fitted(text, s.Width())
	}
	s.tell(text + "\n")
}

// fitted wraps each line that is too long. One with a word that is longer than
// a line is left to the terminal: a path that is broken cannot be copied.
func fitted(text string, width int) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		if ansi.StringWidth(line) <= width || longestWord(line) > width-4 {
			continue
		}
		body := strings.TrimLeft(line, " ")
		indent := line[:len(line)-len(body)]
		lines[i] = Hang(indent, indent+"  ", body, width)
	}
	return strings.Join(lines, "\n")
}

func longestWord(line string) int {
	longest := 0
	for word := range strings.FieldsSeq(line) {
		longest = max(longest, ansi.StringWidth(word))
	}
	return longest
}

// tell writes finished text to Err around a Progress that may be drawn there.
// What cannot be told cannot be complained about either.
func (s *Streams) tell(text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.progress.hide()
	_, _ = io.WriteString(s.Err, text)
}

// Ago is how long before now t was, in words ("3 days ago"); a date when that
// is more than a year or still to come; "" for the zero time.
func Ago(t, now time.Time) string {
	age := now.Sub(t)
	switch {
	case t.IsZero():
		return ""
	case age > year || age < -time.Hour:
		return t.Format(time.DateOnly)
	}
	for _, unit := range []struct {
		name string
		size time.Duration
	}{{"month", year / 12}, {"week", 7 * day}, {"day", day}, {"hour", time.Hour}, {"minute", time.Minute}} {
		if n := int(age / unit.size); n == 1 {
			return "1 " + unit.name + " ago"
		} else if n > 1 {
			return fmt.Sprintf("%d %ss ago", n, unit.name)
		}
	}
	return "now"
}

const (
	day  = 24 * time.Hour
	year = 365 * day
)
