package pool

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"time"

	"github.com/breakfast-table/cop/pkg/importer"

	"github.com/breakfast-table/cop/pkg/index"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool/evidence"
	"github.com/breakfast-table/cop/pkg/repo"
)

// refresh makes the index tell the truth about the working files of this moment. While another
// process is making it do so, it waits for that one, and says so.
func (p *Pool) refresh(ctx context.Context) error {
	ready, err := p.refreshOnce(ctx)
	for w := (waiting{}); err == nil && !ready; {
		ready, err = p.wait(ctx, &w)
	}
	return err
}

// refreshSoon is refresh for what may be answered from a part of the notes, which
// Options.Notice is told.
func (p *Pool) refreshSoon(ctx context.Context) error {
	return p.asSoonAs(ctx, func() (bool, error) { return true, nil })
}

// asSoonAs refreshes the index as far as it takes to answer: f asks it and says whether that is
// enough where there may be more.
func (p *Pool) asSoonAs(ctx context.Context, f func() (enough bool, err error)) error {
	var w waiting
	ready, err := p.refreshOnce(ctx)
	for asked := -1; err == nil; ready, err = p.wait(ctx, &w) {
		if !ready && p.readSoFar(ctx, &w) == asked {
			continue
		}
		asked = w.done
		enough, err := f()
		if err != nil || ready {
			return err
		}
		if enough {
			p.mayBeMore(&w)
			return nil
		}
	}
	return err
}

// refreshOnce is refresh that waits no longer than a moment. It is not ready when another
// process is still reading notes; then the index has what that one has read so far.
func (p *Pool) refreshOnce(ctx context.Context) (ready bool, err error) {
	if err := p.openIndex(ctx); err != nil {
		return false, err
	}
	snap, err := p.snapshot(ctx)
	if err != nil {
		return false, err
	}
	was, since := p.db.ID(), repo.Hash(p.db.TimesRev())
	heard := func() heard { return p.listen(ctx, since)() }
	src := index.Source{
		ID: snap.ID, Since: snap.Since, Changed: notesOnly(snap.Changed), Read: p.readWorking,
		List: func() []index.File { // it is asked when there is something to index, and by us
			heard = p.listen(ctx, since)
			return noteFiles(snap)
		},
	}
	_, err = p.db.Refresh(ctx, src, func(done, total int) { p.opt.progress("reading notes", done, total) })
	if err == nil && p.db.ID() != snap.ID {
		return false, nil
	}
	h := heard()
	if err != nil {
		return false, fmt.Errorf("refresh the index: %w", err)
	}
	if now := repo.Hash(p.db.TimesRev()); now != since {
		h = p.listen(ctx, now)() // made anew, or another process was faster
	}
	moved, err := p.refreshTimes(ctx, h)
	if err != nil {
		return false, err
	}
	return true, p.refreshFacts(ctx, moved || was != snap.ID)
}

// waiting is one wait for another process that reads notes.
type waiting struct {
	began stopwatch
	tries int
	told  bool
	// Notes and entries: those that the index has, and all there are.
	done, total int
}

// wait lets the other process go on for a moment. When that was a second it is said, once.
func (p *Pool) wait(ctx context.Context, w *waiting) (ready bool, err error) {
	p.opt.progress("waiting for another cop that reads the notes", p.readSoFar(ctx, w), w.total)
	if !w.told && w.began.elapsed() > time.Second {
		p.opt.notice("another cop is reading the notes; waiting for it …")
		w.told = true
	}
	select {
	case <-ctx.Done():
		return false, ctx.Err()
	case <-time.After(50 * time.Millisecond << min(w.tries, 4)): // looking takes from what it waits for
	}
	w.tries++
	return p.refreshOnce(ctx)
}

// readSoFar is how many notes and entries the index has.
func (p *Pool) readSoFar(ctx context.Context, w *waiting) int {
	if !w.began.running() {
		w.began = startWatch()
		if snap, err := p.snapshot(ctx); err == nil {
			w.total = len(noteFiles(snap))
		}
	}
	if n, err := p.db.Count(ctx); err == nil { // else it is only told
		w.done = min(n, w.total)
	}
	return w.done
}

