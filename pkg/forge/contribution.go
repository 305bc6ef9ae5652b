package forge

import (
	"slices"
	"strings"
	"time"
)

// ID names a contribution where it lives: "12" on a host that counts, "ana/rotate-the-pager"
// on plain git. "" means none.
type ID string

// Commit is the full lower-case hexadecimal id of a commit; "" means none.
type Commit string

// Branch is a branch without refs/heads/: "main", "cop/ana/rotate-the-pager".
type Branch string

// Login is somebody's name on a host, or their handle on plain git.
type Login string

// State says whether a contribution still waits for an answer.
type State string

// The states of a contribution.
const (
	Open   State = "open"
	Merged State = "merged"
	Closed State = "closed" // withdrawn or declined
)

// Contribution is a change offered to the community, wherever it is reviewed. All its
// text comes from a host and is clean: no control characters, no escape sequences.
type Contribution struct {
	ID     ID
	Number int // 0 where the place does not count
	URL    string
	Title  string
	Body   string
	Author Login
	// You is the user's name in it, on plain git alone: who goes by another one elsewhere by now keeps
	// it here. "" where theirs is that of somebody else who offered it.
	You Login `json:",omitempty"`
	// From is the address that it was offered from, on plain git alone.
	From   string `json:",omitempty"`
	Branch Branch // as its author named it, without the fork's owner; "" where the host does not say (AGit)
	Fork   string // the fork it comes from (on GitLab its number), "" for the shared repository itself
	Base   Branch // where it wants to go
	Head   Commit
	// HeadRef is a ref of the shared repository from which Head can be fetched.
	HeadRef string
	// BaseHead is where the branch it wants to go to is, on a host that may call it clashing while it
	// still compares the two: whoever has both commits can tell. "" where the host's word is enough.
	BaseHead Commit `json:",omitempty"`
	State    State
	Draft    bool
	// Merge is the commit that brought it in; "" while it is not merged or where the host does not say.
	Merge     Commit
	Requested []Login   // asked for a review and not answered yet
	Verdicts  []Verdict // the newest of each reviewer, oldest first
	Checks    []Check   // of Head
	Gate      Gate
	// Closing says who ended it; zero while it is open, and where the place does not tell.
	Closing Closing
	// Unopened says that it is a branch alone: its author's words, and whom they ask, are not
	// there yet. Only plain git knows such.
	Unopened bool
	// Threads is filled by Get, not by List; where a host is asked, so is Closing.
	Threads          []Thread
	Created, Updated time.Time // UTC
}

// Closing is the end of a contribution: who accepted, declined or withdrew it, and when.
type Closing struct {
	By   Login // "" when it is not known
	When time.Time
	// Words are the last that this person said about it, "" for none.
	Words string
}

// Opinion is what a reviewer decided.
type Opinion string

// The opinions a review can express. The zero value, "", is Commented.
const (
	Commented        Opinion = "commented"
	Approved         Opinion = "approved"
	ChangesRequested Opinion = "changes_requested"
)

// Verdict is one reviewer's newest opinion.
type Verdict struct {
	By      Login
	Opinion Opinion
	// Head is the commit that was looked at; "" where the host does not tell.
	Head Commit
	// Stale says that the verdict does not speak of the contribution as it is now, or was
	// dismissed by somebody.
	Stale bool
	// Advisory says that the host gives this person no vote: the words are to be read, and
	// neither open nor shut the gate.
	Advisory bool
	// Brought is who brought it in By's name, where nothing but a name says whose it is; ""
	// for their own. Then it is Advisory.
	Brought string
	// Unsigned says that the members ask for signatures, and it has none.
	Unsigned bool
	Body     string
	When     time.Time
	// spoken is when the words were said that go with it, where a host keeps them apart.
	spoken time.Time
}

// Who is whom to name for it: "ben", "ben (brought by eve)".
func (v Verdict) Who() string { return inNameOf(v.By, v.Brought) }

