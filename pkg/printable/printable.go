// Package printable makes text that others wrote safe to show: a title, a comment from a
// host, what a server says while it sends.
//
// What it returns holds no escape sequences, no control characters, nothing that turns the
// direction of text, nothing invisible and no bytes that are not UTF-8. It knows neither
// notes nor terminals, and never fails.
package printable

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Line makes one harmless line of a text: escape sequences, control
// characters, direction overrides and invisible characters are removed, tabs and line
// breaks become spaces, and bytes that are not UTF-8 become U+FFFD.
func Line(s string) string { return clean(s, false) }

// Text is [Line] for text of several lines: newlines and tabs stay, CRLF becomes LF.
func Text(s string) string { return clean(s, true) }

func clean(s string, lines bool) string {
	if IsPlain(s, lines) {
		return s
	}
	s = strings.ReplaceAll(s, "\r\n", "\n")
	var b strings.Builder
	b.Grow(len(s))
	last := rune(0)
	for i := 0; i < len(s); {
		if n := EscapeLength(s[i:]); n > 0 {
			i += n
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		i += size
		switch {
		case lines && (r == '\n' || r == '\t'):
		case r == '\n', r == '\t', r == '\r', r == '\v', r == '\f', r == 0x85, r == 0x2028, r == 0x2029:
			r = ' '
		case isJoiner(r) && last > 0x2ff:
		case isJoiner(r), IsHarmful(r):
			continue
		}
		b.WriteRune(r)
		last = r
	}
	return b.String()
}

// IsPlain reports whether s is printable ASCII, which is what most lines are.
func IsPlain(s string, lines bool) bool {
	for i := 0; i < len(s); i++ {
		if c := s[i]; c >= 0x7f || c < ' ' && !(lines && (c == '\n' || c == '\t')) {
			return false
		}
	}
	return true
}

// isJoiner reports the zero-width joiners. Emoji and several scripts are written with
// them; between Latin letters they only hide something.
func isJoiner(r rune) bool { return r == 0x200c || r == 0x200d }

// IsHarmful reports characters that act on a terminal, on the direction of text or on what
// a reader takes two strings for, instead of being read.
func IsHarmful(r rune) bool {
	switch {
	case r < 0xa0:
		return r < ' ' || r >= 0x7f
	case r == 0xad, r == 0x34f, r == 0x61c, r == 0x180e, r == 0xfeff, r == 0x115f, r == 0x1160, r == 0x3164:
		return true
	case r >= 0x200b && r <= 0x200f, r >= 0x202a && r <= 0x202e, r >= 0x2060 && r <= 0x206f:
		return true
	case r >= 0xfff9 && r <= 0xfffb, r >= 0xe0000 && r <= 0xe007f:
		return true
	}
	return unicode.Is(unicode.Cc, r)
}

// EscapeLength is the length, in bytes, of the terminal escape sequence that s begins with, 0 when it
// begins with none. A string sequence (OSC, DCS, APC, PM, SOS) that is not closed ends
// with its line, so that one stray byte cannot swallow a text.
func EscapeLength(s string) int {
	if s[0] != 0x1b {
		return 0
	}
	if len(s) == 1 {
		return 1
	}
	switch s[1] {
	case '[':
		return controlLength(s)
	case ']', 'P', '_', '^', 'X':
		return stringLength(s)
	}
	return 1
}

// controlLength measures ESC [ parameters final.
func controlLength(s string) int {
	for i := 2; i < len(s); i++ {
		switch c := s[i]; {
		case c >= 0x40 && c <= 0x7e:
			return i + 1
		case c < ' ' || c > '?':
			return i
		}
	}
	return len(s)
}

// stringLength measures ESC ] text BEL and its kin.
func stringLength(s string) int {
	for i := 2; i < len(s); i++ {
		switch s[i] {
		case 0x07:
			return i + 1
		case 0x1b:
			if i+1 < len(s) && s[i+1] == '\\' {
				return i + 2
			}
			return i
		case '\n', '\r':
			return i
		}
	}
	return len(s)
}
