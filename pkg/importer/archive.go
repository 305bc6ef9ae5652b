package importer

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"strings"
)

// Archives are read by whoever made them, and by nobody else: names that lead outside, what
// unpacks to more than the limits and what is cut off are refused with a word, before anything
// is imported.

// budget is what is left of the limits.
type budget struct {
	Limits
	files int
	bytes int64
}

// count takes a file off the budget.
func (b *budget) count(name string, packed, size int64) error {
	b.files++
	b.bytes += size
	switch {
	case b.files > b.Files:
		return &BadFileError{File: name, Why: fmt.Sprintf("the source has more than %d files", b.Files)}
	case b.bytes > b.Bytes:
		return &BadFileError{File: name, Why: fmt.Sprintf("the archive unpacks to more than %s", size1(b.Bytes))}
	case packed > 0 && size > 1<<20 && size/packed > b.Ratio:
		return &BadFileError{File: name, Why: fmt.Sprintf("it unpacks to more than %d times its size", b.Ratio)}
	}
	return nil
}

func size1(n int64) string {
	switch {
	case n >= 1<<30:
		return fmt.Sprintf("%d GB", n>>30)
	case n >= 1<<20:
		return fmt.Sprintf("%d MB", n>>20)
	}
	return fmt.Sprintf("%d bytes", n)
}

// inside is the path of a member of an archive, without what only says "here".
func inside(name string) (string, error) {
	name = strings.ReplaceAll(name, "\\", "/")
	clean := path.Clean(name)
	if name == "" || strings.HasPrefix(clean, "/") || clean == ".." || strings.HasPrefix(clean, "../") || len(clean) > 1 && clean[1] == ':' || strings.ContainsRune(name, 0) {
		return "", &BadFileError{File: name, Why: "it leads outside of the archive"}
	}
	return clean, nil
}

// archive adds the members of an archive on disk.
func (t *Tree) archive(typed, file string, b *budget) error {
	f, err := os.Open(file)
	if err != nil {
		return fmt.Errorf("read %s: %w", typed, err)
	}
	t.open = append(t.open, f)
	fi, err := f.Stat()
	if err != nil {
		return fmt.Errorf("read %s: %w", typed, err)
	}
	if err := t.members(typed, "", f, fi.Size(), b, b.Deep); err != nil {
		return badArchive(typed, err)
	}
	return nil
}

// members adds those of an archive, below a folder.
func (t *Tree) members(name, dir string, r io.ReaderAt, size int64, b *budget, deep int) error {
	var magic [2]byte
	if n, err := r.ReadAt(magic[:], 0); n < len(magic) {
		return &BadFileError{File: name, Why: "it is cut off or no archive at all", Err: err}
	}
	switch {
	case magic == [2]byte{'P', 'K'}:
		return t.zip(name, dir, r, size, b, deep)
	case magic == [2]byte{0x1f, 0x8b}:
		return t.gzip(name, dir, io.NewSectionReader(r, 0, size), b)
	}
	return t.tar(name, dir, r, size, b)
}

func (t *Tree) zip(name, dir string, r io.ReaderAt, size int64, b *budget, deep int) error {
	z, err := zip.NewReader(r, size)
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) {
		return badArchive(name, err)
	}
	for _, m := range z.File {
		if m.Mode().IsDir() || strings.HasSuffix(m.Name, "/") {
			continue
		}
		if err := t.zipped(name, dir, m, b, deep); err != nil {
			return err
		}
	}
	return nil
}

func (t *Tree) zipped(name, dir string, m *zip.File, b *budget, deep int) error {
	clean, err := inside(m.Name)
	if err == nil {
		err = b.count(m.Name, int64(m.CompressedSize64), int64(m.UncompressedSize64))
	}
	full := path.Join(dir, clean)
	switch {
	case err != nil:
		return err
	case m.Flags&1 != 0:
		return &BadFileError{File: name, Why: "it is locked with a password"}
	case !m.Mode().IsRegular():
		t.left = append(t.left, Loss{Cause: "links to files elsewhere, and what is no file", Example: full})
		return nil
	case hiddenMember(clean):
		return nil
	case strings.HasSuffix(strings.ToLower(clean), ".zip"):
		return t.nested(name, dir, clean, m, b, deep)
	}
	t.add(File{Path: full, Size: int64(m.UncompressedSize64), Time: m.Modified, read: func() (io.ReadCloser, error) {
		r, err := m.Open()
		if err != nil {
			return nil, err
		}
		return bounded{r, io.LimitReader(r, int64(m.UncompressedSize64)+1)}, nil
	}})
	return nil
}

