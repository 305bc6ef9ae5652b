package credential

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"os/exec"
	"strings"
)

// Credential is a token for one host and where it came from. The zero value is none.
type Credential struct {
	Token Token
	// User goes with a password that git's credential helper gave; "" for a token.
	User string
	// Source says where it came from, for people: "COP_TOKEN", "gh", "the keyring".
	Source string
	// Host is what it is bound to, with the port when there is one.
	Host string
}

// IsZero reports whether there is none.
func (c Credential) IsZero() bool { return c.Token.IsZero() }

// Header is the value of the Authorization header. All hosts take a token as Bearer;
// what git's helpers hold may be a password, which only Basic carries.
func (c Credential) Header() string {
	if c.User == "" {
		return "Bearer " + c.Token.Reveal()
	}
	return "Basic " + base64.StdEncoding.EncodeToString([]byte(c.User+":"+c.Token.Reveal()))
}

// Env is the environment that lets a push through the same door: the token for this host
// alone, as COP_TOKEN and COP_HOST. It is for a child's environment only.
func (c Credential) Env() []string {
	if c.IsZero() {
		return nil
	}
	return []string{"COP_HOST=" + c.Host, "COP_TOKEN=" + c.Token.Reveal()}
}

// Keyring keeps tokens on this machine. Lookup's ok is false when it holds none.
type Keyring interface {
	Lookup(host string) (token Token, where string, ok bool, err error)
	Store(host string, token Token) (where string, err error)
	Delete(host string) error
}

// Program is a call of another program. Nothing in Args is ever secret.
type Program struct {
	Name  string
	Args  []string
	Stdin string
	// Set and Unset change the environment the program inherits.
	Set   []string
	Unset []string
}

// ErrNoToken says that nothing on this machine knows a token for a host.
var ErrNoToken = errors.New("no token for this host")

// Site is a host as tokens are bound to it.
type Site struct {
	Name   string // with its port: "git.example.org:3000"; "" is nowhere
	Scheme string // of its pages: https or http
	// Program is the call of the host's own program that prints a token; none without a name.
	Program Program
	// BearerOnly says that the host takes no user name with a token.
	BearerOnly bool
}

// Finder finds the token for a host. It is a pure function of what it is given.
type Finder struct {
	Env func(string) string // of this process; nil is empty
	// Run runs a program and returns its standard output; an error that is
	// exec.ErrNotFound when there is no such program. nil runs none.
	Run     func(context.Context, Program) ([]byte, error)
	Keyring Keyring // nil is none
	// User is whom the address of the repository names: what is kept for USER@HOST serves,
	// too. "" is nobody.
	User string
	// Git is the name or path of the git program; "" asks no credential helper.
	Git string
}

// Find asks the sources in order and returns the first token:
//
//  1. COP_TOKEN, when COP_HOST names this host
//  2. the vendor's variable, bound to its host
//  3. the vendor's own program: gh, glab
//  4. the keyring, filled by cop auth login
//  5. git's credential helpers, never asking
//
// The error is ErrNoToken when none has one, and the context's own. A source that fails
// counts as one that has none: it is somebody else's program.
func (w Finder) Find(ctx context.Context, at Site) (Credential, error) {
	name := at.Name
	if name == "" {
		return Credential{}, fmt.Errorf("git: %w", ErrNoToken)
	}
	for _, source := range []func(context.Context, Site) Credential{
		w.fromOurs, w.fromVendor, w.fromProgram, w.fromKeyring, w.fromGit,
	} {
		c := source(ctx, at)
		if err := ctx.Err(); err != nil {
			return Credential{}, err
		}
		if !c.IsZero() && fitsHeader(c.Token.Reveal()) {
			c.Host = name
			return c, nil
		}
	}
	return Credential{}, fmt.Errorf("%s: %w", name, ErrNoToken)
}

// fitsHeader refuses what would break out of a header.
func fitsHeader(token string) bool {
	return !strings.ContainsFunc(token, func(r rune) bool { return r <= ' ' || r >= 0x7f })
}

func (w Finder) env(name string) string {
	if w.Env == nil {
		return ""
	}
	return strings.TrimSpace(w.Env(name))
}

func (w Finder) fromOurs(_ context.Context, at Site) Credential {
	if !Names(w.env("COP_HOST"), at.Name) {
		return Credential{}
	}
	return Credential{Token: NewToken(w.env("COP_TOKEN")), Source: "COP_TOKEN"}
}

