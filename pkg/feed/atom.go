package feed

import (
	"encoding/xml"
	"fmt"
)

// What the two formats have in common is [Feed]; their fields are spelt out in each, as the
// standards do.

type atomFeed struct {
	XMLName  xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
	ID       string      `xml:"id"`
	Title    string      `xml:"title"`
	Subtitle string      `xml:"subtitle,omitempty"`
	Updated  string      `xml:"updated"`
	Author   atomPerson  `xml:"author"`
	Links    []atomLink  `xml:"link"`
	Entries  []atomEntry `xml:"entry"`
}

type atomEntry struct {
	Lang       string         `xml:"xml:lang,attr,omitempty"`
	ID         string         `xml:"id"`
	Title      string         `xml:"title"`
	Updated    string         `xml:"updated"`
	Published  string         `xml:"published,omitempty"`
	Authors    []atomPerson   `xml:"author"`
	Links      []atomLink     `xml:"link"`
	Categories []atomCategory `xml:"category"`
	Summary    string         `xml:"summary,omitempty"`
	Content    *atomText      `xml:"content"`
}

type atomPerson struct {
	Name string `xml:"name"`
}

type atomLink struct {
	Rel  string `xml:"rel,attr"`
	Type string `xml:"type,attr"`
	Href string `xml:"href,attr"`
}

type atomCategory struct {
	Term string `xml:"term,attr"`
}

type atomText struct {
	Type string `xml:"type,attr"`
	Text string `xml:",chardata"`
}

// Atom is the feed as RFC 4287 has it.
func (f Feed) Atom() ([]byte, error) {
	out := atomFeed{
		ID: f.ID, Title: titleOf(f.Title), Subtitle: plain(f.Subtitle), Updated: stamp(f.updated()),
		Author: atomPerson{f.authors(nil)[0]}, Links: f.links(),
	}
	for _, e := range f.sorted() {
		out.Entries = append(out.Entries, f.atomEntry(e))
	}
	b, err := xml.MarshalIndent(out, "", " ")
	if err != nil {
		return nil, fmt.Errorf("write the feed %s: %w", f.ID, err)
	}
	return append([]byte(xml.Header), append(b, '\n')...), nil
}

// links are those of a feed that knows where it is, its page first: some readers take the
// first link for it, whatever it says.
func (f Feed) links() []atomLink {
	var out []atomLink
	for _, l := range []atomLink{{"alternate", "text/html", f.Home}, {"self", "application/atom+xml", f.Self}, {"alternate", "application/feed+json", f.Alt}} {
		if l.Href != "" {
			out = append(out, l)
		}
	}
	return out
}

func (f Feed) atomEntry(e Entry) atomEntry {
	out := atomEntry{ID: e.ID, Title: titleOf(e.Title), Updated: stamp(e.Updated), Summary: plain(e.Summary), Lang: e.Lang}
	if !e.Published.IsZero() {
		out.Published = stamp(e.Published)
	}
	for _, name := range f.authors(e.Authors) {
		out.Authors = append(out.Authors, atomPerson{name})
	}
	if e.Link != "" {
		out.Links = []atomLink{{"alternate", "text/html", e.Link}}
	}
	for _, t := range e.Tags {
		out.Categories = append(out.Categories, atomCategory{plain(t)})
	}
	if e.HTML != "" || e.Link == "" { // RFC 4287, 4.1.2: one of the two must be there
		out.Content = &atomText{"html", plain(e.HTML)}
	}
	return out
}
