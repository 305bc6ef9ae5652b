package pool

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/breakfast-table/cop/pkg/calendar"
	"github.com/breakfast-table/cop/pkg/index"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool/meeting"
)

// Doubt is what the note of a meeting says about when it is and a calendar cannot be told.
type Doubt struct {
	Note    note.Address
	Message string // begins with the key at fault; says what the calendar has instead
}

// Calendar is the meetings as calendar programs read them, and what of them is unclear. A
// meeting without a day is left out.
func (p *Pool) Calendar(ctx context.Context) (calendar.Calendar, []Doubt, error) {
	d := diary{Calendar: calendar.Calendar{Name: note.Clean(p.Name())}, pool: p.Identity()}
	err := p.eachMeeting(ctx, func(c *index.Card, n *note.Note) { d.add(c, n, "") })
	return d.Calendar, d.sortedDoubts(), err
}

// Calendar is the public meetings, each with its page, and what of them is unclear.
func (e *Edition) Calendar(page func(note.Address) string) (calendar.Calendar, []Doubt, error) {
	d := diary{Calendar: calendar.Calendar{Name: e.Name}, pool: e.Identity}
	for i := range e.Notes {
		c := &e.Notes[i]
		if c.Type != note.Event || c.Status != "" {
			continue
		}
		b, err := e.Text(c.Path)
		if err != nil {
			return d.Calendar, nil, fmt.Errorf("read %s: %w", c.Path, err)
		}
		d.add(c, note.Parse(c.Path, b), page(c.Address))
	}
	return d.Calendar, d.sortedDoubts(), nil
}

// diary gathers meetings.
type diary struct {
	calendar.Calendar
	pool   string
	doubts []Doubt
}

func (d *diary) add(c *index.Card, n *note.Note, page string) {
	e, unclear := meeting.Event(c, n)
	for _, s := range unclear {
		d.doubts = append(d.doubts, Doubt{c.Address, s})
	}
	if e.Start.IsZero() {
		return
	}
	e.UID, e.Page = calendar.UID(string(c.Address), d.pool), page
	d.Events = append(d.Events, e)
}

// sortedDoubts are the doubts in an order that stays.
func (d *diary) sortedDoubts() []Doubt {
	slices.SortFunc(d.doubts, func(a, b Doubt) int { return strings.Compare(string(a.Note)+a.Message, string(b.Note)+b.Message) })
	return d.doubts
}

// Identity names the pool the same on every clone, and no other: where it is shared, as
// host/path; the name of its folder where it is not.
func (p *Pool) Identity() string {
	if r, err := p.forgeRemote(); err == nil && !r.Local() {
		return r.Host + "/" + r.Path
	} else if err == nil {
		return strings.TrimSuffix(filepath.Base(r.Path), ".git")
	}
	return filepath.Base(p.Root())
}
