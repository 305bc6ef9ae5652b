package forge

import (
	"fmt"
	"net"
	"net/url"
	"regexp"
	"strings"
	"sync"
)

// Remote is the address of a shared repository, taken apart. It never holds a password.
type Remote struct {
	Scheme string // https, http, ssh, git; "" is a folder on this machine
	Host   string // without port; an IPv6 address without brackets
	Port   string // "" is the scheme's own
	Path   string // "guild/pool" or "sub/guild/pool": no slash at the ends, no .git
}

// Local reports whether the address is a folder on this machine.
func (r Remote) Local() bool { return r.Scheme == "" }

// String is the address for people.
func (r Remote) String() string {
	if r.Local() {
		return r.Path
	}
	return r.Scheme + "://" + r.hostPort() + "/" + r.Path
}

// Web is the address of the host itself, where it is spoken to over http or https; else "".
func (r Remote) Web() string {
	if r.Scheme != "http" && r.Scheme != "https" {
		return ""
	}
	return r.Scheme + "://" + r.hostPort()
}

func (r Remote) hostPort() string { return joinPort(r.Host, r.Port) }

func joinPort(host, port string) string {
	if port != "" {
		return net.JoinHostPort(host, port)
	}
	if strings.Contains(host, ":") {
		return "[" + host + "]"
	}
	return host
}

// ParseRemote reads an address as git would: https://host:port/sub/owner/name.git,
// ssh://git@host:port/owner/name, git@host:owner/name, file:///srv/pool or a path.
// User names and passwords are dropped.
func ParseRemote(raw string) (Remote, error) {
	switch {
	case raw == "" || strings.ContainsFunc(raw, func(r rune) bool { return r < ' ' || r == 0x7f }):
		return Remote{}, fmt.Errorf("read the address of the shared repository: %q is none", redact(raw))
	case strings.Contains(raw, "://"):
		return parseURL(raw)
	case onDrive(raw):
		return Remote{Path: raw}, nil
	}
	colon, slash := strings.IndexByte(raw, ':'), strings.IndexByte(raw, '/')
	if open := strings.IndexByte(raw, '['); open >= 0 && (slash < 0 || open < slash) {
		colon = open + strings.Index(raw[open:], "]:") + 1
	}
	if colon <= 0 || slash >= 0 && slash < colon {
		return Remote{Path: raw}, nil
	}
	_, host, found := strings.Cut(raw[:colon], "@")
	if !found {
		host = raw[:colon]
	}
	host = strings.ToLower(strings.Trim(host, "[]"))
	return Remote{Scheme: "ssh", Host: host, Path: repositoryPath(raw[colon+1:])}, nil
}

// onDrive recognises C:\pool and C:/pool.
func onDrive(raw string) bool {
	letter := raw[0] | 0x20
	return len(raw) > 2 && raw[1] == ':' && letter >= 'a' && letter <= 'z' && (raw[2] == '\\' || raw[2] == '/')
}

func parseURL(raw string) (Remote, error) {
	u, err := url.Parse(raw)
	if err != nil {
		return Remote{}, fmt.Errorf("read the address of the shared repository: %q is no URL", redact(raw))
	}
	scheme := strings.ToLower(u.Scheme)
	switch scheme {
	case "file":
		return Remote{Path: u.Path}, nil
	case "git+ssh", "ssh+git":
		scheme = "ssh"
	case "http", "https", "ssh", "git":
	default:
		return Remote{}, fmt.Errorf("read the address of the shared repository: git does not speak %s", Line(scheme))
	}
	r := Remote{Scheme: scheme, Host: strings.ToLower(u.Hostname()), Port: u.Port(), Path: repositoryPath(u.Path)}
	if r.Host == "" {
		return Remote{}, fmt.Errorf("read the address of the shared repository: %q names no host", redact(raw))
	}
	return r, nil
}

func repositoryPath(p string) string {
	return strings.TrimSuffix(strings.Trim(p, "/"), ".git")
}

// secretInURL finds what stands before the @ of an address.
var secretInURL = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`([a-zA-Z][a-zA-Z0-9+.-]*://)[^/@\s]*@`)
})

// redact removes user names and passwords from every address in a text.
func redact(s string) string { return secretInURL().ReplaceAllString(s, "$1") }
