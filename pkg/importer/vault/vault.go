// Package vault reads folders and exports of markdown notes, each by the rules of the tool that
// keeps them: where a title, a date and tags stand, and where a link leads.
//
// Its main type is tool: what one kind of vault does otherwise than the others. What holds: the
// text of a note stays byte for byte but for what only its tool reads, and its links are
// followed by the tool's own rule before anything moves.
package vault

import (
	"context"
	"io"
	"iter"
	"path"
	"strings"
	"sync"

	"github.com/breakfast-table/cop/pkg/importer"
	"github.com/breakfast-table/cop/pkg/note"
)

// tool is a kind of vault. A nil function does what is usual.
type tool struct {
	kind, about string
	recognise   func(t *importer.Tree) int
	// open looks at what the vault says about itself before any page is read.
	open func(v *vault) error
	// holds reports whether a file is a note; ".md" are.
	holds func(file string) bool
	// describe fills in what the tool knows of a page beyond what its front matter says.
	describe func(v *vault, p *page)
	// decode is a page that is kept in another form, as markdown; nil where all are markdown.
	decode func(file string, text []byte) []byte
	// rewrite turns the tool's own ways of writing into markdown. It gets the whole file.
	rewrite func(v *vault, p *page, text []byte) ([]byte, []importer.Loss)
	// follow is where a link leads.
	follow func(v *vault, p *page, l note.Link) importer.Target
	// place is the path that decides where a file goes, made of its own.
	place func(file string) string
	// unmarked leaves out what says where a note came from.
	unmarked bool
}

// page is a note of a vault.
type page struct {
	file string // in the tree
	id   string // the file without its ending
	item importer.Item
	note *note.Note // while it is described only
}

// vault is an open one.
type vault struct {
	tool
	tree    *importer.Tree
	root    string // the folder of the tree that all pages are in; "" the tree
	pages   []*page
	byFile  map[string]*page
	names   names
	shown   map[string]bool // files that links lead to
	losses  []importer.Loss
	mu      sync.Mutex       // guards shown and inText
	inText  map[string]*page // pictures that are in the text of a page
	targets *note.Names      // of another pool

	once      sync.Once
	addresses map[string]*page // of a site
	state     any              // what the tool keeps
}

// Kinds are all kinds of vaults.
func Kinds() []importer.Kind {
	var out []importer.Kind
	for _, t := range tools() {
		out = append(out, importer.Kind{
			Name: t.kind, About: t.about,
			Recognise: t.recognise,
			Open:      func(ctx context.Context, tree *importer.Tree) (importer.Source, error) { return open(ctx, t, tree) },
		})
	}
	return out
}

func open(ctx context.Context, t tool, tree *importer.Tree) (importer.Source, error) {
	v := &vault{tool: t, tree: tree, byFile: map[string]*page{}, shown: map[string]bool{}}
	if t.open != nil {
		if err := t.open(v); err != nil {
			return nil, err
		}
	}
	v.losses = append(v.losses, tree.Left()...)
	for _, f := range v.tree.Files() {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if hidden(f.Path) || !v.inRoot(f.Path) || !v.isNote(f.Path) {
			continue
		}
		if err := v.read(f); err != nil {
			return nil, err
		}
	}
	if len(v.pages) == 0 {
		return nil, &importer.BadFileError{File: tree.Name, Why: "there are no notes in it"}
	}
	v.names = namesOf(v)
	return v, nil
}

// hidden reports files in hidden folders, and hidden files.
func hidden(file string) bool {
	return strings.HasPrefix(file, ".") || strings.Contains(file, "/.")
}

func (v *vault) isNote(file string) bool {
	if v.holds != nil {
		return v.holds(file)
	}
	return isMarkdown(file)
}

func isMarkdown(file string) bool {
	switch strings.ToLower(path.Ext(file)) {
	case ".md", ".markdown", ".mdown", ".mkd":
		return true
	}
	return false
}

// read describes a page.
func (v *vault) read(f importer.File) error {
	src, err := v.markdown(f)
	if err != nil {
		return err
	}
	p := &page{file: f.Path, id: strings.TrimSuffix(f.Path, path.Ext(f.Path))}
	p.note = note.Parse(note.Root+p.id+".md", src)
	p.item = importer.Item{ID: v.tree.Name + "/" + p.id, Path: v.within(p.id), Unmarked: v.unmarked}
	v.usual(p)
	if v.describe != nil {
		v.describe(v, p)
	}
	p.note = nil
	p.item.Text = func() (importer.Text, error) { return v.text(p) }
	v.pages = append(v.pages, p)
	v.byFile[p.file] = p
	return nil
}

