package main

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/breakfast-table/cop/cmd/internal/term"
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
	v := r.view
	line := ""
	switch {
	case r.version.Rev != "":
		line = versionWords(r.version, r.now)
	case v.Draft == pool.New:
	case v.DraftedBy != "":
		line = fmt.Sprintf("drafted by an assistant (%s), shared by %s %s", term.Clean(v.DraftedBy), v.By, term.Ago(v.Updated, r.now))
	case v.Changes == 1:
		line = fmt.Sprintf("added by %s %s", v.By, term.Ago(v.Added, r.now))
		if v.Imported() {
			line = fmt.Sprintf("written %s, %s", term.Ago(v.Created, r.now), line)
		}
	case v.Changes > 1:
		line = fmt.Sprintf("%d changes, the last by %s %s", v.Changes, v.By, term.Ago(v.Updated, r.now))
	}
	if v.Draft != "" && r.version.Rev == "" {
		line = strings.TrimPrefix(line+"; "+waitsFor(v, r.now), "; ")
	}
	if line != "" {
		b.WriteString("\n" + term.Hang("", "", s.Paint(term.Muted, line), s.Width()) + "\n")
	}
}

// waitsFor says what a note that the others do not have as it is waits for, and what leads on.
func waitsFor(v pool.View, now time.Time) string {
	switch {
	case v.Waits == pool.WaitsConflict && v.Draft == pool.New:
		return "you changed it and somebody else removed it: cop resolve " + string(v.Address) + " shows both and settles it"
	case v.Waits == pool.WaitsConflict:
		return "you and somebody else changed it: cop resolve " + string(v.Address) + " shows both versions and settles it"
	case v.Waits == pool.WaitsInReview && v.Offered != nil && v.Offered.Standing == pool.StandsAccepted:
		return "offered as " + nameOf(*v.Offered) + ", and accepted: cop sync brings it to your files"
	case v.Waits == pool.WaitsInReview && v.Offered != nil:
		return "in review as " + nameOf(*v.Offered) + ": " + strings.Join(append(contributionOf(*v.Offered).standingWords(now), "cop review "+nameOf(*v.Offered)+" shows it"), " · ")
	case v.Offered != nil && v.Offered.Standing == pool.StandsUnopened:
		return "sent, but nobody is asked yet: cop share opens it for review"
	case v.Waits == pool.WaitsToSend && v.From != "":
		return "the others do not know yet that you moved it here from " + string(v.From) + "; cop sync tells them"
	case v.Waits == pool.WaitsToSend && v.Draft != pool.New:
		return "the others do not have your change yet; cop sync sends it"
	case v.Waits == pool.WaitsToSend:
		return "the others do not have it yet; cop sync sends it"
	case v.Declined != nil:
		return outcomesOf([]pool.Outcome{*v.Declined})[0].words() + "; a draft of yours again: cop share offers it anew"
	case v.Draft == pool.New && v.DraftedBy != "":
		return fmt.Sprintf("a draft by an assistant (%s): read it; cop share offers it", term.Clean(v.DraftedBy))
	case v.Offered == nil && v.From != "":
		return "you moved it here from " + string(v.From) + ": cop share offers that"
	case v.Offered != nil:
		return "changed since it was offered as " + nameOf(*v.Offered) + ": cop share brings that up to date"
	case v.Draft == pool.Edited:
		return "you changed it since: cop share offers that"
	}
	return "a draft: the others do not have it yet; cop share offers it"
}
