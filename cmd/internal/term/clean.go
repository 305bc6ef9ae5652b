package term

import "github.com/breakfast-table/cop/pkg/note"

// Clean makes hostile text one safe line; it is note.Clean.
func Clean(s string) string { return note.Clean(s) }

// CleanText is Clean for text of several lines: newlines and tabs stay.
func CleanText(s string) string { return note.CleanText(s) }

// harmful reports a character that Clean does not let pass as it is.
func harmful(r rune) bool {
	if r < 0x7f {
		return r < ' '
	}
	s := string(r)
	return note.CleanText(s) != s
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
