package pool

import (
	"context"
	"strings"

	"github.com/breakfast-table/cop/pkg/index"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool/evidence"
	"github.com/breakfast-table/cop/pkg/repo"
)

// triedTexts finds for the entries of one note's thread which text they are about.
type triedTexts struct {
	p            *Pool
	a            note.Address
	names        []note.Address // the note's own and its old ones
	is           repo.Hash      // content of the file today
	now          map[string]int // its words, nil until needed
	note         *note.Note
	head         repo.Hash
	entryCommits map[string]index.EntryCommit
	shares       map[repo.Hash]int // by content that was tried
}

func (p *Pool) triedTexts(ctx context.Context, n *note.Note, a note.Address, thread []Entry) (*triedTexts, error) {
	s := &triedTexts{p: p, a: a, note: n, names: []note.Address{a}, shares: map[repo.Hash]int{}}
	s.names = append(s.names, n.Formerly()...)
	var names []string
	for _, e := range thread {
		names = append(names, e.Name())
	}
	head, err := p.repo.Head()
	if err != nil {
		return nil, err
	}
	s.head, s.is = head.Hash, p.repo.HashBlob(n.Bytes())
	s.entryCommits, err = p.db.EntryCommits(ctx, names)
	return s, err
}

// of weighs one entry.
func (s *triedTexts) of(ctx context.Context, e Entry) (evidence.Tried, error) {
	t, err := s.text(ctx, e)
	if s.entryCommits[e.Name()].Carried {
		t.How = "came in one go with what others wrote"
	}
	return t, err
}

// text finds which text an entry is about: the one at the commit it names, where the
// commit that brought the entry grew from that; else the one at the commit that brought
// it. Both are in the shared history, so every clone finds the same. An entry that is not
// in the history yet is about what it names, else about today's text.
func (s *triedTexts) text(ctx context.Context, e Entry) (evidence.Tried, error) {
	came := s.head
	v, arrived := s.entryCommits[e.Name()]
	if arrived {
		came = repo.Hash(v.Rev)
	}
	at := repo.Hash(strings.ToLower(e.At))
	known, err := s.p.includes(ctx, came, at)
	if err != nil {
		return evidence.Tried{}, err
	}
	if known {
		if share, ok, err := s.share(at); ok || err != nil {
			return evidence.Tried{Share: share}, err
		}
	}
	how := ""
	switch {
	case at != "":
		how = "the version it names is not in the shared history: weighed by the text of the day it came"
	case arrived:
		how = "names no version: weighed by the text of the day it came"
	}
	if !arrived {
		return evidence.Tried{Share: 100, Since: how}, nil
	}
	share, ok, err := s.share(came)
	if !ok {
		share = 100
	}
	return evidence.Tried{Share: share, Since: how}, err
}

// share is how much of the note's text at a commit stands today; ok is false when the
// commit does not have the note.
func (s *triedTexts) share(rev repo.Hash) (share int, ok bool, err error) {
	for _, a := range s.names {
		id, err := s.p.repo.Lookup(rev, a.Path())
		if err != nil {
			return 0, false, err
		}
		if id.Hash == "" {
			continue
		}
		share, err := s.shareOf(id.Hash)
		return share, true, err
	}
	return 0, false, nil
}

func (s *triedTexts) shareOf(content repo.Hash) (int, error) {
	if content == s.is {
		return 100, nil
	}
	if share, ok := s.shares[content]; ok {
		return share, nil
	}
	b, err := s.p.repo.ReadBlob(content)
	if err != nil {
		return 0, err
	}
	if s.now == nil {
		s.now = evidence.Words(s.note)
	}
	share := evidence.ShareOf(evidence.Words(note.Parse(s.a.Path(), b)), s.now)
	s.shares[content] = share
	return share, nil
}

// includes reports whether the history of tip has a commit. Only full ids count: what a
// short one means depends on what else a clone has.
func (p *Pool) includes(ctx context.Context, tip, rev repo.Hash) (bool, error) {
	if (len(rev) != 40 && len(rev) != 64) || strings.Trim(string(rev), "0123456789abcdef") != "" || tip == "" {
		return false, nil
	}
	key := [2]repo.Hash{tip, rev}
	if known, ok := p.ancestry[key]; ok {
		return known, nil
	}
	known := false
	if _, err := p.repo.Info(rev); err == nil { // else it is not here, or no commit
		if known, err = p.repo.IsAncestor(ctx, rev, tip); err != nil {
			return false, err
		}
	}
	if p.ancestry == nil {
		p.ancestry = map[[2]repo.Hash]bool{}
	}
	p.ancestry[key] = known
	return known, ctx.Err()
}
