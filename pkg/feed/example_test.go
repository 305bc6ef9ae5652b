package feed_test

import (
	"fmt"

	"github.com/breakfast-table/cop/pkg/feed"
)

// An id says what an entry is about, wherever its page is.
func ExampleNamer() {
	n := feed.Namer{Authority: "example.org", Pool: "table"}
	fmt.Println(n.ID("oncall/rotate-the-pager"))
	// Output: tag:example.org,2026:table/oncall/rotate-the-pager
}
