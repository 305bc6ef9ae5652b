package note_test

import (
	"strings"
	"testing"

	"github.com/breakfast-table/cop/pkg/note"
)

// A table that people make is read; one whose rows would be padded to millions of cells
// is letters.
func TestTablesAreReadUpToABound(t *testing.T) {
	table := func(columns, rows int) *note.Note {
		text := strings.Repeat("|a", columns) + "|\n" + strings.Repeat("|-", columns) + "|\n" + strings.Repeat("|[x](y.md)|\n", rows)
		return note.Parse("practices/x.md", []byte(text))
	}
	if got := len(table(30, 300).Links()); got != 300 {
		t.Errorf("30 columns and 300 rows have %d links", got)
	}
	if got := len(table(3000, 3000).Links()); got != 0 {
		t.Errorf("9 million cells have %d links", got)
	}
}

// Quotes in quotes, and how far an item stands in, are read up to their bound and masked
// beyond it: the bounds are what people never reach and what the library can pay for.
func TestNestingIsReadUpToABound(t *testing.T) {
	links := func(text string) int { return len(note.Parse("practices/x.md", []byte(text+"[x](y.md)\n")).Links()) }
	for text, want := range map[string]int{
		strings.Repeat("> ", 32): 1, strings.Repeat("> ", 33): 0,
	} {
		if got := links(text); got != want {
			t.Errorf("%d deep: %d links, want %d", len(text)/2, got, want)
		}
	}
	far := func(columns int) string { return "a\n" + strings.Repeat(" ", columns) + "- " }
	if links(far(80)) != 1 || links(far(81)) != 0 {
		t.Errorf("80 columns in: %d links, 81: %d", links(far(80)), links(far(81)))
	}
}

// The bound of a table is where its cells cost as much as a large book.
func TestTheBoundOfATable(t *testing.T) {
	const columns = 500
	table := func(rows int) int {
		text := strings.Repeat("|a", columns) + "|\n" + strings.Repeat("|-", columns) + "|\n" + strings.Repeat("|[x](y.md)|\n", rows)
		return len(note.Parse("practices/x.md", []byte(text)).Links())
	}
	if table(150) != 150 || table(250) != 0 {
		t.Errorf("75,000 cells have %d links, 125,000 have %d", table(150), table(250))
	}
}
