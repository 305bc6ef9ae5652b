package pool

import (
	"context"
	"errors"
	"fmt"
	"io/fs"

	"github.com/breakfast-table/cop/pkg/pool/people"
)

// readIdentities finds out who is who, and whose word is whose.
func (p *Pool) readIdentities(ctx context.Context) (people.Identities, *whose, error) {
	var out people.Identities
	mailmap, err := p.mailmap()
	if err != nil {
		return out, nil, err
	}
	out.Mailmap(mailmap)
	snap, err := p.snapshot(ctx)
	if err != nil {
		return out, nil, err
	}
	for _, names := range p.memberNames(snap) {
		out.UnionAll(names)
	}
	speakers, err := p.db.Speakers(ctx)
	if err != nil {
		return out, nil, err
	}
	ties, err := p.readTies(ctx, speakers, mailmap)
	if err != nil {
		return out, nil, err
	}
	out.Entries(speakers, &ties.Ties)
	return out, ties, nil
}

// mailmap is the shared .mailmap, "" for none.
func (p *Pool) mailmap() (string, error) {
	head, err := p.repo.Head()
	if err != nil || head.Hash == "" {
		return "", err
	}
	text, err := p.repo.ReadFile(head.Hash, ".mailmap")
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", fmt.Errorf("read .mailmap: %w", err)
	}
	return string(text), nil
}
