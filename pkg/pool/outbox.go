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

// outgoing is one commit waiting to go straight to the shared line.
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

// putOutbox keeps a commit until it can be sent.
func (p *Pool) putOutbox(ctx context.Context, name string, commit repo.Hash) error {
	ref := repo.Ref(outboxPrefix + strings.ReplaceAll(name, "/", "-") + "-" + string(commit[:8]))
	err := p.repo.UpdateRefs(ctx, repo.RefUpdate{Ref: ref, New: commit, Any: true})
	if err != nil {
		return fmt.Errorf("keep it for the next sync: %w", err)
	}
	return nil
}
