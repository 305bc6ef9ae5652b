package site

import (
	"context"
	"strings"

	"github.com/breakfast-table/cop/pkg/note"
)

// fixed are the files that every site has.
func (s *Site) fixed() []File {
	return []File{
		Fixed(listsDir+"site.css", stylesheet),
		Fixed(".nojekyll", nil),
		s.gonePage(),
	}
}

// gonePage is what a host of files shows for an address that is not there. It is shown at any
// depth, so its links lead to the site's own address, or nowhere when nobody knows that.
func (s *Site) gonePage() File {
	return File{Path: "404.html", Mark: s.base, Make: func(context.Context) ([]byte, error) {
		sh := s.sheetAt("", "This page is not here", "")
		sh.Canonical = s.Address
		return render("gone", "layout", sh)
	}}
}

// redirects lead from the old addresses of notes to the new ones.
func (s *Site) redirects() []File {
	var out []File
	for i := range s.Notes {
		c := &s.Notes[i]
		for _, alias := range c.Aliases {
			old, ok := note.FormerAddress(alias)
			if !ok || old == c.Address || s.taken[note.SameName(string(old)+"/"+page)] != "" {
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
