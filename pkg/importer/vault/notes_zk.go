package vault

import (
	"cmp"
	"path"
	"slices"
	"strings"
	"unicode"

	"github.com/breakfast-table/cop/pkg/importer"
	"github.com/breakfast-table/cop/pkg/note"
)

// zk: [[…]] is part of a path, whatever part; the shortest path wins.
var zk = tool{
	kind: "zk", about: "zk notebook",
	recognise: func(t *importer.Tree) int {
		return sure(100, anyFile(t, func(f string) bool { return strings.HasPrefix(f, ".zk/") }))
	},
	open: func(v *vault) error {
		v.state = zkTags{colons: v.zkSays("colon-tags"), several: v.zkSays("multiword-tags")}
		return nil
	},
	describe: func(v *vault, p *page) {
		p.item.Title = withoutHashtags(p.item.Title)
		for _, tag := range v.state.(zkTags).in(string(p.note.Body())) {
			if !slices.Contains(p.item.Tags, tag) {
				p.item.Tags = append(p.item.Tags, tag)
			}
		}
		if p.item.Date.IsZero() {
			f, _ := v.tree.Find(p.file)
			p.item.Date = f.Time.UTC().Truncate(24 * 60 * 60 * 1e9)
		}
	},
	follow: func(v *vault, p *page, l note.Link) importer.Target {
		if !l.Wiki {
			return v.followZkPath(p, l)
		}
		href, anchor := cutAnchor(l.Dest)
		if q := v.zkPart(href); q != nil {
			return importer.Target{Item: q.item.ID, Anchor: anchor, Text: q.item.Title}
		}
		return v.followName(p, l)
	},
}

// zkTags are ways of tagging that a notebook turned on; #words always count.
type zkTags struct{ colons, several bool }

var (
	colonTags = pattern(`(?:^|\s):(?:[\pL\pN_/+-]+:)+`)
	wordsTag  = pattern(`(?:^|\s)#([\pL\pN][^#\n]* [^#\n]*[^#\s])#(?:\s|$|[.,;:!?])`)
)

// in lists the tags of a text that are written so: :one:two: and #several words#.
func (z zkTags) in(text string) []string {
	var out []string
	lines([]byte(text), func(line string) (string, bool) {
		if z.colons {
			for _, run := range colonTags().FindAllString(line, -1) {
				out = append(out, strings.FieldsFunc(run, func(r rune) bool { return r == ':' || unicode.IsSpace(r) })...)
			}
		}
		if z.several {
			for _, m := range wordsTag().FindAllStringSubmatch(line, -1) {
				out = append(out, m[1])
			}
		}
		return "", false
	})
	return out
}

// zkSays reports a switch that the notebook's settings turn on.
func (v *vault) zkSays(key string) bool {
	f, ok := v.tree.Find(".zk/config.toml")
	if !ok {
		return false
	}
	for line := range strings.SplitSeq(string(f.Head(1<<20)), "\n") {
		name, value, _ := strings.Cut(line, "=")
		value, _, _ = strings.Cut(value, "#")
		if strings.TrimSpace(name) == key {
			return strings.TrimSpace(value) == "true"
		}
	}
	return false
}

// withoutHashtags is a title as zk shows it.
func withoutHashtags(title string) string {
	words := strings.Fields(title)
	plain := slices.DeleteFunc(slices.Clone(words), func(w string) bool { return len(w) > 1 && w[0] == '#' && w[1] != '#' })
	if len(plain) == 0 || len(plain) == len(words) {
		return title
	}
	return strings.Join(plain, " ")
}

// zkPart finds the page of which a text is part of the path: first of its last element, then of
// any.
func (v *vault) zkPart(href string) *page {
	if href == "" {
		return nil
	}
	inName := func(q *page) bool {
		i := strings.LastIndex(q.file, href)
		return i >= 0 && !strings.Contains(q.file[i+len(href):], "/")
	}
	for _, fits := range []func(*page) bool{inName, func(q *page) bool { return strings.Contains(q.file, href) }} {
		if q := v.shortest(fits); q != nil {
			return q
		}
	}
	return nil
}

func (v *vault) shortest(fits func(*page) bool) *page {
	var found []*page
	for _, q := range v.pages {
		if fits(q) {
			found = append(found, q)
		}
	}
	if len(found) == 0 {
		return nil
	}
	return slices.MinFunc(found, func(a, b *page) int {
		return cmp.Or(cmp.Compare(len(a.file), len(b.file)), cmp.Compare(a.file, b.file))
	})
}

// followZkPath is zk's rule for [text](path): the beginning of a path from the note's folder.
func (v *vault) followZkPath(p *page, l note.Link) importer.Target {
	t := v.followPath(p, l)
	dest, anchor := cutAnchor(l.Dest)
	if t.Lost == "" || dest == "" {
		return t
	}
	at := path.Join(path.Dir(p.file), unescaped(dest))
	if q := v.shortest(func(q *page) bool {
		rest, ok := strings.CutPrefix(q.file, at)
		return ok && (!strings.Contains(rest, "/") || strings.HasPrefix(rest, "/"))
	}); q != nil {
		return leads(q, anchor)
	}
	return t
}

