package main

import (
	"slices"
	"strings"

	"github.com/breakfast-table/cop/cmd/internal/term"
	"github.com/breakfast-table/cop/pkg/forge"
	"github.com/breakfast-table/cop/pkg/pool"
)

// planJSON is a contribution that would be offered.
type planJSON struct {
	ID        string     `json:"id"`
	Update    bool       `json:"update"`
	Title     string     `json:"title"`
	Body      string     `json:"body"`
	Reviewers []string   `json:"reviewers"`
	Where     string     `json:"where"`
	Way       forge.Way  `json:"way"`
	Files     []itemJSON `json:"files"`
}

func plansOf(plans []pool.Plan) []planJSON {
	out := []planJSON{}
	for _, pl := range plans {
		out = append(out, planJSON{pl.Name, pl.Update, pl.Title, pl.Body, append([]string{}, pl.Reviewers...), pl.Where, pl.Way, itemsOf(pl.Items)})
	}
	return out
}

// plan says what would leave this machine.
func (r shareResult) plan(s *term.Streams) string {
	var b strings.Builder
	if len(r.rep.Plans) == 0 && len(r.rep.Items) == 0 {
		return "This pool itself would go: the shared place has nothing of it yet.\n"
	}
	if len(r.rep.Plans) == 0 {
		title := "These would go straight to everyone:"
		switch {
		case r.rep.Local:
			title = "These would be kept in this pool, which is on this machine only:"
		case !r.rep.Direct:
			title = "These would go with the next exchange:"
		}
		b.WriteString(title + "\n")
		for _, it := range itemsOf(r.rep.Items) {
			b.WriteString(it.line(s))
		}
		return b.String()
	}
	if len(r.rep.Straight) > 0 {
		b.WriteString("These would go straight to everyone:\n")
		for _, it := range itemsOf(r.rep.Straight) {
			b.WriteString(it.line(s))
		}
	}
	for i, pl := range r.rep.Plans {
		if i > 0 || b.Len() > 0 {
			b.WriteString("\n")
		}
		b.WriteString(planText(s, pl))
	}
	return b.String()
}

// ways say how a contribution gets to its reviewers.
var ways = map[forge.Way]string{
	forge.ByBranch: "opened for review there",
	forge.ByAGit:   "opened for review there, without a copy of your own",
	forge.ByFork:   "by way of your own copy there, opened for review from it",
	forge.ByLink:   "sent there; the page to open it for review is printed",
}

func planText(s *term.Streams, pl pool.Plan) string {
	var b strings.Builder
	p := s.Palette()
	line := func(text string) { b.WriteString(term.Hang("", "  ", text, s.LineWidth()) + "\n") }
	verb := "These would be offered for review as "
	if pl.Update {
		verb = "These would be added to "
	}
	line(verb + p.Paint(term.Accent, pl.Name) + ":")
	for _, it := range itemsOf(pl.Items) {
		b.WriteString(it.line(s))
	}
	field := func(name, value string) {
		if value != "" {
			b.WriteString(term.Hang("  "+p.Paint(term.Muted, name)+" ", "          ", value, s.LineWidth()) + "\n")
		}
	}
	how := ways[pl.Way]
	if how == "" {
		how = "it cannot be asked now how"
	}
	if pl.Why != "" {
		how += " (" + pl.Why + ")"
	}
	field("title  ", pl.Title)
	field("where  ", pl.Where)
	field("how    ", how)
	field("asked  ", strings.Join(pl.Reviewers, ", "))
	return b.String()
}

