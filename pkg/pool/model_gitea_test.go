package pool_test

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool"
)

// pages is what somebody does on a Gitea's own pages, and with git.
type pages struct {
	*hand
	host  *onGitea
	names int
}

// repository is the path of the repository's part of the API.
func (g *pages) repository() string {
	return "/repos/" + strings.TrimSuffix(strings.TrimPrefix(g.host.url, g.host.server.URL+"/"), ".git")
}

// number is that of the newest contribution from a branch in some state.
func (g *pages) number(o *offerModel, state string) string {
	var list []struct {
		Number int
		State  string
		Head   struct{ Ref string }
	}
	for range 100 {
		if err := json.Unmarshal(g.host.server.Call(g.t, "GET", g.repository()+"/pulls?limit=50&state="+state, nil), &list); err != nil {
			g.t.Fatal(err)
		}
		for _, p := range list {
			if p.Head.Ref == "cop/"+o.name {
				return fmt.Sprint(p.Number)
			}
		}
		time.Sleep(50 * time.Millisecond)
	}
	g.t.Fatalf("no %s contribution from %s", state, o.name)
	return ""
}

// take merges on the pages in one of the host's styles. It waits until the host has compared.
func (g *pages) take(o *offerModel, style string) {
	n := g.number(o, "open")
	for range 200 {
		var p struct{ Mergeable bool }
		if err := json.Unmarshal(g.host.server.Call(g.t, "GET", g.repository()+"/pulls/"+n, nil), &p); err != nil {
			g.t.Fatal(err)
		}
		if p.Mergeable {
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	g.host.server.Call(g.t, "POST", g.repository()+"/pulls/"+n+"/merge", map[string]any{"Do": style, "delete_branch_after_merge": len(o.name)%2 == 0, "force_merge": true})
}

func (g *pages) squash(o *offerModel)  { g.take(o, "squash") }
func (g *pages) merge(o *offerModel)   { g.take(o, "merge") }
func (g *pages) forward(o *offerModel) { g.take(o, "fast-forward-only") }

// remove takes the branch away, on which the host closes what was opened from it.
func (g *pages) remove(o *offerModel) {
	n := g.number(o, "open")
	g.hand.remove(o)
	for range 200 {
		var p struct{ State string }
		if err := json.Unmarshal(g.host.server.Call(g.hand.t, "GET", g.repository()+"/pulls/"+n, nil), &p); err != nil {
			g.hand.t.Fatal(err)
		}
		if p.State == "closed" {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	g.hand.t.Fatalf("%s stays open without its branch", o.name)
}

func (g *pages) reopen(o *offerModel) {
	g.host.server.Call(g.t, "PATCH", g.repository()+"/pulls/"+g.number(o, "closed"), map[string]any{"state": "open"})
}

func (g *pages) rename() {
	g.names++
	name := fmt.Sprintf("renamed-%d", g.names)
	g.host.server.Rename(g.t, g.host.url, name)
	g.host.url = g.host.server.URL + "/guild/" + name + ".git"
	g.run("remote", "set-url", "origin", g.host.url)
}

func (g *pages) archive(archived bool) {
	g.host.server.Call(g.t, "PATCH", g.repository(), map[string]any{"archived": archived})
}

func (g *pages) amend(o *offerModel, a note.Address, text string) {
	g.hand.amend(o, a, text)
	tip := strings.TrimSpace(g.hand.run("rev-parse", "HEAD"))
	n := g.number(o, "open")
	for range 200 { // the host takes note of a push after it has answered it
		var p struct{ Head struct{ SHA string } }
		if err := json.Unmarshal(g.host.server.Call(g.t, "GET", g.repository()+"/pulls/"+n, nil), &p); err != nil {
			g.t.Fatal(err)
		}
		if p.Head.SHA == tip {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	g.t.Fatalf("%s is not at %s", o.name, tip)
}

// TestGiteaModel runs random histories on a real Gitea: H2, H4, H5, H6, H7, U1, U3, U4, U10 in
// whatever order. COP_MODEL_STEPS says how many steps, COP_MODEL_SEED where they begin.
func TestGiteaModel(t *testing.T) {
	g := stewardOnGitea(t, "ana")
	g.server.Call(t, "PUT", (&pages{host: g}).repository()+"/collaborators/cleo", map[string]any{"permission": "write"})
	dir := filepath.Join(g.dir, "hand")
	h := &hand{t: t, git: "git", dir: dir, env: func() []string {
		return append(append(newCommunity(t).options("tester").Env, "GIT_TERMINAL_PROMPT=0"), g.server.GitEnv("ana")...)
	}}
	h.dir = g.dir
	h.run("clone", "-q", g.url, dir)
	h.dir = dir
	at := &pages{hand: h, host: g}
	prog := newProgram(t, g.dir, func(name string) []string { return g.options(name).Env })
	m := newModel(t, modelSeed(), place{
		dir: g.dir, slow: true, squash: at.squash, forward: at.forward, merge: at.merge, remove: at.remove,
		amend: at.amend, reopen: at.reopen, rename: at.rename, closed: at.archive,
		also: prog.hook(func(m *model, name string, want map[string][]string) {
			if prog.r.Intn(12) == 0 {
				prog.compare(m, name, want)
			}
		}),
		open: oneOpen(t, func(name string) (*pool.Pool, error) {
			return pool.Open(t.Context(), filepath.Join(g.dir, name), g.options(name))
		}),
	})
	for range modelSteps(30) {
		m.step()
	}
	if prog == nil {
		return
	}
	for _, name := range modelMembers {
		prog.leads(m, name) // last: a host cannot be set back
	}
}
