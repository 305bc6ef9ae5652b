package note

import (
	"testing"
	"time"
)

// GrowsAlong fails when large, which has four times as much to do as small, takes far more than
// four times as long. Growth tells a search without bounds from a slow machine; what takes
// less than a moment is not measured, and a busy moment gets a second chance.
func GrowsAlong(t *testing.T, small, large func()) {
	t.Helper()
	const moment, limit = 40 * time.Millisecond, 9
	var less, more time.Duration
	for range 4 {
		more = timed(large)
		if more < moment {
			return
		}
		if less = timed(small); more < limit*less {
			return
		}
	}
	t.Errorf("four times as much took %v after %v", more, less)
}

func timed(do func()) time.Duration {
	start := time.Now()
	do()
	return time.Since(start)
}
