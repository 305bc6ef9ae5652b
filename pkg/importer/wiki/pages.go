package wiki

import (
	"context"
	"io"
	"iter"
	"net/url"
	"path"
	"regexp"
	"strings"
	"sync"
	"time"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/breakfast-table/cop/pkg/importer"
	"github.com/breakfast-table/cop/pkg/importer/hypertext"
	"github.com/breakfast-table/cop/pkg/note"
)

// pages are web pages that lead to each other by their file names: an export of a space as
// HTML, or documents of Google Docs.
type pages struct {
	tree *importer.Tree
	list []*page
	read func(*importer.Tree, *page) error
	lost []importer.Loss
}

// page is one of them, as far as its note needs.
type page struct {
	file, title, path string
	tags              []string
	author            importer.Person
	created, modified time.Time
	body              *html.Node
	losses            []importer.Loss
}

func openPages(t *importer.Tree) (importer.Source, error) {
	p := &pages{tree: t, read: readConfluencePage}
	for _, f := range t.Files() {
		if ext := path.Ext(f.Path); (ext == ".html" || ext == ".htm") && path.Base(f.Path) != "index.html" {
			one := &page{file: f.Path}
			if err := p.read(t, one); err != nil {
				return nil, err
			}
			one.body = nil // read again when it is written
			p.list = append(p.list, one)
		}
	}
	if len(p.list) == 0 {
		return nil, &importer.BadFileError{File: t.Name, Why: "it has no pages"}
	}
	return p, nil
}

func (p *pages) Items(ctx context.Context) iter.Seq2[*importer.Item, error] {
	return func(yield func(*importer.Item, error) bool) {
		for _, one := range p.list {
			if err := ctx.Err(); err != nil {
				yield(nil, err)
				return
			}
			item := &importer.Item{
				ID: p.tree.Name + "/" + one.file, Path: one.path, Title: one.title, Tags: one.tags, Date: one.created, Modified: one.modified,
				Text: func() (importer.Text, error) { return p.text(one.file) },
			}
			if !one.author.IsZero() {
				item.Authors = []importer.Person{one.author}
			}
			if !yield(item, nil) {
				return
			}
		}
	}
}

func (p *pages) text(file string) (importer.Text, error) {
	one := &page{file: file}
	if err := p.read(p.tree, one); err != nil {
		return importer.Text{}, err
	}
	md, err := hypertext.New().Node(one.body)
	return importer.Text{Markdown: []byte("\n" + md + "\n"), Losses: one.losses}, err
}

// Follow leads to pages and files by their names, from the page that the link is on.
func (p *pages) Follow(from *importer.Item, l note.Link) importer.Target {
	dest, anchor, _ := strings.Cut(l.Dest, "#")
	if strings.Contains(dest, "://") || dest == "" {
		return importer.Target{}
	}
	if plain, err := url.PathUnescape(dest); err == nil {
		dest = plain
	}
	dest, _, _ = strings.Cut(dest, "?")
	file := path.Join(path.Dir(strings.TrimPrefix(from.ID, p.tree.Name+"/")), dest)
	for _, one := range p.list {
		if one.file == file {
			return importer.Target{Item: p.tree.Name + "/" + file, Anchor: anchor}
		}
	}
	if p.tree.Has(file) {
		return importer.Target{File: file}
	}
	return importer.Target{Lost: "links to pages and files that are not in the export"}
}

// Open reads a file of the export.
func (p *pages) Open(file string) (io.ReadCloser, error) { return p.tree.Open(file) }

// Losses are told with each page.
func (p *pages) Losses() []importer.Loss { return p.lost }

// parse reads a web page.
func parse(t *importer.Tree, file string) (*html.Node, error) {
	f, ok := t.Find(file)
	if !ok {
		return nil, &importer.BadFileError{File: file, Why: "it is missing"}
	}
	b, err := f.Read()
	if err != nil {
		return nil, err
	}
	doc, err := html.Parse(strings.NewReader(string(b)))
	if err != nil {
		return nil, &importer.BadFileError{File: file, Why: "its HTML is nested too deeply", Err: err}
	}
	return doc, nil
}

