package repo

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// scanFormat begins the stat cache. A file that begins otherwise, or is damaged, counts as none.
const scanFormat = "cop files 2\n"

// Flags of folders and files in the cache.
const (
	unsettled  = 1 << iota // changed in the moment it was looked at: look again
	hasIgnore              // the folder has a .gitignore
	hasAttrs               // the folder has a .gitattributes
	hasHidden              // ignored files were left out, which may become tracked
	wasSkipped             // the file is in Skipped, its hash is none
	needsHash              // only while scanning: the content is to be read
	vanished               // only while scanning: gone before it could be read
)

// scanCache is what the last Scan saw, as it was read from .git/cop/files: one
// block for each folder, in the order of paths. Blocks of folders that did not change are
// neither unpacked nor written anew, so a scan of 100,000 unchanged files allocates next to
// nothing. It is read at the start of every command: names stand without their folder, hashes
// in binary.
//
//	file   = format, sha1 of the rest, rules, journal, block…
//	block  = u32 length, stat of the folder, u16 flags, tree id, path, record…
//	record = stat, u16 flags, u8 length and bytes of the hash (none if skipped), name
//	stat   = i64 mtime, i64 ctime, i64 size, u64 inode, u32 mode
//	text   = u16 length, bytes
type scanCache struct {
	ignoreRules, attrRules string // fingerprints of what decides which files count and how they are stored
	head                   Hash   // HEAD when ignored files were looked up in it
	journal                journal
	blocks                 map[string]block
	found                  bool // false when there was none
}

// block is one folder in the cache.
type block struct {
	path    string
	stat    fileStat
	flags   uint16
	tree    Hash
	records string // unread
	raw     string // the whole block
}

// record is one file in the cache.
type record struct {
	path  string // from the root
	stat  fileStat
	flags uint16
	hash  Hash
}

const statSize = 8 + 8 + 8 + 8 + 4

// cacheReader takes values off a string; bad is set when it ends too early.
type cacheReader struct {
	src string
	bad bool
}

func (c *cacheReader) take(n int) string {
	if n > len(c.src) {
		c.bad, c.src = true, ""
		return strings.Repeat("\x00", n)
	}
	s := c.src[:n]
	c.src = c.src[n:]
	return s
}

func (c *cacheReader) u16() uint16 {
	s := c.take(2)
	return uint16(s[0]) | uint16(s[1])<<8
}

func (c *cacheReader) text() string { return c.take(int(c.u16())) }

func (c *cacheReader) stat() fileStat {
	s := c.take(statSize)
	return fileStat{mtime: int64(le64(s)), ctime: int64(le64(s[8:])), size: int64(le64(s[16:])), inode: le64(s[24:]), mode: Mode(le32(s[32:]))}
}

func le32(s string) uint32 {
	return uint32(s[0]) | uint32(s[1])<<8 | uint32(s[2])<<16 | uint32(s[3])<<24
}

func le64(s string) uint64 { return uint64(le32(s)) | uint64(le32(s[4:]))<<32 }

// loadCache reads the cache; one that is missing or damaged is empty.
func loadCache(file string) *scanCache {
	empty := &scanCache{blocks: map[string]block{}}
	src, err := readString(file)
	if err != nil {
		return empty
	}
	rest, ok := strings.CutPrefix(src, scanFormat)
	if !ok || len(rest) < 8 || le64(rest) != checksum(rest[8:]) {
		return empty
	}
	r := cacheReader{src: rest[8:]}
	c := &scanCache{blocks: map[string]block{}, found: true}
	c.ignoreRules, c.attrRules, c.head = r.text(), r.text(), Hash(r.text())
	c.journal.read(&r)
	for len(r.src) > 0 && !r.bad {
		b := readBlock(&r)
		c.blocks[b.path] = b
	}
	if r.bad {
		return empty
	}
	return c
}

func readString(file string) (src string, err error) {
	f, err := os.Open(file)
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	fi, err := f.Stat()
	if err != nil {
		return "", err
	}
	return textOf(f, fi)
}

// textOf is all that is in a file, read into one piece.
func textOf(f *os.File, fi fs.FileInfo) (string, error) {
	var b strings.Builder
	b.Grow(int(fi.Size()) + 512)
	_, err := f.WriteTo(&b)
	return b.String(), err
}

// checksum tells a torn or damaged cache from a whole one. It samples: the
// rename makes torn files impossible as long as the machine lives, and what is left is a
// power cut, which loses whole pages.
func checksum[T string | []byte](s T) uint64 {
	sum := uint64(len(s)) * 0x9e3779b97f4a7c15
	const page = 512
	for i := 0; i+8 <= len(s); i += page {
		sum = (sum ^ le64(string(s[i:i+8]))) * 0x100000001b3
	}
	if len(s) >= 8 {
		sum = (sum ^ le64(string(s[len(s)-8:]))) * 0x100000001b3
	}
	return sum
}

func readBlock(r *cacheReader) block {
	size := int(le32(r.take(4)))
	raw := r.take(size)
	in := cacheReader{src: raw}
	b := block{raw: raw, stat: in.stat(), flags: in.u16(), tree: Hash(in.text()), path: in.text()}
	b.records = in.src
	r.bad = r.bad || in.bad
	return b
}

