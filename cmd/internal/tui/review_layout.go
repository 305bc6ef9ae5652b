package tui

import (
	"fmt"
	"strings"
	"time"

	"github.com/charmbracelet/x/ansi"

	"github.com/breakfast-table/cop/cmd/internal/term"
	"github.com/breakfast-table/cop/cmd/internal/wording"
	"github.com/breakfast-table/cop/pkg/forge"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool"
)

// ReviewSheet is a contribution laid out to be judged: what changes, what was said about
// it where it was said, and what helps to decide. It is never changed.
type ReviewLayout struct {
	Lines   []string
	Spots   []ReviewSpot // per line
	Changes []int        // the lines at which changes begin
}

// ReviewSpot is what a line is about.
type ReviewSpot struct {
	Path   string // "": nothing to comment on
	At     note.Span
	Gone   bool           // of the old text
	Thread forge.ThreadID // that the line belongs to; "" for none
}

// Anchor is the place of a comment on what the line is about; false: it is about nothing.
func (s ReviewSpot) Anchor() (forge.Anchor, bool) {
	a := forge.Anchor{Path: s.Path, Start: s.At.First, Line: s.At.Last}
	if s.Gone {
		a.Side = forge.Before
	}
	return a, s.Path != "" && s.At.Last > 0
}

// ReviewView is what a contribution is laid out with.
type ReviewView struct {
	Review pool.Review
	Panel  *pool.Panel // nil: without
	Draft  pool.ReviewDraft
	View   term.ProseView
	// Since says that the notes show what changed since the user's own verdict.
	Since bool
	// Numbers puts the number of its line beside what can be commented on.
	Numbers bool
}

// LayoutReview lays a contribution out for a terminal.
func LayoutReview(v ReviewView, s *term.Streams, width int, now time.Time) ReviewLayout {
	return layoutReview(v, layoutOptions{styles: newStyles(s), width: width, now: now})
}

func layoutReview(v ReviewView, p layoutOptions) ReviewLayout {
	w := &reviewWriter{writer: writer{layoutOptions: p}, v: v, said: map[forge.ThreadID]bool{}, numbers: map[forge.ThreadID]int{}}
	for i, id := range NumberedThreads(v.Review) {
		w.numbers[id] = i + 1
	}
	w.head()
	for _, n := range v.Review.Notes {
		w.note(n)
	}
	w.elsewhere()
	w.panel()
	w.follow(ReviewSpot{})
	return ReviewLayout{Lines: w.lines, Spots: w.spots, Changes: w.changes}
}

// reviewWriter builds a review layout from top to bottom.
type reviewWriter struct {
	writer
	v       ReviewView
	spots   []ReviewSpot
	changes []int
	said    map[forge.ThreadID]bool // threads that stand somewhere already
	numbers map[forge.ThreadID]int
}

// NumberedThreads are the conversations about places, in the order in which they are
// numbered from 1.
func NumberedThreads(r pool.Review) []forge.ThreadID {
	var out []forge.ThreadID
	for _, t := range r.Threads {
		if t.ID != forge.Conversation {
			out = append(out, t.ID)
		}
	}
	return out
}

// follow gives the lines written since the last call a spot.
func (w *reviewWriter) follow(s ReviewSpot) {
	for len(w.spots) < len(w.lines) {
		w.spots = append(w.spots, s)
	}
}

