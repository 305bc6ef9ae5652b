package note

import (
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"

	"go.yaml.in/yaml/v4"
)

// time is the first date among some keys.
func (f *front) time(keys ...string) time.Time {
	for _, key := range keys {
		if v := f.value(key); v != nil {
			if t, ok := timeIn(v, key); ok {
				return t
			}
		}
	}
	return time.Time{}
}

// modified is when a note changed last, as it says itself; Material for MkDocs keeps it with
// the date.
func (f *front) modified() time.Time {
	t := f.time("lastmod", "updated", "modified", "last_modified_at", "last-updated", "last_updated")
	if v := f.value("date"); t.IsZero() && v != nil && v.Kind == yaml.MappingNode {
		t, _ = timeIn(v, "updated")
	}
	return t
}

// timeIn reads a value of a date: a text, milliseconds (Dendron), a link to a day's note
// (Obsidian, Logseq), or a table of several (Material for MkDocs) under key, else created.
func timeIn(v *yaml.Node, key string) (time.Time, bool) {
	if v.Kind == yaml.MappingNode {
		under := child(v, key)
		if textOf(under) == "" && key != "updated" {
			under = child(v, "created")
		}
		return ReadTime(textOf(under))
	}
	s, _ := scalar(v)
	if s == "" {
		s = wikiSequence(v)
	}
	return ReadTime(s)
}

var ordinal = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`\b(\d{1,2})(?:st|nd|rd|th)\b`) })

// ReadTime is [ParseTime] and the other ways to write a day that can mean only one.
func ReadTime(s string) (time.Time, bool) {
	s, _ = cutWiki(oneLine(s))
	if t, ok := ParseTime(s); ok || s == "" {
		return t, ok
	}
	if ms, err := strconv.ParseInt(s, 10, 64); err == nil && len(s) == 13 {
		return time.UnixMilli(ms).UTC(), true
	}
	s = ordinal().ReplaceAllString(s, "$1")
	for _, layout := range [...]string{
		"January 2, 2006", "Jan 2, 2006", "January 2 2006", "Jan 2 2006", "2 January 2006", "2 Jan 2006", "2 January, 2006", "2-Jan-2006",
		"Monday, 2 January 2006", "Monday, January 2, 2006", time.RFC1123Z, time.RFC1123, "Mon Jan 2 15:04:05 2006 -0700",
		"2006.1.2", "2.1.2006", "2006年1月2日", "20060102", "200601021504", "20060102150405", "20060102T150405Z0700",
	} {
		if t, err := time.Parse(layout, s); err == nil && t.Year() >= 1800 {
			return t.UTC(), true
		}
	}
	return time.Time{}, false
}

// cutDay splits the day that a file name begins with, as Jekyll, a diary or a Zettelkasten
// has it, from the rest: "2024-01-02-x" and "202401021504 x" are the second of January and
// "x". No day: the zero time.
func cutDay(slug string) (day time.Time, rest string) {
	for _, layout := range [...]string{time.DateOnly, "20060102150405", "200601021504"} {
		if len(slug) < len(layout) || len(slug) > len(layout) && !strings.ContainsRune("-_ ", rune(slug[len(layout)])) {
			continue
		}
		if t, err := time.Parse(layout, slug[:len(layout)]); err == nil {
			return t, strings.TrimLeft(slug[len(layout):], "-_ ")
		}
	}
	return time.Time{}, slug
}

// ParseTime reads a date or time as people and tools write them in front matter:
// 2024-05-01, RFC 3339, or date and time with a space, seconds and zone optional. Without
// a zone it is UTC. The result is in UTC.
func ParseTime(s string) (time.Time, bool) {
	for _, layout := range [...]string{
		time.DateOnly, time.RFC3339, "2006-01-02 15:04", "2006-01-02T15:04", time.DateTime, "2006-01-02T15:04:05",
		"2006-01-02 15:04:05Z07:00", "2006-01-02 15:04:05 Z07:00", "2006-01-02 15:04:05 -0700", "2006-01-02 15:04 -0700",
		"2006-01-02 15:04:05 -07", "2006-01-02T15:04:05Z0700", "2006-01-02T15:04Z0700", "2006-01-02T15:04Z07:00", "2006-01-02 15:04Z07:00", "2006-1-2", "2006/01/02",
	} {
		if t, err := time.Parse(layout, s); err == nil {
			return t.UTC(), true
		}
	}
	return time.Time{}, false
}
