package note

import "strings"

// Brief is a text on one line of at most so many characters, whole words of it where it has
// such: what was cut is "…". Lists quote what people wrote, and a line is a line.
func Brief(s string, most int) string {
	r := []rune(s)
	if len(r) <= most {
		return s
	}
	cut := string(r[:most])
	if i := strings.LastIndexByte(cut, ' '); i > most/2 {
		cut = cut[:i]
	}
	return cut + "…"
}
