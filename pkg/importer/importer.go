// Package importer brings what other tools keep into a pool: the pure shape between a source
// and the notes and entries that are made of it.
//
// A [Source] is one vault, site or export. It yields [Item]s, which become notes, and entries of
// their threads; it says by the rule of its own tool where their links lead. A [Plan] decides
// what each becomes: its file, its text with links that lead to full addresses, and whether an
// earlier import brought it already. What always holds:
//
//   - the same source gives the same files: an item is known again by its id, which its note
//     keeps in front matter as source;
//   - nothing is overwritten that an import did not write, or that somebody edited since;
//   - what cannot be kept is told, grouped by its cause, with a count and an example.
//
// The package writes nothing and knows neither git nor the index. Kinds of sources are packages
// below it; the command that imports is the only one that links them.
package importer

import (
	"context"
	"io"
	"iter"
	"time"

	"github.com/breakfast-table/cop/pkg/note"
)

// Kind is a tool whose notes or exports can be read.
type Kind struct {
	Name  string // as in --from and in source: one lower-case word or two with a hyphen
	About string // what it is, for lists: "Obsidian vault"

	// Recognise says how sure it is that files are of this kind, 0 for not at all to 100 for
	// certain. It looks at names and at the beginning of a few files.
	Recognise func(t *Tree) int
	// Open reads what is needed to name all items and to follow their links. Its errors say in
	// one line what is wrong with the export. The tree stays open until the source is closed.
	Open func(ctx context.Context, t *Tree) (Source, error)
}

// Source is what one vault, site or export holds.
type Source interface {
	// Items lists all notes and entries, in the same order at each call: once to name them,
	// once to write them. An error ends it, and then nothing is imported. An item may be kept
	// by the caller until all are read, its Text by then not.
	Items(ctx context.Context) iter.Seq2[*Item, error]
	// Follow is where a link of an item leads, by the rule of the source's tool. Several
	// goroutines may ask at once.
	Follow(from *Item, l note.Link) Target
	// Open reads a file that Follow, or an item, named.
	Open(file string) (io.ReadCloser, error)
	// Losses are told once all items were listed: what the source has and no item says.
	Losses() []Loss
}

// Item is a note, or an entry of a note's thread.
type Item struct {
	// ID is the same in every export and unlike that of every other item of the kind, also of
	// other sources: it begins with the source's name where its tool only counts.
	ID string
	// Parent is the ID of what an entry is about: a note, or another entry that it replies to.
	// "" for a note.
	Parent string
	// Type is "" for a practice. An entry has note.Answer, note.Comment, note.Tried or
	// note.Accept; that of an answer has the answer as its parent.
	Type note.Type

	// Path is where a note was, with slashes and without an ending: "On call/Rotate the pager".
	// "" puts it into Topic under its title. It decides the address.
	Path  string
	Topic string // folders, where there is no Path
	Lang  string // two letters, where the path does not end in it

	Title       string // one line; "" leaves what the text says
	Description string
	Status      string // as the source has it; cop's own words are "deprecated" and "superseded"
	Replacement string // ID of the note that replaces it
	Tags        []string
	Aliases     []string // names; those that were addresses begin with a slash
	Authors     []Person // of an entry: the first
	Date        time.Time
	Modified    time.Time
	Fields      []note.Field // other front matter, in this order

	// Exact keeps Path, also of an entry, and the text as they are: they are cop's own.
	Exact bool
	// Unmarked says that the file cannot, or must not, say where it came from: it is known
	// again by its path, and left alone when it is there already.
	Unmarked bool

	// Text is called when the item is written, in any order and by several goroutines at once.
	// nil is no text.
	Text func() (Text, error)
}

// IsEntry reports an entry of a thread.
func (it *Item) IsEntry() bool { return it.Parent != "" }

// Text is what an item says.
type Text struct {
	// Markdown may begin with front matter that cop reads; fields of the item are then set in
	// it, and everything else stays byte for byte.
	Markdown []byte
	// Settled says that no link in it leads into the source, so none is looked at.
	Settled bool
	Losses  []Loss
}

// Person is somebody of the source. The zero value is nobody: an account that was deleted.
type Person struct {
	ID    string // where the source's tool numbers people, who may share a name
	Login string // the name that the tool tells people apart by
	Name  string // as one writes it
	Email string
}

// IsZero reports nobody.
func (p Person) IsZero() bool { return p == Person{} }

// Key tells people apart: the id, else the login, the e-mail address, the name.
func (p Person) Key() string {
	switch {
	case p.ID != "":
		return p.ID
	case p.Login != "":
		return p.Login
	case p.Email != "":
		return p.Email
	}
	return p.Name
}

// Target is where a link leads. The zero value leaves it as it is written.
type Target struct {
	Item   string // ID of a note or an entry
	Anchor string // of Item: what follows #; "" none
	File   string // path of an attachment in the source
	Place  string // of File: the path that decides where it goes; "" its own
	URL    string // an address that takes the place of the one that is written
	// Text is what the link shows where it says nothing else; "" for what is written.
	Text string
	// Firm says that it is written so that it leads there from any note that is where it was.
	Firm bool
	// Lost is why it leads nowhere, as a cause (see [Loss]); it stays as it is written.
	Lost string
}

// Loss is something of a source that a pool does not get, or gets changed.
type Loss struct {
	Cause   string // in the plural, without a full stop: "pictures that are not in the export"
	Example string // one of them: "Daily/2024-05-01.md: screenshot.png"
}
