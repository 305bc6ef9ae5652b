package pool

import (
	"context"
	"errors"
	"io"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/breakfast-table/cop/pkg/credential"
	"github.com/breakfast-table/cop/pkg/forge"
	"github.com/breakfast-table/cop/pkg/forge/gitreview"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/repo"
)

// hostSetting is the setting of git that says where the pool is reviewed: a kind of host,
// with its address where that is not the shared place's own: "gitea https://git.example.org".
const hostSetting = "cop.forge"

// askedSetting says which server gave what answer, where cop wrote hostSetting by itself: that counts
// as long as the shared place is there.
const askedSetting = "cop.forgeat"

// Host tells where the pool's contributions are reviewed: what the setting cop.forge says,
// else what the table of public hosts says, else what the host answers when asked – once,
// the answer is remembered. Whatever is no forge is plain git.
//
// Errors: [ErrNoRemote]; [forge.NetError] when the host has to be asked and cannot be.
func (p *Pool) Host(ctx context.Context) (forge.Host, error) {
	r, err := p.forgeRemote()
	if err != nil {
		return forge.Host{}, err
	}
	setting := p.hostSet(r)
	if setting == "" {
		if h, ok := p.knownHost(r); ok {
			return h, nil
		}
	}
	h, err := p.prober().Detect(ctx, r, setting)
	var away *forge.NetError
	switch {
	case errors.As(err, &away) && r.Scheme == "ssh":
		p.noteSilence() // a server of git's alone: it has no pages to ask
		return forge.Host{Kind: forge.Plain}, nil
	case err != nil:
		return h, err
	}
	if setting == "" {
		// In a clone that cannot be written it is asked again.
		_ = p.repo.SetConfig(askedSetting, serverOf(r)+" "+h.String())
		_ = p.repo.SetConfig(hostSetting, h.String())
	}
	return h, nil
}

// hostSet is the setting, without what another server answered before the shared place moved.
func (p *Pool) hostSet(r forge.Remote) string {
	setting, _ := p.repo.Config(hostSetting)
	asked, _ := p.repo.Config(askedSetting)
	if server, answer, ok := strings.Cut(asked, " "); ok && answer == setting && server != serverOf(r) {
		return ""
	}
	return setting
}

func serverOf(r forge.Remote) string { return net.JoinHostPort(r.Host, r.Port) }

// knownHost is what needs no asking.
func (p *Pool) knownHost(r forge.Remote) (forge.Host, bool) {
	if h, ok := forge.Known(r); ok {
		return h, true
	}
	if r.Scheme == "ssh" && p.silentLately() {
		return forge.Host{Kind: forge.Plain}, true
	}
	return forge.Host{}, false
}

// offlineHost is where the pool is reviewed as far as this clone knows without asking.
func (p *Pool) offlineHost() (forge.Host, bool) {
	r, err := p.forgeRemote()
	if err != nil {
		return forge.Host{}, false
	}
	if setting := p.hostSet(r); setting != "" {
		h, err := forge.ParseHost(setting)
		return h, err == nil
	}
	return p.knownHost(r)
}

func (p *Pool) forgeRemote() (forge.Remote, error) {
	url, ok := p.Remote()
	if !ok {
		return forge.Remote{}, p.noPlace()
	}
	return forge.ParseRemote(url)
}

func (p *Pool) prober() forge.Prober {
	o := p.forgeOptions(credential.Credential{})
	o.Timeout = 5 * time.Second
	if idle := p.opt.Idle; idle > 0 {
		o.Timeout = min(o.Timeout, idle)
	}
	return forge.Prober{Options: o}
}

func (p *Pool) forgeOptions(c credential.Credential) forge.Options {
	return forge.Options{Transport: p.repo.HTTP(), Credential: c, Timeout: p.opt.Idle, Notice: p.opt.notice, Log: p.opt.Log, Now: p.opt.Now, Moved: p.movedTo}
}

// silence is a file whose age says when a server that git reaches over ssh last had no
// pages to ask. For a day it is not asked again.
func (p *Pool) silence() string { return filepath.Join(p.repo.LocalDir(), "no-pages") }

