package pool

import (
	"slices"
	"time"
)

// declinedSince are the user's contributions that were declined since a moment and of which a file is
// here still as it was offered: it is for them to say what becomes of it.
func (p *Pool) declinedSince(since time.Time) (out []Outcome) {
	for _, d := range p.lastSeen().Declined {
		if d.When.Before(since) {
			continue
		}
		for path, hash := range d.Files {
			if now, err := p.workingID(path); err == nil && now.Hash == hash && p.sharedBlob(path) != hash {
				out = append(out, d.Outcome)
				break
			}
		}
	}
	return out
}

// mostDrafts is how many notes without a known author are looked for among what the others have.
const mostDrafts = 200

// leaveDrafts takes out of the news what only this person has: a note without an author that was
// written by hand. History knows nobody who brought it.
func (p *Pool) leaveDrafts(b *Breakfast) {
	looked := 0
	b.News = slices.DeleteFunc(b.News, func(n NewsItem) bool {
		if n.By != "" || len(n.Authors) > 0 || n.Change != New || looked >= mostDrafts {
			return false
		}
		looked++
		if p.sharedBlob(n.Path) != "" {
			return false
		}
		b.Own = append(b.Own, n.Address)
		return true
	})
}
