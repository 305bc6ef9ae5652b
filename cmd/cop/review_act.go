package main

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/breakfast-table/cop/cmd/internal/term"
	"github.com/breakfast-table/cop/cmd/internal/tui"
	"github.com/breakfast-table/cop/pkg/forge"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool"
)

// act comments, judges, accepts: in this order, what was asked for.
func (c *cli) act(ctx context.Context, p *pool.Pool, r pool.Review, o reviewOptions) (any, error) {
	c.sayHandle(p)
	out := &reviewActed{r: r}
	switch {
	case o.apply:
		return out, c.applySuggestions(ctx, p, out)
	case o.decline:
		words, err := c.words(o)
		if err == nil {
			err = p.Decline(ctx, r, words)
		}
		out.declined = err == nil
		return out, err
	case o.reply != "":
		return out, c.replyTo(ctx, p, out, o)
	case o.discard:
		n, err := p.DropReviewDraft(ctx, r.ID)
		if err == nil {
			c.Say("Forgot %s of yours, not sent yet.", count(n, "comment"))
		}
		return nil, err
	}
	draft, err := p.ReviewDraft(r.ID)
	if err != nil {
		return nil, err
	}
	if err := looked(r, draft, o.head); err != nil {
		return nil, err
	}
	if o.line != "" {
		if err := c.commentOn(ctx, p, out, o); err != nil {
			return nil, err
		}
		o.body, o.bodyFile = "", "" // they were about the line
	}
	if opinion, judges := o.verdict(); judges {
		if err := c.judge(ctx, p, out, opinion, o); err != nil {
			return nil, err
		}
	}
	if o.merge {
		return out, c.accept(ctx, p, out)
	}
	return out, nil
}

// looked refuses what is about another state than the one meant: that of --head, else the
// one that was shown last.
func looked(r pool.Review, draft pool.ReviewDraft, head string) error {
	switch {
	case head != "" && !strings.HasPrefix(string(r.Head), head):
		return &forge.StaleHeadError{Want: forge.Commit(head), Have: r.Head}
	case head == "" && draft.Shown != "" && draft.Shown != r.Head:
		return &forge.StaleHeadError{Want: draft.Shown, Have: r.Head}
	}
	return nil
}

// reviewActed is the result of doing something about a contribution.
type reviewActed struct {
	r        pool.Review
	verdict  forge.Opinion // that was sent
	judged   bool
	sent     int // comments on lines
	moved    int // of these, those that the place took as words about the whole
	kept     int // comments that wait
	accepted bool
	declined bool
	replied  bool
	applied  pool.Applied
}

// Value says what was done.
func (a *reviewActed) Value() any {
	verdict := ""
	if a.judged {
		verdict = string(a.verdict)
	}
	return struct {
		ID       string           `json:"id"`
		Number   int              `json:"number"`
		Title    string           `json:"title"`
		Author   string           `json:"author"`
		Head     string           `json:"head"`
		Verdict  string           `json:"verdict"`
		Comments int              `json:"comments"`
		Waiting  int              `json:"waiting"`
		Accepted bool             `json:"accepted"`
		Declined bool             `json:"declined"`
		Applied  []suggestionJSON `json:"applied"`
		Left     []suggestionJSON `json:"left"`
	}{
		string(a.r.ID), a.r.Number, a.r.Title, string(a.r.Author), string(a.r.Head), verdict, a.sent, a.kept, a.accepted, a.declined,
		suggestionsJSON(a.applied.Done), suggestionsJSON(a.applied.Left),
	}
}

// Text says it in a line for each thing done.
func (a *reviewActed) Text(s *term.Streams) string {
	p := s.Palette()
	var b strings.Builder
	line := func(text string) { b.WriteString(term.Hang("", "  ", text, s.LineWidth()) + "\n") }
	title := p.Paint(term.Plain, note.Quoted(term.Clean(a.r.Title)))
	with := ""
	if a.sent > 0 {
		with = ", with " + count(a.sent, "comment")
	}
	switch {
	case a.judged && a.verdict == forge.Approved:
		line(p.Paint(term.Good, "Approved") + " " + title + with + ".")
	case a.judged && a.verdict == forge.ChangesRequested:
		line(p.Paint(term.Warn, "Asked") + " " + p.Paint(term.Accent, string(a.r.Author)) + " for changes to " + title + with + ".")
	case a.judged:
		line(p.Paint(term.Good, "Commented") + " on " + title + with + ".")
	case a.replied:
		line(p.Paint(term.Good, "Answered") + " in " + title + ".")
	case a.kept > 0:
		line(p.Paint(term.Good, "Kept") + " " + count(a.kept, "comment") + " on " + title + "; " + sendsThem + ".")
	}
	for _, d := range a.applied.Done {
		line(p.Paint(term.Good, "Took") + " " + p.Paint(term.Accent, string(d.By)) + p.Paint(term.Plain, "’s words for "+linesOf(d)))
	}
	for _, d := range a.applied.Left {
		line(p.Paint(term.Warn, "Left") + " " + p.Paint(term.Accent, string(d.By)) + p.Paint(term.Plain, "’s words for "+linesOf(d)+": the lines are not as they were"))
	}
	if n := len(a.applied.Done); n > 0 && a.applied.Waiting == nil {
		line(p.Paint(term.Good, "Sent") + " " + title + " with " + map[bool]string{true: "that", false: "those"}[n == 1] + " to its reviewers; what else you changed since you shared it stays here.")
	}
	if a.declined {
		line(p.Paint(term.Warn, "Declined") + " " + title + "; " + p.Paint(term.Accent, string(a.r.Author)) + " reads why with the next cop sync.")
	}
	switch {
	case a.accepted && a.r.Mine:
		line(p.Paint(term.Good, "Accepted") + " " + title + ": everyone has it now.")
	case a.accepted:
		line(p.Paint(term.Good, "Accepted") + " " + title + ". Thank you, " + p.Paint(term.Accent, string(a.r.Author)) + ".")
	}
	return b.String()
}

