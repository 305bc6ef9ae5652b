// Package wiki reads what Confluence and Google Docs export: pages with their titles, people,
// comments, pictures and the links between them.
//
// What holds: links lead by the title of a page within its space, as Confluence has them;
// drafts, versions of the past and what was deleted stay; what only the wiki itself can draw
// is told. It must not know pools.
package wiki

import (
	"context"
	"fmt"
	"io"
	"iter"
	"net/url"
	"path"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/breakfast-table/cop/pkg/importer"
	"github.com/breakfast-table/cop/pkg/note"
)

// Kinds are the wikis whose exports can be read.
var Kinds = []importer.Kind{
	{Name: "confluence", About: "Confluence space, exported as XML or HTML", Recognise: isConfluence, Open: openConfluence},
	{Name: "gdocs", About: "Google Docs, saved as web pages", Recognise: isDocs, Open: openDocs},
}

func isConfluence(t *importer.Tree) int {
	if t.Has("entities.xml") {
		return 95
	}
	if f, ok := t.Find("index.html"); ok {
		head := string(f.Head(64 << 10))
		if strings.Contains(head, "Available Pages") || strings.Contains(head, "Confluence") {
			return 90
		}
	}
	return 0
}

func openConfluence(_ context.Context, t *importer.Tree) (importer.Source, error) {
	if f, ok := t.Find("entities.xml"); ok {
		return openSpace(t, f)
	}
	return openPages(t)
}

// spaces are what was exported as XML: one space, or several.
type spaces struct {
	tree     *importer.Tree
	spaces   map[string]object          // by id
	single   string                     // key of the only one, or of the first
	many     bool                       // pages of several are in it
	homes    map[string]bool            // ids of pages that all others of a space are below
	pages    []object                   // current ones, in the order of the export
	comments []object                   // on them
	bodies   map[string]body            // by content
	people   map[string]importer.Person // by key
	byTitle  map[pageName]string        // id of a page
	byID     map[string]object
	labels   map[string][]string // by content
	files    map[string]string   // where an attachment lies, by "page/name"
	marked   map[string]string   // the words that a comment in a line is about, by comment
	likes    map[string]int      // by content
	lost     []importer.Loss

	mu sync.Mutex
}

// pageName is by what a page is linked to: the key of its space and its title, in lower case.
type pageName struct{ space, title string }

// body is the text of a page or a comment.
type body struct {
	text string
	kind string // "2" the storage format, "0" or "" the wiki markup of old versions, where it is none
}

// isMarkup reports wiki markup, which Confluence 3 and older wrote.
func (b body) isMarkup() bool {
	return b.text != "" && (b.kind == "0" || b.kind == "" && !strings.Contains(b.text, "</") && !strings.Contains(b.text, "/>"))
}

func openSpace(t *importer.Tree, f importer.File) (importer.Source, error) {
	s := &spaces{tree: t, spaces: map[string]object{}, homes: map[string]bool{}, bodies: map[string]body{}, people: map[string]importer.Person{}, byTitle: map[pageName]string{}, byID: map[string]object{}, labels: map[string][]string{}, files: map[string]string{}, marked: map[string]string{}, likes: map[string]int{}}
	g := gathered{spaces: s, names: map[string]string{}}
	if err := entities(f, g.take); err != nil {
		return nil, err
	}
	g.settle()
	if len(s.pages) == 0 {
		return nil, &importer.BadFileError{File: f.Path, Why: "it has no pages"}
	}
	return s, nil
}

// gathered is what is only known in pieces until the export was read to its end.
type gathered struct {
	*spaces
	names       map[string]string // of labels
	labellings  []object
	attachments []object
}

func (g *gathered) take(o object) {
	switch o.class {
	case "Page", "BlogPost":
		g.page(o)
	case "Comment":
		g.comments = append(g.comments, o)
	case "BodyContent":
		g.bodies[o.refs["content"]] = body{text: o.texts["body"], kind: o.texts["bodyType"]}
	case "Space":
		g.single = first(g.single, o.texts["key"])
		g.spaces.spaces[o.id], g.homes[o.refs["homePage"]] = o, true
	case "ConfluenceUserImpl", "ConfluenceUser":
		g.people[o.id] = importer.Person{Login: o.texts["name"], Name: o.texts["fullName"], Email: o.texts["email"]}
	case "Label":
		g.names[o.id] = o.texts["name"]
	case "Labelling":
		g.labellings = append(g.labellings, o)
	case "LikeEntity":
		g.likes[o.refs["content"]]++
	case "ContentProperty":
		if o.texts["name"] == "inline-original-selection" {
			g.marked[o.refs["content"]] = o.texts["stringValue"]
		}
	case "Attachment":
		g.attachments = append(g.attachments, o)
	}
}

