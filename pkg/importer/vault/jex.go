package vault

import (
	"cmp"
	"path"
	"strings"
	"time"

	"github.com/breakfast-table/cop/pkg/importer"
	"github.com/breakfast-table/cop/pkg/importer/hypertext"
	"github.com/breakfast-table/cop/pkg/note"
)

// jex is Joplin's own format, packed or as a folder ("RAW"): one file for each note, notebook,
// tag and attachment, named by its id, with what is known of it in the last lines.
var jex = tool{
	kind: "jex", about: "Joplin export (JEX or RAW)",
	recognise: func(t *importer.Tree) int { return sure(95, anyFile(t, isJoplinItem)) },
	open:      openJoplin,
	holds:     isJoplinItem,
	describe:  func(v *vault, p *page) { v.state.(*joplinBook).describe(p) },
	rewrite:   func(_ *vault, p *page, text []byte) ([]byte, []importer.Loss) { return joplinText(p, text) },
	follow: func(v *vault, p *page, l note.Link) importer.Target {
		return v.state.(*joplinBook).follow(v, l)
	},
}

func isJoplinItem(file string) bool {
	name := stem(file)
	return path.Ext(file) == ".md" && len(name) == 32 && strings.Trim(name, "0123456789abcdef") == ""
}

// joplinBook is all items of an export but for their texts.
type joplinBook struct {
	items map[string]joplinItem
	tags  map[string][]string // of a note
}

type joplinItem struct {
	title, body string
	meta        map[string]string
}

const (
	joplinNote     = "1"
	joplinFolder   = "2"
	joplinResource = "4"
	joplinTag      = "5"
	joplinNoteTag  = "6"
)

// readJoplin splits a file: title, text, and lines of "key: value" at the end.
func readJoplin(src string) joplinItem {
	src = strings.ReplaceAll(src, "\r\n", "\n")
	at := strings.LastIndex(src, "\n\n")
	it := joplinItem{meta: map[string]string{}}
	for _, line := range strings.Split(src[at+1:], "\n") {
		if key, value, ok := strings.Cut(line, ":"); ok {
			it.meta[key] = strings.TrimSpace(value)
		}
	}
	if at >= 0 {
		it.title, it.body, _ = strings.Cut(src[:at], "\n\n")
	}
	return it
}

func openJoplin(v *vault) error {
	b := &joplinBook{items: map[string]joplinItem{}, tags: map[string][]string{}}
	var joined []joplinItem
	for _, f := range v.tree.Files() {
		if !isJoplinItem(f.Path) {
			continue
		}
		src, err := f.Read()
		if err != nil {
			return err
		}
		it := readJoplin(string(src))
		switch it.meta["type_"] {
		case joplinNote:
			it.body = "" // read again when it is written
		case joplinNoteTag:
			joined = append(joined, it)
		case "":
			return &importer.BadFileError{File: f.Path, Why: "it does not end as an item of Joplin does (no type_)"}
		}
		b.items[stem(f.Path)] = it
	}
	for _, it := range joined {
		id := it.meta["note_id"]
		b.tags[id] = append(b.tags[id], b.items[it.meta["tag_id"]].title)
	}
	v.state = b
	v.holds = func(file string) bool { return isJoplinItem(file) && b.isNote(v, stem(file)) }
	return nil
}

// isNote reports notes that can be read.
func (b *joplinBook) isNote(v *vault, id string) bool {
	m := b.items[id].meta
	switch {
	case m["type_"] != joplinNote:
		return false
	case m["encryption_applied"] == "1":
		v.losses = append(v.losses, importer.Loss{Cause: "encrypted notes: left out", Example: id})
		return false
	case m["is_conflict"] == "1":
		v.losses = append(v.losses, importer.Loss{Cause: "copies that a conflict left: left out", Example: b.items[id].title})
		return false
	case m["deleted_time"] != "" && m["deleted_time"] != "0":
		v.losses = append(v.losses, importer.Loss{Cause: "notes in the bin: left out", Example: b.items[id].title})
		return false
	}
	return true
}

func (b *joplinBook) describe(p *page) {
	it := b.items[p.id]
	out := importer.Item{ID: p.id, Title: it.title, Tags: b.tags[p.id], Date: joplinTime(it.meta, "user_created_time", "created_time"), Modified: joplinTime(it.meta, "user_updated_time", "updated_time")}
	out.Path = path.Join(b.folder(it.meta["parent_id"], 0), strings.ReplaceAll(it.title, "/", " "))
	if it.title == "" {
		out.Path, out.Title = path.Join(path.Dir(out.Path), "untitled"), "Untitled"
	}
	if who := it.meta["author"]; who != "" {
		out.Authors = []importer.Person{{Name: who}}
	}
	if url := it.meta["source_url"]; url != "" {
		out.Fields = append(out.Fields, note.Field{Key: "source_url", Value: url})
	}
	if it.meta["is_todo"] == "1" {
		state := "open"
		if done := it.meta["todo_completed"]; done != "" && done != "0" {
			state = "done"
		}
		out.Fields = append(out.Fields, note.Field{Key: "todo", Value: state})
	}
	p.item = out
}

// folder is the path of a notebook.
func (b *joplinBook) folder(id string, depth int) string {
	it, ok := b.items[id]
	if !ok || depth > 20 || it.meta["type_"] != joplinFolder {
		return ""
	}
	return path.Join(b.folder(it.meta["parent_id"], depth+1), strings.ReplaceAll(it.title, "/", " "))
}

func joplinTime(meta map[string]string, keys ...string) time.Time {
	for _, key := range keys {
		if t, err := time.Parse("2006-01-02T15:04:05.999Z", meta[key]); err == nil {
			return t.Truncate(time.Second)
		}
	}
	return time.Time{}
}

// joplinText is the text of a note's file.
func joplinText(p *page, src []byte) ([]byte, []importer.Loss) {
	it := readJoplin(string(src))
	if it.meta["markup_language"] != "2" {
		return []byte(it.body + "\n"), nil
	}
	text, err := hypertext.New().Markdown(it.body)
	if err != nil {
		return []byte(text + "\n"), []importer.Loss{{Cause: "notes of nested HTML: only their text came", Example: p.item.Title}}
	}
	return []byte(text + "\n"), nil
}

func (b *joplinBook) follow(v *vault, l note.Link) importer.Target {
	dest, anchor := cutAnchor(l.Dest)
	id, ok := strings.CutPrefix(dest, ":/")
	if !ok {
		return importer.Target{}
	}
	it, known := b.items[id]
	switch {
	case known && it.meta["type_"] == joplinResource:
		if file := v.startingWith("resources/" + id); file != "" {
			return importer.Target{File: file, Place: "resources/" + stem(cmp.Or(it.title, id)) + path.Ext(file)}
		}
		return importer.Target{Lost: lostFile}
	case v.names.byID[id] != nil:
		return importer.Target{Item: id, Anchor: anchor}
	}
	return importer.Target{Lost: lostNote}
}

// startingWith is the first file of a path that begins so.
func (v *vault) startingWith(prefix string) string {
	for _, f := range v.tree.Files() {
		if strings.HasPrefix(f.Path, prefix) {
			return f.Path
		}
	}
	return ""
}
