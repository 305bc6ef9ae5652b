package vault

import (
	"fmt"
	"path"
	"strings"

	"github.com/breakfast-table/cop/pkg/importer"
	"github.com/breakfast-table/cop/pkg/note"
)

// Sites of generators: pages lie in a folder, links are addresses of the site as often as paths.

// hugo: aliases are addresses, bundles are folders of one page, ref names a page.
var hugo = tool{
	kind: "hugo", about: "Hugo site",
	recognise: func(t *importer.Tree) int {
		return sure(90, has(t, "content") && (has(t, "hugo.toml", "hugo.yaml", "hugo.yml", "hugo.json", "config/_default", "archetypes", "config.toml", "config.yaml")))
	},
	open: func(v *vault) error { below(v, "content"); return nil },
	describe: func(v *vault, p *page) {
		it := &p.item
		switch path.Base(it.Path) {
		case "index": // a leaf bundle is the page of its folder
			if path.Dir(it.Path) != "." {
				it.Path = path.Dir(it.Path)
			}
		case "_index":
			it.Path = path.Join(path.Dir(it.Path), "index")
		}
		if strings.HasPrefix(path.Base(it.Path), "index.") { // index.fr.md
			if lang := strings.TrimPrefix(path.Base(it.Path), "index."); len(lang) == 2 && path.Dir(it.Path) != "." {
				it.Path = path.Dir(it.Path) + "." + lang
			}
		}
		it.Aliases = hugoAliases(p)
		if p.note.Title == "" || !titled(p.note) {
			it.Title = path.Base(it.Path)
		}
		v.drafts(p)
	},
	rewrite: hugoText,
	follow: func(v *vault, p *page, l note.Link) importer.Target {
		if name, ok := refOf(l.Dest); ok {
			if q, anchor := v.hugoRef(p, name); q != nil {
				return leads(q, anchor)
			}
			return importer.Target{Lost: lostNote}
		}
		return v.followSite(p, l, "static", "assets")
	},
}

// titled reports a title in the front matter: Hugo has no other.
func titled(n *note.Note) bool {
	for key := range n.FrontMatter() {
		if strings.EqualFold(key, "title") {
			return true
		}
	}
	return false
}

// drafts counts pages that the site does not show.
func (v *vault) drafts(p *page) {
	draft, _ := p.note.Value("draft")
	published, said := p.note.Value("published")
	if draft == true || draft == "true" || said && (published == false || published == "false") {
		v.losses = append(v.losses, importer.Loss{Cause: "drafts, which the site does not show: they came as notes", Example: p.file})
	}
}

// hugoAliases are former addresses: without a slash they begin at the page's section.
func hugoAliases(p *page) []string {
	var out []string
	for _, a := range p.note.Aliases {
		if !strings.HasPrefix(a, "/") {
			a = path.Join("/", path.Dir(p.item.Path), a)
		}
		out = append(out, a)
	}
	if url, _ := p.note.Value("url"); url != nil {
		out = append(out, path.Join("/", strings.TrimSuffix(fmt.Sprint(url), "/")))
	}
	if slug, _ := p.note.Value("slug"); slug != nil && fmt.Sprint(slug) != path.Base(p.item.Path) {
		out = append(out, path.Join("/", path.Dir(p.item.Path), fmt.Sprint(slug)))
	}
	return out
}

// refPrefix begins the address that stands for a ref shortcode while links are followed.
const refPrefix = "hugo-ref/"

func refOf(dest string) (string, bool) {
	name, ok := strings.CutPrefix(dest, refPrefix)
	return unescaped(name), ok
}

func hugoText(_ *vault, p *page, text []byte) ([]byte, []importer.Loss) {
	var losses []importer.Loss
	text = importer.InYAML(p.file, text)
	text = body(p.file, text, func(b []byte) []byte {
		for _, marks := range [][2]string{{"{{<", ">}}"}, {"{{%", "%}}"}} {
			b = spans(b, marks[0], marks[1], func(inner string) (string, bool) {
				out, ok := shortcode(strings.TrimSpace(inner))
				if !ok {
					name, _, _ := strings.Cut(strings.TrimSpace(inner), " ")
					losses = append(losses, importer.Loss{Cause: "shortcodes: kept as they are written", Example: p.file + ": " + name})
				}
				return out, ok
			})
		}
		return shownShortcode().ReplaceAll(b, []byte("{{$1$2$3}}"))
	})
	return text, losses
}

// shownShortcode is one that a page shows instead of running it, also in code.
var shownShortcode = pattern(`\{\{([<%])/\*(.*?)\*/([>%])\}\}`)

