package repo

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// pick is one of several.
func pick[T any](r *rand.Rand, of ...T) T { return of[r.IntN(len(of))] }

// randomRemotes writes a configuration of remotes as people have them: several addresses,
// addresses to push to, and beginnings that are rewritten for reading, for writing or both.
func randomRemotes(r *rand.Rand) string {
	hosts := []string{"https://git.example.org/", "https://ana@git.example.org/", "ssh://git@git.example.org/", "git@git.example.org:", "/srv/git/", "gh:", "work:", "https://mirror.example.org:8443/"}
	paths := []string{"team/pool", "team/pool.git", "ana/pool.git"}
	var b strings.Builder
	for _, name := range []string{"origin", "Up.stream"} {
		fmt.Fprintf(&b, "[remote %q]\n", name)
		for range 1 + r.IntN(2) {
			fmt.Fprintf(&b, "\turl = %s%s\n", pick(r, hosts...), pick(r, paths...))
		}
		for range r.IntN(5) - 2 {
			fmt.Fprintf(&b, "\tpushurl = %s%s\n", pick(r, hosts...), pick(r, paths...))
		}
	}
	for range r.IntN(5) {
		base := pick(r, hosts...)
		fmt.Fprintf(&b, "[url %q]\n", base)
		for range 1 + r.IntN(2) {
			from := pick(r, hosts...)
			if r.IntN(3) == 0 {
				from += pick(r, "team/", "t", "ana/pool")
			}
			fmt.Fprintf(&b, "\t%s = %s\n", pick(r, "insteadOf", "insteadOf", "pushInsteadOf"), from)
		}
	}
	return b.String()
}

// G2: an address is the one that git itself would use, for reading and for writing.
func TestRemotesAreWhereGitFindsThem(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	rounds := 40
	if testing.Short() {
		rounds = 8
	}
	for seed := range rounds {
		r := rand.New(rand.NewPCG(uint64(seed), 2))
		text := randomRemotes(r)
		check(t, replaceFile(filepath.Join(w.gitDir, "config"), []byte("[core]\n\tbare = false\n"+text), 0o644, false))
		one := w.reopen(nil)
		equal(t, "remotes", strings.Join(one.Remotes(), " "), "Up.stream origin")
		for _, name := range one.Remotes() {
			fetch, _ := one.Remote(name)
			push, _ := one.PushRemote(name)
			if want := w.git("remote", "get-url", name); fetch != want {
				t.Fatalf("read %s at %s, git says %s, with\n%s", name, fetch, want, text)
			}
			if want := w.git("remote", "get-url", "--push", name); push != want {
				t.Fatalf("write %s at %s, git says %s, with\n%s", name, push, want, text)
			}
			without := w.reopen(func(o *Options) { o.Git = "" })
			if got, _ := without.Remote(name); got != fetch {
				t.Fatalf("without git %s is read at %s, not at %s, with\n%s", name, got, fetch, text)
			}
			if got, _ := without.PushRemote(name); got != push {
				t.Fatalf("without git %s is written at %s, not at %s, with\n%s", name, got, push, text)
			}
			for _, pushing := range []bool{false, true} {
				at, err := one.address(name, pushing)
				if err != nil {
					continue // an address that we refuse
				}
				g := newGitProgram(one.opts, one.root).with((&gitTransport{at: at}).settings()...)
				got := ""
				for line := range strings.Lines(string(must(g.output(t.Context(), nil, "remote", "-v"))(t))) {
					if f := strings.Fields(line); f[0] == gitRemote && f[2] == map[bool]string{false: "(fetch)", true: "(push)"}[pushing] {
						got = f[1]
					}
				}
				if got != at.plain {
					t.Fatalf("git would talk to %s, not to %s, with\n%s", got, at.plain, text)
				}
			}
		}
	}
}

