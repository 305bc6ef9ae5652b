package forge

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"time"
)

// PlainOptions are what reviewing on plain git needs. Git and Me are required.
type PlainOptions struct {
	Git  Git
	Me   Account // Login is the member's handle
	Base Branch  // where contributions go; "" is main
	// Approvals is how many members other than the author must approve a head, as the
	// accepted charter says.
	Approvals int
	// Counts says whose approval counts; nil: everybody's.
	Counts func(Login) bool
	// Join merges two versions of a file that both changed; ok is false when they clash.
	// nil: they always clash.
	Join func(path string, base, mine, theirs []byte) (merged []byte, ok bool)
	// Place names the shared place in messages; "" is "the shared place".
	Place string
	Now   func() time.Time // nil: time.Now
}

// plain reviews in the repository itself: proposals are branches cop/<handle>/<slug>,
// what is said about them are commits under refs/cop/reviews.
type plain struct {
	PlainOptions
	records sync.Map // Commit → record: what an event says never changes
}

// NewPlain makes the driver that needs no forge. Who may do what is only as sure as the
// right to push: nobody but the server's own rules keeps a member from writing under
// another's name.
func NewPlain(o PlainOptions) (Forge, error) {
	if o.Git == nil {
		return nil, &UsageError{"reviewing on plain git needs a clone"}
	}
	if !isName(string(o.Me.Login)) {
		return nil, &UsageError{"reviewing on plain git needs a handle of letters, digits and dashes"}
	}
	o.Base = cmp.Or(o.Base, "main")
	o.Place = cmp.Or(o.Place, "the shared place")
	if o.Now == nil {
		o.Now = time.Now
	}
	return &plain{PlainOptions: o}, nil
}

// isName accepts what may stand between two slashes of a ref, and is a handle or a slug.
func isName(s string) bool {
	return s != "" && !strings.HasPrefix(s, "-") && !strings.HasPrefix(s, ".") && !strings.HasSuffix(s, ".lock") &&
		!strings.Contains(s, "..") && strings.IndexFunc(s, notInName) < 0
}

func notInName(r rune) bool {
	switch {
	case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '-', r == '_', r == '.', r > 0xa0 && !Dubious(r):
		return false
	}
	return true
}

// Names of refs.
const (
	branches   = "refs/heads/"
	proposals  = "refs/heads/cop/"
	reviewRefs = "refs/cop/reviews/"
)

// idOfBranch reads "cop/ana/rotate"; ok is false for any other branch.
func idOfBranch(b Branch) (ID, bool) {
	name, ok := strings.CutPrefix(string(b), "cop/")
	return ID(name), ok && ID(name).plain()
}

// plain reports whether an id is <handle>/<slug>.
func (id ID) plain() bool {
	handle, slug, ok := strings.Cut(string(id), "/")
	return ok && isName(handle) && isName(slug)
}

func (id ID) author() Login {
	handle, _, _ := strings.Cut(string(id), "/")
	return Login(handle)
}

func (id ID) ref() string               { return proposals + string(id) }
func (id ID) reviewRef(by Login) string { return reviewRefs + string(id) + "/" + string(by) }

// Host is plain git, which has no address of its own.
func (p *plain) Host() Host { return Host{Kind: Plain} }

// Capabilities: all that takes no server.
func (p *plain) Capabilities() Capabilities {
	return Capabilities{Inline: true, Ranges: true, OldLines: true, RequestChanges: true, RequestReview: true, Heads: true, Drafts: true}
}

func (p *plain) Whoami(context.Context) (Account, error) { return p.Me, nil }

// Repository cannot know what the user may do: only a push tells.
func (p *plain) Repository(context.Context) (Repository, error) {
	return Repository{Path: p.Place, Default: p.Base, Permission: Unknown}, nil
}

// Route is a push of the proposal's branch.
func (p *plain) Route(_ context.Context, o Proposal) (Route, error) {
	if _, ok := idOfBranch(o.Branch); !ok {
		return Route{}, &UsageError{fmt.Sprintf("%q is no branch for a contribution: use cop/<handle>/<name>", Line(string(o.Branch)))}
	}
	return Route{Way: ByBranch, Ref: branches + string(o.Branch)}, nil
}

func (p *plain) EnsureFork(context.Context) (Fork, error) {
	return Fork{}, &UnsupportedError{Host: "plain git", What: "a fork"}
}

// retry runs f until it is not overtaken, with a growing random pause, so that clones that
// collide come apart: up to 20 ms, 40 ms … 1.3 s, twelve times.
func (p *plain) retry(ctx context.Context, f func() error) error {
	for try := 0; ; try++ {
		err := f()
		if !errors.Is(err, ErrMoved) || try == 11 {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(rand.N(20 * time.Millisecond << min(try, 6))):
		}
	}
}