// offeredText says where a contribution is now.
func offeredText(s *term.Streams, c pool.Contribution) string {
	var b strings.Builder
	p := s.Palette()
	line := func(text string) { b.WriteString(term.Hang("", "  ", text, s.LineWidth()) + "\n") }
	title := p.Paint(term.Plain, c.Title)
	switch {
	case !c.Sent:
		line(p.Paint(term.Warn, "Ready") + " " + title + " waits to be sent as " + p.Paint(term.Accent, c.Name))
		return b.String()
	case c.Page != "":
		line(p.Paint(term.Warn, "Sent") + " " + title + " as " + p.Paint(term.Accent, c.Name) + ". Open it for review on this page:")
		b.WriteString(p.Paint(term.Plain, c.Page) + "\n")
		if c.Why != "" {
			line(p.Paint(term.Muted, "Next time by itself: cop auth login ("+c.Why+")"))
		}
		return b.String()
	}
	as, what := c.Name, "Offered"
	if r := c.Review; r != nil {
		title = p.Paint(term.Plain, r.Title)
		if r.Draft {
			what = "Put up as a draft"
		}
		if r.Number > 0 {
			as = "#" + r.Name()
		}
	}
	if c.Updated && what == "Offered" {
		what = "Updated"
	}
	line(p.Paint(term.Good, what) + " " + title + " for review as " + p.Paint(term.Accent, as))
	if c.Review != nil {
		if c.Review.URL != "" {
			b.WriteString(p.Paint(term.Plain, c.Review.URL) + "\n")
		}
		if len(c.Review.Requested) > 0 {
			line(p.Paint(term.Muted, "Asked: "+joined(c.Review.Requested)))
		}
	}
	if len(c.NotAsked) > 0 {
		line(p.Paint(term.Muted, "Not asked, since the host does not let them review here: "+strings.Join(c.NotAsked, ", ")))
	}
	return b.String()
}

func joined(who []forge.Login) string {
	var out []string
	for _, l := range who {
		out = append(out, string(l))
	}
	return strings.Join(out, ", ")
}

// sayKeptBack names what looks like a secret and therefore stayed here.
func (c *cli) sayKeptBack(secrets []pool.Leak) {
	for _, s := range secrets {
		c.Complain("kept back: %s looks like %s (%s). Take it out; when it is none: cop sync --allow %s", s.Position(), s.Kind, s.Hint, s.Position())
	}
}

// exchanged is what a share did beside what it was asked for: what had waited, what became of
// other contributions, what others did to them.
func (r shareResult) exchanged(s *term.Streams) string {
	var b strings.Builder
	p := s.Palette()
	line := func(text string) { b.WriteString(term.Hang("", "  ", text, s.LineWidth()) + "\n") }
	if n := r.along(); n > 0 {
		line(p.Paint(term.Good, "Sent") + " " + count(n, "file") + " to " + everyone(r.rep.Sync.Place) + ".")
	}
	for _, c := range r.rep.Sync.Refreshed {
		if !slices.ContainsFunc(r.rep.Offered, func(o pool.Contribution) bool { return o.Branch == c.Branch }) {
			b.WriteString(offeredText(s, c))
		}
	}
	for _, ch := range r.rep.Sync.Changed {
		line(changedLine(p, ch))
	}
	for _, o := range r.rep.Sync.Outcomes {
		line(outcomeLine(p, o))
	}
	for _, again := range r.rep.Sync.Reopened {
		line(reopenedLine(p, again))
	}
	return b.String()
}

// along is how many files went to everyone without being named: questions, answers and reports
// beside what is offered for review, and what had waited.
func (r shareResult) along() int {
	named := map[string]bool{}
	for _, it := range r.rep.Items {
		named[it.Path], named[it.From] = r.rep.Direct, r.rep.Direct
	}
	for _, it := range r.rep.Straight {
		named[it.Path], named[it.From] = true, true
	}
	n := 0
	for _, path := range r.rep.Sync.Sent {
		if !named[path] {
			n++
		}
	}
	return n
}

// secretJSON is what looks like a secret and stayed here.
type secretJSON struct {
	Place string `json:"place"` // path:line
	Kind  string `json:"kind"`
	Hint  string `json:"hint"`
}

func secretsOf(list []pool.Leak) []secretJSON {
	out := []secretJSON{}
	for _, s := range list {
		out = append(out, secretJSON{s.Position(), s.Kind, s.Hint})
	}
	return out
}