func (g *gathered) page(o object) {
	title := o.texts["title"]
	status := o.texts["contentStatus"]
	_, old := o.refs["originalVersion"]
	switch {
	case old || o.texts["originalVersionId"] != "":
		return // a version of the past
	case status == "draft":
		g.lose("drafts are not brought", title)
	case status == "deleted":
		g.lose("pages that were deleted are not brought", title)
	case g.byID[o.id].class != "":
		g.lose("pages that are there twice: the first one is brought", title)
	default:
		g.byID[o.id] = o
		g.pages = append(g.pages, o)
	}
}

func (g *gathered) settle() {
	g.pages = slices.DeleteFunc(g.pages, func(o object) bool {
		empty := o.texts["title"] == "" && g.bodies[o.id].text == ""
		if empty {
			g.lose("pages that have neither a title nor a text are not brought", o.id)
			delete(g.byID, o.id)
		}
		return empty
	})
	for _, o := range g.pages {
		g.byTitle[pageName{g.key(o), strings.ToLower(o.texts["title"])}] = o.id
		g.many = g.many || g.key(o) != g.key(g.pages[0])
	}
	for _, l := range g.labellings {
		if name := g.names[l.refs["label"]]; name != "" && !slices.Contains(g.labels[l.refs["content"]], name) {
			g.labels[l.refs["content"]] = append(g.labels[l.refs["content"]], name)
		}
	}
	for _, a := range g.attachments {
		g.attachment(a)
	}
	g.comments = slices.DeleteFunc(g.comments, func(o object) bool {
		_, ok := g.byID[on(o)]
		return !ok || o.texts["contentStatus"] == "deleted"
	})
}

// attachment finds the newest version of a file: attachments/PAGE/FILE/VERSION.
func (g *gathered) attachment(a object) {
	if _, old := a.refs["originalVersion"]; old {
		return
	}
	page := first(a.refs["containerContent"], a.refs["content"])
	name := first(a.texts["title"], a.texts["fileName"])
	dir := path.Join("attachments", page, a.id)
	file := path.Join(dir, first(a.texts["version"], a.texts["attachmentVersion"]))
	if !g.tree.Has(file) {
		for _, f := range g.tree.Below(dir) {
			file = f.Path // the last is the newest
		}
	}
	if g.tree.Has(file) {
		g.files[page+"/"+name] = file
	}
}

func (s *spaces) lose(cause, example string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lost = append(s.lost, importer.Loss{Cause: cause, Example: example})
}

func (s *spaces) Items(ctx context.Context) iter.Seq2[*importer.Item, error] {
	return func(yield func(*importer.Item, error) bool) {
		for _, o := range s.pages {
			if err := ctx.Err(); err != nil {
				yield(nil, err)
				return
			}
			if !yield(s.item(o), nil) {
				return
			}
		}
		for _, o := range s.comments {
			if !yield(s.comment(o), nil) {
				return
			}
		}
	}
}

func (s *spaces) item(o object) *importer.Item {
	return &importer.Item{
		ID: s.id(o), Path: s.path(o), Title: o.texts["title"], Tags: s.labels[o.id], Authors: s.author(o), Status: archived(o),
		Date: confluenceTime(o.texts["creationDate"]), Modified: confluenceTime(o.texts["lastModificationDate"]),
		Text: func() (importer.Text, error) { return s.text(o, o.texts["title"]) },
	}
}

// archived is the status of a page that was put away: it does not count any more.
func archived(o object) string {
	if o.texts["contentStatus"] == "archived" {
		return "deprecated"
	}
	return ""
}

// id is that of a page, or of a comment, which has that of its page's space.
func (s *spaces) id(o object) string { return s.key(o) + "/" + o.id }

// key is by what the space of a page or a comment is linked to.
func (s *spaces) key(o object) string {
	if o.class == "Comment" {
		o = s.byID[on(o)]
	}
	return first(s.spaces[o.refs["space"]].texts["key"], s.single)
}

// on is the id of the page that a comment is about.
func on(comment object) string {
	return first(comment.refs["containerContent"], comment.refs["owner"], comment.refs["content"])
}

