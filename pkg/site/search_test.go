package site_test

import (
	"context"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/breakfast-table/cop/pkg/pool"
	"github.com/breakfast-table/cop/pkg/site"
)

// Line 3 and line 8: what notes gave to the search is kept from one time to the next; after
// changes, and whatever became of the file that keeps it, the bytes are those of a first build.
func TestKeptWordsMakeTheSameSearch(t *testing.T) {
	files := map[string]string{
		"practices/oncall/pager.md":                               "# Rotate the pager\n\nEvery Monday at [the desk](https://example.org/unspoken).\n",
		"practices/oncall/quiet.md":                               "# Ruhige Stunden\n\nDie Nacht ist für den Schlaf und nicht für die Anrufe der Kollegen.\n",
		"practices/oncall/old.md":                                 "---\naliases: [oncall/past]\n---\n# KubeOldWays 12\n\nThe runbook was old.\n",
		"practices/oncall/pager/2026-01-02-ana-comment-n3xk7c.md": "---\n---\nWorked for the nightwatch.\n",
	}
	p := guild(t, files)
	kept := filepath.Join(t.TempDir(), "words")
	first := searched(t, p, kept)
	if plain := searched(t, p, ""); !maps.Equal(first, plain) || len(first) < 5 {
		t.Error("keeping words changes the bytes")
	}
	put(t, p.Path("practices/oncall/pager.md"), "# Rotate the pager\n\nEvery Tuesday.\n")
	put(t, p.Path("practices/oncall/aaa.md"), "# The first of all\n\nKumquat.\n")
	if err := os.Remove(p.Path("practices/oncall/old.md")); err != nil {
		t.Fatal(err)
	}
	p = again(t, p)
	want := searched(t, p, "")
	if maps.Equal(want, first) {
		t.Fatal("the changes are not in the search")
	}
	whole, err := os.ReadFile(kept)
	if err != nil {
		t.Fatal(err)
	}
	flipped := slices.Clone(whole)
	flipped[len(flipped)/2] ^= 1
	for name, b := range map[string][]byte{"as it was": whole, "cut": whole[:len(whole)-9], "flipped": flipped, "empty": {}} {
		put(t, kept, string(b))
		for range 2 {
			if got := searched(t, p, kept); !maps.Equal(got, want) {
				t.Errorf("%s: other bytes than a first build", name)
			}
		}
	}
}

// searched are the files of the search, made by a site that keeps words in a file.
func searched(t *testing.T, p *pool.Pool, kept string) map[string]string {
	t.Helper()
	e, err := p.Edition(context.Background(), pool.EditionOptions{Drafts: true})
	if err != nil {
		t.Fatal(err)
	}
	s, err := site.New(context.Background(), e, site.Options{Kept: kept})
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, f := range s.Files() {
		if strings.HasPrefix(f.Path, "all/search/") {
			b, err := f.Make(context.Background())
			if err != nil {
				t.Fatal(err)
			}
			out[f.Path] = string(b)
		}
	}
	return out
}
