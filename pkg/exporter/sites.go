package exporter

import (
	"fmt"
	"regexp"
	"slices"
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
	at := p.pages("content", p.hugoPage)
	links := style{
		note: func(_ string, to note.Address, anchor string) string {
			return "\x00" + withAnchor("/"+strings.TrimPrefix(at[to], "content/"), anchor) + "\x00"
		},
		file: func(from, to string) string {
			a, _ := note.AddressOf(from)
			return relative(note.Root+hugoAddress(at[a])+"/x", to)
		},
	}
	for _, n := range p.Notes {
		m := p.titled(n)
		p.forHugo(m, n)
		text := p.withThread(p.relink(m, links), n, p.linked(links))
		out = append(out, File{Path: at[n.Address], Text: p.unshort(n, text)})
	}
	return append(out, p.attachments("static")...), nil
}

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
	at := p.pages("", jekyllPage)
	links := style{
		note: func(from string, to note.Address, anchor string) string {
			return withAnchor(relative(below(from), strings.TrimSuffix(at[to], ".md")+".html"), anchor)
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
		out = append(out, File{Path: at[n.Address], Text: p.withThread(forKramdown(n.Path, p.relink(m, links)), n, said)})
	}
	if !slices.ContainsFunc(out, func(f File) bool { return f.Path == "index.md" }) {
		out = append(out, File{Path: "index.md", Text: p.contents(fmt.Sprintf("---\ntitle: %q\n---", p.Name), links)})
	}
	return append(out, p.attachments("")...), nil
}
