package note_test

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/breakfast-table/cop/pkg/note"
)

// roundTrip reports how a file that is read and written comes back changed, "" if it does
// not.
func roundTrip(path string, src []byte) string {
	before := bytes.Clone(src)
	n := note.Parse(path, src)
	readAllButChange(n)
	if !bytes.Equal(n.Bytes(), before) {
		return "reading changed it"
	}
	if n.Title == "" || !utf8.ValidString(n.Text()) {
		return "no title, or words that are not UTF-8"
	}
	n.Retarget(func(l note.Link) (string, bool) { return "", false })
	for _, l := range n.Links() {
		if l.Start > l.End || l.End > len(src) || l.Start >= 0 && l.Start < len(src)-len(n.Body()) {
			return "a link lies outside of the body"
		}
	}
	if err := n.SetBody(n.Body()); err == nil && !bytes.Equal(n.Bytes(), before) {
		return "writing its own body changed it"
	}
	if n.Err() != nil {
		if n.Set("probe", "x") == nil || n.Delete("probe") == nil || !bytes.Equal(n.Bytes(), before) {
			return "broken front matter was edited"
		}
		return ""
	}
	return editAndBack(n, before)
}

// editAndBack adds a key and takes it away again.
func editAndBack(n *note.Note, before []byte) string {
	had, body := n.HasFrontMatter(), bytes.Clone(n.Body())
	if err := n.Set("probe", []string{"x", "y: z"}); err != nil {
		var refused *note.EditError
		if errors.As(err, &refused) && bytes.Equal(n.Bytes(), before) {
			return ""
		}
		return "a refused edit changed it, or: " + err.Error()
	}
	if got := strings.Join(listOf(n, "probe"), "|"); got != "x|y: z" || !bytes.Equal(n.Body(), body) {
		return "the new key reads " + got
	}
	if err := n.Delete("probe"); err != nil {
		return err.Error()
	}
	want := before
	if !had {
		head := n.Bytes()[:len(n.Bytes())-len(body)]
		want = append(append([]byte{}, head...), body...)
		if len(head) > 14 {
			return "empty front matter is long"
		}
	}
	if !bytes.Equal(n.Bytes(), want) {
		return "a key added and taken away left something"
	}
	return ""
}

func listOf(n *note.Note, key string) []string {
	v, _ := n.Value(key)
	list, _ := v.([]any)
	var out []string
	for _, x := range list {
		s, _ := x.(string)
		out = append(out, s)
	}
	return out
}

func readAllButChange(n *note.Note) {
	n.Headings()
	n.Tasks()
	n.FrontMatter()
	note.CheckNote(n)
	note.ReadCharter(n)
}

// Every file of the corpora comes back to the byte. COP_CORPORA says where the archives
// are; without them the generated notes below have to do.
func TestCorporaRoundTrip(t *testing.T) {
	t.Parallel()
	dir := os.Getenv("COP_CORPORA")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared", "corpora")
	}
	archives, err := filepath.Glob(filepath.Join(dir, "*.tar.gz"))
	if err != nil {
		t.Fatal(err)
	}
	for _, archive := range archives {
		files := 0
		err := eachFile(archive, func(name string, src []byte) {
			files++
			if what := roundTrip("practices/"+name, src); what != "" {
				t.Errorf("%s: %s", name, what)
			}
		})
		if err != nil || files == 0 {
			t.Errorf("%s: %d files, %v", archive, files, err)
		}
		t.Logf("%s: %d files", filepath.Base(archive), files)
	}
	if len(archives) == 0 {
		t.Logf("no archives in %s: only generated notes are tested", dir)
	}
}

// eachFile reads the regular files of a .tar.gz.
func eachFile(archive string, fn func(name string, src []byte)) error {
	f, err := os.Open(archive)
	if err != nil {
		return err
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return err
	}
	for r := tar.NewReader(z); ; {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if h.Typeflag != tar.TypeReg {
			continue
		}
		src, err := io.ReadAll(r)
		if err != nil {
			return err
		}
		fn(h.Name, src)
	}
}

// The notes of this repository itself come back too, and have nothing to complain about.
func TestOwnNotes(t *testing.T) {
	t.Parallel()
	root := filepath.Join("..", "..")
	err := filepath.WalkDir(filepath.Join(root, "practices"), func(file string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(file, ".md") {
			return err
		}
		src, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		path, err := filepath.Rel(root, file)
		if err != nil {
			return err
		}
		path = filepath.ToSlash(path)
		if what := roundTrip(path, src); what != "" {
			t.Errorf("%s: %s", path, what)
		}
		for _, p := range note.CheckNote(note.Parse(path, src)) {
			t.Errorf("%s:%d: %s", p.Path, p.Line, p.Message)
		}
		return nil
	})
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
}

// Ten thousand generated and damaged notes come back to the byte.
func TestFuzzedRoundTrip(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(11, 12))
	for i := range 10_000 {
		src := []byte(randomNote(r) + randomMarkdown(r))
		for range r.IntN(6) {
			src = damage(r, src)
		}
		if what := roundTrip("practices/x.md", src); what != "" {
			t.Fatalf("%d: %s: %q", i, what, src)
		}
	}
}

func randomMarkdown(r *rand.Rand) string {
	parts := []string{
		"# H\n", "## H2 `c`\n", "text *em* [l](a.md) more\n", "[[wiki|t]] and [[x/y]]\n", "- item\n  - [ ] task\n", "> quote [r][a]\n", "```\n[[no]]\n```\n", "\n", "\n\n",
		"[a]: b.md 'c'\n", "| a | b |\n|---|---|\n| [x](y.md) | z |\n", "<!-- c -->\n", "    code\n", "line  \nbreak\n", "![i](p.png)\n", "---\n", "===\n", "&amp; \\* <b>\n", "\t- x\n", "1. y\n", "[a](<b c> \"d\")\n",
	}
	var b strings.Builder
	for range r.IntN(12) {
		b.WriteString(parts[r.IntN(len(parts))])
	}
	return b.String()
}

// damage does to a text what editors, tools and people do.
func damage(r *rand.Rand, src []byte) []byte {
	if len(src) == 0 {
		return []byte(pick(r, "\xff", "---", "\ufeff", "\r"))
	}
	at, to := r.IntN(len(src)), r.IntN(len(src))
	at, to = min(at, to), max(at, to)
	switch r.IntN(8) {
	case 0:
		return append(bytes.Clone(src[:at]), src[min(at+1+r.IntN(8), len(src)):]...)
	case 1:
		return append(append(bytes.Clone(src[:at]), pick(r, "\n", "\r\n", "---\n", "\x00", "\xff\xfe", ": ", "\"", "[", "]", "\t", " #", "&a ", "*a", "`", "\u2028", "\ufeff", "...\n", "\r", "|", "- ")...), src[at:]...)
	case 2:
		out := bytes.Clone(src)
		out[at] ^= 1 << r.IntN(8)
		return out
	case 3:
		return bytes.ReplaceAll(src, []byte("\n"), []byte("\r\n"))
	case 4:
		return append(bytes.Clone(src), src[at:to]...)
	case 5:
		return src[:at]
	case 6:
		return bytes.TrimRight(src, "\n")
	}
	return append(append(append(bytes.Clone(src[:at]), src[at:to]...), src[at:to]...), src[to:]...)
}
