package exporter

import (
	"fmt"
	"path"
	"regexp"
	"strings"

	"github.com/breakfast-table/cop/pkg/note"
)

// hugo has no title but that of the front matter, takes {{< and {{% for its own anywhere, and
// makes a folder of every page.
func hugo(p *Pool) ([]File, error) {
	out := []File{
		{Path: "hugo.toml", Text: fmt.Appendf(nil, "title = %q\nbaseURL = \"https://example.org/\"\ndisableKinds = []\n\n[markup.goldmark.renderer]\nunsafe = false\n", p.Name)},
		{Path: "layouts/_default/baseof.html", Text: []byte(hugoBase)},
		{Path: "layouts/_default/single.html", Text: []byte(hugoPage)},
		{Path: "layouts/_default/list.html", Text: []byte(hugoList)},
	}
	links := style{
		note: func(_ string, to note.Address, anchor string) string {
			return "\x00" + withAnchor("/"+strings.TrimPrefix(p.hugoFile(to), "content/"), anchor) + "\x00"
		},
		file: func(from, to string) string {
			a, _ := note.AddressOf(from)
			return relative(note.Root+hugoAddress(p.hugoFile(a))+"/x", to)
		},
	}
	for _, n := range p.Notes {
		m := p.titled(n)
		p.forHugo(m, n)
		text := p.withThread(p.relink(m, links), n, p.linked(links))
		out = append(out, File{Path: p.hugoFile(n.Address), Text: p.unshort(n, text)})
	}
	return append(out, p.attachments("static")...), nil
}

// hugoFile is where a page lies. An index.md would be a bundle that swallows its neighbours, and
// a note beside a folder of its name is that folder's page.
func (p *Pool) hugoFile(a note.Address) string {
	switch base := strings.ToLower(a.Slug()); {
	case base == "index" || base == "readme" || base == "_index":
		return "content/" + path.Join(a.Topic(), "_index.md")
	case p.isTopic(string(a)):
		_, index := p.titles[a+"/_index"]
		_, readme := p.titles[a+"/README"]
		if _, plain := p.titles[a+"/index"]; !index && !readme && !plain {
			return "content/" + path.Join(string(a), "_index.md")
		}
	}
	return "content/" + string(a) + ".md"
}

func (p *Pool) isTopic(dir string) bool { return p.topics[dir] }

// hugoAddress is the address of a page on the site, without slashes around.
func hugoAddress(file string) string {
	return strings.TrimSuffix(strings.TrimSuffix(strings.TrimPrefix(file, "content/"), ".md"), "/_index")
}

// forHugo leaves what Hugo would read otherwise out of the front matter.
func (p *Pool) forHugo(m *note.Note, n Note) {
	var addresses []string
	for _, a := range n.Aliases {
		if strings.HasPrefix(a, "/") {
			addresses = append(addresses, a)
		} else {
			p.lose("aliases that are names, which Hugo would take for addresses: left out", string(n.Address)+": "+a)
		}
	}
	if len(n.Aliases) > 0 {
		_ = m.Delete("aliases")
		_ = m.Delete("alias")
		if len(addresses) > 0 {
			_ = m.Set("aliases", addresses)
		}
	}
	for _, key := range []string{"kind", "path", "lang", "url", "roles", "versions", "slug", "layout", "type", "build", "cascade", "outputs"} {
		if v, ok := m.Value(key); ok && m.Delete(key) == nil && m.Set("cop_"+key, fmt.Sprint(v)) != nil {
			p.lose(fmt.Sprintf("front matter that Hugo has its own idea of: %q is left out", key), string(n.Address))
		}
	}
	if v, ok := m.Value("tags"); ok && !isList(m, "tags") && v != nil {
		_ = m.Set("tags", n.Tags)
	}
}

// shortened is what Hugo takes for a shortcode.
func shortened() *regexp.Regexp { return regexp.MustCompile(`\{\{([<%])([^\x00]*?)([>%])\}\}`) }

