package note

import (
	"net/url"
	"path"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/breakfast-table/cop/pkg/printable"
)

// Named is what a link can call a note by.
type Named struct {
	Address Address
	Title   string
	Aliases []string
}

// NamesOf is what links can call a note by. An entry of a thread has only its address.
func NamesOf(n *Note) (Named, bool) {
	a, ok := AddressOf(n.Path)
	if _, entry := EntryOf(n.Path); entry {
		return Named{Address: a}, true
	}
	return Named{Address: a, Title: n.Title, Aliases: n.Aliases}, ok
}

// NameKey folds a name, or the last element of a path, to what all ways of writing it have
// in common: lower case, words joined by hyphens. "Rotate the Pager", "rotate-the-pager" and
// "oncall/Rotate the pager.md" have one key. A link leads to no note without a key of it
// (see [Named.Keys]), so keys are what an index keeps of both.
func NameKey(name string) string {
	name = strings.TrimRight(name, "/ ")
	name = trimExt(name[strings.LastIndexByte(name, '/')+1:])
	return foldName(name)
}

// foldName is [NameKey] of a single element.
func foldName(name string) string {
	name = composed(name)
	b := make([]byte, 0, len(name))
	gap := false
	for _, r := range name {
		if !unicode.IsLetter(r) && !unicode.IsNumber(r) && !unicode.IsMark(r) {
			gap = len(b) > 0
			continue
		}
		if gap {
			b = append(b, '-')
			gap = false
		}
		b = append(b, string(unicode.ToLower(r))...)
	}
	if len(b) == 0 {
		return strings.ToLower(name)
	}
	return string(b)
}

// composed writes é as one character: some systems make two of it in file names.
func composed(name string) string {
	if printable.IsPlain(name, false) {
		return name
	}
	return norm.NFC.String(name)
}

// trimExt removes what says that a name is a page.
func trimExt(name string) string {
	for _, ext := range [...]string{dotMD, ".markdown", ".html", ".htm"} {
		if len(name) > len(ext) && strings.EqualFold(name[len(name)-len(ext):], ext) {
			return name[:len(name)-len(ext)]
		}
	}
	return name
}

// Keys are the keys of all names a note has: its slug with and without a language, its old
// addresses, its title, and its folder when it is the page of that.
func (n Named) Keys() []string {
	slug := n.Address.Slug()
	out := []string{foldName(slug)}
	add := func(key string) {
		if !slices.Contains(out, key) {
			out = append(out, key)
		}
	}
	if lang := langOf(slug); lang != "" {
		slug = strings.TrimSuffix(slug, "."+lang)
		add(foldName(slug))
	}
	if isFolderPage(slug) {
		add(NameKey(n.Address.Topic()))
	}
	if page := n.pageName(); page != "" {
		add(NameKey(page))
	}
	for _, a := range n.Aliases {
		add(NameKey(a))
	}
	if n.Title != "" {
		add(NameKey(n.Title))
	}
	return out
}

// pageName is what Logseq calls a page whose file name cannot hold it: "Whiteboard___Object" is
// Whiteboard/Object, "Why%3F" is "Why?"; "" for any other.
func (n Named) pageName() string {
	slug := n.Address.Slug()
	if !strings.Contains(slug, "___") && !strings.Contains(slug, "%") {
		return ""
	}
	name, err := url.PathUnescape(strings.ReplaceAll(slug, "___", "/"))
	if err != nil {
		return ""
	}
	return name
}

// isFolderPage reports the names of a page that stands for its folder.
func isFolderPage(slug string) bool {
	switch strings.ToLower(slug) {
	case "readme", "index", "_index":
		return true
	}
	return false
}

// Keys are those of the names that a link of the file at a path may mean; none for a link
// that leads to no note.
func (l Link) Keys(from string) []string {
	dest, _, _ := strings.Cut(l.Dest, "#")
	if l.isElsewhere() || dest == "" || IsMedia(dest) {
		return nil
	}
	if !l.Wiki {
		return pathKeys(from, pathOf(dest))
	}
	out := []string{NameKey(dest)}
	if !printable.IsPlain(dest, false) {
		if key := NameKey(Slug(dest)); key != out[0] {
			out = append(out, key)
		}
	}
	return out
}

