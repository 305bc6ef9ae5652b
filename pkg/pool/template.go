package pool

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"sort"
	"strings"
	"time"

	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/templates"
)

// Draft says what a new note starts from. Only Title is needed to save one.
type Draft struct {
	Type  note.Type // "": practice
	Title string
	Topic string // folder below practices, "" for the root
	Tags  []string
	Body  string // "": the prompts of the community's template
}

// Text is the text that a new note starts with: the community's template for its type
// – or the built-in one – filled in with the author, the date and what the draft says.
// Errors: [ErrNoTemplate] for a type that nobody has a template for.
func (p *Pool) Text(d Draft) ([]byte, error) {
	me, err := p.Me()
	if err != nil {
		return nil, err
	}
	if d.Type == "" {
		d.Type = note.Practice
	}
	tmpl, err := p.template(d.Type)
	if err != nil {
		return nil, err
	}
	day := p.opt.now().UTC()
	filled := strings.NewReplacer(
		"{{title}}", d.Title, "{{author}}", string(me.Handle),
		"{{date}}", day.Format(time.DateOnly), "{{topic}}", d.Topic,
	).Replace(string(tmpl))
	n := note.Parse(note.Address(path.Join(d.Topic, "new")).Path(), []byte(filled))
	return p.complete(n, d, me, day)
}

// complete sets the keys that the draft gives and the template may not have.
func (p *Pool) complete(n *note.Note, d Draft, me Member, day time.Time) ([]byte, error) {
	set := func(key string, value any, missing bool) error {
		if !missing {
			return nil
		}
		return n.Set(key, value)
	}
	err := errors.Join(
		set("title", note.Clean(d.Title), d.Title != ""),
		set("type", string(d.Type), d.Type != note.Practice && n.Type != d.Type),
		set("tags", d.Tags, len(d.Tags) > 0),
		set("authors", []string{string(me.Handle)}, len(n.Authors) == 0),
		set("date", day, n.Date.IsZero()),
	)
	if err != nil {
		return nil, fmt.Errorf("fill in the template for %s: %w", d.Type, err)
	}
	if d.Body != "" {
		body := strings.TrimRight(d.Body, "\n") + "\n"
		if err := n.SetBody([]byte("\n" + body)); err != nil {
			return nil, err
		}
	}
	return n.Bytes(), nil
}

// ErrNoTemplate says that neither the community nor cop knows the type of note.
var ErrNoTemplate = errors.New("no template of that name")

// Template is the text that a new note of a type starts from, with its prompts. Errors:
// [ErrNoTemplate].
func (p *Pool) Template(t note.Type) ([]byte, error) { return p.template(t) }

// template finds templates/<type>.md in the pool, else the built-in one.
func (p *Pool) template(t note.Type) ([]byte, error) {
	name := string(t) + ".md"
	if strings.ContainsAny(name, "/\\") || strings.HasPrefix(name, ".") {
		return nil, fmt.Errorf("%q: %w", t, ErrNoTemplate)
	}
	if b, err := p.readWorking(path.Join(templatesDir, name)); err == nil {
		return b, nil
	}
	b, err := templates.FS.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("%q: %w", t, ErrNoTemplate)
	}
	return b, nil
}

// Templates lists the types there is a template for: the community's own and the
// built-in ones, sorted.
func (p *Pool) Templates() []note.Type {
	seen := map[string]bool{}
	collect := func(names []fs.DirEntry) {
		for _, e := range names {
			if t, ok := strings.CutSuffix(e.Name(), ".md"); ok && !e.IsDir() && !strings.HasPrefix(t, ".") {
				seen[t] = true
			}
		}
	}
	if builtin, err := fs.ReadDir(templates.FS, "."); err == nil {
		collect(builtin)
	}
	if own, err := os.ReadDir(filepath.Join(p.repo.Root(), templatesDir)); err == nil {
		collect(own)
	}
	var out []note.Type
	for t := range seen {
		if !notNotes[t] {
			out = append(out, note.Type(t))
		}
	}
	sort.Slice(out, func(i, j int) bool { return out[i] < out[j] })
	return out
}

// notNotes are templates for something else than a note of its own.
var notNotes = map[string]bool{"review": true, "answer": true, "comment": true, "tried": true, "accept": true, "verify": true, "README": true}

// WithoutPrompts removes the template prompts (HTML comments) that a text still has,
// and headings that are left with nothing beneath them.
func (p *Pool) WithoutPrompts(text []byte) []byte {
	n := note.Parse("practices/new.md", text)
	tmpl, err := p.template(n.Type)
	if err != nil {
		tmpl, _ = p.template(note.Practice)
	}
	body := n.Body()
	for _, prompt := range prompts(string(tmpl)) {
		body = bytes.ReplaceAll(body, []byte(prompt), nil)
	}
	if bytes.Equal(body, n.Body()) {
		return text
	}
	if err := n.SetBody([]byte(dropEmptySections(string(body)))); err != nil {
		return text
	}
	return n.Bytes()
}
