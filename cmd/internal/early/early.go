// Package early does what has to happen before the libraries set themselves up.
//
// Like packages version and background it works through the order of initialisation: Go
// initialises packages by import path once their own imports are ready, and this one
// imports only small parts of the standard library. Some of the libraries that follow
// take ten times longer to prepare than a search takes to run.
package early

import (
	"runtime"
	"runtime/debug"
)

// patience is how many times the usual four megabytes the heap may grow to before the
// first collection. Preparing the libraries fills the first three, and nearly all of it
// is kept: a collection there finds nothing, and costs a command of 55 ms eight of them.
// Sixteen megabytes are more than most commands ever need.
const patience = 400 // percent

func init() { postpone() }

// postpone makes the first collection late and all that follow as usual: what marks the
// first one is that it finds the sentinel, which nobody holds.
func postpone() {
	usual := debug.SetGCPercent(patience)
	sentinel := new([16]byte)
	runtime.SetFinalizer(sentinel, func(*[16]byte) {
		if now := debug.SetGCPercent(usual); now != patience {
			debug.SetGCPercent(now) // somebody decided otherwise meanwhile
		}
	})
}