// markdown is the text of a page.
func (v *vault) markdown(f importer.File) ([]byte, error) {
	src, err := f.Read()
	if err == nil && v.decode != nil {
		src = v.decode(f.Path, src)
	}
	return src, err
}

// usual is what cop reads by itself; where it is not written as cop writes it, it is written so.
func (v *vault) usual(p *page) {
	n, it := p.note, &p.item
	if n.Err() != nil {
		it.Unmarked = true
		return
	}
	it.Title, it.Date, it.Modified, it.Tags = n.Title, n.Date, n.Modified, n.Tags
	if !n.Named() {
		it.Title = path.Base(p.id)
	}
	for _, name := range n.Authors {
		it.Authors = append(it.Authors, personOf(name))
	}
}

// personOf reads "Ana María <ana@example.org>", a name or a handle.
func personOf(s string) importer.Person {
	name, rest, ok := strings.Cut(s, "<")
	if mail, _, closed := strings.Cut(rest, ">"); ok && closed {
		return importer.Person{Name: strings.TrimSpace(name), Email: mail}
	}
	if login, ok := strings.CutPrefix(strings.TrimSpace(s), "@"); ok {
		return importer.Person{Login: login}
	}
	return importer.Person{Name: strings.TrimSpace(s)}
}

// text is a page as markdown.
func (v *vault) text(p *page) (importer.Text, error) {
	f, ok := v.tree.Find(p.file)
	if !ok {
		return importer.Text{}, &importer.BadFileError{File: p.file, Why: "it is gone"}
	}
	src, err := v.markdown(f)
	if err != nil {
		return importer.Text{}, err
	}
	out := importer.Text{Markdown: src}
	if v.rewrite != nil {
		out.Markdown, out.Losses = v.rewrite(v, p, src)
	}
	return out, nil
}

// Items makes it an importer.Source.
func (v *vault) Items(ctx context.Context) iter.Seq2[*importer.Item, error] {
	return func(yield func(*importer.Item, error) bool) {
		for _, p := range v.pages {
			if !yield(&p.item, ctx.Err()) {
				return
			}
		}
	}
}

// Begins makes it an importer.Whole.
func (v *vault) Begins() string { return v.tree.Name + "/" }

// Follow is where a link leads by the tool's rule.
func (v *vault) Follow(from *importer.Item, l note.Link) importer.Target {
	p := v.names.byID[from.ID]
	if p == nil || elsewhere(l.Dest) && !(l.Wiki && !strings.Contains(l.Dest, "://")) {
		return importer.Target{}
	}
	follow := v.follow
	if follow == nil {
		follow = (*vault).followPath
	}
	t := follow(v, p, l)
	if t.File != "" && t.Place == "" {
		t.Place = v.within(t.File)
		for _, dir := range []string{"static/", "assets/static/"} {
			t.Place = strings.TrimPrefix(t.Place, dir)
		}
		if v.place != nil {
			t.Place = v.place(t.Place)
		}
	}
	if t.File != "" {
		v.mu.Lock()
		v.shown[t.File] = true
		v.mu.Unlock()
	}
	return t
}

// Open reads an attachment.
func (v *vault) Open(file string) (io.ReadCloser, error) {
	if strings.HasPrefix(file, inTextPrefix) {
		return v.openInText(file)
	}
	return v.tree.Open(file)
}

// Losses are told at the end: with them the files that nothing shows.
func (v *vault) Losses() []importer.Loss {
	out := v.losses
	for _, f := range v.tree.Files() {
		if _, isPage := v.byFile[f.Path]; !isPage && !hidden(f.Path) && v.inRoot(f.Path) && !v.shown[f.Path] && isContent(f.Path) {
			out = append(out, importer.Loss{Cause: "files that no note shows: left out", Example: f.Path})
		}
	}
	return out
}

// isContent reports files that somebody keeps for their own sake, not settings of a tool.
func isContent(file string) bool {
	switch strings.ToLower(path.Ext(file)) {
	case ".yml", ".yaml", ".toml", ".json", ".edn", ".css", ".scss", ".js", ".ts", ".html", ".xml", ".lock", ".code-workspace", "", ".txt", ".org":
		return false
	}
	return !isMarkdown(file)
}

// elsewhere reports destinations that lead out of every vault.
func elsewhere(dest string) bool {
	i := strings.IndexAny(dest, ":/#?")
	return dest == "" || strings.HasPrefix(dest, "//") || i > 1 && dest[i] == ':' && strings.Trim(strings.ToLower(dest[:i]), "abcdefghijklmnopqrstuvwxyz0123456789+-.") == ""
}
