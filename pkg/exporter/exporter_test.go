package exporter_test

import (
	"archive/zip"
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/breakfast-table/cop/pkg/exporter"
	"github.com/breakfast-table/cop/pkg/importer"
	"github.com/breakfast-table/cop/pkg/note"
)

// sample has what other tools take for their own.
func sample(t *testing.T) *exporter.Pool {
	t.Helper()
	p := &exporter.Pool{Name: "Guild", Files: []string{"practices/ops/p 1.png"}, Read: func(string) ([]byte, error) { return []byte("png"), nil }}
	for _, f := range []struct{ address, text string }{
		{"ops", "# Ops\n\nSee [[ops/pager]].\n"},
		{"ops/index", "# All of ops\n"},
		{"ops/pager", "---\ntags: a b\naliases: [beeper, /old/pager]\ntype: story\n...\n\nWord: {{< ref >}} and {{% x %}} {{< alone\n\n[[valve|The valve]], [it](valve.md#before), ![p](p%201.png) ![[p 1.png|200]]\n"},
		{"ops/valve", "Word: x\nOther: y\n\n## Before\n\n<b>Bold</b> ![far](https://example.org/x.png) [gone](gone.md)\n"},
		{"ops/broken", "---\ntitle: [x\n---\n\nText\n"},
	} {
		a := note.Address(f.address)
		p.Notes = append(p.Notes, exporter.Note{Address: a, Note: note.Parse(a.Path(), []byte(f.text))})
	}
	file := "practices/ops/pager/2024-05-01-ben-tried-abcdef.md"
	name, _ := note.EntryOf(file)
	p.Notes[2].Thread = []exporter.Entry{{Name: name, Note: note.Parse(file, []byte("---\ntype: tried\nauthor: ben\noutcome: worked\n---\n\nAs [said](../valve.md).\n"))}}
	file = "practices/ops/valve/2024-05-01-ben-tried-abcdeg.md"
	name, _ = note.EntryOf(file)
	p.Notes[3].Thread = []exporter.Entry{{Name: name, Brought: "eve", Note: note.Parse(file, []byte("---\ntype: tried\nauthor: ben\noutcome: worked\n---\n"))}}
	return p
}

func export(t *testing.T, as string) map[string]string {
	t.Helper()
	for _, k := range exporter.Kinds() {
		if k.Name != as {
			continue
		}
		files, _, err := k.Export(sample(t))
		if err != nil {
			t.Fatal(err)
		}
		out := map[string]string{}
		for _, f := range files {
			out[f.Path] = string(f.Text)
		}
		return out
	}
	t.Fatal("no such kind")
	return nil
}

// What each tool would take for its own is written so that it stays what its author wrote.
func TestTrapsOfOtherTools(t *testing.T) {
	for _, c := range []struct{ as, file, want string }{
		{"hugo", "content/ops/pager.md", "title: Pager"},
		{"hugo", "content/ops/pager.md", "\n---\n\nWord: {{</* ref */>}} and {{%/* x */%}} {{ < alone"},
		{"hugo", "content/ops/pager.md", "aliases: [/old/pager]\n"},
		{"hugo", "content/ops/pager.md", "cop_type: story"},
		{"hugo", "content/ops/pager.md", `[The valve]({{< relref "/ops/valve.md" >}}), [it]({{< relref "/ops/valve.md#before" >}}), ![p](../p%201.png) ![](../p%201.png)`},
		{"hugo", "content/ops/pager.md", "**ben · tried it: worked · 2024-05-01**\n\nAs [said]({{< relref \"/ops/valve.md\" >}})."},
		{"hugo", "content/ops/_index.md", "title: All of ops"},
		{"hugo", "content/ops/broken.md", "---\ntitle: "},
		{"mkdocs", "docs/ops/valve.md", "---\ntitle: "},
		{"mkdocs", "docs/ops/pager.md", "[The valve](valve.md), [it](valve.md#before), ![p](p%201.png)"},
		{"jekyll", "_config.yml", "render_with_liquid: false"},
		{"jekyll", "ops/pager.md", "[The valve](valve.html)"},
		{"jekyll", "ops/pager.md", "tags: [a, b]"},
		{"obsidian", "ops/pager.md", "tags: [a, b]"},
		{"obsidian", "ops/pager.md", "aliases: [Pager, beeper, old/pager]"},
		{"zk", "ops/pager.md", "[The valve](valve.md)"},
		{"jsonl", "pool.jsonl", `"address":"ops/pager","title":"Pager"`},
		{"jsonl", "pool.jsonl", `"brought_by":"eve"`}, // U43
		{"hugo", "content/ops/valve.md", "**ben (brought by eve) · tried it: worked · 2024-05-01**"},
		{"mkdocs", "docs/ops/valve.md", "**ben (brought by eve) · tried it: worked · 2024-05-01**"},
		{"book", "book.html", "ben (brought by eve) · tried it: worked"},
		{"book", "book.html", `<a href="#n-ops_valve">The valve</a>`},
	} {
		if got := export(t, c.as)[c.file]; !strings.Contains(got, c.want) {
			t.Errorf("%s: %s lacks %q:\n%s", c.as, c.file, c.want, got)
		}
	}
}