func (p *Pool) noteSilence() {
	now := p.opt.now()
	_ = os.WriteFile(p.silence(), []byte("The shared place answers git only. Delete this file to have cop ask again.\n"), 0o644)
	_ = os.Chtimes(p.silence(), now, now)
}

func (p *Pool) silentLately() bool {
	fi, err := os.Stat(p.silence())
	return err == nil && p.opt.now().Sub(fi.ModTime()) < 24*time.Hour
}

// Finder finds the tokens that this machine has for hosts.
func (o Options) Finder() credential.Finder {
	return credential.Finder{Env: o.env, Run: credential.Exec(o.Env), Keyring: o.Keyring, Git: o.Git}
}

func (o Options) env(name string) string {
	for i := len(o.Env) - 1; i >= 0; i-- {
		if key, value, _ := strings.Cut(o.Env[i], "="); key == name {
			return value
		}
	}
	return ""
}

// credential is the token for a host; the zero one when there is none.
func (p *Pool) credential(ctx context.Context, h forge.Host) (credential.Credential, error) {
	w := p.opt.Finder()
	w.User = p.addressUser()
	c, err := w.Find(ctx, h.Site())
	if errors.Is(err, credential.ErrNoToken) {
		return credential.Credential{}, nil
	}
	return c, err
}

// forgeConn is the forge of this pool with what it takes to talk to it.
type forgeConn struct {
	forge.Forge
	git   *reviewGit // nil on a host
	token bool       // a token is known
	login forge.Login
	// approvals is how many the charter asks for on a host; nil: it was not needed yet.
	approvals *int
}

// plain says that reviews live in the repository itself.
func (pl *forgeConn) plain() bool { return pl.git != nil }

// forge is where the pool is reviewed. It is made once; whom the host knows us as is
// asked when it first matters.
func (p *Pool) forge(ctx context.Context) (*forgeConn, error) {
	if p.conn != nil {
		return p.conn, nil
	}
	h, err := p.Host(ctx)
	if err != nil {
		return nil, err
	}
	if h.Kind == forge.Plain {
		p.conn, err = p.plainPlace(ctx)
		return p.conn, err
	}
	r, err := p.forgeRemote()
	if err != nil {
		return nil, err
	}
	c, err := p.credential(ctx, h)
	if err != nil {
		return nil, err
	}
	o := p.forgeOptions(c)
	if a, ok := p.opt.Finder().Astray(h.Name(), string(h.Kind)); ok && c.IsZero() {
		o.NoToken = a.Hint()
	}
	f, err := forge.New(h, r, o)
	if err != nil {
		return nil, err
	}
	p.conn = &forgeConn{Forge: f, token: !c.IsZero()}
	return p.conn, nil
}

func (p *Pool) plainPlace(ctx context.Context) (*forgeConn, error) {
	me, err := p.Me()
	if err != nil {
		return nil, err
	}
	g := &reviewGit{p: p}
	f, err := gitreview.New(gitreview.Options{
		Git: g, Me: forge.Account{Login: forge.Login(me.Handle), Name: me.Name},
		Base: forge.Branch(p.trunk.branch), Approvals: p.approvals(ctx), Counts: p.counts, Join: mergeFile, Now: p.opt.now,
		Own: p.ownsReview(ctx), Called: p.called, Whose: p.whoseEvent, Signed: p.Charter().Signatures == note.SignaturesRequired,
	})
	if err != nil {
		return nil, err
	}
	return &forgeConn{Forge: f, git: g, token: true, login: forge.Login(me.Handle)}, nil
}

// plainGit is the clone as package forge uses it, where it is known without asking that
// reviews live in the repository itself; else nil.
func (p *Pool) plainGit(ctx context.Context) *reviewGit {
	if h, ok := p.offlineHost(); !ok || h.Kind != forge.Plain {
		return nil
	}
	pl, err := p.forge(ctx)
	if err != nil {
		return nil
	}
	return pl.git
}

