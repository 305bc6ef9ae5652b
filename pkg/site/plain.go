package site

import (
	"context"
	"encoding/xml"
	"fmt"
	"strings"

	"github.com/breakfast-table/cop/pkg/index"
	"github.com/breakfast-table/cop/pkg/note"
)

// mostInSitemap is how many addresses sitemaps.org lets a file hold; the newest are in it.
const mostInSitemap = 50_000

// plain are the files for programs that read the site: a map for search engines, which exists
// where the site's address is known, and a list of all notes as plain text.
func (s *Site) plain() []File {
	m := newMarker(s.base)
	m.text("plain", s.purpose())
	for i := range s.Notes {
		c := &s.Notes[i]
		s.rowMark(m, c)
		m.time(c.Newest())
	}
	for _, t := range s.topics {
		m.text(t.Name, t.Place, string(t.front))
	}
	mark := m.sum()
	out := []File{{Path: s.Take("llms.txt", "plain list"), Mark: mark, Make: func(context.Context) ([]byte, error) { return s.plainList(), nil }}}
	if s.Address != "" {
		out = append(out, File{Path: s.Take("sitemap.xml", "map for search engines"), Mark: mark, Make: func(context.Context) ([]byte, error) { return s.sitemap() }})
	}
	return out
}

// plainList is a title and a line a note, by topic, as llmstxt.org proposes it.
func (s *Site) plainList() []byte {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n", markdownText(s.Name))
	if purpose := s.purpose(); purpose != "" {
		fmt.Fprintf(&b, "\n> %s\n", markdownText(purpose))
	}
	in := map[string][]*index.Card{}
	for i := range s.Notes {
		in[s.Notes[i].Topic] = append(in[s.Notes[i].Topic], &s.Notes[i])
	}
	s.plainTopic(&b, "", in[""])
	for _, t := range s.topics {
		s.plainTopic(&b, t.Name, in[t.Name])
	}
	return []byte(b.String())
}

func (s *Site) plainTopic(b *strings.Builder, name string, notes []*index.Card) {
	if len(notes) == 0 {
		return
	}
	if name != "" {
		fmt.Fprintf(b, "\n## %s\n", markdownText(name))
	}
	b.WriteByte('\n')
	for _, c := range notes {
		fmt.Fprintf(b, "- [%s](%s)", markdownText(c.Title), href(s.Address, s.places[c.Address]+page))
		if d := markdownText(c.Description); d != "" {
			b.WriteString(": " + d)
		}
		b.WriteByte('\n')
	}
}

var noLinks = strings.NewReplacer("[", `\[`, "]", `\]`, "<", "&lt;")

// markdownText is text on one line of markdown that is no link.
func markdownText(s string) string {
	return noLinks.Replace(strings.Join(strings.Fields(note.Clean(s)), " "))
}

type sitemapURL struct {
	Loc     string `xml:"loc"`
	Lastmod string `xml:"lastmod,omitempty"`
}

// sitemap is the map that sitemaps.org describes.
func (s *Site) sitemap() ([]byte, error) {
	set := struct {
		XMLName xml.Name     `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 urlset"`
		URLs    []sitemapURL `xml:"url"`
	}{URLs: []sitemapURL{{Loc: s.Address, Lastmod: stampOf(s.AsOf)}}}
	for _, t := range s.topics {
		if t.front == "" {
			set.URLs = append(set.URLs, sitemapURL{Loc: s.URL(t.Place)})
		}
	}
	for i := range s.Notes {
		c := &s.Notes[i]
		set.URLs = append(set.URLs, sitemapURL{s.URL(s.places[c.Address]), stampOf(c.Newest())})
	}
	set.URLs = set.URLs[:min(len(set.URLs), mostInSitemap)]
	b, err := xml.MarshalIndent(set, "", " ")
	if err != nil {
		return nil, fmt.Errorf("write the map of the site: %w", err)
	}
	return append([]byte(xml.Header), append(b, '\n')...), nil
}
