package site

import (
	"context"
	"fmt"
	"html/template"
	"path"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/breakfast-table/cop/pkg/index"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool"
	"github.com/breakfast-table/cop/pkg/pool/evidence"
)

const (
	mostBacklinks = 60     // notes that are named as linking to one
	mostPage      = 60_000 // bytes of a page that is quick everywhere
)

// noteView is the page of a note.
type noteView struct {
	Title, Description string
	Kind               string // what it is, when it is no practice
	Trust              *chip
	By                 []link
	Written, Changed   *day
	Tags               []link
	Notice             *notice
	Outline            []heading
	Body               template.HTML
	Accepted           *entryView
	Why                *whyView
	Thread             []entryView
	ThreadTitle        string
	More               *link
	Below              []template.HTML
	Path               *link // to what to read first, of the front of a topic
	Backlinks          []link
	MoreBacklinks      int
	Give               giveView
}

// notice is what a reader should know before anything else.
type notice struct{ Words, Href, Title string }

// notePages are the pages of all notes.
func (s *Site) notePages() []File {
	out := make([]File, len(s.Notes))
	for i := range s.Notes {
		c := &s.Notes[i]
		out[i] = File{Path: s.places[c.Address] + page, Mark: s.marks[i], Make: func(ctx context.Context) ([]byte, error) {
			return s.notePage(ctx, c)
		}}
	}
	return out
}

// noteMark is of all that a note's page shows: its text and thread, what is judged of it, who
// links to it, and what its links lead to.
func (s *Site) noteMark(c *index.Card) Mark {
	m := newMarker(s.base)
	m.text("note", c.Path, s.places[c.Address], s.Hash(c.Path))
	s.rowMark(m, c)
	m.number(c.Worked, c.Partly, c.Failed, int(bit(s.Draft(c.Path))))
	m.time(shownDay(c), c.Updated, s.StaleAt(c))
	for _, e := range s.Entries(c.Address) {
		m.text(e, s.Hash(e))
		m.number(int(bit(s.Draft(e))))
	}
	s.crumbMark(m, c.Topic)
	for _, name := range c.Tags {
		if t := s.byTag[strings.ToLower(name)]; t != nil {
			m.text(t.Place)
		}
	}
	for _, a := range s.linked[c.Address] {
		m.text(string(a), s.titleOf(a), s.places[a])
	}
	if t := s.byTopic[s.topicOfFront(c)]; t != nil {
		m.text(t.Path)
		for _, n := range t.Notes {
			s.rowMark(m, n)
		}
	}
	m.mark(s.leads[c.Address])
	return m.sum()
}

func (s *Site) topicOfFront(c *index.Card) string {
	if t := s.byTopic[strings.TrimSuffix(s.places[c.Address], "/")]; t != nil && t.front == c.Address {
		return t.Name
	}
	return ""
}

func (s *Site) titleOf(a note.Address) string {
	if c, ok := s.Note(a); ok {
		return note.Clean(c.Title)
	}
	return string(a)
}

// shownDay is the day a note is dated.
func shownDay(c *index.Card) time.Time {
	switch {
	case c.Type == note.Event && !c.Date.IsZero():
		return c.Date
	case !c.Created.IsZero():
		return c.Created
	}
	return c.Date
}

func (s *Site) notePage(ctx context.Context, c *index.Card) ([]byte, error) {
	b, err := s.Text(c.Path)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", c.Path, err)
	}
	n := note.Parse(c.Path, b)
	if err := n.Err(); err != nil {
		findingsOf(ctx).tell(c.Path, "front-matter", "has front matter that cannot be read ("+note.Clean(err.Error())+"): the page shows the text alone")
	}
	if !utf8.Valid(b) {
		findingsOf(ctx).tell(c.Path, "encoding", "has a character that is not UTF-8: the page shows \uFFFD instead")
	}
	place := s.places[c.Address]
	sh := s.pageAt(place, note.Clean(c.Title), "")
	sh.Description = cut(note.Clean(c.Description), mostLead)
	if n.Lang != "" {
		sh.Lang = n.Lang
	}
	sh.Crumbs = s.crumbs(sh.Root, c.Topic)
	v := s.noteHead(c, n, sh.Root)
	text := s.write(ctx, n, sh.Root, "", 0)
	v.Body, v.Outline = template.HTML(text.HTML), text.Headings //nolint:gosec // escaped by the renderer, cleaned where it holds HTML
	if err := s.thread(ctx, v, c, n, sh.Root); err != nil {
		return nil, err
	}
	s.neighbours(v, c, sh.Root)
	v.Give = s.give(c)
	sh.Note = v
	out, err := render("note", "layout", sh)
	if len(out) > mostPage {
		findingsOf(ctx).tell(c.Path, "large-page", fmt.Sprintf("makes a page of %d KB, which is slow on a phone: several notes are read sooner", len(out)/1000))
	}
	return out, err
}

