// Package digest decides what is news to whom, what waits for them, and what is worth doing next.
//
// Cards go in, one by one, and a [Breakfast] comes out: [Audience] knows what makes news for one person,
// [Builder] sorts by it, [Breakfast.Suggest] proposes. [Seen] is what makes the difference between new and
// known: a file of marks on this machine. Nothing else here reads a file, and nothing asks a host or a
// clock. The package must not know how a pool is kept.
package digest

import (
	"time"

	"github.com/breakfast-table/cop/pkg/index"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool/evidence"
	"github.com/breakfast-table/cop/pkg/pool/people"
	"github.com/breakfast-table/cop/pkg/pool/review"
)

// Breakfast is what happened in the pool since a person last looked, and what waits for
// them. The newest comes first, except of questions, where it is the longest waiting.
type Breakfast struct {
	For   note.Handle // "" when nobody knows who the user is
	Since time.Time   // what counts as happened; see First
	First bool        // nothing was ever seen: Since is two weeks back

	Conflicts         []review.Conflict // this person's, to be settled; only the user's are known
	OnYours           []Reply           // what others said about notes of this person's
	Returned          []review.Review   // this person's, with changes asked for, as they were seen last
	Ready             []review.Review   // this person's, against which nothing stands any more
	Declined          []review.Outcome  // this person's, whose notes are drafts again and as they were
	News              []NewsItem        // new and changed notes that this person did not write alone
	Proven, Contested []NewsItem        // practices that just became so
	Questions         []Waiting         // that nobody has settled, those for this person first
	Reviews           []review.Review   // that ask for this person, as they were seen last
	PastReview        []review.Past     // changes that nobody approved where the charter asks for it
	Welcome           []NewsItem        // cards of new members
	YearAgo           NewsItem          // a note from a year ago; no Address: there is none
	Own               []note.Address    // changed, but by this person alone: nothing to tell
	Act               Suggestion        // one thing to do
}

// NewsItem is a note and what happened to it: [review.New], [review.Edited], or "".
type NewsItem struct {
	index.Card
	Change review.Kind
	Own    bool // this person is among the authors
}

// Waiting is an open question.
type Waiting struct {
	index.Card
	Mine bool            // this person could answer it
	Own  bool            // this person asked it
	Ask  []people.Expert // who might answer, three at most; none where that was not looked for
}

// Suggestion is a command worth typing now, and why. Address is the note it is about, if any.
type Suggestion struct {
	Why, Command string
	Address      note.Address
}

// Reply is what somebody else said last, in the thread of a note of the user's, since they looked.
type Reply struct {
	NewsItem
	Entry evidence.Entry
}

// ReplyWords says who did what in a thread: "failed for ben", "ben commented", "ben (brought by
// eve) commented".
func ReplyWords(who string, kind note.Type, outcome string) string {
	switch kind {
	case note.Tried:
		if outcome == "partly" {
			return "partly worked for " + who
		}
		return outcome + " for " + who
	case note.Verify:
		return "still true, says " + who
	case note.Answer:
		return who + " answered"
	case note.Accept:
		return who + " accepted an answer"
	}
	return who + " commented"
}
