package main

import (
	"fmt"
	"iter"
	"strings"
	"time"

	"github.com/breakfast-table/cop/cmd/internal/term"
	"github.com/breakfast-table/cop/pkg/index"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool"
)

// noteJSON is a note as programs see it. Fields are only ever added.
type noteJSON struct {
	Address     note.Address `json:"address"`
	Path        string       `json:"path"`
	Type        note.Type    `json:"type"`
	Title       string       `json:"title"`
	Description string       `json:"description"`
	Topic       string       `json:"topic"`
	Tags        []string     `json:"tags"`
	Authors     []string     `json:"authors"`
	Created     stamp        `json:"created"`
	Updated     stamp        `json:"updated"`
	Status      string       `json:"status"`
	Lang        string       `json:"lang,omitempty"` // that the file's name says: "de" of faq.de.md
	Maturity    string       `json:"maturity"`
	Contested   bool         `json:"contested"`
	Stale       bool         `json:"stale"`
	Reports     reportsJSON  `json:"reports"`
	Answers     int          `json:"answers"`
	Accepted    bool         `json:"accepted"`
	Pool        string       `json:"pool"` // "" for the pool at hand
}

// typed is what a command takes for the note.
func (n noteJSON) typed() string {
	if n.Pool == "" {
		return string(n.Address)
	}
	return n.Pool + ":" + string(n.Address)
}

type reportsJSON struct {
	Worked int `json:"worked"`
	Partly int `json:"partly"`
	Failed int `json:"failed"`
}

func toJSON(c *index.Card, stale bool) noteJSON {
	n := noteJSON{
		Address: c.Address, Path: c.Path, Type: c.Type, Title: c.Title, Description: c.Description, Topic: c.Topic,
		Tags: c.Tags, Authors: c.Authors, Created: stamp{c.Created}, Updated: stamp{c.Updated}, Status: c.Status, Lang: c.Lang,
		Maturity: c.Maturity, Contested: c.Contested, Stale: stale,
		Reports: reportsJSON{c.Worked, c.Partly, c.Failed}, Answers: c.Answers, Accepted: c.Accepted,
	}
	if n.Type == "" {
		n.Type = note.Practice
	}
	if n.Maturity == "" && n.Type == note.Practice {
		n.Maturity = pool.Untried
	}
	return n
}

// state is the one word worth a column: how far a note may be trusted, or what it
// waits for.
func (n noteJSON) state() term.Cell {
	switch {
	case n.Status == "superseded" || n.Status == "deprecated":
		return term.Cell{Text: n.Status, Style: term.Muted}
	case n.Contested:
		return term.Cell{Text: "contested", Style: term.Bad}
	case n.Type == note.Question && n.Accepted:
		return term.Cell{Text: "answered", Style: term.Good}
	case n.Type == note.Question && n.Answers > 0:
		return term.Cell{Text: count(n.Answers, "answer")}
	case n.Type == note.Question:
		return term.Cell{Text: "open", Style: term.Warn}
	case n.Stale:
		return term.Cell{Text: "stale", Style: term.Warn}
	case n.Maturity == pool.Proven:
		return term.Cell{Text: n.Maturity, Style: term.Good}
	case n.Type == note.Practice || n.Type == "":
		return term.Cell{Text: n.Maturity, Style: term.Muted}
	}
	return term.Cell{Text: string(n.Type), Style: term.Muted}
}

// hitList is the result of find and list.
type hitList struct {
	hits  []index.Hit
	stale func(index.Card) bool
	total int
	asked int // words of the search that say something
	now   time.Time
	found bool // find: show snippets

	also map[note.Address][]note.Address // other languages of a hit, which are no hits of their own

	in []foundIn // by hit, where several pools were searched; nil: the pool at hand
}

// foundIn is what only the pool of a hit knows.
type foundIn struct {
	pool  string
	stale bool
}

type hitJSON struct {
	noteJSON
	Score   float64 `json:"score"`
	Snippet string  `json:"snippet"`
	// Section is the heading that the snippet stands below; Missing are the words of the
	// search that the note lacks, with Partial when there are any.
	Section string   `json:"section,omitempty"`
	Partial bool     `json:"partial"`
	Missing []string `json:"missing,omitempty"`
}

// note is the i-th note. A list may have 100,000 of them: they are made when they are
// written.
func (l hitList) note(i int) noteJSON {
	if l.in == nil {
		return toJSON(&l.hits[i].Card, l.stale(l.hits[i].Card))
	}
	n := toJSON(&l.hits[i].Card, l.in[i].stale)
	n.Pool = l.in[i].pool
	return n
}

// Value is a plain list; only find's has score and snippet.
func (l hitList) Value() any {
	notes := make([]noteJSON, len(l.hits))
	for i := range l.hits {
		notes[i] = l.note(i)
	}
	if !l.found {
		return notes
	}
	found := make([]hitJSON, len(l.hits))
	for i, h := range l.hits {
		found[i] = hitJSON{notes[i], h.Score, h.Snippet, h.Section, len(h.Missing) > 0, h.Missing}
	}
	return found
}

