package forge

import (
	"strconv"
	"strings"
)

// FileDiff is what a contribution does to one file.
type FileDiff struct {
	Path  string // "" for a removed file: see Old
	Old   string // path before; "" for a new file
	Hunks []Hunk // empty for a pure move and for what is not text
}

// Name is the path after, or, for a removed file, before.
func (f FileDiff) Name() string {
	if f.Path == "" {
		return f.Old
	}
	return f.Path
}

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

// parseDiff reads what git diff prints. What it does not understand it leaves out.
func parseDiff(src string) []FileDiff {
	var files []FileDiff
	lines := strings.Split(strings.TrimSuffix(src, "\n"), "\n")
	for i := 0; i < len(lines); {
		switch l := lines[i]; {
		case strings.HasPrefix(l, "diff --git "):
			files = append(files, headerPaths(l))
			i++
		case len(files) == 0:
			i++
		case strings.HasPrefix(l, "@@ "):
			f := &files[len(files)-1]
			h, n := ParseHunk(lines[i:])
			f.Hunks = append(f.Hunks, h)
			i += n
		default:
			files[len(files)-1].note(l)
			i++
		}
	}
	return files
}

// headerPaths reads "diff --git a/x b/x". With a blank in a name the line is ambiguous
// unless both names are equal; --- and +++, rename from and to say it again.
func headerPaths(l string) FileDiff {
	rest := strings.TrimPrefix(l, "diff --git ")
	if half := len(rest) / 2; len(rest)%2 == 1 && half > 2 && rest[half] == ' ' && rest[2:half] == rest[half+3:] {
		return FileDiff{Path: rest[2:half], Old: rest[2:half]}
	}
	a, b, _ := strings.Cut(rest, " ")
	return FileDiff{Path: unprefixed(b), Old: unprefixed(a)}
}

// note takes what an extended header line says.
func (f *FileDiff) note(l string) {
	key, value, _ := strings.Cut(l, " ")
	switch {
	case key == "---":
		f.Old = unprefixed(value)
	case key == "+++":
		f.Path = unprefixed(value)
	case strings.HasPrefix(l, "rename from "):
		f.Old = unquoted(strings.TrimPrefix(l, "rename from "))
	case strings.HasPrefix(l, "rename to "):
		f.Path = unquoted(strings.TrimPrefix(l, "rename to "))
	case strings.HasPrefix(l, "new file mode"):
		f.Old = ""
	case strings.HasPrefix(l, "deleted file mode"):
		f.Path = ""
	}
}

func unprefixed(name string) string {
	name = unquoted(strings.TrimSuffix(name, "\t"))
	if name == "/dev/null" {
		return ""
	}
	_, rest, ok := strings.Cut(name, "/")
	if !ok {
		return name
	}
	return rest
}

// unquoted undoes git's quoting of unusual names: "b/caf\303\251.md".
func unquoted(name string) string {
	if !strings.HasPrefix(name, `"`) {
		return name
	}
	if s, err := strconv.Unquote(name); err == nil {
		return s
	}
	return name
}

// ParseHunk reads one hunk and says how many lines it took. The counts of its header
// tell where it ends, so that a removed line "-- x" is not taken for a header.
func ParseHunk(lines []string) (Hunk, int) {
	oldStart, oldLeft, newStart, newLeft := parseRange(lines[0])
	h := Hunk{OldStart: oldStart, NewStart: newStart}
	n := 1
	for ; n < len(lines) && (oldLeft > 0 || newLeft > 0); n++ {
		l := lines[n]
		mark := byte(' ')
		if l != "" {
			mark, l = l[0], l[1:]
		}
		d := DiffLine{Mark: mark, Text: l}
		switch mark {
		case ' ':
			d.Old, d.New = oldStart, newStart
		case '-':
			d.Old = oldStart
		case '+':
			d.New = newStart
		default: // "\ No newline at end of file"
			continue
		}
		if d.Old > 0 {
			oldStart, oldLeft = oldStart+1, oldLeft-1
		}
		if d.New > 0 {
			newStart, newLeft = newStart+1, newLeft-1
		}
		h.Lines = append(h.Lines, d)
	}
	for n < len(lines) && strings.HasPrefix(lines[n], `\`) {
		n++
	}
	return h, n
}

// parseRange reads "@@ -3,7 +3,9 @@ heading".
func parseRange(l string) (oldStart, oldCount, newStart, newCount int) {
	fields := strings.Fields(l)
	if len(fields) < 3 {
		return 0, 0, 0, 0
	}
	oldStart, oldCount = parseSpan(strings.TrimPrefix(fields[1], "-"))
	newStart, newCount = parseSpan(strings.TrimPrefix(fields[2], "+"))
	return oldStart, oldCount, newStart, newCount
}

func parseSpan(s string) (start, count int) {
	a, b, ok := strings.Cut(s, ",")
	start, _ = strconv.Atoi(a)
	count = 1
	if ok {
		count, _ = strconv.Atoi(b)
	}
	return start, count
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
