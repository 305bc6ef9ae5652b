package repo

import (
	"context"
	"net"
	"strings"

	"github.com/breakfast-table/cop/pkg/credential"
)

// login is a user name and a secret for one host. It never prints the secret.
type login struct {
	user, secret string
	// explicit says that the user named it for cop and this host.
	explicit bool
	// from is the credential helper that gave it; nil for another source.
	from *credentialHelper
}

// String hides the secret.
func (l login) String() string { return l.user + ":***" }

// GoString hides the secret.
func (l login) GoString() string { return l.String() }

// loginFinder knows where a login for an address may come from.
type loginFinder struct {
	opts     Options
	settings *settings
	at       endpoint
}

// sources lists the places to ask, the most explicit first: the address, variables bound to
// its host, netrc, git's credential helpers.
func (w loginFinder) sources() []func(context.Context) (login, bool) {
	all := []func(context.Context) (login, bool){
		func(context.Context) (login, bool) { return w.fromAddress() },
		func(context.Context) (login, bool) { return w.fromEnvironment() },
		func(context.Context) (login, bool) { return w.fromNetrc() },
	}
	for _, h := range w.helpers() {
		all = append(all, h.get)
	}
	return all
}

func (w loginFinder) fromAddress() (login, bool) {
	return login{user: w.at.user, secret: w.at.password}, w.at.password != ""
}

// fromEnvironment takes a token from a variable, each bound to its host:
// COP_TOKEN to COP_HOST, the vendors' to theirs. None is sent where others could
// read it.
func (w loginFinder) fromEnvironment() (login, bool) {
	if w.at.exposed() {
		return login{}, false
	}
	for _, v := range credential.Variables(w.opts.env) {
		if token := w.opts.env(v.Token); token != "" && w.at.isHost(v.Host) {
			return login{user: w.userFor(v.User), secret: token, explicit: v.Token == "COP_TOKEN"}, true
		}
	}
	return login{}, false
}

// userFor is the name that goes with a token. Servers that take tokens do not
// care, except that GitLab wants oauth2 and GitHub's apps x-access-token.
func (w loginFinder) userFor(vendor string) string {
	switch {
	case w.at.user != "":
		return w.at.user
	case vendor != "":
		return vendor
	case strings.Contains(w.at.host, "gitlab"):
		return "oauth2"
	}
	return "x-access-token"
}

// isHost compares an address with a host, which may be named without the scheme's own port.
func (e endpoint) isHost(host string) bool {
	return credential.Names(host, e.hostPort()) || e.port == "" && credential.Names(host, e.host)
}

// exposed tells whether others can read what is sent: plain http to another machine.
func (e endpoint) exposed() bool {
	if e.scheme != "http" {
		return false
	}
	ip := net.ParseIP(e.host)
	return e.host != "localhost" && (ip == nil || !ip.IsLoopback())
}

// The variables of a git child in which it finds a login that we provide.
const (
	loginUser   = "COP_LOGIN_USER"
	loginSecret = "COP_LOGIN_SECRET"
)

// envHelper is a credential helper in the shell's words. It holds no secret
// itself; only the child's environment does.
const envHelper = `!f() { test "$1" = get && printf 'username=%s\npassword=%s\n' "$` + loginUser + `" "$` + loginSecret + `"; }; f`

// explicitLogin is the login that git gets from us: what stands in the address, or a token from the
// environment. A vendor's variable gives way to the user's own credential helpers: it may be
// meant for less.
func (t *gitTransport) explicitLogin() (login, bool) {
	if t.at.scheme != "http" && t.at.scheme != "https" {
		return login{}, false
	}
	w := loginFinder{opts: Options{Env: t.git.env}, settings: t.conf, at: t.at}
	if l, ok := w.fromAddress(); ok {
		return l, true
	}
	l, ok := w.fromEnvironment()
	return l, ok && (l.explicit || len(w.helpers()) == 0)
}

// credentials lets git find the login that it gets from us, and no other: the empty value
// forgets all helpers of the user's. Git offers a login that worked to each helper it knows,
// and store would write ours to a file.
func (t *gitTransport) credentials() []override {
	if _, ok := t.explicitLogin(); !ok {
		return nil
	}
	key := "credential." + t.at.scheme + "://" + t.at.hostPort() + ".helper"
	return []override{{Key: key}, {Key: key, Value: envHelper}}
}

// secrets are the variables that go with credentials.
func (t *gitTransport) secrets() []string {
	l, ok := t.explicitLogin()
	if !ok {
		return nil
	}
	return []string{loginUser + "=" + l.user, loginSecret + "=" + l.secret}
}
