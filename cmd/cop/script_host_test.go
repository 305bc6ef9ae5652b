package main

import (
	"encoding/json"
	"io/fs"
	"net/http"
	"net/http/cgi"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"

	"github.com/rogpeppe/go-internal/testscript"
)

// guardHost is the script command guard TOKEN DIR: like serve, but whoever wants in must
// show TOKEN, and its pages are those of a Gitea where its owner is called ana and has no
// contributions. What is called moved/… leads to another host, which keeps what it is
// shown for the command unseen.
func guardHost(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: guard TOKEN DIR")
	}
	out, err := exec.Command("git", "--exec-path").Output()
	ts.Check(err)
	git := &cgi.Handler{
		Path: filepath.Join(strings.TrimSpace(string(out)), "git-http-backend"),
		Env:  []string{"GIT_PROJECT_ROOT=" + ts.MkAbs(args[1]), "GIT_HTTP_EXPORT_ALL=1", "REMOTE_USER=member", "GIT_CONFIG_NOSYSTEM=1"},
	}
	shown := &thief{}
	elsewhere := httptest.NewServer(shown)
	server := httptest.NewServer(guard{token: args[0], elsewhere: elsewhere.URL, git: git, spied: ts.MkAbs("arguments.log")})
	ts.Defer(server.Close)
	ts.Defer(elsewhere.Close)
	thieves.Store(ts.Getenv("WORK"), shown)
	ts.Setenv("URL", server.URL)
	ts.Setenv("HOST", strings.TrimPrefix(server.URL, "http://"))
}

// thieves are the other hosts, by work folder.
var thieves sync.Map

// thief is a host that nobody should show anything.
type thief struct {
	mu    sync.Mutex
	shown []string
	asked int
}

func (t *thief) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.asked++
	if a := r.Header.Get("Authorization"); a != "" {
		t.shown = append(t.shown, a)
	}
	w.Header().Set("WWW-Authenticate", `Basic realm="give me"`)
	w.WriteHeader(http.StatusUnauthorized)
}

// guard is a host that lets only one token in.
type guard struct {
	token, elsewhere string
	git              http.Handler
	spied            string // where arguments of programs are written that hold the token
}

// spy looks through the arguments of all programs of the machine, as ps shows them.
func (g guard) spy() {
	all, _ := filepath.Glob("/proc/[0-9]*/cmdline")
	for _, path := range all {
		if line, err := os.ReadFile(path); err == nil && strings.Contains(string(line), g.token) {
			_ = os.WriteFile(g.spied, line, 0o644)
		}
	}
}

func (g guard) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	g.spy()
	switch r.URL.Path {
	case "/api/v1/version":
		answer(w, map[string]string{"version": "1.26.0"})
		return
	case "/api/forgejo/v1/version":
		http.NotFound(w, r)
		return
	}
	if strings.Contains(r.URL.Path, "/moved/") {
		http.Redirect(w, r, g.elsewhere+r.URL.RequestURI(), http.StatusFound)
		return
	}
	if !g.admits(r) {
		w.Header().Set("WWW-Authenticate", `Basic realm="pool"`)
		w.WriteHeader(http.StatusUnauthorized)
		_, _ = w.Write([]byte(`{"message":"who are you?"}`))
		return
	}
	api, ok := strings.CutPrefix(r.URL.Path, "/api/v1/")
	switch {
	case !ok:
		g.git.ServeHTTP(w, r)
	case api == "user":
		answer(w, map[string]any{"login": "ana", "full_name": "Ana Example"})
	case strings.HasSuffix(api, "/pulls"):
		answer(w, []any{})
	case strings.HasPrefix(api, "repos/") && strings.Count(api, "/") == 2:
		answer(w, map[string]any{"full_name": strings.TrimPrefix(api, "repos/"), "default_branch": "main", "permissions": map[string]bool{"push": true, "pull": true}})
	default:
		http.NotFound(w, r)
	}
}

func (g guard) admits(r *http.Request) bool {
	if user, password, ok := r.BasicAuth(); ok {
		return password == g.token || user == g.token && password == "x-oauth-basic"
	}
	return r.Header.Get("Authorization") == "Bearer "+g.token
}

func answer(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(v)
}

// unseen is the script command unseen: the other host was asked, and shown nothing.
func unseen(ts *testscript.TestScript, _ bool, _ []string) {
	v, ok := thieves.Load(ts.Getenv("WORK"))
	if !ok {
		ts.Fatalf("unseen comes after guard")
	}
	t := v.(*thief)
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.asked == 0 || len(t.shown) > 0 {
		ts.Fatalf("the other host was asked %d times and shown %q", t.asked, t.shown)
	}
}

// leaks is the script command leaks TOKEN [FILE…]: the token is in no file below the work
// folder but those.
func leaks(ts *testscript.TestScript, neg bool, args []string) {
	var found []string
	root := ts.Getenv("WORK")
	ts.Check(filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		src, err := os.ReadFile(path)
		if err == nil && strings.Contains(string(src), args[0]) && !among(ts, path, args[1:]) {
			found = append(found, path)
		}
		return err
	}))
	if (len(found) > 0) == neg {
		ts.Fatalf("the token is in %q", found)
	}
}

func among(ts *testscript.TestScript, path string, names []string) bool {
	for _, n := range names {
		if ts.MkAbs(n) == path {
			return true
		}
	}
	return false
}
