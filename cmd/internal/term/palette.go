package term

import "strings"

// Style is what a piece of text means; Palette knows how that looks.
type Style uint8

// The styles. Plain is the zero value.
const (
	Plain  Style = iota
	Title        // what something is called
	Topic        // where it belongs
	Muted        // dates, counts, addresses: there when looked for
	Good         // done, worked, proven
	Warn         // wants attention
	Bad          // failed
	Accent       // what to type or choose
	Match        // the words that were searched for
	styles
)

// Palette paints text. The zero value leaves it as it is.
//
// Only the terminal's own sixteen colours and weights are used, so that a
// person's theme decides what they look like; light backgrounds get blue and
// magenta where cyan and yellow would fade.
type Palette struct{ Color, Dark bool }

var (
	onDark  = [styles]string{Title: "1", Topic: "36", Muted: "2", Good: "32", Warn: "33", Bad: "31", Accent: "1;36", Match: "1;35"}
	onLight = [styles]string{Title: "1", Topic: "34", Muted: "2", Good: "32", Warn: "35", Bad: "31", Accent: "1;34", Match: "1;4;35"}
)

// Palette returns the palette of Out.
func (s *Streams) Palette() Palette { return Palette{Color: s.Color(), Dark: s.Dark()} }

// ErrPalette returns the palette of Err.
func (s *Streams) ErrPalette() Palette {
	return Palette{Color: s.colored(s.ErrTTY), Dark: s.Dark()}
}

// Paint returns text in a style for Out. The text is cleaned first: it becomes
// one line and can carry no control sequence of its own.
func (s *Streams) Paint(style Style, text string) string { return s.Palette().Paint(style, text) }

// Paint returns the cleaned text in a style; without colour just the text.
func (p Palette) Paint(style Style, text string) string { return p.wrap(style, Clean(text)) }

// Mark paints text in base with the byte ranges of marks as Match. Ranges
// must be sorted and belong to text as given; those that do not fit are
// ignored.
func (p Palette) Mark(base Style, text string, marks [][2]int) string {
	if len(marks) == 0 || !p.Color {
		return p.Paint(base, text)
	}
	var b strings.Builder
	at := 0
	for _, m := range marks {
		if m[0] < at || m[1] <= m[0] || m[1] > len(text) {
			continue
		}
		b.WriteString(p.wrap(base, Clean(text[at:m[0]])))
		b.WriteString(p.wrap(Match, Clean(text[m[0]:m[1]])))
		at = m[1]
	}
	b.WriteString(p.wrap(base, Clean(text[at:])))
	return b.String()
}

func (p Palette) wrap(style Style, text string) string {
	code := p.code(style)
	if code == "" || text == "" {
		return text
	}
	return "\x1b[" + code + "m" + text + "\x1b[m"
}

// code returns the SGR parameters of a style, "" for none.
func (p Palette) code(style Style) string {
	switch {
	case !p.Color || style >= styles:
		return ""
	case p.Dark:
		return onDark[style]
	}
	return onLight[style]
}
