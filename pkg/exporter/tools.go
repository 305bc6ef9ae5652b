package exporter

import (
	"bytes"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/breakfast-table/cop/pkg/importer"
	"github.com/breakfast-table/cop/pkg/note"
)

// obsidian knows notes by file name and by the names in aliases; threads stay files.
func obsidian(p *Pool) ([]File, error) {
	out := []File{{Path: ".obsidian/app.json", Text: []byte("{\"alwaysUpdateLinks\": true}\n")}}
	for _, n := range p.Notes {
		text := p.forObsidian(n)
		out = append(out, File{Path: below(n.Path), Text: text})
		for _, e := range n.Thread {
			out = append(out, File{Path: below(e.Path), Text: e.Bytes()})
		}
	}
	return append(out, p.attachments("")...), nil
}

func (p *Pool) forObsidian(n Note) []byte {
	m := p.head(n)
	p.set(m, n, "tags", p.obsidianTags(n), slices.Equal(n.Tags, p.obsidianTags(n)) && isList(m, "tags"))
	p.set(m, n, "aliases", obsidianNames(n), false)
	m.Retarget(func(l note.Link) (string, bool) { // it has no links from the root with a slash
		if l.Wiki && strings.HasPrefix(l.Dest, "/") && l.Key == "" {
			return strings.TrimPrefix(l.Dest, "/"), true
		}
		return "", false
	})
	return m.Bytes()
}

func isList(n *note.Note, key string) bool {
	v, _ := n.Value(key)
	_, ok := v.([]any)
	return ok
}

// obsidianTags are tags as Obsidian takes them: without spaces, and never of digits alone.
func (p *Pool) obsidianTags(n Note) []string {
	var out []string
	for _, tag := range n.Tags {
		spelled := strings.Join(strings.FieldsFunc(tag, func(r rune) bool { return strings.ContainsRune(" .,;:!?'\"()[]{}#@&+=*%^$~`|\\<>", r) }), "-")
		if strings.Trim(spelled, "0123456789/") == "" {
			spelled = "t" + spelled
		}
		if spelled != tag {
			p.lose("tags that Obsidian does not allow: written otherwise", tag+" as "+spelled)
		}
		out = append(out, spelled)
	}
	return out
}

// obsidianNames are the names one finds a note by: its title, and its aliases that are names.
func obsidianNames(n Note) []string {
	var out []string
	for _, name := range append([]string{n.Title}, n.Aliases...) {
		if name = strings.TrimPrefix(name, "/"); name != "" && name != path.Base(string(n.Address)) && !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	return out
}

// set writes a field unless it is as it should be.
func (p *Pool) set(m *note.Note, n Note, key string, value []string, asItShould bool) {
	if len(value) == 0 || asItShould {
		return
	}
	if m.Set(key, value) != nil {
		p.lose(fmt.Sprintf("notes whose %q is written in a way that is left alone", key), string(n.Address))
	}
}

// head is a note with front matter in YAML that any tool reads: closed by ---, and none that is
// broken.
func (p *Pool) head(n Note) *note.Note {
	text := bytes.TrimPrefix(n.Bytes(), []byte("\xef\xbb\xbf"))
	text = bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n"))
	text = importer.InYAML(path.Base(n.Path), text)
	m := note.Parse(n.Path, text)
	if m.Err() != nil {
		p.lose("notes whose front matter cannot be read: it is left out", string(n.Address))
		return note.Parse(n.Path, append([]byte("---\n---\n"), bytes.TrimLeft(m.Body(), "\n")...))
	}
	if !m.HasFrontMatter() {
		return m
	}
	head := strings.TrimRight(string(text[:len(text)-len(m.Body())]), "\n")
	if closed, ok := strings.CutSuffix(head, "\n..."); ok {
		return note.Parse(n.Path, []byte(closed+"\n---\n"+string(m.Body())))
	}
	return m
}

// titled is head with a title in it.
func (p *Pool) titled(n Note) *note.Note {
	m := p.head(n)
	if v, ok := m.Value("title"); !ok || fmt.Sprint(v) != n.Title {
		if m.Set("title", n.Title) != nil {
			return note.Parse(n.Path, note.WriteNew("", []note.Field{{Key: "title", Value: n.Title}}, append([]byte("\n"), m.Body()...)))
		}
	}
	return m
}

// zk finds [[…]] by parts of paths, so links are written as paths.
func zk(p *Pool) ([]File, error) {
	out := []File{{Path: ".zk/config.toml", Text: []byte("[format.markdown]\nhashtags = true\n")}}
	for _, n := range p.Notes {
		out = append(out, File{Path: below(n.Path), Text: p.relink(p.head(n), paths)})
		for _, e := range n.Thread {
			out = append(out, File{Path: below(e.Path), Text: p.relink(e.Note, paths)})
		}
	}
	return append(out, p.attachments("")...), nil
}

// mkdocs takes "Word: x" in the first line for metadata unless front matter stands before it.
func mkdocs(p *Pool) ([]File, error) {
	out := []File{{Path: "mkdocs.yml", Text: fmt.Appendf(nil, "site_name: %q\n"+pythonExtensions, p.Name)}}
	at := p.pages("docs", mkdocsPage)
	links := style{file: relative, note: func(from string, to note.Address, anchor string) string {
		return withAnchor(relative(from, note.Root+strings.TrimPrefix(at[to], "docs/")), anchor)
	}}
	said := func(entry *note.Note) []byte { return p.pythonEntry(entry, links) }
	front := false
	for _, n := range p.Notes {
		file := at[n.Address]
		front = front || strings.EqualFold(file, "docs/index.md") || file == "docs/README.md"
		out = append(out, File{Path: file, Text: p.withThread(p.forPython(n, links), n, said)})
	}
	if !front {
		out = append(out, File{Path: "docs/index.md", Text: p.contents("# "+p.Name, links)})
	}
	return append(out, p.attachments("docs")...), nil
}

// linked writes texts with the links of a style.
func (p *Pool) linked(s style) func(*note.Note) []byte {
	return func(n *note.Note) []byte { return p.relink(n, s) }
}

// contents lists all notes.
func (p *Pool) contents(head string, s style) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s\n\n", head)
	for _, n := range p.Notes {
		fmt.Fprintf(&b, "- [%s](%s)\n", escapeText(n.Title), s.note(note.Root+"index.md", n.Address, ""))
	}
	return b.Bytes()
}

