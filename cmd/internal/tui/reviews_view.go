package tui

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"github.com/breakfast-table/cop/cmd/internal/term"
	"github.com/breakfast-table/cop/pkg/pool"
)

// screen draws the queue, or the contribution that is open.
func (v *reviews) screen() []string {
	if v.open == "" {
		return v.queueLines()
	}
	l := v.styles
	switch {
	case v.err != nil && len(v.layout.Lines) == 0:
		return block(v.silent(v.err), v.height)
	case len(v.layout.Lines) == 0:
		return centred([]string{l.muted("Reading " + term.Clean(v.open) + "…")}, v.width, v.height)
	}
	out := make([]string, 0, v.height)
	from, to := v.lines.visible()
	for i := from; i < to; i++ {
		out = append(out, l.bar(i == v.lines.cursor, true)+" "+v.layout.Lines[i])
	}
	return block(out, v.height)
}

const leastTitle = 24 // columns of a contribution's title beside its state

// narrowQueue is the width below which a contribution takes two rows.
const narrowQueue = 60

func (v *reviews) rowHeight() int {
	if v.width < narrowQueue {
		return 2
	}
	return 1
}

func (v *reviews) queueLines() []string {
	l := v.styles
	out := block(hang("", "", v.standing(), v.width), queueHead)
	if len(v.all) == 0 {
		words := []string{l.muted("Asking what is open for review…")}
		switch {
		case v.away != nil:
			return append(out, block(v.silent(v.away), v.height-queueHead)...)
		case !v.asking:
			words = []string{l.title("Nothing waits for review."), "", "s on a draft of yours offers it to the others."}
		}
		return append(out, centred(words, v.width, v.height-queueHead)...)
	}
	from, to := v.queue.visible()
	for i := from; i < to; i++ {
		out = append(out, v.row(v.all[i], i == v.queue.cursor)...)
	}
	return block(out, v.height)
}

// silent says why there is nothing to show.
func (v *reviews) silent(err error) []string {
	msg, hint := v.host.Explain(err)
	out := append([]string{"", ""}, hang(" ", " ", v.styles.bad(msg), v.width-2)...)
	if hint != "" {
		out = append(append(out, ""), hang(" ", " ", v.styles.muted(hint), v.width-2)...)
	}
	return append(append(out, ""), hang(" ", " ", v.styles.muted("ctrl+r asks again."), v.width-2)...)
}

// standing says how many there are and how fresh that is.
func (v *reviews) standing() string {
	l := v.styles
	line := l.title(tallied(len(v.all), "contribution")) + l.muted(" in review")
	switch {
	case v.away != nil && (v.asOf.IsZero() || len(v.all) == 0):
		return l.title("In review")
	case v.away != nil:
		msg, _ := v.host.Explain(v.away)
		line += l.warn(" · as known "+term.Ago(v.asOf, v.host.Now())) + l.muted(": "+msg)
	case v.asking:
		line += l.muted(" · asking for news…")
	}
	return line
}

func (v *reviews) row(r pool.Review, chosen bool) []string {
	l := v.styles
	style := term.Plain
	if chosen {
		style = term.Title
	}
	state, verdicts, checks := ReviewState(r), ReviewVerdicts(r), ReviewChecks(r)
	left := l.bar(chosen, true) + " " + l.paint(style, r.Title)
	facts := []string{l.paint(state.Style, state.Text)}
	if verdicts.Text != "" {
		facts = append(facts, l.paint(verdicts.Style, verdicts.Text))
	}
	if checks.Text == "failed" || checks.Text == "pending" {
		facts = append(facts, l.paint(checks.Style, "checks "+checks.Text))
	}
	by := l.muted(term.Clean(string(r.Author)) + " " + age(r.Updated, v.host.Now()))
	if v.rowHeight() == 2 {
		return []string{fit(left, v.width), fit("    "+strings.Join(append(facts, by), l.muted(" · ")), v.width)}
	}
	right := strings.Join(append(facts, by), l.muted(" · "))
	if w := ansi.StringWidth(right); w > v.width/2 {
		right = strings.Join(facts, l.muted(" · ")) // what stands with it is more than who and when
	}
	right = cut(right, v.width-leastTitle)
	return []string{fit(left, v.width-ansi.StringWidth(right)-1) + " " + right}
}
