package tui

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"github.com/breakfast-table/cop/cmd/internal/term"
	"github.com/breakfast-table/cop/cmd/internal/wording"
	"github.com/breakfast-table/cop/pkg/index"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool"
)

// writer builds a layout from top to bottom.
type writer struct {
	layoutOptions
	layout
	view  *pool.View // of the note; nil when there is none yet
	count int        // links so far
}

func (w *writer) line(s string) { w.lines = append(w.lines, s) }

func (w *writer) hang(first, rest, text string) {
	w.lines = append(w.lines, hang(first, rest, text, w.width)...)
}

// gap is an empty line, unless there is one already.
func (w *writer) gap() {
	if n := len(w.lines); n > 0 && strings.TrimSpace(w.lines[n-1]) != "" {
		w.line("")
	}
}

func (w *writer) section(title string) {
	w.gap()
	w.headings = append(w.headings, term.HeadingLine{Level: 2, Text: title, Line: len(w.lines)})
	w.line(w.styles.title(title))
}

// head is the title and what is known about the note at a glance.
func (w *writer) head(n *note.Note, v *pool.View) {
	l := w.styles
	w.headings = append(w.headings, term.HeadingLine{Level: 1, Text: term.Clean(n.Title), Line: 0})
	w.hang("", "", l.title(n.Title))
	parts := w.facts(n, v)
	if a, ok := note.AddressOf(n.Path); ok {
		parts = append([]string{l.topic(place{w.pool, a}.String())}, parts...)
	}
	w.hang("", "", strings.Join(parts, l.muted(" · ")))
	if n.Description != "" {
		w.hang("", "", l.muted(n.Description))
	}
	if w.pool != "" {
		w.hang("", "", l.paint(term.Accent, w.pool)+l.muted(" has this note; you read it here. T takes it over into this pool."))
	}
	if n.SupersededBy != "" {
		w.reference("superseded by ", n.SupersededBy, term.Warn)
	}
	if n.Supersedes != "" {
		w.reference("supersedes ", n.Supersedes, term.Muted)
	}
	if err := n.Err(); err != nil {
		w.hang("", "", l.warn("The fields at its top cannot be read: "+err.Error()+". The text below is as it stands in the file; e opens it."))
	}
	w.line("")
	w.layout.body = len(w.lines)
}

// facts are the words of the line below the title.
func (w *writer) facts(n *note.Note, v *pool.View) []string {
	l := w.styles
	var parts []string
	if v != nil {
		if word, style := stateWord(one(&v.Card, v.Why.Stale)); word != "" {
			parts = append(parts, l.paint(style, word))
		}
		if reports := reportsLine(v.Why.Facts); reports != "" {
			parts = append(parts, l.muted(reports))
		}
	} else if n.Type != note.Practice && n.Type != "" {
		parts = append(parts, l.muted(string(n.Type)))
	}
	if len(n.Authors) > 0 {
		parts = append(parts, l.muted("by "+strings.Join(goBy(n, v), ", ")))
	}
	for _, t := range n.Tags {
		parts = append(parts, l.muted("#"+t))
	}
	return parts
}

// goBy are the authors of a note, by the handles they go by now.
func goBy(n *note.Note, v *pool.View) []string {
	if v == nil {
		return n.Authors
	}
	out := make([]string, len(n.Authors))
	for i, name := range n.Authors {
		out[i] = v.Goes(name)
	}
	return out
}

// reportsLine says in a few words what the reports say: "3 worked, 1 failed".
func reportsLine(f index.Facts) string {
	var parts []string
	for _, c := range []struct {
		n    int
		word string
	}{{f.Worked, "worked"}, {f.Partly, "partly"}, {f.Failed, "failed"}} {
		if c.n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", c.n, c.word))
		}
	}
	return strings.Join(parts, ", ")
}

// reference is a line that is a link to another note.
func (w *writer) reference(before string, a note.Address, style term.Style) {
	text := term.Clean(string(a))
	w.count++
	w.add(spot{
		n: w.count, line: len(w.lines), start: ansi.StringWidth(before), end: min(ansi.StringWidth(before+text), w.width),
		goal: goal{note: a, raw: text},
	})
	w.line(cut(w.styles.paint(style, before)+w.styles.topic(text), w.width))
}

// body lays out the text of a note, or of an entry, up to so many bytes.
func (w *writer) body(n *note.Note, most, indent int) {
	src := string(bodyOf(n))
	rest := ""
	if len(src) > most {
		end := strings.LastIndexByte(src[:most], '\n') + 1
		if end == 0 {
			end = most
		}
		src, rest = src[:end], src[end:]
	}
	all := ""
	if a, ok := note.AddressOf(n.Path); ok {
		all = "cop show " + string(a) + " --raw"
	}
	o := w.options(w.width - indent)
	if o.All = all; w.view != nil {
		o.Embeds = w.view.Embeds(n)
	}
	r := term.Layout(src, o)
	w.place(r, n, indent)
	switch {
	case rest == "":
	case most == longestBody:
		w.hang("", "", w.styles.muted(term.LeftOut(rest, all)))
	default:
		w.line(w.styles.muted(term.LeftOut(rest, "")))
	}
}

// place takes over what was laid out, indented.
func (w *writer) place(r term.Rendered, n *note.Note, indent int) {
	top := len(w.lines)
	for _, line := range r.Lines {
		w.line(strings.Repeat(" ", indent) + line)
	}
	base := w.count
	for _, s := range r.Links {
		w.count = max(w.count, base+s.N)
		w.add(spot{
			n: base + s.N, line: top + s.Line, start: indent + s.Start, end: indent + s.End, goal: goalOf(w.view, n, s),
		})
	}
	if indent > 0 {
		return
	}
	for _, h := range r.Headings {
		w.headings = append(w.headings, term.HeadingLine{Level: h.Level, Text: h.Text, Line: top + h.Line})
	}
}

