package main

import (
	"context"
	"fmt"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/breakfast-table/cop/cmd/internal/term"
	"github.com/breakfast-table/cop/cmd/internal/wording"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool"
)

func newStatus(c *cli) *cobra.Command {
	return &cobra.Command{
		Use:   "status",
		Short: "What is mine and not with the others yet",
		Long: `What is mine and not with the others yet: drafts, what is in review, what waits
to be sent, and notes that somebody else changed at the same time. What reviewers
say and who asks for you is as of the last sync, share or review.`,
		Example: "cop status\ncop status --json",
		GroupID: "daily",
		Args:    takes(0, 0),
		RunE: c.withPool(func(ctx context.Context, p *pool.Pool, _ []string) (any, error) {
			st, err := p.Status(ctx)
			if err != nil {
				return nil, err
			}
			r := statusOf(st)
			r.now = c.now()
			return r, nil
		}),
	}
}

// itemJSON is a changed note.
type itemJSON struct {
	Address      note.Address `json:"address"`
	Path         string       `json:"path"`
	Title        string       `json:"title"`
	Type         note.Type    `json:"type"`
	Change       pool.Kind    `json:"change"`
	From         string       `json:"from"`
	Contribution string       `json:"contribution"`
	Declined     *outcomeJSON `json:"declined,omitempty"` // a draft that was declined when it was offered
	Theirs       pool.Kind    `json:"theirs,omitempty"`   // of a conflict: what the others did
	MovedTo      note.Address `json:"moved_to,omitempty"` // and where they moved it
}

func itemsOf(items []pool.Item) []itemJSON {
	out := []itemJSON{}
	for _, it := range items {
		if e, ok := note.EntryOf(it.Path); ok {
			it.Title = e.Did() + " · " + string(e.Note)
		}
		one := itemJSON{Address: it.Address, Path: it.Path, Title: it.Title, Type: it.Type, Change: it.Change, From: it.From, Contribution: it.Contribution}
		if it.Declined != nil {
			one.Declined = &outcomesOf([]pool.Outcome{*it.Declined})[0]
		}
		out = append(out, one)
	}
	return out
}

func conflictsOf(cs []pool.Conflict) []itemJSON {
	out := []itemJSON{}
	for _, cf := range cs {
		out = append(out, itemJSON{Address: cf.Address, Path: cf.Path, Title: cf.Title, Change: cf.Change, Theirs: cf.Theirs, MovedTo: cf.MovedTo})
	}
	return out
}

// statusResult is the result of cop status.
type statusResult struct {
	Drafts    []itemJSON `json:"drafts"`
	InReview  []itemJSON `json:"in_review"`
	ToSend    []itemJSON `json:"to_send"`
	Conflicts []itemJSON `json:"conflicts"`
	// Contributions are mine with what reviewers say; AsksMe are those of others.
	Contributions []contributionJSON `json:"contributions"`
	AsksMe        []contributionJSON `json:"asks_me"`
	Local         bool               `json:"local"`  // nobody else has anything of this pool
	Unsent        bool               `json:"unsent"` // the shared place has nothing of it yet

	now time.Time
}

func statusOf(st pool.Status) statusResult {
	return statusResult{itemsOf(st.Drafts), itemsOf(st.InReview), itemsOf(st.ToSend), conflictsOf(st.Conflicts), contributionsOf(st.Contributions), reviewsJSON(st.AsksMe), st.Local, st.Unsent, time.Time{}}
}

// Table is what a pipe gets: state, change, address, title.
func (r statusResult) Table() term.Table {
	t := term.Table{Columns: []term.Column{{Name: "state"}, {Name: "change"}, {Name: "address"}, {Name: "title"}}}
	for _, s := range r.sections() {
		for _, it := range s.items {
			t.Rows = append(t.Rows, []term.Cell{{Text: s.key}, {Text: string(it.Change)}, {Text: it.name()}, {Text: it.Title}})
		}
	}
	for _, c := range r.Contributions {
		if r.elsewhere(c) {
			t.Rows = append(t.Rows, []term.Cell{{Text: "in_review"}, {Text: c.State}, {Text: c.name()}, {Text: c.Title}})
		}
	}
	for _, r := range r.AsksMe {
		t.Rows = append(t.Rows, []term.Cell{{Text: "asks_me"}, {Text: r.State}, {Text: r.name()}, {Text: r.Title}})
	}
	return t
}

// name is the address, or the path of a file that is no note.
func (it itemJSON) name() string {
	if it.Address != "" {
		return string(it.Address)
	}
	return it.Path
}

type section struct {
	key, title, next string
	items            []itemJSON
}

func (r statusResult) sections() []section {
	return []section{
		{"conflict", "Changed by you and by somebody else", "cop resolve ADDR settles it", r.Conflicts},
		{"draft", "Drafts", "cop share offers them to the others", r.Drafts},
		{"to_send", "Waiting to be sent", "cop sync sends them", r.ToSend},
		{"in_review", "In review", "", r.InReview},
	}
}

