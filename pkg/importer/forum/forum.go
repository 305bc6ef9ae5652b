// Package forum reads what sites with questions and discussions hand out of themselves as
// JSON or as a dump of their database: GitHub, Discourse, Stack Overflow for Teams, Apache
// Answer.
//
// Each kind is a function from files to [thread.Question] values, one for a question with all
// that was said to it. What holds: people and moments are those of the source; what was
// accepted stays accepted; of a file that is cut off nothing comes; and what is left out is
// reported with its cause. It must not know pools.
package forum

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path"
	"strconv"
	"strings"
	"time"

	"github.com/breakfast-table/cop/pkg/importer"
	"github.com/breakfast-table/cop/pkg/importer/thread"
)

// Moment is a time as sites write it: RFC 3339, with a space for the T, or seconds since
// 1970. The zero value is no time; so is what cannot be read.
type Moment struct{ time.Time }

// UnmarshalJSON never fails: a time that cannot be read is none.
func (m *Moment) UnmarshalJSON(b []byte) error {
	m.Time = parseMoment(strings.Trim(string(b), `"`))
	return nil
}

func parseMoment(s string) time.Time {
	if n, err := strconv.ParseFloat(s, 64); err == nil && n > 0 {
		if n > 1e11 {
			n /= 1000 // in milliseconds
		}
		return time.Unix(int64(n), 0).UTC()
	}
	for _, form := range []string{time.RFC3339, "2006-01-02 15:04:05Z07:00", "2006-01-02 15:04:05", "2006-01-02T15:04:05"} {
		if t, err := time.Parse(form, s); err == nil {
			return t.UTC()
		}
	}
	return time.Time{}
}

// ID is the number or the name of a thing: 12 and "12" are the same. null is "".
type ID string

// UnmarshalJSON takes numbers and strings.
func (id *ID) UnmarshalJSON(b []byte) error {
	var s string
	switch {
	case json.Unmarshal(b, &s) == nil:
		*id = ID(s)
	case b[0] == '{' || b[0] == '[':
		*id = ""
	default:
		*id = ID(strings.Trim(string(b), `"`))
	}
	if *id == "null" {
		*id = ""
	}
	return nil
}

// values reads each value of a file of JSON: there may be one after the other, as programs
// leave them that ask page by page. An error says where.
func values(f importer.File, each func(json.RawMessage) error) error {
	r, err := f.Open()
	if err != nil {
		return err
	}
	defer r.Close()
	dec := json.NewDecoder(r)
	for {
		var v json.RawMessage
		switch err := dec.Decode(&v); {
		case errors.Is(err, io.EOF):
			return nil
		case errors.Is(err, io.ErrUnexpectedEOF):
			return thread.FormatError(f.Path, "it ends too early: the download is not complete")
		case err != nil:
			return thread.FormatError(f.Path, fmt.Sprintf("it is no JSON at byte %d", dec.InputOffset()))
		}
		if err := each(v); err != nil {
			return err
		}
	}
}

// objects yields the objects in a value: itself, or those of the lists it is made of.
func objects(v json.RawMessage, each func(json.RawMessage) error) error {
	var list []json.RawMessage
	if json.Unmarshal(v, &list) != nil {
		return each(v)
	}
	for _, one := range list {
		if err := objects(one, each); err != nil {
			return err
		}
	}
	return nil
}

// jsonFiles are the files of JSON among those of a source.
func jsonFiles(t *importer.Tree) []importer.File {
	var out []importer.File
	for _, f := range t.Files() {
		if ext := strings.ToLower(path.Ext(f.Path)); ext == ".json" || ext == ".jsonl" || ext == ".ndjson" {
			out = append(out, f)
		}
	}
	return out
}

// readAll hands each value of all files of JSON to a function.
func readAll(t *importer.Tree, each func(v json.RawMessage, file string) error) error {
	for _, f := range jsonFiles(t) {
		if err := values(f, func(v json.RawMessage) error { return each(v, f.Path) }); err != nil {
			return err
		}
	}
	return nil
}

// lines gives text the line breaks that notes have; web forms send those of Windows.
func lines(text string) string {
	return strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n"))
}
