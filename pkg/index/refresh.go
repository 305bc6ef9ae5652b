package index

import (
	"bytes"
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io/fs"
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
	Files   []File   // every note and entry, sorted by path
	Read    func(path string) ([]byte, error)
}

// change is one thing to do to the index.
type change struct {
	file File
	id   int64 // row it has, 0 when new
	gone bool
}

// plan lists what differs between the index and src, in the order of paths.
// Cost: O(changed) when the index is at src.Since, else one pass over both lists.
func plan(ctx context.Context, c *conn, st state, src Source) ([]change, error) {
	if st.id != "" && st.id == src.Since {
		return planSome(ctx, c, src)
	}
	return planAll(ctx, c, src.Files)
}

func planSome(ctx context.Context, c *conn, src Source) ([]change, error) {
	var out []change
	for _, path := range src.Changed {
		if !indexable(path) {
			continue
		}
		row, known, err := c.one(ctx, "SELECT id, hash FROM files WHERE path = ?", path[len(folder):])
		if err != nil {
			return nil, err
		}
		ch := change{file: File{Path: path}}
		if known {
			ch.id = integer(row[0])
		}
		i, there := slices.BinarySearchFunc(src.Files, path, func(f File, p string) int { return strings.Compare(f.Path, p) })
		switch {
		case there && known && bytes.Equal(blob(row[1]), rawHash(src.Files[i].Hash)):
			continue
		case there:
			ch.file = src.Files[i]
		case known:
			ch.gone = true
		default:
			continue
		}
		out = append(out, ch)
	}
	return out, nil
}

// planAll walks the files and the rows side by side, both sorted by path.
func planAll(ctx context.Context, c *conn, files []File) ([]change, error) {
	var out []change
	i := 0
	skip := func() {
		for i < len(files) && !indexable(files[i].Path) {
			i++
		}
	}
	err := c.each(ctx, func(row []driver.Value) error {
		path, id := text(row[0]), integer(row[1])
		for skip(); i < len(files) && files[i].Path[len(folder):] < path; skip() {
			out = append(out, change{file: files[i]})
			i++
		}
		if i == len(files) || files[i].Path[len(folder):] != path {
			out = append(out, change{file: File{Path: folder + path}, id: id, gone: true})
			return nil
		}
		if !bytes.Equal(blob(row[2]), rawHash(files[i].Hash)) {
			out = append(out, change{file: files[i], id: id})
		}
		i++
		return nil
	}, "SELECT path, id, hash FROM files ORDER BY path")
	for skip(); err == nil && i < len(files); skip() {
		out = append(out, change{file: files[i]})
		i++
	}
	return out, err
}

func indexable(path string) bool { _, ok := note.AddressOf(path); return ok }

const (
	chunkSize = 32   // files a reader takes at a time
	batchSize = 5000 // files a transaction takes: an interrupted first index keeps them
)

// update brings the index to src: readers parse in parallel, the caller's goroutine
// writes. An error or a cancelled context leaves the last complete batch, and the next
// refresh goes on from there.
func update(ctx context.Context, c *conn, src Source, progress func(done, total int)) ([]note.Address, error) {
	st, err := readState(ctx, c)
	if err != nil {
		return nil, err
	}
	changes, err := plan(ctx, c, st, src)
	if err != nil {
		return nil, fmt.Errorf("compare with the files: %w", err)
	}
	w := newWriter(c)
	defer w.abandon()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	done := 0
	for docs := range parse(ctx, changes, src.Read) {
		d := <-docs
		if d.err != nil {
			return nil, d.err
		}
		if err := w.apply(changes[done:done+d.n], d.docs); err != nil {
			return nil, err
		}
		if done += d.n; done%batchSize < d.n && done < len(changes) {
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

// parsed is a chunk of changes with a document for each; nil for a file that is gone.
type parsed struct {
	n    int
	docs []*document
	err  error
}

// parse reads the files of changes in parallel. The outer channel yields the chunks in
// order, each as a channel that will hold its result; at most a few are ahead of the
// writer, so memory stays small whatever the size of the pool.
func parse(ctx context.Context, changes []change, read func(string) ([]byte, error)) <-chan chan parsed {
	workers := min(runtime.GOMAXPROCS(0), 1+len(changes)/chunkSize)
	type job struct {
		changes []change
		result  chan parsed
	}
	jobs, ordered := make(chan job), make(chan chan parsed, 4*workers)
	for range workers {
		go func() {
			s := newScribe()
			for j := range jobs {
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
