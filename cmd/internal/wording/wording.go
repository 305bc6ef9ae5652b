// Package wording says what is known of a note in words that every face uses alike: what it
// waits for, where its contribution stands, who changed it last, how a try went.
//
// It is pure, and it decides no state: package pool does. Words from a pool come out cleaned. The
// package must not know who asks; how a face leads on comes in as [Ways].
package wording

import (
	"fmt"
	"strings"
	"time"

	"github.com/breakfast-table/cop/cmd/internal/term"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool"
)

// Ways are what the user of a face types or presses to go on.
type Ways struct {
	Share, Sync string
	Review      func(name string) string // what shows the contribution of this name
}

// History is a line on who brought a note and changed it last, and on what it waits for; "" where
// nothing is known.
func History(v *pool.View, now time.Time, w Ways) string {
	line := past(v, now)
	if v.Draft != "" {
		line = strings.TrimPrefix(line+"; "+Waits(v, now, w), "; ")
	}
	return line
}

func past(v *pool.View, now time.Time) string {
	by := term.Clean(v.By)
	switch {
	case v.Draft == pool.New:
	case v.DraftedBy != "":
		return fmt.Sprintf("drafted by an assistant (%s), shared by %s %s", term.Clean(v.DraftedBy), by, term.Ago(v.Updated, now))
	case v.Changes == 1 && v.Imported():
		return fmt.Sprintf("written %s, added by %s %s", term.Ago(v.Created, now), by, term.Ago(v.Added, now))
	case v.Changes == 1:
		return fmt.Sprintf("added by %s %s", by, term.Ago(v.Added, now))
	case v.Changes > 1:
		return fmt.Sprintf("%d changes, the last by %s %s", v.Changes, by, term.Ago(v.Updated, now))
	}
	return ""
}

// Waits is what a note that the others do not have as it is waits for, and what leads on.
func Waits(v *pool.View, now time.Time, w Ways) string {
	switch {
	case v.Waits == pool.WaitsConflict && v.MovedTo != "":
		return "you changed it and somebody else moved it to " + string(v.MovedTo) + ": cop resolve " + string(v.Address) + " shows both and settles it"
	case v.Waits == pool.WaitsConflict && v.Draft == pool.New:
		return "you changed it and somebody else removed it: cop resolve " + string(v.Address) + " shows both and settles it"
	case v.Waits == pool.WaitsConflict:
		return "you and somebody else changed it: cop resolve " + string(v.Address) + " shows both versions and settles it"
	case v.Waits == pool.WaitsInReview && v.Offered != nil:
		return inReview(*v.Offered, now, w)
	case v.Waits == pool.WaitsInReview:
		return "in review"
	case v.Offered != nil && v.Offered.Standing == pool.StandsUnopened:
		return "sent, but nobody is asked yet: " + w.Share + " opens it for review"
	case v.Waits == pool.WaitsToSend:
		return toSend(v, w)
	}
	return draft(v, w)
}

func inReview(c pool.Contribution, now time.Time, w Ways) string {
	name := Name(c)
	if c.Standing == pool.StandsAccepted {
		return "offered as " + name + ", and accepted: " + w.Sync + " brings it to your files"
	}
	return "in review as " + name + ": " + strings.Join(append(Stands(c, false, now, w), w.Review(name)+" shows it"), " · ")
}

func toSend(v *pool.View, w Ways) string {
	switch {
	case v.From != "":
		return "the others do not know yet that you moved it here from " + string(v.From) + "; " + w.Sync + " tells them"
	case v.Draft != pool.New:
		return "the others do not have your change yet; " + w.Sync + " sends it"
	}
	return "the others do not have it yet; " + w.Sync + " sends it"
}

func draft(v *pool.View, w Ways) string {
	switch {
	case v.Declined != nil:
		return Declined(v.Declined.By, v.Declined.Words) + "; a draft of yours again: " + w.Share + " offers it anew"
	case v.Draft == pool.New && v.DraftedBy != "":
		return fmt.Sprintf("a draft by an assistant (%s): read it; %s offers it", term.Clean(v.DraftedBy), w.Share)
	case v.Offered == nil && v.From != "":
		return "you moved it here from " + string(v.From) + ": " + w.Share + " offers that"
	case v.Offered != nil:
		return "changed since it was offered as " + Name(*v.Offered) + ": " + w.Share + " brings that up to date"
	case v.Draft == pool.Edited:
		return "you changed it since: " + w.Share + " offers that"
	}
	return OnlyHere + "; " + w.Share + " offers it"
}

// OnlyHere says of a note that it is a draft.
const OnlyHere = "a draft: the others do not have it yet"

// Declined is by whom something was declined, and why; both are "" where they are not known.
func Declined(by, words string) string {
	out := "declined"
	if by != "" {
		out += " by " + term.Clean(by)
	}
	if words != "" {
		out += ": " + note.Quoted(term.OneLine(words))
	}
	return out
}

// OutcomeStyle is how the outcome of a try is painted.
func OutcomeStyle(outcome string) term.Style {
	switch outcome {
	case pool.Worked:
		return term.Good
	case pool.Failed:
		return term.Bad
	}
	return term.Warn
}