// obsidian: names wherever they lie; a title is the name of the file.
var obsidian = tool{
	kind: "obsidian", about: "Obsidian vault",
	recognise: func(t *importer.Tree) int {
		return sure(90, anyFile(t, func(f string) bool { return strings.HasPrefix(f, ".obsidian/") }))
	},
	describe: func(_ *vault, p *page) {
		if _, own := p.note.Value("title"); !own {
			p.item.Title = path.Base(p.id)
		}
		p.item.Aliases = p.note.Aliases
	},
	follow: func(v *vault, p *page, l note.Link) importer.Target {
		if l.Wiki {
			return v.followName(p, l)
		}
		t := v.followPath(p, l)
		if t.Lost == "" {
			return t
		}
		l.Dest = unescaped(strings.ReplaceAll(l.Dest, "?", "%3F"))
		if named := v.followName(p, l); named.Lost == "" {
			return named
		}
		return t
	},
}

// dendron: dots are folders, a link's label comes first.
var dendron = tool{
	kind: "dendron", about: "Dendron vault",
	recognise: func(t *importer.Tree) int {
		switch {
		case has(t, "dendron.yml", "dendron.code-workspace"):
			return 100
		case has(t, "root.schema.yml") || has(t, "root.md") && anyFile(t, func(f string) bool { return strings.HasSuffix(f, ".schema.yml") }):
			return 80
		}
		return 0
	},
	place: func(file string) string { return file[max(0, strings.Index(file, "assets/")):] },
	describe: func(_ *vault, p *page) {
		p.item.Path = strings.ReplaceAll(path.Base(p.id), ".", "/")
		if s, ok := p.note.Value("desc"); ok && p.item.Description == "" {
			p.item.Description, _ = s.(string)
		}
	},
	rewrite: func(_ *vault, p *page, text []byte) ([]byte, []importer.Loss) {
		text = milliseconds(text)
		return body(p.file, text, func(b []byte) []byte {
			return spans(b, "[[", "]]", func(inner string) (string, bool) {
				label, dest, ok := strings.Cut(inner, "|")
				if !ok {
					return "[[" + withoutVault(inner) + "]]", true
				}
				return "[[" + withoutVault(dest) + "|" + strings.TrimSpace(label) + "]]", true
			})
		}), nil
	},
	follow: func(v *vault, p *page, l note.Link) importer.Target {
		dest, anchor := cutAnchor(l.Dest)
		if l.Wiki {
			return v.dendronNote(p, dest, dendronAnchor(anchor), l)
		}
		if rooted, ok := strings.CutPrefix(dest, "/"); ok { // assets are named from the vault
			for _, at := range []string{path.Join(path.Dir(p.file), rooted), rooted} {
				if _, ok := v.tree.Find(at); ok {
					return importer.Target{File: at}
				}
			}
		}
		return v.followPath(p, l)
	},
}

// withoutVault takes off the vault that a link names.
func withoutVault(dest string) string {
	dest = strings.TrimSpace(dest)
	if rest, ok := strings.CutPrefix(dest, "dendron://"); ok {
		if _, name, ok := strings.Cut(rest, "/"); ok {
			return name
		}
	}
	return dest
}

// dendronAnchor is where a reference to a part of a note begins: "motivation,1:#*" goes from a line
// below a heading to the next one, which is how much of a note stands in another.
func dendronAnchor(anchor string) string {
	anchor, _, _ = strings.Cut(anchor, ":#")
	if begin, skip, ok := strings.Cut(anchor, ","); ok && skip != "" && strings.Trim(skip, "0123456789") == "" {
		return begin
	}
	return anchor
}

// dendronNote finds a note by its dotted name, in the same vault first.
func (v *vault) dendronNote(p *page, dest, anchor string, l note.Link) importer.Target {
	found := slices.DeleteFunc(slices.Clone(v.names.lower[strings.ToLower(dest)]), func(q *page) bool { return path.Base(q.id) != dest })
	if q := nearest(p.file, found, func(q *page) string { return q.file }); q != nil {
		t := leads(q, anchor)
		t.Text = q.item.Title
		return t
	}
	return v.followName(p, l)
}

// foam: names as in Obsidian; definitions of links stand at the end for other tools.
var foam = tool{
	kind: "foam", about: "Foam workspace",
	recognise: func(t *importer.Tree) int {
		if anyFile(t, func(f string) bool { return strings.HasPrefix(f, ".foam/") }) {
			return 100
		}
		f, ok := t.Find(".vscode/extensions.json")
		return sure(95, ok && strings.Contains(string(f.Head(4096)), "foam.foam-vscode"))
	},
	rewrite: func(_ *vault, _ *page, text []byte) ([]byte, []importer.Loss) {
		out, in := "", false
		for line := range strings.SplitAfterSeq(string(text), "\n") {
			switch {
			case strings.HasPrefix(line, "[//begin]: # "):
				in = true
			case in && strings.HasPrefix(line, "[//end]: # "):
				in = false
			case in && (strings.HasPrefix(line, "[") || strings.TrimSpace(line) == ""):
			default:
				in = false
				out += line
			}
		}
		if out == string(text) {
			return text, nil
		}
		return []byte(strings.TrimRight(out, "\n") + "\n"), nil
	},
}
