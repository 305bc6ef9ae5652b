// Package note models one note of a pool, or one entry of a note's thread, as a value:
// the bytes of a markdown file and what they say.
//
// Its main type is [Note]. [Parse] reads any bytes whatever, [Note.Bytes] gives them
// back. Invariants:
//
//   - A note that was not edited is byte for byte what was parsed, and an edit changes
//     only the bytes it is about: comments, the order of keys, quoting, line endings, a
//     byte order mark and a missing final newline stay as their author wrote them.
//   - Front matter that is not readable YAML is never rewritten; everything else about
//     such a note still works.
//   - Hostile input (megabytes, binary, nesting, aliases) costs bounded time and memory
//     and never panics.
//
// The package does no I/O and knows neither files, git, the index nor the clock. It
// alone knows YAML and markdown syntax.
package note

import (
	"time"
)

// Type says what a note or an entry is: one lower-case word. Communities add their own;
// the constants are those that cop itself knows.
type Type string

// The types of notes.
const (
	Practice    Type = "practice" // the default
	Story       Type = "story"
	Question    Type = "question"
	Decision    Type = "decision"
	Event       Type = "event"
	Person      Type = "person"
	CharterNote Type = "charter" // the note that [ReadCharter] reads
)

// The types of entries in a note's thread.
const (
	Answer  Type = "answer"
	Comment Type = "comment"
	Tried   Type = "tried"
	Accept  Type = "accept"
	Verify  Type = "verify"
)

// Note is one file of a pool. The exported fields are what the front matter says, read by
// [Parse] and again after each edit; they are zero where a key is absent or of the wrong
// shape (see [CheckNote]). Changing a field does not change the file: use [Note.Set].
//
// A Note is not safe for concurrent use: reading it fills caches.
type Note struct {
	Path string // path in the pool, with slashes: "practices/oncall/pager.md"

	Title       string // one line; falls back to the first H1, then to the file name in words
	Description string // one line
	Type        Type   // falls back to what the path says, then to Practice
	Status      string // "", "deprecated" or "superseded"; others in lower case as written
	Replacement string // what the status says it is superseded by, as written; see SupersededBy
	Lang        string // from the file name: "fr" for slug.fr.md; "" when it names none

	Tags     []string
	Authors  []string // of an entry: its one author
	Aliases  []string
	Stewards []string

	Date     time.Time // when it was written, by its front matter, else by its file name; UTC; a time of day only where one is written
	Modified time.Time // the last change that the front matter tells; UTC
	ReviewBy time.Time // UTC, midnight

	Private bool // its front matter keeps it from being published; see private

	Supersedes   Address
	SupersededBy Address
	AdaptedFrom  string // "<pool>:<address>@<commit>"

	Entry // only entries of a thread have these

	src   []byte
	front front
	doc   *document // the parsed body, nil until it is needed

	unnamed bool // the title is the file name
}

// Entry is the front matter that only entries of a thread have.
type Entry struct {
	Re      string // file name of the entry that this one answers; "" answers the note
	Outcome string // of a report: "worked", "partly" or "failed"; others are kept as written
	Context string // of a report: one line that says where
	At      string // of a report: the commit of the note that was tried
	Effort  string // of a report
	Result  string // of a report
}

// Parse reads a note. It never fails: what is not readable is reported by [Note.Err] and
// [CheckNote]. path says where the file is in the pool; it may be a name that does not
// exist yet. The note keeps src and never changes it.
func Parse(path string, src []byte) *Note {
	n := &Note{Path: path}
	n.reset(src)
	return n
}

// reset makes src the note's bytes and reads it anew.
func (n *Note) reset(src []byte) {
	n.src, n.doc = src, nil
	n.front = readFront(src)
	n.readFields()
}

// Bytes is the whole file. The caller must not change it.
func (n *Note) Bytes() []byte { return n.src }

// Err is nil, or a [*SyntaxError] when the front matter is not readable YAML.
func (n *Note) Err() error {
	if n.front.err == nil {
		return nil
	}
	return n.front.err
}

// HasFrontMatter reports whether the file begins with front matter, readable or not.
func (n *Note) HasFrontMatter() bool { return n.front.present }

// Body is everything after the front matter. The caller must not change it.
func (n *Note) Body() []byte { return n.src[n.front.body:] }

// BodyLine is the line of the file, counted from 1, on which the body begins.
func (n *Note) BodyLine() int { return n.lines().of(n.front.body) }

// Value is the decoded value of a front matter key, and whether the key is there: string,
// bool, int, float64, nil, []any or map[string]any. Dates are given as they are written.
func (n *Note) Value(key string) (any, bool) {
	f := n.front.field(key)
	if f == nil {
		return nil, false
	}
	return decode(f.value), true
}

// FrontMatter is the decoded value of every key (see [Note.Value]); empty when there are
// none or they cannot be read.
func (n *Note) FrontMatter() map[string]any {
	out := make(map[string]any, len(n.front.fields))
	for _, f := range n.front.fields {
		if _, again := out[f.key]; !again {
			out[f.key] = decode(f.value)
		}
	}
	return out
}
