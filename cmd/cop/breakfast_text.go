package main

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"github.com/breakfast-table/cop/cmd/internal/term"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool"
)

// course is a part of breakfast; it is there only when it has something.
type course struct {
	key, title string
	style      term.Style
	items      []serving
}

// serving is a line of a course.
type serving struct {
	address note.Address
	title   string
	word    string // its state, or whom to ask
	style   term.Style
}

// courses are the parts of breakfast in the order they are served.
func (r breakfastResult) courses() []course {
	all := []course{
		{"conflict", "You and somebody else changed", term.Bad, r.clashing()},
		{"review", "Waits for your review", term.Accent, r.reviews()},
		{"past_review", "Nobody approved", term.Bad, r.pastReview()},
		{"returned", "Yours: changes asked for", term.Warn, r.returned()},
		{"ready", "Yours: can be accepted", term.Good, r.ready()},
		{"declined", "Yours: declined", term.Warn, r.declined()},
		{"on_yours", "Said about yours", term.Accent, r.replies()},
		{"contested", "Contested now", term.Bad, servings(r.Contested, evidenceWord)},
		{"proven", "Proven now", term.Good, servings(r.Proven, evidenceWord)},
		{"question", "Questions waiting", term.Warn, r.waiting()},
		{"news", "New and changed", term.Good, servings(r.News, r.changeWord)},
		{"origin", "Changed where it came from", term.Warn, r.originsChanged()},
		{"welcome", "Welcome", term.Good, servings(r.Welcome, func(dishJSON) (string, term.Style) { return "new here", term.Muted })},
	}
	if r.YearAgo != nil {
		all = append(all, course{"year_ago", "A year ago", term.Muted, servings([]dishJSON{*r.YearAgo}, stateWord)})
	}
	if j := r.Journal; j != nil {
		all = append(all, course{"journal", "A year ago in your journal", term.Muted, []serving{{"", j.Title, "cop reflect show " + j.Entry, term.Muted}}})
	}
	var out []course
	for _, c := range all {
		if len(c.items) > 0 {
			out = append(out, c)
		}
	}
	return out
}

// originsChanged are notes whose origins in other pools are not as they were.
func (r breakfastResult) originsChanged() []serving {
	var out []serving
	for _, a := range r.Origins {
		state := a.Origin.state()
		out = append(out, serving{a.Address, a.Title, state.Text + " in " + a.Origin.Pool, state.Style})
	}
	return out
}

func servings(items []dishJSON, word func(dishJSON) (string, term.Style)) []serving {
	var out []serving
	for _, d := range items {
		text, style := word(d)
		out = append(out, serving{d.Address, d.Title, text, style})
	}
	return out
}

func evidenceWord(d dishJSON) (string, term.Style) {
	n := d.Reports.Worked + d.Reports.Partly + d.Reports.Failed
	return fmt.Sprintf("worked for %d of %d", d.Reports.Worked, n), term.Muted
}

func (r breakfastResult) changeWord(d dishJSON) (string, term.Style) {
	if state := d.state(); d.Change != pool.New && state.Text != "" {
		return state.Text, state.Style
	}
	switch {
	case d.Change != pool.New:
		return "changed", term.Muted
	case d.Type != note.Practice && d.Type != note.Story:
		return "new", term.Good
	}
	if who := r.others(d.Authors); who != "" {
		return "new, thanks to " + who, term.Good
	}
	return "new", term.Good
}

// others names the first of those who wrote a note, but for the reader; "" for nobody.
func (r breakfastResult) others(authors []string) string {
	var all []string
	for _, a := range authors {
		if r.For == "" || note.HandleFrom(a) != r.For {
			all = append(all, a)
		}
	}
	switch len(all) {
	case 0:
		return ""
	case 1:
		return all[0]
	case 2:
		return all[0] + " and " + all[1]
	}
	return all[0] + " and others"
}

func stateWord(d dishJSON) (string, term.Style) {
	state := d.state()
	return state.Text, state.Style
}

func (r breakfastResult) waiting() []serving {
	var out []serving
	for i := range r.Questions {
		q := &r.Questions[i]
		word, style := q.word()
		out = append(out, serving{q.Address, q.Title, word, style})
	}
	return out
}

func (r breakfastResult) clashing() []serving {
	var out []serving
	for _, c := range r.Conflicts {
		out = append(out, serving{c.Address, c.Title, "to settle", term.Bad})
	}
	return out
}

func (r breakfastResult) reviews() []serving {
	var out []serving
	for i := range r.Reviews {
		c := &r.Reviews[i]
		out = append(out, serving{"", c.Title, "by " + c.Author, term.Muted})
	}
	return out
}

func (r breakfastResult) returned() []serving {
	var out []serving
	for i := range r.Returned {
		out = append(out, serving{"", r.Returned[i].Title, "changes asked for", term.Warn})
	}
	return out
}

func (r breakfastResult) ready() []serving {
	var out []serving
	for i := range r.Ready {
		out = append(out, serving{"", r.Ready[i].Title, "cop review " + r.Ready[i].name(), term.Good})
	}
	return out
}

func (r breakfastResult) declined() []serving {
	var out []serving
	for i := range r.Declined {
		out = append(out, serving{"", r.Declined[i].Title, r.Declined[i].words(), term.Warn})
	}
	return out
}

