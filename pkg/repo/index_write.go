package repo

import (
	"bufio"
	"cmp"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"sort"
	"strings"
	"time"
)

// changeIndex reads git's index under its lock, lets change work on it, and puts the
// result in place.
func (r *Repo) changeIndex(ctx context.Context, change func(x *gitIndex) error) (err error) {
	lock, err := lockPath(ctx, filepath.Join(r.gitDir, "index"))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, lock.discard()) }()
	x, err := r.readIndex()
	if err != nil {
		return err
	}
	x.smudge()
	if err := change(x); err != nil {
		return err
	}
	if err := lock.fill(func(w io.Writer) error { return x.encode(w, r.format) }); err != nil {
		return err
	}
	return lock.commit()
}

// smudge forgets the size of files that changed in the very moment the index was
// written. Git compares the content of such files as long as the index is no
// newer than they are; a newer index would hide that it has to, and a size of 0 tells it.
// Many builds of git compare whole seconds only, so this does too.
func (x *gitIndex) smudge() {
	for i, e := range x.entries {
		if e.stage() == 0 && !x.written.IsZero() && !e.modified().Before(x.written.Truncate(time.Second)) {
			x.entries[i].stat, x.entries[i].end = e.stat[:36]+"\x00\x00\x00\x00", 0
		}
	}
}

// indexPiece is how much of the file is put together before it is hashed and written: what is
// copied stays near the processor, and no second file of twelve megabytes is made in memory.
const indexPiece = 64 << 10

// encode writes the file. Entries that stay as they were are copied, neighbours at once: one note
// among 100,000 changes two of them. Caches of git's (TREE, UNTR, …) are left out: git
// makes them again, and a stale one would lie.
func (x *gitIndex) encode(to io.Writer, f objectFormat) error {
	for _, e := range x.entries {
		if e.extend != 0 && x.version == 2 {
			x.version = 3
		}
	}
	h := f.new()
	w := bufio.NewWriterSize(struct{ io.Writer }{io.MultiWriter(h, to)}, indexPiece)
	head := binary.BigEndian.AppendUint32([]byte("DIRC"), x.version)
	w.Write(binary.BigEndian.AppendUint32(head, uint32(len(x.entries)))) //nolint:errcheck // Flush tells
	x.writeEntries(w)
	if x.sparse {
		w.WriteString("sdir\x00\x00\x00\x00") //nolint:errcheck // Flush tells
	}
	if err := w.Flush(); err != nil {
		return err
	}
	_, err := to.Write(h.Sum(nil))
	return err
}

// writeEntries writes the entries; w remembers what goes wrong.
func (x *gitIndex) writeEntries(w *bufio.Writer) {
	last := ""
	var one []byte
	for i := 0; i < len(x.entries); i++ {
		e := x.entries[i]
		if e.end == 0 {
			one = x.appendEntry(one[:0], e, last)
			w.Write(one) //nolint:errcheck // see above
			last = e.Path
			continue
		}
		end := e.end
		for i+1 < len(x.entries) && x.entries[i+1].at == end && x.entries[i+1].end != 0 {
			i++
			end = x.entries[i].end
		}
		w.WriteString(x.src[e.at:end]) //nolint:errcheck // see above
		last = x.entries[i].Path
	}
}

func (x *gitIndex) appendEntry(b []byte, e indexEntry, last string) []byte {
	start := len(b)
	b = append(b, e.stat...)
	b = append(b, e.id...)
	flags := e.flags&^(indexExtended|0xfff) | uint16(min(len(e.Path), 0xfff))
	if e.extend != 0 {
		b = binary.BigEndian.AppendUint16(b, flags|indexExtended)
		b = binary.BigEndian.AppendUint16(b, e.extend)
	} else {
		b = binary.BigEndian.AppendUint16(b, flags)
	}
	if x.version == 4 {
		same := commonPrefix(last, e.Path)
		b = appendOffsetVarint(b, len(last)-same)
		return append(append(b, e.Path[same:]...), 0)
	}
	b = append(b, e.Path...)
	return append(b, "\x00\x00\x00\x00\x00\x00\x00\x00"[:8-(len(b)-start)&7]...)
}

func commonPrefix(a, b string) int {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n
}

func appendOffsetVarint(b []byte, n int) []byte {
	var buf [8]byte
	i := len(buf) - 1
	buf[i] = byte(n & 0x7f)
	for n >>= 7; n != 0; n >>= 7 {
		n--
		i--
		buf[i] = 0x80 | byte(n&0x7f)
	}
	return append(b, buf[i:]...)
}