// pathKeys are the keys of a path from a file: it may count from the file's folder, or from
// the folder that a site makes of the file.
func pathKeys(from, dest string) []string {
	if strings.HasPrefix(dest, "/") {
		return []string{NameKey(path.Clean(dest))}
	}
	out := []string{keyOfPath(path.Join(path.Dir(from), dest))}
	if key := keyOfPath(path.Join(trimExt(from), dest)); key != out[0] {
		out = append(out, key)
	}
	return out
}

func keyOfPath(file string) string { return NameKey(strings.TrimPrefix(file+"/", Root)) }

// FormerAddress is the address that an alias means: written as a path, from the root or not,
// with or without what a file ends in. ok is false for an alias that can be no address.
func FormerAddress(alias string) (Address, bool) {
	alias = strings.TrimPrefix(strings.Trim(alias, "/ "), Root)
	return AddressOf(Root + strings.TrimSuffix(alias, dotMD) + dotMD)
}

// Formerly lists the addresses among the note's aliases.
func (n *Note) Formerly() []Address {
	var out []Address
	for _, alias := range n.Aliases {
		if a, ok := FormerAddress(alias); ok {
			out = append(out, a)
		}
	}
	return out
}

// AliasOf is the alias that keeps an old address alive. The slash says that it counts from
// the root: for Hugo an alias without one lies in the folder of its note.
func AliasOf(a Address) string { return "/" + string(a) }

// LinkTargets is what links can lead to.
type LinkTargets interface {
	// Named lists, in any order, the notes of which one of [Named.Keys] is key. The
	// caller changes nothing of it.
	Named(key string) []Named
}

// Files are the files that links show. Paths are those of the pool, with slashes.
type Files interface {
	File(path string) bool   // there is such a file
	Folder(path string) bool // there is such a folder
	Called(name string) bool // there is a file of that name anywhere
}

// Names is a [LinkTargets] in memory. The zero value holds nothing.
type Names struct {
	byKey map[string][]Named
}

// Add puts a note among the names, in place of one that has the same address.
func (s *Names) Add(n Named) {
	s.Remove(n.Address)
	if s.byKey == nil {
		s.byKey = map[string][]Named{}
	}
	for _, key := range n.Keys() {
		s.byKey[key] = append(s.byKey[key], n)
	}
}

// Remove takes a note out.
func (s *Names) Remove(a Address) {
	i := slices.IndexFunc(s.byKey[foldName(a.Slug())], func(n Named) bool { return n.Address == a })
	if i < 0 {
		return
	}
	for _, key := range s.byKey[foldName(a.Slug())][i].Keys() {
		s.byKey[key] = slices.DeleteFunc(slices.Clone(s.byKey[key]), func(n Named) bool { return n.Address == a })
	}
}

// Named is as [LinkTargets] says.
func (s *Names) Named(key string) []Named { return s.byKey[key] }

// moved is Names in which one note has another place.
type moved struct {
	LinkTargets
	from Address
	to   Named
}

// WithMoved are the names as they will be when the note at from is what to says, and its thread
// has moved along.
func WithMoved(s LinkTargets, from Address, to Named) LinkTargets { return moved{s, from, to} }

func (m moved) Named(key string) []Named {
	var out []Named
	for _, n := range m.LinkTargets.Named(key) {
		if n.Address != m.from {
			n.Address = movedAddress(n.Address, m.from, m.to.Address)
			out = append(out, n)
		}
	}
	if slices.Contains(m.to.Keys(), key) {
		out = append(out, m.to)
	}
	return out
}

// without is Names that lack a note.
type without struct {
	LinkTargets
	address Address
}

// Without are the names without a note and its thread.
func Without(s LinkTargets, a Address) LinkTargets { return without{s, a} }

func (w without) Named(key string) []Named {
	return slices.DeleteFunc(slices.Clone(w.LinkTargets.Named(key)), func(n Named) bool {
		e, ok := EntryOf(n.Address.Path())
		return n.Address == w.address || ok && e.Note == w.address
	})
}

// movedAddress is where a note is after a move: the entries of a thread go with it.
func movedAddress(a, from, to Address) Address {
	if a == from {
		return to
	}
	if e, ok := EntryOf(a.Path()); ok && e.Note == from {
		return to + a[len(from):]
	}
	return a
}
