package forge

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
)

// Unclear reports whether, after such an error, a host may have done what it was asked for: the
// answer was lost, or a server on the way stumbled. To say a thing again then may say it twice.
func Unclear(err error) bool {
	var refused *RefusedError
	if errors.As(err, &refused) {
		return refused.Status >= http.StatusInternalServerError
	}
	return errors.As(err, new(*NetError))
}

// unread is a failure to read back what was sent.
func (c *client) unread(err error) error {
	return &NetError{Host: c.host.Name(), Err: fmt.Errorf("it was sent, and could not be read back: %w", err)}
}

// lookTimeout bounds how long is looked for what may have arrived.
const lookTimeout = 15 * time.Second

// standing is what was said so far, and as whom we ask.
func (h *hosted[R]) standing(ctx context.Context, n int) (me Login, threads []Thread, err error) {
	who, err := h.Whoami(ctx)
	if err == nil {
		threads, err = h.d.threads(ctx, n, nil)
	}
	return who.Login, threads, err
}

// resume looks whether a review arrived whose answer was lost, and says what is missing of it: a
// host that takes words and verdict one after the other may have the words alone.
func (h *hosted[R]) resume(ctx context.Context, raw R, n int, w written) (v Verdict, arrived bool, err error) {
	ctx, cancel := context.WithTimeout(ctx, lookTimeout)
	defer cancel()
	me, threads, err := h.standing(ctx, n)
	if err != nil || !w.heard(threads, me) {
		return v, false, err
	}
	v, ok, err := h.verdictOf(ctx, raw, me, w.Opinion)
	switch {
	case err != nil:
		return v, false, err
	case ok && !v.Stale:
		return v, true, nil
	case w.Opinion == Commented || w.Opinion == "":
		return Verdict{By: me, Opinion: Commented, Head: w.Head, Body: w.body}, true, nil
	}
	w.body, w.inline = "", nil
	v, err = h.d.review(ctx, raw, w)
	return v, err == nil, err
}

// heard reports whether all that a review says in words is among what somebody said. One without
// words can be sent again: nothing of it would stand twice.
func (w written) heard(threads []Thread, by Login) bool {
	said := func(t Thread, words string) bool {
		return slices.ContainsFunc(t.Comments, func(c Comment) bool {
			return c.By == by && strings.TrimSpace(c.Body) == strings.TrimSpace(words)
		})
	}
	whole := func(t Thread) bool { return t.Path == "" && said(t, w.body) }
	if w.body != "" && !slices.ContainsFunc(threads, whole) {
		return false
	}
	for _, in := range w.inline {
		here := func(t Thread) bool {
			return t.Path == in.Path && t.Line == in.Line && !t.Outdated && slices.ContainsFunc(t.Comments, func(c Comment) bool {
				return c.By == by && strings.HasPrefix(strings.TrimSpace(c.Body), strings.TrimSpace(in.Body))
			})
		}
		if !slices.ContainsFunc(threads, here) {
			return false
		}
	}
	return w.body != "" || len(w.inline) > 0
}

// answered looks whether an answer arrived in a thread whose own answer was lost: it is the last
// thing that was said there.
func (h *hosted[R]) answered(ctx context.Context, n int, t ThreadID, body string) (Comment, bool) {
	ctx, cancel := context.WithTimeout(ctx, lookTimeout)
	defer cancel()
	me, threads, err := h.standing(ctx, n)
	i := slices.IndexFunc(threads, func(x Thread) bool { return x.ID == t })
	if err != nil || i < 0 || len(threads[i].Comments) == 0 {
		return Comment{}, false
	}
	last := threads[i].Comments[len(threads[i].Comments)-1]
	return last, last.By == me && strings.TrimSpace(last.Body) == strings.TrimSpace(body)
}
