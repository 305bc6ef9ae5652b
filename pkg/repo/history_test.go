package repo

import (
	"fmt"
	"math/rand"
	"strings"
	"testing"
	"time"
)

// branchy makes a repository with a random history of branches and merges, and returns its commits.
func branchy(t *testing.T, w *world, seed int64, commits int) []Hash {
	rnd := rand.New(rand.NewSource(seed))
	names := []string{"practices/a.md", "practices/x/b.md", "practices/x/y/c.md", "practices/d.md", "other.md"}
	var all []Hash
	for i := range commits {
		c := Commit{Message: fmt.Sprint("commit ", i), Author: Person{"Ana", "a@example.org"}, When: worldTime.Add(time.Duration(i) * time.Minute)}
		if i > 0 {
			c.Base = all[max(0, i-1-rnd.Intn(4))]
			c.Parents = []Hash{c.Base}
			if other := all[rnd.Intn(len(all))]; rnd.Intn(4) == 0 && other != c.Base {
				c.Parents = append(c.Parents, other)
			}
		}
		for range 1 + rnd.Intn(2) {
			path := names[rnd.Intn(len(names))]
			c.Edits = append(c.Edits, Edit{Path: path, Data: []byte(fmt.Sprint(rnd.Intn(6))), Delete: rnd.Intn(5) == 0})
		}
		if len(c.Parents) == 2 && rnd.Intn(2) == 0 {
			c.Edits = nil
		}
		h, err := w.WriteCommit(t.Context(), c)
		if err != nil {
			c.Edits = []Edit{file("other.md", fmt.Sprint("unlike any ", i))}
			h = must(w.WriteCommit(t.Context(), c))(t)
		}
		all = append(all, h)
	}
	check(t, w.UpdateRefs(t.Context(), RefUpdate{Ref: "refs/heads/main", New: all[len(all)-1]}))
	return all
}

func TestHistoryAgreesWithGit(t *testing.T) {
	t.Parallel()
	for seed := range int64(2) {
		w := newWorld(t)
		gitPath(t)
		all := branchy(t, w, seed, 40)
		tip := all[len(all)-1]
		if seed%2 == 1 {
			w.git("repack", "-adq")
			w = w.reopen(nil)
		}
		for _, path := range []string{"practices/a.md", "practices/x/b.md", "practices/x/y/c.md", "practices/x", "never.md"} {
			var got []string
			for _, c := range must(w.History(t.Context(), tip, path, 0))(t) {
				got = append(got, string(c.Hash))
			}
			equal(t, path, strings.Join(got, "\n"), w.git("log", "--format=%H", string(tip), "--", path))
			two := must(w.History(t.Context(), tip, path, 2))(t)
			equal(t, "limited", len(two), min(2, len(got)))
		}
	}
}

func TestAncestryAgreesWithGit(t *testing.T) {
	t.Parallel()
	for seed := range int64(2) {
		w := newWorld(t)
		gitPath(t)
		all := branchy(t, w, 100+seed, 30)
		rnd := rand.New(rand.NewSource(seed))
		for range 15 {
			a, b := all[rnd.Intn(len(all))], all[rnd.Intn(len(all))]
			_, err := w.try("merge-base", "--is-ancestor", string(a), string(b))
			equal(t, "is ancestor", must(w.IsAncestor(t.Context(), a, b))(t), err == nil)
			var got []string
			for _, c := range must(w.Between(t.Context(), a, b))(t) {
				got = append(got, string(c.Hash))
			}
			equal(t, "between", strings.Join(got, "\n"), w.git("rev-list", string(a)+".."+string(b)))
			bases, _ := w.try("merge-base", "--all", string(a), string(b))
			base := must(w.MergeBase(t.Context(), a, b))(t)
			if base == "" && bases != "" || base != "" && !strings.Contains(bases, string(base)) {
				t.Fatalf("merge base of %s and %s: %s, git says %s", a, b, base, bases)
			}
		}
	}
}

func TestTouchedAgreesWithGit(t *testing.T) {
	t.Parallel()
	for seed := range int64(2) {
		w := newWorld(t)
		gitPath(t)
		all := branchy(t, w, 200+seed, 40)
		tip := all[len(all)-1]
		newest, addition, touched := map[string]Hash{}, map[string]Hash{}, map[string]int{}
		last := time.Time{}
		check(t, w.Touched(t.Context(), tip, "", func(path string, c CommitInfo, added bool) error {
			if !last.IsZero() && c.When.After(last) {
				t.Errorf("%s comes after an older one", c.Hash)
			}
			last = c.When
			if _, ok := newest[path]; !ok {
				newest[path] = c.Hash
			}
			touched[path]++
			if added {
				if _, twice := addition[path]; twice {
					t.Errorf("%s was added twice", path)
				}
				addition[path] = c.Hash
			}
			return nil
		}))
		wantNewest, wantAdded, wantTouched, ended := map[string]Hash{}, map[string]Hash{}, map[string]int{}, map[string]bool{}
		var h Hash
		for line := range strings.SplitSeq(w.git("log", "-c", "--no-renames", "--format=:%H", "--name-status", string(tip)), "\n") {
			if id, ok := strings.CutPrefix(line, ":"); ok {
				h = Hash(id)
			}
			letters, path, ok := strings.Cut(line, "\t")
			if !ok || !strings.HasPrefix(path, "practices/") {
				continue
			}
			if _, seen := wantNewest[path]; !seen {
				wantNewest[path] = h
			}
			if !ended[path] {
				wantTouched[path]++
			}
			ended[path] = ended[path] || strings.Trim(letters, "A") == "" || strings.Trim(letters, "D") == ""
			if _, seen := wantAdded[path]; !seen && strings.Trim(letters, "A") == "" {
				wantAdded[path] = h
			}
		}
		for path, want := range wantNewest {
			equal(t, "newest of "+path, newest[path], want)
			if must(w.Lookup(tip, path))(t) != (FileID{}) {
				equal(t, "addition of "+path, addition[path], wantAdded[path])
				equal(t, "changes of "+path, touched[path], wantTouched[path])
			}
		}
		equal(t, "paths", len(newest), len(wantNewest))
	}
}

func TestTouchedSince(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	one := w.commit("one", file("practices/a.md", "1"), file("practices/b.md", "1"))
	two := w.commit("two", file("practices/a.md", "2"), file("readme", "x"))
	got := ""
	check(t, w.Touched(t.Context(), two, one, func(path string, c CommitInfo, added bool) error {
		got += fmt.Sprintln(path, c.Hash == two, added)
		return nil
	}))
	equal(t, "since one", got, "practices/a.md true false\n")
}

func TestShallowHistoryEnds(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for i := range 5 {
		w.commit(fmt.Sprint(i), file("practices/a.md", fmt.Sprint(i)))
	}
	clone := t.TempDir()
	runGit(t, clone, w.env, "clone", "-q", "--depth=2", "file://"+w.root, "c")
	r := must(Open(clone+"/c", w.opts))(t)
	defer r.Close()
	head := must(r.Head())(t)
	equal(t, "commits", len(must(r.Between(t.Context(), "", head.Hash))(t)), 2)
	equal(t, "history", len(must(r.History(t.Context(), head.Hash, "practices/a.md", 0))(t)), 2)
	check(t, r.Touched(t.Context(), head.Hash, "", func(string, CommitInfo, bool) error { return nil }))
}
