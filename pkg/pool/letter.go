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
)

// breakfastCards are the notes that a breakfast is about, and who may be named in it.
func (p *Pool) breakfastCards(ctx context.Context, o BreakfastOptions) (_ []index.Card, named func(string) bool, err error) {
	if !o.Public {
		cards, err := p.Cards(ctx)
		return cards, func(string) bool { return true }, err
	}
	e, err := p.Edition(ctx, EditionOptions{})
	if err != nil {
		return nil, nil, err
	}
	named = func(author string) bool { return e.Named(author) != nil }
	for i := range e.Notes {
		c := &e.Notes[i]
		c.Authors = slices.DeleteFunc(slices.Clone(c.Authors), func(a string) bool { return !named(a) })
		if !named(c.By) {
			c.By = ""
		}
	}
	return e.Notes, named, nil
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
