package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/breakfast-table/cop/cmd/internal/term"
	"github.com/breakfast-table/cop/cmd/internal/wording"
	"github.com/breakfast-table/cop/pkg/forge"
)

// name is what people type to mean a contribution.
func (c contributionJSON) name() string {
	if c.Number > 0 {
		return fmt.Sprint(c.Number)
	}
	return c.ID
}

// newsStyle warns the author: a reviewer who asks for changes waits for them.
func newsStyle(o forge.Opinion) term.Style {
	switch o {
	case forge.Approved:
		return term.Good
	case forge.ChangesRequested:
		return term.Warn
	}
	return term.Plain
}

// reviewLines is a line for each of my contributions: what reviewers say, what is missing, and what
// leads on.
func (r statusResult) reviewLines(s *term.Streams) string {
	var b strings.Builder
	p := s.Palette()
	for _, c := range r.Contributions {
		settled := c.has(r.Drafts) && !c.has(r.Conflicts)
		words := wording.Stands(c.of, settled, r.now, byCommand())
		if len(words) == 0 {
			continue
		}
		name := p.Paint(term.Accent, c.name())
		if r.elsewhere(c) {
			name += "  " + p.Paint(term.Title, brief(c.Title))
		}
		b.WriteString(term.Hang("  ", "          ", name+p.Paint(term.Muted, "  "+strings.Join(words, " · ")), s.LineWidth()) + "\n")
	}
	return b.String()
}

// elsewhere reports a contribution none of whose notes differs here from what the others have: it came
// from another machine.
func (r statusResult) elsewhere(c contributionJSON) bool {
	return !slices.ContainsFunc(r.sections(), func(s section) bool {
		return c.has(s.items) || slices.ContainsFunc(s.items, func(it itemJSON) bool { // a file that is no note
			return it.Contribution != "" && strings.HasSuffix(c.Branch, "/"+it.Contribution)
		})
	})
}

// has reports a contribution of one of the notes.
func (c contributionJSON) has(items []itemJSON) bool {
	return slices.ContainsFunc(items, func(it itemJSON) bool { return slices.Contains(c.Notes, it.Address) })
}

// mostWaiting is how many of them are named one by one.
const mostWaiting = 8

// asks lists the contributions of others that wait for me.
func (r statusResult) asks(s *term.Streams, after bool) string {
	if len(r.AsksMe) == 0 {
		return ""
	}
	var b strings.Builder
	p := s.Palette()
	if after {
		b.WriteString("\n")
	}
	b.WriteString(p.Paint(term.Title, "Waiting for your review") + "\n")
	for _, c := range r.AsksMe[:min(len(r.AsksMe), mostWaiting)] {
		b.WriteString(term.Hang("  ", "          ", p.Paint(term.Accent, c.name())+" "+p.Paint(term.Title, brief(c.Title))+p.Paint(term.Muted, "  by "+c.Author), s.LineWidth()) + "\n")
	}
	hint := "cop review NAME shows it"
	if n := len(r.AsksMe) - mostWaiting; n > 0 {
		hint = fmt.Sprintf("and %d more; cop review lists them, cop review NAME shows one", n)
	}
	b.WriteString(term.Hang("  ", "  ", p.Paint(term.Muted, hint), s.LineWidth()) + "\n")
	return b.String()
}
