package index

import (
	"cmp"
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"math"
	"runtime"
	"slices"
	"strings"

	"github.com/breakfast-table/cop/pkg/note"
)

// File is one working file of the pool.
type File struct {
	Path string // in the repository, with slashes
	Hash string // git blob id, hex
}

// Source is one consistent look at the pool's files. Read may be called from several
// goroutines, also after Refresh returned (for snippets); fs.ErrNotExist says that a
// file went away meanwhile.
type Source struct {
	ID      string   // names this exact set of paths and hashes
	Since   string   // another such name: from it to ID only Changed differ
	Changed []string // paths added, edited or gone
	Files   []File   // every note and entry, sorted by path; nil: ask List
	List    func() []File
	Read    func(path string) ([]byte, error)
}

// errUntold says that a Source has neither Files nor List, which is enough while the
// index is at its ID, and no more.
var errUntold = errors.New("nobody said what the files are")

// told fills in Files. Errors: errUntold.
func (s *Source) told() error {
	if s.Files == nil && s.List == nil {
		return errUntold
	}
	if s.Files == nil {
		s.Files = s.List()
	}
	return nil
}

// change is one thing to do to the index.
type change struct {
	file File
	id   int64 // row it has, 0 when new
	gone bool
}

// plan lists what differs between the index and src.
// Cost: O(changed) when the index is at src.Since, else one pass over both lists.
func plan(ctx context.Context, c *conn, st state, src Source) ([]change, error) {
	if st.id != "" && st.id == src.Since {
		return planSome(ctx, c, src)
	}
	return planAll(ctx, c, src.Files)
}

func planSome(ctx context.Context, c *conn, src Source) ([]change, error) {
	all := newCards(c)
	var out []change
	for _, path := range slices.Sorted(slices.Values(src.Changed)) {
		if !indexable(path) {
			continue
		}
		has, err := known(ctx, c, all, path)
		if err != nil {
			return nil, err
		}
		i, there := slices.BinarySearchFunc(src.Files, path, func(f File, p string) int { return strings.Compare(f.Path, p) })
		switch {
		case there && has.file != src.Files[i]:
			out = append(out, change{file: src.Files[i], id: has.id})
		case !there && has.id != 0:
			out = append(out, change{file: has.file, id: has.id, gone: true})
		}
	}
	return out, nil
}

// known is what the index has of a path; id is 0 when it has nothing.
func known(ctx context.Context, c *conn, all *cards, path string) (has change, err error) {
	row, ok, err := c.one(ctx, "SELECT id FROM files WHERE key = ?", keyOf(path))
	if err != nil || !ok {
		return change{}, err
	}
	has.id = integer(row[0])
	if has.id >= firstEntry {
		row, ok, err = c.one(ctx, "SELECT note, name, hash FROM entries WHERE id = ?", has.id)
		if ok {
			has.file = File{entryPath(row[0], row[1]), hexHash(blob(row[2]))}
		}
	} else {
		var card Card
		ok, err = all.read(ctx, has.id, &card)
		has.file = File{card.Path, card.Hash}
	}
	if err == nil && (!ok || has.file.Path != path) {
		err = fmt.Errorf("%s leads to %s: %w", path, has.file.Path, errDamaged)
	}
	return has, err
}

// planAll compares with everything the index has.
func planAll(ctx context.Context, c *conn, files []File) ([]change, error) {
	has := make(map[string]change, len(files))
	err := eachCard(ctx, c, func(id int64, card *Card) {
		has[card.Path] = change{file: File{card.Path, card.Hash}, id: id}
	})
	if err != nil {
		return nil, err
	}
	err = c.each(ctx, func(row []driver.Value) error {
		path := entryPath(row[1], row[2])
		has[path] = change{file: File{path, hexHash(blob(row[3]))}, id: integer(row[0])}
		return nil
	}, "SELECT id, note, name, hash FROM entries")
	var out []change
	for _, f := range files {
		h := has[f.Path]
		delete(has, f.Path)
		if h.file != f && indexable(f.Path) {
			out = append(out, change{file: f, id: h.id})
		}
	}
	for _, path := range slices.Sorted(maps.Keys(has)) {
		h := has[path]
		h.gone = true
		out = append(out, h)
	}
	return out, err
}

