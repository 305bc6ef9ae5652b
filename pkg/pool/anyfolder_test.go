package pool_test

import (
	"archive/tar"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool"
	"github.com/breakfast-table/cop/pkg/repo"
)

// folder makes a fresh repository with practices/ and opens it as a pool.
func folder(t *testing.T, fill func(practices string)) *pool.Pool {
	t.Helper()
	c := newCommunity(t)
	dir := filepath.Join(c.dir, "notes")
	r, err := repo.Init(dir, "main", repo.Options{Env: c.options("ana").Env})
	if err != nil {
		t.Fatal(err)
	}
	r.Close()
	practices := filepath.Join(dir, "practices")
	if err := os.MkdirAll(practices, 0o755); err != nil {
		t.Fatal(err)
	}
	fill(practices)
	return c.reopen("notes")
}

func put(t *testing.T, dir, name, text string) {
	t.Helper()
	full := filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(full, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// TestAnyFolder: notes as people really have them are listed, found, shown and checked;
// what is odd about them is reported and never fatal.
func TestAnyFolder(t *testing.T) {
	outside := filepath.Join(t.TempDir(), "secret.md")
	put(t, filepath.Dir(outside), "secret.md", "# Outside\n\nmarmalade\n")
	p := folder(t, func(dir string) {
		put(t, dir, "plain.md", "# No front matter\n\nJust cardamom words.\n")
		put(t, dir, "broken.md", "---\ntitle: [unclosed\n---\n\n# Broken\n\nStill has turmeric in it.\n")
		put(t, dir, "big.md", "# Big\n\n"+strings.Repeat("filler words go on and on\n", 200_000)+"saffron at the end\n")
		put(t, dir, "latin1.md", "# Caf\xe9\n\nNot UTF-8 but has paprika.\n")
		put(t, dir, "name with spaces.md", "# Spaces\n\ncumin\n")
		put(t, dir, "café/naïve ☕.md", "# Non-ASCII name\n\nnutmeg\n")
		put(t, dir, "a/same.md", "# Same title\n\none\n")
		put(t, dir, "b/same.md", "# Same title\n\ntwo\n")
		put(t, dir, "picture.md", "# With a picture\n\n![fig](fig.png) and ![none](missing.png)\n")
		put(t, dir, "fig.png", "\x89PNG\r\n\x1a\n\x00\x00")
		put(t, dir, "empty.md", "")
		put(t, dir, ".obsidian/hidden.md", "# Hidden\n\nvanilla\n")
		for name, target := range map[string]string{"inside.md": "plain.md", "outside.md": outside, "loop.md": "loop.md"} {
			if err := os.Symlink(target, filepath.Join(dir, name)); err != nil {
				t.Fatal(err)
			}
		}
	})
	ctx := context.Background()
	cards, err := p.Cards(ctx)
	if err != nil {
		t.Fatal(err)
	}
	listed := map[note.Address]bool{}
	for _, c := range cards {
		listed[c.Address] = true
	}
	for _, a := range []note.Address{"plain", "broken", "big", "latin1", "name with spaces", "café/naïve ☕", "a/same", "b/same", "picture", "empty"} {
		if !listed[a] {
			t.Errorf("%q is not listed", a)
		}
		if _, err := p.Show(ctx, a); err != nil {
			t.Errorf("show %q: %v", a, err)
		}
	}
	for _, a := range []note.Address{"outside", "loop", ".obsidian/hidden"} {
		if listed[a] {
			t.Errorf("%q is listed", a)
		}
	}
	for word, where := range map[string]note.Address{"cardamom": "plain", "turmeric": "broken", "saffron": "big", "paprika": "latin1", "cumin": "name with spaces", "nutmeg": "café/naïve ☕"} {
		if got := findOne(t, p, word); got != where {
			t.Errorf("find %s: %q, not %q", word, got, where)
		}
	}
	for _, word := range []string{"marmalade", "vanilla"} {
		if got := findOne(t, p, word); got != "" {
			t.Errorf("find %s reached %q", word, got)
		}
	}
	if _, err := p.Show(ctx, "outside"); err == nil {
		t.Error("a link out of the pool was followed")
	}
	var many *pool.AmbiguousError
	if _, err := p.Address(ctx, "same"); !errors.As(err, &many) || len(many.Notes) != 2 {
		t.Errorf("same: %v", err)
	}
	checkAnyFolder(t, p)
}

func checkAnyFolder(t *testing.T, p *pool.Pool) {
	t.Helper()
	problems, err := p.Check(context.Background(), nil)
	if err != nil {
		t.Fatal(err)
	}
	rules := map[string]string{}
	for _, pr := range problems {
		rules[pr.Path] += pr.Rule + " "
	}
	for path, rule := range map[string]string{
		"practices/broken.md": "front-matter", "practices/latin1.md": "not-utf8", "practices/picture.md": "broken-link",
		"practices/outside.md": "left-out", "practices/loop.md": "left-out", "practices/inside.md": "left-out",
	} {
		if !strings.Contains(rules[path], rule) {
			t.Errorf("%s: %q, not %s", path, rules[path], rule)
		}
	}
	if rules["practices/plain.md"] != "" {
		t.Errorf("plain.md: %s", rules["practices/plain.md"])
	}
}

func findOne(t *testing.T, p *pool.Pool, words string) note.Address {
	t.Helper()
	q, err := pool.ParseQuery(words)
	if err != nil {
		t.Fatal(err)
	}
	q.Limit = 1
	res, err := p.Find(context.Background(), q)
	if err != nil {
		t.Fatal(err)
	}
	if len(res.Hits) == 0 {
		return ""
	}
	return res.Hits[0].Address
}

// TestCorpora opens real collections of notes – archives in COP_CORPORA, by default the
// folder shared/corpora beside the checkout – exactly as their authors left them.
func TestCorpora(t *testing.T) {
	dir := os.Getenv("COP_CORPORA")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared", "corpora")
	}
	archives, err := filepath.Glob(filepath.Join(dir, "*.tar.gz"))
	if err != nil {
		t.Fatal(err)
	}
	if len(archives) == 0 {
		t.Skip("no collections of notes in", dir)
	}
	for _, archive := range archives {
		t.Run(filepath.Base(archive), func(t *testing.T) {
			files := 0
			p := folder(t, func(practices string) { files = unpack(t, archive, practices) })
			ctx := context.Background()
			cards, err := p.Cards(ctx)
			if err != nil {
				t.Fatal(err)
			}
			if len(cards) != files {
				t.Errorf("%d of %d notes are listed", len(cards), files)
			}
			for i, c := range cards {
				if c.Title == "" {
					t.Errorf("%s has no title", c.Address)
				}
				if i%50 != 0 {
					continue
				}
				if _, err := p.Show(ctx, c.Address); err != nil {
					t.Errorf("show %s: %v", c.Address, err)
				}
			}
			if _, err := p.Check(ctx, nil); err != nil {
				t.Error(err)
			}
			if got := findOne(t, p, "git"); got == "" {
				t.Error("nothing about git")
			}
		})
	}
}

// unpack writes an archive's files, without its outermost folder, and counts the notes.
func unpack(t *testing.T, archive, dir string) (notes int) {
	t.Helper()
	f, err := os.Open(archive)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	for r := tar.NewReader(z); ; {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			return notes
		}
		if err != nil {
			t.Fatal(err)
		}
		_, name, _ := strings.Cut(h.Name, "/")
		if h.Typeflag != tar.TypeReg || name == "" {
			continue
		}
		b, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		put(t, dir, name, string(b))
		if _, ok := note.AddressOf("practices/" + name); ok {
			notes++
		}
	}
}
