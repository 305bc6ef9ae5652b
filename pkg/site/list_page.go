package site

import (
	"bytes"
	"context"
	"fmt"
	"html/template"
	"strconv"
	"strings"
	"time"

	"github.com/breakfast-table/cop/pkg/index"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool"
	"github.com/breakfast-table/cop/pkg/pool/evidence"
)

const (
	mostRows  = 80  // notes on one page of a list
	mostParts = 400 // topics or tags on one
	mostLead  = 200 // bytes of a description in a list
)

// listView is a page that lists notes.
type listView struct {
	Title, Lead string
	Parts       []link
	Groups      []rowGroup
	Empty       string
	Path        *link // to what to read first of the topic
	Steps       []stepView
	More        *link
	First       *firstView
	Pager       *pager
}

// rowGroup is notes under one heading, "" for none.
type rowGroup struct {
	Title string
	Rows  []template.HTML
}

type pager struct {
	N, Of         int
	Before, After string
}

// rowView is one note in a list.
type rowView struct {
	Href, Title, Description, Topic string
	Trust                           *chip
	When                            *day
}

// here stands for the way to the root in a row, which is the same in all lists but for that.
const here = "./cop-root/"

// rowMark is of what a list shows of a note.
func (s *Site) rowMark(m *marker, c *index.Card) { m.mark(s.rowMarks[c]) }

func (s *Site) markRows() {
	marks := make([]Mark, len(s.Notes))
	onAllCores(len(marks), func(i int) {
		c := &s.Notes[i]
		marks[i] = MarkOf(string(c.Address), s.places[c.Address], c.Title, c.Description, string(typeOf(c)), evidence.StateOf(c, false), c.Status,
			c.Newest().UTC().Format(time.DateOnly), rowDay(c).UTC().Format(time.DateOnly), strconv.Itoa(c.Answers), strconv.FormatBool(c.Accepted))
	})
	s.rowMarks = make(map[*index.Card]Mark, len(marks))
	for i := range marks {
		s.rowMarks[&s.Notes[i]] = marks[i]
	}
}

// row is a note in a list of a page.
func (s *Site) row(root string, c *index.Card) template.HTML {
	made, ok := s.rows.Load(c.Address)
	if !ok {
		made = s.makeRow(c)
		s.rows.Store(c.Address, made)
	}
	b, _ := made.([]byte)
	return template.HTML(bytes.ReplaceAll(b, []byte(here), []byte(root))) //nolint:gosec // made by a template
}

func (s *Site) makeRow(c *index.Card) []byte {
	v := rowView{
		Href: here + escape(s.places[c.Address]+page), Title: note.Clean(c.Title), Description: cut(note.Clean(c.Description), mostLead),
		Topic: note.Clean(c.Topic), Trust: s.chip(c), When: dayOf(rowDay(c)),
	}
	b, _ := render("row", "row", v) // of a view that the template is tested with
	return b
}

// chip is the word that says how far to trust a note. A practice that nobody tried yet says
// nothing, for most are.
func (s *Site) chip(c *index.Card) *chip {
	word := evidence.StateOf(c, false)
	if word == "open" && c.Answers > 0 {
		word = counted(c.Answers, "answer")
	}
	if typeOf(c) != note.Practice && typeOf(c) != note.Question && c.Status == "" || word == pool.Untried {
		return nil
	}
	return chipOf(word)
}

func counted(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %s", n, plural(what))
}

// cut shortens a text at a word.
func cut(s string, most int) string {
	if len(s) <= most {
		return s
	}
	s = strings.ToValidUTF8(s[:most], "")
	if i := strings.LastIndexByte(s, ' '); i > most/2 {
		s = s[:i]
	}
	return s + " …"
}

// listPages are the lists of notes by what they are, the tags, and what leads to all of them.
func (s *Site) listPages() []File {
	out := append([]File{s.homePage(), s.overviewPage(), s.healthPage()}, s.topicsPages()...)
	for _, l := range s.lists() {
		out = append(out, s.paged(l, l.dir)...)
	}
	if len(s.tags) > 0 {
		out = append(out, s.tagsPages()...)
	}
	for _, t := range s.tags {
		l := list{dir: t.Place, title: "#" + note.Clean(t.Name), notes: t.Notes}
		out = append(out, s.paged(l, t.Place)...)
	}
	return out
}

