package pool

import (
	"fmt"
	"strings"
	"time"

	"github.com/breakfast-table/cop/pkg/index"
	"github.com/breakfast-table/cop/pkg/note"
)

// Maturity of a practice, from reports of use. Computed, never stored.
const (
	Untried   = "untried"
	Emerging  = "emerging"
	Promising = "promising"
	Proven    = "proven"
)

// Outcomes of a report.
const (
	Worked = "worked"
	Partly = "partly"
	Failed = "failed"
)

// Why explains what the reports say about a note, entry by entry.
type Why struct {
	index.Facts
	Stale   bool
	Counted []Reason
	Ignored []Reason
}

// Reason says what became of one report.
type Reason struct {
	Entry  string // file name
	By     note.Handle
	Reason string
}

// weigh computes maturity from a note's thread.
//
// The newest report of each member other than the authors counts. With w members for
// whom it worked, f for whom it failed, n reports in all and c distinct contexts:
//
//	emerging   w ≥ 1
//	promising  w ≥ promising (charter, default 2)
//	proven     w ≥ proven (default 3), c ≥ 2 and f ≤ max_failed·n (default a quarter)
//	contested  n ≥ 2 and f > max_failed·n
//
// Example: ana wrote it; ben, cy and dee report worked, from two places, and eve
// failed: w=3, f=1, n=4, f/n = 0.25 → proven, not contested.
func weigh(n *note.Note, thread []Entry, c note.Charter, now time.Time) Why {
	var why Why
	authors := map[note.Handle]bool{}
	for _, a := range n.Authors {
		authors[note.HandleFrom(a)] = true
	}
	latest := map[note.Handle]Entry{}
	for _, e := range thread {
		why.note(e)
		if e.EntryName.Type != note.Tried {
			continue
		}
		if reason := unfit(e, authors); reason != "" {
			why.ignore(e, reason)
			continue
		}
		if old, ok := latest[e.By()]; ok {
			why.ignore(old, "a newer report by the same member counts")
		}
		latest[e.By()] = e
	}
	why.count(thread, latest)
	why.judge(c.Maturity, contexts(latest))
	why.Stale = stale(n, why.Verified, c, now)
	return why
}

// note counts what is not a report of use.
func (w *Why) note(e Entry) {
	if t := e.When(); t.After(w.LastEntry) {
		w.LastEntry = t
	}
	switch e.EntryName.Type {
	case note.Answer:
		w.Answers++
	case note.Comment:
		w.Comments++
	case note.Accept:
		w.Accepted = true
	case note.Verify:
		if t := e.When(); t.After(w.Verified) {
			w.Verified = t
		}
	}
}

func unfit(e Entry, authors map[note.Handle]bool) string {
	switch {
	case authors[e.By()]:
		return "authors' own reports do not count"
	case e.Outcome != Worked && e.Outcome != Partly && e.Outcome != Failed:
		return fmt.Sprintf("unknown outcome %q", note.Clean(e.Outcome))
	}
	return ""
}

func (w *Why) ignore(e Entry, reason string) {
	w.Ignored = append(w.Ignored, Reason{Entry: e.File, By: e.By(), Reason: reason})
}

// count adds up the reports that count, in the order of the thread.
func (w *Why) count(thread []Entry, latest map[note.Handle]Entry) {
	for _, e := range thread {
		if l, ok := latest[e.By()]; !ok || l.File != e.File {
			continue
		}
		switch e.Outcome {
		case Worked:
			w.Worked++
		case Partly:
			w.Partly++
		case Failed:
			w.Failed++
		}
		reason := e.Outcome
		if c := note.Clean(e.Context); c != "" {
			reason += ": " + c
		}
		w.Counted = append(w.Counted, Reason{Entry: e.File, By: e.By(), Reason: reason})
	}
}

func contexts(latest map[note.Handle]Entry) int {
	seen := map[string]bool{}
	for _, e := range latest {
		if c := strings.ToLower(strings.TrimSpace(e.Context)); c != "" && e.Outcome == Worked {
			seen[c] = true
		}
	}
	return len(seen)
}

func (w *Why) judge(m note.MaturityRule, contexts int) {
	all := w.Worked + w.Partly + w.Failed
	tooMany := float64(w.Failed) > m.MaxFailed*float64(all)
	w.Contested = all >= 2 && tooMany
	switch {
	case w.Worked >= m.Proven && contexts >= 2 && !tooMany:
		w.Maturity = Proven
	case w.Worked >= m.Promising:
		w.Maturity = Promising
	case w.Worked >= 1:
		w.Maturity = Emerging
	default:
		w.Maturity = Untried
	}
}

// stale reports whether the note's promise to be true ran out: its review_by day has
// passed without a verification since, or it was verified once and longer ago than the
// charter allows.
func stale(n *note.Note, verified time.Time, c note.Charter, now time.Time) bool {
	if !n.ReviewBy.IsZero() && now.After(n.ReviewBy.AddDate(0, 0, 1)) && verified.Before(n.ReviewBy) {
		return true
	}
	last := verified
	if last.IsZero() {
		last = n.Date
	}
	return c.StaleAfter > 0 && !last.IsZero() && now.Sub(last) > c.StaleAfter
}
