package importer

import (
	"archive/zip"
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"
)

// Tree is the files of a source: those of a folder, of an archive, of archives within an
// archive, or one file. Paths have slashes and lead nowhere else. It is safe for concurrent use.
type Tree struct {
	Name  string // of the folder or archive, without an ending: "Team vault"
	files []File // sorted by path
	left  []Loss // what was not read
	open  []io.Closer
}

// File is a file of a [Tree].
type File struct {
	Path string
	Size int64 // bytes; of an archive what it says
	Time time.Time
	read func() (io.ReadCloser, error)
}

// Limits bound what an archive may ask for.
type Limits struct {
	Files int   // how many
	Bytes int64 // of all together, unpacked
	File  int64 // of one, unpacked, that is read as a whole
	Ratio int64 // unpacked to packed, beyond the first megabyte
	Deep  int   // archives within archives
}

// Usual are limits that real exports stay below.
var Usual = Limits{Files: 1_000_000, Bytes: 64 << 30, File: 256 << 20, Ratio: 500, Deep: 3}

// BadFileError says what is wrong with a source, or with a file of it.
type BadFileError struct {
	File string // as it was typed, or within the source
	Why  string // "it is cut off", "it leads outside of the archive: ../x"
	Err  error  // may be nil
}

func (e *BadFileError) Error() string { return fmt.Sprintf("%s: %s", note1(e.File), e.Why) }

// Unwrap is the error below.
func (e *BadFileError) Unwrap() error { return e.Err }

// NoSourceError says that there is nothing to read at a path.
type NoSourceError struct {
	File string // as it was typed
	Err  error  // why, of the file system
}

func (e *NoSourceError) Error() string { return note1(e.File) + ": " + e.Err.Error() }

// Unwrap is the error of the file system.
func (e *NoSourceError) Unwrap() error { return e.Err }

// OpenTree opens a folder, an archive (zip, tar, jex, each also gzipped) or one file. Hidden
// folders are left alone but for those that tell what the source is. Errors: *NoSourceError,
// *BadFileError, and those of the file system.
func OpenTree(file string, l Limits) (*Tree, error) {
	fi, err := os.Stat(file)
	if err != nil {
		return nil, &NoSourceError{File: file, Err: errors.Unwrap(err)}
	}
	abs, err := filepath.Abs(file)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", file, err)
	}
	t := &Tree{Name: nameOf(abs)}
	b := &budget{Limits: l}
	switch {
	case fi.IsDir():
		t.Name = steady(filepath.Base(abs), exportMarks)
		err = t.folder(abs, b)
	case packedOtherwise(file) != "":
		err = &BadFileError{File: file, Why: "cop does not unpack " + packedOtherwise(file)}
	case isArchive(file):
		if err = t.archive(file, abs, b); err == nil {
			t.unwrap()
		}
	default:
		t.add(File{Path: filepath.Base(abs), Size: fi.Size(), Time: fi.ModTime(), read: func() (io.ReadCloser, error) { return os.Open(abs) }})
	}
	if err != nil {
		return nil, errors.Join(err, t.Close())
	}
	t.settle()
	return t, nil
}

// note1 is a path on one harmless line.
func note1(s string) string { return strings.ToValidUTF8(strings.Map(printable, s), "?") }

func printable(r rune) rune {
	if r < ' ' || r == 0x7f {
		return '?'
	}
	return r
}

func nameOf(file string) string {
	name := filepath.Base(file)
	for _, end := range []string{".gz", ".tgz", ".tar", ".zip", ".jex", ".md", ".xml", ".json", ".sql"} {
		name = strings.TrimSuffix(name, end)
	}
	return steady(steady(name, exportMarks), dayMarks)
}

func isArchive(name string) bool {
	name = strings.ToLower(name)
	for _, end := range []string{".zip", ".jex", ".tar", ".tar.gz", ".tgz"} {
		if strings.HasSuffix(name, end) {
			return true
		}
	}
	return false
}

// packedOtherwise names the way that an archive is packed which is not read here; "" for what is
// none of them.
func packedOtherwise(name string) string {
	for _, end := range []string{".7z", ".rar", ".tar.xz", ".txz", ".tar.bz2", ".tbz2", ".tar.zst", ".xz", ".bz2", ".zst"} {
		if strings.HasSuffix(strings.ToLower(name), end) {
			return strings.TrimPrefix(end, ".")
		}
	}
	return ""
}

// unwrap takes off the one folder that all files of an archive are in.
func (t *Tree) unwrap() {
	if len(t.files) == 0 {
		return
	}
	top, _, ok := strings.Cut(t.files[0].Path, "/")
	for _, f := range t.files {
		if !strings.HasPrefix(f.Path, top+"/") {
			ok = false
		}
	}
	if !ok || strings.HasPrefix(top, ".") {
		return
	}
	for i := range t.files {
		t.files[i].Path = strings.TrimPrefix(t.files[i].Path, top+"/")
	}
}

func (t *Tree) add(f File) { t.files = append(t.files, f) }

// settle sorts the files, names in one form (NFC) whatever system packed them.
func (t *Tree) settle() {
	for i := range t.files {
		t.files[i].Path = norm.NFC.String(t.files[i].Path)
	}
	slices.SortStableFunc(t.files, func(a, b File) int { return cmp.Compare(a.Path, b.Path) })
}

// Close lets go of archives. Files that are open may not be read any more.
func (t *Tree) Close() error {
	var err error
	for _, c := range slices.Backward(t.open) {
		err = errors.Join(err, c.Close())
	}
	t.open = nil
	return err
}

