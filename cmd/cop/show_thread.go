package main

import (
	"fmt"
	"strings"

	"github.com/breakfast-table/cop/cmd/internal/term"
	"github.com/breakfast-table/cop/cmd/internal/wording"
	"github.com/breakfast-table/cop/pkg/importer"
)

func (r shown) thread(b *strings.Builder, s *term.Streams) {
	if len(r.view.Thread) == 0 {
		return
	}
	p := s.Palette()
	o := s.MarkdownOptions()
	o.Width -= 2
	b.WriteString("\n" + p.Paint(term.Title, "Thread") + "\n")
	for next := 0; next < len(r.view.Thread); {
		i, e := next, r.view.Thread[next]
		alike := r.votesLike(i)
		next += alike
		number := fmt.Sprintf("%d ", i+1)
		if alike > 1 {
			number = fmt.Sprintf("%d–%d ", i+1, next)
		}
		b.WriteString(term.Hang(p.Paint(term.Muted, number), strings.Repeat(" ", len(number)), r.entryLine(i, alike, p), s.Width()) + "\n")
		for _, f := range [][2]string{{"effort", e.Effort}, {"result", e.Result}} {
			if f[1] != "" {
				b.WriteString(term.Hang("  ", "    ", p.Paint(term.Muted, f[0]+": ")+p.Paint(term.Plain, f[1]), s.Width()) + "\n")
			}
		}
		if body := strings.TrimSpace(string(e.Note.Body())); body != "" && e.Vote() == "" {
			o.Embeds = r.view.Embeds(e.Note)
			b.WriteString(indent(term.Markdown(body, o)))
		}
	}
}

// votesLike is how many entries one after the other are votes like the one at i, on the same, so
// that they stand in one line; 1 for what is no vote.
func (r shown) votesLike(i int) int {
	first, n := r.view.Thread[i], 1
	for first.Vote() != "" && i+n < len(r.view.Thread) && n < mostVoters {
		e := r.view.Thread[i+n]
		if e.Vote() != first.Vote() || e.Re != first.Re {
			break
		}
		n++
	}
	return n
}

// mostVoters are named in one line.
const mostVoters = 12

// entryLine says who did what, to what, and when; of votes alike who all did.
func (r shown) entryLine(i, alike int, p term.Palette) string {
	e := r.view.Thread[i]
	var who []string
	for _, one := range r.view.Thread[i : i+alike] {
		who = append(who, p.Paint(term.Accent, term.Clean(one.Who())))
	}
	line := strings.Join(who, ", ") + " " + e.Did()
	if n := r.view.Number(e.Re); n > 0 {
		line += p.Paint(term.Muted, fmt.Sprintf(" (to %d)", n))
	}
	if e.Outcome != "" {
		line += ": " + p.Paint(wording.OutcomeStyle(e.Outcome), e.Outcome)
	}
	if e.Context != "" {
		line += p.Paint(term.Muted, " ("+e.Context+")")
	}
	if r.view.Why.Settles(e) {
		line += " · " + p.Paint(term.Good, "accepted")
	}
	if m, ok := importer.ReadMark(e.Note.Bytes()); ok {
		line += p.Paint(term.Muted, " · brought from "+term.Clean(m.Kind))
	}
	if e.Unsigned {
		line += p.Paint(term.Warn, " · not signed")
	}
	return line + p.Paint(term.Muted, " · "+term.Ago(e.When(), r.now))
}

func indent(text string) string {
	var b strings.Builder
	for line := range strings.Lines(strings.Trim(text, "\n") + "\n") {
		b.WriteString("  " + line)
	}
	return b.String()
}
