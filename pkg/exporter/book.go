package exporter

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"fmt"
	"html"
	"path"
	"regexp"
	"strings"
	"time"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	ghtml "github.com/yuin/goldmark/renderer/html"

	"github.com/breakfast-table/cop/pkg/note"
)

// lineOfJSON is a note in a file of JSON Lines.
type lineOfJSON struct {
	Address string         `json:"address"`
	Title   string         `json:"title"`
	Type    string         `json:"type"`
	Status  string         `json:"status"`
	Tags    []string       `json:"tags"`
	Authors []string       `json:"authors"`
	Aliases []string       `json:"aliases"`
	Date    string         `json:"date,omitempty"`
	Fields  map[string]any `json:"front_matter"`
	Body    string         `json:"body"`
	Thread  []lineOfThread `json:"thread"`
	Links   []string       `json:"links"`
}

type lineOfThread struct {
	Entry   string `json:"entry"`
	Type    string `json:"type"`
	Author  string `json:"author"`
	Date    string `json:"date"`
	Re      string `json:"re,omitempty"`
	Outcome string `json:"outcome,omitempty"`
	Context string `json:"context,omitempty"`
	Body    string `json:"body"`
	Brought string `json:"brought_by,omitempty"` // who brought it in the author's name
}

// jsonLines is a note a line.
func jsonLines(p *Pool) ([]File, error) {
	var b bytes.Buffer
	out := json.NewEncoder(&b)
	out.SetEscapeHTML(false)
	for _, n := range p.Notes {
		if err := out.Encode(p.jsonOf(n)); err != nil {
			return nil, fmt.Errorf("write %s: %w", n.Address, err)
		}
	}
	return []File{{Path: "pool.jsonl", Text: b.Bytes()}}, nil
}

func (p *Pool) jsonOf(n Note) lineOfJSON {
	l := lineOfJSON{
		Address: string(n.Address), Title: n.Title, Type: string(n.Type), Status: n.Status, Fields: n.FrontMatter(), Body: string(n.Body()),
		Tags: append([]string{}, n.Tags...), Authors: append([]string{}, n.Authors...), Aliases: append([]string{}, n.Aliases...),
		Thread: []lineOfThread{}, Links: []string{},
	}
	if l.Fields == nil {
		l.Fields = map[string]any{}
	}
	if !n.Date.IsZero() {
		l.Date = n.Date.Format(time.RFC3339)
	}
	for _, link := range n.Links() {
		if at := p.links.Resolve(n.Path, link); at.Leads == note.ToNote {
			l.Links = append(l.Links, string(at.Note))
		}
	}
	for _, e := range n.Thread {
		l.Thread = append(l.Thread, lineOfThread{
			Entry: strings.TrimSuffix(path.Base(e.Path), ".md"), Type: string(e.Name.Type), Author: string(e.Name.Author),
			Date: e.Date.Format(time.RFC3339), Re: e.Re, Outcome: e.Outcome, Context: e.Context, Body: strings.TrimSpace(string(e.Body())), Brought: e.Brought,
		})
	}
	return l
}

// chapter is a note of a book.
type chapter struct {
	id, title string
	body      string // XHTML
}

// chapters renders all notes; links between them lead to href of an id. HTML in a note is left
// out: what a reader of books makes of it nobody knows.
func (p *Pool) chapters(href func(id string) string, picture func(file string) string) ([]chapter, error) {
	links := style{
		note: func(_ string, to note.Address, _ string) string { return href(chapterID(to)) },
		file: func(_, to string) string { return picture(to) },
	}
	md := goldmark.New(goldmark.WithExtensions(extension.Linkify, extension.NewTable(extension.WithTableCellAlignMethod(extension.TableCellAlignStyle)), extension.Strikethrough, note.TaskList, extension.Footnote, extension.DefinitionList), goldmark.WithRendererOptions(ghtml.WithXHTML()))
	var out []chapter
	for _, n := range p.Notes {
		m := p.head(n)
		text := p.withThread(p.relink(m, links), n, p.linked(links))
		m = note.Parse(n.Path, text)
		var b bytes.Buffer
		if err := md.Convert(withoutTitle(m), &b); err != nil {
			return nil, fmt.Errorf("write %s: %w", n.Address, err)
		}
		body := omitted().ReplaceAllString(b.String(), "")
		body = p.within(unique(body, chapterID(n.Address)), href, picture)
		out = append(out, chapter{id: chapterID(n.Address), title: n.Title, body: body})
	}
	return out, nil
}

