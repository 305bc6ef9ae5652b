package digest_test

import (
	"fmt"
	"time"

	"github.com/breakfast-table/cop/pkg/index"
	"github.com/breakfast-table/cop/pkg/pool/digest"
)

// Somebody's own question comes last: they cannot do anything about it.
func ExampleSortWaiting() {
	day := func(d int) time.Time { return time.Date(2026, 11, d, 9, 0, 0, 0, time.UTC) }
	qs := []digest.Waiting{
		{Card: index.Card{Title: "Who wakes up first?", Date: day(2)}, Own: true},
		{Card: index.Card{Title: "Which alert is loud?", Date: day(9)}},
		{Card: index.Card{Title: "How long is a shift?", Date: day(20)}, Mine: true},
	}
	digest.SortWaiting(qs)
	for _, q := range qs {
		fmt.Println(q.Title)
	}
	// Output:
	// How long is a shift?
	// Which alert is loud?
	// Who wakes up first?
}