// head is who offers what, and what stands in the way.
func (w *reviewWriter) head() {
	r, l := &w.v.Review, w.styles
	w.hang("", "  ", l.title(r.Title))
	facts := []string{l.accent(r.Name()), l.paint(term.Plain, "by "+string(r.Author))}
	if age := term.Ago(r.Updated, w.now); age != "" {
		facts = append(facts, l.muted(age))
	}
	facts = append(facts, w.state())
	w.hang("", "  ", strings.Join(facts, l.muted(" · ")))
	for _, verdict := range r.Verdicts {
		w.hang("", "  ", verdictLine(l, verdict, w.now))
	}
	for _, c := range r.Checks {
		if c.State != forge.Passed && c.State != forge.Skipped {
			w.hang("", "  ", l.warn("check "+c.Name+" "+checkWords(c.State))+l.muted(" "+c.Text))
		}
	}
	w.gate()
	if n := w.v.Draft.Comments(); n > 0 {
		w.hang("", "  ", l.warn("Not sent yet: "+tallied(n, "comment")+" of yours."))
	}
	if words := w.v.Draft.Body; words != "" {
		w.hang("", "  ", l.warn("Not sent yet: ")+l.muted(words))
	}
	if words := strings.TrimSpace(r.Body); words != "" && !w.v.Since {
		w.line("")
		w.lines = append(w.lines, term.Layout(words, w.options(w.width)).Lines...)
	}
	if w.v.Since {
		w.gap()
		w.hang("", "", l.muted("Below is what changed since you judged it."))
	}
}

func (w *reviewWriter) state() string {
	r, l := &w.v.Review, w.styles
	switch {
	case r.State == forge.Merged:
		return l.good("accepted")
	case r.State == forge.Closed:
		return l.muted(standingWords[r.Standing()].Text)
	case r.Draft:
		return l.muted("not finished")
	case r.AsksMe:
		return l.warn("asks for you")
	case r.Mine:
		return l.muted("yours")
	}
	return l.muted("in review")
}

// verdictLine is what one reviewer decided.
func verdictLine(l styles, v forge.Verdict, now time.Time) string {
	word, style := wording.Opinion(v.Opinion), verdictStyle(v.Opinion)
	who := l.accent(term.Clean(v.Who()))
	line := who + " " + l.paint(style, word)
	if v.Stale {
		line = who + " " + l.muted(word+" – an older version")
	}
	if doubt := v.Doubt(); doubt != "" && v.Advisory {
		line = who + " " + l.muted(word+" – "+doubt)
	} else if doubt != "" {
		line += l.muted(" – " + doubt)
	}
	if age := term.Ago(v.When, now); age != "" {
		line += l.muted(" · " + age)
	}
	return line
}

// verdictStyle stands out where a verdict decides.
func verdictStyle(o forge.Opinion) term.Style {
	switch o {
	case forge.Approved:
		return term.Good
	case forge.ChangesRequested:
		return term.Bad
	}
	return term.Muted
}

func checkWords(s forge.CheckState) string {
	switch s {
	case forge.Failed:
		return "failed"
	case forge.Pending:
		return "is still running"
	}
	return string(s)
}

// gate says whether it can be accepted, reason by reason.
func (w *reviewWriter) gate() {
	r := &w.v.Review
	switch {
	case r.State != forge.Open:
	case r.Gate.Mergeable:
		w.hang("", "  ", w.styles.good("Can be accepted."))
	default:
		for i, reason := range r.Gate.Reasons {
			lead := "Waits: "
			if i > 0 {
				lead = "       "
			}
			w.hang(lead, "       ", w.styles.paint(term.Plain, reason.Text))
		}
	}
}

var changeWords = map[pool.Kind]string{pool.New: "new", pool.Edited: "edited", pool.Removed: "removed", pool.Moved: "moved"}

