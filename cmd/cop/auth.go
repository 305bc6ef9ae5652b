package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/breakfast-table/cop/cmd/internal/term"
	"github.com/breakfast-table/cop/pkg/credential"
	"github.com/breakfast-table/cop/pkg/forge"
	"github.com/breakfast-table/cop/pkg/pool"
)

func newAuth(c *cli) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "auth",
		Short: "Let the host of your pool know you",
		Long: `Where a pool is reviewed on GitHub, GitLab, Gitea or Forgejo, cop needs a token
to open reviews and to answer them. It looks for one, in this order: COP_TOKEN
for the host that COP_HOST names; the variables of the host's own tools
(GH_TOKEN, GITLAB_TOKEN, GITEA_TOKEN, FORGEJO_TOKEN), each for its host only; gh
and glab; what cop auth login keeps; git's credential helpers.

A password that stands in the address of a pool is told, and moves to where cop
auth login keeps tokens. What cop lends to git is stored by no helper of git's.

A token is sent to its own host only, never over plain http to another machine,
and is in no argument, address, message or file of settings. A pool on a folder
or a plain server needs none.`,
		Example: "cop auth login\ncop auth status\ncop auth logout codeberg.org",
		GroupID: "settings",
		Args:    knownCommand,
		RunE:    func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newAuthLogin(c), newAuthStatus(c), newAuthLogout(c))
	return cmd
}

func newAuthLogin(c *cli) *cobra.Command {
	var stdin bool
	cmd := &cobra.Command{
		Use:   "login [HOST]",
		Short: "Keep a token for the host of this pool, or for HOST",
		Long: `Ask for a token, try it, and keep it: in the keyring of this machine, or where
there is none in a file that only you can read (COP_KEYRING=file asks for that).
What the token must be allowed to do is said before it is asked for. A server that
reviews nothing is asked for a name and a password instead; --with-token reads
them as NAME:PASSWORD.`,
		Example: "cop auth login\ncop auth login codeberg.org\ncop auth login git.example.org --with-token <token.txt",
		Args:    takes(0, 1),
		RunE: c.withAnyHost(true, func(ctx context.Context, h forge.Host, p *pool.Pool) (any, error) {
			if h.Kind == forge.Plain {
				return c.runPlainLogin(ctx, h, p, stdin)
			}
			return c.runAuthLogin(ctx, h, p, stdin)
		}),
	}
	cmd.Flags().BoolVar(&stdin, "with-token", false, "read the token from standard input")
	return cmd
}

func newAuthStatus(c *cli) *cobra.Command {
	return &cobra.Command{
		Use:   "status [HOST]",
		Short: "Say as whom the host knows you, and where the token comes from",
		Long: `Say as whom the host of this pool, or HOST, knows you, where the token comes from
and what you may do in the pool. The token itself is never shown. Exit code 4
when there is none or the host does not take it.`,
		Example: "cop auth status\ncop auth status github.com --json",
		Args:    takes(0, 1),
		RunE:    c.withHost(c.runAuthStatus),
	}
}

func newAuthLogout(c *cli) *cobra.Command {
	return &cobra.Command{
		Use:     "logout [HOST]",
		Short:   "Forget the token that cop auth login keeps",
		Long:    "Forget the token that cop auth login keeps for the host of this pool, or for HOST.",
		Example: "cop auth logout\ncop auth logout codeberg.org",
		Args:    takes(0, 1),
		RunE: c.withHost(func(ctx context.Context, h forge.Host, p *pool.Pool) (any, error) {
			still, err := pool.LogOut(ctx, h, p, c.poolOptions())
			if err != nil {
				return nil, err
			}
			c.Say("Forgot the token for %s.", h.Name())
			if still != "" {
				c.Say("note: %s has one still.", still)
			}
			return told{loginJSON{Host: h.Name(), Kind: h.Kind, URL: h.Web, Source: still}}, nil
		}),
	}
}

// errNoHost says that there is nobody to log in with.
var errNoHost = errors.New("this pool is reviewed in itself; it needs no token")

// withHost adapts a use case on a host – the argument, else the pool's – to cobra.
func (c *cli) withHost(run func(context.Context, forge.Host, *pool.Pool) (any, error)) func(*cobra.Command, []string) error {
	return c.withAnyHost(false, run)
}

// withAnyHost is the same, where login also for a server that reviews nothing.
func (c *cli) withAnyHost(login bool, run func(context.Context, forge.Host, *pool.Pool) (any, error)) func(*cobra.Command, []string) error {
	return c.printing(func(ctx context.Context, args []string) (any, error) {
		p, err := c.openPool(ctx)
		if err == nil {
			defer p.Close()
		} else if len(args) == 0 {
			return nil, err
		}
		var h forge.Host
		if len(args) > 0 {
			h, err = pool.FindHost(ctx, args[0], c.poolOptions())
		} else {
			h, err = p.Host(ctx)
		}
		if err != nil {
			return nil, err
		}
		if h.Kind == forge.Plain && login {
			return c.withPlainHost(ctx, args, p, run)
		}
		if h.Kind == forge.Plain {
			if len(args) > 0 {
				return nil, &usageError{msg: fmt.Sprintf("%s is no host that reviews: neither GitHub, GitLab, Gitea nor Forgejo answers there", args[0]), hint: "for example: cop auth login codeberg.org"}
			}
			return nil, errNoHost
		}
		return run(ctx, h, p)
	})
}

