package repo

import (
	"net/http"
	"net/http/cgi"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
)

// G9: every answer is in exactly one class, and none of an unknown kind is out of reach.
func TestEveryAnswerHasOneClass(t *testing.T) {
	seen := map[string]bool{}
	for _, a := range Answers() {
		if got := ClassOf(a.Err()); got != a.Class {
			t.Errorf("%s is %q, not %q: %v", a.From, got, a.Class, a.Err())
		}
		if key := a.From; seen[key] {
			t.Errorf("%s is there twice", key)
		} else {
			seen[key] = true
		}
	}
	if n := len(seen); n < 60 {
		t.Errorf("%d answers are too few", n)
	}
	for _, words := range []string{"", "what?", "fatal: the dog ate it" + unread, noAccess + "The requested URL returned error: 418"} {
		if got := ClassOf(Answer{At: bySSH, Said: words}.Err()); got != Unknown {
			t.Errorf("%q is %q", words, got)
		}
	}
}

// G4: what git says is told whole.
func TestAnswersAreToldWhole(t *testing.T) {
	for _, a := range Answers() {
		if a.Class != Unknown {
			continue
		}
		err := a.Err().Error()
		for _, word := range []string{"refstorage", "Monday", "until noon", "ssh-rsa", "command not found", "sha256"} {
			if strings.Contains(a.Said, word) && !strings.Contains(err, word) {
				t.Errorf("%s loses %q: %s", a.From, word, err)
			}
		}
		if strings.Contains(err, "correct access rights") {
			t.Errorf("%s says what git always says: %s", a.From, err)
		}
	}
}

// U44: a page that stands there for one moment does not empty what it stands before.
func TestPageForAMomentEmptiesNothing(t *testing.T) {
	w := newWorld(t)
	tip := w.commit("one", file("a.md", "a"))
	bare := filepath.Join(t.TempDir(), "pool.git")
	w.git("clone", "-q", "--bare", w.root, bare)
	git := &cgi.Handler{Path: filepath.Join(strings.TrimSpace(w.git("--exec-path")), "git-http-backend"), Env: []string{"GIT_PROJECT_ROOT=" + filepath.Dir(bare), "GIT_HTTP_EXPORT_ALL=1"}}
	first := true
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !first {
			git.ServeHTTP(w, r)
			return
		}
		first = false
		w.Header().Set("Content-Type", "text/html")
		_, _ = w.Write([]byte("<html>Welcome. Please sign in.</html>"))
	}))
	t.Cleanup(server.Close)
	adv, err := toRemote(t, server.URL+"/pool.git", w.opts).Fetch(t.Context(), "origin", []string{"refs/heads/*"})
	if err != nil || adv.Refs["refs/heads/main"] != tip {
		t.Errorf("%v, %v", adv.Refs, err)
	}
}

// A network's sign-in page is no repository that lost everything.
func TestSignInPageIsNoEmptyRepository(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		_, _ = w.Write([]byte("<html>Welcome. Please sign in.</html>"))
	}))
	t.Cleanup(server.Close)
	bothTransports(t, func(t *testing.T, o Options) {
		_, err := toRemote(t, server.URL+"/pool", o).Fetch(t.Context(), "origin", []string{"refs/heads/*"})
		if got := ClassOf(err); got != Gone {
			t.Errorf("%q: %v", got, err)
		}
	})
}
