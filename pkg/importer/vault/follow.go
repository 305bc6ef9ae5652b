package vault

import (
	"net/url"
	"path"
	"slices"
	"strings"

	"github.com/breakfast-table/cop/pkg/importer"
	"github.com/breakfast-table/cop/pkg/note"
)

// names find the pages and files of a vault.
type names struct {
	byID   map[string]*page
	lower  map[string][]*page  // last element of the path without its ending, in small letters
	called map[string][]string // files by their last element, in small letters
}

func namesOf(v *vault) names {
	n := names{byID: map[string]*page{}, lower: map[string][]*page{}, called: map[string][]string{}}
	for _, p := range v.pages {
		n.byID[p.item.ID] = p
		key := strings.ToLower(path.Base(p.id))
		n.lower[key] = append(n.lower[key], p)
	}
	for _, f := range v.tree.Files() {
		if _, isPage := v.byFile[f.Path]; !isPage {
			key := strings.ToLower(path.Base(f.Path))
			n.called[key] = append(n.called[key], f.Path)
		}
	}
	return n
}

// Causes that several tools share.
const (
	lostNote = "links to notes that are not there: kept as they are written"
	lostFile = "pictures and files that are not there: links kept as they are written"
)

// leads is a target in the vault.
func leads(p *page, anchor string) importer.Target {
	return importer.Target{Item: p.item.ID, Anchor: anchor, Text: path.Base(p.id)}
}

// cutAnchor splits a destination at its first #.
func cutAnchor(dest string) (file, anchor string) {
	file, anchor, _ = strings.Cut(dest, "#")
	return file, anchor
}

// unescaped is a destination without what an address escapes, and without a query.
func unescaped(dest string) string {
	dest, _, _ = strings.Cut(dest, "?")
	if plain, err := url.PathUnescape(dest); err == nil {
		return plain
	}
	return dest
}

// pageAt is the page of a path, with or without its ending.
func (v *vault) pageAt(file string) *page {
	if p, ok := v.byFile[file]; ok {
		return p
	}
	for _, ext := range []string{".md", ".markdown"} {
		if p, ok := v.byFile[file+ext]; ok {
			return p
		}
	}
	return nil
}

// followPath is the rule of most tools for [text](path): from the folder of the note, and from
// the root where it begins with a slash.
func (v *vault) followPath(p *page, l note.Link) importer.Target {
	if l.Wiki {
		return v.followName(p, l)
	}
	dest, anchor := cutAnchor(l.Dest)
	if dest == "" {
		return importer.Target{}
	}
	dest = unescaped(dest)
	at := path.Join(path.Dir(p.file), dest)
	if rooted, ok := strings.CutPrefix(dest, "/"); ok {
		at = path.Clean(rooted)
	}
	return v.at(p, at, anchor, l)
}

// at is what is at a path: a note, a folder's own page, a file.
func (v *vault) at(_ *page, at, anchor string, l note.Link) importer.Target {
	if q := v.pageAt(at); q != nil {
		return leads(q, anchor)
	}
	for _, name := range []string{"README.md", "readme.md", "index.md", "_index.md"} {
		if q := v.byFile[path.Join(at, name)]; q != nil {
			return leads(q, anchor)
		}
	}
	if _, ok := v.tree.Find(at); ok && !strings.HasPrefix(at, "..") {
		return importer.Target{File: at, Anchor: anchor}
	}
	return v.lost(at, l)
}

// lost says why a link leads nowhere. A link to a folder, or out of the vault, is nobody's loss.
func (v *vault) lost(at string, l note.Link) importer.Target {
	switch {
	case v.tree.Has(at):
		return importer.Target{}
	case l.Image || path.Ext(at) != "" && !isMarkdown(at) && !l.Wiki:
		return importer.Target{Lost: lostFile}
	}
	return importer.Target{Lost: lostNote}
}

// followName is the rule for [[name]] where a tool says nothing else: the path, else the name in
// any letters, the one in the nearest folder first, then the shortest path.
func (v *vault) followName(p *page, l note.Link) importer.Target {
	dest, anchor := cutAnchor(l.Dest)
	dest = strings.TrimSpace(dest)
	if dest == "" {
		return importer.Target{}
	}
	if q := v.named(p, dest); q != nil {
		return leads(q, anchor)
	}
	if file := v.fileNamed(p, dest); file != "" {
		return importer.Target{File: file}
	}
	if note.IsMedia(dest) {
		return importer.Target{Lost: lostFile}
	}
	return importer.Target{Lost: lostNote}
}

func (v *vault) named(p *page, dest string) *page {
	dest = strings.TrimSuffix(strings.Trim(dest, "/"), ".md")
	if q := v.pageAt(dest); q != nil {
		return q
	}
	if q := v.pageAt(path.Join(path.Dir(p.file), dest)); q != nil && strings.HasPrefix(dest, ".") {
		return q
	}
	want := "/" + strings.ToLower(dest)
	var found []*page
	for _, q := range v.names.lower[strings.ToLower(path.Base(dest))] {
		if strings.HasSuffix("/"+strings.ToLower(q.id), want) {
			found = append(found, q)
		}
	}
	return nearest(p.file, found, func(q *page) string { return q.file })
}

func (v *vault) fileNamed(p *page, dest string) string {
	for _, at := range []string{path.Join(path.Dir(p.file), dest), strings.Trim(dest, "/")} {
		if _, ok := v.tree.Find(at); ok && v.byFile[at] == nil {
			return at
		}
	}
	want := "/" + strings.ToLower(strings.Trim(dest, "/"))
	var found []string
	for _, f := range v.names.called[strings.ToLower(path.Base(dest))] {
		if strings.HasSuffix("/"+strings.ToLower(f), want) {
			found = append(found, f)
		}
	}
	return nearest(p.file, found, func(f string) string { return f })
}

// nearest is the one in the same folder, else the one with the shortest path.
func nearest[T any](from string, found []T, file func(T) string) T {
	var none T
	if len(found) == 0 {
		return none
	}
	return slices.MinFunc(found, func(a, b T) int {
		x, y := file(a), file(b)
		if same := path.Dir(x) == path.Dir(from); same != (path.Dir(y) == path.Dir(from)) {
			if same {
				return -1
			}
			return 1
		}
		if d := strings.Count(x, "/") - strings.Count(y, "/"); d != 0 {
			return d
		}
		if d := len(x) - len(y); d != 0 {
			return d
		}
		return strings.Compare(x, y)
	})
}
