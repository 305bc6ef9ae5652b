package pool

import "github.com/breakfast-table/cop/pkg/pool/review"

// What reviewers see, and where it stands, is decided in package review; these are its words, which
// the answers of a pool are made of.
type (
	// Review is a contribution as a reviewer sees it, wherever it is reviewed.
	Review = review.Review
	// ReviewedNote is what a contribution does to one file.
	ReviewedNote = review.Note
	// ReviewDraft is what the user has to say about a contribution and has not sent.
	ReviewDraft = review.Draft
	// Suggested is new text that a reviewer offers in place of lines of a contribution.
	Suggested = review.Suggested
	// AmbiguousReviewError says that a name means several contributions.
	AmbiguousReviewError = review.AmbiguousError
	// Standing is where a contribution is on its way to the others.
	Standing = review.Standing
	// Conflict is a note that the user and somebody else changed in ways that cannot be joined.
	Conflict = review.Conflict
	// Outcome is what became of a contribution of the user's.
	Outcome = review.Outcome
	// PastReview is a change of what is reviewed here that nobody approved.
	PastReview = review.Past
	// Kind of a change, in the user's words.
	Kind = review.Kind
)

// Kinds of change.
const (
	New     = review.New
	Edited  = review.Edited
	Moved   = review.Moved
	Removed = review.Removed
)

// The standings, in the order of a contribution's life; see [review.Standing].
const (
	StandsHere       = review.StandsHere
	StandsUnopened   = review.StandsUnopened
	StandsHanded     = review.StandsHanded
	StandsUnfinished = review.StandsUnfinished
	StandsCrossed    = review.StandsCrossed
	StandsReturned   = review.StandsReturned
	StandsInReview   = review.StandsInReview
	StandsReady      = review.StandsReady
	StandsLeaving    = review.StandsLeaving
	StandsAccepted   = review.StandsAccepted
	StandsDeclined   = review.StandsDeclined
	StandsWithdrawn  = review.StandsWithdrawn
)
