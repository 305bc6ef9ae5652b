package repo

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// localTransport exchanges objects with a repository in another folder of this
// machine, without any program: what git does with upload-pack and
// receive-pack, hooks and the receive.* settings of the other side included.
type localTransport struct {
	r, other *Repo
	at       endpoint
	bare     bool
	idleTimeout
}

func newLocalTransport(r *Repo, at endpoint) (*localTransport, error) {
	t := &localTransport{r: r, at: at, idleTimeout: r.opts.idleTimeout()}
	var err error
	t.other, t.bare, err = openOther(at, r.opts)
	return t, err
}

// openOther opens the repository at a path, bare or not: PATH/.git, PATH, or
// PATH.git, in git's order.
func openOther(at endpoint, o Options) (other *Repo, bare bool, err error) {
	l, bare := layout{}, false
	for _, dir := range []string{at.path, at.path + ".git"} {
		gitDir, err := gitDirOf(dir)
		if err != nil {
			return nil, false, err
		}
		if gitDir == "" && isGitFolder(dir) {
			gitDir, bare = dir, true
		}
		if gitDir != "" {
			l = layout{root: dir, gitDir: gitDir, format: sha1Format}
			break
		}
	}
	if l.gitDir == "" {
		return nil, false, at.failure(notThere, "", fmt.Errorf("there is no git repository"))
	}
	if l.common, err = commonDirOf(l.gitDir); err != nil {
		return nil, false, err
	}
	s, err := readSettings(o, l)
	if err != nil {
		return nil, false, fmt.Errorf("open %s: %w", l.gitDir, err)
	}
	if what := needsBinary(s); what != "" {
		return nil, false, &UnsupportedError{What: what + " at " + at.path}
	}
	logAll, _ := s.last("core.logallrefupdates")
	return &Repo{opts: o, layout: l, settings: s, store: newGogitStore(l, logAll)}, bare, nil
}

func isGitFolder(dir string) bool {
	for _, name := range []string{"HEAD", "objects", "refs"} {
		if _, err := os.Stat(filepath.Join(dir, name)); err != nil {
			return false
		}
	}
	return true
}

func (t *localTransport) close() error { return t.other.Close() }

func (t *localTransport) list(context.Context) (Advertised, error) {
	refs, err := t.other.Refs("refs/")
	if err != nil {
		return Advertised{}, err
	}
	head, err := t.other.SymRef("HEAD")
	return Advertised{Head: head, Refs: refs}, err
}

func (t *localTransport) fetch(ctx context.Context, adv Advertised, wanted map[Ref]Ref) error {
	if cut, err := t.other.shallow(); err != nil || len(cut) > 0 {
		return errors.Join(err, &UnsupportedError{What: "the shallow repository at " + t.at.String()})
	}
	var want []Hash
	var updates []RefUpdate
	for theirs, ours := range wanted {
		want = append(want, adv.Refs[theirs])
		updates = append(updates, RefUpdate{Ref: ours, New: adv.Refs[theirs], Any: true})
	}
	have, err := t.r.landmarks(ctx)
	if err != nil {
		return err
	}
	if want, err = t.r.unreached(ctx, want, have); err != nil {
		return err
	}
	if len(have) == 0 && copyObjects(ctx, t.other, t.r) {
		if want, err = t.r.lacking(want); err != nil {
			return err
		}
	}
	if err := carry(ctx, t.other, t.r, want, have); err != nil {
		return err
	}
	return t.r.arrive(ctx, updates)
}

// carry copies from one repository to another what the other lacks of want.
func carry(ctx context.Context, from, to *Repo, want, have []Hash) error {
	if len(want) == 0 {
		return nil
	}
	ids, err := from.outgoing(ctx, want, have)
	if err != nil || len(ids) == 0 {
		return err
	}
	out, in := io.Pipe()
	go func() { in.CloseWithError(from.writePack(in, ids, nil)) }()
	err = to.takePack(out)
	// Whatever the reader left unread, the writer has to stop.
	out.CloseWithError(err)
	if err != nil {
		return err
	}
	missing, err := to.lacking(want)
	if err == nil && len(missing) > 0 {
		err = fmt.Errorf("%s did not arrive", missing[0])
	}
	return err
}

func (t *localTransport) push(ctx context.Context, refs []PushRef, opts PushOptions) error {
	ctx, watchdog := t.idleTimeout.watch(ctx, t.at.name())
	defer watchdog.stop()
	has, err := t.other.Refs("refs/")
	if err != nil {
		return err
	}
	if len(opts.Options) > 0 && !t.other.settings.truth("receive.advertisepushoptions", false) {
		return fmt.Errorf("%s takes no push options", t.at.name())
	}
	send, refused, err := t.r.judgeAll(ctx, refs, has, opts.Atomic)
	if err != nil {
		return given(ctx, err)
	}
	rc := &reception{other: t.other, bare: t.bare, has: has, opts: opts, e: &PushError{Refs: refused}, watchdog: watchdog}
	if err := t.deliver(ctx, rc, send); err != nil {
		return given(ctx, err)
	}
	rc.e.Remote = withoutProgress(rc.said.String())
	if len(rc.e.Refs) == 0 {
		return nil
	}
	for i, r := range rc.e.Refs {
		if r.Kind == Hook {
			rc.e.Refs[i] = refusal(r.Ref, r.Message, rc.e.Remote)
		}
	}
	return rc.e
}

// deliver copies the objects and lets the other side decide.
func (t *localTransport) deliver(ctx context.Context, rc *reception, send []PushRef) error {
	send, err := rc.allowed(ctx, t.r, send)
	if err != nil || len(send) == 0 {
		return err
	}
	var want, have []Hash
	for _, p := range send {
		if p.New != "" {
			want = append(want, p.New)
		}
	}
	for _, h := range rc.has {
		have = append(have, h)
	}
	slices.Sort(have)
	if err := carry(ctx, t.r, t.other, want, slices.Compact(have)); err != nil {
		return err
	}
	return rc.receive(ctx, send)
}

// sameOwner refuses to run somebody else's hooks, as git does, unless
// safe.directory trusts the folder.
func (r *Repo) sameOwner() error {
	if r.opts.owns(r.gitDir) {
		return nil
	}
	s, err := readSettings(r.opts, layout{}) // what the repository says about itself does not count
	if err != nil || s.safe(r.opts, r.gitDir) || s.safe(r.opts, r.root) {
		return err
	}
	return &OwnerError{Path: r.gitDir}
}

// hook is the path of a hook of this repository; "" when it has none.
func (r *Repo) hook(name string) string {
	dir := filepath.Join(r.common, "hooks")
	if other, ok := r.settings.last("core.hookspath"); ok && other != "" {
		dir = r.opts.expandHome(other)
		if !filepath.IsAbs(dir) {
			dir = filepath.Join(r.gitDir, dir)
		}
	}
	path := filepath.Join(dir, name)
	if fi, err := os.Stat(path); err != nil || fi.IsDir() || !runnable(fi) {
		return ""
	}
	return path
}

// orZeros writes an object id as the protocol does, where "" is all zeros.
func (f objectFormat) orZeros(h Hash) string {
	if h == "" {
		return strings.Repeat("0", 2*f.size())
	}
	return string(h)
}
