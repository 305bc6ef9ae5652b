package forge

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"

	"github.com/breakfast-table/cop/pkg/credential"
)

// Prober finds out what kind of host an unknown one is by asking it.
type Prober struct {
	// Options are used without their Credential: nobody unknown gets a token.
	Options Options
}

// Detect tells the host of a repository: what the pool's setting says ("gitea
// https://git.example.org", or a kind alone; "" for none), else the table of public
// hosts, else by asking the host once. Remember the answer: [Host.String].
//
// A host that answers but is no forge is Plain. One that cannot be reached is a NetError,
// not an answer: ask again another time.
func (p Prober) Detect(ctx context.Context, r Remote, setting string) (Host, error) {
	if setting != "" {
		h, err := ParseHost(setting)
		if err != nil || h.Kind == Plain || h.Web != "" {
			return h, err
		}
		return Host{Kind: h.Kind, Web: r.webRoots()[0]}, nil
	}
	if h, ok := Known(r); ok {
		return h, nil
	}
	return p.ask(ctx, r)
}

// webRoots are the addresses at which a host's pages may be, the likeliest first: the
// host itself, then folders of the repository's path, but never the last two, which are
// owner and name. ssh says nothing about the port of the pages: https is taken to be at
// its own.
//
//	https://example.org/git/guild/pool.git   →  https://example.org, https://example.org/git
func (r Remote) webRoots() []string {
	scheme, host := r.Scheme, r.hostPort()
	if scheme != "http" && scheme != "https" {
		scheme, host = "https", joinPort(r.Host, "")
	}
	roots := []string{scheme + "://" + host}
	parts := strings.Split(r.Path, "/")
	if r.Scheme == "http" || r.Scheme == "https" {
		for i := 1; i <= len(parts)-2 && i <= 3; i++ {
			roots = append(roots, roots[0]+"/"+strings.Join(parts[:i], "/"))
		}
	}
	return roots
}

// signs are the questions that tell the kinds apart, in order: Forgejo also answers
// Gitea's.
var signs = [...]struct {
	kind   Kind
	path   string
	answer func(reply) bool
}{
	{Forgejo, "/api/forgejo/v1/version", hasVersion},
	{Gitea, "/api/v1/version", hasVersion},
	{GitLab, "/api/v4/version", gitlabAnswers},
	{GitHub, "/api/v3/meta", githubAnswers},
}

func (p Prober) ask(ctx context.Context, r Remote) (Host, error) {
	o := p.Options
	o.Credential = credential.Credential{}
	var unreachable error
	reached := false
	for _, root := range r.webRoots() {
		c := newClient(Host{Web: root}, o)
		for _, s := range signs {
			answer, err := c.send(ctx, call{path: root + s.path})
			if err != nil {
				var net *NetError
				if !errors.As(err, &net) {
					return Host{}, err
				}
				if strings.HasPrefix(net.Err.Error(), "refused") {
					reached = true // it answers, but sends us elsewhere
					continue
				}
				unreachable = err
				break
			}
			reached = true
			if s.answer(answer) {
				return Host{Kind: s.kind, Web: root}, nil
			}
		}
	}
	if !reached {
		return Host{}, unreachable
	}
	return Host{Kind: Plain}, nil
}

// about is what hosts say of themselves.
type about struct {
	Message    string `json:"message"`
	Version    string `json:"version"`
	Revision   string `json:"revision"`                           // GitLab
	Verifiable *bool  `json:"verifiable_password_authentication"` // GitHub
}

// about is the zero value for an answer that is none.
func (r reply) about() (v about) {
	if json.Unmarshal(r.body, &v) != nil {
		return about{}
	}
	return v
}

// hasVersion recognises {"version": "1.26.0"}. Other hosts answer some page to anything.
func hasVersion(r reply) bool { return r.status == http.StatusOK && r.about().Version != "" }

// gitlabAnswers: GitLab tells its version only to those it knows, and says so in JSON, or
// in a header of its own.
func gitlabAnswers(r reply) bool {
	v := r.about()
	return r.header.Get("X-Gitlab-Meta") != "" || r.status == http.StatusUnauthorized && v.Message == "401 Unauthorized" ||
		r.status == http.StatusOK && v.Version != "" && v.Revision != ""
}

func githubAnswers(r reply) bool {
	return r.header.Get("X-Github-Request-Id") != "" || r.header.Get("X-Github-Enterprise-Version") != "" ||
		r.status == http.StatusOK && r.about().Verifiable != nil
}