// noteHead is what stands above the text.
func (s *Site) noteHead(c *index.Card, n *note.Note, root string) *noteView {
	v := &noteView{
		Title: note.Clean(c.Title), Description: note.Clean(c.Description), Trust: s.chip(c), Written: dayOf(shownDay(c)),
		By: s.authors(c, root), Notice: s.notice(c, n, root),
	}
	if t := typeOf(c); t != note.Practice && !isCard(c) {
		v.Kind = kindWord(t)
	}
	if c.Updated.Sub(shownDay(c)) > 36*time.Hour && c.Type != note.Event {
		v.Changed = dayOf(c.Updated)
	}
	if v.Trust == nil && typeOf(c) == note.Practice {
		v.Trust = chipOf(evidence.StateOf(c, false))
	}
	for _, name := range c.Tags {
		if t := s.byTag[strings.ToLower(name)]; t != nil {
			v.Tags = append(v.Tags, link{Href: href(root, t.Place+page), Title: "#" + note.Clean(name)})
		}
	}
	return v
}

// kindWord is what a note of a kind is called, as the lists call it.
func kindWord(t note.Type) string {
	if t == note.Event {
		return "Meeting"
	}
	return inWords(string(t))
}

// authors are those who opted in to be named.
func (s *Site) authors(c *index.Card, root string) []link {
	var out []link
	for _, a := range c.Authors {
		if p := s.Named(a); p != nil && !isCard(c) {
			out = append(out, link{Href: s.noteHref(root, p.Address, ""), Title: p.Name})
		}
	}
	return out
}

// notice says that a note is not recommended any more, or until when it promises to be true.
func (s *Site) notice(c *index.Card, n *note.Note, root string) *notice {
	for _, l := range n.Links() {
		if l.Key != "superseded_by" && l.Key != "status" {
			continue
		}
		if to, _ := s.Leads(n.Path, l); to.Leads == note.ToNote {
			return &notice{"Superseded by", s.noteHref(root, to.Note, ""), s.titleOf(to.Note)}
		}
	}
	switch {
	case s.Draft(c.Path):
		return &notice{Words: "A draft: the others do not have this yet as it is."}
	case c.Status == "superseded":
		return &notice{Words: "Superseded: the community does it in another way now."}
	case c.Status == "deprecated":
		return &notice{Words: "Deprecated: the community no longer recommends this."}
	case c.Contested:
		return &notice{Words: "Contested: reports disagree about this."}
	}
	return nil
}

// neighbours fills in who links here, and what is below where the note is the front of a topic.
func (s *Site) neighbours(v *noteView, c *index.Card, root string) {
	from := s.linked[c.Address]
	for i, a := range from {
		if i == mostBacklinks {
			v.MoreBacklinks = len(from) - i
			break
		}
		v.Backlinks = append(v.Backlinks, link{Href: s.noteHref(root, a, ""), Title: s.titleOf(a)})
	}
	if t := s.byTopic[s.topicOfFront(c)]; t != nil {
		v.Path = pathLink(root, t)
		for _, n := range t.Notes[:min(len(t.Notes), mostRows)] {
			if n.Address != c.Address {
				v.Below = append(v.Below, s.row(root, n))
			}
		}
	}
}

// giveView says how a reader gives something back.
type giveView struct {
	Title string
	Ways  []way
}

type way struct{ Words, Href, Command string }

func (s *Site) give(c *index.Card) giveView {
	g := giveView{Title: "Make it better"}
	slug := c.Address.Slug()
	switch typeOf(c) {
	case note.Question:
		g.Title = "Do you know?"
		g.Ways = append(g.Ways, way{Words: "Answer it:", Command: "cop answer " + slug})
	case note.Practice:
		g.Ways = append(g.Ways, way{Words: "Tried it? Say how it went:", Command: "cop tried " + slug + " worked"})
	}
	g.Ways = append(g.Ways, way{Words: "Ask about it:", Command: "cop ask \"…\" --topic " + firstOf(c.Topic, "TOPIC")})
	if _, edit := s.Pages(c.Path); edit != "" && typeOf(c) != note.Question {
		g.Ways = append(g.Ways, way{Words: "Improve it", Href: edit})
	} else {
		g.Ways = append(g.Ways, way{Words: "Improve it:", Command: "cop edit " + slug})
	}
	if to := s.Charter.Site.Contact; to != "" {
		g.Ways = append(g.Ways, way{Words: "Or write to", Href: "mailto:" + to})
	}
	return g
}

// entryView is one entry of a thread.
type entryView struct {
	ID, Class, Who, Did, Outcome, Context, To string
	Settles                                   bool
	When                                      day
	Facts                                     []string
	Body                                      template.HTML
}

