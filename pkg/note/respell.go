package note

import (
	"path"
	"strings"
)

// Follow is the destination that l must have in the file at a path so that it goes on
// leading where it led, once the world of before is that of now: the note at from went to
// another place, and the linking file may have moved as well. change is false when l leads
// there as it is written.
//
// A link keeps the way it is written: [[name]] becomes the new name where that is enough,
// a relative path stays relative, an anchor stays. What was led by an old address or a
// title still is.
type Follow struct {
	Before, Now   Resolver
	From, To      Address // of the note that moved
	OldPath, Path string  // of the file whose links are followed, before and now
}

// Dest is what has to be written for a link.
func (f Follow) Dest(l Link) (dest string, change bool) {
	was := f.Before.Resolve(f.OldPath, l)
	switch {
	case was.Leads == ToNote:
		return f.note(l, was)
	case was.Leads == Here || was.Leads == Elsewhere && was.File == "" || f.OldPath == f.Path:
		return "", false
	case l.Wiki:
		return f.wikiFile(l, was)
	}
	if is := f.Now.Resolve(f.Path, l); is.Leads == was.Leads && is.File == was.File && is.Note == was.Note {
		return "", false
	}
	if strings.HasPrefix(l.Dest, "/") {
		return "", false
	}
	file := was.File
	if isPage(pathOf(l.bare())) {
		file = trimExt(file) + path.Ext(pathOf(l.bare()))
	}
	return relativePath(f.Path, file) + l.tail(), true
}

// wikiFile keeps a picture that is named by a path, or that lies beside the note.
func (f Follow) wikiFile(l Link, was Place) (string, bool) {
	if was.Leads != ToFile || f.Before.Files == nil || !f.Before.Files.File(was.File) {
		return "", false
	}
	if is := f.Now.Resolve(f.Path, l); is.File == was.File {
		return "", false
	}
	if strings.HasPrefix(l.Dest, ".") {
		return relativePath(f.Path, was.File) + l.tail(), true
	}
	return "/" + strings.TrimPrefix(was.File, Root) + l.tail(), true
}

func (f Follow) note(l Link, was Place) (string, bool) {
	want := movedAddress(was.Note, f.From, f.To)
	is := f.Now.Resolve(f.Path, l)
	if is.Leads == ToNote && is.Note == want && (!is.By.loose() || was.By.loose()) {
		return "", false
	}
	return f.spell(l, was.Note, want)
}

// Respell is what a link in the file at a path has to say to lead to a note, written as it is
// now; change is false when it says that already, or nothing does.
func (r Resolver) Respell(from string, l Link, want Address) (dest string, change bool) {
	return Follow{Now: r, Path: from}.spell(l, Address(trimExt(l.bare())), want)
}

func (f Follow) spell(l Link, was, want Address) (dest string, change bool) {
	for _, dest := range f.spellings(l, was, want) {
		try := l
		try.Dest = dest
		if p := f.Now.Resolve(f.Path, try); p.Leads == ToNote && p.Note == want && !p.By.loose() && p.By != ByCase {
			return dest, dest != l.Dest
		}
	}
	return "", false
}

// loose reports that a link found its note by what not every tool follows.
func (b By) loose() bool { return b == ByFormer || b == ByTitle }

// bare is the destination without a query and an anchor; tail is what bare leaves out.
func (l Link) bare() string { return l.Dest[:len(l.Dest)-len(l.tail())] }

func (l Link) tail() string {
	stops := "?#"
	if l.Wiki {
		stops = "#"
	}
	if i := strings.IndexAny(l.Dest, stops); i >= 0 {
		return l.Dest[i:]
	}
	return ""
}

// spellings are the ways to write a link to a note, those most like l first.
func (f Follow) spellings(l Link, was, want Address) []string {
	if l.Wiki {
		return f.wikiSpellings(l, was, want)
	}
	bare := l.bare()
	if strings.HasPrefix(bare, "/") {
		out := append(siteSpellings(bare, was, want), "/"+want.Path())
		for i := range out {
			out[i] += l.tail()
		}
		return out
	}
	file := want.Path()
	out := []string{}
	add := func(file string) {
		rel := relativePath(f.Path, file)
		if strings.HasPrefix(bare, "./") && !strings.HasPrefix(rel, ".") {
			rel = "./" + rel
		}
		out = append(out, rel+l.tail())
	}
	switch ext := path.Ext(bare); {
	case isFolderPage(want.Slug()) && !isPage(bare):
		add(Root + want.Topic())
		out[0] = strings.TrimSuffix(out[0], l.tail()) + strings.Repeat("/", bit(strings.HasSuffix(bare, "/"))) + l.tail()
	case isPage(bare) && !strings.EqualFold(ext, dotMD):
		add(trimExt(file) + ext)
	case !isPage(bare):
		add(trimExt(file) + strings.Repeat("/", bit(strings.HasSuffix(bare, "/"))))
	}
	add(file)
	return out
}

func (f Follow) wikiSpellings(l Link, was, want Address) []string {
	bare := strings.TrimSpace(l.bare())
	tail := l.tail()
	if ext := bare[len(trimExt(bare)):]; ext != "" {
		tail = ext + tail
	}
	name := trimExt(bare)
	full := string(want)
	out := []string{}
	add := func(s string) { out = append(out, s+tail) }
	switch {
	case strings.HasPrefix(name, "./") || strings.HasPrefix(name, "../"):
		rel := relativePath(f.Path, Root+full)
		if !strings.HasPrefix(rel, ".") {
			rel = "./" + rel
		}
		add(rel)
	case strings.HasPrefix(name, "/"):
		add("/" + full)
	case strings.HasPrefix(name, Root):
		add(Root + full)
	case strings.Count(name, "/") < strings.Count(string(was), "/"):
		add(lastElements(full, 1+strings.Count(name, "/")))
		if plain := string(want.Plain()); plain != full {
			add(lastElements(plain, 1+strings.Count(name, "/")))
		}
	}
	add(full)
	return append(out, full+l.tail())
}

func lastElements(p string, n int) string {
	parts := strings.Split(p, "/")
	return strings.Join(parts[max(len(parts)-n, 0):], "/")
}

// siteSpellings keep what a site has before or instead of our folders.
func siteSpellings(bare string, was, want Address) []string {
	slash := strings.Repeat("/", bit(strings.HasSuffix(bare, "/")))
	ext := bare[len(trimExt(bare)):]
	text := strings.Trim(trimExt(bare), "/")
	old := string(was)
	if isFolderPage(was.Slug()) && !hasTail("/"+text, old) {
		old = was.Topic()
		if isFolderPage(want.Slug()) {
			want = Address(want.Topic())
		}
	}
	switch {
	case hasTail("/"+text, old):
		return []string{"/" + text[:len(text)-len(old)] + string(want) + ext + slash}
	case hasTail(old, text):
		if rest, ok := strings.CutPrefix(string(want), old[:len(old)-len(text)]); ok {
			return []string{"/" + rest + ext + slash}
		}
	}
	return []string{"/" + string(want) + ext + slash}
}

// relativePath is the way from a file to another.
func relativePath(from, to string) string {
	at, dest := strings.Split(path.Dir(from), "/"), strings.Split(to, "/")
	for len(at) > 0 && len(dest) > 1 && at[0] == dest[0] {
		at, dest = at[1:], dest[1:]
	}
	return strings.Repeat("../", len(at)) + strings.Join(dest, "/")
}