// No two pages are one file, whatever a tool makes of their names: Jekyll takes none that begins with
// an underscore, Hugo and MkDocs have a page for each folder.
func TestNoTwoPagesAreOneFile(t *testing.T) {
	for _, notes := range [][]string{{"_index"}, {"index", "_index"}, {"README", "index", "_index"}, {"a", "a/_index", "a/index", "a/README"}, {"a/_b", "a/b", "_a/b"}} {
		for _, k := range exporter.Kinds() {
			p := &exporter.Pool{Name: "Guild", Read: func(string) ([]byte, error) { return nil, nil }}
			for _, a := range notes {
				p.Notes = append(p.Notes, exporter.Note{Address: note.Address(a), Note: note.Parse(note.Root+a+".md", []byte("# "+a+"\n\nText.\n"))})
			}
			files, _, err := k.Export(p)
			seen := map[string]bool{}
			for _, f := range files {
				if name := strings.ToLower(f.Path); seen[name] {
					t.Errorf("%s of %v: %s is there twice", k.Name, notes, f.Path)
				} else {
					seen[name] = true
				}
			}
			if err != nil {
				t.Errorf("%s of %v: %v", k.Name, notes, err)
			}
		}
	}
}

// What a strict build of a site would stop at is told: links to what is not in the export.
func TestDeadLinksAreTold(t *testing.T) {
	for _, k := range exporter.Kinds() {
		if k.Name != "mkdocs" && k.Name != "hugo" && k.Name != "jekyll" && k.Name != "zk" {
			continue
		}
		_, lost, err := k.Export(sample(t))
		i := slices.IndexFunc(lost, func(c importer.Cause) bool {
			return c.Cause == "links to what is not in the export: they lead nowhere there"
		})
		if err != nil || i < 0 || lost[i].Count != 1 || lost[i].Example != "practices/ops/valve.md: gone.md" {
			t.Errorf("%s: %v %v", k.Name, lost, err)
		}
	}
}

// A book for readers begins with its kind, not packed; nothing in it leads out of it or fetches.
func TestEPUB(t *testing.T) {
	book := export(t, "epub")["guild.epub"]
	z, err := zip.NewReader(bytes.NewReader([]byte(book)), int64(len(book)))
	if err != nil {
		t.Fatal(err)
	}
	if first := z.File[0]; first.Name != "mimetype" || first.Method != zip.Store {
		t.Errorf("begins with %s", first.Name)
	}
	for _, f := range z.File {
		if f.Name != "OEBPS/n-ops_valve.xhtml" {
			continue
		}
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		if _, err := b.ReadFrom(r); err != nil {
			t.Fatal(err)
		}
		for _, bad := range []string{"<img", "gone.md", "<b>"} {
			if strings.Contains(b.String(), bad) {
				t.Errorf("%s in %s", bad, b.String())
			}
		}
	}
}
