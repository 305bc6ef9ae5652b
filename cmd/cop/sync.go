package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/breakfast-table/cop/cmd/internal/term"
	"github.com/breakfast-table/cop/cmd/internal/wording"
	"github.com/breakfast-table/cop/pkg/forge"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool"
)

func newSync(c *cli) *cobra.Command {
	var o pool.SyncOptions
	cmd := &cobra.Command{
		Use:   "sync",
		Short: "Exchange everything with the others once",
		Long: `Take what the community accepted, send your questions, answers and reports and
whatever waits to be sent. Your drafts stay as they are; where somebody else
changed the same note, the two are merged, and what cannot be merged is told.`,
		Example: "cop sync\ncop sync --dry-run",
		GroupID: "daily",
		Args:    takes(0, 0),
		RunE: c.withPool(func(ctx context.Context, p *pool.Pool, _ []string) (any, error) {
			news := c.updateBeside(ctx, o.DryRun)
			rep, err := p.Sync(ctx, o)
			follows := news()
			if err != nil {
				return nil, err
			}
			c.sayKeptBack(rep.KeptBack)
			if rep.Unseen != nil {
				c.Say("note: what reviewers say could not be asked: %s", explain(rep.Unseen).Message)
			}
			r := syncResult{rep: rep, dryRun: o.DryRun, follows: follows}
			switch {
			case len(rep.Conflicts) > 0:
				return r, outcome(exitConflict)
			case len(rep.KeptBack) > 0:
				return r, outcome(exitProblems)
			}
			return r, nil
		}),
	}
	cmd.Flags().BoolVar(&o.DryRun, "dry-run", false, "say what would be exchanged, change nothing")
	cmd.Flags().StringArrayVar(&o.Allow, "allow", nil, "what looks like a secret at `PATH:LINE` is none")
	cmd.Flags().BoolVar(&o.AcceptRewrite, "accept-rewrite", false, "take a shared history that was replaced; the old one is kept")
	return cmd
}

// syncResult is the result of cop sync.
type syncResult struct {
	rep     pool.SyncReport
	dryRun  bool
	follows updatedList // followed pools that have something new
}

// Value says what was exchanged.
func (r syncResult) Value() any {
	received := []note.Address{}
	for _, it := range r.rep.Received {
		if it.Address != "" {
			received = append(received, it.Address)
		}
	}
	sent := r.rep.Sent
	if sent == nil {
		sent = []string{}
	}
	return struct {
		Received      []note.Address     `json:"received"`
		Sent          []string           `json:"sent"`
		Contributions []contributionJSON `json:"contributions"`
		Closed        []string           `json:"closed"`
		Outcomes      []outcomeJSON      `json:"outcomes"`
		Reopened      []contributionJSON `json:"reopened"` // had been declined, and are in review again
		Changed       []amendedJSON      `json:"changed"`
		KeptBack      []secretJSON       `json:"kept_back"`
		AsksMe        []contributionJSON `json:"asks_me"`
		Conflicts     []itemJSON         `json:"conflicts"`
		PastReview    []pastJSON         `json:"past_review"` // what others changed without the review that the charter asks for
		Head          string             `json:"head"`
		Follows       updatedList        `json:"follows"` // followed pools that have something new
	}{received, sent, contributionsOf(r.rep.Refreshed), append([]string{}, r.rep.Closed...), outcomesOf(r.rep.Outcomes), reviewsJSON(r.rep.Reopened), amendedOf(r.rep.Changed), secretsOf(r.rep.KeptBack), reviewsJSON(r.rep.AsksMe), conflictsOf(r.rep.Conflicts), pastOf(r.rep.PastReview), r.rep.Head, append(updatedList{}, r.follows...)}
}

// pastJSON is a change that nobody approved where the charter asks for it.
type pastJSON struct {
	By    string   `json:"by"` // as the change says; anybody can write any name
	Date  stamp    `json:"date"`
	Notes []string `json:"notes"`
}

func pastOf(all []pool.PastReview) []pastJSON {
	out := []pastJSON{}
	for _, b := range all {
		out = append(out, pastJSON{b.By, stamp{b.When}, b.Notes()})
	}
	return out
}

// What is named one by one: arriving notes, and what asks for the user or answers them.
const (
	mostNews  = 12
	mostAsked = 5
)

// asks names what waits for the user, and counts the rest.
func (r syncResult) asks(line func(string), p term.Palette) {
	for _, asks := range r.rep.AsksMe[:min(len(r.rep.AsksMe), mostAsked)] {
		line(p.Paint(term.Warn, "Waits") + " for your review: " + p.Paint(term.Plain, asks.Title) + " by " + p.Paint(term.Accent, string(asks.Author)) + "; cop review " + asks.Name())
	}
	if n := len(r.rep.AsksMe) - mostAsked; n > 0 {
		line(p.Paint(term.Muted, fmt.Sprintf("and %d more wait for your review; cop review lists them", n)))
	}
}

