package tui

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"github.com/breakfast-table/cop/cmd/internal/term"
)

// styles is the one set of styles. Colours come from term's palette; weight and
// reverse video are no colours and stay with NO_COLOR.
type styles struct {
	palette term.Palette
	links   bool // the terminal understands OSC 8
	bare    bool // the terminal understands nothing
}

func newStyles(s *term.Streams) styles {
	return styles{palette: s.Palette(), links: s.Hyperlinks(), bare: s.Dumb()}
}

func (l styles) paint(style term.Style, text string) string {
	switch {
	case l.bare:
		return term.Clean(text)
	case !l.palette.Color:
		return plainStyle(style, text)
	}
	return l.palette.Paint(style, text)
}

// plainStyle keeps what matters visible without colours.
func plainStyle(style term.Style, text string) string {
	switch style {
	case term.Title, term.Accent, term.Match:
		return sgr("1", term.Clean(text))
	}
	return term.Clean(text)
}

func sgr(code, text string) string {
	if text == "" {
		return ""
	}
	return "\x1b[" + code + "m" + text + "\x1b[m"
}

func (l styles) title(s string) string  { return l.paint(term.Title, s) }
func (l styles) topic(s string) string  { return l.paint(term.Topic, s) }
func (l styles) muted(s string) string  { return l.paint(term.Muted, s) }
func (l styles) good(s string) string   { return l.paint(term.Good, s) }
func (l styles) warn(s string) string   { return l.paint(term.Warn, s) }
func (l styles) bad(s string) string    { return l.paint(term.Bad, s) }
func (l styles) accent(s string) string { return l.paint(term.Accent, s) }

// mark paints a text with the given byte ranges as matches.
func (l styles) mark(base term.Style, text string, marks [][2]int) string {
	if l.palette.Color || l.bare || len(marks) == 0 {
		return l.palette.Mark(base, text, marks)
	}
	var b strings.Builder
	at := 0
	for _, m := range marks {
		if m[0] < at || m[1] <= m[0] || m[1] > len(text) {
			continue
		}
		b.WriteString(spaced(text[at:m[0]]) + sgr("1", spaced(text[m[0]:m[1]])))
		at = m[1]
	}
	return b.String() + spaced(text[at:])
}

// spaced cleans a part of a line and keeps the spaces at its ends.
func spaced(s string) string {
	c := term.Clean("·" + s + "·")
	return strings.TrimSuffix(strings.TrimPrefix(c, "·"), "·")
}

// reverse shows text as the thing that is chosen.
func (l styles) reverse(text string) string { return sgr("7", ansi.Strip(text)) }

// hint is a key and what it does, as the last line of a screen tells it.
type hint struct {
	keys, does string
	must       bool // it is told however little room there is
}

// hints tells as many as fit into width, in this order and none in part.
func (l styles) hints(width int, hints ...hint) string {
	room := width + 2
	for _, h := range hints {
		if h.must {
			room -= h.width()
		}
	}
	var parts []string
	for _, h := range hints {
		if !h.must && h.width() > room {
			continue
		}
		if !h.must {
			room -= h.width()
		}
		parts = append(parts, l.accent(h.keys)+" "+l.muted(h.does))
	}
	return cut(strings.Join(parts, "  "), width)
}

// width is what a hint takes, with the gap after it.
func (h hint) width() int { return ansi.StringWidth(h.keys) + 1 + ansi.StringWidth(h.does) + 2 }

// shorten leaves out the last of the parts of a list until it fits.
func shorten(list string, width int) string {
	for ansi.StringWidth(list) > width {
		at := strings.LastIndex(list, ", ")
		if at < 0 {
			return ""
		}
		list = list[:at]
	}
	return list
}

// bar is what stands left of a row: the cursor or nothing. A list that does
// not have the keys shows its cursor faintly.
func (l styles) bar(chosen, active bool) string {
	switch {
	case chosen && active:
		return l.accent("▌")
	case chosen:
		return l.muted("▌")
	}
	return " "
}

// fit makes text exactly width columns: cut with an ellipsis, or filled up.
func fit(text string, width int) string {
	if width <= 0 {
		return ""
	}
	if w := ansi.StringWidth(text); w <= width {
		return text + strings.Repeat(" ", width-w)
	}
	text = ansi.Truncate(text, width, "…")
	return text + strings.Repeat(" ", max(width-ansi.StringWidth(text), 0))
}

// cut shortens text to width columns without filling it up.
func cut(text string, width int) string {
	if width <= 0 {
		return ""
	}
	return ansi.Truncate(text, width, "…")
}

// spread puts right at the end of a line of width columns and gives left what
// remains; a right that would take more than half of it is left out.
func spread(left, right string, width int) string {
	w := ansi.StringWidth(right)
	if w == 0 || w*2 > width {
		return fit(left, width)
	}
	return fit(left, width-w-1) + " " + right
}

// entry is a row about a note: its topic is told where there is room for all of it.
func (l styles) entry(left, topic, right string, width int) string {
	if topic = term.Clean(topic); topic != "" && ansi.StringWidth(left)+2+ansi.StringWidth(topic)+1+ansi.StringWidth(right) <= width {
		left += "  " + l.topic(topic)
	}
	return spread(left, right, width)
}

// block makes lines exactly height lines.
func block(lines []string, height int) []string {
	for len(lines) < height {
		lines = append(lines, "")
	}
	return lines[:max(height, 0)]
}

// beside joins two blocks of equal height with a line between them.
func (l styles) beside(left, right []string, width int) []string {
	out := make([]string, len(left))
	for i := range left {
		out[i] = fit(left[i], width) + l.muted("│") + right[i]
	}
	return out
}

// centred puts lines into the middle of a block.
func centred(lines []string, width, height int) []string {
	out := make([]string, 0, height)
	for range max((height-len(lines))/3, 0) {
		out = append(out, "")
	}
	for _, line := range lines {
		pad := max((width-ansi.StringWidth(line))/2, 0)
		out = append(out, strings.Repeat(" ", pad)+cut(line, width))
	}
	return block(out, height)
}

// hang wraps text into lines of width columns.
func hang(first, rest, text string, width int) []string {
	return strings.Split(term.Hang(first, rest, text, max(width, 10)), "\n")
}
