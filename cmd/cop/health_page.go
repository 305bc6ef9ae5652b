package main

import (
	"fmt"
	"html"
	"slices"
	"strings"

	"github.com/breakfast-table/cop/cmd/internal/term"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool/health"
)

// wideHealth is the width from which a measure fits on one line.
const wideHealth = 72

// readersWords say what no number tells.
const readersWords = "Who only reads takes part, too; reading leaves no trace, so nobody counts it."

// measures are the numbers, a line each, and the one thing to do next.
func (r healthResult) measures(s *term.Streams) string {
	var b strings.Builder
	p := s.Palette()
	say := func(first, rest, line string) { b.WriteString(term.Hang(first, rest, line, s.Width()) + "\n") }
	b.WriteString("\n")
	say("", "  ", p.Paint(term.Title, "Thirteen weeks until "+r.report.Day.Format("2 January 2006"))+p.Paint(term.Muted, "  "+r.momentum()))
	var without []string
	for _, m := range r.report.Measures {
		if !r.explain && !slices.ContainsFunc(m.Series, func(p health.Point) bool { return p.Known }) {
			without = append(without, strings.ToLower(m.Title[:1])+m.Title[1:])
			continue
		}
		b.WriteString(r.measure(s, m))
	}
	if len(without) > 0 {
		say("  ", "    ", p.Paint(term.Muted, "Nothing to measure yet: "+strings.Join(without, ", ")+"."))
	}
	if len(r.Quiet) > 0 {
		say("", "  ", "Became quiet: "+inOneLine(r.Quiet)+". Ask how they are, not where they were.")
	}
	say("", "", p.Paint(term.Muted, readersWords))
	b.WriteString("\n")
	say("Next: ", "  ", r.Next.Why+" "+r.Next.What)
	b.WriteString("  " + p.Paint(term.Accent, note.Clean(r.Next.Command)) + "\n")
	return b.String()
}

// momentum is where the whole goes, in words.
func (r healthResult) momentum() string {
	return map[health.Momentum]string{
		health.Young: "too young to compare", health.Growing: "growing", health.Holding: "steady",
		health.Losing: "losing momentum", health.Silent: "silent",
	}[r.Momentum]
}

// measure is one number: its title, what it is, the weeks before, and where it goes. Who wants
// plain lines gets no bars.
func (r healthResult) measure(s *term.Streams, m health.Measure) string {
	p := s.Palette()
	style := term.Muted
	if t := m.Tendency(); strings.HasSuffix(t, "look") {
		style = term.Warn
	} else if strings.HasSuffix(t, "good") {
		style = term.Good
	}
	bars := health.Spark(m.Series) + "  "
	if s.Accessible() {
		bars = ""
	}
	var out string
	if s.Width() >= wideHealth && !s.Accessible() {
		out = strings.TrimRight(fmt.Sprintf("  %-29s  %-19s  %s%s", m.Title, m.Words(), bars, p.Paint(style, m.Tendency())), " ") + "\n"
	} else {
		line := m.Title + ": " + m.Words()
		if m.Trend != "" {
			line += " · " + m.Tendency()
		}
		out = term.Hang("  ", "    ", p.Paint(term.Plain, line), s.Width()) + "\n"
		if bars != "" {
			out += "    " + strings.TrimSpace(bars) + "\n"
		}
	}
	if r.explain {
		out += term.Hang("    ", "    ", p.Paint(term.Muted, m.Definition+" ("+m.Source+")"), s.Width()) + "\n"
	}
	return out
}

// markdown is the report as a note or a mail has it.
func (r healthResult) markdown() string {
	var b strings.Builder
	fmt.Fprintf(&b, "# How %s is doing\n\n", mdText(r.pool))
	fmt.Fprintf(&b, "The thirteen weeks until %s; as a whole: %s. %s\n\n", r.report.Day.Format("2 January 2006"), r.momentum(), readersWords)
	b.WriteString("| measure | now | thirteen weeks | trend | what it is |\n|---|---|---|---|---|\n")
	for _, m := range r.report.Measures {
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s (%s) |\n", m.Title, m.Words(), health.Spark(m.Series), m.Tendency(), m.Definition, m.Source)
	}
	if len(r.Quiet) > 0 {
		fmt.Fprintf(&b, "\nBecame quiet: %s.\n", mdText(inOneLine(r.Quiet)))
	}
	fmt.Fprintf(&b, "\n**Next.** %s %s\n\n    %s\n", mdText(r.Next.Why), mdText(r.Next.What), note.Clean(r.Next.Command))
	return b.String()
}

// html is the report as a page that needs nothing else.
func (r healthResult) html() string {
	var b strings.Builder
	text := func(s string) string { return html.EscapeString(note.Clean(s)) }
	title := "How " + note.Clean(r.pool) + " is doing"
	fmt.Fprintf(&b, "<!DOCTYPE html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><meta name=\"color-scheme\" content=\"light dark\"><title>%s</title></head>\n<body>\n<div style=\"%s\">\n", text(title), pageStyle)
	fmt.Fprintf(&b, "<h1 style=\"font-size:1.5em;margin:0\">%s</h1>\n<p style=\"%s\">The thirteen weeks until %s; as a whole: %s. %s</p>\n",
		text(title), smallStyle, r.report.Day.Format("2 January 2006"), r.momentum(), text(readersWords))
	fmt.Fprintf(&b, "<p><strong>Next.</strong> %s %s<br><code>%s</code></p>\n<div style=\"overflow-x:auto\">\n%s</div>\n<dl>\n", text(r.Next.Why), text(r.Next.What), text(r.Next.Command), r.report.SVG())
	for _, m := range r.report.Measures {
		fmt.Fprintf(&b, "<dt><strong>%s</strong>: %s %s</dt><dd>%s (%s)</dd>\n", text(m.Title), text(m.Words()), text(m.Tendency()), text(m.Definition), text(m.Source))
	}
	if len(r.Quiet) > 0 {
		fmt.Fprintf(&b, "<dt><strong>Names of who became quiet</strong></dt><dd>%s</dd>\n", text(inOneLine(r.Quiet)))
	}
	b.WriteString("</dl>\n</div>\n</body>\n</html>\n")
	return b.String()
}
