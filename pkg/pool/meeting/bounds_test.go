package meeting

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/breakfast-table/cop/pkg/note"
)

// A meeting is as long as people meet: not for no time, not backwards, not for years.
func TestLengthOf(t *testing.T) {
	for written, want := range map[string]time.Duration{
		"45m": 45 * time.Minute, "90": 90 * time.Minute, "2 hours": 2 * time.Hour, "1h30m": 90 * time.Minute, "9999 min": 9999 * time.Minute,
		"0": 0, "-5": 0, "-5 min": 0, "10000": 0, "9000h": 0, "-1h": 0, "soon": 0, "": 0,
	} {
		if got, ok := lengthOf(written); ok != (want > 0) || ok && got != want {
			t.Errorf("%q is %v, %v; want %v", written, got, ok, want)
		}
	}
}

// A calendar shows no book: 2,000 characters and a mark that there is more.
func TestTextIsBounded(t *testing.T) {
	for agenda, want := range map[int]int{10: 13, 1000: 1003, 5000: 2001} {
		n := note.Parse("practices/events/x.md", []byte("---\ntype: event\ndescription: d\n---\n\n# X\n\n## Agenda\n\n"+strings.Repeat("ü", agenda)+"\n"))
		if got := utf8.RuneCountInString(textOf(n)); got != want {
			t.Errorf("an agenda of %d characters became %d, want %d", agenda, got, want)
		}
	}
}
