package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/breakfast-table/cop/cmd/internal/term"
	"github.com/breakfast-table/cop/cmd/internal/tui"
	"github.com/breakfast-table/cop/pkg/forge"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool"
)

// runReview shows a contribution or does something about it.
func (c *cli) runReview(ctx context.Context, p *pool.Pool, typed string, o reviewOptions) (any, error) {
	r, err := p.Review(ctx, c.noteTyped(typed))
	if err != nil {
		return nil, err
	}
	switch {
	case o.web:
		return nil, c.openReview(r)
	case o.acts():
		return c.act(ctx, p, r, o)
	}
	return c.showReview(ctx, p, r, o)
}

// noteTyped lets a file be named as the shell completes it.
func (c *cli) noteTyped(typed string) string {
	if a, ok := note.AddressOf(strings.TrimPrefix(typed, "./")); ok {
		return string(a)
	}
	return typed
}

func (c *cli) openReview(r pool.Review) error {
	if r.URL == "" {
		return &usageError{msg: "this contribution has no page on the web", hint: "cop review " + r.Name() + " shows it here"}
	}
	if err := tui.OpenURL(r.URL, c.Env); err != nil {
		return fmt.Errorf("open %s: %w", r.URL, err)
	}
	c.Say("Opened %s", r.URL)
	return nil
}

func (c *cli) showReview(ctx context.Context, p *pool.Pool, r pool.Review, o reviewOptions) (any, error) {
	v := tui.ReviewView{Review: r, Since: o.sinceMine, Numbers: true}
	switch {
	case o.words:
		v.View = term.ProseWords
	case o.source:
		v.View = term.ProseSource
	}
	panel, err := p.Panel(ctx, r)
	if err != nil {
		return nil, err
	}
	v.Panel = &panel
	if o.sinceMine {
		if v.Review, err = p.SinceMine(ctx, r); err != nil {
			return nil, err
		}
	}
	shown := reviewShown{view: v, now: c.now()}
	if c.Format.Structured() {
		return shown, nil // a program has not looked at it
	}
	draft, lost, err := p.ShowReview(ctx, r)
	if err != nil {
		return nil, err
	}
	shown.view.Draft = draft
	if lost > 0 {
		c.Say("It changed since; what %s of yours was about is gone. What you wrote goes out with what you say about the whole.", count(lost, "comment"))
	}
	if !c.OutTTY {
		return shown, nil
	}
	c.progress.Done()
	return nil, c.Page(ctx, shown.Text(c.Streams))
}

// reviewShown is the result of cop review N.
type reviewShown struct {
	view tui.ReviewView
	now  time.Time
}

// Text is the contribution as a page.
func (r reviewShown) Text(s *term.Streams) string {
	layout := tui.LayoutReview(r.view, s, s.Width(), r.now)
	return strings.Join(layout.Lines, "\n") + "\n"
}

// reviewedJSON is a contribution with everything.
type reviewedJSON struct {
	contributionJSON
	Body        string           `json:"body"`
	Files       []fileJSON       `json:"files"`
	Checks      []checkStateJSON `json:"checks"`
	Threads     []threadJSON     `json:"threads"`
	Suggestions []suggestionJSON `json:"suggestions"`
	Similar     []note.Address   `json:"similar"`
	Problems    []problemJSON    `json:"problems"`
}

type fileJSON struct {
	Address note.Address `json:"address"`
	Path    string       `json:"path"`
	From    string       `json:"from"`
	Change  pool.Kind    `json:"change"`
}

type checkStateJSON struct {
	Name  string `json:"name"`
	State string `json:"state"`
	Text  string `json:"text"`
	URL   string `json:"url"`
}

type threadJSON struct {
	Thread   int           `json:"thread"`
	Path     string        `json:"path"`
	Start    int           `json:"start"`
	Line     int           `json:"line"`
	Old      bool          `json:"old"`
	Outdated bool          `json:"outdated"`
	Resolved bool          `json:"resolved"`
	Quote    string        `json:"quote"`
	Comments []commentJSON `json:"comments"`
}

type commentJSON struct {
	By      string `json:"by"`
	Date    stamp  `json:"date"`
	Body    string `json:"body"`
	Brought string `json:"brought_by"` // who brought it in By's name; "" for their own
}

type suggestionJSON struct {
	By    string `json:"by"`
	Path  string `json:"path"`
	First int    `json:"first"`
	Last  int    `json:"last"`
	Old   string `json:"old"`
	New   string `json:"new"`
	Gone  bool   `json:"gone"`
}

// Value is the contribution with what changes and what was said.
func (r reviewShown) Value() any {
	rv := r.view.Review
	out := reviewedJSON{
		contributionJSON: reviewJSON(rv), Body: rv.Body,
		Files: []fileJSON{}, Checks: []checkStateJSON{}, Threads: threadsJSON(rv), Suggestions: suggestionsJSON(rv.Suggested()),
		Similar: []note.Address{}, Problems: []problemJSON{},
	}
	for _, n := range rv.Notes {
		out.Files = append(out.Files, fileJSON{n.Address, n.Path, n.From, n.Change})
	}
	for _, ch := range rv.Checks {
		out.Checks = append(out.Checks, checkStateJSON{ch.Name, string(ch.State), ch.Text, ch.URL})
	}
	if panel := r.view.Panel; panel != nil {
		for _, s := range panel.Similar {
			out.Similar = append(out.Similar, s.Note)
		}
		for _, pr := range panel.Problems {
			out.Problems = append(out.Problems, problemJSON{pr.Path, pr.Line, pr.Rule, pr.Message, pr.Fix, pr.Advice})
		}
	}
	return out
}

func threadsJSON(r pool.Review) []threadJSON {
	out := []threadJSON{}
	numbers := tui.NumberedThreads(r)
	for _, t := range r.Threads {
		j := threadJSON{
			Thread: slices.Index(numbers, t.ID) + 1, Path: t.Path, Start: t.Start, Line: t.Line, Old: t.Side == forge.Before,
			Outdated: t.Outdated, Resolved: t.Resolved, Quote: t.Quote, Comments: []commentJSON{},
		}
		for _, m := range t.Comments {
			j.Comments = append(j.Comments, commentJSON{string(m.By), stamp{m.When}, m.Body, m.Brought})
		}
		out = append(out, j)
	}
	return out
}

func suggestionsJSON(list []pool.Suggested) []suggestionJSON {
	out := []suggestionJSON{}
	for _, s := range list {
		out = append(out, suggestionJSON{string(s.By), s.Path, s.First, s.Last, s.Old, s.New, s.Gone})
	}
	return out
}