// Files lists all files, sorted by path. The caller changes nothing of it.
func (t *Tree) Files() []File { return t.files }

// Left is what of the source is not among its files.
func (t *Tree) Left() []Loss { return t.left }

// Find is the file at a path.
func (t *Tree) Find(p string) (File, bool) {
	i, ok := slices.BinarySearchFunc(t.files, p, func(f File, p string) int { return cmp.Compare(f.Path, p) })
	if !ok {
		return File{}, false
	}
	return t.files[i], true
}

// Has reports a file at a path, or a folder.
func (t *Tree) Has(p string) bool {
	i, ok := slices.BinarySearchFunc(t.files, p, func(f File, p string) int { return cmp.Compare(f.Path, p) })
	if ok {
		return true
	}
	for ; i < len(t.files) && strings.HasPrefix(t.files[i].Path, p); i++ {
		if strings.HasPrefix(t.files[i].Path, p+"/") {
			return true
		}
	}
	return false
}

// Below are the files in a folder and its folders; "" are all.
func (t *Tree) Below(dir string) []File {
	if dir == "" || dir == "." {
		return t.files
	}
	var out []File
	for _, f := range t.files {
		if strings.HasPrefix(f.Path, dir+"/") {
			out = append(out, f)
		}
	}
	return out
}

// Sub is the tree of a folder; closing it closes nothing.
func (t *Tree) Sub(dir string) *Tree {
	out := &Tree{Name: t.Name, left: t.left}
	for _, f := range t.Below(dir) {
		f.Path = strings.TrimPrefix(f.Path, dir+"/")
		out.files = append(out.files, f)
	}
	return out
}

// Open reads a file from its beginning.
func (t *Tree) Open(p string) (io.ReadCloser, error) {
	f, ok := t.Find(p)
	if !ok {
		return nil, fmt.Errorf("read %s: %w", p, fs.ErrNotExist)
	}
	return f.Open()
}

// Open reads the file from its beginning.
func (f File) Open() (io.ReadCloser, error) {
	r, err := f.read()
	if err != nil {
		return nil, badArchive(f.Path, err)
	}
	return r, nil
}

// Read is the whole file, which has to be shorter than [Limits].File of [Usual]. Errors:
// *BadFileError.
func (f File) Read() ([]byte, error) {
	r, err := f.Open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	var b bytes.Buffer
	if f.Size > 0 && f.Size < 1<<20 {
		b.Grow(int(f.Size) + bytes.MinRead)
	}
	n, err := b.ReadFrom(io.LimitReader(r, Usual.File+1))
	switch {
	case err != nil:
		return nil, badArchive(f.Path, err)
	case n > Usual.File:
		return nil, &BadFileError{File: f.Path, Why: fmt.Sprintf("it is larger than %d MB", Usual.File>>20)}
	}
	return b.Bytes(), nil
}

// Head is the beginning of a file, up to so many bytes; nil when it cannot be read.
func (f File) Head(most int64) []byte {
	r, err := f.Open()
	if err != nil {
		return nil
	}
	defer r.Close()
	b, err := io.ReadAll(io.LimitReader(r, most))
	if err != nil {
		return nil
	}
	return b
}

// badArchive puts what goes wrong inside of archives into words.
func badArchive(file string, err error) error {
	if bad := new(BadFileError); errors.As(err, &bad) {
		return err
	}
	var why string
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, zip.ErrFormat):
		why = "it is cut off or no archive at all"
	case errors.Is(err, zip.ErrChecksum):
		why = "it is damaged: its checksum is wrong"
	case errors.Is(err, zip.ErrAlgorithm):
		why = "it is packed in a way that cannot be read"
	default:
		return fmt.Errorf("read %s: %w", note1(file), err)
	}
	return &BadFileError{File: file, Why: why, Err: err}
}

// folder adds the files of a folder. Links that lead elsewhere are left.
func (t *Tree) folder(root string, b *budget) error {
	return filepath.WalkDir(root, func(file string, e fs.DirEntry, err error) error {
		if err != nil {
			return fmt.Errorf("read %s: %w", file, err)
		}
		rel, err := filepath.Rel(root, file)
		if err != nil {
			return fmt.Errorf("read %s: %w", file, err)
		}
		rel = filepath.ToSlash(rel)
		switch {
		case e.IsDir() && rel != "." && skippedFolder(rel):
			return fs.SkipDir
		case e.IsDir():
			return nil
		case !e.Type().IsRegular():
			t.left = append(t.left, Loss{Cause: "links to files elsewhere, and what is no file", Example: rel})
			return nil
		}
		fi, err := e.Info()
		if err != nil {
			return fmt.Errorf("read %s: %w", file, err)
		}
		t.add(File{Path: rel, Size: fi.Size(), Time: fi.ModTime(), read: func() (io.ReadCloser, error) { return os.Open(file) }})
		return b.count(rel, 0, 0)
	})
}

// skippedFolder reports folders that no source keeps knowledge in. Of those that only tell what
// tool it is the files are listed.
func skippedFolder(rel string) bool {
	switch base := path.Base(rel); base {
	case ".obsidian", ".zk", ".foam", ".vscode", ".nb", ".github":
		return strings.Contains(rel, "/") && base != ".github"
	case "node_modules", "__MACOSX", "logseq/bak":
		return true
	default:
		return strings.HasPrefix(base, ".") || rel == "logseq/bak" || rel == "logseq/.recycle"
	}
}
