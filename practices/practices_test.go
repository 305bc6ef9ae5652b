package practices_test

import (
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/practices"
	"github.com/breakfast-table/cop/templates"
)

// What this pool asks of its members.
const (
	fewest            = 25       // notes that make a pool worth joining
	shortest, longest = 100, 900 // words of a note's body
)

// house is the order of front matter keys; what it does not name comes after them.
var house = []string{"title", "description", "type", "tags", "authors", "date"}

func TestNotes(t *testing.T) {
	notes, _ := read(t, practices.FS)
	if len(notes) < fewest {
		t.Errorf("%d notes, want at least %d", len(notes), fewest)
	}
	for _, n := range notes {
		t.Run(n.Path, func(t *testing.T) {
			wellFormed(t, n)
			inHouseOrder(t, n, house)
			if n.Description == "" || len(n.Authors) == 0 || len(n.Tags) == 0 || n.Date.IsZero() {
				t.Error("a description, an author, a tag or the date is missing")
			}
			if words := len(strings.Fields(string(n.Body()))); words < shortest || words > longest {
				t.Errorf("%d words, want %d to %d", words, shortest, longest)
			}
			if n.Type == note.Practice {
				if _, said := n.Value("type"); said {
					t.Error("practice is what a note is anyway: leave type out")
				}
			}
		})
	}
}

// wellFormed checks what any note of ours must be: readable, titled, without problems and
// without a question of the template that nobody answered.
func wellFormed(t *testing.T, n *note.Note) {
	t.Helper()
	if err := n.Err(); err != nil {
		t.Fatal(err)
	}
	if title, ok := n.Value("title"); !ok || title == "" {
		t.Error("no title")
	}
	for _, p := range note.CheckNote(n) {
		t.Errorf("line %d: %s", p.Line, p.Message)
	}
	if prompt := leftPrompt(string(n.Body())); prompt != "" {
		t.Errorf("the prompt %q is left", prompt)
	}
}

// leftPrompt is the first HTML comment outside of code, "" if there is none.
func leftPrompt(body string) string {
	code := false
	for line := range strings.Lines(body) {
		if strings.HasPrefix(line, "```") {
			code = !code
		}
		if !code && strings.Contains(line, "<!--") {
			return strings.TrimSpace(line)
		}
	}
	return ""
}

// inHouseOrder checks that the keys of a note that order names stand in that order.
func inHouseOrder(t *testing.T, n *note.Note, order []string) {
	t.Helper()
	at := -1
	for _, key := range keys(n) {
		i := slices.Index(order, key)
		if i < 0 {
			continue
		}
		if i < at {
			t.Errorf("%s stands after %s", key, order[at])
		}
		at = max(at, i)
	}
}

// keys lists the top-level keys of a note's front matter as they are written.
func keys(n *note.Note) []string {
	front := strings.TrimSuffix(string(n.Bytes()), string(n.Body()))
	var out []string
	for line := range strings.Lines(front) {
		if key, _, ok := strings.Cut(line, ":"); ok && !strings.ContainsAny(key, " -#") {
			out = append(out, key)
		}
	}
	return out
}

// TestLinks follows every link inside the pool, wiki and relative, of notes and entries.
func TestLinks(t *testing.T) {
	notes, entries := read(t, practices.FS)
	all := &note.Names{}
	for _, n := range notes {
		named, ok := note.NamesOf(n)
		if !ok {
			t.Fatalf("%s has no address", n.Path)
		}
		all.Add(named)
	}
	followed := map[bool]int{}
	for _, n := range append(notes, entries...) {
		for _, l := range n.Links() {
			if strings.Contains(l.Dest, "://") {
				continue
			}
			if to := (note.Resolver{Shelf: all}).Resolve(n.Path, l); to.Leads != note.ToNote {
				t.Errorf("%s:%d: %q leads nowhere", n.Path, l.Line, l.Dest)
			}
			followed[l.Wiki]++
		}
	}
	if followed[true] == 0 || followed[false] == 0 {
		t.Errorf("%d wiki and %d relative links; the pool should show both", followed[true], followed[false])
	}
}

