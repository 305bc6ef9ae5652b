package importer

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/breakfast-table/cop/pkg/note"
)

// Fate is what an import does with a file.
type Fate uint8

// The fates.
const (
	Skipped Fate = iota // nothing: a slice leaves it for later, or it cannot be kept
	New                 // the pool does not have it
	Changed             // the source has something new, and nobody edited the file
	Same                // the pool has it as it is
	Kept                // it was edited here: it stays
)

// Written is what an item becomes.
type Written struct {
	Path string
	Text []byte // of New and Changed
	Old  []byte // of Changed: what the pool has
	Fate Fate
	Note bool // not an entry
	Vote bool // an entry that is somebody's vote
}

// Compose writes the file that an item becomes. Errors are those of the item's Text.
func (p *Plan) Compose(it *Item) (Written, error) {
	r, ok := p.ids[it.ID]
	if !ok || r.is == later || r.is == dropped || r.parent != it.Parent {
		return Written{}, nil
	}
	file := p.fileOf(r)
	if file == "" {
		return Written{}, nil
	}
	text := Text{}
	if it.Text != nil {
		var err error
		if text, err = it.Text(); err != nil {
			return Written{}, err
		}
	}
	p.tally.Add(text.Losses...)
	src := text.Markdown
	if !it.Exact {
		src = p.fields(it, file, src)
	}
	if !text.Settled {
		src = p.relink(it, file, src)
	}
	if !r.unmarked {
		src = p.mark(it.ID, src)
	}
	return p.decide(it, file, src)
}

// decide compares the file with what the pool has.
func (p *Plan) decide(it *Item, file string, src []byte) (Written, error) {
	w := Written{Path: file, Text: src, Fate: New, Note: !it.IsEntry(), Vote: it.IsEntry() && len(it.Fields) > 0 && it.Fields[0].Key == "vote"}
	if p.ids[it.ID].is != brought {
		return w, nil
	}
	old, err := p.have.Read(file)
	if errors.Is(err, fs.ErrNotExist) {
		return w, nil
	}
	if err != nil {
		return Written{}, err
	}
	mark, marked := ReadMark(old)
	same := Version(old) == Version(src)
	switch {
	case same, marked && mark.Version == Version(src):
		w.Fate, w.Text = Same, nil
	case !marked:
		p.tally.Add(Loss{causeThere, file})
		w.Fate, w.Text = Kept, nil
	case !mark.Untouched(old) && p.onlyMoved(mark, old):
		w.Fate, w.Text, w.Old = Changed, p.withAliases(old, src), old
	case !mark.Untouched(old):
		p.tally.Add(Loss{causeEdited, file})
		w.Fate, w.Text = Kept, nil
	default:
		w.Fate, w.Old = Changed, old
	}
	return w, nil
}

// onlyMoved reports a file that differs from what was brought by the former addresses that moving
// it left there, and by nothing else.
func (p *Plan) onlyMoved(mark Mark, old []byte) bool {
	n := note.Parse(note.Root+"x.md", old)
	was := slices.Clone(n.Aliases)
	for len(was) > 0 {
		was = was[:len(was)-1]
		err := n.Delete("aliases")
		if len(was) > 0 {
			err = n.Set("aliases", was)
		}
		if err != nil {
			return false
		}
		if mark.Untouched(n.Bytes()) {
			return true
		}
	}
	return false
}

// withAliases is what a source says now, with the former addresses that a file has here.
func (p *Plan) withAliases(old, src []byte) []byte {
	n := note.Parse(note.Root+"x.md", src)
	all := n.Aliases
	for _, name := range note.Parse(note.Root+"x.md", old).Aliases {
		if !slices.Contains(all, name) {
			all = append(all, name)
		}
	}
	if n.Set("aliases", all) != nil {
		return src
	}
	return n.Bytes()
}

// fields puts what is known of an item into its front matter.
func (p *Plan) fields(it *Item, file string, body []byte) []byte {
	n := note.Parse(file, body)
	if n.Err() != nil {
		p.tally.Add(Loss{"notes whose front matter cannot be read: kept as it is", it.ID})
		return body
	}
	fields := p.frontMatter(it, n)
	if n.HasFrontMatter() {
		return p.set(it, n, fields)
	}
	if len(fields) == 0 && it.Type == "" {
		return body
	}
	if !p.ids[it.ID].unmarked { // with the others at once: its version is filled in when the text is done
		fields = append(fields, note.Field{Key: sourceKey, Value: Mark{p.opt.Kind, note.Clean(it.ID), unknownVersion}.String()})
	}
	return note.WriteNew(it.Type, fields, spaced(body))
}

// spaced begins a text with the empty line that stands after front matter.
func spaced(body []byte) []byte {
	body = bytes.TrimLeft(body, "\r\n")
	if len(body) == 0 {
		return nil
	}
	out := append([]byte{'\n'}, body...)
	if out[len(out)-1] != '\n' {
		out = append(out, '\n')
	}
	return out
}

// set writes fields into front matter that is there.
func (p *Plan) set(it *Item, n *note.Note, fields []note.Field) []byte {
	if it.Type != "" && it.Type != n.Type {
		fields = append([]note.Field{{Key: "type", Value: string(it.Type)}}, fields...)
	}
	for _, f := range fields {
		if err := n.Set(f.Key, f.Value); err != nil {
			p.tally.Add(Loss{fmt.Sprintf("notes whose %q is written in a way that is left alone", f.Key), it.ID})
		}
	}
	return n.Bytes()
}

