package index

import (
	"slices"
	"strings"
	"time"

	"github.com/breakfast-table/cop/pkg/note"
)

// Card is what a list shows of a note. Strings come out of a pool: hostile until
// cleaned. Slices and strings of cards read together share memory: do not append.
type Card struct {
	Address            note.Address
	Path               string
	Hash               string // git blob id of the file that was indexed, hex
	Type               note.Type
	Title, Description string
	Topic              string
	Tags, Authors      []string
	Aliases            []string
	Date, ReviewBy     time.Time // from the front matter, zero when absent; UTC
	Modified           time.Time // the last change that the front matter tells, zero when absent; UTC
	Added, Edited      time.Time // from git (see SetHistory), zero until known; UTC
	Created, Updated   time.Time // when it was written and changed last, see settle; UTC
	By, ByEmail        string    // who changed it last, by git
	DraftedBy          string    // the assistant whose text that change brought; "" for a person's
	Changes            int       // how often it was, counting when it was added
	Status, Lang       string
	Broken             bool // the front matter is not readable YAML
	Private            bool // the front matter keeps it from being published
	Words              int  // of the text, by the index's own count
	Facts

	titled uint32 // see titleHash
	spoken int    // place of the language it was read in, see languages
}

// Facts are what the thread of a note says about it, computed by the caller; the zero
// value: nothing known.
type Facts struct {
	Maturity               string
	Contested              bool
	Worked, Partly, Failed int
	Answers, Comments      int
	Accepted               bool
	Verified, LastEntry    time.Time // UTC
}

// Times are what git's history says about a path. A zero Created keeps the known one, and
// adds Changes to the known ones.
type Times struct {
	Created, Updated time.Time
	By, ByEmail      string // who made the last change
	DraftedBy        string // the assistant whose text that change brought; "" for a person's
	Changes          int
}

// times are what a card knows of its path's history.
func (c *Card) times() Times {
	return Times{c.Added, c.Edited, c.By, c.ByEmail, c.DraftedBy, c.Changes}
}

func (c *Card) setTimes(t Times) {
	c.Added, c.Edited, c.By, c.ByEmail, c.DraftedBy, c.Changes = t.Created, t.Updated, t.By, t.ByEmail, t.DraftedBy, t.Changes
	c.settle()
}

const (
	sameDay = 36 * time.Hour      // a date has no time of day, and days begin at different times
	fresh   = 31 * 24 * time.Hour // how long a note may wait for being shared
)

// settle decides when the note was written and changed last. What the note says counts, as it
// does for zk, Hugo, Jekyll and Joplin; git counts where it says nothing, and for what was
// changed since the note came into the pool. On the day that a note says git is more exact.
func (c *Card) settle() {
	c.Created, c.Updated = c.Added, c.Edited
	if c.Type == note.Event || c.Type == note.Person || c.Added.IsZero() {
		return
	}
	if !c.Date.IsZero() && c.Added.Sub(c.Date) > sameDay {
		c.Created = c.Date
	}
	if c.Changes > 1 {
		return
	}
	switch {
	case !c.Modified.IsZero() && c.Edited.Sub(c.Modified) > sameDay:
		c.Updated = c.Modified
	case c.Imported():
		c.Updated = c.Created
	}
}

// Imported reports a note that was written long before it came into the pool.
func (c *Card) Imported() bool { return !c.Added.IsZero() && c.Added.Sub(c.Created) > fresh }

// after is what is known once t is told too.
func (was Times) after(t Times) Times {
	if t.Created.IsZero() {
		t.Created = was.Created
		t.Changes += was.Changes
	}
	return t
}

// Dated is when the note says it is of, else when it was written; zero when nobody knows.
func (c *Card) Dated() time.Time {
	if !c.Date.IsZero() {
		return c.Date
	}
	return c.Created
}

// Newest is the time a list is sorted by: the last change, as far as it is known.
func (c *Card) Newest() time.Time {
	switch {
	case !c.Updated.IsZero():
		return c.Updated
	case !c.Created.IsZero():
		return c.Created
	}
	return c.Date
}

// Retired says that the community no longer recommends the note.
func (c *Card) Retired() bool {
	return strings.EqualFold(c.Status, "deprecated") || strings.EqualFold(c.Status, "superseded")
}

// clone frees a card from the memory it shares with its segment.
func (c Card) clone() Card {
	c.Tags, c.Authors, c.Aliases = slices.Clone(c.Tags), slices.Clone(c.Authors), slices.Clone(c.Aliases)
	return c
}
