package site

import (
	"fmt"
	"net/url"
	"path"
	"slices"
	"strings"

	"github.com/breakfast-table/cop/pkg/note"
)

// Where things are. A note has the address it has in the pool: oncall/pager is at
// oncall/pager/. A topic is at its own address, too, and where a note has the address of a
// topic, or is the README or index of its folder, the note stands above the topic's list.
// Everything that was made up here is below all/, where no topic is expected, and keeps its
// address there. Else who comes first does: notes before topics, topics before extras.

const (
	page     = "index.html"
	listsDir = "all/"
)

// Take gives a file its path, which is another than the one it wants when something has that
// already, in whatever upper and lower case. owner names it for who has to be told.
func (s *Site) Take(want, owner string) string {
	got, first := want, ""
	for n := 2; ; n++ {
		key := note.SameName(got)
		by, taken := s.taken[key]
		if !taken {
			s.taken[key] = owner
			if got != want {
				s.tell(owner, "same-address", fmt.Sprintf("has the same address as %s: it is at %s instead", first, got))
			}
			return got
		}
		if first == "" {
			first = by
		}
		got = numbered(want, n)
	}
}

// numbered is "a/b-2/index.html" of "a/b/index.html", and "a-2.png" of "a.png".
func numbered(file string, n int) string {
	if dir, ok := strings.CutSuffix(file, "/"+page); ok {
		return fmt.Sprintf("%s-%d/%s", dir, n, page)
	}
	ext := path.Ext(file)
	return fmt.Sprintf("%s-%d%s", strings.TrimSuffix(file, ext), n, ext)
}

func (s *Site) tell(file, rule, message string) {
	s.problems = append(s.problems, Problem{file, rule, message})
}

// placeAll gives every note its page. They are taken in the order of their addresses, so that
// of two with one address it is always the same that keeps it.
func (s *Site) placeAll() {
	order := make([]note.Address, len(s.Notes))
	for i := range s.Notes {
		order[i] = s.Notes[i].Address
	}
	slices.Sort(order)
	for _, own := range []string{"", listsDir, listsDir + "new/", listsDir + "topics/", listsDir + "tags/", listsDir + "health/", pathsDir,
		listsDir + "questions/", listsDir + "practices/", listsDir + "stories/", listsDir + "decisions/", listsDir + "meetings/", listsDir + "people/"} {
		s.taken[note.SameName(own+page)] = "a list of the site"
	}
	fronts := s.fronts(order)
	for _, a := range order {
		want := string(a) + "/"
		if topic, ok := fronts[a]; ok {
			want = topic + "/"
		}
		got := s.Take(want+page, a.Path())
		s.places[a] = strings.TrimSuffix(got, page)
	}
}

// fronts are the notes that are the page of a topic.
func (s *Site) fronts(order []note.Address) map[note.Address]string {
	topics := map[string]bool{}
	for _, a := range order {
		for t := a.Topic(); t != ""; t = note.Address(t).Topic() {
			topics[t] = true
		}
	}
	out := map[note.Address]string{}
	has := map[string]bool{}
	for _, a := range order {
		if topics[string(a)] {
			out[a], has[string(a)] = string(a), true
		}
	}
	for _, a := range order {
		slug := strings.ToLower(a.Slug())
		if t := a.Topic(); t != "" && !has[t] && (slug == "readme" || slug == "index" || slug == "_index") {
			out[a], has[t] = t, true
		}
	}
	return out
}

// Place is the folder of a note's page, "" when it has none: "oncall/pager/".
func (s *Site) Place(a note.Address) string { return s.places[a] }

// URL is the absolute address of a path of the site; "" when nobody knows where it will be.
func (s *Site) URL(path string) string {
	if s.Address == "" {
		return ""
	}
	return s.Address + escape(strings.TrimSuffix(path, page))
}

// up leads from a folder of the site to its root: "../../" from "oncall/pager/".
func up(dir string) string { return strings.Repeat("../", strings.Count(dir, "/")) }

// escape is a path as it is written in an address. What begins like a scheme is kept from
// being one.
func escape(file string) string { return (&url.URL{Path: file}).EscapedPath() }

// href is the link from a page to a path of the site.
func href(root, file string) string {
	link := root + escape(file)
	if root == "" && strings.Contains(strings.SplitN(link, "/", 2)[0], ":") {
		return "./" + link
	}
	return link
}

// noteHref is the link from a page to the page of a note, and a place in it.
func (s *Site) noteHref(root string, a note.Address, anchor string) string {
	link := href(root, s.places[a]+page)
	if anchor != "" {
		link += "#" + (&url.URL{Fragment: anchor}).EscapedFragment()
	}
	return link
}