// goalOf says where a link of a note leads. Without a view it is the note that there should
// be where the link points.
func goalOf(v *pool.View, n *note.Note, s term.LinkSpan) goal {
	g := goal{raw: s.Dest}
	dest, anchor, _ := strings.Cut(s.Dest, "#")
	if s.Image && (!s.Wiki || note.IsMedia(dest)) {
		return g // a picture; an embedded note is gone to
	}
	if dest == "" && anchor != "" {
		g.anchor = anchor
		return g
	}
	if web(s.Dest) && !s.Wiki {
		g.web = s.Dest
		return g
	}
	l := note.Link{Dest: s.Dest, Wiki: s.Wiki}
	to := note.Resolver{Shelf: &note.Names{}}.Resolve(n.Path, l)
	if v != nil {
		to = v.Leads(n, l)
	}
	if to.Note != "" {
		g.note, g.anchor = to.Note, anchor
	}
	return g
}

func web(dest string) bool {
	low := strings.ToLower(dest)
	return strings.HasPrefix(low, "https://") || strings.HasPrefix(low, "http://")
}

// bodyOf is the text; a first heading that only repeats the title is left out.
func bodyOf(n *note.Note) []byte {
	body := strings.TrimLeft(string(n.Body()), "\r\n")
	first, rest, _ := strings.Cut(body, "\n")
	if h, ok := strings.CutPrefix(strings.TrimSpace(first), "# "); ok && strings.TrimSpace(h) == n.Title {
		return []byte(rest)
	}
	return []byte(body)
}

// entryWords say what an entry's author did.
func entryWords(e note.EntryName) string {
	if e.Type == note.Verify {
		return "verified it: still true"
	}
	return e.Did()
}

func (w *writer) thread(v *pool.View) {
	if len(v.Thread) == 0 {
		return
	}
	w.section("Thread")
	for i, e := range v.Thread {
		if i > 0 {
			w.gap()
		}
		w.entry(v, i, e)
	}
}

// entry lays out an entry; its author's name can be chosen like a link.
func (w *writer) entry(v *pool.View, i int, e pool.Entry) {
	l := w.styles
	number := fmt.Sprintf("%d ", i+1)
	by := term.Clean(e.Who())
	w.count++
	w.add(spot{
		n: w.count, line: len(w.lines), start: len(number), end: min(len(number)+ansi.StringWidth(by), w.width), goal: goal{entry: e.File, raw: by},
	})
	did := entryWords(e.EntryName)
	if e.Vote() != "" {
		did = e.Did()
	}
	line := l.accent(by) + " " + l.paint(term.Plain, did)
	if n := v.Number(e.Re); n > 0 {
		line += l.muted(fmt.Sprintf(" (to %d)", n))
	}
	if e.Outcome != "" {
		line += ": " + l.paint(wording.OutcomeStyle(e.Outcome), e.Outcome)
	}
	if e.Context != "" {
		line += l.muted(" (" + e.Context + ")")
	}
	if v.Why.Settles(e) {
		line += l.muted(" · ") + l.good("accepted")
	}
	if e.Unsigned {
		line += l.muted(" · ") + l.warn("not signed")
	}
	w.hang(l.muted(number), strings.Repeat(" ", len(number)), line+l.muted(" · "+term.Ago(e.When(), w.now)))
	for _, f := range [][2]string{{"effort", e.Effort}, {"result", e.Result}} {
		if f[1] != "" {
			w.hang("  ", "    ", l.muted(f[0]+": ")+l.paint(term.Plain, f[1]))
		}
	}
	if strings.TrimSpace(string(e.Note.Body())) != "" {
		w.body(e.Note, longestPreview, 2)
	}
}

// evidence says why the note is as mature as it is.
func (w *writer) evidence(v *pool.View) {
	if len(v.Why.Counted)+len(v.Why.Ignored) == 0 {
		return
	}
	l := w.styles
	w.section("Why " + v.Why.Maturity)
	for _, r := range v.Why.Counted {
		w.hang("  ", "    ", l.good("counts ")+l.accent(string(r.By))+" "+l.paint(term.Plain, r.Reason))
	}
	for _, r := range v.Why.Ignored {
		w.hang("  ", "    ", l.muted("not    ")+l.accent(string(r.By))+" "+l.muted(r.Reason))
	}
	for _, sum := range v.Why.Sums {
		w.hang("  ", "    ", l.muted(sum))
	}
}

func (w *writer) backlinks(v *pool.View) {
	if len(v.Backlinks) == 0 {
		return
	}
	w.section("Linked from")
	for _, b := range v.Backlinks {
		title := term.Clean(b.Title)
		w.count++
		w.add(spot{
			n: w.count, line: len(w.lines), start: 2, end: min(2+ansi.StringWidth(title), w.width), goal: goal{note: b.Address, raw: string(b.Address)},
		})
		w.line(cut("  "+w.styles.paint(term.Plain, title)+"  "+w.styles.topic(string(b.Address)), w.width))
	}
}

// past is the line about the note's history.
func (w *writer) past(v *pool.View) {
	line := wording.History(v, w.now, byKey())
	if line == "" {
		return
	}
	w.gap()
	w.hang("", "", w.styles.muted(line))
}

// byKey is how the browser leads on.
func byKey() wording.Ways {
	return wording.Ways{Share: "s", Sync: "S", Review: func(string) string { return "4" }}
}
