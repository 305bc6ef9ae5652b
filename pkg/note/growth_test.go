package note

import (
	"runtime"
	"testing"
	"time"
)

// GrowsAlong fails when large, which has four times as much to do as small, takes far more than
// four times as much processor time. Growth tells a search without bounds from a slow machine; what takes
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

// timed is what do takes of the processor, where the system tells a thread's share (what
// others run beside it is then no part of it), else by the clock.
func timed(do func()) time.Duration {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	start := threadTime()
	do()
	return threadTime() - start
}
