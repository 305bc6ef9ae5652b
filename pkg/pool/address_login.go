package pool

import (
	"context"
	"fmt"
	"net"
	"net/url"
	"slices"
	"strings"

	"github.com/breakfast-table/cop/pkg/credential"
	"github.com/breakfast-table/cop/pkg/pool/leak"
	"github.com/breakfast-table/cop/pkg/repo"
)

// addressLogin is the login that stood in a web address: https://ana:secret@host/pool. It
// is kept in the keyring under key, and the address goes on as bare.
type addressLogin struct {
	bare   string // the address without the secret
	host   string // with its port
	user   string // "" when the secret stood in its place
	secret credential.Token
}

// key names the login in the keyring.
func (l addressLogin) key() string { return loginKey(l.user, l.host) }

func loginKey(user, host string) string {
	if user == "" {
		return host
	}
	return user + "@" + host
}

// env lets git in with it.
func (l addressLogin) env() []string {
	return credential.Credential{Token: l.secret, Host: l.host}.Env()
}

// splitLogin takes the secret out of an address; ok is false where there is none that cop
// may keep: no web address, no secret, or one that goes over the network in the open.
//
//	https://ana:s3cret@host/pool            →  https://ana@host/pool, s3cret
//	https://ghp_…:x-oauth-basic@host/pool   →  https://host/pool, ghp_…
func splitLogin(address string) (l addressLogin, ok bool) {
	u, err := url.Parse(address)
	if err != nil || u.User == nil || u.Scheme != "https" && (u.Scheme != "http" || !onThisMachine(u.Hostname())) {
		return l, false
	}
	user := u.User.Username()
	password, _ := u.User.Password()
	if slices.Contains([]string{"", "x-oauth-basic"}, password) {
		if len(leak.Find("", nil, []byte(user))) == 0 {
			return l, false
		}
		user, password = "", user
	}
	u.User = nil
	if user != "" {
		u.User = url.User(user)
	}
	return addressLogin{bare: u.String(), host: strings.ToLower(u.Host), user: user, secret: credential.NewToken(password)}, true
}

func onThisMachine(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// keep puts the login where cop keeps tokens, and says so.
func (o Options) keep(l addressLogin) error {
	where, err := o.Keyring.Store(l.key(), l.secret)
	if err != nil {
		return err
	}
	o.notice(fmt.Sprintf("the address of the shared place held a password, where every program can read it. It is kept in %s now, not in the address; other programs will ask for it.", where))
	return nil
}

// moveLogins takes passwords out of the addresses of the shared place, as this clone has
// them, and keeps them where cop keeps tokens. What cannot be kept stays where it is. Call it
// once they have let us in.
func (p *Pool) moveLogins() {
	if p.opt.Keyring == nil {
		return
	}
	for _, key := range []string{"remote." + p.trunk.place + ".url", "remote." + p.trunk.place + ".pushurl"} {
		address, _ := p.repo.Config(key)
		l, ok := splitLogin(address)
		if !ok {
			continue
		}
		if err := p.opt.keep(l); err == nil {
			_ = p.repo.SetConfig(key, l.bare) // in a clone that cannot be written it stays
		}
	}
}

// addressUser is the name that the address of the shared place gives, "" for none.
func (p *Pool) addressUser() string {
	address, _ := p.Remote()
	return userOf(address)
}

func userOf(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.User == nil {
		return ""
	}
	return u.User.Username()
}

// cloneWithLogin is repo.Clone of an address that holds a secret: the clone's address does
// not hold it. It is kept once it has let us in.
func cloneWithLogin(ctx context.Context, l addressLogin, dir string, o Options) (*repo.Repo, error) {
	with := o.repo()
	with.Env = append(slices.Clip(with.Env), l.env()...)
	r, err := repo.Clone(ctx, l.bare, dir, with, progressWriter{o})
	if err != nil {
		return nil, err
	}
	if bad := o.keep(l); bad != nil {
		o.notice(fmt.Sprintf("the password in the address was used and is not kept: %v", bad))
	}
	return r, nil
}
