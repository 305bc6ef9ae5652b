package pool

import (
	"github.com/breakfast-table/cop/pkg/forge"
)

// What a contribution is, and what a changed file is to its author, is decided here and
// nowhere else: by pure functions of what the working files, the trunk, the
// contribution branches and the place of review say now. Whoever prints it – status, show,
// share, sync, review, breakfast, the browser, programs – prints this answer.

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

// contributionFacts are all that decide where a contribution stands.
type contributionFacts struct {
	sent      bool // the reviewers' place has its newest state
	handed    bool // it was handed over as a file
	leaving   bool // its author took it back here
	crossed   bool // it clashes with the trunk as this clone has it
	review    *forge.Contribution
	withdrawn bool // it was its author who closed it
}

// standing is where a contribution stands.
func (x contributionFacts) standing() Standing {
	r := x.review
	switch {
	case r != nil && r.State == forge.Merged:
		return StandsAccepted
	case r != nil && r.State == forge.Closed && x.withdrawn:
		return StandsWithdrawn
	case r != nil && r.State == forge.Closed:
		return StandsDeclined
	case x.leaving:
		return StandsLeaving
	case !x.sent:
		return StandsHere
	case r == nil && x.handed:
		return StandsHanded
	case r == nil || r.Unopened:
		return StandsUnopened
	case x.crossed || r.Gate.Has(forge.Conflicting):
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

// disposition is what becomes of a changed file next.
type disposition int

const (
	asDraft     disposition = iota // the user has to share it
	asToSend                       // the next exchange takes it along
	inReview                       // reviewers have it as it is
	toBeSettled                    // the user has to choose
)

// fileFacts are all that decide about a changed file.
type fileFacts struct {
	clash   bool     // the user and somebody else changed it; nobody has chosen yet
	waits   bool     // a share that went straight to everyone waits with it, as it is
	offered bool     // a contribution of the user's has it, as it is
	crossed bool     // and that version clashes with what was accepted since
	talk    bool     // conversation, which needs no review
	stands  Standing // of the contribution
}

// disposition is what becomes of the file.
func (f fileFacts) disposition() disposition {
	switch {
	case f.clash:
		return toBeSettled
	case f.waits:
		return asToSend
	case f.offered && f.crossed:
		return asDraft // it was settled since: the contribution has to learn of it
	case f.offered && (f.stands == StandsHere || f.stands == StandsUnopened):
		return asToSend
	case f.offered && f.stands != StandsLeaving:
		return inReview
	case f.talk:
		return asToSend
	}
	return asDraft
}

// Standing is where the contribution stands, as the place of review told it.
func (r Review) Standing() Standing {
	return contributionFacts{sent: true, review: &r.Contribution, withdrawn: r.Mine && r.Closing.By == r.Author}.standing()
}
