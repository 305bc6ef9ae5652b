//go:build !linux

package note

import "time"

var began = time.Now()

// threadTime is the time since the tests began: this system is not asked for a thread's share.
func threadTime() time.Duration { return time.Since(began) }
