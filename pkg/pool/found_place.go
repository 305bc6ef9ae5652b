package pool

import (
	"context"
	"errors"
	"os"
	"path/filepath"

	"github.com/breakfast-table/cop/pkg/forge"
	"github.com/breakfast-table/cop/pkg/repo"
)

// neverSent reports whether the shared place can never take what was founded: it keeps its notes
// in another way than the pool that was just made.
func neverSent(err error) bool {
	var other *repo.TooNewError
	return errors.As(err, &other) && other.Hashes || errors.Is(err, repo.ErrUnsupported)
}

// unfound takes a founding back that was made a moment ago and that nobody has: its history
// and the files that it wrote. Whatever else is in the folder stays.
func unfound(root string, fresh []string) error {
	errs := []error{os.RemoveAll(filepath.Join(root, ".git"))}
	for _, path := range fresh {
		full := filepath.Join(root, filepath.FromSlash(path))
		errs = append(errs, os.Remove(full))
		for dir := filepath.Dir(full); dir != root && os.Remove(dir) == nil; {
			dir = filepath.Dir(dir)
		}
	}
	return errors.Join(errs...)
}

// startLikePlace has a pool without a commit begin on the trunk that an empty folder of this machine
// shows to whoever comes: what it shows must be there.
func (p *Pool) startLikePlace(place, address string) (string, error) {
	name := repo.EmptyDefault(address, p.opt.repo())
	head, err := p.repo.Head()
	if err != nil || name == "" || head.Hash != "" {
		return p.trunk.name(), err
	}
	return name, p.repo.StartOn(name, place)
}

// tellHead tells the founder when the place shows another line than this to whoever comes with
// git alone, who would find an empty folder.
func (p *Pool) tellHead(ctx context.Context) {
	if !p.trunk.remote {
		return
	}
	there, err := p.fetchRefs(ctx, nil)
	shown := repo.Ref("refs/heads/" + p.trunk.branch)
	if err != nil || there.Head == shown || there.Refs[shown] == "" || there.Head != "" && there.Refs[there.Head] != "" {
		return
	}
	address, _ := p.Remote()
	set := "git symbolic-ref HEAD " + string(shown) + " in that repository"
	if h, err := p.Host(ctx); err == nil && h.Kind != forge.Plain {
		set = "the default branch in its settings on " + h.Name() + ", to " + p.trunk.branch + " (where it says so already, to another one first)"
	}
	p.opt.notice("note: " + Redact(address) + " shows whoever comes with git alone a line that is not there; its owner sets that: " + set)
}
