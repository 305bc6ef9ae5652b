package site

import (
	"context"
	"fmt"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/breakfast-table/cop/pkg/feed"
	"github.com/breakfast-table/cop/pkg/index"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool"
)

// Feeds are what readers subscribe to: everything, each topic, questions that nobody answered,
// and practices that became proven. Each is there as Atom and as JSON Feed, side by side.

const (
	mostEntries = 30 // of a feed
	mostInTopic = 10
)

// channel is one feed before it is written.
type channel struct {
	dir         string // of its files: "oncall/"
	name        string // of its files, without their ending
	title, lead string
	home        string // the page that says the same
	notes       []*index.Card
	proven      bool // it tells when a practice became proven, not when it changed
}

// channels are all feeds of the site.
func (s *Site) channels() []channel {
	out := []channel{{name: "feed", title: s.Name, lead: "New and changed", home: page}}
	asks := channel{dir: listsDir + "questions/", name: "feed", title: s.Name + ": waiting for an answer", home: listsDir + "questions/" + page}
	proven := channel{dir: listsDir + "practices/", name: "proven", title: s.Name + ": became proven", home: listsDir + "practices/" + page, proven: true}
	inTopic := map[string][]*index.Card{}
	for i := range s.Notes {
		c := &s.Notes[i]
		if out[0].add(c, mostEntries); isCard(c) {
			continue
		}
		switch {
		case typeOf(c) == note.Question && c.Answers == 0 && !c.Accepted && c.Status == "":
			asks.add(c, mostEntries)
		case c.Maturity == pool.Proven && !c.Contested && c.Status == "":
			proven.add(c, len(s.Notes))
		}
		for t := c.Topic; t != ""; t = parentOf(t) {
			if len(inTopic[t]) < mostInTopic {
				inTopic[t] = append(inTopic[t], c)
			}
		}
	}
	slices.SortStableFunc(proven.notes, func(a, b *index.Card) int { return b.LastEntry.Compare(a.LastEntry) })
	proven.notes = proven.notes[:min(len(proven.notes), mostEntries)]
	out = append(out, asks, proven)
	for _, t := range s.topics {
		if len(inTopic[t.Name]) > 0 {
			out = append(out, channel{dir: t.Place, name: "feed", title: s.Name + ": " + note.Clean(t.Name), home: t.Place + page, notes: inTopic[t.Name]})
		}
	}
	return out
}

func (c *channel) add(n *index.Card, most int) {
	if len(c.notes) < most && n.Type != note.CharterNote {
		c.notes = append(c.notes, n)
	}
}

// feeds are the files of all channels.
func (s *Site) feeds() []File {
	var out []File
	at := make(map[*index.Card]int, len(s.Notes))
	for i := range s.Notes {
		at[&s.Notes[i]] = i
	}
	ids := s.ids()
	for _, c := range s.channels() {
		m := newMarker(s.base)
		m.text("feed", c.dir, c.name, c.title, s.Address, s.Identity)
		for _, n := range c.notes {
			m.mark(s.marks[at[n]])
			m.time(n.Newest(), n.Created)
			m.text(string(ids[n.Address]))
		}
		mark := m.sum()
		atom, json := s.Take(c.dir+c.name+".xml", "feed "+c.title), s.Take(c.dir+c.name+".json", "feed "+c.title)
		written := func(form func(feed.Feed) ([]byte, error)) func(context.Context) ([]byte, error) {
			return func(ctx context.Context) ([]byte, error) {
				f, err := s.feed(ctx, c, atom, json)
				if err != nil {
					return nil, err
				}
				return form(f)
			}
		}
		out = append(out, File{Path: atom, Mark: mark, Make: written(feed.Feed.Atom)}, File{Path: json, Mark: mark, Make: written(feed.Feed.JSON)})
	}
	return out
}

// feed is a channel with its texts. Where nobody knows the site's address, links lead from
// the feed to the pages beside it.
func (s *Site) feed(ctx context.Context, c channel, atom, json string) (feed.Feed, error) {
	root := s.Address
	if root == "" {
		root = up(c.dir)
	}
	whole := func(file string) string {
		if s.Address == "" {
			return href(root, file)
		}
		return s.URL(file)
	}
	names := s.namer()
	f := feed.Feed{
		ID: names.ID(c.dir + c.name), Title: c.title, Subtitle: c.lead, Author: s.Name,
		Home: whole(c.home), Self: whole(atom), Alt: whole(json),
	}
	ids := s.ids()
	for _, n := range c.notes {
		e := feed.Entry{
			ID: names.ID(string(ids[n.Address])), Title: note.Clean(n.Title), Link: whole(s.places[n.Address] + page), Lang: n.Lang,
			Summary: note.Clean(n.Description), Authors: s.authorsOf(n), Tags: n.Tags, Published: n.Created, Updated: s.known(n.Newest()),
		}
		var err error
		if e.HTML, err = s.feedText(ctx, n, root); err != nil {
			return f, err
		}
		if c.proven {
			if err := s.becameProven(ctx, n, &e); err != nil {
				return f, err
			}
		}
		f.Entries = append(f.Entries, e)
		if e.Updated.After(f.Updated) {
			f.Updated = e.Updated
		}
	}
	f.Updated = s.known(f.Updated)
	return f, nil
}