// topicPages are the pages of topics that no note stands for.
func (s *Site) topicPages() []File {
	var out []File
	for _, t := range s.topics {
		if t.front == "" {
			out = append(out, s.paged(s.topicList(t), listsDir+"topics/"+t.Name+"/")...)
		}
	}
	return out
}

func (s *Site) topicList(t *Topic) list {
	return list{dir: t.Place, title: lastPart(t.Name), notes: t.Notes, topic: t}
}

func lastPart(topic string) string {
	return inWords(topic[strings.LastIndexByte(topic, '/')+1:])
}

// paged makes a list's page, and further ones below more where it is long.
func (s *Site) paged(l list, more string) []File {
	of := max((len(l.notes)+mostRows-1)/mostRows, 1)
	places := make([]string, of)
	for n := range places {
		places[n] = l.dir
		if n > 0 {
			places[n] = s.further(more, n+1)
		}
	}
	out := make([]File, of)
	for n := range out {
		notes := l.notes[n*mostRows : min((n+1)*mostRows, len(l.notes))]
		m := newMarker(s.base)
		m.text("list", l.title, l.lead, strconv.Itoa(n))
		m.text(places...)
		for _, c := range notes {
			s.rowMark(m, c)
		}
		if l.topic != nil {
			s.crumbMark(m, parentOf(l.topic.Name))
		}
		if l.topic != nil && n == 0 {
			m.text(l.topic.Path)
			for _, b := range l.topic.Below {
				m.text(b.Name, b.Place, strconv.Itoa(b.All))
			}
		}
		out[n] = File{Path: places[n] + page, Mark: m.sum(), Make: func(context.Context) ([]byte, error) {
			return s.listPage(l, notes, places, n)
		}}
	}
	return out
}

// further is the folder of a later page of a list: "all/tags/go/2/", unless there is a tag of that
// name.
func (s *Site) further(more string, n int) string {
	return strings.TrimSuffix(s.Take(more+strconv.Itoa(n)+"/"+page, "list "+strings.TrimPrefix(more, listsDir)), page)
}

func (s *Site) listPage(l list, notes []*index.Card, places []string, n int) ([]byte, error) {
	sh := s.pageAt(places[n], l.title, l.dir)
	v := &listView{Title: l.title, Lead: l.lead}
	for _, c := range notes {
		title := ""
		if l.group != nil {
			title = l.group(c)
		}
		if k := len(v.Groups); k == 0 || v.Groups[k-1].Title != title {
			v.Groups = append(v.Groups, rowGroup{Title: title})
		}
		g := &v.Groups[len(v.Groups)-1]
		g.Rows = append(g.Rows, s.row(sh.Root, c))
	}
	if l.topic != nil {
		sh.Crumbs = s.crumbs(sh.Root, parentOf(l.topic.Name))
		if n == 0 {
			v.Parts, v.Path = topicLinks(sh.Root, l.topic.Below), pathLink(sh.Root, l.topic)
		}
	}
	v.Pager = pagerAt(sh.Root, places, n)
	sh.List = v
	return render("list", "layout", sh)
}

// pagerAt leads to the pages before and after one of several; nil where it is the only one.
func pagerAt(root string, places []string, n int) *pager {
	if len(places) == 1 {
		return nil
	}
	p := &pager{N: n + 1, Of: len(places)}
	if n > 0 {
		p.Before = href(root, places[n-1]+page)
	}
	if n+1 < len(places) {
		p.After = href(root, places[n+1]+page)
	}
	return p
}

// partPages are the pages of a list of topics or tags.
func (s *Site) partPages(dir, title string, count int, mark Mark, parts func(root string) []link) []File {
	places := make([]string, max((count+mostParts-1)/mostParts, 1))
	out := make([]File, len(places))
	for n := range places {
		if places[n] = dir; n > 0 {
			places[n] = s.further(dir, n+1)
		}
	}
	m := newMarker(mark)
	m.text(places...)
	for n := range places {
		out[n] = File{Path: places[n] + page, Mark: m.sum(), Make: func(context.Context) ([]byte, error) {
			sh := s.pageAt(places[n], title, dir)
			all := parts(sh.Root)
			sh.List = &listView{Title: title, Parts: all[n*mostParts : min((n+1)*mostParts, len(all))], Pager: pagerAt(sh.Root, places, n)}
			return render("list", "layout", sh)
		}}
	}
	return out
}

