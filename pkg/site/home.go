package site

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"html/template"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/breakfast-table/cop/pkg/index"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool"
	"github.com/breakfast-table/cop/pkg/pool/health"
)

const (
	mostCourse = 7 // notes of one course of the first page
	mostTopics = 24
)

// homeView is the first page: what is new, what waits for an answer, what just became proven.
type homeView struct {
	Purpose string
	Facts   []link
	Empty   string
	Courses []course
	Topics  []link

	MoreTopics *link
}

type course struct {
	ID, Title string
	Rows      []template.HTML
	More      *link
}

// section is a course before it is served.
type section struct {
	id, title string
	notes     []*index.Card
	more      list
	moreTitle string
}

func (s *Site) sections() []section {
	fresh := section{id: "cop-new", title: "New and changed", more: list{dir: listsDir + "new/"}, moreTitle: "Everything, newest first"}
	waits := section{id: "cop-waits", title: "Waiting for an answer", more: list{dir: listsDir + "questions/"}, moreTitle: "All questions"}
	proven := section{id: "cop-proven", title: "Just became proven", more: list{dir: listsDir + "practices/"}, moreTitle: "All practices"}
	for i := range s.Notes {
		c := &s.Notes[i]
		switch {
		case typeOf(c) == note.Question && !c.Accepted && c.Status == "":
			waits.notes = append(waits.notes, c)
		case c.Maturity == pool.Proven && !c.Contested && c.Status == "":
			proven.notes = append(proven.notes, c)
		}
		if c.Type != note.CharterNote && !isCard(c) && c.Status == "" && len(fresh.notes) < mostCourse {
			fresh.notes = append(fresh.notes, c)
		}
	}
	slices.Reverse(waits.notes) // the longest waiting first
	slices.SortStableFunc(waits.notes, byWaits)
	slices.SortStableFunc(proven.notes, func(a, b *index.Card) int { return b.LastEntry.Compare(a.LastEntry) })
	var out []section
	for _, d := range []section{fresh, waits, proven} {
		if len(d.notes) > 0 {
			d.notes = d.notes[:min(len(d.notes), mostCourse)]
			out = append(out, d)
		}
	}
	return out
}

// byWaits puts questions without any answer before those with some.
func byWaits(a, b *index.Card) int { return min(a.Answers, 1) - min(b.Answers, 1) }

func (s *Site) homePage() File {
	sections, purpose := s.sections(), s.purpose()
	m := newMarker(s.base)
	m.text("home", purpose, s.AsOf.UTC().Format("2006-01-02"), strconv.Itoa(len(s.Notes)), strconv.Itoa(len(s.tags)))
	for _, d := range sections {
		m.text(d.id)
		for _, c := range d.notes {
			s.rowMark(m, c)
		}
	}
	for _, t := range s.topTopics() {
		m.text(t.Name, t.Place, strconv.Itoa(t.All))
	}
	for _, l := range s.facts("") {
		m.text(l.Href, l.Title)
	}
	return File{Path: page, Mark: m.sum(), Make: func(context.Context) ([]byte, error) {
		sh := s.pageAt("", s.Name, "")
		sh.Description, sh.Made = cut(purpose, mostLead), dayOf(s.AsOf)
		v := &homeView{Purpose: purpose}
		if len(s.Notes) == 0 {
			v.Empty = "Nothing is published here yet."
		}
		for _, d := range sections {
			c := course{ID: d.id, Title: d.title, More: &link{Href: href(sh.Root, d.more.dir+page), Title: d.moreTitle}}
			for _, n := range d.notes {
				c.Rows = append(c.Rows, s.row(sh.Root, n))
			}
			v.Courses = append(v.Courses, c)
		}
		top := s.topTopics()
		v.Topics = topicLinks(sh.Root, top[:min(len(top), mostTopics)])
		if len(top) > mostTopics {
			v.MoreTopics = &link{Href: href(sh.Root, listsDir+"topics/"+page), Title: fmt.Sprintf("All %d topics", len(top))}
		}
		v.Facts = s.facts(sh.Root)
		sh.Home = v
		return render("home", "layout", sh)
	}}
}

// facts are the ways in below the name.
func (s *Site) facts(root string) []link {
	var out []link
	if at, ok := s.places["charter"]; ok {
		title := "Charter"
		if s.Charter.Stage != "" {
			title += ": " + s.Charter.Stage + " stage"
		}
		out = append(out, link{Href: href(root, at+page), Title: title})
	}
	for _, l := range s.lists() {
		if l.dir != listsDir+"new/" {
			out = append(out, link{Href: href(root, l.dir+page), Title: l.count()})
		}
	}
	return out
}

// count is how many notes a list has, in words.
func (l list) count() string {
	if len(l.notes) == 1 && l.one != "" {
		return "1 " + l.one
	}
	return fmt.Sprintf("%d %s", len(l.notes), strings.ToLower(l.title))
}