// shortcode is what the few that every site has mean in markdown.
func shortcode(inner string) (string, bool) {
	name, rest, _ := strings.Cut(inner, " ")
	switch name {
	case "ref", "relref":
		return refPrefix + strings.ReplaceAll(strings.Trim(strings.TrimSpace(rest), `"'`+"`"), " ", "%20"), true
	case "figure":
		if src := attribute(rest, "src"); src != "" {
			return "![" + firstOf(attribute(rest, "alt"), attribute(rest, "caption"), attribute(rest, "title")) + "](" + strings.ReplaceAll(src, " ", "%20") + ")", true
		}
	case "highlight":
		lang, _, _ := strings.Cut(strings.TrimSpace(rest), " ")
		return "```" + strings.Trim(lang, `"`), true
	case "/highlight", "/", "/ highlight":
		if name == "/highlight" || strings.HasSuffix(inner, "highlight") {
			return "```", true
		}
	case "youtube":
		return "<https://www.youtube.com/watch?v=" + strings.Trim(firstOf(attribute(rest, "id"), rest), `" `) + ">", true
	}
	return "", false
}

func firstOf(words ...string) string {
	for _, w := range words {
		if w != "" {
			return w
		}
	}
	return ""
}

// attribute reads name="value" among others.
func attribute(s, name string) string {
	_, rest, ok := strings.Cut(" "+s, " "+name+"=")
	if !ok || rest == "" {
		return ""
	}
	if rest[0] == '"' || rest[0] == '\'' || rest[0] == '`' {
		value, _, _ := strings.Cut(rest[1:], rest[:1])
		return value
	}
	value, _, _ := strings.Cut(rest, " ")
	return value
}

// hugoRef finds a page as ref does: from the root, from the page, else by a name that is unique.
func (v *vault) hugoRef(p *page, name string) (*page, string) {
	name, anchor := cutAnchor(name)
	if name == "" {
		return p, anchor
	}
	for _, at := range []string{path.Join(v.root, name), path.Join(path.Dir(p.file), name)} {
		if strings.HasPrefix(name, "/") && at != path.Join(v.root, name) {
			continue
		}
		for _, q := range []*page{v.pageAt(at), v.byFile[path.Join(at, "index.md")], v.byFile[path.Join(at, "_index.md")]} {
			if q != nil {
				return q, anchor
			}
		}
	}
	for _, q := range v.pages {
		if base := path.Base(q.file); base == name || stem(base) == name || stem(base) == "index" && path.Base(path.Dir(q.file)) == name {
			return q, anchor
		}
	}
	return nil, ""
}

// followSite is a path from the page, else an address of the site; files of the site lie in one
// of some folders.
func (v *vault) followSite(p *page, l note.Link, files ...string) importer.Target {
	if l.Wiki {
		return v.followName(p, l)
	}
	dest, anchor := cutAnchor(l.Dest)
	dest = unescaped(dest)
	if dest == "" {
		return importer.Target{}
	}
	at := path.Join(path.Dir(p.file), dest)
	if strings.HasPrefix(dest, "/") {
		at = strings.TrimPrefix(path.Join(v.root, dest), "/")
	}
	for _, try := range []string{at, stem(at), path.Join(stem(p.file), dest)} {
		for _, q := range []*page{v.pageAt(try), v.byFile[path.Join(try, "index.md")], v.byFile[path.Join(try, "_index.md")], v.byFile[path.Join(try, "README.md")]} {
			if q != nil && (path.Ext(try) == "" || isMarkdown(at) || try != stem(at) || strings.HasSuffix(at, ".html") || path.Ext(at) == "") {
				return leads(q, anchor)
			}
		}
	}
	if q := v.byAddress(dest); q != nil {
		return leads(q, anchor)
	}
	tries := append([]string{at}, prefixed(files, dest)...)
	if !strings.HasPrefix(dest, "/") { // from the address of the page, which is a folder
		tries = append(tries, prefixed(files, path.Join(v.within(stem(p.file)), dest))...)
	}
	for _, try := range tries {
		if _, ok := v.tree.Find(try); ok {
			return importer.Target{File: try}
		}
	}
	return v.lost(at, l)
}

func prefixed(dirs []string, dest string) []string {
	var out []string
	for _, d := range dirs {
		out = append(out, strings.TrimPrefix(path.Join(d, dest), "/"))
	}
	return out
}

// byAddress finds the page that the site has at an address, or had.
func (v *vault) byAddress(dest string) *page {
	if !strings.HasPrefix(dest, "/") {
		return nil
	}
	v.once.Do(v.learnAddresses)
	return v.addresses[strings.ToLower(strings.TrimSuffix(strings.Trim(dest, "/"), ".html"))]
}

func (v *vault) learnAddresses() {
	found := map[string]*page{}
	for _, q := range v.pages {
		for _, a := range append([]string{"/" + q.item.Path}, q.item.Aliases...) {
			key := strings.ToLower(strings.TrimSuffix(strings.Trim(a, "/"), ".html"))
			if _, taken := found[key]; strings.HasPrefix(a, "/") && !taken {
				found[key] = q
			}
		}
	}
	v.addresses = found
}