// mayBeMore says, once, that an answer was made of what another process has read so far.
func (p *Pool) mayBeMore(w *waiting) {
	if !p.partly {
		p.partly = true
		p.opt.notice(fmt.Sprintf("another cop is still reading the notes, %d of %d so far: there may be more", w.done, w.total))
	}
}

func (p *Pool) openIndex(ctx context.Context) error {
	if p.db != nil {
		return nil
	}
	db, err := index.Open(ctx, p.repo.LocalDir())
	if err != nil {
		return fmt.Errorf("open the index: %w", err)
	}
	p.db = db
	return nil
}

func notesOnly(paths []string) []string {
	var out []string
	for _, path := range paths {
		if _, ok := note.AddressOf(path); ok {
			out = append(out, path)
		}
	}
	return out
}

func noteFiles(s *repo.Snapshot) []index.File {
	files := s.Files()
	out := make([]index.File, 0, len(files))
	for _, f := range files {
		if _, ok := note.AddressOf(f.Path); ok && f.Mode != repo.Symlink {
			out = append(out, index.File{Path: f.Path, Hash: string(f.Hash)})
		}
	}
	return out
}

// listen begins to read what git's history says beyond the commit since, while the
// caller indexes files: neither needs the other, and each leaves a core idle at times. The
// function it returns waits for the end.
func (p *Pool) listen(ctx context.Context, since repo.Hash) func() heard {
	h := heard{since: since}
	head, err := p.repo.Head()
	if h.head, h.err = head.Hash, err; err != nil || h.head == "" || h.head == h.since {
		h.head = ""
		return func() heard { return h }
	}
	done := make(chan heard, 1)
	go func() {
		if h.since != "" {
			if grew, err := p.repo.OnTrunk(ctx, h.since, h.head); err != nil || !grew {
				h.since = ""
			}
		}
		h.History = evidence.NewHistory()
		h.SignedBy = p.repo.SignedBy
		h.err = p.repo.Touched(ctx, h.head, h.since, h.Commit)
		if h.since == "" {
			p.repo.Forget()
		}
		done <- h
	}()
	return func() heard { return <-done }
}

// heard is what the commits after since up to head say. head is "" when there are none
// that the index does not know.
type heard struct {
	*evidence.History
	since, head repo.Hash
	err         error
}

// refreshTimes tells the index what git's history says of notes and entries; moved is
// false when it knew already.
func (p *Pool) refreshTimes(ctx context.Context, h heard) (moved bool, err error) {
	if h.err != nil {
		return false, fmt.Errorf("read the dates of the notes: %w", h.err)
	}
	if h.head == "" {
		return false, nil
	}
	entries, err := p.withoutImports(h.Entries())
	if err != nil {
		return false, err
	}
	return true, p.db.SetHistory(ctx, index.History{
		Rev: string(h.head), Times: h.Times, Entries: entries, Anew: h.since == "",
	})
}

// withoutImports marks entries as carried that an import brought: who sent them is not who
// wrote them. Only those are read whose handle is not that of who sent them, and of what one
// sender sent under one handle only until there is one that nobody imported.
func (p *Pool) withoutImports(entries []index.EntryCommit) ([]index.EntryCommit, error) {
	own := map[index.EntryCommit]bool{}
	for i, v := range entries {
		pair := index.EntryCommit{Handle: v.Handle, Email: v.Email}
		if v.Carried || v.OfCard() || own[pair] || v.Handle == note.HandleFrom(v.Email) {
			continue
		}
		file := v.Note.Path()
		text, err := p.repo.ReadFile(repo.Hash(v.Rev), strings.TrimSuffix(file, ".md")+"/"+v.Name+".md")
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("see who wrote %s: %w", v.Name, err)
		}
		if _, imported := importer.ReadMark(text); imported {
			entries[i].Carried = true
		} else {
			own[pair] = true
		}
	}
	return entries, nil
}
