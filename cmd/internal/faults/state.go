package main

import (
	"crypto/sha256"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// state is what everybody has: a line for each file of a member's pool and of each reference of
// the shared place. What chance or the clock put into a name or a text is left out.
type state map[string]string

var (
	random = regexp.MustCompile(`-[a-z2-9]{6}(\.md|$)`)
	stamp  = regexp.MustCompile(`\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d\S*|\b[0-9a-f]{40}\b|\b\d{10}\b|\d{8}T\d{6}\S*`)
)

func (w *world) state() state {
	out := state{}
	for _, who := range []string{"ana", "ben"} {
		for path, text := range w.files(who) {
			out.add(who+" "+random.ReplaceAllString(path, "-*$1"), stamp.ReplaceAllString(text, "*"))
		}
		status, err := w.gitIn(who, "status", "--porcelain", "--untracked-files=all")
		if err != nil {
			out.add(who+" git status", status)
		}
		for line := range strings.Lines(status) {
			out.add(who+" git status "+random.ReplaceAllString(strings.TrimSpace(line), "-*$1"), "")
		}
	}
	for _, dir := range also {
		for path, text := range w.files(dir) {
			out.add(dir+" "+path, stamp.ReplaceAllString(text, "*"))
		}
	}
	for _, place := range []string{"shared", "other"} {
		w.held(place, out)
	}
	return out
}

// held adds what a shared place has; one that is not there has nothing.
func (w *world) held(place string, out state) {
	refs, err := w.gitIn(place+".git", "for-each-ref", "--format=%(refname)")
	if err != nil {
		return
	}
	for ref := range strings.FieldsSeq(refs) {
		tree, _ := w.gitIn(place+".git", "ls-tree", "-r", "--name-only", ref)
		name := random.ReplaceAllString(stamp.ReplaceAllString(ref, "*"), "-*$1")
		for path := range strings.FieldsSeq(tree) {
			path = stamp.ReplaceAllString(random.ReplaceAllString(path, "-*$1"), "*")
			out.add(place+" "+name+" "+path, "")
		}
	}
}

// add counts what has one name.
func (s state) add(name, text string) {
	s[name] += fmt.Sprintf("%x ", sha256.Sum256([]byte(text)))[:10]
}

// files are the files of a member's pool, without git's.
func (w *world) files(who string) map[string]string {
	out := map[string]string{}
	root := w.path(who)
	_ = filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.Name() == ".git":
			return fs.SkipDir
		case d.IsDir():
			return nil
		}
		text, err := os.ReadFile(path)
		rel, _ := filepath.Rel(root, path)
		out[rel] = string(text)
		return err
	})
	return out
}

// differs names what is not as it should be.
func (s state) differs(want state) []string {
	var out []string
	for _, name := range slices.Sorted(maps.Keys(want)) {
		switch got, ok := s[name]; {
		case !ok:
			out = append(out, "missing: "+name)
		case len(got) != len(want[name]):
			out = append(out, fmt.Sprintf("%d instead of %d: %s", len(got)/10, len(want[name])/10, name))
		case got != want[name]:
			out = append(out, "other text: "+name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(s)) {
		if _, ok := want[name]; !ok {
			out = append(out, "too much: "+name)
		}
	}
	return out
}

// locks are what git would stop at.
func (w *world) locks(dirs ...string) []string {
	var out []string
	for _, dir := range dirs {
		_ = filepath.WalkDir(w.path(dir), func(path string, d fs.DirEntry, err error) error {
			if err == nil && strings.HasSuffix(path, ".lock") && !strings.Contains(path, "/.git/cop/") {
				out = append(out, strings.TrimPrefix(path, w.dir+"/"))
			}
			return nil
		})
	}
	return out
}
