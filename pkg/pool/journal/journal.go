// Package journal is what a member writes for themselves, in a folder outside of any pool, and what of
// it others may see.
//
// What is private stays so in doubt: [Public] leaves out on the safe side, and files are readable for
// their writer alone. The package must not know what a pool is.
package journal

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/google/renameio/v2/maybe"

	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool/people"
)

// Journal is what a member writes for themselves: files outside of the pool, which no
// sync, share or deletion of a clone can reach.
type Journal struct {
	dir string
	now func() time.Time
}

// JournalEntry is one of its files.
type Entry struct {
	Name  string // "2026-11-24", "2026-11-24-2"
	Title string
	Day   time.Time
	File  string // absolute path
}

// At is the journal in a folder, which need not exist yet; now dates what is added.
func At(dir string, now func() time.Time) *Journal { return &Journal{dir: dir, now: now} }

// ErrNoJournalEntry says that no entry of the journal has that name.
var ErrNoEntry = errors.New("no such entry in your journal")

// Dir is the journal's folder; it may not exist yet.
func (j *Journal) Dir() string { return j.dir }

// Entries lists what is in the journal, the newest first.
func (j *Journal) Entries() ([]Entry, error) {
	files, err := os.ReadDir(j.dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read your journal: %w", err)
	}
	var out []Entry
	for _, f := range files {
		name, ok := strings.CutSuffix(f.Name(), ".md")
		if !ok || f.IsDir() || strings.HasPrefix(name, ".") {
			continue
		}
		e := Entry{Name: name, File: filepath.Join(j.dir, f.Name())}
		e.Day, _ = time.Parse(time.DateOnly, name[:min(len(name), len(time.DateOnly))])
		text, err := os.ReadFile(e.File)
		if err != nil {
			return nil, fmt.Errorf("read your journal: %w", err)
		}
		e.Title = titleOf(string(text))
		out = append(out, e)
	}
	slices.SortFunc(out, func(a, b Entry) int {
		if c := b.Day.Compare(a.Day); c != 0 {
			return c
		}
		if len(a.Name) != len(b.Name) {
			return len(b.Name) - len(a.Name) // the tenth of a day is after the second
		}
		return strings.Compare(b.Name, a.Name)
	})
	return out, nil
}

// titleOf is the first line of a text that says something, without markup.
func titleOf(text string) string {
	for line := range strings.Lines(people.WithoutComments(text)) {
		if s := strings.TrimSpace(strings.Trim(note.Clean(line), "#%*-> ")); s != "" {
			return s
		}
	}
	return ""
}

// Read reads the entry that a name means: its own, or the beginning of only one.
func (j *Journal) Read(name string) (Entry, string, error) {
	all, err := j.Entries()
	if err != nil {
		return Entry{}, "", err
	}
	name = strings.TrimSuffix(filepath.Base(name), ".md")
	var found []Entry
	for _, e := range all {
		if e.Name == name {
			found = []Entry{e}
			break
		}
		if strings.HasPrefix(e.Name, name) {
			found = append(found, e)
		}
	}
	if len(found) != 1 || name == "" {
		return Entry{}, "", fmt.Errorf("%s: %w", note.Clean(name), ErrNoEntry)
	}
	text, err := os.ReadFile(found[0].File)
	if err != nil {
		return found[0], "", fmt.Errorf("read your journal: %w", err)
	}
	return found[0], string(text), nil
}

// Add writes a new entry of today. Only the user may read the file.
func (j *Journal) Add(text string) (Entry, error) {
	if err := os.MkdirAll(j.dir, 0o700); err != nil {
		return Entry{}, fmt.Errorf("write your journal: %w", err)
	}
	day := j.now()
	name := day.Format(time.DateOnly)
	for i := 2; ; i++ {
		f, err := os.OpenFile(filepath.Join(j.dir, name+".md"), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
		if errors.Is(err, fs.ErrExist) {
			name = fmt.Sprintf("%s-%d", day.Format(time.DateOnly), i)
			continue
		}
		if err != nil {
			return Entry{}, fmt.Errorf("write your journal: %w", err)
		}
		f.Close()
		break
	}
	e := Entry{Name: name, Title: titleOf(text), Day: day, File: filepath.Join(j.dir, name+".md")}
	if err := maybe.WriteFile(e.File, []byte(strings.TrimRight(text, "\n")+"\n"), 0o600); err != nil {
		return e, fmt.Errorf("write your journal: %w", err)
	}
	return e, nil
}