// Text is one line for each thing that matters.
func (r syncResult) Text(s *term.Streams) string {
	var b strings.Builder
	p := s.Palette()
	line := func(text string) { b.WriteString(term.Hang("", "  ", text, s.LineWidth()) + "\n") }
	r.asks(line, p)
	r.news(line, p)
	if n := len(r.rep.Sent); n > 0 {
		line(p.Paint(term.Good, "Sent") + " " + count(n, "file") + " to " + everyone(r.rep.Place) + ".")
	}
	if r.dryRun {
		for _, it := range itemsOf(r.rep.ToSend) {
			b.WriteString(it.line(s))
		}
	}
	for _, c := range r.rep.Refreshed {
		b.WriteString(offeredText(s, c))
	}
	for _, ch := range r.rep.Changed {
		line(changedLine(p, ch))
	}
	for _, o := range r.rep.Outcomes {
		line(outcomeLine(p, o))
	}
	for _, again := range r.rep.Reopened {
		line(reopenedLine(p, again))
	}
	if c := r.rep.Offered; c != nil {
		line(p.Paint(term.Warn, "Offered") + " the changes you recorded with git yourself, for review as " + p.Paint(term.Accent, c.Name) + ".")
	}
	if r.rep.NoRight {
		line(noRight)
	} else if c := r.rep.Batched; c != nil {
		line("The shared place takes changes only after review; what you wrote is offered as " + p.Paint(term.Accent, c.Name) + ".")
	}
	if !r.rep.NoRight && (r.rep.Batched != nil || r.rep.Offered != nil) {
		b.WriteString(placeSays(s, r.rep.Remote))
	}
	for _, said := range r.rep.Said[:min(len(r.rep.Said), mostAsked)] {
		what := wording.Opinion(said.Opinion)
		line(p.Paint(newsStyle(said.Opinion), strings.ToUpper(what[:1])+what[1:]) + " by " + p.Paint(term.Accent, said.Who()) + doubted(said.Verdict) + ": " + p.Paint(term.Plain, said.Review.Title) + "; cop review " + said.Review.Name())
	}
	if n := len(r.rep.Said) - mostAsked; n > 0 {
		line(p.Paint(term.Muted, fmt.Sprintf("and %d more said something; cop status shows them", n)))
	}
	for _, b := range r.rep.PastReview[:min(len(r.rep.PastReview), mostAsked)] {
		line(p.Paint(term.Bad, "Past review") + ": " + p.Paint(term.Plain, b.Words()) + "; cop check says more")
	}
	if n := len(r.rep.PastReview) - mostAsked; n > 0 {
		line(p.Paint(term.Muted, fmt.Sprintf("and %d more changes that nobody approved; cop check lists them", n)))
	}
	for _, cf := range r.rep.Conflicts {
		line(conflictLine(p, cf))
	}
	if n := len(r.rep.KeptBack); n > 0 {
		line(p.Paint(term.Warn, "Kept back") + " what looks like a secret: it stays here.")
	}
	b.WriteString(r.follows.Text(s))
	if b.Len() > 0 {
		return b.String()
	}
	if n := len(r.rep.Drafts); n > 0 {
		line("Nothing new to exchange. " + count(n, "draft") + " of yours " + isAre(n) + " on this machine only: " + p.Paint(term.Accent, "cop share"))
		return b.String()
	}
	return "Up to date.\n"
}

// noRight explains why something went for review that needs none.
const noRight = "You may not write to the shared place yourself, so everyone gets that once it is accepted."

func itThem(n int) string {
	if n == 1 {
		return "it"
	}
	return "them"
}

func isAre(n int) string {
	if n == 1 {
		return "is"
	}
	return "are"
}

func (r syncResult) news(line func(string), p term.Palette) {
	word := map[pool.Kind]string{pool.New: "New", pool.Edited: "Changed", pool.Removed: "Gone"}
	shown := 0
	for _, it := range shownNews(r.rep.Received) {
		if e, ok := note.EntryOf(it.Path); ok {
			if shown++; shown <= mostNews {
				line(p.Paint(term.Good, word[it.Change]) + " " + p.Paint(term.Accent, string(e.Author)) + " " + e.Did() + " · " + p.Paint(term.Topic, string(e.Note)))
			}
			continue
		}
		if shown++; shown > mostNews {
			continue
		}
		name := string(it.Address)
		if name == "" {
			name = it.Path
		}
		did := word[it.Change]
		if it.From != "" {
			did, name = "Moved", name+" (was "+itemName(it.From)+")"
		}
		line(p.Paint(term.Good, did) + " " + p.Paint(term.Plain, it.Title) + " · " + p.Paint(term.Topic, name))
	}
	if shown > mostNews {
		line(p.Paint(term.Muted, fmt.Sprintf("and %d more; cop list shows them", shown-mostNews)))
	}
}

// shownNews leaves out where a note was that moved, and what moved along with one.
func shownNews(items []pool.Item) []pool.Item {
	left := map[string]bool{}
	for _, it := range items {
		left[it.From] = true
	}
	return slices.DeleteFunc(slices.Clone(items), func(it pool.Item) bool {
		_, entry := note.EntryOf(it.Path)
		return it.Change == pool.Removed && left[it.Path] || entry && it.From != ""
	})
}

// itemName is what a file is called on the screen: the address of a note, else its path.
func itemName(file string) string {
	if a, ok := note.AddressOf(file); ok {
		return string(a)
	}
	return file
}

// doubted is why a verdict does not count, behind who gave it; "" where it does.
func doubted(v forge.Verdict) string {
	if !v.Advisory {
		return ""
	}
	return " (" + v.Doubt() + ")"
}
