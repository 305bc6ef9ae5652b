package forge

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"testing"
)

// GitLab reads the mark of a draft that other hosts have in its older versions alone: it is
// written anew.
func TestGitLabsMarkOfADraft(t *testing.T) {
	var sent map[string]string
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		if err := json.NewDecoder(r.Body).Decode(&sent); err != nil {
			t.Error(err)
		}
	}))
	t.Cleanup(server.Close)
	g := newGitLab(Host{Kind: GitLab, Web: server.URL}, "guild/pool", Options{})
	yes, no, title := true, false, "Two  words"
	for _, c := range []struct {
		now    string
		change Amendment
		want   string
	}{
		{"WIP: Pager", Amendment{Draft: &yes}, "Draft: Pager"},
		{"WIP: Pager", Amendment{Draft: &no}, "Pager"},
		{"[Draft] Pager", Amendment{Draft: &yes}, ""},
		{"Pager", Amendment{Draft: &yes}, "Draft: Pager"},
		{"Pager  now", Amendment{Draft: &no}, ""},
		{"Draft: Pager", Amendment{Title: &title, Draft: &yes}, "Draft: Two words"},
	} {
		sent = nil
		if err := g.amend(t.Context(), gitlabMerge{Number: 1, Title: c.now}, c.change); err != nil {
			t.Fatal(err)
		}
		if sent["title"] != c.want {
			t.Errorf("%q became %q, not %q", c.now, sent["title"], c.want)
		}
	}
}

// A check run says in one word that it ended, and in another how.
func TestCheckRuns(t *testing.T) {
	var found struct {
		Runs []status `json:"check_runs"`
	}
	err := json.Unmarshal([]byte(`{"check_runs": [
		{"name": "links", "status": "completed", "conclusion": "success", "html_url": "https://h.test/1", "output": {"title": "All lead somewhere"}},
		{"name": "spelling", "status": "completed", "conclusion": "timed_out", "html_url": null, "output": {"title": null}},
		{"name": "site", "status": "in_progress", "conclusion": null}, {"name": "letter", "status": "completed", "conclusion": "stale"}]}`), &found)
	if err != nil {
		t.Fatal(err)
	}
	all, err := checksOf("c0ffee", found.Runs, nil)
	want := []Check{
		{Name: "links", State: Passed, Text: "All lead somewhere", URL: "https://h.test/1"},
		{Name: "spelling", State: Failed}, {Name: "site", State: Pending}, {Name: "letter", State: Skipped},
	}
	for i := range want {
		if err != nil || len(all) != len(want) || all[i] != want[i] {
			t.Fatalf("%+v (%v)", all, err)
		}
	}
}
