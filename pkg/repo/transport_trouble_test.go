package repo

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// bothTransports runs a test with the git binary and without.
func bothTransports(t *testing.T, test func(t *testing.T, o Options)) {
	t.Helper()
	for name, git := range map[string]string{"git": gitPath(t), "own": ""} {
		t.Run(name, func(t *testing.T) { test(t, Options{Git: git, Env: worldEnv(t)}) })
	}
}

// toRemote is a repository whose origin is at url.
func toRemote(t testing.TB, url string, o Options) *Repo {
	t.Helper()
	r := must(Init(filepath.Join(t.TempDir(), "pool"), "main", o))(t)
	t.Cleanup(func() { check(t, r.Close()) })
	check(t, r.AddRemote("origin", url))
	return r
}

// silentServer accepts connections and never says a word; connected is closed at the first.
func silentServer(t testing.TB) (addr string, connected chan struct{}) {
	t.Helper()
	l := must(net.Listen("tcp", "127.0.0.1:0"))(t)
	connected = make(chan struct{})
	var mu sync.Mutex
	var all []net.Conn
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			mu.Lock()
			if all = append(all, c); len(all) == 1 {
				close(connected)
			}
			mu.Unlock()
		}
	}()
	t.Cleanup(func() {
		_ = l.Close()
		mu.Lock()
		defer mu.Unlock()
		for _, c := range all {
			_ = c.Close()
		}
	})
	return l.Addr().String(), connected
}

func TestSilentServer(t *testing.T) {
	t.Parallel()
	bothTransports(t, func(t *testing.T, o Options) {
		addr, _ := silentServer(t)
		o.Env = append(o.Env, "GIT_SSH_COMMAND=ssh -F /dev/null -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null")
		for _, url := range []string{"http://" + addr + "/pool.git", "ssh://ana@" + addr + "/pool.git"} {
			told := make(chan string, 9)
			o.Idle, o.Notice = 600*time.Millisecond, func(msg string) {
				if !strings.HasPrefix(msg, "note: ") { // that GIT_SSH_COMMAND needs git is another matter
					told <- msg
				}
			}
			r := toRemote(t, url, o)
			_, err := r.Fetch(context.Background(), "origin", []string{"refs/heads/*"})
			var silent *NetError
			if !errors.As(err, &silent) || silent.Kind != Timeout || silent.Host != addr {
				t.Errorf("%s: want Timeout, got %v", url, err)
			}
			if len(told) != 1 {
				t.Fatalf("%s: told %d times", url, len(told))
			}
			if msg := <-told; !strings.Contains(msg, "127.0.0.1") {
				t.Errorf("told %q", msg)
			}
		}
	})
}

func TestCancelEndsEverything(t *testing.T) {
	t.Parallel()
	bothTransports(t, func(t *testing.T, o Options) {
		addr, connected := silentServer(t)
		r := toRemote(t, "http://"+addr+"/pool.git", o)
		ctx, cancel := context.WithCancel(context.Background())
		go func() { <-connected; cancel() }()
		_, err := r.Fetch(ctx, "origin", []string{"refs/heads/*"})
		if !errors.Is(err, context.Canceled) {
			t.Fatalf("want Canceled, got %v", err)
		}
		for deadline := time.Now().Add(5 * time.Second); ; {
			left := runningWith(t, addr)
			if left == "" {
				break
			}
			if time.Now().After(deadline) {
				t.Fatalf("still running: %s", left)
			}
		}
	})
}

// runningWith is the command line of a process, other than this one, that holds text; "" for none.
func runningWith(t testing.TB, text string) string {
	t.Helper()
	all, err := filepath.Glob("/proc/[0-9]*/cmdline")
	check(t, err)
	for _, path := range all {
		// Processes end while we look.
		b, err := os.ReadFile(path)
		if err == nil && strings.Contains(string(b), text) {
			return strings.ReplaceAll(string(b), "\x00", " ")
		}
	}
	return ""
}

func TestUnreachableHost(t *testing.T) {
	t.Parallel()
	bothTransports(t, func(t *testing.T, o Options) {
		port := freePort(t)
		o.Env = append(o.Env, "GIT_SSH_COMMAND=ssh -F /dev/null")
		for _, url := range []string{"http://127.0.0.1:" + port + "/p", "ssh://127.0.0.1:" + port + "/p", "http://no-such-host.invalid/p"} {
			_, err := toRemote(t, url, o).Fetch(context.Background(), "origin", []string{"refs/heads/*"})
			var gone *NetError
			if !errors.As(err, &gone) || gone.Kind != Unreachable {
				t.Errorf("%s: want Unreachable, got %v", url, err)
			}
		}
	})
}

const secret = "s3cr3t-t0ken"

// guardedSite is an http site that lets only ana in, and fails the test when
// any process was started with the secret among its arguments.
func guardedSite(t testing.TB) site {
	backend := httpBackend(t)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		if cmd := runningWith(t, secret); cmd != "" {
			t.Errorf("the secret is among the arguments of %s", cmd)
		}
		_, password, _ := req.BasicAuth()
		if password != secret {
			w.Header().Set("WWW-Authenticate", `Basic realm="pool"`)
			http.Error(w, "who are you?", http.StatusUnauthorized)
			return
		}
		backend.ServeHTTP(w, req)
	}))
	t.Cleanup(server.Close)
	return site{name: "guarded", url: func(path string) string { return server.URL + path }}
}