// pastReview are changes that nobody approved, each with who made it as far as it says.
func (r breakfastResult) pastReview() []serving {
	var out []serving
	for _, b := range r.Past {
		for _, name := range b.Notes {
			out = append(out, serving{note.Address(name), name, "changed by " + b.By, term.Bad})
		}
	}
	return out
}

func (r breakfastResult) replies() []serving {
	var out []serving
	for _, s := range r.OnYours {
		word, style := s.word()
		out = append(out, serving{s.Address, s.Title, word, style})
	}
	return out
}

// word says who is asked: the reader, others by their handles, or nobody in particular.
func (q *waitingJSON) word() (string, term.Style) {
	var handles []string
	for _, e := range q.Ask {
		handles = append(handles, string(e.Handle))
	}
	switch {
	case q.Answers > 0 && q.Own:
		return "yours, " + count(q.Answers, "answer"), term.Good
	case q.Answers > 0:
		return count(q.Answers, "answer"), term.Muted
	case q.Own:
		return "yours", term.Muted
	case q.Mine:
		return "asks you", term.Accent
	case len(handles) > 0:
		return "ask " + strings.Join(handles, ", "), term.Muted
	}
	return "open", term.Warn
}

const breakfastRows = 24 // a screen that everybody has

// portions says how many servings of each course fit into so many lines, one heading
// each: every course gets one first, then they take turns in order.
//
// Example: 8 lines for courses of 1, 5 and 9 hold 3 headings and 1, 2 and 2 servings.
func portions(courses []course, lines int) []int {
	out := make([]int, len(courses))
	left := lines - len(courses)
	for served := true; served && left > 0; {
		served = false
		for i := range courses {
			if out[i] < len(courses[i].items) && left > 0 {
				out[i]++
				left--
				served = true
			}
		}
	}
	return out
}

// plate decides what of each course is shown: all of it, or what fits a screen with the
// heading above, the act below and the prompt that follows.
func (r breakfastResult) plate(s *term.Streams) (courses []course, shown []int) {
	courses = r.courses()
	lines := 1 << 20
	if !r.all {
		lines = min(s.Height(), breakfastRows) - 1 - 1 - strings.Count(r.actText(s), "\n") - 1
		if s.Width() < stackedBelow {
			lines = len(courses) + (lines-len(courses))/2 // a serving takes two
		}
		lines = max(lines, 2*len(courses))
	}
	return courses, portions(courses, lines)
}

// shown are the notes that Text has on the screen.
func (r breakfastResult) shown(s *term.Streams) []note.Address {
	var out []note.Address
	courses, n := r.plate(s)
	for i, c := range courses {
		for _, it := range c.items[:n[i]] {
			out = append(out, it.address)
		}
	}
	return out
}

// Text is breakfast on one screen.
func (r breakfastResult) Text(s *term.Streams) string {
	var b strings.Builder
	p := s.Palette()
	head := p.Paint(term.Title, r.heading())
	if name := note.Clean(r.Pool); name != "" && ansi.StringWidth(name) < s.Width()-40 {
		head += p.Paint(term.Muted, "  "+name)
	}
	b.WriteString(head + "\n")
	if r.quiet() {
		b.WriteString(p.Paint(term.Muted, "Nothing new, and nobody waits.") + "\n")
		b.WriteString(term.Hang("", "", p.Paint(term.Muted, "Time to look back: what surprised you lately? cop reflect keeps it for you alone."), s.Width()) + "\n")
	}
	courses, n := r.plate(s)
	for i, c := range courses {
		title := p.Paint(c.style, "●") + " " + p.Paint(term.Title, c.title)
		if n[i] < len(c.items) {
			title += p.Paint(term.Muted, fmt.Sprintf("  %d of %d", n[i], len(c.items)))
		}
		b.WriteString(title + "\n")
		for _, it := range c.items[:n[i]] {
			b.WriteString(it.line(s) + "\n")
		}
	}
	b.WriteString("\n" + r.actText(s))
	return b.String()
}

// line is a serving on one line: the title gives way, the word stays.
func (it serving) line(s *term.Streams) string {
	p := s.Palette()
	word := note.Clean(it.word)
	room := s.Width() - 2
	if room+2 < stackedBelow {
		line := "  " + p.Paint(term.Plain, ansi.Truncate(note.Clean(it.title), room, "…"))
		if word != "" {
			line += "\n      " + p.Paint(it.style, ansi.Truncate(word, room-4, "…"))
		}
		return line
	}
	if word != "" {
		word = ansi.Truncate(word, max(s.Width()/2, 12), "…")
		room -= ansi.StringWidth(word) + 2
	}
	title := ansi.Truncate(note.Clean(it.title), room, "…")
	line := "  " + p.Paint(term.Plain, title)
	room -= ansi.StringWidth(title)
	if where := note.Clean(string(it.address)); room > ansi.StringWidth(where)+2 {
		line += "  " + p.Paint(term.Topic, where)
		room -= ansi.StringWidth(where) + 2
	}
	if word == "" {
		return line
	}
	return line + strings.Repeat(" ", room+2) + p.Paint(it.style, word)
}

// actText is the one thing to do, with the command to type.
func (r breakfastResult) actText(s *term.Streams) string {
	p := s.Palette()
	return term.Hang("", "", p.Paint(term.Title, r.Act.Why), s.Width()) + "\n" +
		term.Hang("  ", "    ", p.Paint(term.Accent, r.Act.Command), s.Width()) + "\n"
}