// within makes text of what leads nowhere in a book: links to what is not in it, and pictures
// of other sites, which readers do not fetch.
func (p *Pool) within(body string, href, picture func(string) string) string {
	in, shown := map[string]bool{}, map[string]bool{}
	for _, n := range p.Notes {
		in[href(chapterID(n.Address))] = true
	}
	for _, f := range p.Files {
		shown[picture(f)] = true // but led to by no link: EPUB knows chapters only
	}
	image, anchor := pictures(), anchors()
	body = image.ReplaceAllStringFunc(body, func(tag string) string {
		m := image.FindStringSubmatch(tag)
		switch {
		case shown[html.UnescapeString(m[1])]:
			return tag
		case isWeb(m[1]):
			return `<a href="` + m[1] + `">` + orElse(m[2], m[1]) + `</a>`
		}
		return m[2]
	})
	return anchor.ReplaceAllStringFunc(body, func(tag string) string {
		m := anchor.FindStringSubmatch(tag)
		if dest := html.UnescapeString(m[1]); in[dest] || isWeb(dest) || strings.HasPrefix(dest, "mailto:") || strings.HasPrefix(dest, "#") && strings.Contains(dest, "-fn") {
			return tag
		}
		return m[2]
	})
}

func orElse(a, b string) string {
	if a == "" {
		return b
	}
	return a
}

func isWeb(dest string) bool {
	return strings.HasPrefix(dest, "https://") || strings.HasPrefix(dest, "http://")
}

func pictures() *regexp.Regexp {
	return regexp.MustCompile(`<img src="([^"]*)" alt="([^"]*)"[^>]*>`)
}

func anchors() *regexp.Regexp {
	return regexp.MustCompile(`(?s)<a href="([^"]*)"[^>]*>(.*?)</a>`)
}

func omitted() *regexp.Regexp { return regexp.MustCompile(`<!-- raw HTML omitted -->\n?`) }

// unique gives the ids of footnotes another name in each chapter.
func unique(body, id string) string {
	return strings.NewReplacer(`id="fn`, `id="`+id+`-fn`, `href="#fn`, `href="#`+id+`-fn`).Replace(body)
}

// withoutTitle is the body without a first heading that only repeats the title.
func withoutTitle(n *note.Note) []byte {
	body := bytes.TrimLeft(n.Body(), "\n")
	if first, rest, _ := bytes.Cut(body, []byte("\n")); bytes.HasPrefix(first, []byte("# ")) {
		return rest
	}
	return body
}

func chapterID(a note.Address) string {
	return "n-" + strings.Map(func(r rune) rune {
		if r == '/' || r == '.' || r == ' ' {
			return '_'
		}
		return r
	}, string(a))
}

// book is one page: a table of contents, then a chapter a note, each on a sheet of its own.
func book(p *Pool) ([]File, error) {
	chapters, err := p.chapters(func(id string) string { return "#" + escapeDest(id) }, func(file string) string { return "files/" + escapeDest(below(file)) })
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "<!doctype html>\n<html>\n<head>\n<meta charset=\"utf-8\" />\n<meta name=\"viewport\" content=\"width=device-width\" />\n<title>%s</title>\n<style>%s</style>\n</head>\n<body>\n<h1>%[1]s</h1>\n<nav>\n%[3]s</nav>\n",
		html.EscapeString(note.Clean(p.Name)), bookCSS, contentsHTML(chapters, func(id string) string { return "#" + id }))
	for _, c := range chapters {
		fmt.Fprintf(&b, "<article id=\"%s\">\n<h1>%s</h1>\n%s</article>\n", html.EscapeString(c.id), html.EscapeString(note.Clean(c.title)), c.body)
	}
	b.WriteString("</body>\n</html>\n")
	return append([]File{{Path: "book.html", Text: b.Bytes()}}, p.attachments("files")...), nil
}

const bookCSS = `body{font:11pt/1.5 serif;max-width:40rem;margin:2rem auto;padding:0 1rem}
pre{white-space:pre-wrap;background:#f4f4f4;padding:.5rem}img{max-width:100%}table{border-collapse:collapse}td,th{border:1px solid #999;padding:.2rem .5rem}
@page{margin:2cm}@media print{body{max-width:none;margin:0}article{break-before:page}pre,img,table{break-inside:avoid}h1,h2,h3{break-after:avoid}}`

