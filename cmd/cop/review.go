package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/breakfast-table/cop/cmd/internal/term"
	"github.com/breakfast-table/cop/cmd/internal/tui"
	"github.com/breakfast-table/cop/pkg/forge"
	"github.com/breakfast-table/cop/pkg/pool"
	"github.com/breakfast-table/cop/pkg/repo"
)

type reviewOptions struct {
	words, source, sinceMine bool // how it is shown

	line     string // -L: what a comment is about
	suggest  string
	body     string
	bodyFile string
	reply    string
	head     string

	comment, approve, request, merge, decline, apply, discard, web bool
}

func newReview(c *cli) *cobra.Command {
	var o reviewOptions
	cmd := &cobra.Command{
		Use:   "review [N]",
		Short: "See what others offer, comment, approve, accept",
		Long: `Without N: what is offered, what asks for you first. With N – a number, a name, or
the address of a note – what changes in it as one reads it: a new wrap shows
nothing, changed words are marked where they stand.

A comment on a line (-L FILE:LINE, or FILE:FROM-TO) is kept on this machine until you
send it along with your verdict: --approve, --request-changes or --comment. Without
words an editor opens; there you can also change the lines, and your version is
offered to the author as a suggestion. --apply takes what others suggest into a
contribution of yours and sends it to the reviewers at once.

What you decide is about what you were shown: when the author changed it since, you
are asked to look again. --head says it for scripts.`,
		Example: `cop review
cop review 7
cop review 7 -L rotate-the-pager:12 --message "Which Monday?"
cop review 7 -L rotate-the-pager:12 --suggest "Hand over every Monday at ten."
cop review 7 --request-changes --message "Nearly there."
cop review 7 --approve --merge
cop review 7 --decline --message "We tried that last year: see pager-by-hand."
cop review rotate-the-pager --apply`,
		GroupID:           "review",
		Args:              takes(0, 1),
		ValidArgsFunction: c.completeReviews,
		RunE: c.withPool(func(ctx context.Context, p *pool.Pool, args []string) (any, error) {
			if err := o.check(args); err != nil {
				return nil, err
			}
			if len(args) == 0 {
				return c.runQueue(ctx, p)
			}
			return c.runReview(ctx, p, args[0], o)
		}),
	}
	f := cmd.Flags()
	f.BoolVar(&o.words, "words", false, "show the source, changed words marked")
	f.BoolVar(&o.source, "source", false, "show the source, line by line")
	f.BoolVar(&o.sinceMine, "since-mine", false, "show only what changed since your own verdict")
	f.StringVarP(&o.line, "line", "L", "", "comment on `FILE:LINE`; FILE may be the end of an address")
	f.StringVar(&o.suggest, "suggest", "", "offer this `TEXT` in place of the lines; - reads it")
	f.BoolVar(&o.comment, "comment", false, "send your comments without a verdict")
	f.BoolVar(&o.approve, "approve", false, "send them and approve")
	f.BoolVar(&o.request, "request-changes", false, "send them and ask for changes")
	textFlag(f, &o.body, "what you have to say, as `TEXT`")
	f.StringVar(&o.bodyFile, "body-file", "", "read it from `FILE`; - is standard input")
	f.StringVar(&o.reply, "reply", "", "answer in `THREAD` 1, 2 …; 0 is about the whole")
	f.BoolVar(&o.merge, "merge", false, "accept it: everyone gets it")
	f.BoolVar(&o.decline, "decline", false, "take it out of review; say why with --message")
	f.BoolVar(&o.apply, "apply", false, "take the suggestions into your own contribution")
	f.BoolVar(&o.discard, "discard", false, "forget your comments that are not sent yet")
	f.StringVar(&o.head, "head", "", "do it only if the contribution is at `HEAD`")
	f.BoolVar(&o.web, "web", false, "open its page in the web browser")
	cmd.MarkFlagsMutuallyExclusive("words", "source")
	cmd.MarkFlagsMutuallyExclusive("comment", "approve", "request-changes", "reply", "apply", "discard", "decline")
	cmd.MarkFlagsMutuallyExclusive("message", "body-file")
	cmd.MarkFlagsMutuallyExclusive("body", "body-file")
	return cmd
}

// verdict is the opinion to send; false: none.
func (o reviewOptions) verdict() (forge.Opinion, bool) {
	switch {
	case o.approve:
		return forge.Approved, true
	case o.request:
		return forge.ChangesRequested, true
	}
	return forge.Commented, o.comment
}

// acts reports that something is to be done rather than shown.
func (o reviewOptions) acts() bool {
	_, judges := o.verdict()
	return judges || o.merge || o.decline || o.apply || o.discard || o.reply != "" || o.line != ""
}