// needs says, for each kind of host, the least that a token must be allowed to do, and the
// page that makes one.
var needs = map[forge.Kind]struct{ may, page string }{
	forge.GitHub:  {"a fine-grained token for the pool's repository with Contents and Pull requests: read and write (a classic one: public_repo, or repo for a private pool)", "/settings/personal-access-tokens/new"},
	forge.GitLab:  {"the scope api", "/-/user_settings/personal_access_tokens?name=cop&scopes=api"},
	forge.Gitea:   {"write:repository, write:issue and read:user", "/user/settings/applications"},
	forge.Forgejo: {"write:repository, write:issue and read:user", "/user/settings/applications"},
}

func (c *cli) runAuthLogin(ctx context.Context, h forge.Host, p *pool.Pool, stdin bool) (any, error) {
	token, err := c.readToken(ctx, h, stdin)
	if err != nil {
		return nil, err
	}
	who, where, err := pool.LogIn(ctx, h, token, p, c.poolOptions())
	if err != nil {
		return nil, err
	}
	c.Say("%s knows you as %s. The token is kept in %s.", h.Name(), who.Login, where)
	return told{loginJSON{Host: h.Name(), Kind: h.Kind, URL: h.Web, Source: where, Login: who.Login, Name: who.Name}}, nil
}

// readToken takes the token from standard input or asks for it, unseen.
func (c *cli) readToken(ctx context.Context, h forge.Host, stdin bool) (credential.Token, error) {
	var typed string
	if stdin {
		src, err := io.ReadAll(io.LimitReader(c.In, 1<<16))
		if err != nil {
			return credential.Token{}, fmt.Errorf("read the token: %w", err)
		}
		typed = strings.TrimSpace(string(src))
	} else {
		need := needs[h.Kind]
		c.Say("%s needs a token that may do this: %s.", h.Name(), need.may)
		c.Say("Make one at %s%s", h.Web, need.page)
		var err error
		if typed, err = c.AskSecret(ctx, term.Question{Text: "Token (not shown)", Flag: "the token on standard input with --with-token"}); err != nil {
			return credential.Token{}, err
		}
	}
	if typed == "" || strings.ContainsFunc(typed, func(r rune) bool { return r <= ' ' || r >= 0x7f }) {
		return credential.Token{}, &usageError{msg: "that is no token", hint: "paste it as the host showed it, one line"}
	}
	return credential.NewToken(typed), nil
}

// loginJSON is the result of cop auth status.
type loginJSON struct {
	Host       string           `json:"host"`
	Kind       forge.Kind       `json:"kind"`
	URL        string           `json:"url"`
	Source     string           `json:"source"`
	Login      forge.Login      `json:"login"`
	Name       string           `json:"name"`
	Repository string           `json:"repository"`
	Permission forge.Permission `json:"permission"`
	Lacks      string           `json:"token_lacks"` // what the token may not do of that, in the host's words
}

func (c *cli) runAuthStatus(ctx context.Context, h forge.Host, p *pool.Pool) (any, error) {
	l, err := pool.LookUpLogin(ctx, h, p, c.poolOptions())
	if errors.Is(err, credential.ErrNoToken) {
		lost := &forge.AuthError{Host: h.Name()}
		if a, ok := c.poolOptions().Finder().Astray(h.Name(), string(h.Kind)); ok {
			lost.Hint = a.Hint()
		}
		return nil, lost
	}
	if err != nil {
		return nil, err
	}
	return loginJSON{h.Name(), h.Kind, h.Web, l.Source, l.Login, l.Name, l.Path, l.Permission, l.Lacks}, nil
}

// Table is what a pipe gets.
func (l loginJSON) Table() term.Table {
	return term.Table{
		Columns: []term.Column{{Name: "host"}, {Name: "kind"}, {Name: "login"}, {Name: "source"}, {Name: "permission"}},
		Rows:    [][]term.Cell{{{Text: l.Host}, {Text: string(l.Kind)}, {Text: string(l.Login)}, {Text: l.Source}, {Text: l.may()}}},
	}
}

// may puts permissions into words.
var may = map[forge.Permission]string{
	forge.None: "you may not see the pool there", forge.Read: "you may read the pool and offer changes to it",
	forge.Write: "you may write to the pool", forge.Admin: "you may do anything in the pool",
}

// may is what the account may do in the pool, unless the token may not.
func (l loginJSON) may() string {
	if l.Lacks != "" {
		return "lacks " + l.Lacks
	}
	return string(l.Permission)
}

// Text is the same in a sentence or two.
func (l loginJSON) Text(s *term.Streams) string {
	p := s.Palette()
	text := p.Paint(term.Good, "ok") + " " + p.Paint(term.Title, l.Host) + p.Paint(term.Plain, fmt.Sprintf(" (%s) knows you as %s, by the token from %s.", l.Kind, l.Login, l.Source))
	if words := may[l.Permission]; words != "" {
		text += p.Paint(term.Plain, " "+strings.ToUpper(words[:1])+words[1:]+".")
	}
	text = term.Hang("", "   ", text, s.LineWidth()) + "\n"
	if l.Lacks != "" {
		text += term.Hang("", "   ", p.Paint(term.Warn, "but")+p.Paint(term.Plain, fmt.Sprintf(" this token may not: it lacks %s. cop auth login takes another.", term.Clean(l.Lacks))), s.LineWidth()) + "\n"
	}
	return text
}
