package pool

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/google/renameio/v2/maybe"

	"github.com/breakfast-table/cop/pkg/forge"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/repo"
)

// On plain git nobody but the shared place can keep a push out. What a push changed past the
// review that the charter asks for cannot be prevented here; it is told: by whom, and what.

// How far back is looked.
const (
	pastSpan = 90 * 24 * time.Hour
	mostPast = 500 // commits on the shared line
)

// pastKnown is what was found so far, on this machine only. It may be deleted at any time.
type pastKnown struct {
	Version int
	Head    repo.Hash // up to where was looked
	Found   []PastReview
}

const pastVersion = 2 // 1 had meetings that go straight

// PastReviews lists what was changed past review on plain git in the last ninety days, newest first.
// Where a host keeps the shared line, who may write to it is the host's; then there is none.
func (p *Pool) PastReviews(ctx context.Context) ([]PastReview, error) {
	if h, ok := p.offlineHost(); !p.trunk.remote || !ok || h.Kind != forge.Plain {
		return nil, nil
	}
	k := p.pastSoFar()
	tip := p.accepted()
	since := p.opt.now().Add(-pastSpan)
	looked := tip != k.Head
	if looked {
		l := pastScan{p: p, fresh: k.Head != "", settled: map[string]bool{}}
		fresh, err := l.scan(ctx, k.Head, tip, since)
		if err != nil {
			return nil, err
		}
		for i := range k.Found {
			k.Found[i].Paths = slices.DeleteFunc(k.Found[i].Paths, func(path string) bool { return l.settled[path] })
		}
		k.Head, k.Found = tip, append(fresh, k.Found...)
	}
	k.Found = slices.DeleteFunc(k.Found, func(b PastReview) bool { return b.When.Before(since) || len(b.Paths) == 0 })
	if src, err := json.Marshal(k); looked && err == nil {
		_ = maybe.WriteFile(p.pastFile(), src, 0o600)
	}
	return k.Found, nil
}

func (p *Pool) pastFile() string { return filepath.Join(p.repo.LocalDir(), "past-review.json") }

// pastSoFar is what was found so far.
func (p *Pool) pastSoFar() pastKnown {
	var k pastKnown
	if src, err := os.ReadFile(p.pastFile()); err != nil || json.Unmarshal(src, &k) != nil || k.Version != pastVersion {
		return pastKnown{Version: pastVersion}
	}
	return k
}

// newPastReviews are those that were not told yet.
func (p *Pool) newPastReviews(ctx context.Context) ([]PastReview, error) {
	told := map[string]bool{}
	for _, b := range p.pastSoFar().Found {
		told[b.Rev] = true
	}
	all, err := p.PastReviews(ctx)
	return slices.DeleteFunc(all, func(b PastReview) bool { return told[b.Rev] }), err
}

// pastProblems are what a check says of notes that were changed past review.
func (p *Pool) pastProblems(ctx context.Context) ([]note.Problem, error) {
	all, err := p.PastReviews(ctx)
	var out []note.Problem
	for _, b := range all {
		for _, path := range b.Paths {
			out = append(out, note.Problem{
				Path: path, Rule: "past-review",
				Message: fmt.Sprintf("%s changed it on %s, and nobody approved that", b.By, b.When.Format(time.DateOnly)),
				Fix:     "read it; the next change of it that is approved settles this",
			})
		}
	}
	return out, err
}

// pastScan is one walk over what the shared line got.
type pastScan struct {
	p       *Pool
	alone   map[repo.Hash]bool // commits from when there was one person only; nil until needed
	fresh   bool               // what is looked at came since the last look
	settled map[string]bool    // files that something approved touched since

	charter     note.Charter // as read last, of the text that it was read from
	charterText []byte
}

// scan judges the commits of the shared line itself that until has and from does not.
func (l *pastScan) scan(ctx context.Context, from, until repo.Hash, since time.Time) ([]PastReview, error) {
	var out []PastReview
	n := 0
	for c, err := range l.p.repo.Trunk(ctx, until) {
		if err != nil {
			return nil, fmt.Errorf("see what was changed past review: %w", err)
		}
		if n++; c.Hash == from || n > mostPast || c.When.Before(since) || c.Before == "" {
			break
		}
		if known, err := l.p.includes(ctx, from, c.Hash); err != nil || known {
			return out, err
		}
		b, err := l.judge(ctx, c)
		if err != nil {
			return nil, err
		}
		if len(b.Paths) > 0 {
			out = append(out, b)
		}
	}
	return out, nil
}

// judge judges one commit of the shared line by the charter that was in force before it. What
// something approved touched since is settled.
func (l *pastScan) judge(ctx context.Context, c repo.TrunkCommit) (PastReview, error) {
	b := PastReview{By: whoMade(c.CommitInfo), When: c.When, Rev: string(c.Hash)}
	charter, ok := l.charterAt(c.Before)
	if !ok || charter.Practices != note.LaneRequired || charter.Approvals == 0 {
		return b, nil
	}
	changes, err := l.p.repo.Diff(ctx, c.Before, c.Hash)
	if err != nil {
		return b, err
	}
	if l.approvedIn(c.CommitInfo) >= charter.Approvals {
		for _, f := range changes {
			l.settled[f.Path] = true
		}
		return b, nil
	}
	for _, f := range changes {
		if !l.settled[f.Path] && l.p.curated(f) && (charter.Meetings != note.LaneDirect || !l.p.meets(f)) {
			b.Paths = append(b.Paths, f.Path)
		}
	}
	if len(b.Paths) == 0 {
		return b, nil
	}
	if alone, err := l.wasAlone(ctx, c.CommitInfo); err != nil || alone {
		b.Paths = nil
		return b, err
	}
	return b, nil
}

