package statcache_test

import (
	"fmt"
	"time"

	"github.com/breakfast-table/cop/pkg/repo/statcache"
)

// A file that was written a moment before it was looked at may be written again without a new time.
func ExampleStat_Settled() {
	looked := time.Date(2026, 11, 29, 9, 0, 0, 0, time.UTC)
	written := looked.Add(-time.Millisecond)
	fmt.Println(statcache.Stat{Mtime: written.UnixNano(), Ctime: written.UnixNano()}.Settled(looked))
	written = looked.Add(-time.Minute)
	fmt.Println(statcache.Stat{Mtime: written.UnixNano(), Ctime: written.UnixNano()}.Settled(looked))
	// Output:
	// false
	// true
}