// unshort keeps what looks like a shortcode as it is written, and writes links to pages by one.
func (p *Pool) unshort(n Note, text []byte) []byte {
	s := string(text)
	if strings.Contains(s, "{{<") || strings.Contains(s, "{{%") {
		s = shortened().ReplaceAllStringFunc(s, func(m string) string {
			if m[2] == '<' && m[len(m)-3] != '>' || m[2] == '%' && m[len(m)-3] != '%' || strings.HasPrefix(m[3:], "/*") {
				return m
			}
			return m[:3] + "/*" + m[3:len(m)-3] + "*/" + m[len(m)-3:]
		})
		for _, open := range []string{"{{<", "{{%"} {
			for i := 0; ; {
				j := strings.Index(s[i:], open)
				if j < 0 {
					break
				}
				i += j + len(open)
				if !strings.HasPrefix(s[i:], "/*") {
					s = s[:i-1] + " " + s[i-1:]
					p.lose("marks that Hugo takes for the beginning of a shortcode: a space stands in them", string(n.Address))
				}
			}
		}
	}
	for {
		before, rest, ok := strings.Cut(s, "\x00")
		if !ok {
			return []byte(s)
		}
		ref, after, _ := strings.Cut(rest, "\x00")
		s = before + `{{< relref "` + strings.ReplaceAll(ref, "%20", " ") + `" >}}` + after
	}
}

const hugoBase = `<!doctype html>
<html lang="{{ .Language.Lang }}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{{ .Title }}</title>
<style>body{max-width:44rem;margin:2rem auto;padding:0 1rem;font:1rem/1.5 sans-serif}img{max-width:100%}</style>
{{ block "main" . }}{{ end }}
`

const hugoPage = `{{ define "main" }}<h1>{{ .Title }}</h1>
{{ .Content }}{{ end }}
`

const hugoList = `{{ define "main" }}<h1>{{ .Title }}</h1>
{{ .Content }}
<ul>{{ range .Pages }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a></li>{{ end }}</ul>{{ end }}
`

// jekyll takes every {{ and {% for its own; pages are files of HTML beside each other.
func jekyll(p *Pool) ([]File, error) {
	out := []File{
		{Path: "_config.yml", Text: fmt.Appendf(nil, "title: %q\nmarkdown: kramdown\nkramdown:\n  input: GFM\ndefaults:\n  - scope: {path: \"\"}\n    values: {layout: page, render_with_liquid: false}\n", p.Name)},
		{Path: "_layouts/page.html", Text: []byte("<!doctype html>\n<meta charset=\"utf-8\">\n<title>{{ page.title | escape }}</title>\n<h1>{{ page.title | escape }}</h1>\n{{ content }}\n")},
	}
	links := style{
		note: func(from string, to note.Address, anchor string) string {
			return withAnchor(relative(below(from), jekyllPage(to)), anchor)
		},
		file: relative,
	}
	said := func(entry *note.Note) []byte { return forKramdown(entry.Path, p.relink(entry, links)) }
	for _, n := range p.Notes {
		m := p.titled(n)
		for _, key := range []string{"layout", "permalink", "published", "slug"} {
			_ = m.Delete(key)
		}
		if len(n.Tags) > 0 && !isList(m, "tags") {
			_ = m.Set("tags", n.Tags)
		}
		out = append(out, File{Path: jekyllFile(n.Address), Text: p.withThread(forKramdown(n.Path, p.relink(m, links)), n, said)})
	}
	if _, ok := p.titles["index"]; !ok {
		out = append(out, File{Path: "index.md", Text: p.contents(fmt.Sprintf("---\ntitle: %q\n---", p.Name), links)})
	}
	return append(out, p.attachments("")...), nil
}

// jekyllFile is where a page lies: what begins with an underscore is not built.
func jekyllFile(a note.Address) string {
	parts := strings.Split(string(a), "/")
	for i := range parts {
		parts[i] = strings.TrimLeft(parts[i], "_")
	}
	return strings.Join(parts, "/") + ".md"
}

func jekyllPage(a note.Address) string { return strings.TrimSuffix(jekyllFile(a), ".md") + ".html" }
