package term

import (
	"strings"

	"github.com/alecthomas/chroma"
	"github.com/alecthomas/chroma/lexers"
	"github.com/charmbracelet/x/ansi"
	"github.com/yuin/goldmark/text"

	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/printable"
)

const (
	mostHighlighted = 16 << 10 // bytes of one block that are coloured
	mostPainted     = 96 << 10 // bytes of one note that are coloured
	mostRows        = 40       // rows one line of code may take
	tabStop         = "    "
)

// code shows lines of code as they are. One that is too long goes on below,
// behind an arrow, and ends in … when it is far too long; where what is printed
// is not to be cut, the terminal wraps it.
func (s *renderer) code(lines *text.Segments, language string, m *margin) {
	m = s.within(m, "  ", "  ")
	var plain []string
	for i := range lines.Len() {
		segment := lines.At(i)
		line := strings.TrimRight(string(segment.Value(s.src)), "\n")
		plain = append(plain, strings.ReplaceAll(CleanText(line), "\t", tabStop))
	}
	styled := s.highlight(plain, language)
	for i, line := range styled {
		s.lastSource = s.sourceLine(lines.At(i).Start)
		s.codeLine(line, m)
	}
}

func (s *renderer) codeLine(line string, m *margin) {
	room := s.room(m)
	if s.intact || ansi.StringWidth(line) <= room {
		s.put(m.next() + line)
		return
	}
	const arrow = "↪ "
	if most := mostRows * room; ansi.StringWidth(line) > most {
		line = ansi.Truncate(line, most, "…")
	}
	rows := complete(strings.Split(ansi.Hardwrap(line, max(room-2, 1), true), "\n"))
	for i, row := range rows {
		if i > 0 {
			row = s.faded(arrow) + row
		}
		s.put(m.next() + row)
	}
}

// highlight colours code. What it returns has the same lines with the same
// characters, or it is not used.
func (s *renderer) highlight(lines []string, language string) []string {
	code := strings.Join(lines, "\n")
	if !s.palette.Color || len(code) == 0 {
		return lines
	}
	if language == "" || len(code) > mostHighlighted {
		return s.uniform(lines)
	}
	if s.paint == nil {
		s.paint = new(painter)
	}
	styled := s.paint.paint(code, language)
	if styled == nil || len(styled) != len(lines) {
		return s.uniform(lines)
	}
	for i, line := range styled {
		if ansi.Strip(line) != lines[i] {
			return s.uniform(lines)
		}
	}
	return styled
}

// uniform gives code that is not understood the colour of code.
func (s *renderer) uniform(lines []string) []string {
	out := make([]string, len(lines))
	for i, line := range lines {
		out[i] = s.tinted(line, coded)
		if line == "" {
			out[i] = ""
		}
	}
	return out
}

// painter colours code.
type painter struct {
	painted int // bytes so far
}

// paint returns the coloured lines, nil where it cannot: colours are a
// courtesy, without them code is plain.
func (p *painter) paint(code, language string) []string {
	if p.painted += len(code); p.painted > mostPainted {
		return nil
	}
	lexer := lexers.Get(note.CodeLanguage(language))
	if lexer == nil {
		return nil
	}
	tokens, err := lexer.Tokenise(nil, code)
	if err != nil {
		return nil
	}
	var b strings.Builder
	for _, token := range tokens.Tokens() {
		if colour := tokenColour(token.Type); colour != "" {
			b.WriteString("\x1b[" + colour + "m" + token.Value + "\x1b[m")
			continue
		}
		b.WriteString(token.Value)
	}
	styled := complete(strings.Split(b.String(), "\n"))
	return styled[:min(len(styled), strings.Count(code, "\n")+1)]
}

// tokenColours are SGR parameters: the terminal's own colours, few of them and
// none that fades on a light or a dark background. A kind that is not here
// looks like the one it is a kind of.
var tokenColours = map[chroma.TokenType]string{
	chroma.Comment: "2", chroma.CommentPreproc: "35",
	chroma.Keyword: "35", chroma.KeywordType: "36",
	chroma.NameTag: "35", chroma.NameAttribute: "36", chroma.NameBuiltin: "36", chroma.NameDecorator: "36", chroma.NameConstant: "36",
	chroma.LiteralString: "32", chroma.LiteralStringEscape: "36", chroma.LiteralNumber: "36", chroma.LiteralDate: "36",
	chroma.GenericDeleted: "31", chroma.GenericInserted: "32",
}

// tokenColour is the colour of a kind of token, "" for none.
func tokenColour(kind chroma.TokenType) string {
	for {
		if colour, ok := tokenColours[kind]; ok || kind <= 0 || kind == kind.Parent() {
			return colour
		}
		kind = kind.Parent()
	}
}

// complete makes each of several lines switch off what it switches on: styles
// still on at the end of one are switched on again in the next. Sequences that
// change nothing that can be seen are left out.
func complete(lines []string) []string {
	out := make([]string, len(lines))
	on := "" // what the text that follows should look like
	for i, line := range lines {
		var b strings.Builder
		shown := ""
		for len(line) > 0 {
			if line[0] == 0x1b {
				n := printable.EscapeLength(line)
				switch seq := line[:n]; {
				case seq == "\x1b[m":
					on = ""
				case strings.HasPrefix(seq, "\x1b["):
					on += seq
				default:
					b.WriteString(seq)
				}
				line = line[n:]
				continue
			}
			end := strings.IndexByte(line, 0x1b)
			if end < 0 {
				end = len(line)
			}
			if shown != "" && shown != on {
				b.WriteString("\x1b[m")
				shown = ""
			}
			if shown != on {
				b.WriteString(on)
			}
			b.WriteString(line[:end])
			shown, line = on, line[end:]
		}
		if shown != "" {
			b.WriteString("\x1b[m")
		}
		out[i] = b.String()
	}
	return out
}
