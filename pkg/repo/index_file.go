package repo

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"
	"unsafe"
)

// Sizes and bits of git's index format.
const (
	indexStat     = 40 // bytes of stat data, with mode at 24 and size at 36
	indexExtended = 0x4000
	indexStages   = 0x3000
	skipWorktree  = 0x4000 // in the extended flags
	intentToAdd   = 0x2000
)

// indexEntry is one entry of git's index. Stat holds what git knows of the
// working file, the mode among it, as the file has it.
type indexEntry struct {
	Path   string
	stat   string
	id     string
	flags  uint16 // of the name's length only what is above it counts
	extend uint16

	at, end int // where it stands in the file that was read, as it is to be written; 0, 0 when nowhere
}

func (e indexEntry) stage() int { return int(e.flags & indexStages >> 12) }

func (e indexEntry) mode() Mode {
	return cleanMode(Mode(binary.BigEndian.Uint32([]byte(e.stat[24:28]))))
}

func (e indexEntry) file() FileID { return FileID{Hash: hashOf([]byte(e.id)), Mode: e.mode()} }

// modified is when the working file was last changed, as git saw it.
func (e indexEntry) modified() time.Time {
	b := []byte(e.stat[8:16])
	return time.Unix(int64(binary.BigEndian.Uint32(b)), int64(binary.BigEndian.Uint32(b[4:])))
}

// gitIndex is git's index: entries in the order of path, then stage.
type gitIndex struct {
	version  uint32
	entries  []indexEntry
	src      string    // the file that was read
	sparse   bool      // folders outside a sparse checkout may stand as one entry "dir/"
	written  time.Time // the file's own time, zero when there is no file
	idLength int
}

// at finds a path's entry of stage 0.
func (x *gitIndex) at(path string) (indexEntry, bool) {
	i := x.search(path)
	if i < len(x.entries) && x.entries[i].Path == path && x.entries[i].stage() == 0 {
		return x.entries[i], true
	}
	return indexEntry{}, false
}

// readIndex reads git's index; a missing one is empty.
func (r *Repo) readIndex() (*gitIndex, error) {
	return r.loadIndex((*gitIndex).parse)
}

// loadIndex has the file understood.
func (r *Repo) loadIndex(understand func(x *gitIndex, src string) error) (*gitIndex, error) {
	x := &gitIndex{version: 2, idLength: r.format.size()}
	src, written, err := r.index.read(filepath.Join(r.gitDir, "index"))
	if errors.Is(err, fs.ErrNotExist) {
		return x, nil
	}
	if err == nil {
		x.written = written
		err = understand(x, src)
	}
	if errors.Is(err, ErrUnsupported) && r.opts.Git != "" {
		if src, err = r.wholeIndex(src); err == nil {
			x = &gitIndex{version: 2, idLength: r.format.size(), written: written}
			err = understand(x, src)
		}
	}
	if err != nil {
		return nil, fmt.Errorf("read git's index: %w", err)
	}
	return x, nil
}

// indexText remembers the file as long as it stays the same: one command looks into it several
// times, and whoever changes it makes a new file of it.
type indexText struct {
	mu   sync.Mutex
	file fs.FileInfo
	src  string
}

func (t *indexText) read(path string) (src string, written time.Time, err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	f, err := os.Open(path)
	if err != nil {
		return "", time.Time{}, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	fi, err := f.Stat()
	if err != nil {
		return "", time.Time{}, err
	}
	if t.file != nil && os.SameFile(fi, t.file) && fi.ModTime().Equal(t.file.ModTime()) && fi.Size() == t.file.Size() {
		return t.src, fi.ModTime(), nil
	}
	if src, err = textOf(f, fi); err != nil {
		return "", time.Time{}, err
	}
	t.file, t.src = fi, src
	return src, fi.ModTime(), nil
}

// textOf is all that is in a file, read into one piece: it never becomes longer, since whoever
// changes it makes a new file of it.
func textOf(f *os.File, fi fs.FileInfo) (string, error) {
	b := make([]byte, fi.Size())
	n, err := io.ReadFull(f, b)
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		err = nil // what is too short says so when it is understood
	}
	return unsafe.String(unsafe.SliceData(b), n), err // nobody writes to it any more
}

