package repo

import (
	"strings"
	"time"
)

// Hash is the lower-case hexadecimal id of a git object: 40 digits, or 64 in a
// sha256 repository. "" means none: an absent object, an unborn branch.
type Hash string

// Ref is the full name of a reference: "refs/heads/main", or "HEAD". "" means none.
type Ref string

// Options say what a Repo may use of the world around it. The zero value works
// without the git binary, without environment and with the system clock.
type Options struct {
	// Git is the path of the git binary; "" works without it.
	Git string
	// Env is the environment ("KEY=value") that decides identity and
	// configuration and that programs we start receive. nil means empty.
	Env []string
	// Me is who the user is where neither environment nor configuration say; its fields may
	// be empty.
	Me Person
	// Now is the clock; nil means time.Now.
	Now func() time.Time
	// Idle is how long the network may stay silent before we give up; 0 means 30 s.
	Idle time.Duration
	// Notice is told, in a short sentence, what a long wait is waiting for; it may be nil.
	Notice func(msg string)
}

// Person is who wrote a commit, as git records it.
type Person struct{ Name, Email string }

// Head is what is checked out: Ref is "" when detached, Hash is "" while the
// branch has no commit yet.
type Head struct {
	Ref  Ref
	Hash Hash
}

// RefUpdate asks for one reference to move.
type RefUpdate struct {
	Ref Ref
	// Old is the value the reference must have now; "" says it must not exist.
	Old Hash
	// New is the value it gets; "" deletes it.
	New Hash
	// Any moves the reference whatever it is now.
	Any bool
	// Note is the line for the reflog; "" writes one without words.
	Note string
}

// CommitInfo is a commit without its content. When is the committer's time and Written the
// author's, in UTC, precise to the second; Message is complete, trailers included. Arrived is
// when it came onto the trunk, with the merge that accepted it; only [Repo.Touched] says so, else
// it is zero.
type CommitInfo struct {
	Hash, Tree Hash
	Parents    []Hash
	Author     Person
	Committer  Person // who made the commit of it; the author, usually
	When       time.Time
	Written    time.Time
	Arrived    time.Time
	Message    string
	Signed     bool // it carries a signature, of whatever worth; see [Repo.SignedBy]
}

// Mode says what kind of file a path is. The zero value means there is none.
type Mode uint32

// The modes git knows for what a tree can hold.
const (
	Regular    Mode = 0o100644
	Executable Mode = 0o100755
	Symlink    Mode = 0o120000
	Submodule  Mode = 0o160000

	folder Mode = 0o40000
)

// FileID is content and kind of a file. The zero value means absent; values are comparable.
type FileID struct {
	Hash Hash
	Mode Mode
}

// File is the id of what lies at a path as a file: a submodule is none.
func (id FileID) File() FileID {
	if id.Mode == Submodule {
		return FileID{}
	}
	return id
}

// Change is a path whose file differs between two states.
type Change struct {
	Path          string
	Before, After FileID
}

// WorkFile is a file of the working tree as Scan found it. Size is in bytes.
type WorkFile struct {
	Path string
	Hash Hash
	Mode Mode
	Size int64
}

// Skipped is something Scan saw and left out, and why.
type Skipped struct{ Path, Reason string }

// Hint says what to do about it; "" where nothing need be done, since it was never meant to be a
// file of the repository.
func (s Skipped) Hint() string {
	switch {
	case s.Reason == reasonName:
		return "rename it"
	case s.Reason == reasonBig:
		return "make it smaller, or keep it elsewhere"
	case s.Reason == reasonSecret:
		return "make it readable for you"
	case strings.HasPrefix(s.Reason, reasonFilter):
		return "install that, or take the filter out of .gitattributes"
	}
	return ""
}

// Edit is one change to a tree. Data is the new content, or Blob names content
// that is stored already. A zero Mode keeps the file's mode, Regular for a new file.
type Edit struct {
	Path   string
	Data   []byte
	Blob   Hash
	Delete bool
	Mode   Mode
}

// Commit describes a commit to write: the tree of Base plus Edits.
type Commit struct {
	Parents []Hash
	// Base is the commit whose tree is the start; "" starts empty.
	Base    Hash
	Edits   []Edit
	Message string
	// Author is also the committer. The zero value asks Repo.Author.
	Author Person
	// When is the time of both; the zero value asks the clock.
	When time.Time
	// Empty writes a commit that changes nothing, too, where its message is all that counts.
	Empty bool
}

// Staged is one path of git's index.
type Staged struct {
	Path string
	// Base, Mine and Theirs are stages 1 to 3 of an unmerged path.
	Base, Mine, Theirs FileID
	// Normal is stage 0; zero when unmerged.
	Normal FileID
}

// Unmerged tells whether the path holds a conflict.
func (s Staged) Unmerged() bool {
	return s.Base != (FileID{}) || s.Mine != (FileID{}) || s.Theirs != (FileID{})
}

// IndexEdit changes one path of git's index: Remove drops it, Set makes it
// clean at that content, and any of Base, Mine and Theirs marks it unmerged. With Absent, Set has no
// working file on this machine, and nobody removed it.
type IndexEdit struct {
	Path               string
	Remove, Absent     bool
	Set                FileID
	Base, Mine, Theirs FileID
}
