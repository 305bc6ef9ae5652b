package pool

import (
	"context"
	"errors"
	"net"
	"strings"

	"github.com/breakfast-table/cop/pkg/credential"
	"github.com/breakfast-table/cop/pkg/forge"
	"github.com/breakfast-table/cop/pkg/repo"
)

// Login is how a host knows the user of this machine.
type Login struct {
	Host   forge.Host
	Source string      // where the token comes from: "the keyring", "GH_TOKEN"; "" when there is none
	Login  forge.Login // whom the host takes the token for
	Name   string
	// Path and Permission are the pool's repository and what the user may do in it; "" when
	// no pool was asked about.
	Path       string
	Permission forge.Permission
	// Lacks is what the token may not do of what the account may, in the host's words: "" for
	// nothing, and where the host does not say.
	Lacks string
}

// FindHost tells which host is meant: "codeberg.org", an address, or a kind with an address
// as in the setting cop.forge. An unknown host is asked once.
func FindHost(ctx context.Context, typed string, o Options) (forge.Host, error) {
	if h, err := forge.ParseHost(typed); err == nil && (h.Web != "" || h.Kind == forge.Plain) {
		return h, nil
	}
	address := typed
	if !strings.Contains(address, "://") {
		address = schemeOf(address) + address
	}
	r, err := forge.ParseRemote(strings.TrimRight(address, "/") + "/cop/cop")
	if err != nil {
		return forge.Host{}, err
	}
	return forge.Prober{Options: forge.Options{Transport: repo.HTTP(o.repo()), Notice: o.notice, Log: o.Log, Now: o.Now}}.Detect(ctx, r, "")
}

// schemeOf is how to speak to a host that was named without: plain http never leaves the
// machine.
func schemeOf(host string) string {
	name, _, err := net.SplitHostPort(host)
	if err != nil {
		name = host
	}
	if ip := net.ParseIP(name); name == "localhost" || ip != nil && ip.IsLoopback() {
		return "http://"
	}
	return "https://"
}

// LookUpLogin asks a host as whom it knows the user, with the token that this machine has
// for it. p may be nil; with it, it is asked what the user may do in the pool, too.
//
// Errors: [credential.ErrNoToken] when there is none, [forge.AuthError] when the host does not
// take it.
func LookUpLogin(ctx context.Context, h forge.Host, p *Pool, o Options) (Login, error) {
	w := o.Finder()
	if p != nil {
		w.User = p.addressUser()
	}
	c, err := w.Find(ctx, h.Site())
	if err != nil {
		return Login{Host: h}, err
	}
	return lookUp(ctx, h, c, p, o)
}

func lookUp(ctx context.Context, h forge.Host, c credential.Credential, p *Pool, o Options) (Login, error) {
	out := Login{Host: h, Source: c.Source}
	r, ours, err := remoteOn(h, p)
	if err != nil {
		return out, err
	}
	send := repo.HTTP(o.repo()) // as the user's git would, or the pool's
	if p != nil {
		send = p.repo.HTTP()
	}
	f, err := forge.New(h, r, forge.Options{Transport: send, Credential: c, Notice: o.notice, Log: o.Log, Now: o.Now})
	if err != nil {
		return out, err
	}
	who, err := f.Whoami(ctx)
	if err != nil {
		return out, err
	}
	out.Login, out.Name = who.Login, who.Name
	if !ours {
		return out, nil
	}
	repository, err := f.Repository(ctx)
	if errors.Is(err, forge.ErrNotFound) {
		out.Path, out.Permission = r.Path, forge.None
		return out, nil
	}
	out.Path, out.Permission = repository.Path, repository.Permission
	if scoped, ok := f.(forge.Scoped); ok && err == nil {
		out.Lacks, err = scoped.Lacks(ctx)
	}
	return out, err
}

// remoteOn is the pool's repository when it is on that host, else one whose name does not
// matter.
func remoteOn(h forge.Host, p *Pool) (r forge.Remote, ours bool, err error) {
	if p != nil {
		if own, known := p.offlineHost(); known && own.Name() == h.Name() {
			r, err := p.forgeRemote()
			return r, true, err
		}
	}
	r, err = forge.ParseRemote(h.Web + "/cop/cop")
	return r, false, err
}

// LogIn tries a token and, when the host takes it, keeps it. It returns where it is kept.
func LogIn(ctx context.Context, h forge.Host, token credential.Token, p *Pool, o Options) (Login, string, error) {
	c := credential.Credential{Token: token, Host: h.Name()}
	who, err := lookUp(ctx, h, c, p, o)
	if err != nil {
		return who, "", err
	}
	if o.Keyring == nil {
		return who, "", errors.New("this machine keeps no tokens")
	}
	where, err := o.Keyring.Store(h.Name(), token)
	return who, where, err
}

// LogOut forgets the tokens that cop keeps for a host, that for the user whom the address of
// the pool names among them; p may be nil. When another source has one still, it is returned.
func LogOut(ctx context.Context, h forge.Host, p *Pool, o Options) (still string, err error) {
	keys := []string{h.Name()}
	if p != nil && p.addressUser() != "" {
		keys = append(keys, loginKey(p.addressUser(), h.Name()))
	}
	for _, key := range keys {
		if o.Keyring == nil {
			break
		}
		if err := o.Keyring.Delete(key); err != nil {
			return "", err
		}
	}
	c, err := o.Finder().Find(ctx, h.Site())
	if errors.Is(err, credential.ErrNoToken) {
		return "", nil
	}
	return c.Source, err
}
