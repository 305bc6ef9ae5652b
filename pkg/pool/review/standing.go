// Package review decides what is a draft, in review or in conflict, what a reviewer sees of a
// contribution, and whom it waits for.
//
// It is pure: what the working files, the trunk, contribution branches and the place of review say
// comes in as values, and an answer goes out. What is printed of a contribution's standing, by any
// face, is decided by [Facts] and [FileFacts] and nowhere else. The package reads no file and asks no
// host; it must not know what a pool is.
package review

import "github.com/breakfast-table/cop/pkg/forge"

// Standing is where a contribution is on its way to the others. The values are part of what
// programs read.
type Standing string

// The standings, in the order of a contribution's life.
const (
	StandsHere       Standing = "to_send"       // the shared place does not have its newest state
	StandsUnopened   Standing = "to_open"       // the place has it, and nobody is asked yet
	StandsHanded     Standing = "handed_over"   // it went by a file, of which nothing comes back
	StandsUnfinished Standing = "unfinished"    // its author says that it is not done: it asks nobody
	StandsCrossed    Standing = "clashing"      // it clashes with what was accepted since
	StandsReturned   Standing = "changes_asked" // a reviewer asked for changes
	StandsInReview   Standing = "in_review"     // it waits for reviewers
	StandsReady      Standing = "acceptable"    // nothing stands against accepting it
	StandsLeaving    Standing = "taken_back"    // its author took it back; the others do not know yet
	StandsAccepted   Standing = "accepted"
	StandsDeclined   Standing = "declined"
	StandsWithdrawn  Standing = "withdrawn" // by its author
)

// Facts are all that decide where a contribution stands.
type Facts struct {
	Sent      bool // the reviewers' place has its newest state
	Handed    bool // it was handed over as a file
	Leaving   bool // its author took it back here
	Crossed   bool // it clashes with the trunk as this clone has it
	Review    *forge.Contribution
	Withdrawn bool // it was its author who closed it
}

// Standing is where a contribution stands.
func (x Facts) Standing() Standing {
	r := x.Review
	switch {
	case r != nil && r.State == forge.Merged:
		return StandsAccepted
	case r != nil && r.State == forge.Closed && x.Withdrawn:
		return StandsWithdrawn
	case r != nil && r.State == forge.Closed:
		return StandsDeclined
	case x.Leaving:
		return StandsLeaving
	case !x.Sent:
		return StandsHere
	case r == nil && x.Handed:
		return StandsHanded
	case r == nil || r.Unopened:
		return StandsUnopened
	case x.Crossed || r.Gate.Has(forge.Conflicting):
		return StandsCrossed
	case r.Draft:
		return StandsUnfinished
	case r.Gate.Has(forge.ChangesAsked):
		return StandsReturned
	case r.Gate.Mergeable:
		return StandsReady
	}
	return StandsInReview
}

// Disposition is what becomes of a changed file next.
type Disposition int

// What becomes of a changed file.
const (
	AsDraft     Disposition = iota // the user has to share it
	AsToSend                       // the next exchange takes it along
	InReview                       // reviewers have it as it is
	ToBeSettled                    // the user has to choose
)

// FileFacts are all that decide about a changed file.
type FileFacts struct {
	Clash   bool     // the user and somebody else changed it; nobody has chosen yet
	Waits   bool     // a share that went straight to everyone waits with it, as it is
	Offered bool     // a contribution of the user's has it, as it is
	Crossed bool     // and that version clashes with what was accepted since
	Talk    bool     // conversation, which needs no review
	Stands  Standing // of the contribution
}

// Disposition is what becomes of the file.
func (f FileFacts) Disposition() Disposition {
	switch {
	case f.Clash:
		return ToBeSettled
	case f.Waits:
		return AsToSend
	case f.Offered && f.Crossed:
		return AsDraft // it was settled since: the contribution has to learn of it
	case f.Offered && (f.Stands == StandsHere || f.Stands == StandsUnopened):
		return AsToSend
	case f.Offered && f.Stands != StandsLeaving:
		return InReview
	case f.Talk:
		return AsToSend
	}
	return AsDraft
}

// Standing is where the contribution stands, as the place of review told it.
func (r Review) Standing() Standing {
	return Facts{Sent: true, Review: &r.Contribution, Withdrawn: r.Mine && r.Closing.By == r.Author}.Standing()
}

// BranchPrefix begins the names of the branches that contributions are.
const BranchPrefix = "cop/"

// Kind of a change, in the user's words.
type Kind string

// Kinds of change.
const (
	New     Kind = "new"
	Edited  Kind = "edited"
	Moved   Kind = "moved"
	Removed Kind = "removed"
)