// wasAlone reports that there was only one person when a commit was made: nobody could have
// reviewed it.
func (l *pastScan) wasAlone(ctx context.Context, c repo.CommitInfo) (bool, error) {
	if l.alone == nil {
		log, err := l.p.repo.Between(ctx, "", l.p.accepted())
		if err != nil {
			return false, err
		}
		l.alone = map[repo.Hash]bool{}
		for _, first := range slices.Backward(log) {
			if !strings.EqualFold(first.Author.Email, log[len(log)-1].Author.Email) {
				break
			}
			l.alone[first.Hash] = true
		}
	}
	return l.alone[c.Hash], nil
}

// whoMade is what a commit says of who made it.
func whoMade(c repo.CommitInfo) string {
	return note.Clean(fmt.Sprintf("%s (%s)", c.Author.Name, c.Author.Email))
}

// curated reports a change that takes review where the charter asks for it: of notes, but for new
// questions, new entries and cards, of templates, and of who is who.
func (p *Pool) curated(f repo.Change) bool {
	if f.Path == ".mailmap" || strings.HasPrefix(f.Path, "templates/") {
		return true
	}
	a, ok := note.AddressOf(f.Path)
	if !ok || a.Topic() == peopleDir {
		return false
	}
	if f.Before != (repo.FileID{}) {
		return true
	}
	if _, entry := note.EntryOf(f.Path); entry {
		return false
	}
	text, err := p.repo.ReadBlob(f.After.Hash)
	return err != nil || note.Parse(f.Path, text).Type != note.Question
}

// meets reports a change of a meeting's note that is one before and after; see [Pool.goesStraight].
func (p *Pool) meets(f repo.Change) bool {
	if f.After == (repo.FileID{}) {
		return false
	}
	for _, id := range []repo.FileID{f.Before, f.After} {
		if id == (repo.FileID{}) {
			continue
		}
		text, err := p.repo.ReadBlob(id.Hash)
		if err != nil || note.Parse(f.Path, text).Type != note.Event {
			return false
		}
	}
	return true
}

// approvalsOf counts the approvals of a merged contribution as its review has them, rather than as
// the merge says; ok is false where the review cannot be read now.
func (l *pastScan) approvalsOf(c repo.CommitInfo, author string) (n int, ok bool) {
	p := l.p
	if p.conn == nil || !p.conn.plain() {
		return 0, false
	}
	id := contributionIn(c.Message)
	p.conn.git.moved(nil) // what was just seen will do
	reviewed, err := p.conn.Get(context.Background(), forge.ID(id))
	if id == "" || err != nil { // of what was merged just now, the review is still there
		return 0, l.fresh && (id == "" || errors.Is(err, forge.ErrNotFound))
	}
	for _, v := range reviewed.Verdicts {
		if v.Opinion == forge.Approved && !v.Advisory && string(v.By) != author && v.Head == forge.Commit(c.Parents[1]) {
			n++
		}
	}
	return n, true
}

// contributionIn is the contribution that the message of a merge names, "" for none.
func contributionIn(message string) string {
	for line := range strings.Lines(message) {
		if id, ok := strings.CutPrefix(strings.TrimSpace(line), "Cop-Contribution: "); ok {
			return id
		}
	}
	return ""
}

// charterAt is the charter as a commit has it, parsed when its text is another than that of the commit
// before; ok is false where there is none: nothing is asked for.
func (l *pastScan) charterAt(rev repo.Hash) (note.Charter, bool) {
	text, err := l.p.repo.ReadFile(rev, charterPath)
	if err != nil {
		return note.Charter{}, false
	}
	if l.charterText == nil || !bytes.Equal(text, l.charterText) {
		l.charter, _ = note.ReadCharter(note.Parse(charterPath, text))
		l.charterText = text
	}
	return l.charter, true
}

// approvedIn counts those whom the merge of a contribution thanks for approving it, without who
// offered it.
func (l *pastScan) approvedIn(c repo.CommitInfo) int {
	if len(c.Parents) < 2 {
		return 0
	}
	author, _, _ := strings.Cut(contributionIn(c.Message), "/")
	seen := map[string]bool{}
	for line := range strings.Lines(c.Message) {
		value, ok := strings.CutPrefix(strings.TrimSpace(line), "Reviewed-by: ")
		if _, address, closed := strings.Cut(value, "<"); ok && closed {
			seen[strings.ToLower(strings.Trim(address, "<> "))] = true
		}
	}
	for address := range seen {
		if string(note.HandleFrom(address)) == author || l.p.whose != nil && l.p.whose.Holder(address) == author {
			delete(seen, address)
		}
	}
	if n, ok := l.approvalsOf(c, author); ok {
		return min(n, len(seen))
	}
	return len(seen)
}