var errIndexShort = errors.New("the file is damaged")

// parse reads the file. Entries share its memory.
func (x *gitIndex) parse(src string) error {
	x.src = src
	return x.each(src, func(n int, e indexEntry) {
		if x.entries == nil {
			x.entries = make([]indexEntry, 0, n)
		}
		x.entries = append(x.entries, e)
	})
}

// each reads the file and tells fn its entries one by one, each with the number of all.
func (x *gitIndex) each(src string, fn func(n int, e indexEntry)) error {
	if len(src) < 12+x.idLength || src[:4] != "DIRC" {
		return errIndexShort
	}
	x.version = be32(src[4:])
	if x.version < 2 || x.version > 4 {
		return fmt.Errorf("format %d is unknown", x.version)
	}
	n := int(be32(src[8:]))
	if n > len(src)/(indexStat+x.idLength) {
		return errIndexShort
	}
	pos, last := 12, ""
	for range n {
		e, next, err := x.entry(src, pos, last)
		if err != nil {
			return err
		}
		fn(n, e)
		pos, last = next, e.Path
	}
	return x.extensions(src[pos : len(src)-x.idLength])
}

func be32(s string) uint32 {
	return uint32(s[0])<<24 | uint32(s[1])<<16 | uint32(s[2])<<8 | uint32(s[3])
}

func be16(s string) uint16 { return uint16(s[0])<<8 | uint16(s[1]) }

// entry reads one entry. In version 4 a path is told by how many bytes to drop
// from the one before it and what to append.
func (x *gitIndex) entry(src string, pos int, last string) (indexEntry, int, error) {
	start, head := pos, indexStat+x.idLength+2
	if len(src)-x.idLength < pos+head+3 {
		return indexEntry{}, 0, errIndexShort
	}
	e := indexEntry{stat: src[pos : pos+indexStat], id: src[pos+indexStat : pos+head-2], flags: be16(src[pos+head-2:])}
	pos += head
	if e.flags&indexExtended != 0 {
		e.extend = be16(src[pos:])
		pos += 2
	}
	drop := len(last)
	if x.version == 4 {
		var ok bool
		if drop, pos, ok = offsetVarint(src, pos); !ok || drop > len(last) {
			return indexEntry{}, 0, errIndexShort
		}
	}
	end := strings.IndexByte(src[pos:], 0)
	if end < 0 {
		return indexEntry{}, 0, errIndexShort
	}
	e.Path = src[pos : pos+end]
	pos += end + 1
	if x.version == 4 {
		if pos > len(src)-x.idLength {
			return indexEntry{}, 0, errIndexShort
		}
		e.Path = last[:len(last)-drop] + e.Path
		return e, pos, nil
	}
	if pos = start + (pos-1-start+8)&^7; pos > len(src)-x.idLength {
		return indexEntry{}, 0, errIndexShort
	}
	e.at, e.end = start, pos
	return e, pos, nil
}

// offsetVarint reads git's variable-length number: seven bits a byte, each
// continuation adding one.
func offsetVarint(src string, pos int) (n, next int, ok bool) {
	for ; pos < len(src) && n < 1<<24; pos++ {
		c := src[pos]
		n = n<<7 | int(c&0x7f)
		if c&0x80 == 0 {
			return n, pos + 1, true
		}
		n++
	}
	return 0, 0, false
}

// extensions looks at what follows the entries. What begins with a capital is optional:
// caches that git makes again.
func (x *gitIndex) extensions(src string) error {
	for len(src) >= 8 {
		name, size := src[:4], int(be32(src[4:]))
		if size > len(src)-8 {
			return errIndexShort
		}
		switch {
		case name == "link":
			return &UnsupportedError{What: "a split index (git update-index --no-split-index makes it whole)"}
		case name == "sdir":
			x.sparse = true
		case name[0] < 'A' || name[0] > 'Z':
			return &UnsupportedError{What: fmt.Sprintf("an index with the extension %q", name)}
		}
		src = src[8+size:]
	}
	return nil
}
