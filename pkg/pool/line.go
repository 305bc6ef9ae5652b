package pool

import (
	"context"
	"errors"
	"fmt"

	"github.com/breakfast-table/cop/pkg/repo"
)

// line names the shared line of a clone: the local branch that follows it, and the
// last known state of the remote's.
type line struct {
	branch   string   // "main"
	local    repo.Ref // refs/heads/main
	tracking repo.Ref // refs/remotes/origin/main
	remote   bool     // whether a remote exists
}

// findLine decides which branch is the shared one: the remote's default branch, else
// main or master where the remote has it, else the branch that is checked out.
func findLine(r *repo.Repo) (line, error) {
	_, remote := r.Remote(remoteName)
	name, err := sharedBranch(r, remote)
	if err != nil {
		return line{}, err
	}
	return line{
		branch:   name,
		local:    repo.Ref("refs/heads/" + name),
		tracking: repo.Ref("refs/remotes/" + remoteName + "/" + name),
		remote:   remote,
	}, nil
}

func sharedBranch(r *repo.Repo, remote bool) (string, error) {
	const tracked = "refs/remotes/" + remoteName + "/"
	if remote {
		if target, err := r.SymRef(tracked + "HEAD"); err == nil && len(target) > len(tracked) {
			return string(target[len(tracked):]), nil
		}
		for _, name := range []string{"main", "master"} {
			if h, err := r.Ref(repo.Ref(tracked + name)); err == nil && h != "" {
				return name, nil
			}
		}
	}
	for _, name := range []string{"main", "master"} {
		if h, err := r.Ref(repo.Ref("refs/heads/" + name)); err == nil && h != "" {
			return name, nil
		}
	}
	head, err := r.Head()
	if err != nil {
		return "", fmt.Errorf("read the current branch: %w", err)
	}
	const heads = "refs/heads/"
	if len(head.Ref) > len(heads) {
		return string(head.Ref[len(heads):]), nil
	}
	return "main", nil
}

// heads is where everybody stands, read once per operation.
type heads struct {
	head   repo.Head // what is checked out
	ours   repo.Hash // tip of the local shared line, "" before the first commit
	theirs repo.Hash // last known tip of the remote's, "" when unknown or empty
	base   repo.Hash // what the working files grew from: the newest commit both have
}

// onLine reports whether the shared line itself is checked out.
func (h heads) onLine(l line) bool { return h.head.Ref == l.local }

func (p *Pool) heads(ctx context.Context) (heads, error) {
	var h heads
	var err error
	if h.head, err = p.repo.Head(); err != nil {
		return h, fmt.Errorf("read the current branch: %w", err)
	}
	if h.ours, err = p.repo.Ref(p.line.local); err != nil {
		return h, fmt.Errorf("read %s: %w", p.line.local, err)
	}
	if h.theirs, err = p.repo.Ref(p.line.tracking); err != nil {
		return h, fmt.Errorf("read %s: %w", p.line.tracking, err)
	}
	h.base, err = p.commonBase(ctx, h.head.Hash, h.theirs)
	return h, err
}

// commonBase is the newest commit that both lines contain; where only one exists, that
// one; "" when they have nothing in common.
func (p *Pool) commonBase(ctx context.Context, a, b repo.Hash) (repo.Hash, error) {
	switch {
	case a == b || b == "":
		return a, nil
	case a == "":
		return "", nil
	}
	base, err := p.repo.MergeBase(ctx, a, b)
	if err != nil {
		return "", fmt.Errorf("compare with the shared pool: %w", err)
	}
	return base, nil
}

// accepted is the newest commit known to be accepted by the community: the remote's
// tip, else – in a pool that has no remote or was never sent – the local line.
func (p *Pool) accepted() repo.Hash {
	if h, err := p.repo.Ref(p.line.tracking); err == nil && h != "" {
		return h
	}
	if h, err := p.repo.Ref(p.line.local); err == nil {
		return h
	}
	return ""
}

// AwayError says that another branch, or no branch, is checked out, so that the
// working files do not follow the shared line. Branch is "" for no branch.
type AwayError struct{ Branch, Shared string }

func (e *AwayError) Error() string {
	if e.Branch == "" {
		return "the pool's folder shows an old version (no branch is checked out)"
	}
	return fmt.Sprintf("the pool's folder is on branch %q, not on the shared %q", e.Branch, e.Shared)
}

// ErrNoRemote says that the pool lives on this machine only.
var ErrNoRemote = errors.New("this pool is not connected to a shared place yet")

func (p *Pool) mustBeOnLine(h heads) error {
	if h.onLine(p.line) {
		return nil
	}
	name := ""
	if len(h.head.Ref) > len("refs/heads/") {
		name = string(h.head.Ref[len("refs/heads/"):])
	}
	return &AwayError{Branch: name, Shared: p.line.branch}
}
