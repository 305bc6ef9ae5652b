package forge

import (
	"fmt"
	"net"
	"net/url"
	"strings"

	"github.com/breakfast-table/cop/pkg/credential"
)

// Kind is a family of hosts that speak one language.
type Kind string

// The kinds. "" is not known yet.
const (
	GitHub  Kind = "github"
	GitLab  Kind = "gitlab"
	Gitea   Kind = "gitea"
	Forgejo Kind = "forgejo"
	Plain   Kind = "git" // no forge: reviews live in the repository itself
)

// Host is where a repository is reviewed. The zero value is not known yet.
type Host struct {
	Kind Kind
	// Web is the address of its pages, without a slash at the end: "https://codeberg.org",
	// "https://example.org/gitlab"; "" for Plain.
	Web string
}

// String is a form that fits one line of a configuration, read back by [ParseHost]:
// "gitea https://git.example.org".
func (h Host) String() string {
	if h.Web == "" {
		return string(h.Kind)
	}
	return string(h.Kind) + " " + h.Web
}

// ParseHost reads what [Host.String] wrote, or a kind alone. An address must be https,
// or http, and hold no user name.
func ParseHost(s string) (Host, error) {
	kind, web, _ := strings.Cut(strings.TrimSpace(s), " ")
	h := Host{Kind: Kind(strings.ToLower(kind))}
	switch h.Kind {
	case Plain:
		return h, nil
	case GitHub, GitLab, Gitea, Forgejo:
	default:
		return Host{}, &UsageError{fmt.Sprintf("unknown kind of host %q: use github, gitlab, gitea, forgejo or git", Line(kind))}
	}
	web = strings.TrimRight(strings.TrimSpace(web), "/")
	if web == "" {
		return h, nil
	}
	u, err := url.Parse(web)
	if err != nil || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Scheme != "https" && u.Scheme != "http" {
		return Host{}, &UsageError{fmt.Sprintf("%q is no address of a host", Line(redact(web)))}
	}
	h.Web = web
	return h, nil
}

// Name is the host's name with its port, as tokens are bound to it: "codeberg.org",
// "git.example.org:3000"; "" for Plain.
func (h Host) Name() string {
	u, err := url.Parse(h.Web)
	if err != nil {
		return ""
	}
	return strings.ToLower(u.Host)
}

// Site is the host as tokens are bound to it.
func (h Host) Site() credential.Site {
	at := credential.Site{Name: h.Name(), BearerOnly: h.Kind == GitLab}
	at.Scheme, _, _ = strings.Cut(h.Web, "://")
	switch h.Kind {
	case GitHub:
		at.Program = credential.Program{Name: "gh", Args: []string{"auth", "token", "--hostname", h.Name()}}
	case GitLab:
		at.Program = credential.Program{Name: "glab", Args: []string{"config", "get", "token", "--host", h.Name()}}
	}
	return at
}

// API is where programs talk to the host: https://api.github.com,
// https://ghe.example.org/api/v3, https://gitlab.com/api/v4; "" for Plain.
func (h Host) API() string {
	switch h.Kind {
	case GitHub:
		return h.githubAPI()
	case GitLab:
		return h.Web + "/api/v4"
	case Gitea, Forgejo:
		return h.Web + "/api/v1"
	}
	return ""
}

// githubAPI knows the three shapes GitHub comes in: github.com, one's own subdomain of
// ghe.com, and an Enterprise server.
func (h Host) githubAPI() string {
	name := h.Name()
	switch {
	case name == "github.com":
		return "https://api.github.com"
	case strings.HasSuffix(name, ".ghe.com"):
		return "https://api." + name
	}
	return h.Web + "/api/v3"
}

// repositoryPathOn is the path of the repository on its host, without the part of the address
// that belongs to the host: "guild/pool".
func (h Host) repositoryPathOn(r Remote) string {
	u, err := url.Parse(h.Web)
	if err != nil || r.Scheme == "ssh" || r.Scheme == "git" {
		return r.Path
	}
	return strings.TrimPrefix(strings.TrimPrefix(r.Path, strings.Trim(u.Path, "/")), "/")
}

// table holds the hosts that need no asking: exact names, or *.domain.
var table = [...]struct {
	name string
	kind Kind
}{
	{"github.com", GitHub},
	{"*.ghe.com", GitHub},
	{"gitlab.com", GitLab},
	{"gitlab.gnome.org", GitLab},
	{"gitlab.freedesktop.org", GitLab},
	{"salsa.debian.org", GitLab},
	{"framagit.org", GitLab},
	{"invent.kde.org", GitLab},
	{"codeberg.org", Forgejo},
	{"code.forgejo.org", Forgejo},
	{"gitea.com", Gitea},
}

// Known looks an address up in the table of public hosts. A folder, and a host spoken to
// in git's own unsecured protocol, is Plain. ok is false for a host that has to be asked.
func Known(r Remote) (h Host, ok bool) {
	if r.Local() || r.Scheme == "git" {
		return Host{Kind: Plain}, true
	}
	name := r.Host
	if name == "ssh.github.com" || name == "altssh.gitlab.com" {
		_, name, _ = strings.Cut(name, ".")
	}
	for _, t := range table {
		if credential.Names(t.name, name) {
			return Host{Kind: t.kind, Web: "https://" + name}, true
		}
	}
	return Host{}, false
}

// loopback reports whether a host is this very machine.
func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}
