package repo

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
)

// cloneOurselves clones without git into an empty folder that nobody else uses.
func cloneOurselves(ctx context.Context, url, dir string, o Options, progress io.Writer) (err error) {
	r, err := Init(dir, firstBranch(o, dir), o)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	if err := r.AddRemote("origin", url); err != nil {
		return err
	}
	t, err := r.connect("origin", false)
	if err != nil {
		return err
	}
	if w, ok := t.(*wireTransport); ok {
		w.progress = progress
	}
	adv, err := t.list(ctx)
	if err == nil {
		err = r.takeAll(ctx, t, adv)
	}
	if err = errors.Join(err, t.close()); err != nil {
		return err
	}
	return r.settleOn(ctx, adv)
}

// takeAll fetches every branch and tag.
func (r *Repo) takeAll(ctx context.Context, t transport, adv Advertised) error {
	wanted := map[Ref]Ref{}
	for ref := range adv.Refs {
		if name, ok := strings.CutPrefix(string(ref), "refs/heads/"); ok {
			wanted[ref] = Ref("refs/remotes/origin/" + name)
		}
		if strings.HasPrefix(string(ref), "refs/tags/") {
			wanted[ref] = ref
		}
	}
	if len(wanted) == 0 {
		return nil
	}
	return t.fetch(ctx, adv, wanted)
}

// settleOn makes the default branch the current one, following origin's, and checks it out.
func (r *Repo) settleOn(ctx context.Context, adv Advertised) error {
	head, err := r.SymRef("HEAD")
	if err != nil {
		return err
	}
	branch, tip := defaultBranch(adv, head)
	section := "branch." + branch + "."
	err = errors.Join(
		r.pointTo("HEAD", Ref("refs/heads/"+branch)),
		r.SetConfig(section+"remote", "origin"),
		r.SetConfig(section+"merge", "refs/heads/"+branch))
	if err != nil || tip == "" {
		return err
	}
	if err := r.pointTo("refs/remotes/origin/HEAD", Ref("refs/remotes/origin/"+branch)); err != nil {
		return err
	}
	if err := r.UpdateRefs(ctx, RefUpdate{Ref: Ref("refs/heads/" + branch), New: tip, Any: true, Note: "clone: from origin"}); err != nil {
		return err
	}
	if err := r.checkOut(ctx, tip); err != nil {
		return err
	}
	return r.ResetIndex(ctx, tip)
}

// StartOn makes a branch the current one in a clone that has no commit yet, following the
// remote's of that name. It does nothing where there is a commit.
func (r *Repo) StartOn(branch, remote string) error {
	head, err := r.Head()
	if err != nil || head.Hash != "" {
		return err
	}
	section := "branch." + branch + "."
	return errors.Join(
		r.pointTo("HEAD", Ref("refs/heads/"+branch)),
		r.SetConfig(section+"remote", remote),
		r.SetConfig(section+"merge", "refs/heads/"+branch))
}

// DefaultBranch is the branch that the remote's HEAD names, or the likeliest one where it
// names none or one that nobody sent; "" when it has no branch.
func (a Advertised) DefaultBranch() string {
	name, tip := defaultBranch(a, "")
	if tip == "" {
		return ""
	}
	return name
}

// pointTo writes a symbolic reference. Only for a repository that nobody else knows of yet.
func (r *Repo) pointTo(name, target Ref) error {
	path := filepath.Join(r.gitDir, filepath.FromSlash(string(name)))
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		return err
	}
	return replaceFile(path, []byte("ref: "+target+"\n"), 0o644, true)
}

// defaultBranch is the branch that the remote's HEAD names, or the likeliest one
// where it does not say; first when it has none. tip "" means that it has no commit.
func defaultBranch(adv Advertised, first Ref) (branch string, tip Hash) {
	name := adv.Head
	if len(adv.Refs) == 0 {
		if name == "" {
			name = first
		}
		return strings.TrimPrefix(string(name), "refs/heads/"), ""
	}
	names := []Ref{name, "refs/heads/main", "refs/heads/master"}
	var rest []Ref
	for ref := range adv.Refs {
		if strings.HasPrefix(string(ref), "refs/heads/") {
			rest = append(rest, ref)
		}
	}
	slices.Sort(rest)
	for _, n := range append(names, rest...) {
		if branch, ok := strings.CutPrefix(string(n), "refs/heads/"); ok && adv.Refs[n] != "" {
			return branch, adv.Refs[n]
		}
	}
	return strings.TrimPrefix(string(first), "refs/heads/"), ""
}

// checkOut writes all files of a commit into an empty working tree, several at
// a time. Nothing is flushed: the objects are, and a crash leaves no clone anyway.
func (r *Repo) checkOut(ctx context.Context, rev Hash) error {
	root, err := os.OpenRoot(r.root)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancelCause(ctx)
	type job struct {
		path string
		id   FileID
	}
	jobs := make(chan job, 256)
	var all sync.WaitGroup
	for range max(4, runtime.GOMAXPROCS(0)) {
		all.Go(func() {
			for j := range jobs {
				if err := r.checkOutFile(ctx, root, j.path, j.id); err != nil {
					cancel(fmt.Errorf("check out %s: %w", j.path, err))
				}
			}
		})
	}
	err = r.Walk(ctx, rev, "", func(path string, id FileID) error {
		select {
		case jobs <- job{path, id}:
			return nil
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	})
	close(jobs)
	all.Wait()
	if cause := context.Cause(ctx); cause != nil {
		err = cause
	}
	cancel(nil)
	return errors.Join(err, root.Close())
}

func (r *Repo) checkOutFile(ctx context.Context, root *os.Root, path string, id FileID) error {
	if ctx.Err() != nil {
		return nil //nolint:nilerr // its cause is reported once, by the caller
	}
	if Unplaceable(path) != "" {
		return nil
	}
	name := filepath.FromSlash(path)
	if id.Mode == Submodule {
		return root.MkdirAll(name, 0o777)
	}
	data, err := r.ReadBlob(id.Hash)
	if err != nil {
		return err
	}
	if dir := filepath.Dir(name); dir != "." {
		if err := root.MkdirAll(dir, 0o777); err != nil {
			return err
		}
	}
	if id.Mode == Symlink && r.links() {
		return root.Symlink(string(data), name)
	}
	if data, err = r.WorkingForm(ctx, path, data); err != nil {
		return err
	}
	perm := fs.FileMode(0o666)
	if id.Mode == Executable {
		perm = 0o777
	}
	f, err := root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, perm)
	if errors.Is(err, fs.ErrExist) {
		// Two names that this file system takes for one: the first stays, as with git.
		return nil
	}
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	return errors.Join(err, f.Close())
}
