package pool

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/google/renameio/v2/maybe"

	"github.com/breakfast-table/cop/pkg/index"
	"github.com/breakfast-table/cop/pkg/note"
)

// onlyShared are the notes that others have: not those that are new on this machine. In a pool
// that is shared nowhere this machine's are all there are.
func (p *Pool) onlyShared(ctx context.Context, cards []index.Card) ([]index.Card, error) {
	if _, ok := p.Remote(); !ok {
		return cards, nil
	}
	st, err := p.Status(ctx)
	if err != nil {
		return nil, err
	}
	mine := map[note.Address]bool{}
	for _, items := range [][]Item{st.Drafts, st.InReview, st.ToSend} {
		for _, it := range items {
			if it.Change == New || it.From != "" {
				mine[it.Address] = true
			}
		}
	}
	return slices.DeleteFunc(slices.Clone(cards), func(c index.Card) bool { return mine[c.Address] }), nil
}

// The day of the last letter is remembered on this machine only, beside what was seen:
// forgetting it makes the next letter a week long.

// LastLetter is when a letter was written here last; zero when nobody knows.
func (p *Pool) LastLetter() time.Time {
	src, err := os.ReadFile(p.letterFile())
	if err != nil {
		return time.Time{}
	}
	when, err := time.Parse(time.RFC3339, strings.TrimSpace(string(src)))
	if err != nil || when.After(p.opt.now()) {
		return time.Time{}
	}
	return when
}

// KeepLetter remembers that a letter was written.
func (p *Pool) KeepLetter(when time.Time) error {
	if err := os.MkdirAll(p.LocalDir(), 0o755); err != nil {
		return fmt.Errorf("remember the letter: %w", err)
	}
	if err := maybe.WriteFile(p.letterFile(), []byte(when.UTC().Format(time.RFC3339)+"\n"), 0o644); err != nil {
		return fmt.Errorf("remember the letter: %w", err)
	}
	return nil
}

func (p *Pool) letterFile() string { return filepath.Join(p.LocalDir(), "letter") }
