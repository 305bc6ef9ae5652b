// Package feed models what feed readers subscribe to: a list of entries, written as Atom
// (RFC 4287) or as JSON Feed 1.1.
//
// What always holds:
//   - An entry's id is a tag URI of its address (RFC 4151), so that neither an edit nor a move
//     of the site makes a read entry unread: see [Namer].
//   - The same feed gives the same bytes. The latest change comes first, then by id.
//   - Contents are HTML in a string (type="html"): of XHTML in place several readers lose what
//     is written in angle brackets.
//   - Each author is an element of their own. Characters that XML cannot hold are left out.
//
// The package knows neither pools nor sites, reads no clock and no files.
package feed

import (
	"cmp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// Feed is a list of entries. Addresses are whole URLs: readers fetch a feed without the page
// it belongs to, and few of them resolve relative ones.
type Feed struct {
	ID        string // see Namer
	Title     string
	Subtitle  string // "" for none
	Home      string // the page that says the same; "" where nobody knows where the site is
	Self, Alt string // this feed, as Atom and as JSON; "" likewise
	Author    string // of entries that name nobody; "" counts as the title
	Updated   time.Time
	Entries   []Entry // in any order
}

// Entry is one thing to read. The zero Published is left out.
type Entry struct {
	ID, Title, Link    string
	Summary            string // plain text; "" for none
	HTML               string // safe HTML
	Lang               string // "" where nobody said
	Authors, Tags      []string
	Published, Updated time.Time
}

// Namer gives ids to what has an address. An id says what it is about, never when it changed.
type Namer struct {
	Authority string // who names it: a host name; "" where the pool has none
	Pool      string // tells the pools of one host apart
}

// tagYear is the date that every tag has. It says since when the authority has its name and
// must not follow the notes' dates: a corrected date would make everything unread.
const tagYear = "2026"

// ID is the tag URI of an address. It is the same as long as the address is.
//
// Example: {"notes.example.org", "guild"}.ID("oncall/pager") is
// tag:notes.example.org,2026:guild/oncall/pager
func (n Namer) ID(address string) string {
	authority := strings.ToLower(n.Authority)
	if !isHost(authority) {
		authority = "pool.invalid" // RFC 2606: belongs to nobody, and says so
	}
	path := address
	if n.Pool != "" {
		path = n.Pool + "/" + address
	}
	return "tag:" + authority + "," + tagYear + ":" + escape(path)
}

// isHost reports a name that a tag URI may begin with.
func isHost(s string) bool {
	return s != "" && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789.-") == "" && !strings.HasPrefix(s, ".") && !strings.HasSuffix(s, ".")
}

// escape is a path as a URI holds it.
func escape(path string) string {
	const hex = "0123456789ABCDEF"
	var b strings.Builder
	for i := range len(path) {
		c := path[i]
		if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte("-._~/+", c) >= 0 {
			b.WriteByte(c)
			continue
		}
		b.WriteString("%" + string(hex[c>>4]) + string(hex[c&15]))
	}
	return b.String()
}

// sorted are the entries as they are written: the latest change first.
func (f Feed) sorted() []Entry {
	out := slices.Clone(f.Entries)
	slices.SortFunc(out, func(a, b Entry) int { return cmp.Or(b.Updated.Compare(a.Updated), cmp.Compare(a.ID, b.ID)) })
	return out
}

// updated is the latest change of the feed or of what is in it.
func (f Feed) updated() time.Time {
	last := f.Updated
	for i := range f.Entries {
		if f.Entries[i].Updated.After(last) {
			last = f.Entries[i].Updated
		}
	}
	return last
}

// authors are the names of an entry, each once; the feed's where it has none.
func (f Feed) authors(names []string) []string {
	var out []string
	for _, n := range names {
		if n = strings.TrimSpace(plain(n)); n != "" && !slices.Contains(out, n) {
			out = append(out, n)
		}
	}
	if len(out) == 0 {
		out = []string{cmp.Or(strings.TrimSpace(plain(f.Author)), titleOf(f.Title))}
	}
	return out
}

// titleOf is a title that is not empty, on one line.
func titleOf(s string) string {
	return cmp.Or(strings.Join(strings.Fields(plain(s)), " "), "Untitled")
}

// plain is text without the characters that no XML document may hold.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == utf8.RuneError, r < 0x20 && r != '\n' && r != '\t', r == 0x7f, r == 0xfffe, r == 0xffff:
			return -1
		}
		return r
	}, s)
}

// stamp is a moment as both formats write it.
func stamp(t time.Time) string { return t.UTC().Truncate(time.Second).Format(time.RFC3339) }
