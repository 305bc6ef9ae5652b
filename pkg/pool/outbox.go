package pool

import (
	"context"
	"fmt"
	"sort"
	"strings"

	"github.com/breakfast-table/cop/pkg/repo"
)

// outboxPrefix holds what was shared straight to the community while the shared place
// was out of reach: one commit each, "the accepted tree plus these files". The next
// sync rebuilds it on the newest tip and sends it.
const outboxPrefix = "refs/cop/outbox/"

// outgoing is one commit waiting to go straight to the trunk.
type outgoing struct {
	ref    repo.Ref
	commit repo.CommitInfo
	files  []repo.Change
}

func (p *Pool) outbox(ctx context.Context) ([]outgoing, error) {
	refs, err := p.repo.Refs(outboxPrefix)
	if err != nil {
		return nil, fmt.Errorf("list what waits to be sent: %w", err)
	}
	var out []outgoing
	for ref, tip := range refs {
		info, err := p.repo.Info(tip)
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", ref, err)
		}
		files, err := p.repo.Diff(ctx, parent(info), tip)
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", ref, err)
		}
		out = append(out, outgoing{ref: ref, commit: info, files: files})
	}
	sort.Slice(out, func(i, j int) bool { return out[i].commit.When.Before(out[j].commit.When) })
	return out, nil
}

func parent(c repo.CommitInfo) repo.Hash {
	if len(c.Parents) == 0 {
		return ""
	}
	return c.Parents[0]
}

// putOutbox keeps a commit until it can be sent. It takes the place of waiting ones
// whose files it has all.
func (p *Pool) putOutbox(ctx context.Context, name string, commit repo.Hash, waiting []outgoing) error {
	ref := repo.Ref(outboxPrefix + strings.ReplaceAll(name, "/", "-") + "-" + string(commit[:8]))
	if err := p.repo.UpdateRefs(ctx, repo.RefUpdate{Ref: ref, New: commit, Any: true}); err != nil {
		return fmt.Errorf("keep it for the next sync: %w", err)
	}
	info, err := p.repo.Info(commit)
	if err != nil {
		return fmt.Errorf("keep it for the next sync: %w", err)
	}
	files, err := p.repo.Diff(ctx, parent(info), commit)
	if err != nil {
		return fmt.Errorf("keep it for the next sync: %w", err)
	}
	var done []outgoing
	for _, o := range waiting {
		if o.ref != ref && covers(files, o.files) {
			done = append(done, o)
		}
	}
	return p.clearOutbox(ctx, done)
}

// clearOutbox lets go of what was sent or is sent by others.
func (p *Pool) clearOutbox(ctx context.Context, done []outgoing) error {
	var commits []repo.Hash
	var updates []repo.RefUpdate
	for _, o := range done {
		commits = append(commits, o.commit.Hash)
		updates = append(updates, repo.RefUpdate{Ref: o.ref, Old: o.commit.Hash})
	}
	if err := p.archiveOffered(ctx, commits...); err != nil {
		return err
	}
	return p.repo.UpdateRefs(ctx, updates...)
}

// covers reports whether every path of the older changes is among the newer ones.
func covers(newer, older []repo.Change) bool {
	has := map[string]bool{}
	for _, c := range newer {
		has[c.Path] = true
	}
	for _, c := range older {
		if !has[c.Path] {
			return false
		}
	}
	return true
}
