package pool

import (
	"context"
	"errors"
	"fmt"
	"io/fs"

	"github.com/breakfast-table/cop/pkg/pool/people"
)

// readIdentities finds out who is who.
func (p *Pool) readIdentities(ctx context.Context) (people.Identities, error) {
	var out people.Identities
	head, err := p.repo.Head()
	if err != nil {
		return out, err
	}
	if head.Hash != "" {
		text, err := p.repo.ReadFile(head.Hash, ".mailmap")
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return out, fmt.Errorf("read .mailmap: %w", err)
		}
		out.Mailmap(string(text))
	}
	snap, err := p.snapshot(ctx)
	if err != nil {
		return out, err
	}
	for _, names := range p.memberNames(snap) {
		out.UnionAll(names)
	}
	entries, err := p.db.Speakers(ctx)
	if err != nil {
		return out, err
	}
	out.Entries(entries)
	return out, nil
}