// Table is what a pipe gets.
func (l hitList) Table() term.Table {
	return noteLines(func(yield func(string) bool) {
		for i := range l.hits {
			if !yield(noteLine(l.note(i))) {
				return
			}
		}
	}).Table()
}

// noteLine is a note in a pipe. It shares no memory with the note.
func noteLine(n noteJSON) string {
	return term.Row(n.typed(), n.Title, string(n.Type), n.Topic, strings.Join(n.Tags, ","), n.state().Text, term.Moment(n.Updated.Time))
}

// noteLines are the notes of a list in a pipe, each made by noteLine.
type noteLines iter.Seq[string]

// Table names what stands in the lines.
func (l noteLines) Table() term.Table {
	return term.Table{Columns: []term.Column{
		{Name: "address"}, {Name: "title"}, {Name: "type"}, {Name: "topic"}, {Name: "tags"}, {Name: "state"}, {Name: "updated"},
	}, Lines: iter.Seq[string](l)}
}

// Text is what a person gets: titles first, addresses to type beneath or beside them.
func (l hitList) Text(s *term.Streams) string {
	if l.found {
		return l.foundText(s)
	}
	if s.Width() < stackedBelow {
		return l.stacked(s)
	}
	t := term.Table{Columns: []term.Column{
		{Name: "title", Flex: true, Min: 18}, {Name: "address", Whole: true}, {Name: "state", Drop: 2}, {Name: "updated", Drop: 3},
	}}
	if len(l.also) > 0 {
		t.Columns = append(t.Columns, term.Column{Name: "also", Drop: 1})
	}
	for i := range l.hits {
		n := l.note(i)
		row := []term.Cell{
			{Text: n.Title, Style: term.Title}, {Text: string(n.Address), Style: term.Topic}, n.state(), term.When(n.Updated.Time, l.now),
		}
		if len(l.also) > 0 {
			row = append(row, term.Cell{Text: l.languages(n.Address), Style: term.Muted})
		}
		t.Rows = append(t.Rows, row)
	}
	return s.RenderTable(t)
}

// languages names the notes that are the same in other languages.
func (l hitList) languages(a note.Address) string {
	var slugs []string
	for _, other := range l.also[a] {
		slugs = append(slugs, other.Slug())
	}
	if len(slugs) == 0 {
		return ""
	}
	return "also " + strings.Join(slugs, ", ")
}

// brief is a title, or a line that somebody wrote, as a list shows it.
func brief(s string) string { return note.Brief(s, 160) }

// stackedBelow is the width below which a row becomes two lines.
const stackedBelow = 60

// stacked is the list for narrow screens: the title, and beneath it the address, which
// is never cut since it is there to be typed.
func (l hitList) stacked(s *term.Streams) string {
	p := s.Palette()
	var b strings.Builder
	for _, h := range l.hits {
		b.WriteString(term.Hang("", "", p.Paint(term.Title, brief(h.Title)), s.Width()) + "\n")
		line := p.Paint(term.Topic, string(h.Address))
		if also := l.languages(h.Address); also != "" {
			line += p.Paint(term.Muted, " · "+also)
		}
		b.WriteString(term.Hang("  ", "  ", line, s.Width()) + "\n")
	}
	return b.String()
}

// whyFound is where the words stand that the snippet shows, and which are missing; of many
// that are, how many are not.
func whyFound(h index.Hit, asked int) string {
	var parts []string
	if h.Section != "" {
		parts = append(parts, "in "+note.Quoted(h.Section))
	}
	switch n := len(h.Missing); {
	case n > 2:
		parts = append(parts, fmt.Sprintf("%d of %d words", asked-n, asked))
	case n > 0:
		parts = append(parts, "without "+note.Clean(strings.Join(h.Missing, " and ")))
	}
	return strings.Join(parts, " · ")
}

func (l hitList) foundText(s *term.Streams) string {
	p := s.Palette()
	var b strings.Builder
	for i, h := range l.hits {
		n := l.note(i)
		state := n.state()
		title := brief(n.Title)
		if title != n.Title {
			h.TitleMarks = nil
		}
		b.WriteString(term.Hang("", "", p.Mark(term.Title, title, h.TitleMarks), s.Width()) + "\n")
		line := "  " + p.Paint(term.Topic, n.typed())
		if state.Text != "" {
			line += p.Paint(term.Muted, " · ") + p.Paint(state.Style, state.Text)
		}
		if when := term.Ago(n.Updated.Time, l.now); when != "" {
			line += p.Paint(term.Muted, " · "+when)
		}
		if also := l.languages(h.Address); also != "" {
			line += p.Paint(term.Muted, " · "+also)
		}
		if why := whyFound(h, l.asked); why != "" {
			line += p.Paint(term.Muted, " · "+why)
		}
		b.WriteString(term.Hang("  ", "  ", strings.TrimLeft(line, " "), s.Width()) + "\n")
		if h.Snippet != "" {
			b.WriteString(term.Hang("  ", "  ", p.Mark(term.Plain, h.Snippet, h.Marks), s.Width()))
			b.WriteString("\n")
		}
	}
	if l.total > len(l.hits) {
		b.WriteString(p.Paint(term.Muted, fmt.Sprintf("%d of %d; --limit 0 shows all", len(l.hits), l.total)) + "\n")
	}
	return b.String()
}
