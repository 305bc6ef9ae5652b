package term

import (
	"strings"

	"github.com/breakfast-table/cop/pkg/note"
)

// Clean makes hostile text one safe line; it is note.Clean.
func Clean(s string) string { return note.Clean(s) }

// CleanText is Clean for text of several lines: newlines and tabs stay.
func CleanText(s string) string { return note.CleanText(s) }

// OneLine is a text as one line, cut where it gets long.
func OneLine(text string) string {
	const most = 160
	text = strings.Join(strings.Fields(Clean(text)), " ")
	if r := []rune(text); len(r) > most {
		text = strings.TrimRight(string(r[:most-1]), " ") + "…"
	}
	return text
}

// harmful reports a character that Clean does not let pass as it is.
func harmful(r rune) bool {
	if r < 0x7f {
		return r < ' '
	}
	s := string(r)
	return note.CleanText(s) != s
}
