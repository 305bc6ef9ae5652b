package repo

import (
	"context"
	"fmt"
	"math/rand"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/breakfast-table/cop/pkg/repo/statcache"
)

func (w *world) scan() *Snapshot {
	w.t.Helper()
	return must(w.Scan(context.Background()))(w.t)
}

// fresh scans without the cache.
func (w *world) fresh() *Snapshot {
	w.t.Helper()
	file := w.cacheFile(scanDirs())
	w.saved()
	b, err := os.ReadFile(file)
	if err == nil {
		check(w.t, os.Remove(file))
		defer func() {
			w.saved()
			check(w.t, os.WriteFile(file, b, 0o644))
		}()
	}
	return w.scan()
}

func text(s *Snapshot) string {
	var b strings.Builder
	for _, f := range s.Files() {
		fmt.Fprintf(&b, "%o %s %d %s\n", f.Mode, f.Hash, f.Size, f.Path)
	}
	for _, k := range s.Skipped() {
		fmt.Fprintf(&b, "skipped %s: %s\n", k.Path, k.Reason)
	}
	return b.String()
}

func TestScanSeesWhatIsThere(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.put("practices/a.md", "a\n")
	w.put("practices/topic/b.md", "b\n")
	w.put("practices/topic.md", "t\n")
	w.put("templates/story.md", "s\n")
	w.put("elsewhere/x.md", "x\n")
	w.put("practices/.hidden.md", "h\n")
	w.put("practices/.obsidian/x.md", "h\n")
	w.put("practices/a.md~", "h\n")
	w.put("practices/.a.md.swp", "h\n")
	w.put("practices/inner/.git/HEAD", "ref: refs/heads/main\n")
	w.put("practices/inner/x.md", "not ours\n")
	check(t, os.Symlink("/etc/passwd", filepath.Join(w.root, "practices", "out.md")))
	check(t, os.Symlink(t.TempDir(), filepath.Join(w.root, "practices", "dir")))
	check(t, os.Chmod(filepath.Join(w.root, "practices", "topic", "b.md"), 0o755))
	s := w.scan()
	want := fmt.Sprintf(`100644 %s 2 practices/a.md
100644 %s 2 practices/topic.md
100755 %s 2 practices/topic/b.md
100644 %s 2 templates/story.md
skipped practices/dir: symbolic link
skipped practices/inner: another git repository
skipped practices/out.md: symbolic link
`, w.HashBlob([]byte("a\n")), w.HashBlob([]byte("t\n")), w.HashBlob([]byte("b\n")), w.HashBlob([]byte("s\n")))
	equal(t, "files", text(s), want)
	equal(t, "since", s.Since, "")
	again := w.scan()
	equal(t, "second scan", text(again), want)
	equal(t, "id", again.ID, s.ID)
	equal(t, "since", again.Since, s.ID)
	equal(t, "changed", len(again.Changed), 0)
}

// Random edits, by everything an editor, a file manager or git does: after each, the scan with the cache
// is the scan without, and Changed is what differs.
func TestScanCacheIsNeverWrong(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	rnd := rand.New(rand.NewSource(3))
	names := []string{"a.md", "b.md", "x/a.md", "x/b.md", "x/y/c.md", "x.md", "x-1.md", "z/deep/er/d.md"}
	before, ids := map[string]string{}, []string{w.scan().ID}
	for round := range 400 {
		path := filepath.Join(w.root, "practices", filepath.FromSlash(names[rnd.Intn(len(names))]))
		act(t, rnd, path, filepath.Join(w.root, "practices", filepath.FromSlash(names[rnd.Intn(len(names))])))
		if round%50 == 49 { // everything settles
			old := time.Now().Add(-time.Hour)
			check(t, filepath.Walk(w.root, func(p string, fi os.FileInfo, err error) error {
				if err != nil || !fi.Mode().IsRegular() {
					return err
				}
				return os.Chtimes(p, old, old)
			}))
		}
		if round%2 == 1 {
			w.UsePrescan(statcache.Begin(w.root, w.cacheFile(scanDirs())))
		}
		s := w.scan()
		equal(t, fmt.Sprint("round ", round), text(s), text(w.fresh()))
		after := map[string]string{}
		for _, f := range s.Files() {
			after[f.Path] = fmt.Sprint(f.Hash, f.Mode)
		}
		if s.Since != ids[len(ids)-1] {
			t.Fatalf("round %d: since %s, want %s", round, s.Since, ids[len(ids)-1])
		}
		equal(t, "changed", strings.Join(s.Changed, " "), strings.Join(differences(before, after), " "))
		ids = append(ids, s.ID)
		before = after
	}
}