func entryPath(note, name driver.Value) string {
	return folder + text(note) + "/" + text(name) + suffix
}

func indexable(path string) bool { _, ok := note.AddressOf(path); return ok }

const (
	chunkSize = 32  // files a reader takes at a time
	ahead     = 128 // such chunks that may wait for the writer, some 16 MB
	firstSize = 250 // files that the first transaction takes, so that others soon find something
)

// update brings the index to src: readers parse in parallel, the caller's goroutine
// writes. An error or a cancelled context leaves the last complete batch, and the next
// refresh goes on from there.
func update(ctx context.Context, c *conn, src Source, progress func(done, total int)) ([]note.Address, error) {
	if err := src.told(); err != nil {
		return nil, err
	}
	st, err := readState(ctx, c)
	if err != nil {
		return nil, err
	}
	changes, err := plan(ctx, c, st, src)
	if err != nil {
		return nil, fmt.Errorf("compare with the files: %w", err)
	}
	slices.SortStableFunc(changes, func(a, b change) int { return cmp.Compare(rowOrder(a), rowOrder(b)) })
	w := newWriter(c)
	defer w.abandon()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	done, next := 0, firstSize
	for docs := range parse(ctx, changes, src.Read) {
		d := <-docs
		if d.err != nil {
			return nil, d.err
		}
		if err := w.apply(changes[done:done+d.n], d.docs); err != nil {
			return nil, err
		}
		if done += d.n; w.draft.due(done >= next) && done < len(changes) {
			next = 4 * done
			if err := w.commit(""); err != nil {
				return nil, err
			}
		}
		if progress != nil {
			progress(done, len(changes))
		}
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return w.changed(), w.commit(src.ID)
}

// rowOrder sorts changes so that rows ascend in a run; new ones come last.
func rowOrder(ch change) int64 {
	if ch.id == 0 {
		return math.MaxInt64
	}
	return ch.id
}

// parsed is a chunk of changes with a document for each; nil for a file that is gone.
type parsed struct {
	n    int
	docs []*document
	err  error
}

// parse reads the files of changes in parallel. The outer channel yields the chunks in
// order, each as a channel that will hold its result. So many are ahead of the writer that
// readers need not stop while it commits, and memory stays small whatever the size of the pool.
func parse(ctx context.Context, changes []change, read func(string) ([]byte, error)) <-chan chan parsed {
	workers := min(runtime.GOMAXPROCS(0), 1+len(changes)/chunkSize)
	type job struct {
		changes []change
		result  chan parsed
	}
	jobs, ordered := make(chan job), make(chan chan parsed, ahead)
	var words vocabularies
	for range workers {
		go func() {
			var s *scribe
			for j := range jobs {
				s = words.scribe(s)
				j.result <- s.readAll(ctx, j.changes, read)
			}
		}()
	}
	go func() {
		defer close(ordered)
		defer close(jobs)
		for part := range slices.Chunk(changes, chunkSize) {
			j := job{part, make(chan parsed, 1)}
			select {
			case <-ctx.Done():
				return
			case ordered <- j.result:
			}
			jobs <- j
		}
	}()
	return ordered
}

func (s *scribe) readAll(ctx context.Context, changes []change, read func(string) ([]byte, error)) parsed {
	p := parsed{n: len(changes), docs: make([]*document, len(changes))}
	for i, ch := range changes {
		if p.err = ctx.Err(); p.err != nil {
			return p
		}
		if ch.gone {
			continue
		}
		src, err := read(ch.file.Path)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			p.err = fmt.Errorf("read %s: %w", ch.file.Path, err)
			return p
		}
		p.docs[i] = s.read(ch.file, src)
	}
	return p
}
