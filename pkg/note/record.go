package note

import (
	"bytes"
	"strings"
	"time"
)

// record is what a decision record or a proposal says about itself in its text, below its
// first heading, as adr-tools, log4brains, MADR and Rust's RFCs write it:
//
//	# 3. Use another broker          # Use another broker
//
//	Date: 2026-11-29                 * Status: accepted
//	                                 * Date: 2026-11-29
//	## Status                        * Tags: queue
//
//	Accepted
type record struct {
	status, replacement string
	date                time.Time
	authors, tags       []string
}

// maxRecord is how many bytes of a text are looked at.
const maxRecord = 4 << 10

// readRecord fills what the front matter leaves open. Words after Status count only where they
// are a state of records: a section that is called so may say anything.
func (n *Note) readRecord() {
	body := n.Body()
	body = body[:min(len(body), maxRecord)]
	if !bytes.Contains(body, []byte("# ")) || !bytes.Contains(body, []byte("Status")) && !bytes.Contains(body, []byte("Date")) {
		return
	}
	r := recordIn(body)
	if n.front.value("status") == nil && n.Status == "" {
		n.Status, n.Replacement = r.status, r.replacement
	}
	if n.Date.IsZero() {
		n.Date = r.date
	}
	if len(n.Authors) == 0 {
		n.Authors = r.authors
	}
	if len(n.Tags) == 0 {
		n.Tags = r.tags
	}
}

func recordIn(body []byte) record {
	var r record
	titled, section := false, false
	for len(body) > 0 {
		var line []byte
		line, body = cutLine(body)
		s := strings.TrimSpace(string(line))
		level := len(s) - len(strings.TrimLeft(s, "#"))
		switch {
		case s == "":
		case level == 1 && !titled:
			titled = true
		case !titled || level > 0 && section:
			return r
		case level > 0:
			section = strings.EqualFold(strings.Trim(s, "# :"), "status")
			if !section {
				return r
			}
		case section:
			r.state(s)
		case !r.key(s):
			return r
		}
	}
	return r
}

// key reads "Date: 2026-11-29", also as an item of a list and in bold; false is a line of text.
func (r *record) key(line string) bool {
	line = strings.ReplaceAll(strings.TrimLeft(line, "*-+ "), "**", "")
	name, value, ok := strings.Cut(line, ":")
	if !ok || len(name) > 40 || strings.Count(name, " ") > 3 {
		return false
	}
	value = strings.TrimSpace(strings.Trim(value, "_ "))
	switch strings.ToLower(strings.TrimSpace(name)) {
	case "status":
		r.state(value)
	case "date", "start date":
		if t, ok := ReadTime(value); ok && r.date.IsZero() {
			r.date = t
		}
	case "author", "authors", "author(s)":
		r.authors = appendEach(r.authors, value)
	case "tags":
		r.tags = appendEach(r.tags, value)
	}
	return true
}

func appendEach(list []string, value string) []string {
	for part := range strings.SplitSeq(value, ",") {
		list = appendWord(list, part)
	}
	return list
}

// state reads a line of the status. The first that says one counts, and one that says what
// replaces the record counts more.
func (r *record) state(line string) {
	status, replacement := readStatus(strings.TrimLeft(line, "*-+ "))
	switch {
	case replacement != "":
		r.status, r.replacement = status, replacement
	case r.status == "" && (isState(status) || status == "draft" || status == "superseded"):
		r.status = status
	}
}

// pandocFront reads the title, the authors and the date that a text for pandoc begins with:
//
//	% The title, which may
//	  go on
//	% Ana; Ben
//	% 2026-11-29
func pandocFront(src []byte, f front) (front, bool) {
	values := map[string]any{}
	at := f.open
	for _, key := range [...]string{"title", "authors", "date"} {
		line := headLine(src[at:])
		if !bytes.HasPrefix(line, []byte("%")) || at-f.open > maxFront {
			break
		}
		at += len(line)
		text := strings.TrimSpace(strings.TrimPrefix(string(line), "%"))
		switch {
		case text == "":
		case key == "authors":
			var list []any
			for part := range strings.FieldsFuncSeq(text, func(r rune) bool { return r == ';' || r == '\n' }) {
				if part = oneLine(part); part != "" {
					list = append(list, part)
				}
			}
			values[key] = list
		default:
			values[key] = oneLine(text)
		}
	}
	if values["title"] == nil {
		return f, false
	}
	return f.other(values, f.open, at, at), true
}
