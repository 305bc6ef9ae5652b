package repo

import (
	"bufio"
	"bytes"
	"compress/zlib"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/breakfast-table/cop/pkg/repo/statcache"
)

// packs reads objects out of git's packs. go-git can too, but hashes every object a
// delta builds on and forgets it again: on long delta chains that is minutes where this takes
// a second. Not safe for concurrent use.
//
// A pack is objects one after the other, most of them deltas against another one; its index
// is their ids, sorted, with their positions. A read goes down the chain of deltas to
// something known or whole, then applies them upwards. Histories are read from new to old,
// and the next version is a step up or down the same chain. So what was asked for is kept, and what
// it builds on; and of the steps between every eighth, so that no read applies more than
// eight deltas, and the chains of all the folders of a large pool are known at once. For
// example, v20 = v19+d … v1 = v0+d, v0 whole: reading v20 keeps v0, v8, v16, v19 and v20; v19 is
// known then, and v18 is two steps up from v16.
type packs struct {
	dir    string
	format objectFormat
	listed time.Time // the folder's time when it was listed
	list   []*pack   // the one that had the last hit first
	known  lru[packPlace, packed]
	buffer *bufio.Reader
	zlib   io.ReadCloser
	spare  [2][]byte // for the steps between that are not kept
}

// cachedStep is how many deltas lie between two steps that are kept.
const cachedStep = 8

// packPlace is where an object begins.
type packPlace struct {
	pack   *pack
	offset int64
}

// packed is an object taken out of a pack.
type packed struct {
	kind kind
	data []byte
}

// What packs keep in memory: this much, twice, and no object bigger than that, unless it is a
// folder: one of 100,000 notes has 4 to 6 MB, and is asked for again and again.
const (
	packCache     = 32 << 20
	packCacheOne  = 2 << 20
	packCacheTree = 8 << 20
)

// pack is one pack file and its index; both are opened when first needed.
type pack struct {
	path    string // without ending
	index   *os.File
	data    *os.File
	fanout  [256]uint32
	buckets [256]string // ids that begin with the same byte
	size    int         // of an id
	first   bool        // the index is of version 1
}

func newPacks(objects string, f objectFormat) *packs {
	return &packs{dir: filepath.Join(objects, "pack"), format: f, known: lru[packPlace, packed]{limit: packCache}}
}

// close closes all files.
func (s *packs) close() error {
	var errs []error
	for _, p := range s.list {
		errs = append(errs, p.close())
	}
	s.list, s.listed = nil, time.Time{}
	return errors.Join(errs...)
}

func (p *pack) close() error {
	var errs []error
	for _, f := range []*os.File{p.index, p.data} {
		if f != nil {
			errs = append(errs, f.Close())
		}
	}
	return errors.Join(errs...)
}

// find tells where an object is; the packs are listed again when the folder changed.
func (s *packs) find(id []byte) (packPlace, bool, error) {
	place, ok, err := s.search(id)
	if ok || err != nil {
		return place, ok, err
	}
	fi, err := os.Stat(s.dir)
	if absent(err) || err == nil && fi.ModTime().Equal(s.listed) {
		return packPlace{}, false, nil
	}
	if err == nil {
		err = s.relist(fi.ModTime())
	}
	if err != nil {
		return packPlace{}, false, fmt.Errorf("list packs: %w", err)
	}
	return s.search(id)
}

func (s *packs) search(id []byte) (packPlace, bool, error) {
	for i, p := range s.list {
		offset, ok, err := p.find(id)
		if err != nil {
			return packPlace{}, false, err
		}
		if ok {
			s.list[0], s.list[i] = p, s.list[0]
			return packPlace{p, offset}, true, nil
		}
	}
	return packPlace{}, false, nil
}

// relist keeps the packs that are still there and adds new ones. at is the folder's time
// before it was read; one of just now may not show the next change.
func (s *packs) relist(at time.Time) error {
	entries, err := os.ReadDir(s.dir)
	if err != nil {
		return err
	}
	open := map[string]*pack{}
	for _, p := range s.list {
		open[p.path] = p
	}
	s.list, s.listed = nil, at
	if statcache.Now().Sub(at) < 2*time.Second {
		s.listed = time.Time{}
	}
	for _, e := range entries {
		name, ok := strings.CutSuffix(e.Name(), ".idx")
		if !ok || !strings.HasPrefix(name, "pack-") {
			continue
		}
		path := filepath.Join(s.dir, name)
		p := open[path]
		if p == nil {
			p = &pack{path: path, size: s.format.size()}
		}
		delete(open, path)
		s.list = append(s.list, p)
	}
	var errs []error
	for _, p := range open {
		errs = append(errs, p.close())
	}
	return errors.Join(errs...)
}

