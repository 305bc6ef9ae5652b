package repo

import (
	"fmt"
	"maps"
	"math/rand"
	"slices"
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

// TestBetweenWithAnOldClock is a commit that carries a date older than everything before it: it
// would wait in the queue until the whole history had been listed as news.
func TestBetweenWithAnOldClock(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	gitPath(t)
	all := branchy(t, w, 7, 20)
	on := func(parent Hash, path string, when time.Time) Hash {
		return must(w.WriteCommit(t.Context(), Commit{Base: parent, Parents: []Hash{parent}, Message: path, Author: Person{"Ana", "a@example.org"}, When: when, Edits: []Edit{file(path, "Text.")}}))(t)
	}
	past, now := worldTime.AddDate(-30, 0, 0), worldTime.AddDate(0, 0, 1)
	tip := all[len(all)-1]
	old := on(tip, "old.md", past)
	older := on(old, "older.md", past.AddDate(-1, 0, 0))
	for name, ends := range map[string][2]Hash{
		"from the old one":           {old, on(tip, "side.md", now)},
		"from two old ones":          {older, on(tip, "other.md", now)},
		"from an old one of before":  {old, on(all[10], "before.md", now)},
		"to the old one":             {all[10], old},
		"to what came after":         {old, on(older, "after.md", now)},
		"both have old ones":         {older, on(old, "both.md", past.AddDate(-2, 0, 0))},
		"from an old one, to itself": {old, old},
	} {
		var got []string
		for _, c := range must(w.Between(t.Context(), ends[0], ends[1]))(t) {
			got = append(got, string(c.Hash))
		}
		equal(t, name, strings.Join(got, "\n"), w.git("rev-list", string(ends[0])+".."+string(ends[1])))
	}
}

// TestBetweenReadsLittle counts the commits that are read for some news at the end of a long
// history, with right clocks and wrong ones.
func TestBetweenReadsLittle(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	var line []Hash
	on := func(i int, when time.Time) Hash {
		c := Commit{Message: fmt.Sprint(i), Author: Person{"Ana", "a@example.org"}, When: when, Edits: []Edit{file("a.md", fmt.Sprint(i))}}
		if len(line) > 0 {
			c.Base, c.Parents = line[len(line)-1], line[len(line)-1:]
		}
		return must(w.WriteCommit(t.Context(), c))(t)
	}
	for i := range 300 {
		line = append(line, on(i, worldTime.Add(time.Duration(i)*time.Minute)))
	}
	aside := on(-1, worldTime.AddDate(-30, 0, 0))
	for i := range 40 {
		line = append(line, on(300+i, worldTime.Add(time.Duration(300+i)*time.Minute)))
	}
	to := line[len(line)-1]
	for name, from := range map[string]Hash{"right clocks": line[299], "a wrong clock": aside} {
		g := must(w.graph())(t)
		check(t, g.add(to, right))
		check(t, g.add(from, left))
		equal(t, name, len(must(g.only(t.Context()))(t)), 40)
		if read := len(g.commits); read > 50 {
			t.Errorf("%s: read %d commits for 40", name, read)
		}
		t.Logf("%s: %d read", name, len(g.commits))
	}
}

// TestBetweenWithAnyClocks holds Between against the histories themselves, where every fifth
// commit carries a date that is far off: none may be lacking, and seldom one is too much.
func TestBetweenWithAnyClocks(t *testing.T) {
	t.Parallel()
	wrong, asked := 0, 0
	for seed := range int64(3) {
		w := newWorld(t)
		rnd := rand.New(rand.NewSource(seed))
		var all []Hash
		includes := map[Hash]map[Hash]bool{}
		for i := range 40 {
			c := Commit{Message: fmt.Sprint(i), Author: Person{"Ana", "a@example.org"}, When: worldTime.Add(time.Duration(i) * time.Minute), Edits: []Edit{file("a.md", fmt.Sprint(i))}}
			if rnd.Intn(5) == 0 {
				c.When = c.When.AddDate(0, 0, rnd.Intn(60)-50)
			}
			if i > 0 {
				c.Base = all[max(0, i-1-rnd.Intn(4))]
				c.Parents = []Hash{c.Base}
				if other := all[rnd.Intn(len(all))]; rnd.Intn(4) == 0 && other != c.Base {
					c.Parents = append(c.Parents, other)
				}
			}
			h := must(w.WriteCommit(t.Context(), c))(t)
			includes[h] = map[Hash]bool{h: true}
			for _, p := range c.Parents {
				maps.Copy(includes[h], includes[p])
			}
			all = append(all, h)
		}
		for _, from := range all {
			for _, to := range all {
				got := map[Hash]bool{}
				for _, c := range must(w.Between(t.Context(), from, to))(t) {
					got[c.Hash] = true
				}
				want := maps.Clone(includes[to])
				maps.DeleteFunc(want, func(h Hash, _ bool) bool { return includes[from][h] })
				if asked++; !maps.Equal(got, want) {
					wrong++
				}
				for h := range want {
					if !got[h] {
						t.Fatalf("%s..%s lacks %s", from, to, h)
					}
				}
			}
		}
	}
	if t.Logf("%d of %d have too much", wrong, asked); wrong > asked/20 {
		t.Errorf("%d of %d answers have too much", wrong, asked)
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

// What waited in review is as old as its acceptance, however that was made; what a pull
// merged by hand had been there before.
func TestTouchedDatesByArrival(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	day := func(d int) time.Time { return time.Date(2026, 1, d, 8, 0, 0, 0, time.UTC) }
	made := func(d int, message, path string, parents ...Hash) Hash {
		c := Commit{Parents: parents, Message: message, When: day(d)}
		if len(parents) > 0 {
			c.Base = parents[0]
		}
		if path != "" {
			c.Edits = []Edit{file("practices/"+path, "x")}
		}
		for _, side := range parents[min(1, len(parents)):] {
			for _, p := range []string{"waited.md", "mine.md", "theirs.md"} {
				if text, err := w.ReadFile(side, "practices/"+p); err == nil {
					c.Edits = append(c.Edits, file("practices/"+p, string(text)))
				}
			}
		}
		return must(w.WriteCommit(t.Context(), c))(t)
	}
	first := made(1, "first", "first.md")
	waited := made(2, "waited", "waited.md", first)
	may := made(10, "meanwhile", "meanwhile.md", first)
	accepted := made(20, "Merge branch 'cop/ben/waited'", "", may, waited)
	mine := made(21, "mine", "mine.md", accepted)
	theirs := made(22, "theirs", "theirs.md", accepted)
	pulled := made(25, "Merge branch 'main' of example.org:pool", "", mine, theirs)
	arrived := func(to, since Hash) string {
		check(t, w.UpdateRefs(t.Context(), RefUpdate{Ref: "refs/heads/main", Any: true, New: to}))
		var out []string
		check(t, w.Touched(t.Context(), to, since, func(path string, c CommitInfo, _ bool) error {
			out = append(out, fmt.Sprint(strings.TrimPrefix(path, "practices/"), " ", c.Arrived.Day()))
			return nil
		}))
		slices.Sort(out)
		return strings.Join(out, ", ")
	}
	equal(t, "accepted", arrived(accepted, ""), "first.md 1, meanwhile.md 10, waited.md 20")
	equal(t, "since meanwhile", arrived(accepted, may), "waited.md 20")
	equal(t, "pulled", arrived(pulled, ""), "first.md 1, meanwhile.md 10, mine.md 25, theirs.md 22, waited.md 20")
	for rev, want := range map[Hash]bool{first: true, may: true, waited: false, mine: false, theirs: true, "": true} {
		equal(t, "on the trunk: "+string(rev), must(w.OnTrunk(t.Context(), rev, pulled))(t), want)
	}
	equal(t, "a contribution merged by hand", trunk("main").pulled("Merge remote-tracking branch 'origin/cop/ben/x'"), false)
	equal(t, "what was fetched merged by hand", trunk("main").pulled("Merge remote-tracking branch 'origin/main'"), true)
}
