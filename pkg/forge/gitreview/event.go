package gitreview

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/breakfast-table/cop/pkg/forge"
)

// event is one thing a member did to a contribution. It is a commit on that member's own
// ref, readable with git log:
//
//	Ask for changes
//
//	The second step needs root.
//
//	Cop-Contribution: ana/rotate-the-pager
//	Cop-By: ben
//	Cop-Head: 7fe1c1d0…
//	Cop-Verdict: changes_requested
//
// Comments on lines are in the commit's tree, as [recordPath]; without any the tree is
// empty. An event that closes a contribution has the tips of all its review refs as
// parents: what can be reached from there belongs to a round that is over, so that
// the same name can be offered again without inheriting old verdicts.
type event struct {
	id      forge.Commit
	parents []forge.Commit
	by      forge.Login
	name    string // of the commit's author
	email   string
	when    time.Time
	turn    int // its place among the member's own events
	commit  CommitInfo
	brought string // who wrote it in by's name; "" for their own word
	bare    bool   // the members ask for a signature, and it has none

	of        forge.ID
	head      forge.Commit
	opinion   forge.Opinion // "" when it is no verdict
	state     forge.State   // Open, Merged, Closed; "" when it changes none
	merge     forge.Commit
	draft     bool
	requested []forge.Login
	title     string
	body      string
	record
}

// record is what does not fit into a message.
type record struct {
	Comments []recordedComment `json:"comments,omitempty"`
	Replies  []recordedReply   `json:"replies,omitempty"`
}

// recordPath is the file in an event's tree that holds its record.
const recordPath = "review.json"

// recordedComment stands on lines of a blob. The quoted text finds them again in a newer one.
type recordedComment struct {
	Path  string     `json:"path"`
	Blob  Blob       `json:"blob"`
	Side  forge.Side `json:"side,omitempty"`
	Line  int        `json:"line"`
	Start int        `json:"start,omitempty"`
	Quote string     `json:"quote"`
	Body  string     `json:"body"`
}

type recordedReply struct {
	Thread forge.ThreadID `json:"thread"`
	Body   string         `json:"body"`
}

// commentID names the n-th comment or reply of an event.
func (e event) commentID(n int) string { return string(e.id) + "." + strconv.Itoa(n) }

// message writes an event as a commit message.
func (e event) message() string {
	var b strings.Builder
	b.WriteString(cmp.Or(forge.Line(e.title), e.subject()) + "\n\n")
	if body := strings.TrimSpace(strings.ReplaceAll(e.body, "\r\n", "\n")); body != "" {
		b.WriteString(strings.ReplaceAll(body, "\x00", "") + "\n\n")
	}
	fmt.Fprintf(&b, "Cop-Contribution: %s\n", e.of)
	trailer := func(key, value string) {
		if value != "" {
			fmt.Fprintf(&b, "Cop-%s: %s\n", key, forge.Line(value))
		}
	}
	trailer("By", string(e.by))
	trailer("Head", string(e.head))
	trailer("Verdict", string(e.opinion))
	trailer("State", string(e.state))
	trailer("Merge", string(e.merge))
	if e.draft {
		trailer("Draft", "yes")
	}
	for _, l := range e.requested {
		trailer("Request", string(l))
	}
	return b.String()
}

func (e event) subject() string {
	switch {
	case e.state == forge.Merged:
		return "Merge"
	case e.state == forge.Closed:
		return "Withdraw"
	case e.opinion == forge.Approved:
		return "Approve"
	case e.opinion == forge.ChangesRequested:
		return "Ask for changes"
	case len(e.Replies) > 0:
		return "Reply"
	}
	return "Comment"
}

// readEvent reads a commit back. ok is false for a commit that is no event of this
// contribution by this member. Whatever a stranger wrote into it comes out clean.
func readEvent(c CommitInfo, of forge.ID, by forge.Login) (event, bool) {
	e := event{commit: c, id: c.ID, parents: c.Parents, name: forge.Line(c.Name), email: forge.Line(c.Email), when: c.When.UTC()}
	message := strings.TrimRight(forge.Text(c.Message), "\n")
	cut := strings.LastIndex(message, "\n\n")
	if cut < 0 {
		return e, false
	}
	for l := range strings.Lines(message[cut+2:]) {
		key, value, ok := strings.Cut(strings.TrimSuffix(l, "\n"), ": ")
		if !ok {
			continue
		}
		e.take(key, strings.TrimSpace(value))
	}
	e.title, e.body, _ = strings.Cut(message[:cut], "\n")
	e.body = strings.TrimSpace(e.body)
	if e.state != forge.Open {
		e.title = ""
	}
	return e, e.of == of && e.by == by
}

// take reads one trailer.
func (e *event) take(key, value string) {
	switch key {
	case "Cop-Contribution":
		e.of = forge.ID(value)
	case "Cop-By":
		e.by = forge.Login(value)
	case "Cop-Head":
		e.head = commitOrNone(value)
	case "Cop-Merge":
		e.merge = commitOrNone(value)
	case "Cop-Verdict":
		if o := forge.Opinion(value); o == forge.Approved || o == forge.ChangesRequested || o == forge.Commented {
			e.opinion = o
		}
	case "Cop-State":
		if s := forge.State(value); s == forge.Open || s == forge.Merged || s == forge.Closed {
			e.state = s
		}
	case "Cop-Draft":
		e.draft = value == "yes"
	case "Cop-Request":
		if isName(value) && !slices.Contains(e.requested, forge.Login(value)) {
			e.requested = append(e.requested, forge.Login(value))
		}
	}
}

func commitOrNone(s string) forge.Commit {
	if forge.IsCommit(s) {
		return forge.Commit(s)
	}
	return ""
}

// readRecord reads the file with comments. What is no record counts as none.
func readRecord(src []byte) record {
	const most = 4 << 20
	var r record
	if len(src) > most || json.Unmarshal(src, &r) != nil {
		return record{}
	}
	r.Comments = slices.DeleteFunc(r.Comments, func(c recordedComment) bool { return c.Path == "" || c.Line <= 0 || c.Body == "" })
	for i, c := range r.Comments {
		c.Path, c.Body, c.Quote = forge.Line(c.Path), forge.Text(c.Body), forge.Text(c.Quote)
		if c.Side != forge.Before {
			c.Side = forge.After
		}
		r.Comments[i] = c
	}
	for i, a := range r.Replies {
		r.Replies[i] = recordedReply{Thread: a.Thread, Body: forge.Text(a.Body)}
	}
	return r
}