// check says what does not go together.
func (o reviewOptions) check(args []string) error {
	switch {
	case len(args) == 0 && (o.acts() || o.web || o.words || o.source || o.sinceMine):
		return &usageError{msg: "which contribution?", hint: "cop review lists them; for example: cop review 7 --approve"}
	case o.suggest != "" && o.line == "":
		return &usageError{msg: "--suggest needs the lines it is for", hint: "give -L FILE:LINE or -L FILE:FROM-TO"}
	case (o.body != "" || o.bodyFile != "") && !o.acts():
		return &usageError{msg: "what are these words for?", hint: "add --comment, --approve, --request-changes, --reply N or -L FILE:LINE"}
	case o.merge && (o.decline || o.comment || o.request || o.apply || o.discard || o.reply != ""):
		return &usageError{msg: "--merge goes with --approve or alone", hint: "for example: cop review 7 --approve --merge"}
	case o.head != "" && len(o.head) < 7:
		return &usageError{msg: fmt.Sprintf("--head %s is too short to mean one state", o.head), hint: "cop review N --json=head prints it"}
	}
	return nil
}

// runQueue lists what is open. Out of reach, what was known last is shown.
func (c *cli) runQueue(ctx context.Context, p *pool.Pool) (any, error) {
	list, err := p.Reviews(ctx, forge.Filter{})
	if err == nil {
		return queue{reviews: list, now: c.now()}, nil
	}
	known, at := p.KnownReviews()
	if at.IsZero() || ctx.Err() != nil || !errors.As(err, new(*forge.NetError)) && !errors.As(err, new(*repo.NetError)) {
		return nil, err
	}
	ago := term.Ago(at, c.now())
	if ago == "now" {
		ago = "a moment ago"
	}
	c.Say("This is what was known %s.", ago)
	return queue{reviews: known, now: c.now()}, err
}

// completeReviews completes names from what was seen last; it never touches the network.
func (c *cli) completeReviews(cmd *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	return c.completions(cmd, func(_ context.Context, p *pool.Pool) ([]string, error) {
		var out []string
		known, _ := p.KnownReviews()
		for _, r := range known {
			if name := term.Clean(r.Name()); strings.HasPrefix(name, typed) {
				out = append(out, name+"\t"+term.Clean(r.Title))
			}
		}
		return out, nil
	})
}

// queue is the result of cop review without a name.
type queue struct {
	reviews []pool.Review
	now     time.Time
}

// Value is a list of contributions.
func (q queue) Value() any {
	out := []contributionJSON{}
	for _, r := range q.reviews {
		out = append(out, reviewJSON(r))
	}
	return out
}

// Table is what a pipe gets: name, title, author, state, verdicts, checks, notes, updated.
func (q queue) Table() term.Table {
	t := term.Table{Columns: []term.Column{
		{Name: "name"}, {Name: "title"}, {Name: "author"}, {Name: "state"}, {Name: "verdicts"}, {Name: "checks"}, {Name: "notes"}, {Name: "updated"},
	}}
	for _, r := range q.reviews {
		t.Rows = append(t.Rows, []term.Cell{
			{Text: r.Name()}, {Text: r.Title}, {Text: string(r.Author)}, tui.ReviewState(r), tui.ReviewVerdicts(r), tui.ReviewChecks(r),
			{Text: fmt.Sprint(len(r.Notes))}, term.When(r.Updated, q.now),
		})
	}
	return t
}

// Text is what a person gets: what asks for them first.
func (q queue) Text(s *term.Streams) string {
	if len(q.reviews) == 0 {
		return "Nothing waits for review.\n"
	}
	if s.Width() < stackedBelow {
		return q.stacked(s)
	}
	t := term.Table{Columns: []term.Column{
		{Name: "name", Whole: true}, {Name: "title", Flex: true, Min: 16}, {Name: "by", Flex: true, Min: 6}, {Name: "state"}, {Name: "verdicts", Flex: true, Min: 10, Drop: 1},
		{Name: "checks", Drop: 2}, {Name: "notes", Right: true, Drop: 4}, {Name: "updated", Drop: 3},
	}}
	for _, r := range q.reviews {
		notes := term.Cell{Text: fmt.Sprint(len(r.Notes)), Style: term.Muted}
		t.Rows = append(t.Rows, []term.Cell{
			{Text: r.Name(), Style: term.Accent}, {Text: r.Title, Style: term.Title}, {Text: string(r.Author)}, tui.ReviewState(r),
			tui.ReviewVerdicts(r), tui.ReviewChecks(r), notes, term.When(r.Updated, q.now),
		})
	}
	return s.RenderTable(t)
}

// stacked is the queue for narrow screens: two lines each.
func (q queue) stacked(s *term.Streams) string {
	p := s.Palette()
	var b strings.Builder
	for _, r := range q.reviews {
		state := tui.ReviewState(r)
		b.WriteString(term.Hang("", "  ", p.Paint(term.Title, r.Title), s.Width()) + "\n")
		line := p.Paint(term.Accent, r.Name()) + p.Paint(term.Muted, " · ") + p.Paint(state.Style, state.Text) + p.Paint(term.Muted, " · "+string(r.Author))
		b.WriteString(term.Hang("  ", "  ", line, s.Width()) + "\n")
	}
	return b.String()
}