// whoami is the user's name at the place, "" when it does not know us.
func (pl *forgeConn) whoami(ctx context.Context) (forge.Login, error) {
	if pl.login != "" || !pl.token {
		return pl.login, nil
	}
	a, err := pl.Whoami(ctx)
	pl.login = a.Login
	return pl.login, err
}

// nameIn is the user's name in a contribution.
func (pl *forgeConn) nameIn(ctx context.Context, c forge.Contribution) (forge.Login, error) {
	if pl.plain() {
		return c.You, nil
	}
	return pl.whoami(ctx)
}

// fetchRefs is repo.Fetch of the shared place, with the token that cop knows when the
// user's own git has none.
func (p *Pool) fetchRefs(ctx context.Context, want []string) (adv repo.Advertised, err error) {
	err = p.letIn(ctx, func() error {
		adv, err = p.repo.Fetch(ctx, p.trunk.place, want)
		return err
	})
	return adv, err
}

// letIn does something that may need a login, and does it again with the token from cop's
// own store of tokens when the host did not let us in. The token goes into the environment of
// programs only.
func (p *Pool) letIn(ctx context.Context, do func() error) error {
	err := do()
	if err == nil {
		p.moveLogins()
		return nil
	}
	var auth *repo.AuthError
	if !errors.As(err, &auth) || p.tokenAdded {
		return err
	}
	h, unknown := p.Host(ctx)
	r, bad := p.forgeRemote()
	if unknown != nil || bad != nil || !overHTTP(r) {
		return err
	}
	if h.Kind == forge.Plain {
		h.Web = r.Web() // a server of git's alone may ask for a login, too
	}
	env := p.opt.pass(ctx, h, p.addressUser())
	if len(env) == 0 {
		p.opt.tellAstray(auth, h)
		return err
	}
	p.working.wait() // it uses the clone
	p.repo.Lend(env...)
	p.tokenAdded = true
	return do()
}

func overHTTP(r forge.Remote) bool { return r.Scheme == "https" || r.Scheme == "http" }

// pass is the environment with which git may enter a host: the token that this machine has
// for it, for the user that the address names. git's own helpers are left out: git has asked
// them itself.
func (o Options) pass(ctx context.Context, h forge.Host, user string) []string {
	w := o.Finder()
	w.Git, w.User = "", user
	c, err := w.Find(ctx, h.Site())
	if err != nil {
		return nil
	}
	return c.Env()
}

// tellAstray names a token that is there, and is not used since nothing says that it is for this host.
func (o Options) tellAstray(e *repo.AuthError, h forge.Host) {
	if a, ok := o.Finder().Astray(h.Name(), string(h.Kind)); ok && e.Asks {
		e.Hint = a.Hint()
	}
}

// cloneLetIn is repo.Clone with the token that cop knows when the host lets nobody in
// without.
func cloneLetIn(ctx context.Context, url, dir string, o Options, progress io.Writer) (*repo.Repo, error) {
	if l, ok := splitLogin(url); ok && o.Keyring != nil {
		return cloneWithLogin(ctx, l, dir, o)
	}
	r, err := repo.Clone(ctx, url, dir, o.repo(), progress)
	var auth *repo.AuthError
	if !errors.As(err, &auth) {
		return r, err
	}
	at, bad := forge.ParseRemote(url)
	if bad != nil || !overHTTP(at) {
		return nil, err
	}
	h, unknown := forge.Prober{Options: forge.Options{Transport: repo.HTTP(o.repo()), Notice: o.notice, Log: o.Log, Now: o.Now}}.Detect(ctx, at, "")
	if unknown == nil && h.Kind == forge.Plain {
		h.Web = at.Web()
	}
	if unknown != nil || h.Name() == "" {
		return nil, err
	}
	env := o.pass(ctx, h, userOf(url))
	if len(env) == 0 {
		o.tellAstray(auth, h)
		return nil, err
	}
	with := o.repo()
	with.Env = append(slices.Clip(with.Env), env...)
	return repo.Clone(ctx, url, dir, with, progress)
}
