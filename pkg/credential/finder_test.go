package credential

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// world is what a finder may look at, and what it looked at.
type world struct {
	vars  map[string]string
	out   map[string]string // program → its output
	calls []Program
	ring  map[string]string
}

func (w *world) finder() Finder {
	return Finder{Env: func(k string) string { return w.vars[k] }, Git: "git", Keyring: w, Run: func(_ context.Context, p Program) ([]byte, error) {
		w.calls = append(w.calls, p)
		out, ok := w.out[p.Name]
		if !ok {
			return nil, exec.ErrNotFound
		}
		return []byte(out), nil
	}}
}

// site is a host as package forge describes it.
func site(kind, web string) Site {
	scheme, name, _ := strings.Cut(web, "://")
	s := Site{Name: name, Scheme: scheme, BearerOnly: kind == "gitlab"}
	switch kind {
	case "github":
		s.Program = Program{Name: "gh", Args: []string{"auth", "token", "--hostname", name}}
	case "gitlab":
		s.Program = Program{Name: "glab", Args: []string{"config", "get", "token", "--host", name}}
	}
	return s
}

func (w *world) Lookup(host string) (Token, string, bool, error) {
	v, ok := w.ring[host]
	return NewToken(v), "the keyring", ok, nil
}
func (w *world) Store(string, Token) (string, error) { return "", nil }
func (w *world) Delete(string) error                 { return nil }

func TestFinderOrder(t *testing.T) {
	t.Parallel()
	full := func() *world {
		return &world{
			vars: map[string]string{"COP_TOKEN": "ours", "COP_HOST": "github.com", "GH_TOKEN": "vendor", "GITHUB_TOKEN": "vendor2"},
			out:  map[string]string{"gh": "program\n", "git": "username=ana\npassword=helper\n"},
			ring: map[string]string{"github.com": "ring"},
		}
	}
	host := site("github", "https://github.com")
	w := full()
	for _, step := range []struct {
		want, source string
		drop         func()
	}{
		{"ours", "COP_TOKEN", func() { delete(w.vars, "COP_TOKEN") }},
		{"vendor", "GH_TOKEN", func() { delete(w.vars, "GH_TOKEN") }},
		{"vendor2", "GITHUB_TOKEN", func() { delete(w.vars, "GITHUB_TOKEN") }},
		{"program", "gh", func() { delete(w.out, "gh") }},
		{"ring", "the keyring", func() { delete(w.ring, "github.com") }},
		{"helper", "git's credential helper", func() { delete(w.out, "git") }},
	} {
		c, err := w.finder().Find(t.Context(), host)
		if err != nil || c.Token.Reveal() != step.want || c.Source != step.source || c.Host != "github.com" {
			t.Fatalf("got %q from %q (%v), want %q from %q", c.Token.Reveal(), c.Source, err, step.want, step.source)
		}
		step.drop()
	}
	if _, err := w.finder().Find(t.Context(), host); !errors.Is(err, ErrNoToken) {
		t.Errorf("error %v, want no token", err)
	}
}

// TestFinderBindsTokensToHosts: a variable never answers for a host it is not of.
func TestFinderBindsTokensToHosts(t *testing.T) {
	t.Parallel()
	vars := map[string]string{
		"GH_TOKEN": "gh", "GITHUB_TOKEN": "gh2", "GITLAB_TOKEN": "gl", "GITEA_TOKEN": "gt", "FORGEJO_TOKEN": "fj", "COP_TOKEN": "cop",
		"GITEA_HOST": "git.example.org:3000", "FORGEJO_HOST": "https://forge.example.org/",
	}
	for _, c := range []struct {
		host Site
		more map[string]string
		want string
	}{
		{site("github", "https://github.com"), nil, "gh"},
		{site("github", "https://corp.ghe.com"), nil, "gh"},
		{site("github", "https://github.example.org"), nil, ""},
		{site("github", "https://github.com.evil.org"), nil, ""},
		{site("github", "https://ghe.com"), nil, ""},
		{site("gitlab", "https://gitlab.com"), nil, "gl"},
		{site("gitlab", "https://gitlab.example.org"), nil, ""},
		{site("gitlab", "https://gitlab.example.org"), map[string]string{"GITLAB_HOST": "https://gitlab.example.org"}, "gl"},
		{site("gitea", "https://git.example.org:3000"), nil, "gt"},
		{site("gitea", "https://git.example.org"), nil, ""},
		{site("gitea", "https://gitea.com"), nil, ""},
		{site("forgejo", "https://forge.example.org"), nil, "fj"},
		{site("forgejo", "https://codeberg.org"), map[string]string{"COP_HOST": "codeberg.org"}, "cop"},
		{site("forgejo", "https://codeberg.org"), map[string]string{"COP_HOST": "github.com"}, ""},
	} {
		w := &world{vars: map[string]string{}}
		for k, v := range vars {
			w.vars[k] = v
		}
		for k, v := range c.more {
			w.vars[k] = v
		}
		got, err := w.finder().Find(t.Context(), c.host)
		if got.Token.Reveal() != c.want || (c.want == "") != errors.Is(err, ErrNoToken) {
			t.Errorf("%s: %q (%v), want %q", c.host.Name, got.Token.Reveal(), err, c.want)
		}
	}
}

