package statcache

import (
	"errors"
	"io"
	"os"
	"strings"
	"unsafe"
)

// format begins a memory. A file that begins otherwise, or is damaged, counts as none.
const format = "cop files 3\n"

// Again is the flag, of folders and files, that says: changed in the moment it was looked at,
// so look again. The other bits are the caller's.
const Again uint16 = 1

// Cache is what the last look saw, as it was read: one block for each folder, in the order
// of paths. Blocks of folders that did not change are neither unpacked nor written anew, so
// a look at 100,000 unchanged files allocates next to nothing. It is read at the start of
// every command: names stand without their folder, hashes in binary.
//
//	file   = format, sum of the rest, u32 length of head, head, folder…
//	folder = u32 length, stat of the folder, u16 flags, tree, path, record…
//	record = stat, u16 flags, u8 length and bytes of the hash (none if left out), name
//	stat   = i64 mtime, i64 ctime, i64 size, u64 inode, u32 mode
//	text   = u16 length, bytes
type Cache struct {
	Head    string // what the caller keeps with it
	Folders []Folder
	Found   bool // false when there was none
}

// Folder is one folder in a memory.
type Folder struct {
	Path  string // from the root, with slashes
	Stat  Stat
	Flags uint16
	Tree  string // the caller's name for what is in it
	Raw   string // the whole block but its length, "" when it was not read from a memory

	records string // unread
}

// Bytes is the length of what is known of the folder's files.
func (f Folder) Bytes() int { return len(f.records) }

// statSize and leastRecord are how many bytes a stat takes, and a record without hash and name.
const (
	statSize    = 8 + 8 + 8 + 8 + 4
	leastRecord = statSize + 2 + 1 + 2
)

// Records is how many files the folder has at most.
func (f Folder) Records() int { return len(f.records) / leastRecord }

var errDamaged = errors.New("what was remembered of the working files is damaged")

// Each calls fn for every file of the folder, in the order of names. The hash is binary. It
// allocates nothing.
func (f Folder) Each(fn func(stat Stat, flags uint16, hash, name string)) error {
	r := Reader{src: f.records}
	for len(r.src) > 0 {
		stat, flags, hash, name := r.stat(), r.U16(), r.take(int(r.take(1)[0])), r.Text()
		if r.bad {
			return errDamaged
		}
		fn(stat, flags, hash, name)
	}
	return nil
}

// Load reads a memory; one that is missing or damaged is empty.
func Load(file string) Cache { return load(file, func(n int) []byte { return make([]byte, 0, n) }) }

// load has the text in room for that many bytes.
func load(file string, room func(size int) []byte) Cache {
	src, err := read(file, room)
	if err != nil {
		return Cache{}
	}
	rest, ok := strings.CutPrefix(src, format)
	if !ok || len(rest) < 8 || le64(rest) != checksum(rest[8:]) {
		return Cache{}
	}
	r := Reader{src: rest[8:]}
	m := Cache{Found: true, Head: r.take(int(le32(r.take(4))))}
	for len(r.src) > 0 && !r.bad {
		m.Folders = append(m.Folders, r.folder())
	}
	if r.bad {
		return Cache{}
	}
	return m
}

// Encode puts a memory together: its head, and folders that append themselves to what they are
// given. size is how long it will be about, in bytes.
func Encode(head []byte, size int, folders func(out []byte) []byte) []byte {
	out := append(make([]byte, 0, size+len(head)+64), format...)
	out = append(out, 0, 0, 0, 0, 0, 0, 0, 0)
	out = folders(append(append32(out, uint32(len(head))), head...))
	put64(out[len(format):], checksum(out[len(format)+8:]))
	return out
}

// Append puts a folder without its files at the end of out. Its files follow it, each as
// [AppendRecord] puts it; then [Close] is told where it began.
func (f Folder) Append(out []byte) []byte {
	out = append(out, 0, 0, 0, 0)
	out = append16(AppendStat(out, f.Stat), f.Flags)
	return AppendText(AppendText(out, f.Tree), f.Path)
}

// AppendRaw puts a folder that was read, with all its files, at the end of out.
func (f Folder) AppendRaw(out []byte) []byte {
	return append(append32(out, uint32(len(f.Raw))), f.Raw...)
}

// AppendRecord puts a file at the end of out.
func AppendRecord(out []byte, stat Stat, flags uint16, hash []byte, name string) []byte {
	out = append16(AppendStat(out, stat), flags)
	return AppendText(append(append(out, byte(len(hash))), hash...), name)
}

