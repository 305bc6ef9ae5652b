package site

import (
	"cmp"
	"path"
	"slices"
	"strings"

	"github.com/breakfast-table/cop/pkg/index"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool"
	"github.com/breakfast-table/cop/pkg/pool/evidence"
	"github.com/breakfast-table/cop/pkg/pool/people"
)

// Topic is a folder of the pool with notes in it, or in folders below it.
type Topic struct {
	Name    string // "oncall/pagers"
	Place   string // the folder of its page; that of a note where one is its front
	Notes   []*index.Card
	Below   []*Topic
	All     int    // notes in it and below
	Path    string // the folder of the page of what to read first; "" when nothing in it is read
	front   note.Address
	teaches int // notes in it and below that one reads to learn
}

// Tag is a word that notes are marked with.
type Tag struct {
	Name  string
	Place string
	Notes []*index.Card
}

// list is a page that lists notes of a kind.
type list struct {
	dir, title, lead string
	one              string // what one of the notes is called
	notes            []*index.Card
	group            func(*index.Card) string // a heading above those of one kind; nil: none
	topic            *Topic                   // whose list it is; nil: of no topic
}

// group sorts the notes into topics, tags and lists, newest first in each.
func (s *Site) group() {
	for i := range s.Notes {
		c := &s.Notes[i]
		if c.Topic != "" {
			t := s.topic(c.Topic)
			t.Notes = append(t.Notes, c)
			for ; t != nil; t = s.byTopic[parentOf(t.Name)] {
				t.All++
			}
		}
		for _, name := range c.Tags {
			s.tag(name).Notes = append(s.tag(name).Notes, c)
		}
	}
	slices.SortFunc(s.topics, func(a, b *Topic) int { return cmp.Compare(a.Name, b.Name) })
	slices.SortFunc(s.tags, func(a, b *Tag) int { return cmp.Compare(a.Name, b.Name) })
	s.placeTopics()
	s.placePaths()
	for _, t := range s.tags {
		t.Place = strings.TrimSuffix(s.Take(listsDir+"tags/"+slugPath(t.Name)+"/"+page, "tag "+t.Name), page)
	}
}

func parentOf(topic string) string {
	if i := strings.LastIndexByte(topic, '/'); i >= 0 {
		return topic[:i]
	}
	return ""
}

// topic is the topic of a name, made with those above it when it is new.
func (s *Site) topic(name string) *Topic {
	if t := s.byTopic[name]; t != nil {
		return t
	}
	t := &Topic{Name: name}
	s.byTopic[name] = t
	s.topics = append(s.topics, t)
	if up := parentOf(name); up != "" {
		above := s.topic(up)
		above.Below = append(above.Below, t)
	}
	return t
}

func (s *Site) tag(name string) *Tag {
	key := strings.ToLower(name)
	if t := s.byTag[key]; t != nil {
		return t
	}
	t := &Tag{Name: name}
	s.byTag[key] = t
	s.tags = append(s.tags, t)
	return t
}

func (s *Site) placeTopics() {
	order := make([]note.Address, len(s.Notes))
	for i := range s.Notes {
		order[i] = s.Notes[i].Address
	}
	slices.Sort(order)
	for a, topic := range s.fronts(order) {
		if t := s.byTopic[topic]; t != nil {
			t.front, t.Place = a, s.places[a]
		}
	}
	for _, t := range s.topics {
		slices.SortFunc(t.Below, func(a, b *Topic) int { return cmp.Compare(a.Name, b.Name) })
		if t.Place == "" {
			t.Place = strings.TrimSuffix(s.Take(t.Name+"/"+page, "topic "+t.Name), page)
		}
	}
}

// slugPath is a tag as folders of an address.
func slugPath(tag string) string {
	clean := path.Clean("/" + strings.ToLower(note.Clean(tag)))
	return strings.TrimPrefix(strings.ReplaceAll(clean, "\\", "-"), "/")
}

// nav are the places at the head of every page.
func (s *Site) nav() []list {
	out := []list{{dir: listsDir + "new/", title: "New"}}
	if len(s.topics) > 0 {
		out = append(out, list{dir: listsDir + "topics/", title: "Topics"})
	}
	for _, l := range s.lists() {
		switch l.dir {
		case listsDir + "questions/", listsDir + "practices/", listsDir + "people/":
			out = append(out, list{dir: l.dir, title: l.title})
		}
	}
	return append(out, list{dir: listsDir, title: "All"})
}