// Text groups what there is by what happens to it next.
func (r statusResult) Text(s *term.Streams) string {
	var b strings.Builder
	p := s.Palette()
	for _, sec := range r.sections() {
		if len(sec.items) == 0 {
			continue
		}
		if b.Len() > 0 {
			b.WriteString("\n")
		}
		b.WriteString(p.Paint(term.Title, sec.title) + "\n")
		shown, more := firstItems(sec)
		b.WriteString(linesOfItems(s, shown))
		if more > 0 {
			b.WriteString(term.Hang("  ", "  ", p.Paint(term.Muted, fmt.Sprintf("and %s; cop status | less shows all", moreOf(sec.items[len(shown):]))), s.LineWidth()) + "\n")
		}
		if sec.key == "in_review" {
			b.WriteString(r.reviewLines(s))
		}
		if sec.next != "" {
			b.WriteString(term.Hang("  ", "  ", p.Paint(term.Muted, sec.next), s.LineWidth()) + "\n")
		}
	}
	if len(r.InReview) == 0 {
		lines := r.reviewLines(s)
		if b.Len() == 0 && lines != "" { // of another machine, or about what is as it was
			lines = p.Paint(term.Title, "Your contributions") + "\n" + lines
		}
		b.WriteString(lines)
	}
	b.WriteString(r.asks(s, b.Len() > 0))
	switch {
	case b.Len() == 0 && r.Local:
		return "Nothing new. This pool is on this machine only; cop init --remote URL shares it.\n"
	case b.Len() == 0 && r.Unsent:
		return "Nothing new. The shared place has nothing of this pool yet: cop share sends it.\n"
	case b.Len() == 0:
		return "Everything of yours is with the others.\n"
	}
	return b.String()
}

// mostTogether is how many notes of one contribution are named one by one.
const mostTogether = 2

// mostItems is how many drafts, or notes to send, a screen names: an import brings thousands.
const mostItems = 60

// moreOf counts items, as notes where there is nothing else among them, such as pictures.
func moreOf(items []itemJSON) string {
	if slices.ContainsFunc(items, func(it itemJSON) bool { return it.Address == "" }) {
		return fmt.Sprintf("%d more", len(items))
	}
	return many(len(items), "more note")
}

// firstItems are those of a section that a screen names, and how many more there are. What is to
// settle is named whole, and what is in review by contribution.
func firstItems(sec section) (shown []itemJSON, more int) {
	if sec.key != "draft" && sec.key != "to_send" || len(sec.items) <= mostItems {
		return sec.items, 0
	}
	return sec.items[:mostItems], len(sec.items) - mostItems
}

// linesOfItems are the items, those of a large contribution by its first note.
func linesOfItems(s *term.Streams, items []itemJSON) string {
	in := map[string]int{}
	for _, it := range items {
		in[it.Contribution]++
	}
	var b strings.Builder
	seen := map[string]bool{}
	for _, it := range items {
		name := it.Contribution
		if name == "" || in[name] <= mostTogether {
			b.WriteString(it.line(s))
			continue
		}
		if !seen[name] {
			seen[name] = true
			more := fmt.Sprintf("and %s in it; cop review %s shows all", many(in[name]-1, "more note"), name)
			b.WriteString(it.line(s) + term.Hang("          ", "          ", s.Paint(term.Muted, more), s.LineWidth()) + "\n")
		}
	}
	return b.String()
}

func (it itemJSON) line(s *term.Streams) string {
	p := s.Palette()
	title, where := brief(it.Title), it.name()
	long := it.Title == it.Path && len(title)+len("  new     ") > s.LineWidth()
	if long { // a file that is no note
		title, where = path.Base(it.Path), "in "+path.Dir(it.Path)
	}
	line := p.Paint(changeStyle(it.Change), fmt.Sprintf("%-7s", it.Change)) + " " + p.Paint(term.Title, title)
	address := p.Paint(term.Topic, where)
	if it.Contribution != "" {
		address += p.Paint(term.Muted, "  in "+it.Contribution)
	}
	out := term.Hang("  ", "          ", line, s.LineWidth()) + "\n"
	if it.Declined != nil {
		out += term.Hang("          ", "          ", p.Paint(term.Warn, it.Declined.words()), s.LineWidth()) + "\n"
	}
	if _, entry := note.EntryOf(it.Path); entry || it.Title == it.name() && !long {
		return out
	}
	return out + term.Hang("          ", "          ", address, s.LineWidth()) + "\n"
}

func (o outcomeJSON) words() string { return wording.Declined(o.By, o.Words) }

func changeStyle(k pool.Kind) term.Style {
	switch k {
	case pool.New:
		return term.Good
	case pool.Removed:
		return term.Bad
	}
	return term.Warn
}
