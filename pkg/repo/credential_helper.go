package repo

import (
	"bytes"
	"context"
	"fmt"
	"os/exec"
	"strings"
	"time"
)

// credentialHelper is a program that speaks git's credential protocol: an
// action as its last argument, key=value lines in and out. It works
// without git, which only hands those lines on.
type credentialHelper struct {
	line string // the value of credential.helper
	opts Options
	at   endpoint
}

// helpers lists the credential helpers configured for an address. An empty value forgets
// those before it.
func (w loginFinder) helpers() []*credentialHelper {
	var all []*credentialHelper
	if w.settings == nil {
		return nil
	}
	for _, s := range w.settings.list {
		scope, ok := strings.CutPrefix(s.Key, "credential.")
		scope, isHelper := strings.CutSuffix("."+scope, ".helper")
		if !ok || !isHelper || !w.at.inScope(strings.TrimPrefix(scope, ".")) {
			continue
		}
		if s.Value == "" {
			all = nil
			continue
		}
		all = append(all, &credentialHelper{line: s.Value, opts: w.opts, at: w.at})
	}
	return all
}

// inScope tells whether a credential section is about this address: "" is, and
// so is a URL with the same scheme and host, a leading *. standing for one label.
func (e endpoint) inScope(scope string) bool {
	if scope == "" {
		return true
	}
	scheme, rest, ok := strings.Cut(scope, "://")
	host, path, _ := strings.Cut(rest, "/")
	if _, after, found := strings.Cut(host, "@"); found {
		host = after
	}
	if !ok || scheme != e.scheme || !strings.HasPrefix(strings.TrimPrefix(e.path, "/"), path) {
		return false
	}
	if domain, wild := strings.CutPrefix(host, "*."); wild {
		label, found := strings.CutSuffix(e.hostPort(), "."+domain)
		return found && label != "" && !strings.Contains(label, ".")
	}
	return strings.EqualFold(host, e.hostPort())
}

// get asks for a login. A helper that fails, knows nothing or is not installed gives none.
func (h *credentialHelper) get(ctx context.Context) (login, bool) {
	out, err := h.run(ctx, "get", h.question())
	if err != nil {
		return login{}, false
	}
	l := login{user: h.at.user, from: h}
	for line := range strings.Lines(string(out)) {
		key, value, _ := strings.Cut(strings.TrimRight(line, "\r\n"), "=")
		switch key {
		case "username":
			l.user = value
		case "password":
			l.secret = value
		case "quit":
			return login{}, false
		}
	}
	return l, l.secret != ""
}

// settle tells the helper whether its login was accepted: it may keep it or
// should forget it. A helper that cannot is none of our errors.
func (l login) settle(ctx context.Context, accepted bool) {
	if l.from == nil {
		return
	}
	action := "erase"
	if accepted {
		action = "store"
	}
	_, _ = l.from.run(ctx, action, l.from.question()+fmt.Sprintf("username=%s\npassword=%s\n", l.user, l.secret))
}

func (h *credentialHelper) question() string {
	q := fmt.Sprintf("protocol=%s\nhost=%s\n", h.at.scheme, h.at.hostPort())
	if h.at.user != "" {
		q += "username=" + h.at.user + "\n"
	}
	return q
}

func (h *credentialHelper) run(ctx context.Context, action, input string) ([]byte, error) {
	cmd, err := h.command(ctx, action)
	if err != nil {
		return nil, err
	}
	cmd.Env = h.opts.Env
	cmd.Stdin = strings.NewReader(input)
	detach(cmd, false)
	cmd.WaitDelay = time.Second
	var out bytes.Buffer
	cmd.Stdout = &out
	err = runToEnd(ctx, cmd)
	return out.Bytes(), err
}

// command reads the setting as git does: "!" begins a shell command, a path names a
// program, and a word stands for git-credential-WORD.
func (h *credentialHelper) command(ctx context.Context, action string) (*exec.Cmd, error) {
	name, args := "sh", []string{}
	if snippet, ok := strings.CutPrefix(h.line, "!"); ok {
		args = []string{"-c", snippet + ` "$@"`, snippet}
	} else if words := strings.Fields(h.line); len(words) > 0 {
		name, args = words[0], words[1:]
	}
	if name != "sh" && !strings.ContainsAny(name, `/\`) {
		name = "git-credential-" + name
	}
	path, err := h.opts.lookPath(name)
	if err != nil {
		return nil, err
	}
	return exec.CommandContext(ctx, path, append(args, action)...), nil
}
