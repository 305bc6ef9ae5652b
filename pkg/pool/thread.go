package pool

import (
	"context"
	"encoding/base32"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"sort"
	"strings"
	"time"

	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool/evidence"
)

// Entry is one contribution to a note's thread.
type Entry = evidence.Entry

// thread reads a note's entries, oldest first, also those that were written to an old
// address of the note.
func (p *Pool) thread(ctx context.Context, a note.Address, aliases []string) ([]Entry, error) {
	var out []Entry
	places := []note.Address{a}
	for _, alias := range aliases {
		if old, ok := note.FormerAddress(alias); ok && !slices.Contains(places, old) {
			places = append(places, old)
		}
	}
	for _, at := range places {
		paths, err := p.db.Entries(ctx, at)
		if err != nil {
			return nil, err
		}
		for _, file := range paths {
			e, ok, err := p.entry(file)
			if err != nil {
				return nil, err
			}
			if ok {
				out = append(out, e)
			}
		}
	}
	sort.SliceStable(out, func(i, j int) bool { return evidence.Before(out[i], out[j]) })
	return out, p.attribute(ctx, out)
}

func (p *Pool) entry(file string) (Entry, bool, error) {
	name, ok := note.EntryOf(file)
	if !ok {
		return Entry{}, false, nil
	}
	b, err := p.readWorking(file)
	if errors.Is(err, fs.ErrNotExist) {
		return Entry{}, false, nil
	}
	if err != nil {
		return Entry{}, false, fmt.Errorf("read %s: %w", file, err)
	}
	return Entry{EntryName: name, Note: note.Parse(file, b), File: file}, true, nil
}

// NewEntry says what is added to a note's thread.
type NewEntry struct {
	Type   note.Type
	Re     string // file name of the entry that this one answers, "" for the note
	Fields []note.Field
	Body   string
}

// AddEntry writes an entry of the user's to the thread of a note and returns its path.
// It goes to everyone with the next sync.
func (p *Pool) AddEntry(_ context.Context, a note.Address, e NewEntry) (string, error) {
	me, err := p.Me()
	if err != nil {
		return "", err
	}
	now := p.opt.now().UTC()
	suffix, err := p.suffix()
	if err != nil {
		return "", err
	}
	name := note.EntryName{Note: a, Date: now, Author: me.Handle, Type: e.Type, Rand: suffix}
	fields := []note.Field{{Key: "author", Value: string(me.Handle)}, {Key: "date", Value: now.Format(time.RFC3339)}}
	if e.Re != "" {
		fields = append(fields, note.Field{Key: "re", Value: e.Re})
	}
	body := ""
	if b := strings.TrimSpace(e.Body); b != "" {
		body = "\n" + b + "\n"
	}
	text := note.WriteNew(e.Type, append(fields, e.Fields...), []byte(body))
	defer p.doing(DidSay, a)()
	return name.Path(), p.write(name.Path(), text)
}

// suffix is a short random word that keeps entries of one author and day apart.
func (p *Pool) suffix() (string, error) {
	b := make([]byte, 4)
	if _, err := io.ReadFull(p.opt.random(), b); err != nil {
		return "", fmt.Errorf("name the entry: %w", err)
	}
	return strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(b))[:6], nil
}
