package repo

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
)

// Errors that callers branch on, to be found with errors.Is.
var (
	// ErrNotFound says that a folder is not inside a git repository.
	ErrNotFound = errors.New("not a git repository")
	// ErrRefMoved says that a reference is not what the caller thought: another
	// process moved it. Nothing was changed.
	ErrRefMoved = errors.New("reference moved meanwhile")
	// ErrBusy says that another program holds git's lock on a ref or on the
	// index for longer than we wait. Nothing was changed.
	ErrBusy = errors.New("another program is working in this repository")
	// ErrNoIdentity says that neither environment nor configuration tell who commits.
	ErrNoIdentity = errors.New("no author name and email configured")
	// ErrNothingToCommit says that the edits leave the base as it is.
	ErrNothingToCommit = errors.New("nothing to commit")
	// ErrUnsupported matches every UnsupportedError.
	ErrUnsupported = errors.New("needs the git program")
)

// errNoObject says that the object store does not hold an object.
var errNoObject = fmt.Errorf("object not found: %w", fs.ErrNotExist)

// AddressError says why an address is not called at all.
type AddressError struct {
	// Why is a sentence without an end: "the address … would run a program (ext)".
	Why string
}

// Error is why.
func (e *AddressError) Error() string { return e.Why }

// LenderError says that an object is missing, and that a folder from which this repository borrows
// objects is not there.
type LenderError struct{ Folder string }

func (e *LenderError) Error() string {
	return "a part of this pool lies in " + e.Folder + ", and that folder is gone"
}

// Unwrap makes it a missing object.
func (e *LenderError) Unwrap() error { return errNoObject }

// UnsupportedError says what a repository or setting uses that only the git binary can serve.
type UnsupportedError struct {
	// What is a noun: "reftable references", "the filter lfs of practices/x.md".
	What string
}

// Error names what needs git.
func (e *UnsupportedError) Error() string { return e.What + ": needs the git program" }

// Is makes errors.Is(err, ErrUnsupported) true.
func (e *UnsupportedError) Is(target error) bool { return target == ErrUnsupported }

// SignError says that a commit could not be signed as the configuration
// demands; it was not written.
type SignError struct {
	// Program is what was run, Output what it said on one line.
	Program, Output string
	Err             error
}

// Error names the program and its words.
func (e *SignError) Error() string {
	if e.Output == "" {
		return fmt.Sprintf("sign the commit with %s: %v", e.Program, e.Err)
	}
	return fmt.Sprintf("sign the commit with %s: %s", e.Program, e.Output)
}

// Unwrap gives the cause.
func (e *SignError) Unwrap() error { return e.Err }

// RejectKind says why a remote refused a reference.
type RejectKind int

// The reasons of a refusal, as far as servers tell them apart.
const (
	Other          RejectKind = iota
	NonFastForward            // the remote's branch holds commits we do not have
	Stale                     // the remote's ref is not what the lease said
	Protected                 // the server does not let us write this branch
	Hook                      // a hook of the server said no
	NoRoom                    // the disk of the server is full
	Unwritable                // the server cannot write where it keeps the references and files
	Locked                    // another push holds the ref, or one that was killed; the words name the file
	Unstored                  // the server could not store what it was sent, of its own account
	NoRight                   // whoever sends may not write there at all
)

// RefReject is one reference that a remote did not take, with the server's words, cleaned.
type RefReject struct {
	Ref     Ref
	Kind    RejectKind
	Message string
}

// PushError says which references a remote did not take.
type PushError struct {
	Refs []RefReject
	// Remote is everything the server printed for people, cleaned, possibly several lines.
	Remote string
}

// All tells whether a push was refused for one kind of reason only. What an atomic push
// took along does not count.
func (e *PushError) All(kind RejectKind) bool {
	found := false
	for _, r := range e.Refs {
		if r.Kind != kind && !strings.Contains(r.Message, "atomic") {
			return false
		}
		found = found || r.Kind == kind
	}
	return found
}

// Error lists the refused references and why.
func (e *PushError) Error() string {
	var parts []string
	for _, r := range e.Refs {
		parts = append(parts, fmt.Sprintf("%s: %s", r.Ref, r.Message))
	}
	return "the remote refused " + strings.Join(parts, ", ")
}

// AuthError says that a host does not know us or does not let us in.
type AuthError struct {
	Host string
	Said string // the server's own words, cleaned, possibly several lines
	Hint string // what would help
	// Large says that it is about the size of what was sent, not about who sent it.
	Large bool
	// Asks says that it wants a token or a password, and got none that it takes.
	Asks bool
}

// Error names the host and the hint.
func (e *AuthError) Error() string {
	if e.Hint == "" {
		return e.Host + " did not let us in"
	}
	return e.Host + " did not let us in: " + e.Hint
}

// NetKind tells network failures apart.
type NetKind int

// The kinds of network failure.
const (
	NetOther    NetKind = iota
	Unreachable         // no such host, connection refused, no route
	Timeout             // connected, then silent
	NotFound            // the host answers, the repository is not there
	ProxyAway           // the proxy between us and the host
	Overloaded          // the host answers that it cannot now: 429, 502, 503
	BrokenOff           // the connection was made and ended too early
)

// NetError says that talking to a host did not work.
type NetError struct {
	Host string
	Kind NetKind
	Said string // the server's own words, cleaned, possibly several lines
	// Page says, with NotFound, that a page for people stands where the repository should: perhaps the
	// host wants a login, or has closed an account.
	Page bool
	Err  error
}

// Error names the host and the cause.
func (e *NetError) Error() string { return fmt.Sprintf("talk to %s: %v", e.Host, e.Err) }

// Unwrap gives the cause.
func (e *NetError) Unwrap() error { return e.Err }
