package repo

import (
	"fmt"
	"net/url"
	"path/filepath"
	"runtime"
	"strings"
	"unicode"
)

// endpoint is the address of a remote repository, taken apart and judged safe:
// nothing in it can become an option or a command of a program we start.
type endpoint struct {
	scheme         string // file, http, https, ssh or git
	user, password string
	host, port     string // an IPv6 host without brackets; port "" is the scheme's own
	path           string
	plain          string // the address as typed, without the password
	given          string // the same before git rewrites it, for git
	pushurl        bool   // the configuration names it for pushing only
}

// parseEndpoint reads an address as git would: a URL, user@host:path or a path
// on this machine. Addresses that make git run a command (ext::…, fd::…) or that
// look like an option are refused.
func parseEndpoint(raw string) (endpoint, error) {
	if err := refuseUnsafe(raw); err != nil {
		return endpoint{}, err
	}
	if strings.Contains(raw, "://") {
		return parseURL(raw)
	}
	if onWindowsDrive(raw) {
		return endpoint{scheme: "file", path: raw, plain: raw}, nil
	}
	colon, slash := strings.Index(raw, ":"), strings.Index(raw, "/")
	if colon < 0 || slash >= 0 && slash < colon {
		return endpoint{scheme: "file", path: raw, plain: raw}, nil
	}
	return parseShort(raw)
}

func refuseUnsafe(raw string) error {
	switch {
	case raw == "":
		return &AddressError{"the address of the remote repository is empty"}
	case strings.HasPrefix(raw, "-"):
		return &AddressError{fmt.Sprintf("the address %q begins with a dash", raw)}
	case strings.ContainsFunc(raw, unicode.IsControl):
		return &AddressError{fmt.Sprintf("the address %q holds control characters", redact(raw))}
	}
	helper, _, found := strings.Cut(raw, "::")
	if found && !strings.ContainsAny(helper, "/[@") {
		return &AddressError{fmt.Sprintf("the address %q would run a program (%s)", redact(raw), helper)}
	}
	return nil
}

func parseURL(raw string) (endpoint, error) {
	u, err := url.Parse(raw)
	if err != nil {
		return endpoint{}, fmt.Errorf("the address %q is not a URL", redact(raw))
	}
	e := endpoint{scheme: strings.ToLower(u.Scheme), host: u.Hostname(), port: u.Port(), path: u.Path, plain: raw}
	if e.scheme == "ssh+git" || e.scheme == "git+ssh" {
		e.scheme = "ssh"
	}
	if u.User != nil {
		e.user = u.User.Username()
		e.password, _ = u.User.Password()
		if e.password == tokenInName {
			e.user, e.password = "x-access-token", e.user
		}
		e.plain = withoutPassword(raw)
	}
	if e.scheme == "file" {
		e.path = filepath.FromSlash(strings.TrimPrefix(raw, u.Scheme+"://"))
		e.host, e.user = "", ""
	}
	return e, e.validate()
}

// parseShort reads user@host:path, where host may be [an IPv6 address].
func parseShort(raw string) (endpoint, error) {
	e := endpoint{scheme: "ssh", plain: raw}
	rest := raw
	if user, after, ok := strings.Cut(raw, "@"); ok && !strings.Contains(user, ":") {
		e.user, rest = user, after
	}
	if inner, after, ok := strings.Cut(strings.TrimPrefix(rest, "["), "]:"); ok && strings.HasPrefix(rest, "[") {
		e.host, e.path = inner, after
	} else {
		e.host, e.path, _ = strings.Cut(rest, ":")
	}
	return e, e.validate()
}

func (e endpoint) validate() error {
	switch e.scheme {
	case "file":
		return nil
	case "http", "https", "ssh", "git":
	default:
		return fmt.Errorf("the address %q uses %s, which is not one of file, http, https, ssh and git", e.plain, e.scheme)
	}
	if e.host == "" {
		return fmt.Errorf("the address %q names no host", e.plain)
	}
	for _, part := range []string{e.host, e.user} {
		if strings.HasPrefix(part, "-") {
			return fmt.Errorf("the address %q holds %q, which looks like an option", e.plain, part)
		}
	}
	if e.scheme == "ssh" && strings.HasPrefix(strings.TrimPrefix(e.path, "/"), "-") {
		return fmt.Errorf("the address %q holds a path that looks like an option", e.plain)
	}
	return nil
}

// String is the address without its password.
func (e endpoint) String() string { return e.plain }

// name is what to call the other side in a message: the host, or the path when
// it is on this machine.
func (e endpoint) name() string {
	if e.host == "" {
		return e.path
	}
	return e.hostPort()
}

// hostPort is the host with its port where that is not the scheme's own.
func (e endpoint) hostPort() string {
	host := e.host
	if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	if e.port == "" {
		return host
	}
	return host + ":" + e.port
}

func onWindowsDrive(raw string) bool {
	return runtime.GOOS == "windows" && filepath.VolumeName(raw) != ""
}

// withoutPassword cuts the password out of a URL and leaves all else to the byte.
func withoutPassword(raw string) string {
	scheme, rest, ok := strings.Cut(raw, "://")
	if !ok {
		return raw
	}
	authority, path := rest, ""
	if i := strings.IndexAny(rest, "/?#"); i >= 0 {
		authority, path = rest[:i], rest[i:]
	}
	at := strings.LastIndex(authority, "@")
	if at < 0 {
		return raw
	}
	user, password, _ := strings.Cut(authority[:at], ":")
	if password == tokenInName {
		return scheme + "://" + authority[at+1:] + path
	}
	return scheme + "://" + user + authority[at:] + path
}

// tokenInName is the password that GitHub documents for a token in the place of the user's
// name: https://TOKEN:x-oauth-basic@github.com/owner/pool. Git starts its helper for http
// with the name, not the password, among its arguments.
const tokenInName = "x-oauth-basic"

// redact hides the passwords of all URLs in a text that is about to be shown.
func redact(text string) string {
	for from := 0; ; {
		i := strings.Index(text[from:], "://")
		if i < 0 {
			return text
		}
		from += i + len("://")
		end := len(text)
		if j := strings.IndexAny(text[from:], "/?# \t\r\n'\"<>"); j >= 0 {
			end = from + j
		}
		at := strings.LastIndex(text[from:end], "@")
		if at < 0 {
			continue
		}
		user, password, secret := strings.Cut(text[from:from+at], ":")
		if password == tokenInName {
			user = "***"
		}
		if secret {
			text = text[:from] + user + ":***" + text[from+at:]
		}
	}
}