// TestNoTokenInArguments: what other programs are told is never secret, and they cannot
// answer with a variable that belongs to another host.
func TestNoTokenInArguments(t *testing.T) {
	t.Parallel()
	for _, kind := range []string{"github", "gitlab", "gitea"} {
		w := &world{vars: map[string]string{"COP_TOKEN": token, "COP_HOST": "elsewhere.org", "GH_TOKEN": token}, out: map[string]string{"git": "username=a\npassword=" + token + "\n"}}
		c, err := w.finder().Find(t.Context(), site(kind, "https://code.example.org"))
		if err != nil || c.Token.Reveal() != token {
			t.Fatalf("%v %v", c, err)
		}
		for _, p := range w.calls {
			if strings.Contains(strings.Join(p.Args, " ")+p.Stdin+p.Name+strings.Join(p.Set, " "), token) {
				t.Errorf("%s was told the token", p.Name)
			}
			if !contains(p.Unset, "GH_TOKEN") || !contains(p.Unset, "COP_TOKEN") {
				t.Errorf("%s inherits tokens", p.Name)
			}
		}
		git := w.calls[len(w.calls)-1]
		if git.Args[0] != "credential" || !contains(git.Set, "GIT_TERMINAL_PROMPT=0") || !contains(git.Set, "GIT_ASKPASS=") || git.Stdin != "protocol=https\nhost=code.example.org\n\n" {
			t.Errorf("git is asked %q with %q", git.Stdin, git.Set)
		}
	}
}

func TestFinderRefusesWhatBreaksAHeader(t *testing.T) {
	t.Parallel()
	for _, bad := range []string{"a\r\nX: y", "a b", "tök"} {
		w := &world{vars: map[string]string{"COP_TOKEN": bad, "COP_HOST": "codeberg.org"}}
		if c, err := w.finder().Find(t.Context(), site("forgejo", "https://codeberg.org")); !errors.Is(err, ErrNoToken) {
			t.Errorf("%q was taken: %v %v", bad, c, err)
		}
	}
}

// TestExecHidesVariables runs a real program.
func TestExecHidesVariables(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("env"); err != nil {
		t.Skip("there is no env program")
	}
	run := Exec([]string{"PATH=" + os.Getenv("PATH"), "GH_TOKEN=" + token, "KEEP=1"})
	out, err := run(t.Context(), Program{Name: "env", Unset: []string{"GH_TOKEN"}, Set: []string{"MORE=2"}})
	if err != nil || strings.Contains(string(out), token) || !strings.Contains(string(out), "KEEP=1") || !strings.Contains(string(out), "MORE=2") {
		t.Errorf("%v: %s", err, out)
	}
	if _, err := run(t.Context(), Program{Name: "no-such-program"}); !errors.Is(err, exec.ErrNotFound) {
		t.Errorf("error %v, want not found", err)
	}
}

// TestGitCredentialHelper asks a real git with a helper of the user's.
func TestGitCredentialHelper(t *testing.T) {
	t.Parallel()
	git, err := exec.LookPath("git")
	if err != nil {
		t.Skip("git is not installed")
	}
	home := t.TempDir()
	config := "[credential]\n\thelper = \"!f() { test \\\"$1\\\" = get && echo username=ana && echo password=" + token + "; }; f\"\n"
	if err := os.WriteFile(filepath.Join(home, ".gitconfig"), []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	w := Finder{Git: git, Run: Exec([]string{"PATH=" + os.Getenv("PATH"), "HOME=" + home, "GIT_CONFIG_NOSYSTEM=1"})}
	c, err := w.Find(t.Context(), site("gitea", "https://code.example.org"))
	if err != nil || c.Token.Reveal() != token || c.User != "ana" || !strings.HasPrefix(c.Header(), "Basic ") {
		t.Errorf("%v %v", c, err)
	}
	c, err = w.Find(t.Context(), site("gitlab", "https://code.example.org"))
	if err != nil || c.Header() != "Bearer "+token {
		t.Errorf("%v %v", c, err)
	}
}

// H8: a token that is there and bound to no host, or to another, is named.
func TestAstrayTokens(t *testing.T) {
	const host = "git.example.org:3000"
	for _, tc := range []struct {
		vars   map[string]string
		vendor string
		want   string
	}{
		{map[string]string{"GITEA_TOKEN": "x"}, "gitea", "GITEA_TOKEN"},
		{map[string]string{"GITEA_TOKEN": "x", "GITEA_HOST": "git.example.org"}, "gitea", "GITEA_TOKEN"}, // without its port
		{map[string]string{"GITEA_TOKEN": "x", "GITEA_HOST": host}, "gitea", ""},
		{map[string]string{"GITEA_TOKEN": "x"}, "gitlab", ""},
		{map[string]string{"GITLAB_TOKEN": "x"}, "gitlab", "GITLAB_TOKEN"},
		{map[string]string{"GH_TOKEN": "x", "GITHUB_TOKEN": "x"}, "github", ""},
		{map[string]string{"COP_TOKEN": "x"}, "github", "COP_TOKEN"},
		{map[string]string{"GITEA_HOST": host}, "gitea", ""},
	} {
		a, ok := (&world{vars: tc.vars}).finder().Astray(host, tc.vendor)
		if ok != (tc.want != "") || a.Token != tc.want || ok && !strings.Contains(a.Hint(), "="+host) {
			t.Errorf("%v at %s: %+v", tc.vars, tc.vendor, a)
		}
	}
}
