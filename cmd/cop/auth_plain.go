package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/breakfast-table/cop/cmd/internal/term"
	"github.com/breakfast-table/cop/pkg/credential"
	"github.com/breakfast-table/cop/pkg/forge"
	"github.com/breakfast-table/cop/pkg/pool"
)

// withPlainHost runs a use case on a server of git's alone that may ask for a login.
func (c *cli) withPlainHost(ctx context.Context, args []string, p *pool.Pool, run func(context.Context, forge.Host, *pool.Pool) (any, error)) (any, error) {
	h, ok := plainHost(args, p)
	if !ok {
		return nil, errNoHost
	}
	return run(ctx, h.Host, p)
}

// plainHost is the pool's, when the argument, if any, means that.
func plainHost(args []string, p *pool.Pool) (pool.PlainHost, bool) {
	var own pool.PlainHost
	known := false
	if p != nil {
		own, known = p.PlainHost()
	}
	if len(args) == 0 {
		return own, known
	}
	typed, ok := pool.FindPlainHost(args[0])
	if ok && known && own.Name() == typed.Name() {
		return own, true
	}
	return typed, ok
}

func (c *cli) runPlainLogin(ctx context.Context, host forge.Host, p *pool.Pool, stdin bool) (any, error) {
	h := pool.PlainHost{Host: host}
	if p != nil {
		if own, ok := p.PlainHost(); ok && own.Name() == host.Name() {
			h = own
		}
	}
	user, password, err := c.readLogin(ctx, h, stdin)
	if err != nil {
		return nil, err
	}
	where, err := pool.LogInPlain(ctx, h, user, credential.NewToken(password), p, c.poolOptions())
	if errors.Is(err, pool.ErrExposed) {
		return nil, &usageError{msg: err.Error(), hint: "ask whoever runs it for https; a credential helper of git's sends one all the same"}
	}
	if err != nil {
		return nil, err
	}
	if h.Address == "" {
		c.Say("Kept for %s@%s in %s; it is tried with the first cop join of an address with %s@ in it.", user, h.Name(), where, user)
		return nil, nil
	}
	c.Say("%s lets you in as %s. The password is kept in %s.", h.Name(), user, where)
	return nil, nil
}

// readLogin takes NAME:PASSWORD from standard input or asks for both, the password unseen.
func (c *cli) readLogin(ctx context.Context, h pool.PlainHost, stdin bool) (user, password string, err error) {
	if stdin {
		src, err := io.ReadAll(io.LimitReader(c.In, 1<<16))
		if err != nil {
			return "", "", fmt.Errorf("read the login: %w", err)
		}
		user, password, _ = strings.Cut(strings.TrimRight(string(src), "\r\n"), ":")
	} else {
		c.Say("%s reviews nothing; it asks for a name and a password.", h.Name())
		if user, err = c.Ask(ctx, term.Question{Text: "Name", Default: h.User, Flag: "NAME:PASSWORD on standard input with --with-token"}); err != nil {
			return "", "", err
		}
		if password, err = c.AskSecret(ctx, term.Question{Text: "Password (not shown)", Flag: "NAME:PASSWORD on standard input with --with-token"}); err != nil {
			return "", "", err
		}
	}
	if user == "" || password == "" || strings.ContainsAny(user+password, "\n\r") || strings.ContainsAny(user, "@/:") {
		return "", "", &usageError{msg: "that is no name and password", hint: "one line: NAME:PASSWORD"}
	}
	return user, password, nil
}
