package note

import (
	"cmp"
	"net/url"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/breakfast-table/cop/pkg/printable"
)

// Where a link leads is decided here and nowhere else. The rule, whose first line that fits
// any note decides:
//
//	[[…]] and front matter            [text](…)
//	the address                       the file, from the note's folder
//	an old address                    an old address
//	the end of an address             the same in other letters, or from practices/
//	   with or without a language     with the reader's language, or another
//	   the folder of a README         the folder of a README or index
//	the title, or the file's name     the same from the page of the note, as a site
//	   in other letters               has it at oncall/pager/
//	the end of an old address         [text](/…): an address, or the end of one
//
// Of several notes that fit, the one in the linking note's folder counts, then the one that
// shares most of its folders, then the one with the shortest path: Place.Others are the rest.

// By says what of a note a link named.
type By uint8

// How a link found its note.
const (
	ByAddress  By = iota
	ByCase        // its address in other upper and lower case, or with é written as one letter or as two
	ByFormer      // an old address
	ByEnding      // the end of its address
	ByLanguage    // its address without the language
	ByFolder      // the folder that it is the page of
	ByTitle       // its title, or its file name, as people write them
	BySite        // an address of the site that the notes are published on
)

// Leads says what kind of place a link leads to.
type Leads uint8

// The kinds of places.
const (
	Elsewhere Leads = iota // another site, a mail address, or what cannot be judged from here
	Here                   // a place in the note itself
	ToNote
	ToFile  // a picture, a folder, any other file of the pool
	Nowhere // there is no such note or file
)

// Place is where a link leads.
type Place struct {
	Leads  Leads
	Note   Address   // of ToNote; of Nowhere what there should be, "" when it is a file
	File   string    // of ToFile and of Nowhere: the path; of Elsewhere when it is beside practices/
	Anchor string    // what follows the #
	By     By        // of ToNote
	Others []Address // of ToNote: notes that are called the same
}

// Resolver decides where links lead. Files may be nil: every file is then taken to be there.
type Resolver struct {
	Shelf LinkTargets
	Files Files
}

// Resolve is where a link in the file at a path leads.
func (r Resolver) Resolve(from string, l Link) Place {
	dest, anchor, _ := strings.Cut(l.Dest, "#")
	switch {
	case dest == "" && anchor == "" || l.isElsewhere():
		return Place{}
	case dest == "":
		return Place{Leads: Here, Anchor: anchor}
	}
	p := r.resolve(from, l, dest)
	if p.Leads == Nowhere && l.isProperty() && !strings.Contains(dest, "/") {
		return Place{} // who has no note of their own is somebody all the same
	}
	p.Anchor = anchor
	return p
}

// properties are keys whose links are values rather than ways to a note: who did something, and
// what kind of thing it is. In a vault most of them have no note of their own.
const properties = " author authors by owner owners creator contributors editor editors reviewer reviewers stewards deciders people person " +
	"attendees participants speaker speakers with asked_by contact assignee type types kind status category categories class genre genres " +
	"topic topics subject subjects area areas location loc place city country venue company org organization organisation client customer " +
	"team teams director cast artist maker brand publisher system platform show album cuisine language "

// isProperty reports a link of the front matter that only says what something is.
func (l Link) isProperty() bool {
	return l.Key != "" && strings.Contains(properties, " "+strings.ToLower(l.Key)+" ") && l.Key != "status"
}

func (r Resolver) resolve(from string, l Link, dest string) Place {
	t := trail{Resolver: r, from: path.Dir(from), lang: langOf(trimExt(path.Base(from)))}
	if !l.Wiki {
		return t.markdown(from, pathOf(dest))
	}
	dest = strings.TrimSpace(dest)
	switch {
	case IsMedia(dest):
		return t.media(dest)
	case strings.HasPrefix(dest, "./") || strings.HasPrefix(dest, "../"):
		return t.near(path.Join(t.from, trimExt(dest)))
	}
	return t.wiki(trimExt(strings.TrimPrefix(strings.Trim(dest, "/"), Root)))
}

// isElsewhere reports links that cannot lead into the pool: to other sites, to people, and
// what a site generator fills in.
func (l Link) isElsewhere() bool {
	return hasScheme(l.Dest) || isMailAddress(l.Dest) || strings.Contains(l.Dest, "{{") || strings.Contains(l.Dest, "{%") ||
		strings.Contains(l.Dest, "${") || strings.Contains(l.Dest, "<%")
}

func isMailAddress(dest string) bool {
	name, host, ok := strings.Cut(dest, "@")
	return ok && name != "" && strings.Contains(host, ".") && !strings.ContainsAny(dest, "/\\ #") &&
		!IsMedia(host) && !strings.HasSuffix(host, dotMD)
}

// pathOf is the path that the destination of a markdown link says, without a query.
func pathOf(dest string) string {
	dest, _, _ = strings.Cut(dest, "?")
	if plain, err := url.PathUnescape(dest); err == nil {
		return plain
	}
	return dest
}

