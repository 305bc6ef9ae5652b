package forge

import (
	"cmp"
	"context"
	"fmt"
)

// Forge is one repository on a host, or on plain git, as the place where its
// contributions are reviewed. Implementations are safe for concurrent use.
//
// Errors are those of this package: [AuthError], [RefusedError], [RateLimitError],
// [NetError], [UnsupportedError], [UsageError], [BlockedError], [ErrNotFound],
// [ErrStaleHead], or the context's own. What a driver cannot do is an UnsupportedError
// and a false field in [Capabilities]; nothing is ever faked.
type Forge interface {
	Host() Host
	Capabilities() Capabilities

	// Whoami asks as whom the host knows us.
	Whoami(context.Context) (Account, error)
	// Repository asks what this user may do and where contributions go.
	Repository(context.Context) (Repository, error)
	// Route decides how commits get there with the least asked of the user. It changes
	// nothing, so it serves a dry run too.
	Route(context.Context, Proposal) (Route, error)
	// EnsureFork returns the user's own copy of the repository, made when there is none,
	// ready to be pushed to.
	EnsureFork(context.Context) (Fork, error)

	// Open offers what was pushed along a route. When the same branch is offered
	// already, that contribution is updated and returned.
	Open(context.Context, Proposal) (Contribution, error)
	// Update changes words, reviewers or the draft mark.
	Update(context.Context, ID, Amendment) (Contribution, error)
	// List is what is offered, newest activity first, without threads.
	List(context.Context, Filter) ([]Contribution, error)
	// Get is one contribution with everything.
	Get(context.Context, ID) (Contribution, error)
	// Diff is the change as files with hunks.
	Diff(context.Context, ID) ([]FileDiff, error)
	// Threads is what was said, by place.
	Threads(context.Context, ID) ([]Thread, error)
	// Submit sends a review at once: verdict, words and inline comments.
	Submit(context.Context, ID, Review) (Receipt, error)
	// Reply adds to a thread.
	Reply(context.Context, ID, ThreadID, string) (Comment, error)
	// Gate asks whether it can be merged and, if not, why.
	Gate(context.Context, ID) (Gate, error)
	// Merge accepts exactly that head and returns the commit that brought it in, "" where
	// the host does not say. [ErrStaleHead] when somebody pushed meanwhile, [BlockedError]
	// with the reasons when the gate is shut.
	Merge(context.Context, ID, Commit) (Commit, error)
	// Withdraw takes exactly that head back without merging it; "" is whatever is there.
	// [ErrStaleHead] when somebody pushed meanwhile.
	Withdraw(context.Context, ID, Commit) error
}

// Capabilities says what a driver can do. The zero value can do nothing.
type Capabilities struct {
	Numbers        bool // contributions have numbers and pages on the web
	Inline         bool // comments on lines
	Ranges         bool // comments on several lines
	OldLines       bool // comments on lines that the change removes
	RequestChanges bool
	RequestReview  bool // people can be asked for a review
	Heads          bool // verdicts say which head they speak of
	Checks         bool // machines can say something about a head
	Drafts         bool // a contribution can be marked as not done
	Resolve        bool // threads say whether they are resolved
	Fork           bool // a member without write access can push to a fork
	AGit           bool // a member without write access can push to refs/for/
	OwnVerdict     bool // an author may approve their own contribution
}

// Permission is what a user may do in a repository.
type Permission string

// The permissions, from least to most. Unknown is a place that only tells when one tries.
const (
	None    Permission = "none"
	Read    Permission = "read"
	Write   Permission = "write"
	Admin   Permission = "admin"
	Unknown Permission = "unknown"
)

// Account is a user as a host knows them.
type Account struct {
	Login Login
	Name  string // "" when they gave none
}

// Repository is the shared repository as a host describes it.
type Repository struct {
	Path       string // "guild/pool"
	URL        string // of its page
	Permission Permission
	Default    Branch
	Private    bool
	Archived   bool
	// Forkable says that this user may make a fork.
	Forkable bool
	// Parent is the repository that it is a copy of; the zero value for none, or one that this user
	// may not see.
	Parent Fork
}

// Fork is a repository and its copies: the user's own, or what the shared one was copied from.
type Fork struct {
	Path     string // "ana/pool"
	CloneURL string // https address to clone and push to
	SSHURL   string // "" where the host does not say
	Created  bool   // it was made just now: a first push may need a retry
}

// Proposal describes what is offered.
type Proposal struct {
	Branch    Branch
	Head      Commit // what was pushed; "" is not checked
	Base      Branch // "" is the repository's default branch
	Title     string
	Body      string
	Draft     bool
	Reviewers []Login // asked for a review; unknown ones are refused in the host's words
	// Way and Fork come from Route and EnsureFork.
	Way  Way
	Fork Fork
}

// Way is how commits get to a host.
type Way string

// The ways, the one that asks least of the user first.
const (
	ByBranch Way = "branch" // push a branch to the shared repository
	ByAGit   Way = "agit"   // push to refs/for/: no fork, no write access
	ByFork   Way = "fork"   // push to one's own copy
	ByLink   Way = "link"   // push, and open the contribution by hand on a page
	ByBundle Way = "bundle" // write a file and hand it to somebody
)

// Route is a way with what a push along it needs.
type Route struct {
	Way Way
	// Ref is what to push to: refs/heads/cop/ana/x or refs/for/main.
	Ref string
	// Options are push options, in order; names may repeat.
	Options []string
	// Force says that the push replaces what is there on the host's own terms: send no lease.
	Force bool
	// Page is where the contribution can be opened by hand, ByLink.
	Page string
	// Why is a sentence about why it is this way; "" for ByBranch.
	Why string
}

// Amendment changes a contribution. Nil fields stay as they are.
type Amendment struct {
	Title     *string
	Body      *string
	Draft     *bool
	Reviewers []Login // asked in addition
}

// Amendment brings an offered contribution up to date with a proposal. Words that the
// proposal does not have stay as they are.
func (p Proposal) Amendment() Amendment {
	a := Amendment{Draft: &p.Draft, Reviewers: p.Reviewers}
	if p.Title != "" {
		a.Title = &p.Title
	}
	if p.Body != "" {
		a.Body = &p.Body
	}
	return a
}

// user is an account as any host writes it.
type user struct {
	ID       int    `json:"id"`
	Login    string `json:"login"`
	Username string `json:"username"` // GitLab, for Login
	Name     string `json:"name"`
	FullName string `json:"full_name"` // Gitea, for Name
}

// known is the user's name where the host tells, else "".
func (u *user) known() Login {
	if u == nil {
		return ""
	}
	return Login(Line(cmp.Or(u.Login, u.Username)))
}

// login is the user's name; that of a deleted account is "ghost", as on GitHub's pages.
func (u *user) login() Login {
	if u == nil {
		return "ghost"
	}
	return u.known()
}

func (h *hosted[R]) me(ctx context.Context) (u user, err error) {
	if _, err = h.do(ctx, call{path: "/user"}, &u); err != nil {
		return u, fmt.Errorf("ask who we are: %w", err)
	}
	return u, nil
}

func (h *hosted[R]) Whoami(ctx context.Context) (Account, error) {
	u, err := h.me(ctx)
	return Account{Login: u.known(), Name: Line(cmp.Or(u.Name, u.FullName))}, err
}
