package pool

import (
	"context"
	"strings"
	"unicode"

	"github.com/breakfast-table/cop/pkg/index"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/repo"
)

// A report is about the text that its author tried. What it says about today's text it
// says only as far as that text still stands.
//
//	share  = words of the tried text that today's text has ÷ words of the tried text
//	weight = 2·(share − 30 %), not below 0 and not above 100 %
//
// Both in whole percent, so that every machine computes the same. Words are counted as
// often as they stand there, in any order: a step that moved is still the step that was
// tried. What was added does not count against a report, for notes grow by what reports
// teach them. Small repairs cost nothing (from 80 % on a report counts in full), and a
// text of which less than 30 % is left is another text: any two texts about one thing
// share that much.
//
// Example: of 50 words that were tried 30 stand: share 60 %, weight 60 %.
func weightOf(share int) int { return min(max(2*(share-30), 0), 100) }

// shareOf is how much of the words before are there now, in whole percent rounded down;
// 100 when there were none.
func shareOf(before, now map[string]int) int {
	all, kept := 0, 0
	for word, n := range before {
		all += n
		kept += min(n, now[word])
	}
	if all == 0 {
		return 100
	}
	return 100 * kept / all
}

// wordsIn counts the words of a note's title and text. A sign of a script that puts no
// spaces between words is a word.
func wordsIn(n *note.Note) map[string]int {
	out := map[string]int{}
	var word strings.Builder
	end := func() {
		if word.Len() > 0 {
			out[word.String()]++
			word.Reset()
		}
	}
	for _, r := range n.Title + "\n" + n.Text() {
		switch {
		case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar):
			end()
			out[string(r)]++
		case unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r):
			word.WriteRune(unicode.ToLower(r))
		default:
			end()
		}
	}
	end()
	return out
}

// tried is the text that a report or a verification is about, as far as it stands.
type tried struct {
	share int    // percent
	since string // "" when the entry says itself which text, else how that was found
	how   string // it came, "" for by its author
}

// scales weigh the entries of one note's thread.
type scales struct {
	p      *Pool
	a      note.Address
	names  []note.Address // the note's own and its old ones
	is     repo.Hash      // content of the file today
	now    map[string]int // its words, nil until needed
	note   *note.Note
	head   repo.Hash
	voices map[string]index.Voice
	shares map[repo.Hash]int // by content that was tried
}

func (p *Pool) scales(ctx context.Context, n *note.Note, a note.Address, thread []Entry) (*scales, error) {
	s := &scales{p: p, a: a, note: n, names: []note.Address{a}, shares: map[repo.Hash]int{}}
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
	s.voices, err = p.db.Voices(ctx, names)
	return s, err
}

// of weighs one entry.
func (s *scales) of(ctx context.Context, e Entry) (tried, error) {
	t, err := s.text(ctx, e)
	if s.voices[e.Name()].Carried {
		t.how = "came in one go with what others wrote"
	}
	return t, err
}

// text finds which text an entry is about: the one at the commit it names, where the
// commit that brought the entry grew from that; else the one at the commit that brought
// it. Both are in the shared history, so every clone finds the same. An entry that is not
// in the history yet is about what it names, else about today's text.
func (s *scales) text(ctx context.Context, e Entry) (tried, error) {
	came := s.head
	v, arrived := s.voices[e.Name()]
	if arrived {
		came = repo.Hash(v.Rev)
	}
	at := repo.Hash(strings.ToLower(e.At))
	known, err := s.p.includes(ctx, came, at)
	if err != nil {
		return tried{}, err
	}
	if known {
		if share, ok, err := s.share(at); ok || err != nil {
			return tried{share: share}, err
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
		return tried{share: 100, since: how}, nil
	}
	share, ok, err := s.share(came)
	if !ok {
		share = 100
	}
	return tried{share: share, since: how}, err
}

// share is how much of the note's text at a commit stands today; ok is false when the
// commit does not have the note.
func (s *scales) share(rev repo.Hash) (share int, ok bool, err error) {
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

func (s *scales) shareOf(content repo.Hash) (int, error) {
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
		s.now = wordsIn(s.note)
	}
	share := shareOf(wordsIn(note.Parse(s.a.Path(), b)), s.now)
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
