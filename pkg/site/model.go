package site

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"strings"
	"sync"
	"time"

	"github.com/breakfast-table/cop/pkg/note"
)

//go:embed pages
var pages embed.FS

//go:embed site.css
var stylesheet []byte

//go:embed icon.svg
var icon []byte // browsers ask every site for one

// policy is what the pages allow a browser: this site's own style, script, pictures, and
// nothing else from anywhere.
const policy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; media-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'"

// link is something to follow.
type link struct {
	Href, Title string
	Here        bool
	Count       int
}

// day is a date for people and for programs.
type day struct{ Day, Words string }

func dayOf(t time.Time) *day {
	if t.IsZero() {
		return nil
	}
	t = t.UTC()
	return &day{t.Format(time.DateOnly), t.Format("2 January 2006")}
}

// chip is the one word that says how far to trust a note, or what it waits for.
type chip struct{ Class, Word string }

func chipOf(word string) *chip {
	if word == "" {
		return nil
	}
	class := strings.ToLower(word)
	if strings.Trim(class, "abcdefghijklmnopqrstuvwxyz-") != "" {
		class = "other"
	}
	return &chip{class, note.Clean(word)}
}

// Alternate is another form of a page, such as a feed.
type Alternate struct{ Type, Title, Href string }

// pageData is a page while it is laid out.
type pageData struct {
	Root, Lang, Site   string
	Title, Description string
	Canonical          string
	Rules, Needs       template.HTML // of the head: what the page allows, and what it is shown with
	Bar, Foot          template.HTML
	Crumbs             []link
	Made               *day

	Note   *noteView
	List   *listView
	Home   *homeView
	Health *healthView
}

// LinkWords are what is shown for an address out of the site.
func (*pageData) LinkWords(address string) string {
	if to, ok := strings.CutPrefix(address, "mailto:"); ok {
		return to
	}
	return "on its host"
}

// pageAt begins the page of a folder: "oncall/pager/".
func (s *Site) pageAt(dir, title, here string) *pageData {
	root := up(dir)
	sh := &pageData{
		Root: root, Lang: "en", Site: s.Name, Title: title, Canonical: s.URL(dir),
		Rules: s.framed("rules", "", "", func() any { return policy }),
		Needs: s.framed("needs", root, s.feedPlace(dir), func() any { return frame{Root: root, Alternates: s.alternates(root, dir)} }),
		Bar:   s.framed("bar", root, here, func() any { return frame{Root: root, Site: s.Name, Places: s.placesFrom(root, here)} }),
		Foot:  s.framed("foot", root, "", func() any { return frame{Root: root, Site: s.Name} }),
	}
	if title != s.Name {
		sh.Title = title + " · " + s.Name
	}
	return sh
}

// frame is what parts of pages that are the same on many are made of.
type frame struct {
	Root, Site string
	Places     []link
	Alternates []Alternate
}

// framed is a part of pages that is the same on many, laid out once: named by its template, the
// way to the root, and what else it follows from.
func (s *Site) framed(name, root, by string, data func() any) template.HTML {
	key := [3]string{name, root, by}
	made, ok := s.frames.Load(key)
	if !ok {
		b, _ := render("home", name, data())                  // of a view that the template is tested with
		made, _ = s.frames.LoadOrStore(key, template.HTML(b)) //nolint:gosec // made by a template
	}
	return made.(template.HTML)
}

func (s *Site) placesFrom(root, here string) []link {
	var out []link
	for _, p := range s.nav() {
		out = append(out, link{Href: href(root, p.dir+page), Title: p.title, Here: p.dir == here})
	}
	return out
}

// layouts are the templates, read when a page is made first.
var layouts = sync.OnceValue(func() map[string]*template.Template {
	base := template.Must(template.ParseFS(pages, "pages/layout.html"))
	out := map[string]*template.Template{}
	for _, name := range []string{"home", "note", "list", "health"} {
		t := template.Must(base.Clone())
		if name == "note" {
			template.Must(t.ParseFS(pages, "pages/list.html"))
		}
		out[name] = template.Must(t.ParseFS(pages, "pages/"+name+".html"))
	}
	for _, name := range []string{"row", "moved", "gone"} {
		out[name] = template.Must(template.ParseFS(pages, "pages/"+name+".html"))
	}
	return out
})

// laidOut are buffers that pages are laid out in, one after the other.
var laidOut = sync.Pool{New: func() any { return new(bytes.Buffer) }}

func render(layout, name string, data any) ([]byte, error) {
	b, _ := laidOut.Get().(*bytes.Buffer)
	defer laidOut.Put(b)
	b.Reset()
	if err := layouts()[layout].ExecuteTemplate(b, name, data); err != nil {
		return nil, fmt.Errorf("lay out a page: %w", err)
	}
	return bytes.Clone(b.Bytes()), nil
}

// baseMark is of what all pages show alike.
func (s *Site) baseMark(maker string) Mark {
	m := newMarker(Mark{})
	m.text(maker)
	entries, _ := pages.ReadDir("pages")
	for _, e := range entries {
		b, _ := pages.ReadFile("pages/" + e.Name())
		m.text(e.Name(), string(b))
	}
	m.text(policy, s.Name, s.Address, fmt.Sprintf("%+v", s.Charter))
	m.text(s.Naming()...)
	for i := range s.People {
		m.text(s.places[s.People[i].Address])
	}
	view, edit := s.Pages("x")
	m.text(view, edit)
	for _, p := range s.nav() {
		m.text(p.dir, p.title)
	}
	return m.sum()
}
