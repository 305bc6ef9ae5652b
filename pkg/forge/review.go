package forge

import (
	"fmt"
	"time"
)

// ThreadID names a thread inside its contribution. It is opaque.
type ThreadID string

// Conversation is the thread of everything that was said about a contribution as a
// whole, on every host.
const Conversation ThreadID = "conversation"

// Thread is a conversation about one place in a file, or ([Conversation]) about all.
type Thread struct {
	ID ThreadID
	Anchor
	// Outdated says that the lines it was about are no longer there.
	Outdated bool
	// Resolved is only ever true where Capabilities.Resolve is.
	Resolved bool
	Comments []Comment // oldest first, never empty
}

// Side says which version of a file a line belongs to.
type Side string

// The two sides of a change. The zero value, "", is After.
const (
	After  Side = "after"
	Before Side = "before"
)

// Anchor is a place in a changed file. The zero value is no place: the whole.
type Anchor struct {
	Path string
	Side Side
	// Line is 1-based, the last line meant; 0 means the file as a whole or a place that is gone.
	Line int
	// Start is the first line meant when there are several; 0 or Line when there is one.
	Start int
	// Quote is the text of the lines meant, without the final newline; "" when unknown.
	Quote string
}

// First is the first line meant.
func (a Anchor) First() int {
	if a.Start > 0 && a.Start < a.Line {
		return a.Start
	}
	return a.Line
}

// Comment is one thing somebody said.
type Comment struct {
	ID   string
	By   Login
	Body string
	When time.Time
	URL  string
	// Name and Email are as git has them; "" where the host does not say.
	Name, Email string
	// Brought is who brought it in By's name, where nothing but a name says whose it is; ""
	// for their own words.
	Brought string
}

// Who is whom to name for it: "ben", "ben (brought by eve)".
func (c Comment) Who() string { return inNameOf(c.By, c.Brought) }

func inNameOf(by Login, brought string) string {
	if brought == "" {
		return string(by)
	}
	return fmt.Sprintf("%s (brought by %s)", by, Line(brought))
}

// Review is a verdict with everything its reviewer has to say, submitted at once.
type Review struct {
	Opinion Opinion
	// Head is the commit that was looked at. A review of another than the newest is
	// refused with [ErrStaleHead].
	Head   Commit
	Body   string
	Inline []Inline
	// Perhaps says that it may have arrived already: it was sent, and no clear answer came. What
	// is there of it is not said again. Plain git needs it not.
	Perhaps bool
}

// Inline is a comment on lines of a changed file.
type Inline struct {
	Anchor
	Body string
	// Suggestion, when not nil, is offered in place of the lines of the anchor.
	Suggestion *string
}

// Receipt says what became of a submitted review.
type Receipt struct {
	// Verdict is the reviewer's verdict as the host has it now, re-read.
	Verdict Verdict
	// Moved are inline comments that the host could not take where they belong, because
	// the lines are no part of the change. They stand in the review's body instead.
	Moved []Inline
}

// Check says what a review lacks, in the user's words.
func (r Review) Check() error {
	switch {
	case r.Head == "":
		return &UsageError{"a review needs the head it speaks of"}
	case r.Opinion != "" && r.Opinion != Commented && r.Opinion != Approved && r.Opinion != ChangesRequested:
		return &UsageError{"unknown verdict " + string(r.Opinion)}
	case r.Opinion == ChangesRequested && r.Body == "" && len(r.Inline) == 0:
		return &UsageError{"asking for changes needs words: say what to change"}
	case (r.Opinion == "" || r.Opinion == Commented) && r.Body == "" && len(r.Inline) == 0:
		return &UsageError{"an empty comment says nothing"}
	}
	for _, in := range r.Inline {
		if in.Path == "" || in.Line <= 0 {
			return &UsageError{"an inline comment needs a file and a line"}
		}
	}
	return nil
}