// trail is one link that is followed.
type trail struct {
	Resolver
	from string // the folder of the linking file
	lang string // of the linking file
}

// wiki follows what stands in double brackets.
func (t trail) wiki(text string) Place {
	found := t.Shelf.Named(NameKey(text))
	want := strings.ToLower(text)
	ends := func(a string) bool { return strings.HasSuffix(strings.ToLower("/"+a), "/"+want) }
	for _, step := range []struct {
		by   By
		fits func(Named) bool
	}{
		{ByAddress, func(n Named) bool { return string(n.Address) == text }},
		{ByCase, func(n Named) bool { return strings.EqualFold(composed(string(n.Address)), composed(text)) }},
		{ByFormer, func(n Named) bool { return n.wentBy(text) }},
		{ByEnding, func(n Named) bool { return ends(string(n.Address)) }},
		{ByEnding, func(n Named) bool { page := n.pageName(); return page != "" && strings.EqualFold(page, text) }},
		{ByLanguage, func(n Named) bool { return ends(n.plainAddress()) }},
		{ByFolder, func(n Named) bool { return isFolderPage(n.plainSlug()) && ends(n.Address.Topic()) }},
		{ByTitle, func(n Named) bool { return foldName(n.Address.Slug()) == NameKey(text) }},
		{ByTitle, func(n Named) bool { return foldName(n.Title) == foldName(text) }},
		{ByFormer, func(n Named) bool {
			return slices.ContainsFunc(n.Aliases, func(a string) bool { return ends(trimExt(strings.Trim(a, "/"))) })
		}},
	} {
		if p, ok := t.choose(found, step.by, step.fits); ok {
			return p
		}
	}
	if !printable.IsPlain(text, false) {
		if slug := Slug(text); slug != text {
			if p := t.wiki(slug); p.Leads == ToNote {
				p.By = ByTitle
				return p
			}
		}
	}
	for _, ending := range [...]string{"", ".org"} { // Logseq's pages may be of Org mode
		if t.names(text + ending) {
			return t.media(text + ending)
		}
	}
	if isDay(text) {
		return Place{}
	}
	a, _ := AddressOf(Root + text + dotMD)
	return Place{Leads: Nowhere, Note: a, File: Root + text}
}

// names reports the name of a file that is no note and is surely there, whatever it ends in.
func (t trail) names(text string) bool {
	return t.Files != nil && path.Ext(text) != "" && t.Files.Called(path.Base(text))
}

// isDay reports the name of a day, a week, a month or a year. Those who keep a diary link to
// days, of which few have a note, and fewer one that is shared.
func isDay(text string) bool {
	text = path.Base(text)
	if _, ok := ReadTime(text); ok {
		return true
	}
	if year, week, ok := strings.Cut(strings.ToUpper(text), "-W"); ok {
		return len(year) == 4 && isNumber(year) && isNumber(week)
	}
	for _, layout := range [...]string{"2006-01", "2006", "January 2006", "2006_01_02"} {
		if _, err := time.Parse(layout, text); err == nil {
			return true
		}
	}
	return false
}

// wentBy reports whether an alias of the note is an address: from the root, or from the
// note's folder, as Hugo reads an alias without a slash.
func (n Named) wentBy(address string) bool {
	for _, alias := range n.Aliases {
		old := trimExt(strings.TrimPrefix(strings.Trim(alias, "/ "), Root))
		if strings.EqualFold(old, address) || !strings.HasPrefix(alias, "/") && strings.EqualFold(path.Join(n.Address.Topic(), old), address) {
			return true
		}
	}
	return false
}

// plainSlug and plainAddress are without the language.
func (n Named) plainSlug() string { return Address(n.plainAddress()).Slug() }

func (n Named) plainAddress() string { return string(n.Address.Plain()) }

// choose takes the nearest of the notes that fit.
func (t trail) choose(found []Named, by By, fits func(Named) bool) (Place, bool) {
	var out []Address
	for _, n := range found {
		if fits(n) {
			out = append(out, n.Address)
		}
	}
	if len(out) == 0 {
		return Place{}, false
	}
	slices.SortFunc(out, t.nearer)
	return Place{Leads: ToNote, Note: out[0], By: by, Others: out[1:]}, true
}

// nearer puts notes in the order in which a name means them.
func (t trail) nearer(a, b Address) int {
	return cmp.Or(
		-cmp.Compare(t.shared(a), t.shared(b)),
		-cmp.Compare(bit(t.speaks(a)), bit(t.speaks(b))),
		cmp.Compare(strings.Count(string(a), "/"), strings.Count(string(b), "/")),
		cmp.Compare(len(a), len(b)),
		cmp.Compare(a, b),
	)
}

// shared counts the folders that a note has in common with the linking file; one in the same
// folder comes before one below it.
func (t trail) shared(a Address) int {
	own := strings.Split(strings.TrimPrefix(t.from+"/", Root), "/")
	own = own[:len(own)-1]
	topic := strings.Split(a.Topic(), "/")
	if a.Topic() == "" {
		topic = nil
	}
	n := 0
	for n < len(own) && n < len(topic) && own[n] == topic[n] {
		n++
	}
	return 2*n + bit(n == len(own) && n == len(topic))
}