// TestThreads checks that each entry belongs to a note, says what its name says, and
// answers an entry that exists.
func TestThreads(t *testing.T) {
	_, entries := read(t, practices.FS)
	kinds := map[note.Type]bool{}
	for _, e := range entries {
		name, _ := note.EntryOf(e.Path)
		kinds[name.Type] = true
		if err := e.Err(); err != nil {
			t.Errorf("%s: %v", e.Path, err)
		}
		if !exists(name.Note.Path()) {
			t.Errorf("%s: there is no note %s", e.Path, name.Note)
		}
		if e.Type != name.Type || !slices.Equal(e.Authors, []string{string(name.Author)}) {
			t.Errorf("%s says it is %s by %v", e.Path, e.Type, e.Authors)
		}
		if e.Date.Truncate(24*time.Hour) != name.Date {
			t.Errorf("%s is dated %v", e.Path, e.Date)
		}
		if e.Re != "" && !exists(path.Join(path.Dir(e.Path), e.Re)) {
			t.Errorf("%s answers %s, which is not there", e.Path, e.Re)
		}
		for _, p := range note.CheckNote(e) {
			t.Errorf("%s:%d: %s", e.Path, p.Line, p.Message)
		}
	}
	for _, want := range []note.Type{note.Answer, note.Accept, note.Comment, note.Tried} {
		if !kinds[want] {
			t.Errorf("no entry of type %s to learn the form from", want)
		}
	}
}

func exists(file string) bool {
	_, err := fs.Stat(practices.FS, strings.TrimPrefix(file, "practices/"))
	return err == nil
}

// TestCharter reads the pool's own charter as the program would.
func TestCharter(t *testing.T) {
	src, err := fs.ReadFile(practices.FS, "charter.md")
	if err != nil {
		t.Fatal(err)
	}
	c, problems := note.ReadCharter(note.Parse("practices/charter.md", src))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	if c.Name == "" || c.Stage == "" || len(c.StewardsOf("cop/no-server")) == 0 {
		t.Errorf("name %q, stage %q, stewards %v", c.Name, c.Stage, c.StewardsOf("cop/no-server"))
	}
}

// TestEmbedded finds notes that are on disk and not in the binary.
func TestEmbedded(t *testing.T) {
	err := fs.WalkDir(os.DirFS("."), ".", func(file string, _ fs.DirEntry, err error) error {
		if err != nil || path.Ext(file) != ".md" {
			return err
		}
		if !exists("practices/" + file) {
			t.Errorf("%s is not embedded: name its folder in practices.go", file)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestTemplates checks that a form can be filled in: readable as it is and with its
// placeholders replaced, in house order, asking something under each heading.
func TestTemplates(t *testing.T) {
	fill := strings.NewReplacer("{{title}}", "A title", "{{author}}", "ana", "{{date}}", "2026-11-24", "{{topic}}", "oncall")
	for _, typ := range []note.Type{note.Practice, note.Story, note.Question, note.Decision, note.Event, note.Person, note.CharterNote} {
		t.Run(string(typ), func(t *testing.T) {
			src, err := fs.ReadFile(templates.FS, string(typ)+".md")
			if err != nil {
				t.Fatal(err)
			}
			for _, text := range []string{string(src), fill.Replace(string(src))} {
				n := note.Parse("practices/oncall/new.md", []byte(text))
				if err := n.Err(); err != nil {
					t.Fatal(err)
				}
				if n.Type != typ {
					t.Errorf("makes a note of type %s", n.Type)
				}
				inHouseOrder(t, n, house)
				for key, value := range map[string]any{"title": "Call: who?", "authors": []string{"ana"}} {
					if err := n.Set(key, value); err != nil {
						t.Errorf("set %s: %v", key, err)
					}
				}
				inHouseOrder(t, n, house)
			}
			if strings.Contains(fill.Replace(string(src)), "{{") {
				t.Error("a placeholder that nobody fills")
			}
			for _, section := range strings.Split(string(src), "\n## ")[1:] {
				if leftPrompt(section) == "" {
					t.Errorf("asks nothing under %q", strings.SplitN(section, "\n", 2)[0])
				}
			}
		})
	}
}

// read parses all notes and all thread entries of a pool, each sorted by path.
func read(t *testing.T, pool fs.FS) (notes, entries []*note.Note) {
	t.Helper()
	err := fs.WalkDir(pool, ".", func(file string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		src, err := fs.ReadFile(pool, file)
		if err != nil {
			return err
		}
		n := note.Parse("practices/"+file, src)
		if _, entry := note.EntryOf(n.Path); entry {
			entries = append(entries, n)
			return nil
		}
		notes = append(notes, n)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return notes, entries
}
