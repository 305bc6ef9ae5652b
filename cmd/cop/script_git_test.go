package main

import (
	"net/http"
	"net/http/cgi"
	"net/http/httptest"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
)

// withoutGit is the script command nogit: from now on there is nothing on PATH but cop.
func withoutGit(ts *testscript.TestScript, _ bool, _ []string) {
	bin := filepath.Dir(lookScript(ts, "cop"))
	ts.Setenv("PATH", bin)
}

// serveGit is the script command serve DIR: the repositories below DIR are offered over
// http, to read and to write, at $URL.
func serveGit(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) != 1 {
		ts.Fatalf("usage: serve DIR")
	}
	out, err := exec.Command("git", "--exec-path").Output()
	ts.Check(err)
	server := httptest.NewServer(&cgi.Handler{
		Path: filepath.Join(strings.TrimSpace(string(out)), "git-http-backend"),
		Env:  []string{"GIT_PROJECT_ROOT=" + ts.MkAbs(args[0]), "GIT_HTTP_EXPORT_ALL=1", "REMOTE_USER=member", "GIT_CONFIG_NOSYSTEM=1"},
	})
	ts.Defer(server.Close)
	ts.Setenv("URL", server.URL)
}

// lockGit is the script command door NAME PASSWORD DIR: the same for whoever gives that name and
// password. It reviews nothing.
func lockGit(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) != 3 {
		ts.Fatalf("usage: door NAME PASSWORD DIR")
	}
	out, err := exec.Command("git", "--exec-path").Output()
	ts.Check(err)
	git := &cgi.Handler{
		Path: filepath.Join(strings.TrimSpace(string(out)), "git-http-backend"),
		Env:  []string{"GIT_PROJECT_ROOT=" + ts.MkAbs(args[2]), "GIT_HTTP_EXPORT_ALL=1", "REMOTE_USER=member", "GIT_CONFIG_NOSYSTEM=1"},
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if name, password, ok := r.BasicAuth(); !ok || name != args[0] || password != args[1] {
			w.Header().Set("WWW-Authenticate", `Basic realm="pool"`)
			http.Error(w, "who are you?", http.StatusUnauthorized)
			return
		}
		git.ServeHTTP(w, r)
	}))
	ts.Defer(server.Close)
	ts.Setenv("URL", server.URL)
	ts.Setenv("HOST", strings.TrimPrefix(server.URL, "http://"))
}

// gitWords are those that nobody must need to know.
var gitWords = regexp.MustCompile(`(?i)\b(git|commits?|committed|branch(es)?|push(ed)?|pull(ed)?|fetch(ed)?|merged?|rebase|staged?|HEAD|origin|checkout|repository|upstream)\b`)

// plain is the script command plain FILE…: no word of git's is in it.
func plain(ts *testscript.TestScript, neg bool, args []string) {
	for _, name := range args {
		word := gitWords.FindString(ts.ReadFile(name))
		if (word != "") != neg {
			ts.Fatalf("%s says %q:\n%s", name, word, ts.ReadFile(name))
		}
	}
}