func (t trail) speaks(a Address) bool { return langOf(a.Slug()) == t.lang }

// bit is 1 for what holds.
func bit(holds bool) int {
	if holds {
		return 1
	}
	return 0
}

// markdown follows the destination of [text](path).
func (t trail) markdown(from, dest string) Place {
	if strings.HasPrefix(dest, "/") {
		return t.site(dest)
	}
	file := path.Join(t.from, dest)
	page := isPage(dest) && !strings.HasSuffix(dest, "/")
	if !page && !strings.HasSuffix(dest, "/") && path.Ext(file) != "" && (t.file(file) || IsMedia(dest) && !strings.Contains(dest, "/") && t.names(dest)) {
		return Place{Leads: ToFile, File: file} // a picture that lies elsewhere is found by its name, as in Obsidian
	}
	if file != strings.TrimSuffix(Root, "/") && !strings.HasPrefix(file, Root) {
		if strings.HasPrefix(file, "..") {
			file = ""
		}
		return Place{File: file} // another part of the repository
	}
	p := t.near(trimExt(file))
	if p.Leads == ToNote {
		return p
	}
	for _, other := range t.otherFolders(from, dest) {
		if q := t.near(trimExt(other)); q.Leads == ToNote && q.By == ByAddress {
			q.By = BySite
			return q
		}
	}
	if page {
		return p
	}
	return t.missing(dest, file)
}

// otherFolders are the paths that a relative link may mean beside its own: from practices/,
// from the page of the note where a site makes a folder of it, and in the thread of a note
// from the note.
func (t trail) otherFolders(from, dest string) []string {
	var out []string
	if !strings.HasPrefix(dest, ".") && strings.Contains(dest, "/") {
		out = append(out, path.Join(Root, dest))
	}
	if e, ok := EntryOf(from); ok {
		out = append(out, path.Join(path.Dir(e.Note.Path()), dest))
	}
	if !isPage(dest) || strings.HasSuffix(dest, ".html") {
		out = append(out, path.Join(trimExt(from), dest))
	}
	return slices.DeleteFunc(out, func(file string) bool { return !strings.HasPrefix(file, Root) })
}

// isPage reports destinations that name a page by what it ends in.
func isPage(dest string) bool { return trimExt(dest) != dest }

// missing is the place of a file that is not a page.
func (t trail) missing(dest, file string) Place {
	if t.folder(file) || t.file(file) {
		return Place{Leads: ToFile, File: file}
	}
	if ext := path.Ext(file); len(ext) > 1 && len(ext) < 7 && isLetter(ext[1]) && !strings.HasSuffix(dest, "/") {
		return Place{Leads: Nowhere, File: file}
	}
	return Place{}
}

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

// near is the note at a path of the pool without its ending.
func (t trail) near(file string) Place {
	address := strings.TrimPrefix(file+"/", Root)
	address = strings.TrimSuffix(address, "/")
	found := t.Shelf.Named(foldName(Address(address).Slug()))
	for _, step := range []struct {
		by   By
		fits func(Named) bool
	}{
		{ByAddress, func(n Named) bool { return string(n.Address) == address }},
		{ByFolder, func(n Named) bool {
			return isFolderPage(n.plainSlug()) && n.Address.Topic() == address && langOf(n.Address.Slug()) == ""
		}},
		{ByFormer, func(n Named) bool { return n.wentBy(address) }},
		{ByLanguage, func(n Named) bool { return n.plainAddress() == address }},
		{ByCase, func(n Named) bool { return strings.EqualFold(composed(string(n.Address)), composed(address)) }},
	} {
		if p, ok := t.choose(found, step.by, step.fits); ok {
			p.Others = nil
			return p
		}
	}
	a, _ := AddressOf(file + dotMD)
	return Place{Leads: Nowhere, Note: a, File: file}
}

// media is a picture or another file that [[…]] names: from the note's folder, from the
// root, or by its name wherever it lies.
func (t trail) media(dest string) Place {
	near := path.Join(t.from, dest)
	if rooted, ok := strings.CutPrefix(dest, "/"); ok {
		near, dest = Root+rooted, rooted
	}
	for _, file := range []string{near, Root + strings.TrimPrefix(dest, Root), dest} {
		if t.file(file) {
			return Place{Leads: ToFile, File: file}
		}
	}
	if t.Files == nil || t.Files.Called(path.Base(dest)) {
		return Place{Leads: ToFile, File: near}
	}
	return Place{Leads: Nowhere, File: near}
}

func (t trail) file(file string) bool   { return t.Files == nil || t.Files.File(file) }
func (t trail) folder(file string) bool { return t.Files == nil || t.Files.Folder(file) }

// knows reports a folder that is surely there.
func (t trail) knows(folder string) bool { return t.Files != nil && t.Files.Folder(folder) }
