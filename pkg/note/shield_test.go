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
