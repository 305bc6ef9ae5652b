package repo

import (
	"context"
	"errors"
	"fmt"
	"strings"
)

// WriteCommit stores a commit and everything it needs, durably, and returns its
// id. It moves no reference: nobody sees the commit before UpdateRefs names it. It is signed where
// commit.gpgSign says so; then a signature that cannot be made is a SignError. Text is stored as
// git would store it (line endings, filters). With at most one parent and no
// difference from it (from nothing, without a parent) the error is ErrNothingToCommit,
// unless Empty says that this is meant.
func (r *Repo) WriteCommit(ctx context.Context, c Commit) (Hash, error) {
	if err := r.mine(); err != nil {
		return "", fmt.Errorf("commit: %w", err)
	}
	base, err := r.treeOf(c.Base)
	if err != nil {
		return "", fmt.Errorf("commit: %w", err)
	}
	edits, blobs, err := r.prepareEdits(ctx, c.Edits)
	if err != nil {
		return "", fmt.Errorf("commit: %w", err)
	}
	plan := newTreePlan(r)
	tree, err := plan.rewrite(base, edits)
	if err != nil {
		return "", fmt.Errorf("commit: %w", err)
	}
	if same, err := r.changesNothing(c, tree, plan.empty()); err != nil {
		return "", fmt.Errorf("commit: %w", err)
	} else if same && !c.Empty {
		return "", ErrNothingToCommit
	}
	text, err := r.commitText(ctx, c, tree)
	if err != nil {
		return "", fmt.Errorf("commit: %w", err)
	}
	objects := append(append(blobs, plan.objects...), object{Kind: commitKind, Data: text})
	ids, err := r.store.Add(objects)
	if err != nil {
		return "", fmt.Errorf("commit: %w", err)
	}
	return ids[len(ids)-1], nil
}

// changesNothing tells whether a commit that is no merge has its parent's tree.
func (r *Repo) changesNothing(c Commit, tree, empty Hash) (bool, error) {
	if len(c.Parents) == 0 {
		return tree == empty, nil
	}
	before, err := r.treeOf(c.Parents[0])
	return err == nil && len(c.Parents) == 1 && before == tree, err
}

// commitText is the commit object, signed where the configuration says so.
func (r *Repo) commitText(ctx context.Context, c Commit, tree Hash) ([]byte, error) {
	if c.Author == (Person{}) {
		var err error
		if c.Author, err = r.Author(); err != nil {
			return nil, err
		}
	}
	by, err := r.committer()
	if errors.Is(err, ErrNoIdentity) {
		by, err = c.Author, nil
	}
	if err != nil {
		return nil, err
	}
	if c.When.IsZero() {
		c.When = r.now()
	}
	var head strings.Builder
	fmt.Fprintf(&head, "tree %s\n", tree)
	for _, p := range c.Parents {
		fmt.Fprintf(&head, "parent %s\n", p)
	}
	fmt.Fprintf(&head, "author %s\ncommitter %s\n", stamped(c.Author, c.When), stamped(by, c.When))
	message := strings.TrimRight(strings.ReplaceAll(c.Message, "\x00", ""), "\n") + "\n"
	return r.sign(ctx, by, head.String(), message)
}

// prepareEdits checks the paths of edits and turns their data into blobs to store.
func (r *Repo) prepareEdits(ctx context.Context, edits []Edit) (ready []Edit, blobs []object, err error) {
	for _, e := range edits {
		if err := checkTreePath(e.Path); err != nil {
			return nil, nil, err
		}
		if !e.Delete && e.Blob == "" {
			if e.Data, err = r.stored(ctx, e.Path, e.Data, e.Mode); err != nil {
				return nil, nil, err
			}
			e.Blob = r.HashBlob(e.Data)
			blobs = append(blobs, object{Kind: blobKind, Data: e.Data})
			e.Data = nil
		}
		if !e.Delete && !e.Blob.valid(r.format) {
			return nil, nil, fmt.Errorf("%s: %q is no object id", e.Path, string(e.Blob))
		}
		ready = append(ready, e)
	}
	return ready, blobs, nil
}

// checkTreePath refuses paths that a tree must not hold: a checkout of them
// would write outside the working tree or into .git, on any file system.
func checkTreePath(path string) error {
	for name := range strings.SplitSeq(path, "/") {
		if name == "" || name == "." || name == ".." || isDotGit(name) || strings.ContainsAny(name, "\x00\\") {
			return &NameError{Path: path}
		}
	}
	return nil
}

// NameError says that a path may be in no commit: it could lead out of the repository, or means
// something else on another machine.
type NameError struct{ Path string }

func (e *NameError) Error() string { return fmt.Sprintf("%q is no name for a file", e.Path) }

// isDotGit recognises .git however a file system may spell it: other case,
// trailing dots and blanks, the short name, a stream, characters that HFS+ ignores.
func isDotGit(name string) bool {
	name = strings.Map(func(c rune) rune {
		if c >= 0x200c && c <= 0x200f || c >= 0x202a && c <= 0x202e || c >= 0x206a && c <= 0x206f || c == 0xfeff {
			return -1
		}
		return c
	}, name)
	name, _, _ = strings.Cut(strings.ToLower(name), ":")
	name = strings.TrimRight(name, " .")
	return name == ".git" || name == "git~1"
}
