package pool

import "time"

// stopwatch tells how long ago it was started. What day it is comes from Options.Now; how long
// something takes must be measured while it happens, also by whoever chose another day. The zero
// value was never started.
type stopwatch struct{ started time.Time }

func startWatch() stopwatch { return stopwatch{time.Now()} } //nolint:forbidigo // its differences alone are used

func (s stopwatch) running() bool { return !s.started.IsZero() }

// elapsed is centuries for one that was never started.
func (s stopwatch) elapsed() time.Duration { return startWatch().started.Sub(s.started) }