func topicLinks(root string, topics []*Topic) []link {
	var out []link
	for _, t := range topics {
		out = append(out, link{Href: href(root, t.Place+page), Title: lastPart(t.Name), Count: t.All})
	}
	return out
}

// crumbs lead from the first page down to a topic.
func (s *Site) crumbs(root, topic string) []link {
	var out []link
	for ; topic != ""; topic = parentOf(topic) {
		if t := s.byTopic[topic]; t != nil {
			out = append([]link{{Href: href(root, t.Place+page), Title: lastPart(topic)}}, out...)
		}
	}
	return out
}

// crumbMark is of what crumbs lead to.
func (s *Site) crumbMark(m *marker, topic string) {
	for ; topic != ""; topic = parentOf(topic) {
		if t := s.byTopic[topic]; t != nil {
			m.text(t.Place)
		}
	}
}

// topicsPages list the topics.
func (s *Site) topicsPages() []File {
	m := newMarker(s.base)
	m.text("topics")
	for _, t := range s.topics {
		m.text(t.Name, t.Place, strconv.Itoa(t.All))
	}
	top := s.topTopics()
	return s.partPages(listsDir+"topics/", "Topics", len(top), m.sum(), func(root string) []link { return topicLinks(root, top) })
}

func (s *Site) topTopics() []*Topic {
	var out []*Topic
	for _, t := range s.topics {
		if parentOf(t.Name) == "" {
			out = append(out, t)
		}
	}
	if len(out) >= fewTopics {
		return out
	}
	var below []*Topic
	for _, t := range out {
		below = append(append(below, t), t.Below...)
	}
	return below
}

// fewTopics are too few to choose from: what is brought from elsewhere often has one, "docs", which
// says nothing of what is in it.
const fewTopics = 4

// tagsPages list the tags.
func (s *Site) tagsPages() []File {
	m := newMarker(s.base)
	m.text("tags")
	for _, t := range s.tags {
		m.text(t.Name, t.Place, strconv.Itoa(len(t.Notes)))
	}
	return s.partPages(listsDir+"tags/", "Tags", len(s.tags), m.sum(), func(root string) []link {
		out := make([]link, len(s.tags))
		for i, t := range s.tags {
			out[i] = link{Href: href(root, t.Place+page), Title: note.Clean(t.Name), Count: len(t.Notes)}
		}
		return out
	})
}

// overviewPage leads to every list.
func (s *Site) overviewPage() File {
	m := newMarker(s.base)
	m.text("all")
	for _, l := range s.lists() {
		m.text(l.dir, l.title, strconv.Itoa(len(l.notes)))
	}
	m.text(strconv.Itoa(len(s.topics)), strconv.Itoa(len(s.paths)), strconv.Itoa(len(s.tags)), s.places["charter"])
	return File{Path: listsDir + page, Mark: m.sum(), Make: func(context.Context) ([]byte, error) {
		sh := s.pageAt(listsDir, "All there is", listsDir)
		v := &listView{Title: "All there is"}
		add := func(dir, title string, n int) {
			v.Parts = append(v.Parts, link{Href: href(sh.Root, dir+page), Title: title, Count: n})
		}
		for _, l := range s.lists() {
			add(l.dir, l.title, len(l.notes))
		}
		add(listsDir+"topics/", "Topics", len(s.topics))
		if len(s.paths) > 0 {
			add(pathsDir, pathsHead, len(s.paths))
		}
		if len(s.tags) > 0 {
			add(listsDir+"tags/", "Tags", len(s.tags))
		}
		if at, ok := s.places["charter"]; ok {
			add(at, "Charter", 0)
		}
		add(listsDir+"health/", "How we are doing", 0)
		sh.List = v
		return render("list", "layout", sh)
	}}
}

// rowDay is the day that a list is in the order of: of meetings when they were, of all else
// the last change.
func rowDay(c *index.Card) time.Time {
	if c.Type == note.Event {
		return c.Dated()
	}
	return c.Newest()
}