// contentsHTML is a list of chapters by topic.
func contentsHTML(chapters []chapter, href func(id string) string) string {
	var b strings.Builder
	b.WriteString("<ol>\n")
	for _, c := range chapters {
		fmt.Fprintf(&b, "<li><a href=\"%s\">%s</a></li>\n", html.EscapeString(href(c.id)), html.EscapeString(note.Clean(c.title)))
	}
	b.WriteString("</ol>\n")
	return b.String()
}

// epub is a zip of XHTML, its first file stored as it is, with a list of all others.
func epub(p *Pool) ([]File, error) {
	chapters, err := p.chapters(func(id string) string { return escapeDest(id) + ".xhtml" }, func(file string) string { return "files/" + escapeDest(below(file)) })
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	e := &epubFile{z: z}
	e.add("mimetype", zip.Store, []byte("application/epub+zip"))
	e.add("META-INF/container.xml", zip.Deflate, []byte(`<?xml version="1.0"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile full-path="OEBPS/content.opf" media-type="application/oebps-package+xml"/></rootfiles></container>
`))
	var manifest, spine strings.Builder
	for i, c := range chapters {
		e.add("OEBPS/"+c.id+".xhtml", zip.Deflate, xhtml(c.title, "<h1>"+html.EscapeString(note.Clean(c.title))+"</h1>\n"+c.body))
		fmt.Fprintf(&manifest, "<item id=\"c%d\" href=\"%s.xhtml\" media-type=\"application/xhtml+xml\"/>\n", i, html.EscapeString(escapeDest(c.id)))
		fmt.Fprintf(&spine, "<itemref idref=\"c%d\"/>\n", i)
	}
	for i, file := range p.Files {
		text, err := p.Read(file)
		if err != nil {
			return nil, err
		}
		e.add("OEBPS/files/"+below(file), zip.Deflate, text)
		fmt.Fprintf(&manifest, "<item id=\"f%d\" href=\"files/%s\" media-type=\"%s\"/>\n", i, html.EscapeString(escapeDest(below(file))), mediaType(file))
	}
	e.add("OEBPS/nav.xhtml", zip.Deflate, xhtml(p.Name, "<nav epub:type=\"toc\"><h1>"+html.EscapeString(note.Clean(p.Name))+"</h1>\n"+contentsHTML(chapters, func(id string) string { return escapeDest(id) + ".xhtml" })+"</nav>"))
	e.add("OEBPS/content.opf", zip.Deflate, fmt.Appendf(nil, `<?xml version="1.0" encoding="utf-8"?>
<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:identifier id="id">urn:cop:%s</dc:identifier><dc:title>%s</dc:title><dc:language>en</dc:language><meta property="dcterms:modified">%s</meta></metadata>
<manifest>
<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>
%s</manifest>
<spine>
%s</spine>
</package>
`, note.Slug(p.Name), html.EscapeString(note.Clean(p.Name)), p.newest().Format("2006-01-02T15:04:05Z"), manifest.String(), spine.String()))
	if e.err == nil {
		e.err = z.Close()
	}
	return []File{{Path: note.Slug(p.Name) + ".epub", Text: out.Bytes()}}, e.err
}

// newest is the latest date of any note, so that the same pool makes the same book.
func (p *Pool) newest() time.Time {
	out := time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)
	for _, n := range p.Notes {
		for _, t := range []time.Time{n.Date, n.Modified} {
			if t.After(out) {
				out = t
			}
		}
	}
	return out.UTC()
}

// epubFile writes members until one fails.
type epubFile struct {
	z   *zip.Writer
	err error
}

func (e *epubFile) add(name string, method uint16, text []byte) {
	if e.err != nil {
		return
	}
	w, err := e.z.CreateHeader(&zip.FileHeader{Name: name, Method: method})
	if err == nil {
		_, err = w.Write(text)
	}
	e.err = err
}

func xhtml(title, body string) []byte {
	return fmt.Appendf(nil, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<!DOCTYPE html>\n<html xmlns=\"http://www.w3.org/1999/xhtml\" xmlns:epub=\"http://www.idpf.org/2007/ops\">\n<head><meta charset=\"utf-8\"/><title>%s</title></head>\n<body>\n%s</body>\n</html>\n", html.EscapeString(note.Clean(title)), body)
}

func mediaType(file string) string {
	switch strings.ToLower(path.Ext(file)) {
	case ".png":
		return "image/png"
	case ".jpg", ".jpeg":
		return "image/jpeg"
	case ".gif":
		return "image/gif"
	case ".svg":
		return "image/svg+xml"
	case ".webp":
		return "image/webp"
	case ".pdf":
		return "application/pdf"
	}
	return "application/octet-stream"
}
