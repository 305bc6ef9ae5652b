package site

import (
	"html"
	"net/url"
	"path"
	"strconv"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/util"
	"go.abhg.dev/goldmark/wikilink"

	"github.com/breakfast-table/cop/pkg/note"
)

// target is where a link of a text leads on the site.
type target struct {
	href    string // "" for nowhere: the words stay, the link goes
	out     bool   // to another site
	missing bool   // there is nothing, or nothing public
}

func (r *renderer) follow(l note.Link) target {
	to, private := r.site.Leads(r.note.Path, l)
	switch to.Leads {
	case note.Here:
		return target{href: "#" + fragment(r.prefix+anchorOf(to.Anchor))}
	case note.ToNote:
		if e, ok := note.EntryOf(to.Note.Path()); ok {
			return target{href: r.site.noteHref(r.root, e.Note, r.site.entryID(e))}
		}
		return target{href: r.site.noteHref(r.root, to.Note, anchorOf(to.Anchor))}
	case note.ToFile:
		if file, ok := r.asset(to.File); ok {
			return target{href: href(r.root, file.path)}
		}
		return r.beside(l, to.File)
	case note.Nowhere:
		r.found.miss(l.Dest)
		if !private {
			r.found.tell(r.note.Path, "broken-link", "links to "+strconv.Quote(note.Clean(l.Dest))+", which does not exist: it is shown as text")
		}
		return target{missing: true}
	}
	if to.File != "" {
		return r.beside(l, to.File)
	}
	t := target{href: harmless(l.Dest), out: true}
	if t.href == "" {
		r.found.tell(r.note.Path, "link-out", "links to "+strconv.Quote(note.Clean(l.Dest))+", where no page can lead: it is shown as text")
	}
	return t
}

// beside is where a file is shown that is not on the site: at the pool's host, if there is one.
func (r *renderer) beside(l note.Link, file string) target {
	t := target{href: r.onHost(file), out: true}
	if t.href == "" && !r.site.Withholds(file) {
		r.found.tell(r.note.Path, "link-out", "links to "+strconv.Quote(note.Clean(l.Dest))+", which is not among the pages: it is shown as text")
	}
	return t
}

// onHost is where the pool's host shows a file that is not on the site.
func (r *renderer) onHost(file string) string {
	if r.site.Withholds(file) {
		return ""
	}
	view, _ := r.site.Pages(file)
	return view
}

// anchorOf is the id of the place that a link names.
func anchorOf(anchor string) string {
	if plain, err := url.PathUnescape(anchor); err == nil {
		anchor = plain
	}
	anchor = strings.TrimPrefix(anchor, "user-content-")
	if i := strings.LastIndexByte(strings.TrimRight(anchor, "#"), '#'); i >= 0 {
		anchor = anchor[i+1:]
	}
	anchor = strings.TrimSpace(anchor)
	if strings.HasPrefix(anchor, "^") {
		return strings.ToLower(anchor)
	}
	return note.AnchorOf(anchor)
}

func fragment(id string) string { return (&url.URL{Fragment: id}).EscapedFragment() }

// harmless is an address that a page may link to, "" for all others: no script, no data.
func harmless(dest string) string {
	u, err := url.Parse(strings.TrimSpace(note.Clean(dest)))
	if err != nil {
		return ""
	}
	switch strings.ToLower(u.Scheme) {
	case "http", "https", "mailto", "tel", "xmpp", "irc", "ircs", "matrix", "geo", "magnet":
		return u.String()
	case "":
		if u.Host != "" {
			return "https:" + u.String()
		}
	}
	return ""
}

// begin opens a link, or says in its look that it leads nowhere.
func (t target) begin(w util.BufWriter, title string) {
	if t.href == "" {
		put(w, `<span class="gone">`)
		return
	}
	put(w, `<a href="`, html.EscapeString(t.href), `"`)
	if t.out {
		put(w, ` rel="noopener noreferrer" class="out"`)
	}
	if title != "" {
		put(w, ` title="`, html.EscapeString(title), `"`)
	}
	put(w, ">")
}

func (t target) end(w util.BufWriter) {
	if t.href == "" {
		put(w, "</span>")
		return
	}
	put(w, "</a>")
}

func (r *renderer) link(w util.BufWriter, src []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	l, _ := note.LinkOf(n, src)
	t := r.follow(l)
	if !entering {
		t.end(w)
		return ast.WalkContinue, nil
	}
	link, _ := n.(*ast.Link)
	t.begin(w, note.Clean(string(link.Title)))
	return ast.WalkContinue, nil
}

func (r *renderer) autoLink(w util.BufWriter, src []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	l, _ := note.LinkOf(n, src)
	auto, _ := n.(*ast.AutoLink)
	t := target{href: harmless(l.Dest), out: true}
	t.begin(w, "")
	putText(w, string(auto.Label(src)))
	t.end(w)
	return ast.WalkContinue, nil
}