// author is who wrote something: one person, or nobody.
func (s *spaces) author(o object) []importer.Person {
	key := first(o.refs["creator"], o.texts["creatorName"])
	p, ok := s.people[key]
	if !ok && o.texts["creatorName"] != "" {
		p = importer.Person{Login: o.texts["creatorName"]}
	}
	return []importer.Person{p}
}

// path is the titles of the pages above a page, without the space's home, and its own; where
// there are several spaces, the name of its space goes before. A circle of parents ends where it
// closes.
func (s *spaces) path(o object) string {
	parts := []string{clean(o.texts["title"])}
	seen := map[string]bool{o.id: true}
	for p := o.refs["parent"]; p != "" && !s.homes[p] && !seen[p]; p = s.byID[p].refs["parent"] {
		seen[p] = true
		if title := s.byID[p].texts["title"]; title != "" {
			parts = append(parts, clean(title))
		}
	}
	if o.class == "BlogPost" {
		parts = append(parts, "blog")
	}
	if s.many {
		parts = append(parts, clean(first(s.spaces[o.refs["space"]].texts["name"], s.key(o))))
	}
	slices.Reverse(parts)
	return strings.Join(parts, "/")
}

// clean is a title as a part of a path.
func clean(title string) string { return strings.ReplaceAll(title, "/", "-") }

func (s *spaces) comment(o object) *importer.Item {
	parent := s.byID[on(o)]
	re := slices.IndexFunc(s.comments, func(c object) bool {
		return c.id == o.refs["parent"] && c.refs["parent"] != o.id && c.id != o.id
	})
	if re >= 0 {
		parent = s.comments[re]
	}
	return &importer.Item{
		ID: s.id(o), Parent: s.id(parent), Type: note.Comment, Authors: s.author(o), Date: confluenceTime(o.texts["creationDate"]),
		Text: func() (importer.Text, error) { return s.text(o, "a comment") },
	}
}

// pageID is the id of a page that is given by it or by its address.
func (s *spaces) pageID(page string) string {
	if title, ok := strings.CutPrefix(page, "/display/"); ok {
		space, title, _ := strings.Cut(title, "/")
		space, _ = url.PathUnescape(space)
		title, _ = url.PathUnescape(title)
		return s.byTitle[pageName{space, strings.ToLower(title)}]
	}
	return page
}

// pageAddress is where Confluence has a page.
func pageAddress(space, title string) string {
	if title == "" {
		return ""
	}
	return "/display/" + url.PathEscape(space) + "/" + url.PathEscape(title)
}

// Follow leads to pages of the space by their titles, and to files that hang at pages.
func (s *spaces) Follow(_ *importer.Item, l note.Link) importer.Target {
	dest, anchor, _ := strings.Cut(l.Dest, "#")
	if rest, ok := strings.CutPrefix(dest, "/download/attachments/"); ok {
		page, name, _ := strings.Cut(rest, "/")
		name, _ = url.PathUnescape(name)
		if _, ok := s.files[page+"/"+name]; ok {
			return importer.Target{File: page + "/" + name}
		}
		return importer.Target{Lost: "files that are not in the export"}
	}
	if strings.HasPrefix(dest, "/display/") {
		if page, ok := s.byID[s.pageID(dest)]; ok {
			return importer.Target{Item: s.id(page), Anchor: anchor}
		}
		return importer.Target{Lost: "links to pages that are not in the export"}
	}
	if _, q, ok := strings.Cut(dest, "pageId="); ok {
		q, _, _ = strings.Cut(q, "&")
		if page, ok := s.byID[q]; ok {
			return importer.Target{Item: s.id(page), Anchor: anchor}
		}
	}
	return importer.Target{}
}

// Open reads a file by "page/name".
func (s *spaces) Open(file string) (io.ReadCloser, error) {
	at, ok := s.files[file]
	if !ok {
		return nil, fmt.Errorf("read %s: it is not in the export", file)
	}
	return s.tree.Open(at)
}

func (s *spaces) Losses() []importer.Loss { return s.lost }

// confluenceTime reads "2020-01-02 03:04:05.678"; the export does not say in which zone.
func confluenceTime(s string) time.Time {
	s, _, _ = strings.Cut(s, ".")
	t, err := time.Parse(time.DateTime, strings.TrimSpace(s))
	if err != nil {
		return time.Time{}
	}
	return t
}
