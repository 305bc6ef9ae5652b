package pool_test

import (
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"

	"github.com/breakfast-table/cop/pkg/forge"
)

// A host is asked once what it is; a setting has the last word, and a folder is plain git.
func TestWhereAPoolIsReviewed(t *testing.T) {
	c := newCommunity(t)
	c.needGit()
	c.set(false)
	host := func() forge.Host {
		t.Helper()
		h, err := c.reopen("ana").Host(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return h
	}
	if h := host(); h.Kind != forge.Plain {
		t.Errorf("a folder: %v", h)
	}
	var asked atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		if r.URL.Path == "/api/v1/version" {
			_, _ = w.Write([]byte(`{"version":"1.26.0"}`))
			return
		}
		http.NotFound(w, r)
	}))
	defer server.Close()
	c.run("ana", "remote", "set-url", "origin", server.URL+"/guild/pool.git")
	want := forge.Host{Kind: forge.Gitea, Web: server.URL}
	if h := host(); h != want {
		t.Errorf("a host that was asked: %v", h)
	}
	before := asked.Load()
	if h := host(); h != want || asked.Load() != before {
		t.Errorf("asked again: %v, %d questions", h, asked.Load()-before)
	}
	// An answer is the server's that gave it: the shared place moved.
	moved := httptest.NewServer(server.Config.Handler)
	defer moved.Close()
	c.run("ana", "remote", "set-url", "origin", moved.URL+"/guild/pool.git")
	if h := host(); h != (forge.Host{Kind: forge.Gitea, Web: moved.URL}) {
		t.Errorf("where it was before: %v", h)
	}
	c.run("ana", "config", "cop.forge", "git")
	if h := host(); h.Kind != forge.Plain {
		t.Errorf("the setting says git: %v", h)
	}
	c.run("ana", "config", "cop.forge", "nonsense")
	if _, err := c.reopen("ana").Host(t.Context()); err == nil {
		t.Error("a setting that means nothing is believed")
	}
	c.run("ana", "config", "--unset", "cop.forge")
	c.run("ana", "remote", "set-url", "origin", "git@github.com:guild/pool.git")
	if h := host(); h != (forge.Host{Kind: forge.GitHub, Web: "https://github.com"}) {
		t.Errorf("a host of the table: %v", h)
	}
	server.Close()
	c.run("ana", "remote", "set-url", "origin", server.URL+"/guild/pool.git")
	if _, err := c.reopen("ana").Host(t.Context()); err == nil {
		t.Error("a host that is out of reach is taken for something")
	}
	// git over ssh alone has no pages to ask: that is plain git, and is not asked each time.
	c.run("ana", "remote", "set-url", "origin", "ssh://git@127.0.0.1:1/guild/pool.git")
	if h := host(); h.Kind != forge.Plain {
		t.Errorf("a server of git alone: %v", h)
	}
}
