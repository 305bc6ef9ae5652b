package forge

import (
	"cmp"
	"errors"
	"strings"

	"github.com/bluekeyes/go-gitdiff/gitdiff"
)

// FileDiff is what a contribution does to one file.
type FileDiff struct {
	Path  string // "" for a removed file: see Old
	Old   string // path before; "" for a new file
	Hunks []Hunk // empty for a pure move and for what is not text
}

// Name is the path after, or, for a removed file, before.
func (f FileDiff) Name() string { return cmp.Or(f.Path, f.Old) }

// Hunk is a run of lines with their surroundings. Line numbers are 1-based.
type Hunk struct {
	OldStart, NewStart int
	Lines              []DiffLine
}

// DiffLine is one line of a hunk.
type DiffLine struct {
	Mark byte // ' ', '+' or '-'
	Text string
	Old  int // its number before; 0 for an added line
	New  int // its number after; 0 for a removed line
}

// find looks a line up by its number on one side.
func (f FileDiff) find(side Side, n int) (DiffLine, bool) {
	for _, h := range f.Hunks {
		for _, l := range h.Lines {
			if n > 0 && (side == Before && l.Old == n || side != Before && l.New == n) {
				return l, true
			}
		}
	}
	return DiffLine{}, false
}

// covers reports whether all lines of an anchor are part of the change or stand around it.
func covers(files []FileDiff, a Anchor) bool {
	f, ok := fileOf(files, a.Path)
	if !ok {
		return false
	}
	for n := a.First(); n <= a.Line; n++ {
		if _, ok := f.find(a.Side, n); !ok {
			return false
		}
	}
	return true
}

func fileOf(files []FileDiff, path string) (FileDiff, bool) {
	for _, f := range files {
		if f.Name() == path {
			return f, true
		}
	}
	return FileDiff{}, false
}

// wholeDiff reads the answer of a host that is to be a diff. One that ends within a line, tells of
// a file twice, or is none at all was spoilt on its way.
func (c *client) wholeDiff(src string) ([]FileDiff, error) {
	files, seen := parseDiff(src), map[string]bool{}
	bad := src != "" && (len(files) == 0 || !strings.HasSuffix(src, "\n"))
	for _, f := range files {
		bad = bad || seen[f.Name()]
		seen[f.Name()] = true
	}
	if bad {
		return nil, &NetError{Host: c.host.Name(), Err: errors.New("its answer is no change of files, or not all of one")}
	}
	return files, nil
}

// parseDiff reads what git diff prints. Of a file that it does not understand it tells the
// name alone.
func parseDiff(src string) []FileDiff {
	var out []FileDiff
	for _, part := range strings.Split("\n"+src, "\ndiff --git ")[1:] {
		header, _, _ := strings.Cut(part, "\n")
		_, name, _ := strings.Cut(header, " b/")
		f := FileDiff{Path: name, Old: name}
		if files, _, err := gitdiff.Parse(strings.NewReader("diff --git " + part + "\n")); err == nil && len(files) == 1 {
			f = FileDiff{Path: files[0].NewName, Old: files[0].OldName, Hunks: hunksOf(files[0])}
		}
		out = append(out, f)
	}
	return out
}

// ParseHunks reads the hunks of one file, whatever header they come with; nil where there is
// none, or one that is not understood.
func ParseHunks(diff string) []Hunk {
	_, hunks, _ := strings.Cut("\n"+diff, "\n@@ ")
	files, _, err := gitdiff.Parse(strings.NewReader("--- a\n+++ b\n@@ " + hunks + "\n"))
	if err != nil || len(files) != 1 {
		return nil
	}
	return hunksOf(files[0])
}

// hunksOf numbers the lines.
func hunksOf(f *gitdiff.File) []Hunk {
	var out []Hunk
	for _, part := range f.TextFragments {
		h := Hunk{OldStart: int(part.OldPosition), NewStart: int(part.NewPosition)}
		before, after := h.OldStart, h.NewStart
		for _, l := range part.Lines {
			d := DiffLine{Mark: l.Op.String()[0], Text: strings.TrimSuffix(l.Line, "\n")}
			if l.Old() {
				d.Old = before
				before++
			}
			if l.New() {
				d.New = after
				after++
			}
			h.Lines = append(h.Lines, d)
		}
		out = append(out, h)
	}
	return out
}

// tail is the text of the last n lines that a hunk ends with on one side: what hosts
// send along with a comment to show where it stands.
func tail(hunk string, side Side, n int) string {
	lines := strings.Split(strings.TrimSuffix(hunk, "\n"), "\n")
	if len(lines) == 0 || !strings.HasPrefix(lines[0], "@@ ") {
		return ""
	}
	var texts []string
	for _, l := range lines[1:] {
		if l == "" || l[0] == ' ' || l[0] == '+' && side != Before || l[0] == '-' && side == Before {
			texts = append(texts, strings.TrimPrefix(strings.TrimPrefix(strings.TrimPrefix(l, "+"), "-"), " "))
		}
	}
	if len(texts) < n {
		return ""
	}
	return strings.Join(texts[len(texts)-n:], "\n")
}
