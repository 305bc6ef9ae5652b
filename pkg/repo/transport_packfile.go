package repo

import (
	"bufio"
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"
	"path/filepath"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/format/idxfile"
	"github.com/go-git/go-git/v5/plumbing/format/packfile"
	"github.com/go-git/go-git/v5/storage/memory"
)

// packWriter writes a pack without deltas: a header with the number of
// objects, each object's kind and size followed by its compressed bytes, and a checksum.
type packWriter struct {
	w   io.Writer
	sum hash.Hash
	z   *zlib.Writer
}

func newPackWriter(w io.Writer, f objectFormat, count int) (*packWriter, error) {
	p := &packWriter{sum: f.new()}
	p.w = io.MultiWriter(w, p.sum)
	p.z = zlib.NewWriter(p.w)
	head := binary.BigEndian.AppendUint32([]byte("PACK"), 2)
	_, err := p.w.Write(binary.BigEndian.AppendUint32(head, uint32(count)))
	return p, err
}

func (p *packWriter) add(o object) error {
	if _, err := p.w.Write(packHeader(o.Kind, len(o.Data))); err != nil {
		return err
	}
	p.z.Reset(p.w)
	if _, err := p.z.Write(o.Data); err != nil {
		return err
	}
	return p.z.Close()
}

func (p *packWriter) finish() error {
	_, err := p.w.Write(p.sum.Sum(nil))
	return err
}

// packHeader is an object's kind and size: four bits of the size beside the
// kind, then seven a byte, the highest bit saying that more follow.
//
//	a blob (3) of 300 = 0b10010_1100 bytes: 1_011_1100 0_0010010
func packHeader(k kind, size int) []byte {
	codes := map[kind]byte{commitKind: 1, treeKind: 2, blobKind: 3, tagKind: 4}
	c := codes[k]<<4 | byte(size&0x0f)
	size >>= 4
	var h []byte
	for size > 0 {
		h = append(h, c|0x80)
		c = byte(size & 0x7f)
		size >>= 7
	}
	return append(h, c)
}

// packOf is a pack of the objects, in memory.
func packOf(f objectFormat, objects []object) (*bytes.Buffer, error) {
	var b bytes.Buffer
	p, err := newPackWriter(&b, f, len(objects))
	for i := 0; err == nil && i < len(objects); i++ {
		err = p.add(objects[i])
	}
	if err != nil {
		return nil, err
	}
	return &b, p.finish()
}

// writePack writes a pack of stored objects, one at a time in memory.
func (r *Repo) writePack(w io.Writer, ids []Hash, watchdog *watchdog) error {
	// The compressor hands out a few hundred bytes at a time.
	whole := bufio.NewWriterSize(w, 64<<10)
	p, err := newPackWriter(whole, r.format, len(ids))
	if err != nil {
		return err
	}
	for _, id := range ids {
		k, data, err := r.store.Object(id)
		if err != nil {
			return err
		}
		if err := p.add(object{Kind: k, Data: data}); err != nil {
			return err
		}
		watchdog.feed()
	}
	if err := p.finish(); err != nil {
		return err
	}
	return whole.Flush()
}

// takePack stores the objects of a pack that comes in, durably: few as files of their
// own, many as a pack.
func (r *Repo) takePack(rd io.Reader) error {
	in := bufio.NewReaderSize(rd, 64<<10)
	head, err := in.Peek(12)
	if err != nil {
		return fmt.Errorf("read the pack: %w", err)
	}
	if !bytes.HasPrefix(head, []byte("PACK")) {
		return fmt.Errorf("read the pack: it is none")
	}
	if binary.BigEndian.Uint32(head[8:]) <= looseAtMost {
		err = r.takeLoose(in)
	} else {
		err = r.takeWhole(in)
	}
	if errors.Is(err, packfile.ErrReferenceDeltaNotFound) {
		return fmt.Errorf("the server sent a pack that needs objects we did not offer: %w", err)
	}
	return err
}

func (r *Repo) takeLoose(rd io.Reader) error {
	objects := memory.NewStorage()
	parser, err := packfile.NewParserWithStorage(packfile.NewScanner(rd), objects)
	if err != nil {
		return err
	}
	if _, err := parser.Parse(); err != nil && !errors.Is(err, packfile.ErrEmptyPackfile) {
		return fmt.Errorf("read the pack: %w", err)
	}
	var list []object
	for _, o := range objects.ObjectStorage.Objects {
		data, err := content(o)
		if err != nil {
			return fmt.Errorf("read the pack: %w", err)
		}
		list = append(list, object{Kind: kind(o.Type().String()), Data: data})
	}
	_, err = r.store.Add(list)
	return err
}

// takeWhole keeps the pack as it is and writes its index. The names that git
// looks for come last, and the pack before the index.
func (r *Repo) takeWhole(rd io.Reader) (err error) {
	dir := filepath.Join(r.common, "objects", "pack")
	f, err := os.CreateTemp(dir, "tmp_pack_")
	if err != nil {
		return fmt.Errorf("keep the pack: %w", err)
	}
	idx := f.Name() + ".idx"
	defer func() {
		if err != nil {
			// The error that counts is the first; git gc removes what stays.
			_, _ = os.Remove(f.Name()), os.Remove(idx)
		}
	}()
	sum, err := r.indexPack(f, rd, idx)
	if err = errors.Join(err, f.Close()); err != nil {
		return fmt.Errorf("keep the pack: %w", err)
	}
	base := filepath.Join(dir, "pack-"+sum.String())
	err = os.Chmod(f.Name(), 0o444)
	if err == nil {
		err = os.Rename(f.Name(), base+".pack")
	}
	if err == nil {
		err = os.Rename(idx, base+".idx")
	}
	if err != nil {
		return fmt.Errorf("keep the pack: %w", err)
	}
	return syncFolder(dir)
}

// indexPack copies the pack to disk, reads it back and writes its index.
func (r *Repo) indexPack(f *os.File, rd io.Reader, idx string) (plumbing.Hash, error) {
	if _, err := io.Copy(f, rd); err != nil {
		return plumbing.ZeroHash, err
	}
	if err := f.Sync(); err != nil {
		return plumbing.ZeroHash, err
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return plumbing.ZeroHash, err
	}
	index := new(idxfile.Writer)
	parser, err := packfile.NewParser(packfile.NewScanner(f), index)
	if err != nil {
		return plumbing.ZeroHash, err
	}
	sum, err := parser.Parse()
	if err != nil {
		return plumbing.ZeroHash, err
	}
	list, err := index.Index()
	if err != nil {
		return plumbing.ZeroHash, err
	}
	var b bytes.Buffer
	if _, err := idxfile.NewEncoder(&b).Encode(list); err != nil {
		return plumbing.ZeroHash, err
	}
	return sum, replaceVia("tmp_idx_*", idx, b.Bytes(), 0o444, true)
}
