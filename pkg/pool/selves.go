package pool

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"sort"
	"strings"

	"github.com/breakfast-table/cop/pkg/index"
	"github.com/breakfast-table/cop/pkg/note"
)

// selves tells which handles and e-mail addresses belong to one person, so that whoever
// writes under two handles counts once. It differs from persons, which says whom a spelling
// means and believes what cards say: selves also goes by who brought which entry. All it
// knows is shared: every clone at one commit knows the same. Three things join two names:
//
//   - a line of .mailmap that has both addresses;
//   - a member card that names another handle or address (also, email or contact);
//   - an entry under a handle in a commit by an address. A commit that carried entries of
//     several handles joins nothing: whoever imports what others wrote is not all of them.
//     [Pool.Show] says of such an entry how it came.
//
// The zero value knows nobody: then every handle is a person of its own.
type selves struct {
	up map[string]string // towards the name that stands for the person
}

// Names of one person: "@ana" for a handle, "mailto:ana@example.org" for an address.
// Handles come first in the alphabet.
func handleName(h note.Handle) string { return "@" + string(h) }

func emailName(s string) string { return "mailto:" + strings.ToLower(strings.TrimSpace(s)) }

// of is the name that stands for whoever has this one: of all their names the first in
// alphabetical order, so a handle where there is one.
func (s *selves) of(name string) string {
	for {
		up, ok := s.up[name]
		if !ok {
			return name
		}
		name = up
	}
}

func (s *selves) join(a, b string) {
	a, b = s.of(a), s.of(b)
	if a == b || a == "@" || b == "@" || a == emailName("") || b == emailName("") {
		return
	}
	if s.up == nil {
		s.up = map[string]string{}
	}
	if b < a {
		a, b = b, a
	}
	s.up[b] = a
}

// joinAll makes names those of one person.
func (s *selves) joinAll(names []string) {
	for _, other := range names[min(1, len(names)):] {
		s.join(names[0], other)
	}
}

// handle is the person behind a handle.
func (s *selves) handle(h note.Handle) string { return s.of(handleName(h)) }

// doubles says who has several handles, in a fixed order: "ana=zoe"; "" when nobody has.
// Nothing else about selves changes what reports weigh.
func (s *selves) doubles() string {
	groups := map[string][]string{}
	for name := range s.up {
		if strings.HasPrefix(name, "@") {
			top := s.of(name)
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

// readMailmap joins the addresses that .mailmap puts on one line:
//
//	Ana Example <ana@example.org> <ana@old.example>
func (s *selves) readMailmap(text string) {
	for line := range strings.Lines(text) {
		line, _, _ = strings.Cut(line, "#")
		first := ""
		for _, part := range strings.Split(line, "<")[1:] {
			address, _, closed := strings.Cut(part, ">")
			if !closed {
				continue
			}
			if first == "" {
				first = emailName(address)
			}
			s.join(first, emailName(address))
		}
	}
}

// namesOn are the names that a member card joins: the member's handle, then the addresses and
// the other handles on it.
func namesOn(n *note.Note) []string {
	a, ok := note.AddressOf(n.Path)
	if !ok {
		return nil
	}
	names := []string{handleName(note.HandleFrom(a.Slug()))}
	for _, key := range []string{"email", "emails", "contact", "also"} {
		value, _ := n.Value(key)
		names = append(names, addressesIn(value)...)
	}
	also, _ := n.Value("also")
	for _, other := range handlesIn(also) {
		names = append(names, handleName(other))
	}
	return names
}

// addressesIn finds e-mail addresses in a value of front matter.
func addressesIn(value any) []string {
	switch v := value.(type) {
	case string:
		var out []string
		for _, word := range strings.FieldsFunc(v, func(r rune) bool { return strings.ContainsRune(" \t,;<>()", r) }) {
			word = strings.TrimPrefix(strings.TrimRight(word, "."), "mailto:")
			if local, host, ok := strings.Cut(word, "@"); ok && local != "" && strings.Contains(host, ".") {
				out = append(out, emailName(word))
			}
		}
		return out
	case []any:
		var out []string
		for _, one := range v {
			out = append(out, addressesIn(one)...)
		}
		return out
	}
	return nil
}

// handlesIn finds the handles in a value of front matter, written out or as a name.
func handlesIn(value any) []note.Handle {
	switch v := value.(type) {
	case string:
		if len(addressesIn(v)) == 0 {
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

// hear joins handles with the addresses they spoke under.
func (s *selves) hear(speakers []index.Voice) {
	for _, v := range speakers {
		if !v.Carried {
			s.join(handleName(v.Handle), emailName(v.Email))
		}
	}
}

// readSelves finds out who is who.
func (p *Pool) readSelves(ctx context.Context) (selves, error) {
	var out selves
	head, err := p.repo.Head()
	if err != nil {
		return out, err
	}
	if head.Hash != "" {
		text, err := p.repo.ReadFile(head.Hash, ".mailmap")
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return out, fmt.Errorf("read .mailmap: %w", err)
		}
		out.readMailmap(string(text))
	}
	snap, err := p.snapshot(ctx)
	if err != nil {
		return out, err
	}
	for _, names := range p.memberNames(snap) {
		out.joinAll(names)
	}
	speakers, err := p.db.Speakers(ctx)
	if err != nil {
		return out, err
	}
	out.hear(speakers)
	return out, nil
}
