package forge

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/breakfast-table/cop/pkg/credential"
)

func TestParseRemote(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string]Remote{
		"https://github.com/guild/pool.git":              {"https", "github.com", "", "guild/pool"},
		"https://ana:pw@Git.Example.org:3000/guild/pool": {"https", "git.example.org", "3000", "guild/pool"},
		"http://localhost:3000/sub/guild/pool.git/":      {"http", "localhost", "3000", "sub/guild/pool"},
		"git@github.com:guild/pool.git":                  {"ssh", "github.com", "", "guild/pool"},
		"github.com:guild/pool":                          {"ssh", "github.com", "", "guild/pool"},
		"ssh://git@git.example.org:2222/guild/pool.git":  {"ssh", "git.example.org", "2222", "guild/pool"},
		"git+ssh://git@h.org/a/b":                        {"ssh", "h.org", "", "a/b"},
		"git@[::1]:guild/pool":                           {"ssh", "::1", "", "guild/pool"},
		"ssh://git@[2001:db8::1]:22/a/b":                 {"ssh", "2001:db8::1", "22", "a/b"},
		"git@gitlab.com:group/sub/pool.git":              {"ssh", "gitlab.com", "", "group/sub/pool"},
		"/srv/pool.git":                                  {Path: "/srv/pool.git"},
		"../pool":                                        {Path: "../pool"},
		"./a:b":                                          {Path: "./a:b"},
		`C:\pools\ours`:                                  {Path: `C:\pools\ours`},
		"file:///srv/pool.git":                           {Path: "/srv/pool.git"},
		"git://old.example.org/guild/pool.git":           {"git", "old.example.org", "", "guild/pool"},
	} {
		got, err := ParseRemote(raw)
		if err != nil || got != want {
			t.Errorf("%s: %+v (%v), want %+v", raw, got, err, want)
		}
	}
	for _, raw := range []string{"", "https://", "ftp://x.org/a/b", "a\nb", "https://ana:" + token + "@x.org\x7f/a"} {
		_, err := ParseRemote(raw)
		if err == nil || strings.Contains(err.Error(), token) {
			t.Errorf("%q: error %v", raw, err)
		}
	}
}

func TestKnown(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string]string{
		"git@github.com:guild/pool.git":          "github https://github.com",
		"ssh://git@ssh.github.com:443/a/b":       "github https://github.com",
		"https://corp.ghe.com/guild/pool":        "github https://corp.ghe.com",
		"https://gitlab.com/group/sub/pool":      "gitlab https://gitlab.com",
		"https://codeberg.org/guild/pool":        "forgejo https://codeberg.org",
		"https://gitea.com/guild/pool":           "gitea https://gitea.com",
		"/srv/pool.git":                          "git",
		"git://x.org/pool":                       "git",
		"https://github.com.evil.org/guild/pool": "?",
		"https://ghe.com/guild/pool":             "?",
		"https://git.example.org/guild/pool":     "?",
	} {
		r, err := ParseRemote(raw)
		if err != nil {
			t.Fatal(err)
		}
		h, ok := Known(r)
		if got := h.String(); ok && got != want || !ok && want != "?" {
			t.Errorf("%s: %q %v, want %q", raw, got, ok, want)
		}
	}
}

func TestHostAddresses(t *testing.T) {
	t.Parallel()
	for text, api := range map[string]string{
		"github https://github.com":         "https://api.github.com",
		"github https://corp.ghe.com":       "https://api.corp.ghe.com",
		"github https://github.example.org": "https://github.example.org/api/v3",
		"gitlab https://example.org/gitlab": "https://example.org/gitlab/api/v4",
		"gitea http://127.0.0.1:3000":       "http://127.0.0.1:3000/api/v1",
		"forgejo https://codeberg.org":      "https://codeberg.org/api/v1",
		"git":                               "",
	} {
		h, err := ParseHost(text)
		if err != nil || h.API() != api || h.String() != text {
			t.Errorf("%s: %q %q (%v)", text, h.API(), h.String(), err)
		}
	}
	for _, bad := range []string{"", "svn https://x.org", "gitea ftp://x.org", "gitea https://a:b@x.org", "gitea https://x.org?y"} {
		var usage *UsageError
		if _, err := ParseHost(bad); !errors.As(err, &usage) {
			t.Errorf("%q: %v", bad, err)
		}
	}
	r, _ := ParseRemote("https://example.org/gitlab/group/sub/pool.git")
	if got := (Host{GitLab, "https://example.org/gitlab"}).repositoryPathOn(r); got != "group/sub/pool" {
		t.Errorf("path %q", got)
	}
}

// answers are hosts by what they say to each question.
func TestDetect(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		paths map[string]string
		want  Kind
		under string
	}{
		"gitea":        {map[string]string{"/api/v1/version": `{"version":"1.26.0"}`}, Gitea, ""},
		"forgejo":      {map[string]string{"/api/v1/version": `{"version":"11.0.0+gitea-1.22.0"}`, "/api/forgejo/v1/version": `{"version":"11.0.0+gitea-1.22.0"}`}, Forgejo, ""},
		"gitea below":  {map[string]string{"/git/api/v1/version": `{"version":"1.26.0"}`}, Gitea, "/git"},
		"gitlab":       {map[string]string{"/api/v4/version": `401 {"message":"401 Unauthorized"}`}, GitLab, ""},
		"gitlab below": {map[string]string{"/git/api/v4/version": `401 {"message":"401 Unauthorized"}`}, GitLab, "/git"},
		"enterprise":   {map[string]string{"/api/v3/meta": `{"verifiable_password_authentication":true}`}, GitHub, ""},
		"cgit":         {map[string]string{}, Plain, ""},
		"page for all": {map[string]string{"*": `<html>welcome</html>`}, Plain, ""},
		"json for all": {map[string]string{"*": `{"ok":true}`}, Plain, ""},
		"401 for all":  {map[string]string{"*": `401 {"message":"who are you"}`}, Plain, ""},
	} {
		srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Header.Get("Authorization") != "" {
				t.Errorf("%s: an unknown host got a token", name)
			}
			body, ok := c.paths[r.URL.Path]
			if !ok {
				body, ok = c.paths["*"]
			}
			status := map[bool]int{true: 200, false: 404}[ok]
			if rest, is := strings.CutPrefix(body, "401 "); is {
				status, body = 401, rest
			}
			w.WriteHeader(status)
			_, _ = w.Write([]byte(body))
		}))
		r, err := ParseRemote(srv.URL + "/git/guild/pool.git")
		if err != nil {
			t.Fatal(err)
		}
		p := Prober{Options{Credential: credential.Credential{Token: credential.NewToken(token)}}}
		h, err := p.Detect(t.Context(), r, "")
		want := Host{Kind: c.want}
		if c.want != Plain {
			want.Web = srv.URL + c.under
		}
		if err != nil || h != want {
			t.Errorf("%s: %v (%v), want %v", name, h, err, want)
		}
		srv.Close()
		var net *NetError
		if _, err := p.Detect(t.Context(), r, ""); !errors.As(err, &net) {
			t.Errorf("%s, gone: error %v, want a net error", name, err)
		}
		if h, err := p.Detect(t.Context(), r, "gitlab"); err != nil || h.Kind != GitLab || h.Web != srv.URL {
			t.Errorf("a setting was not taken: %v %v", h, err)
		}
	}
	ssh, _ := ParseRemote("ssh://git@git.example.org:2222/guild/pool")
	if roots := ssh.webRoots(); len(roots) != 1 || roots[0] != "https://git.example.org" {
		t.Errorf("roots %v", roots)
	}
}