func TestLogins(t *testing.T) {
	t.Parallel()
	s := guardedSite(t)
	host := strings.TrimPrefix(s.url(""), "http://")
	helper := filepath.Join(t.TempDir(), "helper")
	check(t, os.WriteFile(helper, []byte("#!/bin/sh\necho \"$1\" >> \""+helper+".log\"\ntest \"$1\" = get && printf 'username=ana\\npassword="+secret+"\\n'\n"), 0o755))
	netrc := filepath.Join(t.TempDir(), "netrc")
	check(t, os.WriteFile(netrc, []byte("machine 127.0.0.1\n  login ana password "+secret+"\n"), 0o600))
	for name, way := range map[string]struct {
		url func(string) string
		env []string
	}{
		"address":     {func(u string) string { return strings.Replace(u, "://", "://ana:"+secret+"@", 1) }, nil},
		"environment": {nil, []string{"COP_HOST=" + host, "COP_TOKEN=" + secret}},
		"helper":      {nil, []string{"GIT_CONFIG_COUNT=1", "GIT_CONFIG_KEY_0=credential.helper", "GIT_CONFIG_VALUE_0=" + helper}},
		"netrc":       {nil, []string{"NETRC=" + netrc}},
	} {
		for _, git := range []string{gitPath(t), ""} {
			if name == "netrc" && git != "" {
				continue
			}
			m := newMeeting(t, s, git)
			tip := m.seed(2)
			m.opts.Env = append(m.opts.Env, way.env...)
			if way.url != nil {
				m.url = way.url(m.url)
			}
			c := m.clone()
			mine := c.on(tip, file("practices/mine.md", "m\n"))
			check(t, c.push(PushRef{Ref: "refs/heads/main", New: mine}))
			equal(t, name, m.tip("refs/heads/main"), mine)
		}
	}
	log := string(must(os.ReadFile(helper + ".log"))(t))
	if !strings.Contains(log, "get\nstore\n") {
		t.Errorf("the helper was not told that its login works: %q", log)
	}
}

func TestRefusedLoginNamesTheHostAndNoSecret(t *testing.T) {
	t.Parallel()
	s := guardedSite(t)
	host, _ := strings.CutPrefix(s.url(""), "http://")
	bothTransports(t, func(t *testing.T, o Options) {
		for _, url := range []string{s.url("/pool"), strings.Replace(s.url("/pool"), "://", "://ana:wr0ng-pass@", 1)} {
			_, err := toRemote(t, url, o).Fetch(context.Background(), "origin", []string{"refs/heads/*"})
			var auth *AuthError
			if !errors.As(err, &auth) || auth.Host != host || auth.Hint == "" {
				t.Fatalf("want AuthError, got %v", err)
			}
			if strings.Contains(err.Error(), "wr0ng-pass") {
				t.Errorf("the password is in %q", err)
			}
			if _, err = Clone(context.Background(), url, filepath.Join(t.TempDir(), "c"), o, nil); err == nil || strings.Contains(err.Error(), "wr0ng-pass") {
				t.Errorf("clone says %v", err)
			}
		}
	})
}

func TestForbiddenAndBrokenServers(t *testing.T) {
	t.Parallel()
	answer := http.StatusForbidden
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "hello", answer) }))
	t.Cleanup(server.Close)
	bothTransports(t, func(t *testing.T, o Options) {
		for status, want := range map[int]any{http.StatusForbidden: new(*AuthError), http.StatusNotFound: new(*NetError), http.StatusBadGateway: new(*NetError), http.StatusOK: new(*NetError)} {
			answer = status
			_, err := toRemote(t, server.URL+"/p", o).Fetch(context.Background(), "origin", []string{"refs/heads/*"})
			if !errors.As(err, want) {
				t.Errorf("%d: got %v", status, err)
			}
		}
	})
}

func TestTokensStayWithTheirHost(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		url, env string
		want     bool
	}{
		{"https://github.com/a/b", "GITHUB_TOKEN=x", true},
		{"https://acme.ghe.com/a/b", "GH_TOKEN=x", true},
		{"https://evilghe.com/a/b", "GH_TOKEN=x", false},
		{"https://github.com.evil.org/a", "GH_TOKEN=x", false},
		{"http://github.com/a/b", "GH_TOKEN=x", false},
		{"https://gitlab.com/a/b", "GITLAB_TOKEN=x", true},
		{"https://git.example.org/a/b", "GITLAB_TOKEN=x", false},
		{"https://git.example.org/a/b", "COP_TOKEN=x", false},
	} {
		at := must(parseEndpoint(c.url))(t)
		if _, ok := (loginFinder{opts: Options{Env: []string{c.env}}, at: at}).fromEnvironment(); ok != c.want {
			t.Errorf("%s with %s: %v", c.url, c.env, ok)
		}
	}
}

func TestNetrc(t *testing.T) {
	t.Parallel()
	src := "# comment\nmachine other login x password y\nmacdef init\nmachine h password no\n\nmachine h\n\tlogin ana\n\tpassword p1\nmachine h login ben password p2\ndefault login any password p3\n"
	for _, c := range [][3]string{{"h", "", "p1"}, {"h", "ben", "p2"}, {"else", "", "p3"}, {"else", "ana", ""}} {
		l, _ := netrcLogin(src, c[0], c[1])
		if l.secret != c[2] && c[2] != "" {
			t.Errorf("%v: got %q", c, l.secret)
		}
		if l.String() != l.user+":***" {
			t.Errorf("it prints %q", l)
		}
	}
}

func TestPrintable(t *testing.T) {
	t.Parallel()
	got := printableLines("\x1b[31mno\x1b[0m\r\nw\u202eay\a \x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\\n\xff")
	equal(t, "text", got, "no\nway link")
}