func act(t *testing.T, rnd *rand.Rand, path, other string) {
	t.Helper()
	var err error
	switch rnd.Intn(7) {
	case 0, 1, 2:
		if err = os.MkdirAll(filepath.Dir(path), 0o777); err == nil {
			err = os.WriteFile(path, []byte(fmt.Sprint(rnd.Intn(10), "\n")), 0o666)
		}
	case 3:
		err = os.RemoveAll(path)
	case 4:
		if _, serr := os.Lstat(path); serr == nil {
			if err = os.MkdirAll(filepath.Dir(other), 0o777); err == nil {
				err = os.Rename(path, other)
			}
		}
	case 5:
		if fi, serr := os.Lstat(path); serr == nil {
			err = os.Chmod(path, fi.Mode().Perm()^0o111)
		}
	case 6:
		err = os.RemoveAll(filepath.Dir(path))
		if err == nil {
			err = os.MkdirAll(filepath.Dir(path), 0o777)
		}
	}
	check(t, err)
}

// What was written is seen as by looking at everything; what somebody else writes meanwhile is
// seen by the next look at the latest.
func TestRescanSeesWhatWasWritten(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	rnd := rand.New(rand.NewSource(5))
	names := []string{"practices/a.md", "practices/x/a.md", "practices/x/b.md", "practices/x/y/c.md", "practices/z/deep/er/d.md", "templates/t.md", "README.md"}
	w.put("practices/other/o.md", "other")
	before := w.scan()
	for round := range 200 {
		var written []string
		for range 1 + rnd.Intn(3) {
			path := names[rnd.Intn(len(names))]
			written = append(written, path)
			if rnd.Intn(3) == 0 {
				_ = w.RemoveFile(path) // or it was not there
			} else {
				check(t, w.WriteFile(path, []byte(fmt.Sprint(rnd.Intn(10))), Regular))
			}
		}
		s := must(w.Rescan(t.Context(), before, written))(t)
		equal(t, fmt.Sprint("round ", round), text(s), text(w.fresh()))
		equal(t, "since", s.Since, before.ID)
		before = s
		if rnd.Intn(10) == 0 {
			before = w.scan()
			equal(t, fmt.Sprint("everything, round ", round), before.ID, s.ID)
		}
	}

	w.put("practices/other/o.md", "edited by somebody else")
	check(t, w.WriteFile("practices/a.md", []byte("written"), Regular))
	s := must(w.Rescan(t.Context(), before, []string{"practices/a.md"}))(t)
	equal(t, "the edit of somebody else, by the next look", strings.Join(w.scan().Changed, " "), "practices/other/o.md")
	// Another look came between: what it saw must not be lost.
	check(t, w.WriteFile("practices/a.md", []byte("again"), Regular))
	equal(t, "after a look in between", text(must(w.Rescan(t.Context(), s, []string{"practices/a.md"}))(t)), text(w.fresh()))
}

func differences(a, b map[string]string) []string {
	diff := map[string]bool{}
	for p := range a {
		diff[p] = a[p] != b[p]
	}
	for p := range b {
		diff[p] = a[p] != b[p]
	}
	for p, d := range diff {
		if !d {
			delete(diff, p)
		}
	}
	return sortedKeys(diff)
}

