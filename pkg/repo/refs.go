package repo

import (
	"context"
	"errors"
	"fmt"
	"strings"
)

// Head is what is checked out in this worktree.
func (r *Repo) Head() (Head, error) {
	v, err := r.store.Ref("HEAD")
	if err != nil {
		return Head{}, err
	}
	if v.Sym == "" {
		return Head{Hash: v.Hash}, nil
	}
	h, err := r.Ref(v.Sym)
	return Head{Ref: v.Sym, Hash: h}, err
}

// Ref is the object a reference names, symbolic ones followed; "" when it does not exist.
func (r *Repo) Ref(name Ref) (Hash, error) { return resolveRef(r.store, name) }

// SymRef is the reference a symbolic one names; "" when it is none.
func (r *Repo) SymRef(name Ref) (Ref, error) {
	v, err := r.store.Ref(name)
	return v.Sym, err
}

// Refs are the references whose names begin with prefix and the objects they name.
func (r *Repo) Refs(prefix string) (map[Ref]Hash, error) { return r.store.Refs(prefix) }

// UpdateRefs moves references, all of them or, when one is not what its update
// expects, none: then the error is ErrRefMoved. A lock that another program holds
// for longer than two seconds is ErrBusy.
func (r *Repo) UpdateRefs(ctx context.Context, updates ...RefUpdate) error {
	who, err := r.Author()
	if errors.Is(err, ErrNoIdentity) {
		// The reflog wants a name, but moving a reference asks for none.
		who, err = Person{Name: "cop", Email: "cop@localhost"}, nil
	}
	if err != nil {
		return err
	}
	return r.store.UpdateRefs(ctx, updates, who, r.now())
}

// Resolve finds the commit that words mean: a commit id, full or abbreviated, or a
// reference, full or without refs/heads/, refs/tags/ or refs/remotes/. Nothing found is fs.ErrNotExist.
func (r *Repo) Resolve(rev string) (Hash, error) {
	for _, prefix := range []string{"", "refs/", "refs/tags/", "refs/heads/", "refs/remotes/"} {
		if checkRefName(Ref(prefix+rev)) != nil {
			continue
		}
		if h, err := r.Ref(Ref(prefix + rev)); err == nil && h != "" {
			return r.peel(h)
		}
	}
	id := strings.ToLower(rev)
	if Hash(id).valid(r.format) {
		return r.peel(Hash(id))
	}
	if len(id) < 4 || strings.Trim(id, "0123456789abcdef") != "" {
		return "", fmt.Errorf("find commit %q: %w", rev, errNoObject)
	}
	return r.expand(id)
}

// expand completes an abbreviated id; what is no commit does not count.
func (r *Repo) expand(id string) (Hash, error) {
	all, err := r.store.Expand(id)
	if err != nil {
		return "", err
	}
	commits := map[Hash]bool{}
	for _, h := range all {
		if c, err := r.peel(h); err == nil {
			commits[c] = true
		}
	}
	if len(commits) > 1 {
		return "", fmt.Errorf("find commit %q: several commits begin like this", id)
	}
	for h := range commits {
		return h, nil
	}
	return "", fmt.Errorf("find commit %q: %w", id, errNoObject)
}
