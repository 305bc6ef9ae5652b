package gitreview

import (
	"context"
	"time"

	"github.com/breakfast-table/cop/pkg/forge"
)

// Blob is the id of a file's content in git; "" means there is no file.
type Blob string

// FileID is content and kind of a file, as git's trees have it. The zero value is absent.
type FileID struct {
	Blob Blob
	Mode uint32 // 0o100644 and its kin
}

// FileChange is a path whose file differs between two commits.
type FileChange struct {
	Path          string
	Before, After FileID
}

// CommitInfo is a commit without its content.
type CommitInfo struct {
	ID      forge.Commit
	Parents []forge.Commit
	Name    string // of the author
	Email   string
	Maker   string // address of who made the commit of it; "" where it is the author's
	Signed  bool   // it carries a signature, of whatever worth
	When    time.Time
	Message string
}

// Edit is one change to a tree: new content, or a file that is stored already, or with
// both empty the file's removal.
type Edit struct {
	Path string
	Data []byte
	File FileID
}

// NewCommit describes a commit to write: the tree of Base ("" is empty) plus Edits, by
// the user of the clone. A commit that changes nothing is written all the same.
type NewCommit struct {
	Parents []forge.Commit
	Base    forge.Commit
	Edits   []Edit
	Message string
	// NotBefore is the earliest time that the commit may carry, whatever the clock says;
	// zero for any.
	NotBefore time.Time
}

// RefMove moves one ref of the shared place. Old is what it must be now, "" for absent;
// New "" deletes it.
type RefMove struct {
	Ref      string
	Old, New forge.Commit
}

// Git is what reviewing on plain git needs of a clone. It is implemented by whoever owns
// one; every implementation passes the contract suite in forgetest.
type Git interface {
	// Fetch brings what the shared place has under the patterns, exact names or with a *
	// that also crosses slashes, and says where its refs are now.
	Fetch(ctx context.Context, patterns ...string) (map[string]forge.Commit, error)
	// Push moves refs of the shared place, all or none. The error is ErrMoved when one of
	// them is not at its Old, or was being moved by somebody else; a RefusedError with the
	// server's words when it did not want to.
	Push(ctx context.Context, moves ...RefMove) error
	// Log lists the commits that to has and from does not, newest first; from "" means all.
	Log(ctx context.Context, from, to forge.Commit) ([]CommitInfo, error)
	// MergeBase is the newest common ancestor, "" for none.
	MergeBase(ctx context.Context, a, b forge.Commit) (forge.Commit, error)
	// Changes lists the files that differ, sorted by path; "" is the empty tree.
	Changes(ctx context.Context, a, b forge.Commit) ([]FileChange, error)
	// Lookup finds a file of a commit; the zero FileID when there is none.
	Lookup(ctx context.Context, at forge.Commit, path string) (FileID, error)
	// Read is a file's content.
	Read(ctx context.Context, b Blob) ([]byte, error)
	// Write stores a commit, durably, and moves no ref.
	Write(ctx context.Context, c NewCommit) (forge.Commit, error)
}
