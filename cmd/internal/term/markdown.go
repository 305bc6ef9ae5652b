package term

import (
	"fmt"
	"strings"

	"github.com/breakfast-table/cop/pkg/note"
)

// MarkdownOptions say how a note is laid out. The zero value is plain text of
// 80 columns.
type MarkdownOptions struct {
	Width       int  // columns to fill; 0: 80; kept between 20 and 200
	Color, Dark bool // see Palette; without colour, marks like ** and ` stay readable as such
	Links       bool // the terminal understands OSC 8, so destinations need not be printed
	Unsure      bool // it perhaps does: Links are links, and their destinations are printed all the same
	Bare        bool // leave destinations out all the same: whoever shows the lines shows them too

	// Whole leaves lines of code, addresses and other words without spaces, and what
	// stands in backticks in one piece, however long: whoever reads them copies them.
	Whole bool

	// Embeds is what ![[…]] shows, by destination; those that are not among them are links.
	Embeds map[string]note.Embedded

	// All is the command that prints what is too long to lay out, "" for none.
	All string
}

// Rendered is a note as lines of a terminal. Each line is complete: what is
// switched on in it is switched off in it, so lines may be cut out, scrolled
// and joined at will.
type Rendered struct {
	Lines    []string
	Source   []int         // per line: the line of the source it came from, counted from 1
	Links    []LinkSpan    // in reading order
	Headings []HeadingLine // the outline
}

// LinkSpan is where a link, or a piece of one that was wrapped, can be seen.
type LinkSpan struct {
	N           int    // counts the links of the note from 1; pieces of one link share it
	Dest        string // as written in the source, cleaned
	Wiki, Image bool
	Line        int // index into Lines
	Start, End  int // columns
}

// HeadingLine is where a heading stands.
type HeadingLine struct {
	Level int // 1 to 6
	Text  string
	Line  int // index into Lines
}

// MarkdownOptions are those for Out: what is printed is not cut.
func (s *Streams) MarkdownOptions() MarkdownOptions {
	links, sure := s.hyperlinks()
	return MarkdownOptions{Width: s.Width(), Color: s.Color(), Dark: s.Dark(), Links: links, Unsure: !sure, Whole: true}
}

// Markdown is Layout as one text that ends with a newline, "" for nothing.
func Markdown(src string, o MarkdownOptions) string {
	lines := Layout(src, o).Lines
	if len(lines) == 0 {
		return ""
	}
	return strings.Join(lines, "\n") + "\n"
}

const (
	leastMarkdown = 20
	mostMarkdown  = 200
	longestSource = 1 << 20  // bytes of a note that are laid out
	longestLine   = 32 << 10 // bytes of one source line that are laid out
	deepestPrefix = 40       // quote and list markers at the start of one source line
)

// Layout lays a note's body out. The source may be hostile: it is cleaned
// first, its lines, its nesting and its size are bounded, and whatever is made
// of it passes Safe, so nothing in it reaches the terminal but text, colours
// and links. Cost is linear in the size of the source.
func Layout(src string, o MarkdownOptions) Rendered {
	if o.Width == 0 {
		o.Width = usualWidth
	}
	o.Width = min(max(o.Width, leastMarkdown), mostMarkdown)
	src, left := bound(CleanText(strings.ToValidUTF8(src, "\uFFFD")))
	l := newRenderer(src, o)
	if tangled(src) {
		l.asItIs()
	} else {
		l.document(note.Markdown(l.src))
	}
	if left.bytes > 0 {
		l.notice(left.words(o.All))
	}
	for i, line := range l.out.Lines {
		l.out.Lines[i] = Safe(line, o.Color)
	}
	return l.out
}

// mostBrackets is how many [ one stretch of lines may hold. What a bracket
// opens is only known at its end, so the time it takes to read them grows with
// their square; nobody writes so many without an empty line between.
const mostBrackets = 2000

// tangled reports a source that would take too long to understand.
func tangled(src string) bool {
	n := 0
	for line := range strings.Lines(src) {
		if strings.TrimSpace(line) == "" {
			n = 0
			continue
		}
		if n += strings.Count(line, "["); n > mostBrackets {
			return true
		}
	}
	return false
}

// omitted is what was too long to lay out.
type omitted struct{ bytes, lines int }

// words say so, and which command prints it.
func (o omitted) words(all string) string {
	text := "… " + size(o.bytes) + " more"
	if o.lines > 1 {
		text = fmt.Sprintf("… %d more lines (%s)", o.lines, size(o.bytes))
	}
	if all != "" {
		text += "; " + all + " prints all of it"
	}
	return text
}

// LeftOut says in words that so much of a text is not shown, and which command
// prints all of it; all may be "".
func LeftOut(rest, all string) string {
	return omitted{len(rest), strings.Count(strings.TrimSuffix(rest, "\n"), "\n") + 1}.words(all)
}

// size is a number of bytes in words.
func size(n int) string {
	switch {
	case n >= 1e6:
		return fmt.Sprintf("%.1f MB", float64(n)/1e6)
	case n >= 1e4:
		return fmt.Sprintf("%d kB", n/1e3)
	}
	return fmt.Sprintf("%d bytes", n)
}

// bound cuts what nobody could read anyway: the rest of a huge line, the end of a huge source,
// markers nested beyond reason. Lines stay where they are; left is what was left out.
func bound(src string) (_ string, left omitted) {
	var b strings.Builder
	b.Grow(min(len(src), longestSource+longestLine))
	for at := 0; at < len(src); {
		if b.Len() >= longestSource {
			left.bytes += len(src) - at
			left.lines = strings.Count(strings.TrimSuffix(src[at:], "\n"), "\n") + 1
			break
		}
		line := src[at:]
		if end := strings.IndexByte(line, '\n'); end >= 0 {
			line = line[:end+1]
		}
		at += len(line)
		short, cut := boundLine(line)
		left.bytes += cut
		b.WriteString(boundPrefix(short))
	}
	return b.String(), left
}

// boundLine cuts a huge line and returns how many bytes it left out, those of
// embedded images aside.
func boundLine(line string) (_ string, cut int) {
	if len(line) <= longestLine {
		return line, 0
	}
	line = shortenData(line)
	if len(line) <= longestLine {
		return line, 0
	}
	kept := strings.ToValidUTF8(line[:longestLine], "")
	cut = len(line) - len(kept)
	return fmt.Sprintf("%s… (%s more on this line)\n", kept, size(cut)), cut
}

// shortenData takes the bytes of embedded images out of a line.
func shortenData(line string) string {
	var b strings.Builder
	for {
		at := strings.Index(line, "data:")
		if at < 0 {
			return b.String() + line
		}
		end := at + len("data:")
		for end < len(line) && strings.IndexByte(" \t\n)\"'>", line[end]) < 0 {
			end++
		}
		b.WriteString(line[:at] + "data:…")
		line = line[end:]
	}
}

// boundPrefix keeps a line from opening more containers than anyone means.
func boundPrefix(line string) string {
	markers := 0
	for i := 0; i < len(line); i++ {
		switch c := line[i]; {
		case c == ' ' || c == '\t' || c >= '0' && c <= '9':
		case c == '>', c == '-', c == '+', c == '*', c == '.', c == ')':
			if markers++; markers > deepestPrefix {
				if strings.Trim(line[i:], string(c)+" \t\n") == "" && c != '>' && !strings.Contains(line[:i], " ") {
					return line // a rule or a heading's underline
				}
				return line[:i] + "\\" + line[i:]
			}
		default:
			return line
		}
	}
	return line
}
