package site

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"html/template"
	"strings"

	"github.com/breakfast-table/cop/pkg/note"
)

// fixed are the files that every site has.
func (s *Site) fixed() []File {
	return []File{
		Fixed(listsDir+"site.css", stylesheet),
		Fixed(listsDir+"icon.svg", icon),
		Fixed(".nojekyll", nil),
		s.gonePage(),
	}
}

// goneStyle is in the page itself: nobody knows from where a stylesheet would be found.
const goneStyle = `:root{color-scheme:light dark}body{font:1.0625rem/1.6 system-ui,sans-serif;margin:0;background:#fcfbf8;color:#23262b}main{max-width:38rem;margin:15vh auto;padding:0 1.25rem}a{color:#0b5d6b}@media (prefers-color-scheme:dark){body{background:#16191d;color:#e2e4e6}a{color:#7cc7d4}}`

// gonePage is what a host of files shows for an address that is not there. It is shown at any
// depth, so it needs nothing else and leads to the site's own address alone, where that is
// known.
func (s *Site) gonePage() File {
	return File{Path: "404.html", Mark: s.base, Make: func(context.Context) ([]byte, error) {
		sum := sha256.Sum256([]byte(goneStyle))
		return render("gone", "gone", struct {
			Title, Site, Address, StyleHash string
			Style                           template.CSS
		}{"This page is not here · " + s.Name, s.Name, s.Address, "sha256-" + base64.StdEncoding.EncodeToString(sum[:]), goneStyle})
	}}
}

// redirects lead from the old addresses of notes to the new ones.
func (s *Site) redirects() []File {
	var out []File
	for i := range s.Notes {
		c := &s.Notes[i]
		for _, alias := range c.Aliases {
			old, ok := note.FormerAddress(alias)
			if !ok || old == c.Address || strings.Contains(string(old), `\`) || // which no two systems read alike
				s.taken[note.SameName(string(old)+"/"+page)] != "" {
				continue
			}
			at := s.Take(string(old)+"/"+page, c.Path)
			to := link{Href: href(up(strings.TrimSuffix(at, page)), s.places[c.Address]+page), Title: note.Clean(c.Title)}
			out = append(out, File{Path: at, Mark: MarkOf("moved", to.Href, to.Title), Make: func(context.Context) ([]byte, error) {
				return render("moved", "moved", to)
			}})
		}
	}
	return out
}
