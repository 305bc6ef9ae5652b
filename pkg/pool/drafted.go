package pool

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/google/renameio/v2/maybe"

	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool/evidence"
	"github.com/breakfast-table/cop/pkg/repo"
)

// What an assistant drafted is known by its content: path and blob id are kept in
// .git/cop/drafted.json until a person changes the file, which makes it theirs. Deleting
// that file forgets who drafted what; no note is touched.

// draftedText is one text that an assistant wrote.
type draftedText struct {
	Hash repo.Hash `json:"hash"` // of the file as the assistant left it
	By   string    `json:"by"`   // how the assistant calls itself
	// Taken says that a person shared it as it is.
	Taken bool `json:"taken,omitempty"`
}

const draftedFile = "drafted.json"

// SaveDrafted is [Pool.Save] for a text that an assistant wrote. A question is not sent
// by the next exchange but waits for a person to share it; and the commit that brings the
// note to the others says who drafted it, unless a person changed it before.
func (p *Pool) SaveDrafted(ctx context.Context, text []byte, topic, by string) (note.Address, error) {
	a, err := p.Save(ctx, text, topic)
	if err != nil {
		return a, err
	}
	all, err := p.draftedTexts()
	if err != nil {
		return a, err
	}
	id, err := p.workingID(a.Path())
	if err != nil {
		return a, err
	}
	all[a.Path()] = draftedText{Hash: id.Hash, By: note.Clean(by)}
	return a, p.keepDrafted(all)
}

// draftedTexts are the assistants' texts by path.
func (p *Pool) draftedTexts() (map[string]draftedText, error) {
	all := map[string]draftedText{}
	b, err := os.ReadFile(filepath.Join(p.LocalDir(), draftedFile))
	if errors.Is(err, fs.ErrNotExist) {
		return all, nil
	}
	if err != nil {
		return all, fmt.Errorf("read what assistants drafted: %w", err)
	}
	if err := json.Unmarshal(b, &all); err != nil {
		return all, fmt.Errorf("read what assistants drafted: %s: %w", draftedFile, err)
	}
	return all, nil
}

func (p *Pool) keepDrafted(all map[string]draftedText) error {
	b, err := json.MarshalIndent(all, "", "  ")
	if err != nil {
		return err
	}
	if err := maybe.WriteFile(filepath.Join(p.LocalDir(), draftedFile), append(b, '\n'), 0o600); err != nil {
		return fmt.Errorf("keep what assistants drafted: %w", err)
	}
	return nil
}

// DraftedBy names the assistant that wrote a file of the pool as it is now; "" when a
// person wrote or changed it. A file of marks that cannot be read names nobody.
func (p *Pool) DraftedBy(file string) string {
	all, err := p.draftedTexts()
	if err != nil || all[file].By == "" {
		return ""
	}
	if id, err := p.workingID(file); err != nil || id.Hash != all[file].Hash {
		return ""
	}
	return all[file].By
}

// waitsForPerson reports whether a new question is an assistant's and no person has
// shared or changed it. Where that cannot be told it waits.
func (p *Pool) waitsForPerson(c repo.Change) bool {
	all, err := p.draftedTexts()
	if err != nil {
		return true
	}
	d, ok := all[c.Path]
	return ok && d.Hash == c.After.Hash && !d.Taken
}

// takeDrafted notes that a person shares drafts as they are: these notes, or all.
func (p *Pool) takeDrafted(only []note.Address) error {
	all, err := p.draftedTexts()
	if err != nil || len(all) == 0 {
		return err
	}
	taken := false
	for file, d := range all {
		if a, ok := note.AddressOf(file); ok && !d.Taken && (len(only) == 0 || slices.Contains(only, a)) {
			d.Taken, taken = true, true
			all[file] = d
		}
	}
	if !taken {
		return nil
	}
	return p.keepDrafted(all)
}

// withDrafted adds those lines to the message of a commit.
func (p *Pool) withDrafted(message string, edits []repo.Edit) (string, error) {
	all, err := p.draftedTexts()
	if err != nil || len(all) == 0 {
		return message, err
	}
	trailers := ""
	for _, e := range edits {
		if d, ok := all[e.Path]; ok && d.Hash == p.repo.HashBlob(e.Data) {
			trailers += fmt.Sprintf("%s: %s (%s)\n", evidence.DraftedTrailer, e.Path, d.By)
		}
	}
	if trailers == "" {
		return message, nil
	}
	return strings.TrimRight(message, "\n") + "\n\n" + trailers, nil
}
