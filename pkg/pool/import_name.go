package pool

import (
	"fmt"
	"slices"
	"strings"

	"github.com/breakfast-table/cop/pkg/importer"
	"github.com/breakfast-table/cop/pkg/note"
)

// Items are known again by the name of their source, and two members may each have a vault called
// "Notes". The second would change the notes of the first.

// SameNameError says that a source would change most of what another one of its name brought.
type SameNameError struct {
	Source  string // as it was typed
	Name    string // that both have
	Changed int    // notes that it would change
	Example note.Address
}

func (e *SameNameError) Error() string {
	return fmt.Sprintf("%s: something of that name was brought before, and says otherwise in %s, such as %s", note.Clean(e.Source), notesWord(e.Changed), e.Example)
}

func notesWord(n int) string {
	if n == 1 {
		return "1 note"
	}
	return fmt.Sprintf("%d notes", n)
}

// stranger is an error where a source that was never imported from its place on this machine would
// change more notes of its name than it leaves: then it is likely to be another. A name that is said
// says which it is. Errors: *SameNameError.
func (w *importing) stranger(o ImportOptions) error {
	if o.Named || len(w.changed) <= w.report.Same {
		return nil
	}
	all, err := w.past()
	if err != nil {
		return err
	}
	at := wholePath(o.Source)
	from := func(d Deed) bool { return d.Kind == DidImport && d.At == at }
	if slices.ContainsFunc(all.Done, from) || slices.ContainsFunc(all.Undone, from) {
		return nil
	}
	return &SameNameError{Source: o.Source, Name: o.Name, Changed: len(w.changed), Example: slices.Min(w.changed)}
}

// changes remembers a note that would follow a source, where its id is one of the source's name: an id
// that is the same nowhere else is that of the same note.
func (w *importing) changes(id string, out importer.Written) {
	a, ok := note.AddressOf(out.Path)
	if !ok || !out.Note || out.Fate != importer.Changed || !strings.HasPrefix(strings.ToLower(id), strings.ToLower(w.name)+"/") {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.changed = append(w.changed, a)
}
