package note

import (
	"bytes"
	"net/url"
	"slices"
	"strings"
)

// Embedded is what ![[note#place]] shows: the text of another note, or of a place in one.
type Embedded struct {
	Note  Address
	Title string // of the note
	Text  string // markdown
	// Inner is what the text shows in turn, by destination; it ends where a note would show
	// itself, and a few levels down.
	Inner map[string]Embedded
}

// Bounds of what a note shows of others.
const (
	deepestEmbed = 3
	mostEmbeds   = 40
	mostEmbedded = 256 << 10 // bytes
)

// Embeds is what the note shows of others, by destination. A place that is not there, and a
// note that read does not have, are left out: the link stays a link.
func (n *Note) Embeds(r Resolver, read func(Address) ([]byte, error)) map[string]Embedded {
	if !bytes.Contains(n.Body(), []byte("![[")) {
		return nil
	}
	e := &embedder{Resolver: r, read: read, room: mostEmbedded}
	own, _ := AddressOf(n.Path)
	return e.in(n, n.Links(), []string{string(own)})
}

type embedder struct {
	Resolver
	read  func(Address) ([]byte, error)
	count int
	room  int
}

// in is what some links of a note show; trail are the places that lead there.
func (e *embedder) in(n *Note, links []Link, trail []string) map[string]Embedded {
	var out map[string]Embedded
	for _, l := range links {
		if !l.Wiki || !l.Image || out[l.Dest].Text != "" {
			continue
		}
		if shown, ok := e.embed(n, l, trail); ok {
			if out == nil {
				out = map[string]Embedded{}
			}
			out[l.Dest] = shown
		}
	}
	return out
}

func (e *embedder) embed(n *Note, l Link, trail []string) (Embedded, bool) {
	to := e.Resolve(n.Path, l)
	if to.Leads == Here {
		to.Note, _ = AddressOf(n.Path)
	}
	place := string(to.Note)
	if to.Anchor != "" {
		place += "#" + loose(to.Anchor)
	}
	if to.Note == "" || to.Leads == Nowhere || len(trail) > deepestEmbed || e.count >= mostEmbeds || slices.Contains(trail, place) {
		return Embedded{}, false
	}
	src, err := e.read(to.Note)
	if err != nil {
		return Embedded{}, false
	}
	other := Parse(to.Note.Path(), src)
	text, ok := other.Part(to.Anchor)
	if text = bytes.Trim(text, "\r\n"); !ok || len(text) == 0 || len(text) > e.room {
		return Embedded{}, false
	}
	e.count++
	e.room -= len(text)
	part := Parse(other.Path, append([]byte("\n"), text...))
	return Embedded{to.Note, other.Title, string(text), e.in(part, part.Links(), append(trail[:len(trail):len(trail)], place))}, true
}

// Part is the markdown of a place in the note: of a heading down to the next of its rank, of a
// block that is marked ^like-this, and of "" the whole body but for a first heading that is
// the title. ok is false where there is no such place.
func (n *Note) Part(anchor string) (text []byte, ok bool) {
	if plain, err := url.PathUnescape(anchor); err == nil {
		anchor = plain
	}
	if i := strings.LastIndexByte(anchor, '#'); i >= 0 {
		anchor = anchor[i+1:]
	}
	lines := bytes.SplitAfter(n.Body(), []byte("\n"))
	switch block, isBlock := strings.CutPrefix(strings.TrimSpace(anchor), "^"); {
	case anchor == "":
		return n.untitled(), true
	case isBlock:
		return blockOf(lines, block)
	}
	headings := n.Headings()
	for i, h := range headings {
		name, _, _ := strings.Cut(h.Text, " {#")
		if loose(h.Text) != loose(anchor) && loose(h.Anchor) != loose(anchor) && loose(name) != loose(anchor) {
			continue
		}
		from, to := h.Line-n.BodyLine(), len(lines)
		for _, next := range headings[i+1:] {
			if next.Level <= h.Level {
				to = next.Line - n.BodyLine()
				break
			}
		}
		if from < 0 || to > len(lines) || from > to {
			return nil, false
		}
		return bytes.Join(lines[from:to], nil), true
	}
	return nil, false
}

// untitled is the body without a first heading that is the title.
func (n *Note) untitled() []byte {
	body := bytes.TrimLeft(n.Body(), "\r\n")
	line, rest := cutLine(body)
	if words, ok := bytes.CutPrefix(bytes.TrimSpace(line), []byte("# ")); ok && oneLine(string(words)) == n.Title {
		return rest
	}
	return body
}

// blockOf is the paragraph, or the item of a list, that ends in ^name, or that stands before
// a line of its own that is ^name.
func blockOf(lines [][]byte, name string) ([]byte, bool) {
	mark := "^" + strings.ToLower(name)
	for i, line := range lines {
		text := strings.ToLower(strings.TrimSpace(string(line)))
		if text != mark && !strings.HasSuffix(text, " "+mark) {
			continue
		}
		last := i
		if text == mark {
			for last--; last > 0 && isBlankLine(lines[last]); {
				last--
			}
		}
		if last < 0 {
			return nil, false
		}
		first := last
		for first > 0 && !isBlankLine(lines[first-1]) && markerLength(bytes.TrimLeft(lines[first], " \t")) == 0 {
			first--
		}
		return bytes.Join(lines[first:last+1], nil), true
	}
	return nil, false
}