// readConfluencePage reads a page as Confluence writes it: its title says the space before a
// colon, the trail above it says the pages it is below, a line who wrote it.
func readConfluencePage(t *importer.Tree, p *page) error {
	doc, err := parse(t, p.file)
	if err != nil {
		return err
	}
	p.body = where(doc, "id", "main-content")
	if p.body == nil {
		p.body = find(doc, "body")
	}
	whole := strings.Join(strings.Fields(textOf(first1(where(doc, "id", "title-text"), find(doc, "title")))), " ")
	_, title, ok := strings.Cut(whole, " : ")
	if p.title = whole; ok {
		p.title = title
	}
	p.path = trail(doc, p.title)
	p.metadata(doc)
	if where(doc, "id", "comments") != nil {
		p.losses = append(p.losses, importer.Loss{Cause: "comments, which only the export as XML has with their people", Example: p.title})
	}
	tidy(p.body)
	return nil
}

func first1(some ...*html.Node) *html.Node {
	for _, n := range some {
		if n != nil {
			return n
		}
	}
	return nil
}

// trail is the path of a page by the links above it, without the space and its home.
func trail(doc *html.Node, title string) string {
	var parts []string
	if crumbs := where(doc, "id", "breadcrumbs"); crumbs != nil {
		for c := range crumbs.Descendants() {
			if c.Data == "a" {
				parts = append(parts, clean(strings.TrimSpace(textOf(c))))
			}
		}
	}
	if len(parts) > 1 {
		parts = parts[2:] // the space, and its home
	} else {
		parts = nil
	}
	return strings.Join(append(parts, clean(title)), "/")
}

var (
	writtenBy = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`(?s)Created by\s+(.+?)(?:,|\s+on\s+|$)`) })
	onDay     = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`(?:on|modified(?: by .+?)? on)\s+([A-Z][a-z]{2} \d{1,2}, \d{4})`)
	})
)

// metadata reads "Created by Ana Roe, last modified by Ben on Jan 02, 2024".
func (p *page) metadata(doc *html.Node) {
	for n := range doc.Descendants() {
		if n.Data != "div" || !hasClass(n, "page-metadata") {
			continue
		}
		said := strings.Join(strings.Fields(textOf(n)), " ")
		if a := whereClass(n, "author"); a != nil {
			p.author = importer.Person{Name: strings.TrimSpace(textOf(a))}
		} else if m := writtenBy().FindStringSubmatch(said); m != nil {
			p.author = importer.Person{Name: strings.TrimSpace(m[1])}
		}
		if m := onDay().FindStringSubmatch(said); m != nil {
			p.modified, _ = time.Parse("Jan 2, 2006", m[1])
			p.created = p.modified
		}
	}
	if labels := where(doc, "id", "labels-section"); labels != nil {
		for n := range labels.Descendants() {
			if n.Data == "a" {
				p.tags = append(p.tags, strings.TrimSpace(textOf(n)))
			}
		}
	}
}

func whereClass(n *html.Node, class string) *html.Node {
	for c := range n.Descendants() {
		if c.Type == html.ElementNode && hasClass(c, class) {
			return c
		}
	}
	return nil
}

// tidy makes of what Confluence draws what it was drawn from: code by its brush, panels as
// quotes, and no tables of contents.
func tidy(body *html.Node) {
	var gone []*html.Node
	for n := range body.Descendants() {
		switch {
		case n.Type != html.ElementNode:
		case n.Data == "pre":
			if params := attr(n, "data-syntaxhighlighter-params"); params != "" {
				n.Attr = []html.Attribute{{Key: "class", Val: strings.TrimSpace(strings.SplitN(params, ";", 2)[0])}}
			}
		case hasClass(n, "toc-macro"), hasClass(n, "codeHeader"), n.Data == "style":
			gone = append(gone, n)
		case hasClass(n, "confluence-information-macro"):
			become(n, atom.Blockquote)
		case n.Data == "li" && hasClass(n, "checked"):
			n.InsertBefore(hypertext.Raw("[x] "), n.FirstChild)
		case n.Data == "li" && n.Parent != nil && hasClass(n.Parent, "inline-task-list"):
			n.InsertBefore(hypertext.Raw("[ ] "), n.FirstChild)
		}
	}
	for _, n := range gone {
		n.Parent.RemoveChild(n)
	}
}