const sendsThem = "--approve, --request-changes or --comment sends them"

func linesOf(s pool.Suggested) string {
	if s.First == s.Last {
		return fmt.Sprintf("%s:%d", s.Path, s.First)
	}
	return fmt.Sprintf("%s:%d-%d", s.Path, s.First, s.Last)
}

// judge sends the verdict with everything that was written.
func (c *cli) judge(ctx context.Context, p *pool.Pool, out *reviewActed, opinion forge.Opinion, o reviewOptions) error {
	body, err := c.words(o)
	if err != nil {
		return err
	}
	draft, err := p.ReviewDraft(out.r.ID)
	if err != nil {
		return err
	}
	res := term.EditResult{}
	if body == "" && opinion != forge.Approved && draft.Empty() && c.Prompting() {
		if body, res, err = c.writeWords(ctx, p, out.r); err != nil {
			return err
		}
	}
	receipt, err := p.Submit(ctx, out.r.ID, forge.Review{Opinion: opinion, Head: out.r.Head, Body: body})
	if err != nil {
		if res.Draft != "" {
			return &keptError{what: err.Error(), draft: res.Draft, err: err}
		}
		return err
	}
	out.judged, out.verdict, out.sent, out.moved, out.kept = true, opinion, draft.Comments(), len(receipt.Moved), 0
	if out.moved > 0 {
		c.Say("%s could not stand at a line; what it says stands with the words about the whole.", count(out.moved, "comment"))
	}
	return res.Discard()
}

// words are those that came with the command.
func (c *cli) words(o reviewOptions) (string, error) {
	if o.bodyFile == "" {
		return strings.TrimSpace(o.body), nil
	}
	b, err := c.readFile(o.bodyFile)
	return strings.TrimSpace(string(b)), err
}

// writeWords lets the reviewer write what they have to say about the whole.
func (c *cli) writeWords(ctx context.Context, p *pool.Pool, r pool.Review) (string, term.EditResult, error) {
	defer c.pause()()
	title := strings.ReplaceAll(term.Clean(r.Title), "--", "–")
	res, err := c.Edit(ctx, c.editRequest(p, "review.md", "\n<!-- Your words about: "+title+". An empty text sends nothing. -->\n"))
	if err != nil {
		return "", res, err
	}
	body, _ := tui.ReadComment(res.Text, "")
	return body, res, nil
}

// commentOn keeps a comment on lines until a verdict takes it along.
func (c *cli) commentOn(ctx context.Context, p *pool.Pool, out *reviewActed, o reviewOptions) error {
	a, err := readLine(out.r, o.line)
	if err != nil {
		return err
	}
	in := forge.Inline{Anchor: a}
	if in.Body, err = c.words(o); err != nil {
		return err
	}
	if o.suggest != "" {
		text := o.suggest
		if text == "-" {
			b, err := c.readFile("-")
			if err != nil {
				return err
			}
			text = string(b)
		}
		text = strings.TrimSuffix(strings.ReplaceAll(text, "\r\n", "\n"), "\n")
		in.Suggestion = &text
	}
	res := term.EditResult{}
	if in.Body == "" && in.Suggestion == nil {
		if res, err = c.editComment(ctx, p, out.r, &in); err != nil {
			return err
		}
		if in.Body == "" && in.Suggestion == nil {
			c.Say("Closed without a change; nothing was kept.")
			return res.Discard()
		}
	}
	draft, err := p.Comment(ctx, out.r, in)
	if err != nil {
		if res.Draft != "" {
			return &keptError{what: err.Error(), draft: res.Draft, err: err}
		}
		return err
	}
	out.kept = draft.Comments()
	return res.Discard()
}

