package repo

import (
	"context"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// localGitTransport is git's for a folder of this machine, but receives without it where it can:
// git starts three programs to say that nothing is new, and six to bring one note. Sending is
// git's all the same, with the hooks of the other side and what belongs to them.
type localGitTransport struct {
	*gitTransport
	r     *Repo
	local *localTransport // nil until list found that it will do
}

// quick is how long list may take. A folder on a disk that does not answer is left to
// git, which can be watched and stopped.
const quick = 300 * time.Millisecond

func (t *localGitTransport) list(ctx context.Context) (Advertised, error) {
	type answer struct {
		local *localTransport
		adv   Advertised
	}
	seen := make(chan answer, 1)
	go func() {
		local, adv := t.open()
		seen <- answer{local, adv}
	}()
	select {
	case a := <-seen:
		if t.local = a.local; t.local != nil {
			return a.adv, ctx.Err()
		}
	case <-time.After(quick):
	}
	return t.gitTransport.list(ctx)
}

// open opens the other repository and reads what it has; nil where only git itself can tell,
// or has a say in whether and how it answers: another kind of repository, somebody
// else's, settings that rewrite or forbid addresses, references that are hidden.
func (t *localGitTransport) open() (*localTransport, Advertised) {
	ours, err := t.r.configuration()
	if err != nil || needsBinary(ours) != "" || ours.promised() || ours.any("protocol.allow", "protocol.file.") {
		return nil, Advertised{}
	}
	for _, name := range []string{"GIT_NAMESPACE", "GIT_ALLOW_PROTOCOL", "GIT_PROTOCOL_FROM_USER"} {
		if t.r.opts.env(name) != "" {
			return nil, Advertised{}
		}
	}
	at := t.at
	if !filepath.IsAbs(at.path) {
		at.path = filepath.Join(t.r.root, at.path)
	}
	local, err := newLocalTransport(t.r, at)
	if err != nil {
		return nil, Advertised{}
	}
	if t.r.opts.owns(local.other.gitDir) && !local.other.settings.any("transfer.", "uploadpack.") {
		if adv, err := local.list(context.Background()); err == nil {
			return local, adv
		}
	}
	_ = local.close() // git will tell what is wrong with it
	return nil, Advertised{}
}

// any tells whether a setting begins with one of these.
func (s *settings) any(beginnings ...string) bool {
	return slices.ContainsFunc(s.list, func(x configLine) bool {
		return slices.ContainsFunc(beginnings, func(b string) bool { return strings.HasPrefix(x.Key, b) })
	})
}

// fetch copies the objects itself where it could list. What it cannot copy, git can or explains.
func (t *localGitTransport) fetch(ctx context.Context, adv Advertised, wanted map[Ref]Ref) error {
	if t.local != nil && (t.local.fetch(ctx, adv, wanted) == nil || ctx.Err() != nil) {
		return ctx.Err()
	}
	return t.gitTransport.fetch(ctx, adv, wanted)
}

func (t *localGitTransport) close() error {
	if t.local == nil {
		return nil
	}
	return t.local.close()
}