func escapeText(s string) string {
	return strings.NewReplacer("[", `\[`, "]", `\]`, "<", "&lt;", "*", `\*`, "_", `\_`, "`", "\\`").Replace(note.Clean(s))
}

// withThread puts what was said about a note below it.
func (p *Pool) withThread(text []byte, n Note, written func(entry *note.Note) []byte) []byte {
	if len(n.Thread) == 0 {
		return text
	}
	accepted := map[string]bool{}
	for _, e := range n.Thread {
		if e.Type == note.Accept {
			accepted[strings.TrimSuffix(path.Base(e.Re), ".md")] = true
		}
	}
	b := bytes.NewBuffer(append(bytes.TrimRight(text, "\n"), "\n\n## What was said\n"...))
	for _, e := range n.Thread {
		if e.Type == note.Accept {
			continue
		}
		line := fmt.Sprintf("%s · %s · %s", e.who(), word(e), e.Name.Date.Format("2006-01-02"))
		if accepted[strings.TrimSuffix(path.Base(e.Path), ".md")] {
			line += " · accepted"
		}
		body := written(note.Parse(n.Path, p.fromNote(e)))
		fmt.Fprintf(b, "\n**%s**\n\n%s\n", escapeText(line), strings.Trim(string(body), "\n"))
	}
	return b.Bytes()
}

// word is what an entry is.
func word(e Entry) string {
	if e.Type == note.Tried {
		return strings.TrimSpace("tried it: " + note.Clean(e.Outcome) + " " + note.Clean(e.Context))
	}
	if vote, _ := e.Value("vote"); e.Type == note.Comment && (vote == "up" || vote == "down") {
		return map[any]string{"up": "voted for it", "down": "voted against it"}[vote]
	}
	return string(e.Type)
}

// fromNote is the text of an entry with links as they are written from its note.
func (p *Pool) fromNote(e Entry) []byte {
	m := note.Parse(e.Path, e.Body())
	m.Retarget(func(l note.Link) (string, bool) {
		at := p.links.Resolve(e.Path, l)
		switch {
		case l.Wiki:
			return "", false
		case at.Leads == note.ToNote:
			return withAnchor(relative(e.Name.Note.Path(), at.Note.Path()), at.Anchor), true
		case at.Leads == note.ToFile:
			return relative(e.Name.Note.Path(), at.File), true
		}
		return "", false
	})
	return m.Bytes()
}