// note is one file with what changes in it and what was said there.
func (w *reviewWriter) note(n pool.ReviewedNote) {
	l := w.styles
	w.gap()
	name := n.Path
	if n.Address != "" {
		name = string(n.Address)
	}
	title := l.topic(name) + l.muted(" · "+changeWords[n.Change])
	if n.From != "" {
		title += l.muted(" from " + n.From)
	}
	title = cut(title, w.width-4)
	w.line(l.muted("── ") + title + " " + l.muted(strings.Repeat("─", max(w.width-ansi.StringWidth(title)-4, 0))))
	w.follow(ReviewSpot{})
	columns := 0
	if w.v.Numbers {
		columns = numberColumns
	}
	layout := term.LayoutProse(n.Path, n.Old, n.New, term.ProseOptions{Width: w.width - columns, Palette: l.palette, View: w.v.View})
	top := len(w.lines)
	after := w.places(n.Path, layout)
	starts := map[int]bool{}
	for _, c := range layout.Changes {
		starts[c] = true
	}
	for i, line := range layout.Lines {
		if starts[i] {
			w.changes = append(w.changes, len(w.lines))
		}
		s := layout.Spots[i]
		if w.v.Numbers {
			line = w.number(layout, i) + line
		}
		w.line(strings.TrimRight(line, " "))
		spot := ReviewSpot{Path: n.Path, At: s.At, Gone: s.Gone}
		if s.At == (note.Span{}) {
			spot = ReviewSpot{}
		}
		w.follow(spot)
		for _, say := range after[i] {
			say()
		}
	}
	if len(layout.Changes) == 0 {
		w.changes = append(w.changes, max(top-1, 0))
	}
	for _, say := range after[-1] {
		say()
	}
}

const numberColumns = 5

// number is the number of a line, where it is another than above.
func (w *reviewWriter) number(s term.ProseLayout, i int) string {
	at := s.Spots[i]
	if at.At.First == 0 || i > 0 && s.Spots[i-1].At.First == at.At.First && s.Spots[i-1].Gone == at.Gone {
		return strings.Repeat(" ", numberColumns)
	}
	n := fmt.Sprint(at.At.First)
	if at.Gone {
		n = "-" + n
	}
	return w.styles.muted(fmt.Sprintf("%*s ", numberColumns-1, n))
}

// places finds the line of a layout below which each comment on a file stands: the last
// that shows its last line, or what is before it. -1: none does.
func (w *reviewWriter) places(path string, layout term.ProseLayout) map[int][]func() {
	out := map[int][]func(){}
	put := func(a forge.Anchor, say func()) {
		at, near := -1, 0
		for i, s := range layout.Spots {
			switch {
			case s.Gone != (a.Side == forge.Before) || s.At.First > a.Line || s.At.First == 0 || s.At.First < near:
			case a.Line <= s.At.Last:
				at, near = i, s.At.First
			case s.At.Last >= near: // what stands before it, where it is folded
				at, near = i, s.At.Last
			}
		}
		out[at] = append(out[at], say)
	}
	for _, t := range w.v.Review.Threads {
		if t.Path == path {
			w.said[t.ID] = true
			put(t.Anchor, func() { w.thread(t) })
		}
	}
	for _, in := range w.v.Draft.Inline {
		if in.Path == path {
			put(in.Anchor, func() { w.unsent(in) })
		}
	}
	return out
}

// elsewhere is what was said about it as a whole, and about what is no part of it.
func (w *reviewWriter) elsewhere() {
	begun := false
	for _, t := range w.v.Review.Threads {
		if w.said[t.ID] {
			continue
		}
		if !begun {
			w.section("What was said")
			w.follow(ReviewSpot{})
			begun = true
		}
		w.thread(t)
	}
	for _, in := range w.v.Draft.Lost {
		w.gap()
		w.quote(in.Quote)
		w.unsent(in)
	}
}

// panel is what helps to decide.
func (w *reviewWriter) panel() {
	p, l := w.v.Panel, w.styles
	if p == nil {
		return
	}
	if len(p.Similar) > 0 {
		w.section("Does another note say it already?")
		for _, s := range p.Similar {
			w.hang("  ", "    ", l.topic(string(s.Note))+"  "+l.muted(s.Title))
		}
	}
	if len(p.Problems) > 0 {
		w.section("What cop check finds")
		for _, pr := range p.Problems {
			w.hang("  ", "    ", l.muted(fmt.Sprintf("%s:%d ", pr.Path, pr.Line))+l.warn(pr.Message))
		}
	}
	if r := &w.v.Review; p.Rubric != "" && r.State == forge.Open && !r.Mine && !w.v.Since {
		w.section("Before you decide")
		w.lines = append(w.lines, term.Layout(p.Rubric, w.options(w.width)).Lines...)
	}
}