// Close ends the folder that began at start.
func Close(out []byte, start int) { put32(out[start:], uint32(len(out)-start-4)) }

// AppendStat puts a stat at the end of out.
func AppendStat(out []byte, s Stat) []byte {
	for _, v := range [...]uint64{uint64(s.Mtime), uint64(s.Ctime), uint64(s.Size), s.Inode} {
		out = append32(append32(out, uint32(v)), uint32(v>>32))
	}
	return append32(out, s.Mode)
}

// AppendText puts a text of up to 65,535 bytes at the end of out.
func AppendText(out []byte, s string) []byte { return append(append16(out, uint16(len(s))), s...) }

// Reader takes values off a text. The zero value is at the end of an empty one.
type Reader struct {
	src string
	bad bool
}

// NewReader begins at the start of a text.
func NewReader(src string) *Reader { return &Reader{src: src} }

// Bad says that the text ended too early.
func (r *Reader) Bad() bool { return r.bad }

// U16 is a number of two bytes; behind the end it is 0.
func (r *Reader) U16() uint16 {
	s := r.take(2)
	return uint16(s[0]) | uint16(s[1])<<8
}

// Text is a text as [AppendText] writes it; behind the end it is "".
func (r *Reader) Text() string { return r.take(int(r.U16())) }

func (r *Reader) take(n int) string {
	if n > len(r.src) {
		r.bad, r.src = true, ""
		return strings.Repeat("\x00", min(n, statSize)) // nobody looks farther
	}
	s := r.src[:n]
	r.src = r.src[n:]
	return s
}

func (r *Reader) stat() Stat {
	s := r.take(statSize)
	return Stat{Mtime: int64(le64(s)), Ctime: int64(le64(s[8:])), Size: int64(le64(s[16:])), Inode: le64(s[24:]), Mode: le32(s[32:])}
}

func (r *Reader) folder() Folder {
	raw := r.take(int(le32(r.take(4))))
	in := Reader{src: raw}
	f := Folder{Raw: raw, Stat: in.stat(), Flags: in.U16(), Tree: in.Text(), Path: in.Text()}
	f.records = in.src
	r.bad = r.bad || in.bad
	return f
}

// The numbers are read and written by hand: encoding/binary would be ready too late.

func le32[T string | []byte](s T) uint32 {
	return uint32(s[0]) | uint32(s[1])<<8 | uint32(s[2])<<16 | uint32(s[3])<<24
}

func le64[T string | []byte](s T) uint64 { return uint64(le32(s)) | uint64(le32(s[4:]))<<32 }

func append16(out []byte, v uint16) []byte { return append(out, byte(v), byte(v>>8)) }

func append32(out []byte, v uint32) []byte {
	return append(out, byte(v), byte(v>>8), byte(v>>16), byte(v>>24))
}

func put32(out []byte, v uint32) { append32(out[:0], v) }
func put64(out []byte, v uint64) { append32(append32(out[:0], uint32(v)), uint32(v>>32)) }

// checksum tells a torn or damaged memory from a whole one. It samples: the
// rename makes torn files impossible as long as the machine lives, and what is left is a
// power cut, which loses whole pages.
func checksum[T string | []byte](s T) uint64 {
	sum := uint64(len(s)) * 0x9e3779b97f4a7c15
	const page = 512
	for i := 0; i+8 <= len(s); i += page {
		sum = (sum ^ le64(s[i:i+8])) * 0x100000001b3
	}
	if len(s) >= 8 {
		sum = (sum ^ le64(s[len(s)-8:])) * 0x100000001b3
	}
	return sum
}

// mostBytes is more than a million files take; what is larger is no memory.
const mostBytes = 256 << 20

// read is all that is in a file, in one piece.
func read(file string, room func(size int) []byte) (src string, err error) {
	fi, err := os.Stat(file)
	if err != nil {
		return "", err
	}
	if !fi.Mode().IsRegular() || fi.Size() > mostBytes {
		return "", errDamaged
	}
	f, err := os.Open(file)
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	return readAll(f, room(int(fi.Size())+1))
}

// readAll reads f to its end into a slice, growing it when the file is longer.
func readAll(f *os.File, b []byte) (string, error) {
	for {
		if len(b) == cap(b) {
			b = append(b, 0)[:len(b)]
		}
		n, err := f.Read(b[len(b):cap(b)])
		b = b[:len(b)+n]
		if errors.Is(err, io.EOF) {
			return unsafe.String(unsafe.SliceData(b), len(b)), nil // nobody writes to it any more
		}
		if err != nil {
			return "", err
		}
	}
}
