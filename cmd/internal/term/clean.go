package term

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Clean makes hostile text one safe line: escape sequences and control
// characters, direction overrides and zero-width characters are removed, tabs
// and newlines become spaces.
func Clean(s string) string { return clean(s, false) }

// CleanText is Clean for text of several lines: newlines and tabs stay.
func CleanText(s string) string { return clean(s, true) }

func clean(s string, lines bool) string {
	if !dirty(s, lines) {
		return s
	}
	s = strings.ReplaceAll(s, "\r\n", "\n")
	var b strings.Builder
	b.Grow(len(s))
	for i := 0; i < len(s); {
		if n := sequenceLength(s[i:]); n > 0 {
			i += n
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		i += n
		switch {
		case lines && (r == '\n' || r == '\t'):
			b.WriteRune(r)
		case r == '\n' || r == '\t' || r == '\r' || r == '\v' || r == '\f' || r == '\u2028' || r == '\u2029':
			b.WriteByte(' ')
		case harmful(r):
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

func dirty(s string, lines bool) bool {
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c >= utf8.RuneSelf {
			return !tame(s[i:], lines)
		}
		if c < ' ' && !(lines && (c == '\n' || c == '\t')) || c == 0x7f {
			return true
		}
	}
	return false
}

func tame(s string, lines bool) bool {
	for i, r := range s {
		if r == utf8.RuneError && !strings.HasPrefix(s[i:], "\uFFFD") || harmful(r) && !(lines && (r == '\n' || r == '\t')) {
			return false
		}
		if r == '\u2028' || r == '\u2029' {
			return false
		}
	}
	return true
}

// harmful reports characters that act on a terminal, or on the order or the
// identity of what is read, instead of being read. The joiner U+200D stays:
// emoji and several scripts are written with it.
func harmful(r rune) bool {
	switch {
	case r < ' ', r >= 0x7f && r < 0xa0:
		return true
	case r < 0xa0:
		return false
	case r == 0x200d:
		return false
	case r == 0x00ad, r == 0x061c, r == 0x180e, r == 0xfeff,
		r >= 0x200b && r <= 0x200f,
		r >= 0x202a && r <= 0x202e,
		r >= 0x2060 && r <= 0x206f,
		r >= 0xfff9 && r <= 0xfffb,
		r >= 0xe0000 && r <= 0xe007f:
		return true
	}
	return unicode.Is(unicode.Cc, r)
}

// sequenceLength is the length of the escape sequence s begins with, 0 if it
// begins with none. A string sequence (OSC, DCS, APC, PM, SOS) that is never
// closed ends with its line, so that one stray byte cannot swallow a text.
func sequenceLength(s string) int {
	if s[0] != 0x1b {
		return 0
	}
	if len(s) == 1 {
		return 1
	}
	switch s[1] {
	case '[':
		for i := 2; i < len(s); i++ {
			if s[i] >= 0x40 && s[i] <= 0x7e {
				return i + 1
			}
			if s[i] < 0x20 || s[i] > 0x7e {
				return i
			}
		}
		return len(s)
	case ']', 'P', '_', '^', 'X':
		for i := 2; i < len(s); i++ {
			switch {
			case s[i] == 0x07:
				return i + 1
			case s[i] == 0x1b && i+1 < len(s) && s[i+1] == '\\':
				return i + 2
			case s[i] == 0x1b, s[i] == '\n', s[i] == '\r':
				return i
			}
		}
		return len(s)
	}
	return 1
}