// known is a moment that a feed can have: what nobody knows was long ago.
func (s *Site) known(t time.Time) time.Time {
	if t.IsZero() {
		return time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	return t
}

func (s *Site) namer() feed.Namer {
	host, rest, ok := strings.Cut(s.Identity, "/")
	if !ok {
		return feed.Namer{Pool: s.Identity}
	}
	return feed.Namer{Authority: host, Pool: rest}
}

// ids are the addresses that notes are known by in feeds: the first that a note ever had, so
// that one that moved is not unread again. Where that is another note's now, its own.
func (s *Site) ids() map[note.Address]note.Address {
	s.idsOnce.Do(func() {
		s.idsOf = make(map[note.Address]note.Address, len(s.Notes))
		taken := make(map[note.Address]bool, len(s.Notes))
		order := make([]note.Address, 0, len(s.Notes))
		for i := range s.Notes {
			order, taken[s.Notes[i].Address] = append(order, s.Notes[i].Address), true
		}
		slices.Sort(order)
		for _, a := range order {
			c, _ := s.Note(a)
			id := a
			if old, ok := firstAddress(c); ok && !taken[old] {
				id, taken[old] = old, true
			}
			s.idsOf[a] = id
		}
	})
	return s.idsOf
}

// firstAddress is where a note was before its first move: cop writes it with a slash.
func firstAddress(c *index.Card) (note.Address, bool) {
	for _, alias := range c.Aliases {
		if strings.HasPrefix(alias, "/") {
			return note.FormerAddress(alias)
		}
	}
	return "", false
}

// authorsOf are the authors who opted in to be named.
func (s *Site) authorsOf(c *index.Card) []string {
	var out []string
	for _, a := range c.Authors {
		if p := s.Named(a); p != nil {
			out = append(out, p.Name)
		}
	}
	return out
}

// feedText is a note as it is read elsewhere. It is made once for all feeds of one root.
func (s *Site) feedText(ctx context.Context, c *index.Card, root string) (string, error) {
	key := [2]string{string(c.Address), root}
	made, ok := s.feedTexts.Load(key)
	if !ok {
		b, err := s.Text(c.Path)
		if err != nil {
			return "", fmt.Errorf("read %s: %w", c.Path, err)
		}
		found := newFindings()
		html := s.write(found.in(ctx), note.Parse(c.Path, b), root, "", 0).HTML // what is wrong with it, its page has told
		made, _ = s.feedTexts.LoadOrStore(key, feedText{html, found.shows})
	}
	text, _ := made.(feedText)
	for _, a := range text.shows {
		findingsOf(ctx).show(a)
	}
	return text.html, nil
}

// feedText is a text and what it shows of other files.
type feedText struct {
	html  string
	shows map[string]asset
}

// becameProven makes an entry one about the day on which a practice became proven: that of
// the report since which it has been. Readers show a new entry, but not always a changed one.
func (s *Site) becameProven(ctx context.Context, c *index.Card, e *feed.Entry) error {
	thread, err := s.Thread(c.Address)
	if err != nil {
		return err
	}
	b, err := s.Text(c.Path)
	if err != nil {
		return fmt.Errorf("read %s: %w", c.Path, err)
	}
	n, when := note.Parse(c.Path, b), c.LastEntry
	for i := len(thread); i > 0; i-- {
		why, err := s.Why(ctx, n, thread[:i])
		if err != nil {
			return err
		}
		if why.Maturity != pool.Proven {
			break
		}
		when = thread[i-1].When()
	}
	e.ID += "#proven"
	e.Published, e.Updated = s.known(when), s.known(when)
	e.Summary = strings.TrimSpace(fmt.Sprintf("It worked for %d of %d. %s", c.Worked, c.Worked+c.Partly+c.Failed, e.Summary))
	return nil
}

// alternates are the feeds that the page of a folder names in its head: those of its topic, or
// of questions, and of everything.
func (s *Site) alternates(root, dir string) []Alternate {
	var out []Alternate
	add := func(dir, title string) {
		out = append(out, Alternate{"application/atom+xml", title, href(root, dir+"feed.xml")}, Alternate{"application/feed+json", title, href(root, dir+"feed.json")})
	}
	switch own := s.feedPlace(dir); {
	case own == listsDir+"questions/":
		add(dir, s.Name+": waiting for an answer")
	case own != "":
		add(dir, s.Name+": "+note.Clean(strings.TrimSuffix(dir, "/")))
	}
	add("", s.Name)
	return out
}

// feedPlace is the folder itself when its page has a feed of its own, else "".
func (s *Site) feedPlace(dir string) string {
	if t := s.byTopic[strings.TrimSuffix(dir, "/")]; dir == listsDir+"questions/" || t != nil && t.Place == dir && s.hasFeed(t) {
		return dir
	}
	return ""
}

// hasFeed reports a topic with notes that a feed tells of: members' cards are none.
func (s *Site) hasFeed(t *Topic) bool {
	return slices.ContainsFunc(t.Notes, func(c *index.Card) bool { return !isCard(c) }) || slices.ContainsFunc(t.Below, s.hasFeed)
}

// calendarFile is the meetings as calendar programs read them.
func (s *Site) calendarFile() File {
	m := newMarker(s.base)
	m.text("calendar", s.Identity)
	for i := range s.Notes {
		if c := &s.Notes[i]; c.Type == note.Event {
			m.mark(s.marks[i])
		}
	}
	at := s.Take(path.Join(listsDir, "meetings.ics"), "calendar")
	return File{Path: at, Mark: m.sum(), Make: func(ctx context.Context) ([]byte, error) {
		cal, doubts, err := s.Calendar(func(a note.Address) string { return s.URL(s.places[a] + page) })
		for _, d := range doubts {
			findingsOf(ctx).tell(d.Note.Path(), "calendar", d.Message)
		}
		return cal.Bytes(), err
	}}
}

func stampOf(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}
