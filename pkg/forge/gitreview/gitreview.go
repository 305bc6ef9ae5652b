// Package gitreview reviews contributions in the git repository itself, where there is no
// forge. Its main function is [New], which makes a [forge.Forge] over a [Git]: the clone, as
// whoever owns one hands it in.
//
// A proposal is a branch cop/<handle>/<slug>. What members say about it are commits on
// one append-only ref for each of them, refs/cop/reviews/<handle>/<slug>/<reviewer>, so
// that any number of people can review at once without getting in each other's way. An
// approval is of one head and no other. Merging is one atomic push. Whoever can push can
// write under any name: identity is only as good as the right to push.
//
// state.go reads what is there, event.go is how it is written down, write.go adds to it,
// merge.go accepts, threads.go finds lines again that were spoken of.
//
// The package must not know clones: a [Git] is all it sees of one. What it has in common
// with hosts, verdicts, gates and clean text, is package forge's.
package gitreview

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"time"

	"github.com/breakfast-table/cop/pkg/forge"
	"github.com/breakfast-table/cop/pkg/printable"
)

// Options are what reviewing on plain git needs. Git and Me are required.
type Options struct {
	Git  Git
	Me   forge.Account // Login is the member's handle
	Base forge.Branch  // where contributions go; "" is main
	// Approvals is how many members other than the author must approve a head, as the
	// accepted charter says.
	Approvals int
	// Counts says whose approval counts for what changes these paths; nil: everybody's. Nobody
	// counts for their own, also not who offered it from an address of theirs in another name.
	Counts func(by, author forge.Login, from string, paths []string) bool
	// Own reports whether what was said under a name from an address is the user's, whatever they are
	// called now. nil: what was said under their name is theirs.
	Own func(by forge.Login, address string) bool
	// Called is the name by which the members know the user, which may be another than Me's: nobody
	// hears who speaks in a name that is not theirs. nil: Me's.
	Called func(ctx context.Context) forge.Login
	// Whose tells of a commit that says something in by's name who brought it, "" when it is
	// their own word, and whether the members ask for a signature that it lacks. nil: everybody
	// is believed.
	Whose func(ctx context.Context, by forge.Login, c CommitInfo) (brought string, unsigned bool, err error)
	// Signed says that what is not signed weighs nothing.
	Signed bool
	// Join merges two versions of a file that both changed; ok is false when they clash.
	// nil: they always clash.
	Join func(path string, base, mine, theirs []byte) (merged []byte, ok bool)
	// Place names the shared place in messages; "" is "the shared place".
	Place string
	Now   func() time.Time // nil: time.Now
}

// reviews is a place of review in the repository itself: proposals are branches cop/<handle>/<slug>,
// what is said about them are commits under refs/cop/reviews.
type reviews struct {
	Options
	records sync.Map // Commit → record: what an event says never changes
}

// New makes the driver that needs no forge. Who may do what is only as sure as the
// right to push: nobody but the server's own rules keeps a member from writing under
// another's name.
func New(o Options) (forge.Forge, error) {
	if o.Git == nil {
		return nil, &forge.UsageError{Text: "reviewing on plain git needs a clone"}
	}
	if !isHandle(string(o.Me.Login)) {
		return nil, &forge.UsageError{Text: "reviewing on plain git needs a handle of letters, digits and dashes"}
	}
	o.Base = cmp.Or(o.Base, "main")
	o.Place = cmp.Or(o.Place, "the shared place")
	if o.Now == nil {
		o.Now = time.Now //nolint:forbidigo // the zero Options
	}
	return &reviews{Options: o}, nil
}

// isName accepts what may stand between two slashes of a ref, and is a handle or a slug.
func isName(s string) bool {
	return s != "" && !strings.HasPrefix(s, "-") && !strings.HasPrefix(s, ".") && !strings.HasSuffix(s, ".lock") &&
		!strings.Contains(s, "..") && strings.IndexFunc(s, notInName) < 0
}

func notInName(r rune) bool {
	switch {
	case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '-', r == '_', r == '.', r > 0xa0 && !printable.IsHarmful(r):
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
func idOfBranch(b forge.Branch) (forge.ID, bool) {
	name, ok := strings.CutPrefix(string(b), "cop/")
	return forge.ID(name), ok && isID(forge.ID(name))
}

// isID reports whether an id is <handle>/<slug>.
func isID(id forge.ID) bool {
	handle, slug, ok := strings.Cut(string(id), "/")
	return ok && isHandle(handle) && isName(slug)
}

// isHandle accepts what is a handle: plain letters only, so that nobody looks like somebody else.
func isHandle(s string) bool {
	return isName(s) && strings.IndexFunc(s, func(r rune) bool { return r > 0x7f }) < 0
}

func authorOf(id forge.ID) forge.Login {
	handle, _, _ := strings.Cut(string(id), "/")
	return forge.Login(handle)
}

func branchRef(id forge.ID) string { return proposals + string(id) }
func reviewRef(id forge.ID, by forge.Login) string {
	return reviewRefs + string(id) + "/" + string(by)
}

// Host is plain git, which has no address of its own.
func (p *reviews) Host() forge.Host { return forge.Host{Kind: forge.Plain} }

// Capabilities: all that takes no server.
func (p *reviews) Capabilities() forge.Capabilities {
	return forge.Capabilities{Inline: true, Ranges: true, OldLines: true, RequestChanges: true, RequestReview: true, Heads: true, Drafts: true}
}

func (p *reviews) Whoami(context.Context) (forge.Account, error) { return p.Me, nil }

// Repository cannot know what the user may do: only a push tells.
func (p *reviews) Repository(context.Context) (forge.Repository, error) {
	return forge.Repository{Path: p.Place, Default: p.Base, Permission: forge.Unknown}, nil
}

// Route is a push of the proposal's branch.
func (p *reviews) Route(_ context.Context, o forge.Proposal) (forge.Route, error) {
	if _, ok := idOfBranch(o.Branch); !ok {
		return forge.Route{}, &forge.UsageError{Text: fmt.Sprintf("%q is no branch for a contribution: use cop/<handle>/<name>", forge.Line(string(o.Branch)))}
	}
	return forge.Route{Way: forge.ByBranch, Ref: branches + string(o.Branch)}, nil
}

func (p *reviews) EnsureFork(context.Context) (forge.Fork, error) {
	return forge.Fork{}, &forge.UnsupportedError{Host: "plain git", What: "a fork"}
}

// What is overtaken is tried so often at least, and for so long: on a slow machine, beside a
// crowd that shares, accepting something loses more tries than it has at hand in a moment.
const (
	leastTries = 11
	patience   = time.Minute
)

// retry runs f until it is not overtaken, with a growing random pause, so that clones that
// collide come apart: up to 20 ms, 40 ms … 1.3 s, for as long as patience.
func (p *reviews) retry(ctx context.Context, f func() error) error {
	patient, done := context.WithTimeout(context.Background(), patience)
	defer done()
	for try := 0; ; try++ {
		err := f()
		if !errors.Is(err, forge.ErrMoved) || try >= leastTries && patient.Err() != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(rand.N(20 * time.Millisecond << min(try, 6))):
		}
	}
}