// Doubt is why it has no vote, or what to know about it, in a few words; "" for nothing.
func (v Verdict) Doubt() string {
	switch {
	case v.Brought != "":
		return "does not count: it is not known to be " + string(v.By) + "'s"
	case v.Unsigned && v.Advisory:
		return "does not count: it is not signed"
	case v.Advisory:
		return "an opinion: has no vote there"
	case v.Unsigned:
		return "not signed"
	}
	return ""
}

// wordless reports that nothing was said with a verdict since the last words.
func (v Verdict) wordless(last time.Time) bool {
	return v.Body == "" && v.When.After(last) && (v.spoken.IsZero() || v.spoken.Before(last))
}

// ended takes down who ended a contribution, with their last words.
func (c *Contribution) ended(by Login, when time.Time) {
	c.Closing = Closing{By: by, When: when.UTC()}
	var last time.Time
	for _, t := range c.Threads {
		for _, said := range t.Comments {
			if sameFold(said.By, by) && said.Body != "" && !said.When.Before(last) {
				last, c.Closing.Words = said.When, said.Body
			}
		}
	}
	for _, v := range c.Verdicts {
		if sameFold(v.By, by) && v.Opinion == Approved && v.wordless(last) {
			c.Closing.Words = "" // approved without a word, what was said before is settled
		}
	}
}

// Gate says whether a contribution can be merged now, and if not, why.
type Gate struct {
	Mergeable bool
	Reasons   []Reason // empty when Mergeable
}

// Obstacle is a kind of reason against merging.
type Obstacle string

// The obstacles that hosts report.
const (
	NeedsApproval Obstacle = "approval"   // too few approvals of the newest head
	ChangesAsked  Obstacle = "changes"    // a reviewer asked for changes
	CheckFailed   Obstacle = "check"      // a required check failed
	CheckPending  Obstacle = "pending"    // a required check has not finished
	Conflicting   Obstacle = "conflict"   // clashes with what was accepted since
	IsDraft       Obstacle = "draft"      // its author is not done
	NotOpen       Obstacle = "closed"     // merged or withdrawn already
	Unresolved    Obstacle = "unresolved" // open threads
	Behind        Obstacle = "behind"     // has to take in the newest accepted state first
	NotAllowed    Obstacle = "permission" // this user may not merge
	Undecided     Obstacle = "undecided"  // the host is still computing
	OtherObstacle Obstacle = "other"      // in the host's words
)

// ClashSince is what stands against a contribution that others' accepted changes cross.
const ClashSince = "it clashes with what was accepted since; its author settles it with cop sync, cop resolve and cop share"

// Reason is one thing that stands against merging, with a sentence for people.
type Reason struct {
	Kind Obstacle
	Text string
}

// String is the sentence.
func (r Reason) String() string { return r.Text }

// Has reports whether an obstacle of that kind stands.
func (g Gate) Has(kind Obstacle) bool {
	return slices.ContainsFunc(g.Reasons, func(r Reason) bool { return r.Kind == kind })
}

// CheckState is how far a check has come.
type CheckState string

// The states of a check.
const (
	Passed  CheckState = "passed"
	Failed  CheckState = "failed"
	Pending CheckState = "pending"
	Skipped CheckState = "skipped"
)

// Check is something a machine said about a contribution's head.
type Check struct {
	Name  string
	State CheckState
	Text  string
	URL   string
}

// Filter chooses contributions. The zero value asks for the open ones, at most 100.
type Filter struct {
	State State // "" is Open
	Limit int   // 0 is 100
}

func (f Filter) limit() int {
	if f.Limit <= 0 {
		return 100
	}
	return f.Limit
}

// IsCommit reports whether a host's text is the full id of a commit.
func IsCommit(s string) bool {
	if len(s) != 40 && len(s) != 64 {
		return false
	}
	return strings.Trim(s, "0123456789abcdef") == ""
}
