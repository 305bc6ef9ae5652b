package tui

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"github.com/breakfast-table/cop/cmd/internal/term"
	"github.com/breakfast-table/cop/pkg/forge"
	"github.com/breakfast-table/cop/pkg/note"
)

// bar stands left of what was said.
func (w *reviewWriter) bar() string { return "  " + w.styles.accent("┃") + " " }

// thread is a conversation about a place.
func (w *reviewWriter) thread(t forge.Thread) {
	if t.Outdated || t.Line == 0 {
		w.quote(t.Quote)
	}
	for i, c := range t.Comments {
		w.comment(w.numbers[t.ID], i, c, t.Resolved)
	}
	at := note.Span{First: t.Start, Last: t.Line}
	if t.Start == 0 {
		at.First = t.Line
	}
	w.follow(ReviewSpot{Path: t.Path, At: at, Gone: t.Side == forge.Before, Thread: t.ID})
}

// quote is what a comment was about that is no longer there.
func (w *reviewWriter) quote(q string) {
	for _, line := range strings.Split(strings.TrimSpace(q), "\n")[:1] {
		if line != "" {
			w.hang(w.bar(), w.bar(), w.styles.muted("was about: "+line))
		}
	}
}

func (w *reviewWriter) comment(n, i int, c forge.Comment, settled bool) {
	l := w.styles
	did := ""
	if len(forge.Suggestions(c.Body)) > 0 {
		did = " suggests"
	}
	who := l.accent(term.Clean(c.Who())) + l.paint(term.Plain, did)
	if age := term.Ago(c.When, w.now); age != "" {
		who += l.muted(" · " + age)
	}
	if i == 0 && n > 0 {
		who += l.muted(fmt.Sprintf(" · thread %d", n))
		if settled {
			who += l.muted(" · settled")
		}
	}
	w.hang(w.bar(), w.bar(), who)
	w.words(c.Body)
}

// words is what somebody said, in markdown, and then what they suggest.
func (w *reviewWriter) words(body string) {
	all := forge.Suggestions(body)
	for range all {
		body = withoutSuggestion(body)
	}
	for _, line := range term.Layout(strings.TrimSpace(body), w.options(w.width-4)).Lines {
		w.line(w.bar() + line)
	}
	for _, s := range all {
		w.rather(s.Text)
	}
}

// rather is text that is offered in place of lines.
func (w *reviewWriter) rather(text string) {
	if text == "" {
		w.line(w.bar() + w.styles.bad("→ nothing: leave it out"))
		return
	}
	for line := range strings.SplitSeq(strings.TrimSuffix(text, "\n"), "\n") {
		body := strings.TrimLeft(line, " \t")
		lead := w.bar() + w.styles.good("→ ") + strings.Repeat(" ", min(len(line)-len(body), 12))
		w.hang(lead, w.bar()+strings.Repeat(" ", ansi.StringWidth(lead)-4), w.styles.good(body))
	}
}

// unsent is a comment of one's own that waits for the verdict.
func (w *reviewWriter) unsent(in forge.Inline) {
	w.hang(w.bar(), w.bar(), w.styles.warn("you, not sent yet"))
	w.words(in.Body)
	if in.Suggestion != nil {
		w.rather(*in.Suggestion)
	}
	w.follow(ReviewSpot{Path: in.Path, At: note.Span{First: in.Start, Last: in.Line}, Gone: in.Side == forge.Before})
}