// The types of pack entries that are no objects themselves.
const (
	offsetDelta = 6
	refDelta    = 7
)

// read takes an object out of its pack.
func (s *packs) read(at packPlace) (packed, error) {
	var deltas [][]byte
	var places []packPlace
	base, known := s.known.get(at)
	for !known {
		e, err := s.entry(at)
		if err != nil {
			return packed{}, fmt.Errorf("read %s.pack: %w", at.pack.path, err)
		}
		if e.kind != "" {
			base = packed{e.kind, e.data}
			s.keep(at, base)
			break
		}
		if len(deltas) > 10000 {
			return packed{}, fmt.Errorf("read %s.pack: deltas go in circles", at.pack.path)
		}
		deltas, places = append(deltas, e.data), append(places, at)
		at = e.base
		base, known = s.known.get(at)
	}
	for i := len(deltas) - 1; i >= 0; i-- {
		step := len(deltas) - i // above what was known
		kept := i <= 1 || step%cachedStep == 0
		var room []byte
		if !kept {
			room = s.spare[step%2]
		}
		data, err := applyDelta(room, base.data, deltas[i])
		if err != nil {
			return packed{}, fmt.Errorf("read %s.pack: %w", at.pack.path, err)
		}
		base = packed{base.kind, data}
		if kept {
			s.keep(places[i], base)
		} else {
			s.spare[step%2] = data
		}
	}
	return base, nil
}

func (s *packs) keep(at packPlace, o packed) {
	if len(o.data) <= packCacheOne || o.kind == treeKind && len(o.data) <= packCacheTree {
		s.known.put(at, o, len(o.data)+100)
	}
}

// packEntry is what stands at a position: an object, or (kind "") a delta against base.
type packEntry struct {
	kind kind
	base packPlace
	data []byte
}

func (s *packs) entry(at packPlace) (packEntry, error) {
	if at.pack.data == nil {
		f, err := os.Open(at.pack.path + ".pack")
		if err != nil {
			return packEntry{}, err
		}
		at.pack.data = f
	}
	in := io.NewSectionReader(at.pack.data, at.offset, 1<<62)
	if s.buffer == nil {
		s.buffer = bufio.NewReaderSize(in, 4096)
	} else {
		s.buffer.Reset(in)
	}
	c, err := s.buffer.ReadByte()
	if err != nil {
		return packEntry{}, err
	}
	what, size := c>>4&7, uint64(c&15)
	for shift := 4; c&0x80 != 0 && err == nil && shift < 60; shift += 7 {
		c, err = s.buffer.ReadByte()
		size |= uint64(c&0x7f) << shift
	}
	if err != nil {
		return packEntry{}, err
	}
	e := packEntry{kind: [...]kind{"", commitKind, treeKind, blobKind, tagKind, "", "", ""}[what]}
	if e.kind == "" {
		if e.base, err = s.deltaBase(at, what); err != nil {
			return e, err
		}
	}
	e.data, err = s.inflate(size)
	return e, err
}

// deltaBase reads what a delta builds on: a distance back in the pack, or an id.
func (s *packs) deltaBase(at packPlace, what byte) (packPlace, error) {
	switch what {
	case offsetDelta:
		back, c := int64(-1), byte(0x80)
		for c&0x80 != 0 {
			var err error
			if c, err = s.buffer.ReadByte(); err != nil {
				return packPlace{}, err
			}
			back = (back+1)<<7 | int64(c&0x7f)
		}
		if back <= 0 || back >= at.offset {
			return packPlace{}, errDamaged
		}
		return packPlace{at.pack, at.offset - back}, nil
	case refDelta:
		id := make([]byte, at.pack.size)
		if _, err := io.ReadFull(s.buffer, id); err != nil {
			return packPlace{}, err
		}
		offset, ok, err := at.pack.find(id)
		if err == nil && !ok {
			err = errDamaged
		}
		return packPlace{at.pack, offset}, err
	}
	return packPlace{}, errDamaged
}

var errDamaged = errors.New("the pack is damaged")

// inflate reads size compressed bytes from the buffer.
func (s *packs) inflate(size uint64) (data []byte, err error) {
	if s.zlib == nil {
		s.zlib, err = zlib.NewReader(s.buffer)
	} else {
		err = s.zlib.(zlib.Resetter).Reset(s.buffer, nil)
	}
	if err != nil {
		return nil, err
	}
	if size < 16<<20 {
		data = make([]byte, size)
		_, err = io.ReadFull(s.zlib, data)
		return data, err
	}
	// A size that big may be a lie: grow with what really comes.
	var b bytes.Buffer
	if n, err := io.Copy(&b, io.LimitReader(s.zlib, int64(size))); err != nil || uint64(n) != size {
		return nil, errors.Join(errDamaged, err)
	}
	return b.Bytes(), nil
}
