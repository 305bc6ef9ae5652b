package people

import (
	"strings"

	"github.com/breakfast-table/cop/pkg/note"
)

// Resembles reports a handle that somebody of a name and an address may have had elsewhere: jdoe,
// janed, jane-doe and doe for Jane Doe, and what stands before the @. It is a guess, to be asked.
func Resembles(h note.Handle, name, email string) bool {
	plain := func(s string) string { return strings.ReplaceAll(note.Slug(s), "-", "") }
	is := plain(strings.TrimRight(string(h), "0123456789"))
	if len(is) < 3 {
		return false
	}
	local, _, _ := strings.Cut(email, "@")
	if is == plain(local) {
		return true
	}
	words := strings.Split(note.Slug(name), "-")
	first, last := words[0], words[len(words)-1]
	if len(words) < 2 || first == "" || last == "" {
		return is == first
	}
	for _, like := range []string{first + last, last + first, first[:1] + last, first + last[:1], first, last} {
		if is == like {
			return true
		}
	}
	return false
}
