package main

import (
	"slices"
	"strings"

	"github.com/breakfast-table/cop/cmd/internal/term"
	"github.com/breakfast-table/cop/cmd/internal/wording"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool"
	"github.com/breakfast-table/cop/pkg/pools"
)

// A note and what stands around it, as text.

// Text is the note as a page: a head, the body, the thread, the neighbours, one line of
// history.
func (r shown) Text(s *term.Streams) string {
	var b strings.Builder
	r.head(&b, s)
	o := s.MarkdownOptions()
	o.All, o.Embeds = "cop show "+string(r.Address)+" --raw", r.view.Embeds(r.view.Note)
	b.WriteString(term.Markdown(bodyWithoutTitle(r.view.Note), o))
	r.thread(&b, s)
	if r.why && r.Maturity != "" {
		r.reasons(&b, s)
	}
	r.neighbours(&b, s)
	r.history(&b, s)
	return b.String()
}

func (r shown) head(b *strings.Builder, s *term.Streams) {
	p := s.Palette()
	b.WriteString(term.Hang("", "", p.Paint(term.Title, r.Title), s.Width()) + "\n")
	parts := []string{p.Paint(term.Topic, string(r.Address))}
	if state := r.state(); state.Text != "" {
		parts = append(parts, p.Paint(state.Style, state.Text))
	}
	if len(r.Authors) > 0 {
		parts = append(parts, p.Paint(term.Muted, "by "+strings.Join(r.writers(), ", ")))
	}
	for _, t := range r.Tags {
		parts = append(parts, p.Paint(term.Muted, "#"+t))
	}
	b.WriteString(term.Hang("", "  ", strings.Join(parts, p.Paint(term.Muted, " · ")), s.Width()) + "\n")
	if r.Description != "" {
		b.WriteString(term.Hang("", "", p.Paint(term.Muted, r.Description), s.Width()) + "\n")
	}
	if r.origin != nil {
		words := originOf(*r.origin).words(r.Address)
		if by := note.Clean(strings.Join(pools.CreditsOf(r.view.Note), ", ")); by != "" {
			words += " · written by " + by
		}
		b.WriteString(term.Hang("", "", p.Paint(term.Muted, words), s.Width()) + "\n")
	}
	if by := r.replacement(); by != "" {
		b.WriteString(term.Hang("", "", p.Paint(term.Warn, "superseded by "+by), s.Width()) + "\n")
	}
	if err := r.view.Note.Err(); err != nil {
		b.WriteString(term.Hang("", "", p.Paint(term.Warn, "its front matter cannot be read ("+err.Error()+"); cop check says more"), s.Width()) + "\n")
	}
	b.WriteString("\n")
}

// writers are the authors, by the handles they go by now, each once.
func (r shown) writers() []string {
	var out []string
	for _, name := range r.Authors {
		if name = r.view.Goes(name); !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	return out
}

// replacement is what took the place of the note; "" for nothing.
func (r shown) replacement() string {
	if l, ok := r.view.Note.Successor(); ok {
		switch to := r.view.Leads(r.view.Note, l); to.Leads {
		case note.ToNote:
			return string(to.Note)
		case note.Nowhere:
			return l.Dest + ", which does not exist"
		}
		return l.Dest
	}
	if by := r.view.Note.SupersededBy; by != "" {
		return string(by)
	}
	return r.view.Note.Replacement
}

// bodyWithoutTitle is the body; a first heading that only repeats the title is left
// out.
func bodyWithoutTitle(n *note.Note) string {
	body := strings.TrimLeft(string(n.Body()), "\r\n")
	first, rest, _ := strings.Cut(body, "\n")
	if h, ok := strings.CutPrefix(strings.TrimSpace(first), "# "); ok && strings.TrimSpace(h) == n.Title {
		return rest
	}
	return body
}

func (r shown) reasons(b *strings.Builder, s *term.Streams) {
	p := s.Palette()
	title := "Why " + r.Maturity
	if r.view.Why.Contested {
		title += ", contested"
	}
	b.WriteString("\n" + p.Paint(term.Title, title) + "\n")
	r.weighed(b, s, r.view.Why)
	if r.together == nil {
		return
	}
	title = "With what was tried in " + r.origin.Origin.Pool + ": " + r.together.Maturity
	if r.together.Contested {
		title += ", contested"
	}
	b.WriteString("\n" + p.Paint(term.Title, title) + "\n")
	r.weighed(b, s, *r.together)
}

// weighed lists what counts and what does not.
func (r shown) weighed(b *strings.Builder, s *term.Streams, w pool.Why) {
	p := s.Palette()
	if len(w.Counted)+len(w.Ignored) == 0 {
		b.WriteString("  nobody has said yet how it went: cop tried " + term.Clean(r.Address.Slug()) + " worked\n")
	}
	for _, reason := range w.Counted {
		b.WriteString(term.Hang("  ", "    ", p.Paint(term.Good, "counts ")+p.Paint(term.Accent, r.view.Goes(string(reason.By)))+" "+p.Paint(term.Plain, reason.Reason)+remark(p, reason), s.Width()) + "\n")
	}
	for _, reason := range w.Ignored {
		b.WriteString(term.Hang("  ", "    ", p.Paint(term.Muted, "not    ")+p.Paint(term.Accent, r.view.Goes(string(reason.By)))+" "+p.Paint(term.Muted, reason.Reason), s.Width()) + "\n")
	}
	for _, sum := range w.Sums {
		b.WriteString(term.Hang("  ", "    ", p.Paint(term.Muted, sum), s.Width()) + "\n")
	}
}

func remark(p term.Palette, r pool.Reason) string {
	if r.Remark == "" {
		return ""
	}
	return p.Paint(term.Muted, " ("+r.Remark+")")
}

func (r shown) neighbours(b *strings.Builder, s *term.Streams) {
	p := s.Palette()
	for _, list := range []struct {
		name  string
		notes []pool.Neighbour
	}{{"Links to", r.view.Links}, {"Linked from", r.view.Backlinks}} {
		if len(list.notes) == 0 {
			continue
		}
		b.WriteString("\n" + p.Paint(term.Title, list.name) + "\n")
		for _, n := range list.notes {
			line := p.Paint(term.Topic, string(n.Address)) + "  " + p.Paint(term.Muted, n.Title)
			if n.Missing {
				line = p.Paint(term.Warn, string(n.Address)+"  does not exist")
			}
			b.WriteString(term.Hang("  ", "    ", line, s.Width()) + "\n")
		}
	}
}

func (r shown) history(b *strings.Builder, s *term.Streams) {
	line := wording.History(&r.view, r.now, byCommand())
	if r.version.Rev != "" {
		line = versionWords(r.version, r.now)
	}
	if line != "" {
		b.WriteString("\n" + term.Hang("", "", s.Paint(term.Muted, line), s.Width()) + "\n")
	}
}

// byCommand is how this face leads on.
func byCommand() wording.Ways {
	return wording.Ways{Share: "cop share", Sync: "cop sync", Review: func(name string) string { return "cop review " + name }}
}
