package pool

import (
	"context"
	"slices"
	"strings"

	"github.com/breakfast-table/cop/pkg/pool/review"
	"github.com/breakfast-table/cop/pkg/repo"
)

// trackContributions lists the ref updates that mirror the remote's contribution branches. A
// branch that vanished there takes the local one with it, unless the user has put more into it
// since: that is still to be offered.
func (p *Pool) trackContributions(ctx context.Context, remote map[repo.Ref]repo.Hash) (updates []repo.RefUpdate, err error) {
	tracked := string(p.trunk.mirror(""))
	have, err := p.repo.Refs(tracked + review.BranchPrefix)
	if err != nil {
		return nil, err
	}
	for ref, tip := range remote {
		name := strings.TrimPrefix(string(ref), "refs/heads/")
		mirror := repo.Ref(tracked + name)
		if strings.HasPrefix(name, review.BranchPrefix) && have[mirror] != tip {
			updates = append(updates, repo.RefUpdate{Ref: mirror, New: tip, Any: true})
		}
	}
	for mirror, tip := range have {
		branch := strings.TrimPrefix(string(mirror), tracked)
		if _, ok := remote[repo.Ref("refs/heads/"+branch)]; ok {
			continue
		}
		gone, err := p.vanished(ctx, branch, tip)
		if err != nil {
			return nil, err
		}
		updates = append(append(updates, repo.RefUpdate{Ref: mirror, Any: true}), gone...)
	}
	return updates, nil
}

// vanished lets go of the local state of a branch that the shared place, where it was at tip,
// does not have any more.
func (p *Pool) vanished(ctx context.Context, branch string, tip repo.Hash) ([]repo.RefUpdate, error) {
	local := repo.Ref("refs/heads/" + branch)
	ours, err := p.repo.Ref(local)
	if err != nil || ours == "" {
		return nil, nil //nolint:nilerr // there is nothing here to let go of
	}
	more, err := p.bringsMore(ctx, ours, tip)
	if err != nil || more {
		return nil, err
	}
	if err := p.archiveOffered(ctx, tip, ours); err != nil {
		return nil, err
	}
	return []repo.RefUpdate{{Ref: local, Old: ours}}, p.endedAt(ctx, branch, tip)
}

// acceptedAsSent sets local states of contributions back to what was sent of them, where the
// trunk moves on to exactly that. On top of it the same state would say something else:
// a file that was only taken out of the contribution would be one to be removed from the pool.
func (p *Pool) acceptedAsSent(ctx context.Context, from, to repo.Hash) (updates []repo.RefUpdate, err error) {
	local, err := p.repo.Refs("refs/heads/" + review.BranchPrefix)
	if err != nil {
		return nil, err
	}
	for ref, ours := range local {
		sent, err := p.pushedTip(strings.TrimPrefix(string(ref), "refs/heads/"))
		if err != nil {
			return nil, err
		}
		if sent == "" || sent == ours || sent == from {
			continue
		}
		taken, err := p.repo.IsAncestor(ctx, sent, to)
		if err != nil {
			return nil, err
		}
		if !taken {
			continue
		}
		more, err := p.bringsMore(ctx, ours, sent)
		if err != nil {
			return nil, err
		}
		if more {
			continue
		}
		if err := p.archiveOffered(ctx, ours); err != nil {
			return nil, err
		}
		updates = append(updates, repo.RefUpdate{Ref: ref, Old: ours, New: sent})
	}
	return updates, nil
}

// notIn leaves out updates of refs that others update.
func notIn(others, updates []repo.RefUpdate) []repo.RefUpdate {
	return slices.DeleteFunc(updates, func(u repo.RefUpdate) bool {
		return slices.ContainsFunc(others, func(o repo.RefUpdate) bool { return o.Ref == u.Ref })
	})
}

// bringsMore reports whether a state of a contribution has something that another has not:
// taking files out of it, or bringing it onto a newer trunk, adds nothing.
func (p *Pool) bringsMore(ctx context.Context, ours, than repo.Hash) (bool, error) {
	if ours == than {
		return false, nil
	}
	began, err := p.commonBase(ctx, than, p.accepted())
	if err != nil {
		return false, err
	}
	base, err := p.commonBase(ctx, ours, p.accepted())
	if err != nil {
		return false, err
	}
	files, err := p.repo.Diff(ctx, base, ours)
	if err != nil {
		return false, err
	}
	for _, f := range files {
		had, err := p.bringsAlready(f, began, than)
		if err != nil || !had {
			return !had, err
		}
	}
	return false, nil
}

// bringsAlready reports whether a state that began somewhere has a change, as it is or from
// where the change starts.
func (p *Pool) bringsAlready(f repo.Change, began, state repo.Hash) (bool, error) {
	then, err := p.repo.Lookup(state, f.Path)
	if err != nil || same(then, f.After) {
		return err == nil, err
	}
	was, err := p.repo.Lookup(began, f.Path)
	if err != nil {
		return false, err
	}
	edit, joins, err := p.threeWay(f.Path, was, then, f.Before)
	if err != nil || !joins || edit == nil || edit.Delete {
		return false, err
	}
	blob := edit.Blob
	if blob == "" {
		blob = p.repo.HashBlob(edit.Data)
	}
	return blob == f.After.Hash, nil
}
