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