// mkdocs: paths from the page; blocks that begin with !!!.
var mkdocs = tool{
	kind: "mkdocs", about: "MkDocs site",
	recognise: func(t *importer.Tree) int { return sure(90, has(t, "mkdocs.yml", "mkdocs.yaml")) },
	open: func(v *vault) error {
		dir := "docs"
		for _, name := range []string{"mkdocs.yml", "mkdocs.yaml"} {
			if f, ok := v.tree.Find(name); ok {
				for line := range strings.SplitSeq(string(f.Head(1<<20)), "\n") {
					if value, ok := strings.CutPrefix(line, "docs_dir:"); ok {
						dir = strings.Trim(strings.TrimSpace(value), `"'`)
					}
				}
			}
		}
		below(v, path.Clean(dir))
		return nil
	},
	rewrite: func(_ *vault, p *page, text []byte) ([]byte, []importer.Loss) {
		var losses []importer.Loss
		text = importer.InYAML(p.file, text)
		return body(p.file, text, func(b []byte) []byte {
			b = callouts(b, admonition, nil)
			return lines(b, func(line string) (string, bool) {
				if strings.Contains(line, "--8<--") {
					losses = append(losses, importer.Loss{Cause: "snippets of other files: kept as they are written", Example: p.file + ": " + strings.TrimSpace(line)})
				}
				return line, true
			})
		}), losses
	},
}

// admonition reads `!!! warning "Title"`.
func admonition(line string) (kind, title string, ok bool) {
	for _, mark := range []string{"!!! ", "??? ", "???+ "} {
		if rest, found := strings.CutPrefix(line, mark); found {
			kind, title, _ = strings.Cut(rest, " ")
			if _, quoted, has := strings.Cut(title, `"`); has {
				title, _, _ = strings.Cut(quoted, `"`)
			} else {
				title = ""
			}
			return kind, title, kind != ""
		}
	}
	return "", "", false
}

// docusaurus: numbers before names, blocks that begin with :::, authors in a table.
var docusaurus = tool{
	kind: "docusaurus", about: "Docusaurus site",
	recognise: func(t *importer.Tree) int {
		return sure(90, has(t, "docusaurus.config.js", "docusaurus.config.ts", "docusaurus.config.mjs"))
	},
	holds: func(file string) bool {
		top, _, _ := strings.Cut(file, "/")
		return (isMarkdown(file) || strings.HasSuffix(file, ".mdx")) && (top == "docs" || top == "blog")
	},
	describe: func(_ *vault, p *page) {
		it := &p.item
		var parts []string
		for _, part := range strings.Split(it.Path, "/") {
			parts = append(parts, withoutNumber(part))
		}
		it.Path = strings.TrimSuffix(strings.Join(parts, "/"), "/index")
		name, day := cutDay(path.Base(it.Path))
		if !day.IsZero() {
			it.Path = path.Join(path.Dir(it.Path), name)
			if it.Date.IsZero() {
				it.Date = day
			}
		}
		if slug, _ := p.note.Value("slug"); slug != nil {
			top, _, _ := strings.Cut(p.file, "/")
			it.Aliases = append(it.Aliases, path.Join("/", top, fmt.Sprint(slug)))
		}
		if !p.note.Named() {
			it.Title = inWords(path.Base(it.Path))
		}
	},
	rewrite: docusaurusText,
	follow: func(v *vault, p *page, l note.Link) importer.Target {
		if rest, ok := strings.CutPrefix(l.Dest, "@site/"); ok {
			l.Dest = "/" + rest
		}
		return v.followSite(p, l, "", "static")
	},
}

// withoutNumber takes off what only orders pages: "02-setup".
func withoutNumber(name string) string {
	rest := strings.TrimLeft(name, "0123456789")
	if n := len(name) - len(rest); n > 0 && n < 4 && len(rest) > 1 && strings.ContainsRune("-_.", rune(rest[0])) {
		if trimmed := strings.TrimLeft(rest, "-_. "); trimmed != "" && (trimmed[0] < '0' || trimmed[0] > '9') {
			return trimmed
		}
	}
	return name
}

func docusaurusText(_ *vault, p *page, text []byte) ([]byte, []importer.Loss) {
	var losses []importer.Loss
	text = body(p.file, text, func(b []byte) []byte {
		b = callouts(b, func(line string) (kind, title string, ok bool) {
			rest, found := strings.CutPrefix(line, ":::")
			if rest = strings.TrimSpace(rest); !found || rest == "" {
				return "", "", false
			}
			kind, title, _ = strings.Cut(rest, " ")
			if k, t, bracket := strings.Cut(rest, "["); bracket {
				kind, title = strings.TrimSpace(k), strings.TrimSuffix(strings.TrimSpace(t), "]")
			}
			return kind, title, true
		}, func(line string) bool { return strings.TrimSpace(line) == ":::" })
		return lines(b, func(line string) (string, bool) {
			switch {
			case strings.HasPrefix(line, "import ") && strings.Contains(line, " from "):
				losses = append(losses, importer.Loss{Cause: "imports of components: left out", Example: p.file + ": " + line})
				return "", false
			case len(line) > 1 && line[0] == '<' && line[1] >= 'A' && line[1] <= 'Z':
				losses = append(losses, importer.Loss{Cause: "components: kept as they are written", Example: p.file + ": " + strings.TrimSpace(line)})
			case strings.TrimSpace(line) == "<!-- truncate -->", strings.TrimSpace(line) == "{/* truncate */}":
				return "", false
			}
			return line, true
		})
	})
	return text, losses
}
