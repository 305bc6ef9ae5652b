package evidence_test

import (
	"fmt"

	"github.com/breakfast-table/cop/pkg/index"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool/evidence"
)

// Lists show one word for a note; reports that disagree come before what they add up to.
func ExampleStateOf() {
	c := &index.Card{Type: note.Practice}
	fmt.Println(evidence.StateOf(c, false))

	c.Maturity = evidence.Proven
	fmt.Println(evidence.StateOf(c, false), evidence.StateOf(c, true))

	c.Contested = true
	fmt.Println(evidence.StateOf(c, true))
	// Output:
	// untried
	// proven stale
	// contested
}
