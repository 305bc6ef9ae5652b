package site

import (
	"context"
	"strconv"
	"strings"

	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool"
)

const (
	pathsDir  = listsDir + "paths/"
	pathsHead = "What to read first"
	mostSteps = 7 // as in the terminal
)

// stepView is a note of a path, and why it is where it is.
type stepView struct{ Href, Title, Why string }

// firstView is the small thing that a path ends with.
type firstView struct{ Why, Command string }

// placePaths gives the path through each topic that has one its page.
func (s *Site) placePaths() {
	for _, t := range s.topics {
		for _, c := range t.Notes {
			if pool.HasReading(c) {
				for up := t; up != nil; up = s.byTopic[parentOf(up.Name)] {
					up.teaches++
				}
			}
		}
	}
	for _, t := range s.topics {
		if t.teaches > 0 {
			t.Path = strings.TrimSuffix(s.Take(pathsDir+t.Name+"/"+page, "path "+t.Name), page)
			s.paths = append(s.paths, t)
		}
	}
}

// pathPages are the paths through topics, and what lists them. The marks of the notes' pages
// stand for all that a path is decided by.
func (s *Site) pathPages() []File {
	if len(s.paths) == 0 {
		return nil
	}
	titles, list := newMarker(s.base), newMarker(s.base)
	own := map[string]*marker{}
	for i := range s.Notes {
		c := &s.Notes[i]
		titles.text(s.places[c.Address], c.Title, c.Maturity) // of any topic: it may be a prerequisite
		for t := c.Topic; t != ""; t = parentOf(t) {
			if own[t] == nil {
				own[t] = newMarker(s.base)
			}
			own[t].mark(s.marks[i])
		}
	}
	known := titles.sum()
	var out []File
	for _, t := range s.paths {
		list.text(t.Name, t.Path, strconv.Itoa(t.teaches))
		m := own[t.Name]
		m.text("path", t.Name, t.Path, t.Place)
		m.mark(known)
		s.crumbMark(m, t.Name)
		out = append(out, File{Path: t.Path + page, Mark: m.sum(), Make: func(context.Context) ([]byte, error) { return s.pathPage(t) }})
	}
	return append(out, s.partPages(pathsDir, pathsHead, len(s.paths), list.sum(), s.pathLinks)...)
}

// pathLinks lead to all paths. Topics of one name in other topics are told apart by theirs.
func (s *Site) pathLinks(root string) []link {
	out := make([]link, len(s.paths))
	for i, t := range s.paths {
		out[i] = link{Href: href(root, t.Path+page), Title: note.Clean(t.Name), Count: t.teaches}
	}
	return out
}

func (s *Site) pathPage(t *Topic) ([]byte, error) {
	title := pathsHead + ": " + lastPart(t.Name)
	sh := s.pageAt(t.Path, title, pathsDir)
	sh.Crumbs = s.crumbs(sh.Root, t.Name)
	way := s.Reading(t.Name, mostSteps, func(a note.Address) []note.Address { return s.linked[a] })
	v := &listView{Title: title, Lead: "For those who are new to it, in this order."}
	for i := range way.Steps {
		c := &way.Steps[i]
		v.Steps = append(v.Steps, stepView{s.noteHref(sh.Root, c.Address, ""), note.Clean(c.Title), note.Clean(strings.Join(c.Why, " · "))})
	}
	if way.More > 0 {
		v.More = &link{Href: href(sh.Root, t.Place+page), Title: "and " + strconv.Itoa(way.More) + " more"}
	}
	v.First = &firstView{note.Clean(way.First.Why), note.Clean(way.First.Command)}
	sh.List = v
	return render("list", "layout", sh)
}

// pathLink leads to the path through a topic; nil where there is none.
func pathLink(root string, t *Topic) *link {
	if t.Path == "" {
		return nil
	}
	return &link{Href: href(root, t.Path+page), Title: pathsHead}
}