// UpdateIndex changes paths of git's index, all of them or none. A path that is set to what the
// working file holds is clean for git at once.
func (r *Repo) UpdateIndex(ctx context.Context, edits []IndexEdit) error {
	if len(edits) == 0 {
		return nil
	}
	fresh := map[string][]indexEntry{}
	h, err := r.newHasher()
	if err != nil {
		return err
	}
	for _, e := range edits {
		if err := checkTreePath(e.Path); err != nil && !(e.Absent && Listed(e.Path)) {
			return fmt.Errorf("update git's index: %w", err)
		}
		if fresh[e.Path], err = r.indexEntries(h, e); err != nil {
			return fmt.Errorf("update git's index: %w", err)
		}
	}
	return r.changeIndex(ctx, func(x *gitIndex) error { return x.replace(fresh) })
}

// indexEntries are the entries an edit asks for: none, one of stage 0, or those of a conflict.
func (r *Repo) indexEntries(h *hasher, e IndexEdit) ([]indexEntry, error) {
	if e.Remove {
		return nil, nil
	}
	stages := []FileID{e.Set, e.Base, e.Mine, e.Theirs}
	var list []indexEntry
	for stage, id := range stages {
		if id == (FileID{}) || stage == 0 && (Staged{Base: e.Base, Mine: e.Mine, Theirs: e.Theirs}).Unmerged() {
			continue
		}
		if !id.Hash.valid(r.format) || id.Mode == 0 {
			return nil, fmt.Errorf("%s: %q is no file", e.Path, string(id.Hash))
		}
		stat := make([]byte, indexStat)
		if stage == 0 && e.Absent {
			return append(list, absentEntry(e.Path, id)), nil
		}
		if stage == 0 {
			stat = r.statIfSame(h, e.Path, id)
		}
		binary.BigEndian.PutUint32(stat[24:], uint32(id.Mode))
		list = append(list, indexEntry{Path: e.Path, stat: string(stat), id: string(id.Hash.bytes()), flags: uint16(stage) << 12})
	}
	return list, nil
}

// statIfSame is what git wants to know of the working file, when its content is
// this; else zeros, which make git look.
func (r *Repo) statIfSame(h *hasher, path string, id FileID) []byte {
	full, fi, err := r.workingPath(path)
	if err != nil || fi == nil || fi.IsDir() {
		return make([]byte, indexStat)
	}
	now, err := h.file(path, full, fi)
	if err != nil || now.Hash != id.Hash {
		return make([]byte, indexStat)
	}
	return statBytes(fi)
}

// replace puts fresh entries in the place of all there are for their paths. Where one makes a
// folder a file, what was in it goes. Refused is what lies in a folder that stands as one entry.
func (x *gitIndex) replace(fresh map[string][]indexEntry) error {
	if err := x.reaches(fresh); err != nil {
		return err
	}
	list, done := make([]indexEntry, 0, len(x.entries)+len(fresh)), 0
	for _, c := range x.cuts(fresh) {
		if c.from > done {
			list = append(list, x.entries[done:c.from]...)
		}
		list, done = append(list, c.fresh...), max(done, c.to)
	}
	x.entries = append(list, x.entries[done:]...)
	return nil
}

// reaches refuses paths in folders that stand as one entry.
func (x *gitIndex) reaches(fresh map[string][]indexEntry) error {
	for _, e := range x.entries {
		if !strings.HasSuffix(e.Path, "/") {
			continue
		}
		for path := range fresh {
			if strings.HasPrefix(path, e.Path) {
				return fmt.Errorf("update git's index: %s is outside the sparse checkout", path)
			}
		}
	}
	return nil
}

// cut is a part of the entries, from and up to an index, that fresh ones replace.
type cut struct {
	from, to int
	fresh    []indexEntry
}

// cuts are what fresh entries replace, in order. One may lie in another.
func (x *gitIndex) cuts(fresh map[string][]indexEntry) []cut {
	var list []cut
	for _, path := range sortedKeys(fresh) {
		list = append(list, cut{x.search(path), x.search(path + "\x00"), fresh[path]})
		if len(fresh[path]) > 0 {
			list = append(list, cut{x.search(path + "/"), x.search(path + "0"), nil}) // 0 follows /
		}
	}
	slices.SortStableFunc(list, func(a, b cut) int { return cmp.Compare(a.from, b.from) })
	return list
}

// search is where the first entry is that does not come before a path.
func (x *gitIndex) search(path string) int {
	return sort.Search(len(x.entries), func(i int) bool { return x.entries[i].Path >= path })
}
