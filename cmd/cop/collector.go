package main

import (
	"runtime"
	"runtime/debug"
)

// firstCollection is how many times the usual four megabytes the heap may grow to before
// the first garbage collection, in percent. Sixteen megabytes are more than most commands
// ever need; a collection on the way costs a search of 25 ms three of them.
const firstCollection = 400

// postponeCollection makes the first collection late and all that follow as usual: what
// marks the first one is that it finds the sentinel, which nobody holds.
func postponeCollection() {
	usual := debug.SetGCPercent(firstCollection)
	sentinel := new([16]byte)
	runtime.SetFinalizer(sentinel, func(*[16]byte) {
		if now := debug.SetGCPercent(usual); now != firstCollection {
			debug.SetGCPercent(now) // somebody decided otherwise meanwhile
		}
	})
}
