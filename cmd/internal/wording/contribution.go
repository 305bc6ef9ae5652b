package wording

import (
	"slices"
	"time"

	"github.com/breakfast-table/cop/cmd/internal/term"
	"github.com/breakfast-table/cop/pkg/forge"
	"github.com/breakfast-table/cop/pkg/pool"
)

// Name is what people type to mean a contribution of theirs.
func Name(c pool.Contribution) string {
	if c.Review != nil {
		return c.Review.Name()
	}
	return c.Name
}

// Opinion says what a reviewer decided.
func Opinion(o forge.Opinion) string {
	switch o {
	case forge.Approved:
		return "approved"
	case forge.ChangesRequested:
		return "asked for changes"
	case forge.Commented, "":
		return "commented"
	}
	return term.Clean(string(o))
}

// verdict is a verdict in a sentence: "ben approved, an earlier version".
func verdict(v forge.Verdict) string {
	what := Opinion(v.Opinion)
	if v.Stale {
		what += ", an earlier version"
	}
	switch {
	case v.Brought != "" || v.Unsigned:
		what += ", " + v.Doubt()
	case v.Advisory:
		what += ", without a vote there"
	}
	return term.Clean(v.Who() + " " + what)
}

// Stands are words on where a contribution of the user's stands, and as of when, unless that is
// now; none for one whose notes are among what waits to be sent. A settled one clashes, and what
// was settled here waits for a share.
func Stands(c pool.Contribution, settled bool, now time.Time, w Ways) []string {
	words := stands(c, settled, w)
	switch ago := term.Ago(c.AsOf, now); {
	case ago == "" || ago == "now" || now.IsZero() || len(words) == 0:
	case c.Standing == pool.StandsInReview || c.Standing == pool.StandsReady || c.Standing == pool.StandsReturned || c.Standing == pool.StandsCrossed:
		words = append(words, "as of "+ago)
	}
	return words
}

func stands(c pool.Contribution, settled bool, w Ways) []string {
	switch c.Standing {
	case pool.StandsHere:
		return nil // its notes are among what waits
	case pool.StandsUnopened:
		return []string{"sent, but nobody is asked yet: " + w.Share + " opens it for review, or prints the page to do so"}
	case pool.StandsHanded:
		return []string{"handed over as a file; what becomes of it " + w.Sync + " tells"}
	case pool.StandsLeaving:
		return []string{"taken back; the others learn of it with the next " + w.Sync}
	}
	words := verdicts(c)
	if word := judged(c.Standing, settled, w); word != "" {
		return append(words, word)
	}
	for _, why := range reasons(c) {
		if !slices.Contains(words, why) { // a verdict may have said it
			words = append(words, why)
		}
	}
	return words
}

// judged is the word for where it stands with its reviewers; "" for in their hands.
func judged(at pool.Standing, settled bool, w Ways) string {
	switch {
	case at == pool.StandsAccepted:
		return "accepted: " + w.Sync + " brings it to your files"
	case at == pool.StandsDeclined || at == pool.StandsWithdrawn:
		return "no longer in review: " + w.Sync + " tells what became of it"
	case at == pool.StandsCrossed && settled:
		return "clashes with what was accepted since; you settled it: " + w.Share + " sends that"
	case at == pool.StandsCrossed:
		return "clashes with what was accepted since: " + w.Sync + ", then cop resolve, then " + w.Share
	case at == pool.StandsUnfinished:
		return "a draft: nobody is asked yet"
	case at == pool.StandsReady:
		return "can be accepted"
	}
	return ""
}

func verdicts(c pool.Contribution) []string {
	var words []string
	if c.Review != nil {
		for _, v := range c.Review.Verdicts {
			words = append(words, verdict(v))
		}
	}
	return words
}

// reasons are what stands against accepting it.
func reasons(c pool.Contribution) []string {
	if c.Review == nil {
		return []string{"waits for a reviewer"}
	}
	var words []string
	for _, why := range c.Review.Gate.Reasons {
		words = append(words, term.Clean(why.Text))
	}
	return words
}