// editComment opens the editor on the lines.
func (c *cli) editComment(ctx context.Context, p *pool.Pool, r pool.Review, in *forge.Inline) (term.EditResult, error) {
	if !c.Prompting() {
		return term.EditResult{}, &usageError{msg: "the comment has no words", hint: "give --message, --body-file or --suggest"}
	}
	defer c.pause()()
	res, err := c.Edit(ctx, c.editRequest(p, "comment.md", tui.CommentPrompt(r, in.Anchor)))
	if err != nil || !res.Changed {
		return res, err
	}
	in.Body, in.Suggestion = tui.ReadComment(res.Text, tui.LinesOf(r, in.Anchor))
	return res, nil
}

// replyTo answers in a thread.
func (c *cli) replyTo(ctx context.Context, p *pool.Pool, out *reviewActed, o reviewOptions) error {
	id := forge.Conversation
	threads := tui.NumberedThreads(out.r)
	n, err := strconv.Atoi(o.reply)
	switch {
	case err != nil || n < 0 || n > len(threads):
		return &usageError{msg: fmt.Sprintf("there is no thread %s", term.Clean(o.reply)), hint: "cop review " + out.r.Name() + " numbers them; 0 is about the whole"}
	case n > 0:
		id = threads[n-1]
	}
	body, err := c.words(o)
	if err != nil {
		return err
	}
	if body == "" {
		return &usageError{msg: "the answer has no words", hint: "give --message or --body-file"}
	}
	if _, err := p.Reply(ctx, out.r.ID, id, body); err != nil {
		return err
	}
	out.replied = true
	return nil
}

// applySuggestions takes what reviewers suggest into the author's own contribution.
func (c *cli) applySuggestions(ctx context.Context, p *pool.Pool, out *reviewActed) error {
	var err error
	if out.applied, err = p.ApplySuggestions(ctx, out.r.ID); err != nil {
		return err
	}
	if len(out.applied.Done)+len(out.applied.Left) == 0 {
		c.Say("Nobody suggests anything that is not in it already.")
	}
	if out.applied.Waiting != nil {
		c.Say("%s; it goes out with the next cop sync.", explain(out.applied.Waiting).Message)
	}
	return nil
}

// accept makes the contribution everyone's.
func (c *cli) accept(ctx context.Context, p *pool.Pool, out *reviewActed) error {
	done, err := p.Accept(ctx, out.r.ID, out.r.Head)
	if out.judged && errors.Is(err, forge.ErrStaleHead) {
		return &pool.SaidOnlyError{Not: "accepted"}
	}
	if err != nil {
		return err
	}
	out.accepted = true
	if done.Behind != nil {
		c.Say("It is accepted, but this copy has not taken it yet: %s", explain(done.Behind).Message)
	}
	if len(done.Sync.Conflicts) > 0 {
		for _, cf := range done.Sync.Conflicts {
			c.Tell(conflictLine(c.ErrPalette(), cf))
		}
		return outcome(exitConflict)
	}
	return nil
}

// readLine reads FILE:LINE, FILE:FROM-TO, or just the lines where only one note changes;
// a minus before the number means the old text.
func readLine(r pool.Review, typed string) (forge.Anchor, error) {
	file, lines, found := "", typed, false
	if i := strings.LastIndexByte(typed, ':'); i >= 0 {
		file, lines, found = typed[:i], typed[i+1:], true
	}
	var a forge.Anchor
	if rest, old := strings.CutPrefix(lines, "-"); old {
		a.Side, lines = forge.Before, rest
	}
	from, to, ranged := strings.Cut(lines, "-")
	if !ranged {
		to = from
	}
	var err, err2 error
	a.Start, err = strconv.Atoi(from)
	a.Line, err2 = strconv.Atoi(to)
	if err != nil || err2 != nil || a.Start < 1 || a.Line < a.Start {
		return a, &usageError{msg: fmt.Sprintf("%q names no line", term.Clean(typed)), hint: "for example: -L rotate-the-pager:12 or -L rotate-the-pager:12-14"}
	}
	a.Path, err = fileOf(r, file, found)
	return a, err
}

// fileOf is the one changed file that a name means.
func fileOf(r pool.Review, typed string, given bool) (string, error) {
	var hits, all []string
	for _, n := range r.Notes {
		name := string(n.Address)
		if name == "" {
			name = n.Path
		}
		all = append(all, name)
		typed := strings.TrimPrefix(typed, "./")
		if !given || n.Path == typed || name == typed {
			hits = append(hits, n.Path)
		} else if strings.HasSuffix(n.Path, "/"+typed) || strings.HasSuffix(name, "/"+typed) {
			hits = append(hits, n.Path)
		}
	}
	if len(hits) == 1 {
		return hits[0], nil
	}
	msg := fmt.Sprintf("%q is no note of this contribution", term.Clean(typed))
	if len(hits) > 1 || !given {
		msg = "which note of this contribution?"
	}
	return "", &usageError{msg: msg, hint: "it changes " + strings.Join(all, ", ")}
}