// frontMatter are the fields that a text does not say by itself.
func (p *Plan) frontMatter(it *Item, n *note.Note) []note.Field {
	if it.IsEntry() {
		return p.entryFields(it, n.Path)
	}
	var out []note.Field
	add := func(missing bool, key string, value any) {
		if missing {
			out = append(out, note.Field{Key: key, Value: value})
		}
	}
	title := note.Clean(it.Title)
	add(title != "" && (!n.Named() || n.Title != title), "title", title)
	add(it.Description != "" && n.Description != it.Description, "description", note.Clean(it.Description))
	_, said := n.Value("status")
	add(it.Status != "" && (!said || n.Status != it.Status), "status", note.Clean(it.Status))
	if a, ok := p.Becomes(it.Replacement); ok && it.Replacement != "" {
		add(n.SupersededBy != a, "superseded_by", string(a))
	}
	tags := cleaned(it.Tags)
	add(len(tags) > 0 && (!slices.Equal(n.Tags, tags) || !isList(n, "tags")), "tags", tags)
	authors := p.authors(it)
	add(len(authors) > 0 && !slices.Equal(n.Authors, authors), "authors", authors)
	_, dated := n.Value("date")
	add(!it.Date.IsZero() && (!dated || !n.Date.Equal(it.Date)), "date", dateOf(it.Date))
	add(!it.Modified.IsZero() && !it.Modified.Equal(it.Date) && !n.Modified.Equal(it.Modified), "updated", dateOf(it.Modified))
	aliases := p.aliases(it, n.Path)
	add(len(aliases) > 0 && !slices.Equal(n.Aliases, aliases), "aliases", aliases)
	return append(out, it.Fields...)
}

func isList(n *note.Note, key string) bool {
	v, _ := n.Value(key)
	_, ok := v.([]any)
	return ok
}

// cleaned are words without what is no text, each once.
func cleaned(words []string) []string {
	var out []string
	for _, w := range words {
		if w = strings.TrimSpace(note.Clean(w)); w != "" && !slices.Contains(out, w) {
			out = append(out, w)
		}
	}
	return out
}

// authors are the handles of who wrote a note. A question has one, so that an accepted answer
// counts.
func (p *Plan) authors(it *Item) []string {
	var out []string
	for _, who := range it.Authors {
		if h := string(p.handle(who.Key())); h != "" && !slices.Contains(out, h) {
			out = append(out, h)
		}
	}
	if len(out) == 0 && it.Type == note.Question {
		out = []string{string(unknown)}
	}
	return out
}

// aliases are the names that may stay: one that is the address of another note would lead to
// the wrong one.
func (p *Plan) aliases(it *Item, file string) []string {
	var out []string
	for _, name := range cleaned(it.Aliases) {
		if a, ok := note.FormerAddress(name); ok && a.Path() != file && p.isAddress(a) {
			p.tally.Add(Loss{"aliases that are the address of another note: left out", it.ID + ": " + name})
			continue
		}
		out = append(out, name)
	}
	return out
}

func (p *Plan) isAddress(a note.Address) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.names.Has(a.Path()) || p.have.Taken(a.Path())
}

// dateOf is a day, with its time where one is known.
func dateOf(t time.Time) string {
	t = t.UTC()
	if t.Equal(t.Truncate(24 * time.Hour)) {
		return t.Format(time.DateOnly)
	}
	return t.Format(time.RFC3339)
}

func (p *Plan) entryFields(it *Item, file string) []note.Field {
	name, _ := note.EntryOf(file)
	out := []note.Field{{Key: "author", Value: string(name.Author)}, {Key: "date", Value: it.Date.UTC().Format(time.RFC3339)}}
	if up := p.ids[it.Parent]; up != nil && up.parent != "" {
		if name := p.fileOf(up); name != "" {
			out = append(out, note.Field{Key: "re", Value: path.Base(name)})
		}
	}
	return append(out, it.Fields...)
}

// mark says in the front matter where the file came from.
func (p *Plan) mark(id string, src []byte) []byte {
	if marked, ok := fillIn(src); ok {
		return marked
	}
	n := note.Parse(note.Root+"x.md", src)
	keepSource(n)
	src = n.Bytes()
	if err := n.Set(sourceKey, Mark{p.opt.Kind, note.Clean(id), Version(src)}.String()); err != nil {
		return src
	}
	// Front matter that was made for the mark alone is part of the file from now on.
	if v := Version(n.Bytes()); v != Version(src) {
		if err := n.Set(sourceKey, Mark{p.opt.Kind, note.Clean(id), v}.String()); err != nil {
			return src
		}
	}
	return n.Bytes()
}

// keepSource gives what a note itself calls its source – the page it was clipped from – another
// name: the mark has that one.
func keepSource(n *note.Note) {
	own, ok := n.Value(sourceKey)
	if !ok || own == nil || own == "" {
		return
	}
	var value any = fmt.Sprint(own)
	if list, ok := own.([]any); ok {
		value = texts(list)
	}
	for _, key := range []string{"source_url", "origin"} {
		_, taken := n.Value(key)
		if taken || key == "source_url" && !strings.Contains(fmt.Sprint(value), "://") {
			continue
		}
		if n.Set(key, value) == nil {
			return
		}
	}
}

func texts(list []any) []string {
	out := make([]string, len(list))
	for i, x := range list {
		out[i] = fmt.Sprint(x)
	}
	return out
}