// bounded reads no more than was said.
type bounded struct {
	io.Closer
	io.Reader
}

func hiddenMember(name string) bool {
	for _, dir := range strings.Split(path.Dir(name), "/") {
		if dir != "." && skippedFolder(dir) {
			return true
		}
	}
	return path.Base(name) == ".DS_Store"
}

// nested adds the members of an archive within an archive, as Notion and Slack pack large
// exports, in place of it.
func (t *Tree) nested(name, dir, clean string, m *zip.File, b *budget, deep int) error {
	if deep == 0 {
		return &BadFileError{File: name, Why: fmt.Sprintf("it holds archives within archives more than %d deep", b.Deep)}
	}
	r, err := m.Open()
	if err != nil {
		return badArchive(clean, err)
	}
	defer r.Close()
	f, size, err := t.spool(r, int64(m.UncompressedSize64))
	if err != nil {
		return badArchive(clean, err)
	}
	return t.members(clean, path.Join(dir, path.Dir(clean)), f, size, b, deep-1)
}

// spool keeps what can only be read once, in memory when it is small.
func (t *Tree) spool(r io.Reader, most int64) (io.ReaderAt, int64, error) {
	var small bytes.Buffer
	n, err := io.Copy(&small, io.LimitReader(r, min(most, 8<<20)+1))
	if err != nil || n <= 8<<20 {
		return bytes.NewReader(small.Bytes()), n, err
	}
	f, err := os.CreateTemp("", "cop-import-*")
	if err != nil {
		return nil, 0, fmt.Errorf("unpack: %w", err)
	}
	t.open = append(t.open, unlinked{f})
	n, err = io.Copy(f, io.MultiReader(&small, io.LimitReader(r, most+1-n)))
	if err == nil && n > most {
		err = io.ErrUnexpectedEOF
	}
	return f, n, err
}

// unlinked is a scratch file that goes when it is closed.
type unlinked struct{ *os.File }

// Close removes it.
func (f unlinked) Close() error { return errors.Join(f.File.Close(), os.Remove(f.Name())) }

// gzip unpacks a tar that is packed as one; tells a bomb by the limit of all bytes.
func (t *Tree) gzip(name, dir string, r *io.SectionReader, b *budget) error {
	z, err := gzip.NewReader(r)
	if err != nil {
		return badArchive(name, io.ErrUnexpectedEOF)
	}
	most := min(b.Bytes, max(r.Size()*b.Ratio, 1<<20))
	f, size, err := t.spool(io.LimitReader(z, most+1), most+1)
	if err != nil {
		return badArchive(name, err)
	}
	if size > most {
		return &BadFileError{File: name, Why: fmt.Sprintf("it unpacks to more than %d times its size", b.Ratio)}
	}
	return t.tar(name, dir, f, size, b)
}

// tar adds the members of a tar; where they begin is remembered, so that each is read alone.
func (t *Tree) tar(name, dir string, r io.ReaderAt, size int64, b *budget) error {
	all := io.NewSectionReader(r, 0, size)
	z := tar.NewReader(all)
	for {
		h, err := z.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if errors.Is(err, tar.ErrHeader) {
			err = &BadFileError{File: name, Why: "it is cut off or no archive at all", Err: err}
		}
		if err != nil && !errors.Is(err, tar.ErrInsecurePath) {
			return badArchive(name, err)
		}
		if h.Typeflag == tar.TypeDir || h.Typeflag == tar.TypeXGlobalHeader {
			continue
		}
		clean, err := inside(h.Name)
		if err == nil {
			err = b.count(h.Name, 0, h.Size)
		}
		if err != nil {
			return err
		}
		at, err := all.Seek(0, io.SeekCurrent)
		if err != nil {
			return badArchive(name, err)
		}
		switch {
		case at+h.Size > size:
			return badArchive(name, io.ErrUnexpectedEOF)
		case h.Typeflag != tar.TypeReg:
			t.left = append(t.left, Loss{Cause: "links to files elsewhere, and what is no file", Example: clean})
		case !hiddenMember(clean):
			t.add(File{Path: path.Join(dir, clean), Size: h.Size, Time: h.ModTime, read: func() (io.ReadCloser, error) {
				return io.NopCloser(io.NewSectionReader(r, at, h.Size)), nil
			}})
		}
	}
}