// fromVendor reads the variables that the hosts' own tools use.
func (w Finder) fromVendor(_ context.Context, at Site) Credential {
	for _, v := range Variables(w.env)[1:] {
		if token := w.env(v.Token); token != "" && Names(v.Host, at.Name) {
			return Credential{Token: NewToken(token), Source: v.Token}
		}
	}
	return Credential{}
}

// vendorVariables are taken away from the programs we ask, which else would answer with
// a variable that is bound to another host.
func vendorVariables() []string {
	return []string{"GH_TOKEN", "GITHUB_TOKEN", "GH_ENTERPRISE_TOKEN", "GITHUB_ENTERPRISE_TOKEN", "GITLAB_TOKEN", "GITLAB_ACCESS_TOKEN", "OAUTH_TOKEN", "COP_TOKEN"}
}

func (w Finder) fromProgram(ctx context.Context, at Site) Credential {
	if at.Program.Name == "" {
		return Credential{}
	}
	p := at.Program
	p.Unset = vendorVariables()
	out, err := w.run(ctx, p)
	if err != nil {
		return Credential{}
	}
	return Credential{Token: NewToken(strings.TrimSpace(string(out))), Source: p.Name}
}

func (w Finder) run(ctx context.Context, p Program) ([]byte, error) {
	if w.Run == nil {
		return nil, exec.ErrNotFound
	}
	return w.Run(ctx, p)
}

func (w Finder) fromKeyring(_ context.Context, at Site) Credential {
	if w.Keyring == nil {
		return Credential{}
	}
	c := Credential{}
	token, where, ok, err := w.Keyring.Lookup(at.Name)
	if (err != nil || !ok) && w.User != "" {
		token, where, ok, err = w.Keyring.Lookup(w.User + "@" + at.Name)
		c.User = w.User
	}
	if err != nil || !ok {
		return Credential{}
	}
	if at.BearerOnly { // its API takes no passwords, and tokens as Bearer alone
		c.User = ""
	}
	c.Token, c.Source = token, where
	return c
}

// fromGit asks git's credential helpers. Nothing may prompt: not git, not an askpass
// program, not a manager with a window.
func (w Finder) fromGit(ctx context.Context, at Site) Credential {
	if w.Git == "" || strings.ContainsAny(at.Name, "\n\x00") {
		return Credential{}
	}
	out, err := w.run(ctx, Program{
		Name: w.Git, Args: []string{"credential", "fill"},
		Stdin: "protocol=" + at.Scheme + "\nhost=" + at.Name + "\n\n",
		Set:   []string{"GIT_TERMINAL_PROMPT=0", "GIT_ASKPASS=", "SSH_ASKPASS=", "GCM_INTERACTIVE=never", "LC_ALL=C"},
		Unset: vendorVariables(),
	})
	if err != nil {
		return Credential{}
	}
	c := Credential{Source: "git's credential helper"}
	for l := range strings.Lines(string(out)) {
		key, value, _ := strings.Cut(strings.TrimRight(l, "\r\n"), "=")
		switch key {
		case "username":
			c.User = value
		case "password":
			c.Token = NewToken(value)
		}
	}
	if at.BearerOnly { // its API takes no passwords, and tokens as Bearer alone
		c.User = ""
	}
	return c
}

// Exec is a Run for [Finder] over real programs, with the given environment.
func Exec(environ []string) func(context.Context, Program) ([]byte, error) {
	return func(ctx context.Context, p Program) ([]byte, error) {
		cmd := exec.CommandContext(ctx, p.Name, p.Args...)
		cmd.Env = []string{}
		for _, kv := range environ {
			if name, _, _ := strings.Cut(kv, "="); !contains(p.Unset, name) {
				cmd.Env = append(cmd.Env, kv)
			}
		}
		cmd.Env = append(cmd.Env, p.Set...)
		cmd.Stdin = strings.NewReader(p.Stdin)
		out, err := cmd.Output()
		var exit *exec.ExitError
		if errors.As(err, &exit) {
			return nil, fmt.Errorf("%s ended with status %d", p.Name, exit.ExitCode())
		}
		return out, err
	}
}

func contains(list []string, s string) bool {
	for _, e := range list {
		if e == s {
			return true
		}
	}
	return false
}
