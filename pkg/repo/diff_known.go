package repo

import (
	"slices"
	"sync"
)

// What is kept of differences: this many changes, twice, and no difference of more than that.
const (
	knownChanges    = 10_000
	knownChangesOne = 1_000
)

// knownDiffs are differences between trees that were asked for last. One command asks several
// times what each open contribution changes, and where it changes a large folder both versions
// of that are read for it. The zero value is ready.
type knownDiffs struct {
	mu    sync.Mutex
	known lru[[2]Hash, []Change]
}

// between is what differs between two trees; read finds it out when it is not known. The list is
// the caller's own.
func (k *knownDiffs) between(a, b Hash, read func() ([]Change, error)) ([]Change, error) {
	if changes, ok := k.get(a, b); ok {
		return changes, nil
	}
	changes, err := read()
	if err == nil && len(changes) <= knownChangesOne {
		k.keep(a, b, changes)
	}
	return changes, err
}

func (k *knownDiffs) get(a, b Hash) ([]Change, bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	changes, ok := k.known.get([2]Hash{a, b})
	return slices.Clone(changes), ok
}

func (k *knownDiffs) keep(a, b Hash, changes []Change) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.known.limit = knownChanges
	k.known.put([2]Hash{a, b}, slices.Clone(changes), len(changes)+1)
}

// forget gives back the memory.
func (k *knownDiffs) forget() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.known = lru[[2]Hash, []Change]{}
}
