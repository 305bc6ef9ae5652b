package people

import (
	"maps"
	"slices"
	"sort"
	"strings"

	"github.com/breakfast-table/cop/pkg/index"
	"github.com/breakfast-table/cop/pkg/note"
)

// Identities tells which handles and e-mail addresses belong to one person, so that whoever
// writes under two handles counts once. It is a union-find over their names. [Handles] says
// whom a spelling means and believes what cards say; Identities also goes by who brought
// which entry. All it knows is shared: every clone at one commit knows the same. Three things join two names:
//
//   - a line of .mailmap that has both addresses;
//   - a member card that names another handle or address (also, email or contact), or was under
//     another handle before it moved;
//   - an entry under a handle in a commit by an address. A commit that carried entries of
//     several handles joins nothing: whoever imports what others wrote is not all of them.
//     The note's page says of such an entry how it came.
//
// The zero value knows nobody: then every handle is a person of its own.
type Identities struct {
	parent map[string]string // towards the name that stands for the person
}

// HandleName and EmailName are names of one person: "@ana" for a handle, "mailto:ana@example.org" for an address.
// Handles come first in the alphabet.
func HandleName(h note.Handle) string { return "@" + string(h) }

func EmailName(s string) string { return "mailto:" + strings.ToLower(strings.TrimSpace(s)) }

// Find is the name that stands for whoever has this one: of all their names the first in
// alphabetical order, so a handle where there is one.
func (s *Identities) Find(name string) string {
	for {
		parent, ok := s.parent[name]
		if !ok {
			return name
		}
		name = parent
	}
}

// Union makes two names those of one person; an empty one joins nothing.
func (s *Identities) Union(a, b string) {
	a, b = s.Find(a), s.Find(b)
	if a == b || a == "@" || b == "@" || a == EmailName("") || b == EmailName("") {
		return
	}
	if s.parent == nil {
		s.parent = map[string]string{}
	}
	if b < a {
		a, b = b, a
	}
	s.parent[b] = a
}

// UnionAll makes names those of one person.
func (s *Identities) UnionAll(names []string) {
	for _, other := range names[min(1, len(names)):] {
		s.Union(names[0], other)
	}
}

// Person is the name that stands for the person behind a handle.
func (s *Identities) Person(h note.Handle) string { return s.Find(HandleName(h)) }

// Handles are those of the person behind one, sorted; at least itself.
func (s *Identities) Handles(h note.Handle) []note.Handle {
	out, person := []note.Handle{h}, s.Person(h)
	for name := range s.parent {
		if other, ok := strings.CutPrefix(name, HandleName("")); ok && other != string(h) && s.Find(name) == person {
			out = append(out, note.Handle(other))
		}
	}
	slices.Sort(out)
	return out
}

// Addresses are the e-mail addresses of a person, by the name that stands for them.
func (s *Identities) Addresses(person string) []string {
	var out []string
	for _, name := range slices.Sorted(maps.Keys(s.parent)) {
		if strings.HasPrefix(name, EmailName("")) && s.Find(name) == person {
			out = append(out, name)
		}
	}
	return out
}

// Doubles says who has several handles, in a fixed order: "ana=zoe"; "" when nobody has.
// Nothing else about identities changes what reports weigh.
func (s *Identities) Doubles() string {
	groups := map[string][]string{}
	for name := range s.parent {
		if strings.HasPrefix(name, "@") {
			top := s.Find(name)
			groups[top] = append(groups[top], name)
		}
	}
	var out []string
	for top, names := range groups {
		sort.Strings(names)
		out = append(out, top+"="+strings.Join(names, "="))
	}
	sort.Strings(out)
	return strings.Join(out, " ")
}

// Mailmap joins the addresses that a .mailmap puts on one line.
func (s *Identities) Mailmap(text string) {
	for _, mails := range mailmap(text) {
		for _, other := range mails[min(1, len(mails)):] {
			s.Union(EmailName(mails[0]), EmailName(other))
		}
	}
}

// NamesOn are the names that a member card joins: the member's handle, then the addresses and
// the other handles on it.
func NamesOn(n *note.Note) []string {
	a, ok := note.AddressOf(n.Path)
	if !ok {
		return nil
	}
	names := []string{HandleName(note.HandleFrom(a.Slug()))}
	for _, key := range []string{"email", "emails", "contact", "also"} {
		value, _ := n.Value(key)
		names = append(names, AddressesIn(value)...)
	}
	also, _ := n.Value("also")
	for _, other := range append(handlesIn(also), formerHandles(n)...) {
		names = append(names, HandleName(other))
	}
	return names
}

// AddressesIn finds e-mail addresses in a value of front matter.
func AddressesIn(value any) []string {
	switch v := value.(type) {
	case string:
		var out []string
		for _, word := range strings.FieldsFunc(v, func(r rune) bool { return strings.ContainsRune(" \t,;<>()", r) }) {
			word = strings.TrimPrefix(strings.TrimRight(word, "."), "mailto:")
			if local, host, ok := strings.Cut(word, "@"); ok && local != "" && strings.Contains(host, ".") {
				out = append(out, EmailName(word))
			}
		}
		return out
	case []any:
		var out []string
		for _, one := range v {
			out = append(out, AddressesIn(one)...)
		}
		return out
	}
	return nil
}

// handlesIn finds the handles in a value of front matter, written out or as a name.
func handlesIn(value any) []note.Handle {
	switch v := value.(type) {
	case string:
		if len(AddressesIn(v)) == 0 {
			return []note.Handle{note.HandleFrom(v)}
		}
	case []any:
		var out []note.Handle
		for _, one := range v {
			out = append(out, handlesIn(one)...)
		}
		return out
	}
	return nil
}

// Entries joins handles with the addresses their entries came by. ties, where it is not nil,
// keeps apart whose word it is not: nobody becomes another member by speaking in their name.
func (s *Identities) Entries(brought []index.EntryCommit, ties *Ties) {
	for _, v := range brought {
		if !v.Carried && (ties == nil || !ties.Knows(v.Handle) || ties.speaks(v)) {
			s.Union(HandleName(v.Handle), EmailName(v.Email))
		}
	}
}