// The racy edit: same size, same times, same inode, in the tick of the first look.
func TestScanSeesAnEditInTheSameTick(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.put("practices/a.md", "one\n")
	for i := range 50 {
		content := fmt.Sprintf("%03d\n", i)
		w.put("practices/a.md", content)
		equal(t, "hash", w.scan().Files()[0].Hash, w.HashBlob([]byte(content)))
	}
}

func TestScanReadsOnlyWhatChanged(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for i := range 50 {
		path := fmt.Sprintf("practices/t%d/n%d.md", i%5, i)
		w.put(path, path)
	}
	// Looked at a minute after everything was written.
	read := func() int {
		s := must(w.newScanner(scanDirs(), nil))(t)
		s.now = s.now.Add(time.Minute)
		must(s.run(t.Context()))(t)
		return len(s.jobs)
	}
	equal(t, "files read at first", read(), 50)
	equal(t, "files read again", read(), 0)
	w.put("practices/t1/n1.md", "changed")
	equal(t, "files read after one changed", read(), 1)
	equal(t, "files read after that", read(), 0)
	// Looked at in the very moment it was written: it may change again within the same tick.
	w.put("practices/t1/n1.md", "changing")
	s := must(w.newScanner(scanDirs(), nil))(t)
	s.now = must(os.Stat(filepath.Join(w.root, "practices", "t1", "n1.md")))(t).ModTime()
	must(s.run(t.Context()))(t)
	equal(t, "files read again", read(), 1)
}

func TestScanLeavesIgnoredFilesOut(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	tip := w.commit("one", file("practices/kept.log", "tracked though ignored\n"), file("practices/build/in.md", "tracked\n"))
	w.git("reset", "-q", "--hard", string(tip))
	w.put(".gitignore", "*.log\nbuild/\n!important.log\n")
	w.put("practices/x/.gitignore", "/local.md\n")
	for _, p := range []string{"a.log", "important.log", "build/out.md", "x/local.md", "x/y/local.md", "note.md"} {
		w.put("practices/"+p, p)
	}
	names := func() string {
		var list []string
		for _, f := range w.scan().Files() {
			list = append(list, strings.TrimPrefix(f.Path, "practices/"))
		}
		return strings.Join(list, " ")
	}
	equal(t, "files", names(), "build/in.md important.log kept.log note.md x/y/local.md")
	w.put(".gitignore", "build/\n")
	equal(t, "after the rule is gone", names(), "a.log build/in.md important.log kept.log note.md x/y/local.md")
	w.put("practices/x/.gitignore", "")
	equal(t, "after the folder's rule is gone", names(), "a.log build/in.md important.log kept.log note.md x/local.md x/y/local.md")
	w.commit("two", file("practices/build/out.md", "build/out.md"))
	equal(t, "after it was committed", names(), "a.log build/in.md build/out.md important.log kept.log note.md x/local.md x/y/local.md")
}

// A look that was begun before serves the first scan, once, and only as long as it must be true.
func TestScanCarriesOnWhatWasBegun(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.put("practices/a.md", "a")
	w.put("practices/b.md", "b")
	time.Sleep(60 * time.Millisecond) // what is young is read again
	w.scan()
	begin := func() *statcache.Walk {
		w.saved()
		l := statcache.Begin(w.root, w.cacheFile(scanDirs()))
		must(l.Seen(1))(t)
		return l
	}
	sees := func(what string, fresh bool) {
		t.Helper()
		w.put("practices/a.md", what) // behind the look's back
		equal(t, what, text(w.scan()) == text(w.fresh()), fresh)
		time.Sleep(60 * time.Millisecond)
		w.scan()
	}
	w.UsePrescan(begin())
	sees("what was begun is carried on", false)
	sees("but only once", true)
	l := begin()
	w.UsePrescan(l)
	w.scan()
	w.UsePrescan(l)
	sees("also when it is given again", true)
	w.UsePrescan(begin())
	check(t, w.WriteFile("practices/b.md", []byte("written"), Regular))
	sees("what was written makes it worthless", true)
	w.UsePrescan(begin())
	check(t, w.RemoveFile("practices/b.md"))
	sees("so does what was removed", true)
	l = begin()
	l.Root += "-other"
	w.UsePrescan(l)
	sees("one of another pool never counts", true)
}

