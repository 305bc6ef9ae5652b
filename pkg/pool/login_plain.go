package pool

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"

	"github.com/breakfast-table/cop/pkg/credential"
	"github.com/breakfast-table/cop/pkg/forge"
)

// PlainHost is a server of git's alone that speaks http: it reviews nothing, and may ask for a name and
// a password.
type PlainHost struct {
	forge.Host
	// Address is the shared place there, "" where only the host is known. User is whom it names.
	Address, User string
}

// ErrExposed says that a password would travel where others can read it.
var ErrExposed = errors.New("its address is not encrypted, and cop sends no password that others could read")

// PlainHost is where the pool's shared place asks for a login, when it is no host that reviews;
// false where there is nobody to log in with.
func (p *Pool) PlainHost() (PlainHost, bool) {
	address, _ := p.Remote()
	r, err := p.forgeRemote()
	if err != nil || !overHTTP(r) {
		return PlainHost{}, false
	}
	return PlainHost{Host: forge.Host{Kind: forge.Plain, Web: r.Web()}, Address: address, User: p.addressUser()}, true
}

// FindPlainHost is the same for what was typed: a host, or an address.
func FindPlainHost(typed string) (PlainHost, bool) {
	if !strings.Contains(typed, "://") {
		typed = schemeOf(typed) + typed
	}
	r, err := forge.ParseRemote(strings.TrimRight(typed, "/") + "/cop/cop")
	if err != nil || !overHTTP(r) {
		return PlainHost{}, false
	}
	return PlainHost{Host: forge.Host{Kind: forge.Plain, Web: r.Web()}, User: userOf(typed)}, true
}

// LogInPlain tries a name and a password where the shared place is known, and keeps them. The
// pool's address names the user from then on, as git has it. It returns where they are kept.
//
// Errors: [ErrExposed]; an AuthError of package repo when the place does not take them.
func LogInPlain(ctx context.Context, h PlainHost, user string, password credential.Token, p *Pool, o Options) (where string, err error) {
	if exposed(h.Web) {
		return "", fmt.Errorf("%s: %w", h.Name(), ErrExposed)
	}
	if o.Keyring == nil {
		return "", errors.New("this machine keeps no passwords")
	}
	if p != nil && h.Address != "" {
		if err := p.tryLogin(ctx, h, user, password); err != nil {
			return "", err
		}
	}
	return o.Keyring.Store(user+"@"+h.Name(), password)
}

// tryLogin asks the shared place with a login, and has the address name the user.
func (p *Pool) tryLogin(ctx context.Context, h PlainHost, user string, password credential.Token) error {
	c := credential.Credential{Token: password, Host: h.Name()}
	p.repo.Lend(c.Env()...)
	p.tokenAdded = true
	_, rest, _ := strings.Cut(h.Address, "://")
	if at := strings.LastIndex(rest, "@"); at >= 0 {
		rest = rest[at+1:]
	}
	scheme, _, _ := strings.Cut(h.Address, "://")
	address := scheme + "://" + user + "@" + rest
	if _, err := p.repo.Fetch(ctx, address, nil); err != nil {
		return err
	}
	if address == h.Address || p.repo.Given(p.trunk.place) != h.Address {
		return nil
	}
	return p.repo.SetConfig("remote."+p.trunk.place+".url", address)
}

func exposed(web string) bool {
	rest, plain := strings.CutPrefix(web, "http://")
	host, _, err := net.SplitHostPort(rest)
	if err != nil {
		host = rest
	}
	ip := net.ParseIP(strings.Trim(host, "[]"))
	return plain && host != "localhost" && (ip == nil || !ip.IsLoopback())
}
