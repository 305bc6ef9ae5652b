package forge

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Line makes one harmless line of a host's text: control characters, terminal escapes
// and direction overrides are gone, white space is single blanks.
func Line(s string) string { return strings.Join(strings.Fields(Text(s)), " ") }

// Text makes a host's text of several lines harmless. Newlines and tabs stay, CRLF
// becomes LF, bytes that are not UTF-8 become U+FFFD.
func Text(s string) string {
	if !strings.ContainsFunc(s, Dubious) && utf8.ValidString(s) {
		return s
	}
	s = strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\r\n", "\n")
	var b strings.Builder
	for i := 0; i < len(s); {
		if n := escape(s[i:]); n > 0 {
			i += n
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		i += size
		switch {
		case r == '\r' || r == '\v' || r == '\f' || r == 0x85 || r == 0x2028 || r == 0x2029:
			b.WriteByte('\n')
		case !Dubious(r):
			b.WriteRune(r)
		}
	}
	return b.String()
}

// Dubious reports characters that act on a terminal or on the direction of text. The
// zero-width joiner stays: emoji and several scripts are written with it.
func Dubious(r rune) bool {
	switch {
	case r == '\n' || r == '\t' || r == 0x200c || r == 0x200d:
		return false
	case r == 0x2028 || r == 0x2029 || r == utf8.RuneError:
		return true
	}
	return unicode.In(r, unicode.Cc, unicode.Cf)
}

// escape is the length of the terminal escape sequence that s begins with, else 0. A
// string sequence that is not closed ends with its line.
func escape(s string) int {
	if s[0] != 0x1b {
		return 0
	}
	if len(s) == 1 {
		return 1
	}
	if s[1] == '[' {
		for i := 2; i < len(s); i++ {
			if s[i] >= 0x40 && s[i] <= 0x7e {
				return i + 1
			}
			if s[i] < ' ' {
				return i
			}
		}
		return len(s)
	}
	if !strings.ContainsRune("]P_^X", rune(s[1])) {
		return 1
	}
	end := strings.IndexAny(s[2:], "\a\n\r\x1b")
	switch {
	case end < 0:
		return len(s)
	case s[2+end] == '\a':
		return 2 + end + 1
	case strings.HasPrefix(s[2+end:], "\x1b\\"):
		return 2 + end + 2
	}
	return 2 + end
}