// A look that is old is not carried on, whatever else speaks for it: the file had been as it
// is for longer than that before anybody looked.
func TestScanForgetsAnOldLook(t *testing.T) {
	t.Parallel()
	for age, fresh := range map[time.Duration]bool{0: false, MaxPrescanAge: true} {
		w := newWorld(t)
		w.put("practices/a.md", "a")
		time.Sleep(MaxPrescanAge + 60*time.Millisecond)
		w.scan()
		w.saved()
		l := statcache.Begin(w.root, w.cacheFile(scanDirs()))
		must(l.Seen(1))(t)
		l.Began = l.Began.Add(-age)
		w.UsePrescan(l)
		w.put("practices/a.md", "b")
		equal(t, fmt.Sprint("seen afresh with a look of ", age), text(w.scan()) == text(w.fresh()), fresh)
	}
}

func TestScanSurvivesADamagedCache(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	rnd := rand.New(rand.NewSource(1))
	for i := range 30 {
		w.put(fmt.Sprintf("practices/t%d/n%d.md", i%3, i), fmt.Sprint(i))
	}
	want := text(w.scan())
	w.saved()
	file := w.cacheFile(scanDirs())
	good := must(os.ReadFile(file))(t)
	for range 200 {
		bad := append([]byte(nil), good...)
		switch rnd.Intn(3) {
		case 0:
			bad = bad[:rnd.Intn(len(bad))]
		case 1:
			for i := rnd.Intn(len(bad)); i < len(bad); i++ {
				bad[i] = 0
			}
		case 2:
			bad = append(bad, bad[:rnd.Intn(len(bad))]...)
		}
		check(t, os.WriteFile(file, bad, 0o644))
		equal(t, "files", text(w.scan()), want)
	}
}

func TestScansAtOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for i := range 300 {
		w.put(fmt.Sprintf("practices/t%d/n%d.md", i%7, i), fmt.Sprint(i))
	}
	want := text(w.fresh())
	done := make(chan string)
	for range 6 {
		other := w.reopen(nil)
		go func() {
			s, err := other.Scan(context.Background())
			if err != nil {
				done <- err.Error()
				return
			}
			done <- text(s)
		}()
	}
	for range 6 {
		equal(t, "files", <-done, want)
	}
}

func TestChangesAgreeWithGitStatus(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	gitPath(t)
	rnd := rand.New(rand.NewSource(11))
	names := []string{"practices/a.md", "practices/b.md", "practices/x/a.md", "practices/x/y/b.md", "practices/x.md", "templates/t.md", "practices/é z.md"}
	var edits []Edit
	for _, n := range names[:5] {
		edits = append(edits, file(n, n))
	}
	edits = append(edits, file("practices/.hidden", "h"), file("README.md", "r"))
	tip := w.commit("one", edits...)
	w.git("reset", "-q", "--hard", string(tip))
	for round := range 40 {
		path := filepath.Join(w.root, filepath.FromSlash(names[rnd.Intn(len(names))]))
		act(t, rnd, path, filepath.Join(w.root, filepath.FromSlash(names[rnd.Intn(len(names))])))
		changes := must(w.Changes(context.Background(), w.scan(), tip))(t)
		got := diffText(changes)
		w.git("add", "-A")
		want := w.git("-c", "core.quotepath=off", "diff", "--cached", "--no-renames", "--name-status", string(tip), "--", "practices", "templates", ":!practices/.hidden")
		equal(t, fmt.Sprint("round ", round), got, want)
	}
}