// names calls fn for every file of the folder, in the order of names. It allocates nothing.
func (b block) names(fn func(stat fileStat, flags uint16, hash, name string)) error {
	r := cacheReader{src: b.records}
	for len(r.src) > 0 {
		stat, flags, hash, name := r.stat(), r.u16(), r.take(int(r.take(1)[0])), r.text()
		if r.bad {
			return fmt.Errorf("the cache of working files is damaged")
		}
		fn(stat, flags, hash, name)
	}
	return nil
}

// each calls fn for every file of the folder, in the order of names.
func (b block) each(fn func(record)) error {
	const least = statSize + 2 + 1 + 2 // bytes of a record besides hash and name
	var text strings.Builder           // of all records, so that they take one allocation
	text.Grow(2*len(b.records) + len(b.records)/least*(len(b.path)+1))
	return b.names(func(stat fileStat, flags uint16, hash, name string) {
		start := text.Len()
		if b.path != "" {
			text.WriteString(b.path)
			text.WriteByte('/')
		}
		text.WriteString(name)
		middle := text.Len()
		for i := range len(hash) {
			text.WriteByte(hexDigits[hash[i]>>4])
			text.WriteByte(hexDigits[hash[i]&15])
		}
		all := text.String()
		fn(record{path: all[start:middle], stat: stat, flags: flags, hash: Hash(all[middle:])})
	})
}

const hexDigits = "0123456789abcdef"

// appendBlock packs a folder.
func appendBlock(out []byte, b block, files []record) []byte {
	start := len(out)
	out = append(out, 0, 0, 0, 0)
	out = appendStat(out, b.stat)
	out = binary.LittleEndian.AppendUint16(out, b.flags)
	out = appendText(appendText(out, string(b.tree)), b.path)
	for _, f := range files {
		out = appendStat(out, f.stat)
		out = binary.LittleEndian.AppendUint16(out, f.flags)
		id := f.hash.bytes()
		out = append(append(out, byte(len(id))), id...)
		out = appendText(out, baseName(f.path))
	}
	binary.LittleEndian.PutUint32(out[start:], uint32(len(out)-start-4))
	return out
}

func appendStat(out []byte, s fileStat) []byte {
	for _, v := range []uint64{uint64(s.mtime), uint64(s.ctime), uint64(s.size), s.inode} {
		out = binary.LittleEndian.AppendUint64(out, v)
	}
	return binary.LittleEndian.AppendUint32(out, uint32(s.mode))
}

func appendText(out []byte, s string) []byte {
	return append(binary.LittleEndian.AppendUint16(out, uint16(len(s))), s...)
}

// save replaces the cache in one step. Whoever is last wins: each cache is true by itself.
func (c *scanCache) save(file string, folders []*scanned) error {
	size := 4096
	for _, f := range folders {
		size += f.size()
	}
	out := append(make([]byte, 0, size), scanFormat...)
	out = append(out, 0, 0, 0, 0, 0, 0, 0, 0)
	out = appendText(appendText(appendText(out, c.ignoreRules), c.attrRules), string(c.head))
	out = c.journal.append(out)
	for _, f := range folders {
		out = f.append(out)
	}
	body := out[len(scanFormat)+8:]
	binary.LittleEndian.PutUint64(out[len(scanFormat):], checksum(body))
	if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
		return err
	}
	return replaceFile(file, out, 0o644, false)
}

// journal remembers what the last scans found changed, so that whoever followed
// an older state learns of all the changes since.
type journal struct{ steps []journalStep }

type journalStep struct {
	from, to string
	paths    []string
}

// The journal keeps this much at most; who is further behind compares everything.
const (
	journalSteps = 32
	journalPaths = 2048
)

// add appends a step and forgets the oldest.
func (j *journal) add(s journalStep) {
	if len(s.paths) > journalPaths {
		j.steps = nil
		return
	}
	j.steps = append(j.steps, s)
	total := 0
	for i := len(j.steps) - 1; i >= 0; i-- {
		if total += len(j.steps[i].paths); total > journalPaths || len(j.steps)-i > journalSteps {
			j.steps = j.steps[i+1:]
			return
		}
	}
}

// since gathers the paths that changed from one state to another; false when
// the journal does not reach back so far.
func (j *journal) since(from, to string) ([]string, bool) {
	if from == to {
		return nil, true
	}
	changed := map[string]bool{}
	at := to
	for i := len(j.steps) - 1; i >= 0 && j.steps[i].to == at; i-- {
		for _, p := range j.steps[i].paths {
			changed[p] = true
		}
		if at = j.steps[i].from; at == from {
			return sortedKeys(changed), true
		}
	}
	return nil, false
}

func (j *journal) read(r *cacheReader) {
	for n := int(r.u16()); n > 0 && !r.bad; n-- {
		s := journalStep{from: r.text(), to: r.text()}
		for m := int(r.u16()); m > 0 && !r.bad; m-- {
			s.paths = append(s.paths, r.text())
		}
		j.steps = append(j.steps, s)
	}
}

func (j *journal) append(out []byte) []byte {
	out = binary.LittleEndian.AppendUint16(out, uint16(len(j.steps)))
	for _, s := range j.steps {
		out = appendText(appendText(out, s.from), s.to)
		out = binary.LittleEndian.AppendUint16(out, uint16(len(s.paths)))
		for _, p := range s.paths {
			out = appendText(out, p)
		}
	}
	return out
}
