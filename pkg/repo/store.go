package repo

import (
	"context"
	"time"
)

// kind is the type of a git object, by git's own word.
type kind string

const (
	blobKind   kind = "blob"
	treeKind   kind = "tree"
	commitKind kind = "commit"
	tagKind    kind = "tag"
)

// object is one git object before it is stored.
type object struct {
	Kind kind
	Data []byte
}

// refValue is what a reference says: an object id, or for a symbolic reference
// the name it points to. The zero value means the reference does not exist.
type refValue struct {
	Hash Hash
	Sym  Ref
}

// store is where objects and references live. It has two implementations: the
// classic layout read with go-git and written by ourselves (store_gogit.go),
// and the git binary for what go-git cannot read: reftable, sha256, partial
// clones (binary.go). Both pass the suite in store_test.go.
//
// Everything else is the same for both and lives above: configuration and
// git's index are read from their files (open.go decides with needsBinary
// which store a repository gets), trees and commits are parsed here.
//
// A store is safe for use by several goroutines, and other processes may
// change the repository at any time: what was absent a moment ago must be looked for on disk again
// before it is reported as missing.
type store interface {
	// Object returns an object's kind and content; the caller must not change
	// the bytes. A missing object is errNoObject.
	Object(h Hash) (kind, []byte, error)
	// Add stores objects and returns their ids in the same order. When it
	// returns, all of them are durable: a power cut cannot take them. An object that
	// exists already is left alone.
	Add(objects []object) ([]Hash, error)
	// Expand returns the ids of the objects whose id begins with prefix (at
	// least four digits), at most a few.
	Expand(prefix string) ([]Hash, error)
	// Ref returns what one reference says, not following symbolic ones. HEAD
	// and other names outside refs/ belong to this worktree.
	Ref(name Ref) (refValue, error)
	// Refs returns every reference whose name begins with prefix, symbolic
	// ones resolved; broken and dangling ones are left out.
	Refs(prefix string) (map[Ref]Hash, error)
	// UpdateRefs moves references, each only if it has the value the update
	// expects: all or, when any is not as expected, none (ErrRefMoved, naming
	// the reference). A lock held by somebody else is waited for a little,
	// then ErrBusy. Reflogs get a line by that person at that time where git would
	// write one. Symbolic references are not followed, except that HEAD's
	// reflog also gets a line when its branch moves.
	UpdateRefs(ctx context.Context, updates []RefUpdate, by Person, at time.Time) error
	// Close ends processes and files held open.
	Close() error
}
