package tui

import (
	"strings"
	"unicode"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"

	"github.com/breakfast-table/cop/cmd/internal/term"
)

// field is one line of text that is being typed. The zero value is empty.
type field struct {
	text []rune
	at   int // where the next character goes
}

func (f *field) value() string { return string(f.text) }

func (f *field) set(s string) {
	f.text = []rune(term.Clean(s))
	f.at = len(f.text)
}

// typed edits the line as a key says and reports whether the text changed.
// Keys that edit nothing are left to others.
func (f *field) typed(msg tea.KeyMsg) (changed bool) {
	before := string(f.text)
	switch msg.String() {
	case "left":
		f.at = max(f.at-1, 0)
	case "right":
		f.at = min(f.at+1, len(f.text))
	case "home", "ctrl+a":
		f.at = 0
	case "end", "ctrl+e":
		f.at = len(f.text)
	case "backspace", "ctrl+h":
		f.remove(f.at-1, f.at)
	case "delete":
		f.remove(f.at, f.at+1)
	case "ctrl+u":
		f.remove(0, f.at)
	case "ctrl+k":
		f.remove(f.at, len(f.text))
	case "ctrl+w", "alt+backspace":
		f.remove(f.wordStart(), f.at)
	default:
		if msg.Type != tea.KeyRunes && msg.Type != tea.KeySpace || msg.Alt {
			return false
		}
		f.insert(msg.Runes)
	}
	return string(f.text) != before
}

// insert puts typed or pasted characters in.
func (f *field) insert(typed []rune) {
	clean := joined(typed)
	f.text = append(f.text[:f.at:f.at], append(clean, f.text[f.at:]...)...)
	f.at += len(clean)
}

// joined makes one line of a text: its lines are joined by one space, however
// they end and are indented; what is no text is left out.
func joined(text []rune) []rune {
	var out []rune
	broken := false
	for _, r := range text {
		switch {
		case strings.ContainsRune("\n\r\v\f\u0085\u2028\u2029", r):
			broken = true
		case unicode.IsSpace(r) && broken:
		case unicode.IsSpace(r):
			out = append(out, ' ')
		case unicode.IsPrint(r) || r == '\u200d':
			if broken && len(out) > 0 {
				out = append([]rune(strings.TrimRight(string(out), " ")), ' ')
			}
			out, broken = append(out, r), false
		}
	}
	return out
}

func (f *field) remove(from, to int) {
	from, to = max(from, 0), min(to, len(f.text))
	if from >= to {
		return
	}
	f.text = append(f.text[:from:from], f.text[to:]...)
	f.at = from
}

func (f *field) wordStart() int {
	i := f.at
	for i > 0 && unicode.IsSpace(f.text[i-1]) {
		i--
	}
	for i > 0 && !unicode.IsSpace(f.text[i-1]) {
		i--
	}
	return i
}

// view shows the line with its cursor in width columns; the cursor is always
// in sight. Without the keys the text alone is shown, or the hint where there
// is none.
func (f *field) view(l styles, width int, active bool, hint string) string {
	if !active {
		if len(f.text) == 0 {
			return fit(l.muted(shorten(hint, width)), width)
		}
		return fit(term.Clean(string(f.text)), width)
	}
	before := spaced(string(f.text[:f.at]))
	under, after := " ", ""
	if f.at < len(f.text) {
		under = spaced(string(f.text[f.at : f.at+1]))
		after = spaced(string(f.text[f.at+1:]))
	} else if len(f.text) == 0 {
		after = l.muted(shorten(hint, width-1))
	}
	if w := ansi.StringWidth(before); w > width-2 {
		before = "…" + ansi.TruncateLeft(before, w-width+3, "")
	}
	return fit(before+sgr("7", under)+after, width)
}