// wiki is [[address|text]] and ![[picture|300]].
func (r *renderer) wiki(w util.BufWriter, src []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	l, _ := note.LinkOf(n, src)
	x, _ := n.(*wikilink.Node)
	label := words(n, src)
	switch t := r.follow(l); {
	case x.Embed && note.IsMedia(string(x.Target)):
		if entering {
			r.embed(w, l, label)
		}
		return ast.WalkSkipChildren, nil
	case !entering:
		t.end(w)
	default:
		t.begin(w, "")
		if title := r.titleFor(l, label); title != "" {
			putText(w, title)
			return ast.WalkSkipChildren, nil
		}
	}
	return ast.WalkContinue, nil
}

// titleFor is what is shown for a link whose words are an address: the title of the note.
func (r *renderer) titleFor(l note.Link, label string) string {
	if label != l.Dest || !strings.Contains(label, "/") {
		return ""
	}
	to, _ := r.site.Leads(r.note.Path, l)
	if c, ok := r.site.Note(to.Note); ok && to.Leads == note.ToNote {
		return note.Clean(c.Title)
	}
	return ""
}

// embed is ![[picture]], whose label may be its width.
func (r *renderer) embed(w util.BufWriter, l note.Link, label string) {
	width := 0
	if size, err := strconv.Atoi(strings.SplitN(label, "x", 2)[0]); err == nil && size > 0 && size <= 4000 {
		width, label = size, ""
	}
	if label == l.Dest {
		label = ""
	}
	r.show(w, l, label, "", width)
}

func (r *renderer) image(w util.BufWriter, src []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if entering {
		l, _ := note.LinkOf(n, src)
		image, _ := n.(*ast.Image)
		alt, size, _ := strings.Cut(words(n, src), "|") // ![alt|300](…), as Obsidian writes a width
		width, err := strconv.Atoi(size)
		if err != nil || width < 0 || width > 4000 {
			alt, width = words(n, src), 0
		}
		r.show(w, l, alt, note.Clean(string(image.Title)), width)
	}
	return ast.WalkSkipChildren, nil
}

// show is a picture, a sound or a film of the pool. What is on another host becomes a link:
// a page asks nobody else for anything.
func (r *renderer) show(w util.BufWriter, l note.Link, alt, title string, width int) {
	alt = note.Clean(alt)
	to, _ := r.site.Leads(r.note.Path, l)
	file, ok := asset{}, false
	if to.Leads == note.ToFile {
		file, ok = r.asset(to.File)
	}
	if !ok {
		r.missingPicture(w, l, to, alt)
		return
	}
	at := html.EscapeString(href(r.root, file.path))
	switch file.kind {
	case picture:
		put(w, `<img src="`, at, `" alt="`, html.EscapeString(alt), `" loading="lazy" decoding="async"`)
		if title != "" {
			put(w, ` title="`, html.EscapeString(title), `"`)
		}
		if wide, high := file.width, file.height; wide > 0 && high > 0 {
			if width > 0 {
				wide, high = width, max(high*width/file.width, 1)
			}
			put(w, ` width="`, strconv.Itoa(wide), `" height="`, strconv.Itoa(high), `"`)
		} else if width > 0 {
			put(w, ` width="`, strconv.Itoa(width), `"`)
		}
		put(w, ">")
	case film:
		put(w, `<video controls preload="none" src="`, at, `">`)
		putText(w, alt)
		put(w, "</video>")
	case sound:
		put(w, `<audio controls preload="none" src="`, at, `">`)
		putText(w, alt)
		put(w, "</audio>")
	default:
		put(w, `<a href="`, at, `">`)
		putText(w, firstOf(alt, path.Base(to.File)))
		put(w, "</a>")
	}
}

func (r *renderer) missingPicture(w util.BufWriter, l note.Link, to note.Place, alt string) {
	if to.Leads == note.Elsewhere {
		t := target{href: harmless(l.Dest), out: true}
		t.begin(w, "")
		putText(w, firstOf(alt, "picture"))
		if u, err := url.Parse(l.Dest); err == nil && u.Host != "" {
			putText(w, " (picture at "+u.Host+")")
		}
		t.end(w)
		return
	}
	if to.Leads == note.Nowhere {
		r.found.miss(l.Dest)
		r.found.tell(r.note.Path, "broken-link", "shows "+strconv.Quote(note.Clean(l.Dest))+", which does not exist")
	}
	put(w, `<span class="gone">`)
	putText(w, firstOf(alt, path.Base(l.Dest)))
	put(w, "</span>")
}

// firstOf is the first text that says something.
func firstOf(texts ...string) string {
	for _, t := range texts {
		if strings.TrimSpace(t) != "" {
			return t
		}
	}
	return ""
}