// lists are the pages that list notes by what they are. Those without a note are left out.
func (s *Site) lists() []list {
	if s.listed != nil {
		return s.listed
	}
	of := map[note.Type][]*index.Card{}
	var all []*index.Card
	for i := range s.Notes {
		c := &s.Notes[i]
		of[typeOf(c)] = append(of[typeOf(c)], c)
		all = append(all, c)
	}
	out := []list{{dir: listsDir + "new/", title: "New and changed", notes: all}}
	known := []struct {
		t                note.Type
		dir, title, lead string
		one              string
		group            func(*index.Card) string
		order            func(a, b *index.Card) int
	}{
		{note.Question, "questions/", "Questions", "What members asked, and what they were answered.", "question", s.waits, byWaiting},
		{note.Practice, "practices/", "Practices", "What members found to work, the most proven first.", "practice", s.maturity, byMaturity},
		{note.Story, "stories/", "Stories", "What happened, told by those who were there.", "story", nil, nil},
		{note.Decision, "decisions/", "Decisions", "What was decided, and why.", "decision", nil, nil},
		{note.Event, "meetings/", "Meetings", "What was talked about and agreed on.", "meeting", nil, byMeeting},
		{note.Person, "people/", "People", "Members who chose to be named here.", "member", nil, byTitle},
	}
	for _, k := range known {
		notes := of[k.t]
		delete(of, k.t)
		if k.order != nil {
			slices.SortStableFunc(notes, k.order)
		}
		if len(notes) > 0 {
			out = append(out, list{dir: listsDir + k.dir, title: k.title, lead: k.lead, one: k.one, notes: notes, group: k.group})
		}
	}
	delete(of, note.CharterNote)
	var others []string
	for t := range of {
		others = append(others, string(t))
	}
	slices.Sort(others)
	for _, t := range others {
		dir := strings.TrimSuffix(s.Take(listsDir+plural(slugPath(t))+"/"+page, "type "+t), page)
		out = append(out, list{dir: dir, title: plural(inWords(t)), one: strings.ToLower(inWords(t)), notes: of[note.Type(t)]})
	}
	s.listed = out
	return out
}

func typeOf(c *index.Card) note.Type {
	if c.Type == "" {
		return note.Practice
	}
	return c.Type
}

func plural(s string) string {
	switch {
	case strings.HasSuffix(s, "s"):
		return s
	case strings.HasSuffix(s, "y") && !strings.HasSuffix(s, "ay") && !strings.HasSuffix(s, "ey"):
		return strings.TrimSuffix(s, "y") + "ies"
	}
	return s + "s"
}

var wordBreaks = strings.NewReplacer("-", " ", "_", " ")

// inWords is a name as a title: "war-story" is "War story".
func inWords(s string) string {
	s = wordBreaks.Replace(note.Clean(s))
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// waits is what a question waits for.
func (s *Site) waits(c *index.Card) string {
	switch {
	case c.Status != "":
		return "Set aside"
	case c.Accepted:
		return "Answered"
	case c.Answers > 0:
		return "With answers, none accepted yet"
	}
	return "Waiting for an answer"
}

// byWaiting puts open questions first, those that wait longest before others.
func byWaiting(a, b *index.Card) int {
	rank := func(c *index.Card) int {
		switch {
		case c.Status != "":
			return 3
		case c.Accepted:
			return 0
		case c.Answers > 0:
			return 1
		}
		return 2
	}
	return cmp.Compare(rank(a), rank(b))
}

func (s *Site) maturity(c *index.Card) string {
	word := evidence.StateOf(c, false)
	if word == "" {
		word = pool.Untried
	}
	return inWords(word)
}

// byMaturity puts what is proven first and what is retired last.
func byMaturity(a, b *index.Card) int {
	order := []string{pool.Proven, pool.Promising, pool.Emerging, pool.Contested, pool.Untried}
	rank := func(c *index.Card) int {
		if i := slices.Index(order, evidence.StateOf(c, false)); i >= 0 {
			return i
		}
		return len(order)
	}
	return cmp.Compare(rank(a), rank(b))
}

func byMeeting(a, b *index.Card) int { return b.Dated().Compare(a.Dated()) }

func byTitle(a, b *index.Card) int {
	return cmp.Compare(strings.ToLower(note.Clean(a.Title)), strings.ToLower(note.Clean(b.Title)))
}

// public reports a member's card.
func isCard(c *index.Card) bool { return c.Topic == people.Topic && c.Type == note.Person }
