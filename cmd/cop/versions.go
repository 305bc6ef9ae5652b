package main

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/breakfast-table/cop/cmd/internal/term"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool"
)

// Notes as they were: cop show --versions and --at.

// listVersions is what --at means when nothing follows it.
const listVersions = "versions"

// removed finds a note that is not there any more by its whole address; else why it was
// not found stands.
func (c *cli) removed(ctx context.Context, p *pool.Pool, typed string, why error) (note.Address, error) {
	a, ok := note.AddressOf(note.Address(strings.TrimPrefix(strings.TrimSuffix(typed, ".md"), note.Root)).Path())
	if !ok || !errors.Is(why, pool.ErrNoNote) {
		return "", why
	}
	if all, err := p.Versions(ctx, a); err != nil || len(all) == 0 {
		return "", why
	}
	return a, nil
}

// textAt is the text of a note at some time, "" is now, and the version that is.
func (c *cli) textAt(ctx context.Context, p *pool.Pool, a note.Address, at string) ([]byte, pool.Version, error) {
	if at == "" {
		text, err := p.Read(a)
		return text, pool.Version{}, err
	}
	v, err := c.version(ctx, p, a, strings.TrimSpace(at))
	if err != nil {
		return nil, v, err
	}
	text, err := p.ReadVersion(v)
	return text, v, err
}

// version reads what --at says: a number, a moment, else the id of a commit.
func (c *cli) version(ctx context.Context, p *pool.Pool, a note.Address, at string) (pool.Version, error) {
	if n, err := strconv.Atoi(strings.TrimPrefix(strings.ToLower(at), "v")); err == nil && len(at) < 6 {
		return p.VersionNamed(ctx, a, n, at)
	}
	if moment, ok := moment(at, c.now()); ok {
		return p.VersionBefore(ctx, a, moment)
	}
	return p.VersionNamed(ctx, a, 0, at)
}

// moment reads a time in words: a day is its end, a span is so long before now.
//
//	today, yesterday, monday, last monday, last week, 3 days ago, 2026-11-01, 7d
func moment(words string, now time.Time) (time.Time, bool) {
	words = strings.Join(strings.Fields(strings.ToLower(words)), " ")
	endOf := func(daysAgo int) (time.Time, bool) {
		y, m, d := now.Date()
		return time.Date(y, m, d-daysAgo+1, 0, 0, 0, -1, now.Location()), true
	}
	switch words {
	case "now":
		return now, true
	case "today":
		return endOf(0)
	case "yesterday":
		return endOf(1)
	}
	rest := strings.TrimPrefix(words, "last ")
	for day := range time.Weekday(7) {
		if rest == strings.ToLower(day.String()) || rest == strings.ToLower(day.String()[:3]) {
			return endOf(1 + (int(now.Weekday())-int(day)+6)%7)
		}
	}
	if t, err := time.ParseInLocation(time.DateOnly, words, now.Location()); err == nil {
		return t.AddDate(0, 0, 1).Add(-1), true
	}
	if t, ok := note.ParseTime(strings.ToUpper(words)); ok && !t.IsZero() {
		return t, true
	}
	return span(rest, now)
}

// span reads how long ago something was: "week", "3 days ago", "2w".
func span(words string, now time.Time) (time.Time, bool) {
	words = strings.TrimSuffix(words, " ago")
	number, unit, found := strings.Cut(words, " ")
	if !found {
		if t, err := since(words, now); err == nil {
			return t, true
		}
		number, unit = "1", words
	}
	if number == "a" || number == "one" {
		number = "1"
	}
	n, err := strconv.Atoi(number)
	if err != nil || n < 0 || n > 10_000 {
		return time.Time{}, false
	}
	switch strings.TrimSuffix(unit, "s") {
	case "hour":
		return now.Add(-time.Duration(n) * time.Hour), true
	case "day":
		return now.AddDate(0, 0, -n), true
	case "week":
		return now.AddDate(0, 0, -7*n), true
	case "month":
		return now.AddDate(0, -n, 0), true
	case "year":
		return now.AddDate(-n, 0, 0), true
	}
	return time.Time{}, false
}

// versionJSON is a state of a note.
type versionJSON struct {
	Number int    `json:"version"`
	At     string `json:"at"`
	By     string `json:"by"`
	When   stamp  `json:"when"`
	Gone   bool   `json:"removed"`
}

// versionList is the result of cop show --versions, the newest first.
type versionList struct {
	Versions []versionJSON
	address  note.Address
	now      time.Time
}

func (c *cli) listVersions(ctx context.Context, p *pool.Pool, a note.Address) (any, error) {
	all, err := p.Versions(ctx, a)
	if err != nil {
		return nil, err
	}
	l := versionList{address: a, now: c.now(), Versions: []versionJSON{}}
	for i := len(all) - 1; i >= 0; i-- {
		v := all[i]
		l.Versions = append(l.Versions, versionJSON{v.Number, v.Rev, v.By, stamp{v.When}, v.Gone})
	}
	if len(all) == 0 {
		c.Say("%s has no versions yet: the others do not have it.", a)
	}
	return l, nil
}

// Value is the list alone.
func (l versionList) Value() any { return l.Versions }

// Table is what a pipe gets: number, when, by, what.
func (l versionList) Table() term.Table {
	t := term.Table{Columns: []term.Column{{Name: "version"}, {Name: "when"}, {Name: "by", Flex: true}, {Name: "what"}}}
	for _, v := range l.Versions {
		t.Rows = append(t.Rows, []term.Cell{{Text: fmt.Sprint(v.Number), Style: term.Accent}, term.When(v.When.Time, l.now), {Text: v.By}, {Text: v.what(), Style: term.Muted}})
	}
	return t
}

func (v versionJSON) what() string {
	switch {
	case v.Gone:
		return "removed"
	case v.Number == 1:
		return "added"
	}
	return "changed"
}

// Text is the list and how to look at one.
func (l versionList) Text(s *term.Streams) string {
	if len(l.Versions) == 0 {
		return ""
	}
	hint := fmt.Sprintf("cop show %s --at %d shows one", l.address, l.Versions[len(l.Versions)-1].Number)
	return s.RenderTable(l.Table()) + term.Hang("", "  ", s.Paint(term.Muted, hint), s.Width()) + "\n"
}

// versionWords says which version one sees.
func versionWords(v pool.Version, now time.Time) string {
	if v.Number == 0 {
		return "as it was in an earlier version"
	}
	return fmt.Sprintf("version %d, by %s, %s", v.Number, v.By, term.Ago(v.When, now))
}