// purpose is why the community exists: the first sentences of its charter, else what the
// charter says of itself.
func (s *Site) purpose() string {
	c, ok := s.Note("charter")
	if !ok {
		return ""
	}
	b, err := s.Text(c.Path)
	if err != nil {
		return note.Clean(c.Description)
	}
	for paragraph := range bytes.SplitSeq(note.Parse(c.Path, b).Body(), []byte("\n\n")) {
		text := strings.Join(strings.Fields(string(paragraph)), " ")
		if text != "" && !strings.ContainsAny(text[:1], "#<>-*|![`") && !strings.Contains(text, "](") && !strings.Contains(text, "[[") {
			return sentences(note.Clean(strings.NewReplacer("**", "", "`", "").Replace(text)), 280)
		}
	}
	return note.Clean(c.Description)
}

// sentences are as many of the first ones as there is room for, or a part of the first.
func sentences(text string, most int) string {
	if len(text) <= most {
		return text
	}
	if end := strings.LastIndex(text[:most], ". "); end > 0 {
		return text[:end+1]
	}
	return cut(text, most)
}

// healthView is the page about the community: what is counted, and thirteen weeks of it.
type healthView struct {
	Numbers  []number
	Until    string
	Picture  template.HTML
	Measures []measureView
}

// number is a line of the health page.
type number struct{ Title, Words string }

type measureView struct{ Title, Words, Tendency, Definition, Source string }

func (v *healthView) measure(r health.Report) {
	v.Until = r.Day.Format("2 January 2006")
	v.Picture = template.HTML(r.SVG()) //nolint:gosec // numbers and our own words, escaped
	for _, m := range r.Measures {
		v.Measures = append(v.Measures, measureView{m.Title, m.Words(), m.Tendency(), m.Definition, m.Source})
	}
}

func (s *Site) healthPage() File {
	dir := listsDir + "health/"
	return File{Path: dir + page, Mark: s.healthMark(), Make: func(ctx context.Context) ([]byte, error) {
		h, err := s.Edition.Health()
		if err != nil {
			return nil, err
		}
		past, err := s.Past(ctx)
		if err != nil {
			return nil, err
		}
		sh := s.pageAt(dir, "How the community is doing", "")
		sh.Health, sh.Made = &healthView{Numbers: s.numbers(h)}, dayOf(s.AsOf)
		sh.Health.measure(past.On(s.AsOf))
		return render("health", "layout", sh)
	}}
}

// healthMark is of all that is counted. What most notes say is not among it.
func (s *Site) healthMark() Mark {
	m := newMarker(s.base)
	m.text("health", s.AsOf.UTC().Format(time.DateOnly))
	m.text(s.Grounds(context.Background())...)
	var b []byte
	text := func(texts ...string) {
		for _, t := range texts {
			b = append(binary.AppendUvarint(b, uint64(len(t))), t...)
		}
	}
	for i := range s.Notes {
		c := &s.Notes[i]
		row, leads := s.rowMarks[c], s.leads[c.Address]
		b = append(append(b, row[:]...), leads[:]...)
		for _, t := range []time.Time{c.Created, c.Date, dayOnly(c.Updated), dayOnly(c.Edited), c.Verified, c.ReviewBy, dayOnly(s.StaleAt(c))} {
			b = binary.AppendVarint(b, t.Unix())
		}
		for _, n := range []int{c.Worked, c.Partly, c.Failed, c.Changes, len(c.Authors), len(s.Entries(c.Address))} {
			b = binary.AppendUvarint(b, uint64(n))
		}
		text(c.By, c.ByEmail)
		text(c.Authors...)
		for _, e := range s.Entries(c.Address) {
			text(e, s.Hash(e))
		}
		if c.Type == note.Event || c.Failed > 0 {
			text(s.Hash(c.Path))
		}
	}
	m.bytes(b)
	return m.sum()
}

func dayOnly(t time.Time) time.Time { return t.UTC().Truncate(24 * time.Hour) }

func (s *Site) numbers(h pool.Health) []number {
	out := []number{
		{"Questions", fmt.Sprintf("%s asked, %d without an answer.", counted(h.Questions, "question"), h.Unanswered)},
		{"Evidence", fmt.Sprintf("%s: %d tried by somebody, %d promising or better, %d proven.", counted(h.Practices, "practice"), h.Tried, h.Promising, h.Proven)},
	}
	if h.AnswerDays >= 0 {
		out[0].Words += fmt.Sprintf(" Half of the answered ones had an answer within %s.", counted(max(h.AnswerDays, 1), "day"))
	}
	if h.Contested > 0 {
		out[1].Words += fmt.Sprintf(" Reports disagree about %d.", h.Contested)
	}
	out = append(out, number{"Promises", fmt.Sprintf("%d asked to be looked at again; %s from meetings open.", h.Stale, counted(h.ActionsOpen, "action"))})
	if len(h.FragileParts) > 0 {
		var names []string
		for _, f := range h.FragileParts {
			names = append(names, note.Clean(f.Topic))
		}
		out = append(out, number{"Topics", "Would be lost with one person: " + strings.Join(names, ", ") + "."})
	}
	return out
}