// thread fills in what was said about a note, the accepted answer of a question apart.
func (s *Site) thread(ctx context.Context, v *noteView, c *index.Card, n *note.Note, root string) error {
	thread, err := s.Thread(c.Address)
	if err != nil {
		return err
	}
	var why pool.Why
	if len(thread) > 0 {
		if why, err = s.Why(ctx, n, thread); err != nil {
			return err
		}
	}
	ids := map[string]string{}
	for _, e := range thread {
		ids[e.Name()] = s.entryID(e.EntryName)
	}
	for _, e := range thread {
		ev := s.entry(ctx, e, root, ids)
		if ev.Settles = why.Settles(e); ev.Settles && v.Accepted == nil {
			v.Accepted = &ev
			continue
		}
		v.Thread = append(v.Thread, ev)
	}
	v.ThreadTitle = "What members say"
	if typeOf(c) == note.Question {
		v.ThreadTitle = "Answers"
	}
	v.Why = s.why(c, why)
	return nil
}

// entryID is where an entry stands on the page of its note: its name, without who wrote it
// unless they opted in to be named.
func (s *Site) entryID(e note.EntryName) string {
	if s.Named(string(e.Author)) == nil {
		return e.Date.Format(time.DateOnly) + "-" + string(e.Type) + "-" + e.Rand
	}
	return path.Base(strings.TrimSuffix(e.Path(), ".md"))
}

func (s *Site) entry(ctx context.Context, e pool.Entry, root string, ids map[string]string) entryView {
	ev := entryView{ID: s.entryID(e.EntryName), Class: string(e.EntryName.Type), Who: "A member", Did: e.Did(), When: *dayOf(e.When())}
	if p := s.Named(string(e.By())); p != nil {
		ev.Who = p.Name
	}
	if e.Brought != "" {
		ev.Who += " (brought by somebody else)" // who that was is for members
	}
	if ev.Did == "" {
		ev.Did = "wrote"
	}
	if e.Outcome == pool.Worked || e.Outcome == pool.Partly || e.Outcome == pool.Failed {
		ev.Outcome = e.Outcome
	}
	ev.Context = s.line(ctx, e, e.Context)
	if re := strings.TrimSuffix(path.Base(e.Re), ".md"); ids[re] != "" {
		ev.To = "#" + ids[re]
	}
	for _, f := range [][2]string{{"Effort", e.Effort}, {"Result", e.Result}} {
		if f[1] != "" {
			ev.Facts = append(ev.Facts, f[0]+": "+s.line(ctx, e, f[1]))
		}
	}
	ev.Body = template.HTML(s.write(ctx, e.Note, root, ev.ID+"-", 2).HTML) //nolint:gosec // as the body of a note
	return ev
}

// line is a line of an entry, as the public reads it.
func (s *Site) line(ctx context.Context, e pool.Entry, text string) string {
	return note.Clean(s.Line(e.File, text, func(a note.Address) { findingsOf(ctx).use(a.Path()) }))
}

// whyView says how far to rely on a practice, and why.
type whyView struct {
	Title, Summary string
	Reasons        []reason
	Sums           []string
}

type reason struct {
	Words   string
	Ignored bool
}

func (s *Site) why(c *index.Card, w pool.Why) *whyView {
	if typeOf(c) != note.Practice {
		return nil
	}
	v := &whyView{Title: "How far to rely on this", Sums: w.Sums}
	switch reports := c.Worked + c.Partly + c.Failed; {
	case reports == 0 && len(w.Counted)+len(w.Ignored) == 0:
		v.Summary = "Nobody has said yet how it went."
	case reports == 0:
		v.Summary = inWords(firstOf(c.Maturity, pool.Untried)) + ": no report counts yet."
	default:
		v.Summary = fmt.Sprintf("%s: it worked for %d, partly for %d, and failed for %d.", inWords(firstOf(c.Maturity, pool.Untried)), c.Worked, c.Partly, c.Failed)
	}
	if end := s.StaleAt(c); !end.IsZero() {
		v.Summary += " It asks to be looked at again after " + dayOf(end).Words + "."
	}
	for _, r := range w.Counted {
		words := s.nameFor(r.By) + " " + note.Clean(r.Reason)
		if r.Remark != "" {
			words += " (" + note.Clean(r.Remark) + ")"
		}
		v.Reasons = append(v.Reasons, reason{Words: words})
	}
	for _, r := range w.Ignored {
		why := note.Clean(r.Reason)
		if r.Brought {
			why = "somebody else brought it: it counts when they say so themselves" // who that was is for members
		}
		v.Reasons = append(v.Reasons, reason{s.nameFor(r.By) + ": not counted, " + why, true})
	}
	return v
}

func (s *Site) nameFor(h note.Handle) string {
	if p := s.Named(string(h)); p != nil {
		return p.Name
	}
	return "A member"
}
