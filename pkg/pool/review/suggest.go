package review

import (
	"slices"
	"sort"
	"strings"

	"github.com/breakfast-table/cop/pkg/forge"
)

// Suggested is new text that a reviewer offers in place of lines of a contribution.
type Suggested struct {
	Thread  forge.ThreadID
	Comment string // the id of the comment that makes it
	By      forge.Login
	Path    string
	// First and Last are the lines it replaces, 1-based, in the newest head.
	First, Last int
	Old, New    string // without the final newline; New "" removes the lines
	// Gone says that the lines are no longer there as they were when it was made.
	Gone bool

	Name, Email string `json:"-"` // of whoever makes it, as git would have them
	nth         int    // among those of its comment
}

// Suggested lists what reviewers offer, by file and line. What is in the text already is
// left out. It needs the texts, so it is empty for what a list of contributions has.
func (r Review) Suggested() []Suggested {
	var out []Suggested
	for _, t := range r.Threads {
		i := slices.IndexFunc(r.Notes, func(n Note) bool { return n.Path == t.Path })
		if i < 0 || t.Side == forge.Before || t.Resolved {
			continue
		}
		lines := textLines(r.Notes[i].New)
		for _, c := range t.Comments {
			for nth, s := range forge.Suggestions(c.Body) {
				one := suggested(t, c, s, lines)
				if one.New == one.Old || one.Gone && one.New != "" && strings.Contains("\n"+strings.Join(lines, "\n")+"\n", "\n"+one.New+"\n") {
					continue
				}
				one.nth = nth
				out = append(out, one)
			}
		}
	}
	sort.SliceStable(out, func(i, j int) bool {
		return out[i].Path < out[j].Path || out[i].Path == out[j].Path && out[i].First < out[j].First
	})
	return out
}

func suggested(t forge.Thread, c forge.Comment, s forge.Suggestion, lines []string) Suggested {
	out := Suggested{Thread: t.ID, Comment: c.ID, By: c.By, Path: t.Path, New: s.Text, Name: c.Name, Email: c.Email}
	out.First, out.Last = s.Lines(t.Anchor)
	if t.Outdated || t.Line <= 0 || out.First < 1 || out.Last > len(lines) || out.First > out.Last {
		out.Gone, out.Old = true, t.Quote
		return out
	}
	out.Old = strings.Join(lines[out.First-1:out.Last], "\n")
	return out
}

// textLines cuts a text into lines without their ends.
func textLines(text []byte) []string {
	s := strings.TrimSuffix(strings.ReplaceAll(string(text), "\r\n", "\n"), "\n")
	return strings.Split(s, "\n")
}

// Apply replaces lines of a text, from the end so that earlier line numbers
// stay true. A suggestion whose lines are not as they were, or were replaced already, is
// left.
func Apply(text []byte, list []Suggested) (out []byte, done, left []Suggested) {
	list = slices.Clone(list)
	sort.SliceStable(list, func(i, j int) bool { return list[i].Last > list[j].Last })
	end := "\n"
	if strings.Contains(string(text), "\r\n") {
		end = "\r\n"
	}
	lines := textLines(text)
	limit := len(lines)
	for _, s := range list {
		if s.Gone || s.First < 1 || s.Last > limit || s.First > s.Last || strings.Join(lines[s.First-1:s.Last], "\n") != s.Old {
			left = append(left, s)
			continue
		}
		var fresh []string
		if s.New != "" {
			fresh = strings.Split(s.New, "\n")
		}
		lines = slices.Replace(lines, s.First-1, s.Last, fresh...)
		limit = s.First - 1
		done = append(done, s)
	}
	joined := strings.Join(lines, end)
	if strings.HasSuffix(string(text), "\n") && joined != "" {
		joined += end
	}
	return []byte(joined), done, left
}
