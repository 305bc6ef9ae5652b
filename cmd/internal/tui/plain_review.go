package tui

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/breakfast-table/cop/cmd/internal/term"
	"github.com/breakfast-table/cop/pkg/forge"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool"
)

// review lists what is offered, what asks for this person first, until they go back.
func (f *plainBrowser) review(ctx context.Context) error {
	for {
		m := f.session.queue(ctx)
		if m.err != nil {
			f.explain(m.err)
			if m.at.IsZero() {
				return nil
			}
			f.print("What follows is as known " + term.Ago(m.at, f.host.Now()) + ".")
		}
		if len(m.list) == 0 {
			f.print("Nothing waits for review.")
			return nil
		}
		f.print("In review: " + tallied(len(m.list), "contribution"))
		for i, r := range m.list {
			f.print(fmt.Sprintf("%3d  %s, by %s, %s", i+1, term.Clean(r.Title), term.Clean(string(r.Author)), ReviewState(r).Text))
		}
		answer, err := f.ask(ctx, "Number reads it, b back, q quit")
		if err != nil {
			return err
		}
		n, notNumber := strconv.Atoi(answer)
		switch {
		case answer == "" || answer == "b" || answer == "back":
			return nil
		case answer == "q" || answer == "quit":
			return errLeave
		case notNumber != nil || n < 1 || n > len(m.list):
			f.print("There is no contribution " + term.Clean(answer) + " here.")
		default:
			if err := f.judge(ctx, string(m.list[n-1].ID)); err != nil {
				return err
			}
		}
	}
}

// judge prints a contribution, the lines of its notes with their numbers, and asks what to
// do about it.
func (f *plainBrowser) judge(ctx context.Context, name string) error {
	var m reviewRead
	if err := f.session.apart(ctx, func(p *pool.Pool) error { return m.read(ctx, p, name) }); err != nil {
		f.explain(err)
		return ctx.Err()
	}
	m.view.Numbers = true
	f.print(layoutReview(m.view, f.layoutOptions()).Lines...)
	if m.lost > 0 {
		f.print(lostWords(m.lost))
	}
	for {
		answer, err := f.ask(ctx, "c LINE comment, r THREAD reply, v verdict, m accept, b back, q quit")
		if err != nil {
			return err
		}
		done, err := f.judging(ctx, m.view.Review, answer)
		if done || err != nil {
			return err
		}
	}
}

func (f *plainBrowser) judging(ctx context.Context, r pool.Review, answer string) (done bool, err error) {
	word, rest, _ := strings.Cut(answer, " ")
	rest = strings.TrimSpace(rest)
	switch word {
	case "", "b", "back":
		return true, nil
	case "q", "quit":
		return true, errLeave
	case "c":
		return false, f.commentOn(ctx, r, rest)
	case "r":
		return false, f.replyTo(ctx, r, rest)
	case "v":
		return f.verdict(ctx, r)
	case "m":
		return f.merge(ctx, r)
	}
	f.print("That is none of them.")
	return false, nil
}

// commentOn asks for words about a line as it would be; they are kept until the verdict
// takes them along.
func (f *plainBrowser) commentOn(ctx context.Context, r pool.Review, line string) error {
	n, _ := strconv.Atoi(line)
	if n < 1 {
		f.print("Which line? Their numbers stand before them: c 12")
		return nil
	}
	path, err := f.changed(ctx, r)
	if err != nil || path == "" {
		return err
	}
	a := forge.Anchor{Path: path, Start: n, Line: n}
	lines := term.Clean(LinesOf(r, a))
	if lines == "" {
		f.print(fmt.Sprintf("There is nothing to comment on at line %d.", n))
		return nil
	}
	words, err := f.ask(ctx, "On "+note.Quoted(lines))
	if err != nil || words == "" {
		return err
	}
	err = f.session.apart(ctx, func(p *pool.Pool) error {
		_, err := p.Comment(ctx, r, forge.Inline{Anchor: a, Body: words})
		return err
	})
	if err != nil {
		f.explain(err)
		return ctx.Err()
	}
	f.print("Kept; v sends it with your verdict.")
	return nil
}

// changed is the one file that changes, or the one of several that is meant.
func (f *plainBrowser) changed(ctx context.Context, r pool.Review) (path string, err error) {
	var paths, names []string
	for _, n := range r.Notes {
		paths, names = append(paths, n.Path), append(names, n.Path)
		if n.Address != "" {
			names[len(names)-1] = string(n.Address)
		}
	}
	switch len(paths) {
	case 0:
		f.print("No note changes here; v has room for your words.")
		return "", nil
	case 1:
		return paths[0], nil
	}
	n, err := f.host.Streams.Choose(ctx, term.Question{Text: "In which note", Flag: "a note"}, names)
	if err != nil {
		return "", err
	}
	return paths[n], nil
}

// replyTo answers in a conversation, which have numbers.
func (f *plainBrowser) replyTo(ctx context.Context, r pool.Review, thread string) error {
	if n, _ := strconv.Atoi(thread); n < 1 || n > len(NumberedThreads(r)) {
		f.print("Which thread? Their numbers stand beside what was said: r 1")
		return nil
	}
	words, err := f.ask(ctx, "Your words")
	if err != nil || words == "" {
		return err
	}
	return f.tell(ctx, "review", r.Name(), "--reply", thread, "--body", words)
}

// verdict asks what one decides and sends it with all comments.
func (f *plainBrowser) verdict(ctx context.Context, r pool.Review) (done bool, err error) {
	var choices []string
	for _, c := range verdictChoices {
		choices = append(choices, c.word)
	}
	n, err := f.host.Streams.Choose(ctx, term.Question{Text: "Your verdict", Flag: "a verdict"}, choices)
	if err != nil {
		return false, err
	}
	words, err := f.ask(ctx, "Words about the whole (may stay empty)")
	if err != nil {
		return false, err
	}
	return true, f.tell(ctx, verdictArgs(r, n, words)...)
}

// merge accepts, or says reason by reason why that cannot be.
func (f *plainBrowser) merge(ctx context.Context, r pool.Review) (done bool, err error) {
	if !r.Gate.Mergeable {
		f.print("It cannot be accepted yet:")
		for _, reason := range r.Gate.Reasons {
			f.print("  " + term.Clean(reason.Text))
		}
		return false, nil
	}
	yes, err := f.host.Streams.Confirm(ctx, term.Question{Text: "Accept it, so that everyone gets it", Flag: "--yes"})
	if err != nil || !yes {
		return false, err
	}
	return true, f.tell(ctx, reviewArgs(r, "--merge")...)
}

// tell runs a command that asks nothing and prints what it says.
func (f *plainBrowser) tell(ctx context.Context, args ...string) error {
	output, _ := f.host.Run(ctx, args, f.host.Streams.Width(), func(string) {})
	f.print(strings.Split(strings.TrimRight(output, "\n"), "\n")...)
	f.session.anew()
	return ctx.Err()
}