// G1, G3: what is sent goes where git push says that it would, rewritten or not, and the same
// without git on the machine.
func TestPushGoesWhereGitSaysItWould(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.commit("one", file("a.md", "a"))
	dir := t.TempDir()
	for _, name := range []string{"one", "two", "twofold"} {
		w.git("init", "-q", "--bare", "-b", "main", filepath.Join(dir, name))
	}
	config := must(os.ReadFile(filepath.Join(w.gitDir, "config")))(t)
	rounds, compared := 24, 0
	if testing.Short() {
		rounds = 6
	}
	for seed := range rounds {
		r := rand.New(rand.NewPCG(uint64(seed), 3))
		text := fmt.Sprintf("[remote \"origin\"]\n\turl = %s\n", pick(r, "p:one", "p:two", "q:two", dir+"/one"))
		if r.IntN(2) == 0 {
			text += fmt.Sprintf("\tpushurl = %s\n", pick(r, "p:one", "q:two", dir+"/twofold"))
		}
		text += fmt.Sprintf("[url %q]\n\tinsteadOf = p:\n\tinsteadOf = q:\n\t%s = %s\n", dir+"/", pick(r, "insteadOf", "pushInsteadOf"), pick(r, "q:t", "x:"))
		text += fmt.Sprintf("[url %q]\n\t%s = %s\n", dir+"/two", pick(r, "insteadOf", "pushInsteadOf"), pick(r, "p:one", "q:two", "p:tw"))
		check(t, replaceFile(filepath.Join(w.gitDir, "config"), append(config[:len(config):len(config)], text...), 0o644, false))
		said, _ := w.try("push", "--dry-run", "--porcelain", "origin", "HEAD:refs/heads/main")
		line, _, _ := strings.Cut(said, "\n")
		want, ok := strings.CutPrefix(line, "To ")
		if !ok {
			continue // rewritten to where nothing is
		}
		compared++
		for _, git := range []string{w.opts.Git, ""} {
			one := w.reopen(func(o *Options) { o.Git = git })
			if got, _ := one.PushRemote("origin"); got != want {
				t.Fatalf("write at %s, git pushes to %s, with\n%s", got, want, text)
			}
		}
	}
	if t.Logf("%d of %d compared", compared, rounds); compared < rounds/2 {
		t.Errorf("git pushed in %d of %d rounds", compared, rounds)
	}
}

// G10: which of several http sections counts is what git config --get-urlmatch says.
func TestSettingsForAnAddressAreGits(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	rounds := 150
	if testing.Short() {
		rounds = 30
	}
	hosts := []string{"git.example.org", "GIT.example.org:443", "*.example.org", "*.*.org", "git.example.org:8443", "example.org", "[::1]:3000", "127.0.0.1"}
	paths := []string{"", "/", "/team", "/team/", "/team/pool.git", "/te", "/team/../ana", "/%74eam", "/team/./pool.git"}
	url := func(r *rand.Rand, wild bool) string {
		host := pick(r, hosts...)
		for !wild && strings.Contains(host, "*") {
			host = pick(r, hosts...)
		}
		return pick(r, "https", "https", "HTTP") + "://" + pick(r, "", "", "ana@", "ben@") + host + pick(r, paths...)
	}
	for seed := range rounds {
		r := rand.New(rand.NewPCG(uint64(seed), 10))
		var b strings.Builder
		for i := range 1 + r.IntN(6) {
			section := "[http]\n"
			if r.IntN(5) > 0 {
				section = fmt.Sprintf("[http %q]\n", url(r, true))
			}
			fmt.Fprintf(&b, "%s\tproxy = p%d\n", section, i)
		}
		check(t, replaceFile(filepath.Join(w.gitDir, "config"), []byte(b.String()), 0o644, false))
		s := must(readSettings(w.opts, w.layout))(t)
		for range 4 {
			address := url(r, false)
			got := ""
			if all := s.matching("http", "proxy", address); len(all) > 0 {
				got = all[len(all)-1]
			}
			want, _ := w.try("config", "--get-urlmatch", "http.proxy", address)
			if want = strings.TrimSpace(want); got != want {
				t.Fatalf("%s: %q, git says %q, with\n%s", address, got, want, b.String())
			}
		}
	}
}

// G16: what the user's git settings forbid is not talked to, with git and without.
func TestForbiddenProtocolsStayForbidden(t *testing.T) {
	t.Parallel()
	bothTransports(t, func(t *testing.T, o Options) {
		r := toRemote(t, "https://git.example.org/pool", o)
		check(t, r.SetConfig("protocol.https.allow", "never"))
		_, err := r.Fetch(t.Context(), "origin", []string{"refs/heads/*"})
		if err == nil || !strings.Contains(err.Error(), "do not allow") {
			t.Errorf("fetch says %v", err)
		}
	})
}

// G16: what only git obeys is named where there is none, and push options go along all the same.
func TestWithoutGitSettingsAreObeyedOrNamed(t *testing.T) {
	var told []string
	o := Options{Env: append(worldEnv(t), "GIT_SSH_COMMAND=ssh -F other"), Notice: func(msg string) { told = append(told, msg) }}
	r := toRemote(t, "ssh://git@127.0.0.1:1/pool.git", o)
	_, err := r.Fetch(t.Context(), "origin", nil)
	if err == nil || !strings.Contains(strings.Join(told, " "), "GIT_SSH_COMMAND is not obeyed") {
		t.Errorf("told %q (%v)", told, err)
	}
	m := newMeeting(t, folderSite(t), "")
	tip := m.seed(1)
	c := m.clone()
	c.git("config", "--add", "push.pushOption", "topic=tea")
	m.inRemote("config", "receive.advertisePushOptions", "true")
	m.hook("pre-receive", "echo \"$GIT_PUSH_OPTION_0\" >&2; exit 1\n")
	w := c.reopen(nil)
	said, _ := refused(t, w.push(PushRef{Ref: "refs/heads/main", New: w.on(tip, file("a", "b"))}), Hook)
	equal(t, "the hook heard", said, "topic=tea")
}
