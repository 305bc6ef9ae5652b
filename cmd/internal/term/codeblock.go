package term

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/glamour"
	glamansi "github.com/charmbracelet/glamour/ansi"
	"github.com/charmbracelet/x/ansi"
	"github.com/yuin/goldmark/text"
)

const (
	mostHighlighted = 16 << 10 // bytes of one block that are coloured
	mostPainted     = 96 << 10 // bytes of one note that are coloured
	mostRows        = 40       // rows one line of code may take
	tabStop         = "    "
)

// code shows lines of code as they are. One that is too long goes on below,
// behind an arrow, and ends in … when it is far too long.
func (s *sheet) code(lines *text.Segments, language string, m *margin) {
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

func (s *sheet) codeLine(line string, m *margin) {
	room := s.room(m)
	if ansi.StringWidth(line) <= room {
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
func (s *sheet) highlight(lines []string, language string) []string {
	code := strings.Join(lines, "\n")
	if !s.palette.Color || len(code) == 0 {
		return lines
	}
	if language == "" || len(code) > mostHighlighted {
		return s.uniform(lines)
	}
	if s.paint == nil {
		s.paint = newPainter()
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
func (s *sheet) uniform(lines []string) []string {
	out := make([]string, len(lines))
	for i, line := range lines {
		out[i] = s.tinted(line, coded)
		if line == "" {
			out[i] = ""
		}
	}
	return out
}

// painter colours code through glamour.
type painter struct {
	renderer *glamour.TermRenderer
	painted  int
}

func newPainter() *painter {
	renderer, err := glamour.NewTermRenderer(glamour.WithStyles(codeStyles()), glamour.WithWordWrap(0))
	if err != nil {
		return &painter{painted: mostPainted} // colours are a courtesy: without them code is plain
	}
	return &painter{renderer: renderer}
}

// paint returns the coloured lines, nil where it cannot.
func (p *painter) paint(code, language string) []string {
	if p.painted += len(code); p.painted > mostPainted {
		return nil
	}
	fence := strings.Repeat("~", max(3, longestRun(code, '~')+1))
	out, err := p.renderer.Render(fmt.Sprintf("%s%s\n%s\n%s\n", fence, languageName(language), code, fence))
	if err != nil {
		return nil
	}
	styled := complete(strings.Split(strings.TrimPrefix(plainColours(out), "\n"), "\n"))
	return styled[:min(len(styled), strings.Count(code, "\n")+1)]
}

// languageName keeps a name a word, whatever stands behind it.
func languageName(s string) string {
	end := strings.IndexFunc(s, func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("+-#._", r))
	})
	if end >= 0 {
		s = s[:end]
	}
	return s
}

func longestRun(s string, c byte) int {
	longest, n := 0, 0
	for i := range len(s) {
		if s[i] != c {
			n = 0
			continue
		}
		n++
		longest = max(longest, n)
	}
	return longest
}

// codeStyles uses the terminal's own colours, few of them and none that fades
// on a light or a dark background.
func codeStyles() glamansi.StyleConfig {
	colour := func(hex string) glamansi.StylePrimitive { return glamansi.StylePrimitive{Color: &hex} }
	magenta, green, cyan, grey := colour("#800080"), colour("#008000"), colour("#008080"), colour("#808080")
	return glamansi.StyleConfig{CodeBlock: glamansi.StyleCodeBlock{Chroma: &glamansi.Chroma{
		Comment: grey, CommentPreproc: magenta,
		Keyword: magenta, KeywordReserved: magenta, KeywordNamespace: magenta, KeywordType: cyan,
		NameTag: magenta, NameAttribute: cyan, NameBuiltin: cyan, NameDecorator: cyan, NameConstant: cyan,
		LiteralString: green, LiteralStringEscape: cyan, LiteralNumber: cyan, LiteralDate: cyan,
		GenericDeleted: colour("#800000"), GenericInserted: green,
	}}}
}

// plainColours turns the 256-colour codes above into the sixteen every
// terminal has and every theme sets.
func plainColours(s string) string {
	return strings.NewReplacer(
		"\x1b[38;5;1m", "\x1b[31m", "\x1b[38;5;2m", "\x1b[32m", "\x1b[38;5;5m", "\x1b[35m",
		"\x1b[38;5;6m", "\x1b[36m", "\x1b[38;5;8m", "\x1b[2m", "\x1b[38;5;244m", "\x1b[2m",
		"\x1b[0m", "\x1b[m",
	).Replace(s)
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
				n := sequenceLength(line)
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
