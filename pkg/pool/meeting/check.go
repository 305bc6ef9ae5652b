package meeting

import (
	"fmt"
	"strings"
	"time"

	"github.com/breakfast-table/cop/pkg/index"
	"github.com/breakfast-table/cop/pkg/note"
)

// Check reports what the note of a meeting says about when it is and a calendar cannot be
// told, and actions of it that are due on a day that is none. A date that cannot be read is told
// as that of any note.
func Check(n *note.Note) []note.Problem {
	a, isNote := note.AddressOf(n.Path)
	if n.Type != note.Event || !isNote || n.Status != "" || n.Err() != nil {
		return nil
	}
	var out []note.Problem
	_, doubts := Event(&index.Card{Address: a, Type: note.Event, Title: n.Title, Date: n.Date}, n)
	for _, doubt := range doubts {
		key, _, _ := strings.Cut(doubt, ":")
		if _, written := n.Value(key); key == "date" && written && (&reader{n: n}).text(key) != "" {
			continue
		}
		message, form, _ := strings.Cut(doubt, "; write it like ")
		pr := note.Problem{Path: n.Path, Line: n.KeyLine(key), Rule: "meeting", Message: message, Fix: "write it like " + form}
		if form == "" {
			pr.Fix = "correct it, or take the line out"
		}
		if key == "date" {
			pr.Fix = "write date: 2026-12-01, or with its time: 2026-12-01 15:00"
			pr.Advice = !strings.HasPrefix(string(a), "events/") // elsewhere it may be about a kind of event
		}
		out = append(out, pr)
	}
	return append(out, checkDue(n)...)
}

// checkDue reports actions whose day is none: 2026-02-31.
func checkDue(n *note.Note) []note.Problem {
	var out []note.Problem
	for _, t := range n.Tasks() {
		if day := impossibleDay(t.Text); day != "" && !t.Done {
			out = append(out, note.Problem{Path: n.Path, Line: t.Line, Rule: "bad-date",
				Message: fmt.Sprintf("the action is due on %q, which is no day, so it is never late", day), Fix: "write it like 2026-12-08"})
		}
	}
	return out
}

// impossibleDay is what looks like the day until which an action is to be done and is none.
func impossibleDay(text string) string {
	if m := isoDay().FindStringSubmatch(text); m != nil {
		if _, err := time.Parse(time.DateOnly, m[1]); err != nil {
			return m[1]
		}
		return ""
	}
	leap := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC) // which has all days that there are
	for _, form := range []string{untilDay().FindString(text), byDay().FindString(text), byMonth().FindString(text)} {
		if form != "" && dueDay(form, leap).IsZero() {
			_, day, _ := strings.Cut(form, " ")
			return day
		}
	}
	return ""
}
