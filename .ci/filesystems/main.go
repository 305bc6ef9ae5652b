// Command filesystems mounts a folder as other systems would have it: -fold finds Notes.md under
// notes.md, as on macOS and Windows; -decompose keeps é as e and an accent, and finds either, as
// on macOS's older disks. Tests that run in it see what they would see there.
//
//	filesystems [-fold] [-decompose] FOLDER MOUNTPOINT
//
// It ends when it is unmounted.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/hanwen/go-fuse/v2/fs"
	"github.com/hanwen/go-fuse/v2/fuse"
	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

func main() {
	fold := flag.Bool("fold", false, "large and small letters are the same")
	decompose := flag.Bool("decompose", false, "é is kept as e and an accent, and is the same")
	flag.Parse()
	if err := run(flag.Arg(0), flag.Arg(1), &names{fold: *fold, decompose: *decompose}); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(folder, at string, n *names) error {
	n.root = folder
	no := new(fs.Options)
	no.DirectMount, no.FsName, no.Name = true, "cop-test", "cop-test"
	server, err := fs.Mount(at, &node{names: n}, no)
	if err != nil {
		return err
	}
	server.Wait()
	return nil
}

// names says which file is meant by a name.
type names struct {
	root            string
	fold, decompose bool
}

// key is the same for all names of one file.
func (n *names) key(name string) string {
	if n.decompose {
		name = norm.NFD.String(name)
	}
	if n.fold {
		name = cases.Fold().String(name)
	}
	return name
}

// fresh is how a new name is kept.
func (n *names) fresh(name string) string {
	if n.decompose {
		return norm.NFD.String(name)
	}
	return name
}

// in is the name under which a folder has what is meant, else under which it would keep it.
func (n *names) in(dir, name string) string {
	if _, err := os.Lstat(filepath.Join(dir, name)); err == nil && n.fresh(name) == name {
		return name
	}
	have, _ := os.ReadDir(dir)
	for _, e := range have {
		if n.key(e.Name()) == n.key(name) {
			return e.Name()
		}
	}
	return n.fresh(name)
}

// real is where a path within the mount lies.
func (n *names) real(path string) string {
	at := n.root
	for part := range strings.SplitSeq(path, "/") {
		if part != "" {
			at = filepath.Join(at, n.in(at, part))
		}
	}
	return at
}

// node is a file or folder. Its path is asked anew for each call: names change beneath it.
type node struct {
	fs.Inode
	names *names
}

var _ = (interface {
	fs.NodeStatfser
	fs.NodeGetattrer
	fs.NodeSetattrer
	fs.NodeLookuper
	fs.NodeReaddirer
	fs.NodeMkdirer
	fs.NodeRmdirer
	fs.NodeUnlinker
	fs.NodeRenamer
	fs.NodeLinker
	fs.NodeSymlinker
	fs.NodeReadlinker
	fs.NodeCreater
	fs.NodeOpener
})((*node)(nil))

func (n *node) path() string             { return n.names.real(n.Path(nil)) }
func (n *node) child(name string) string { d := n.path(); return filepath.Join(d, n.names.in(d, name)) }

// is makes a node of what lies at a path.
func (n *node) is(ctx context.Context, path string, out *fuse.EntryOut) (*fs.Inode, syscall.Errno) {
	var st syscall.Stat_t
	if err := syscall.Lstat(path, &st); err != nil {
		return nil, fs.ToErrno(err)
	}
	out.Attr.FromStat(&st)
	return n.NewInode(ctx, &node{names: n.names}, fs.StableAttr{Mode: uint32(st.Mode), Ino: st.Ino}), 0
}

func (n *node) Statfs(_ context.Context, out *fuse.StatfsOut) syscall.Errno {
	var s syscall.Statfs_t
	err := syscall.Statfs(n.names.root, &s)
	out.FromStatfsT(&s)
	return fs.ToErrno(err)
}

func (n *node) Getattr(_ context.Context, f fs.FileHandle, out *fuse.AttrOut) syscall.Errno {
	if g, ok := f.(fs.FileGetattrer); ok {
		return g.Getattr(context.Background(), out)
	}
	var st syscall.Stat_t
	err := syscall.Lstat(n.path(), &st)
	out.FromStat(&st)
	return fs.ToErrno(err)
}

func (n *node) Setattr(ctx context.Context, f fs.FileHandle, in *fuse.SetAttrIn, out *fuse.AttrOut) syscall.Errno {
	if s, ok := f.(fs.FileSetattrer); ok {
		return s.Setattr(ctx, in, out)
	}
	path := n.path()
	if m, ok := in.GetMode(); ok {
		if err := syscall.Chmod(path, m); err != nil {
			return fs.ToErrno(err)
		}
	}
	if size, ok := in.GetSize(); ok {
		if err := syscall.Truncate(path, int64(size)); err != nil {
			return fs.ToErrno(err)
		}
	}
	a, hasA := in.GetATime()
	m, hasM := in.GetMTime()
	if hasA || hasM {
		if err := os.Chtimes(path, a, m); err != nil && !errors.Is(err, os.ErrNotExist) {
			return fs.ToErrno(err)
		}
	}
	return n.Getattr(ctx, nil, out)
}

func (n *node) Lookup(ctx context.Context, name string, out *fuse.EntryOut) (*fs.Inode, syscall.Errno) {
	return n.is(ctx, n.child(name), out)
}

func (n *node) Readdir(context.Context) (fs.DirStream, syscall.Errno) { return fs.NewLoopbackDirStream(n.path()) }

func (n *node) Mkdir(ctx context.Context, name string, mode uint32, out *fuse.EntryOut) (*fs.Inode, syscall.Errno) {
	path := n.child(name)
	if err := syscall.Mkdir(path, mode); err != nil {
		return nil, fs.ToErrno(err)
	}
	return n.is(ctx, path, out)
}

func (n *node) Rmdir(_ context.Context, name string) syscall.Errno {
	return fs.ToErrno(syscall.Rmdir(n.child(name)))
}

func (n *node) Unlink(_ context.Context, name string) syscall.Errno {
	return fs.ToErrno(syscall.Unlink(n.child(name)))
}

// Rename gives what is moved the new name as it is typed, also where only its letters change.
func (n *node) Rename(_ context.Context, name string, to fs.InodeEmbedder, newName string, flags uint32) syscall.Errno {
	if flags != 0 {
		return syscall.EINVAL
	}
	from, dir := n.child(name), to.(*node).path()
	there, typed := filepath.Join(dir, n.names.in(dir, newName)), filepath.Join(dir, n.names.fresh(newName))
	if err := syscall.Rename(from, there); err != nil {
		return fs.ToErrno(err)
	}
	return fs.ToErrno(syscall.Rename(there, typed))
}

func (n *node) Link(ctx context.Context, target fs.InodeEmbedder, name string, out *fuse.EntryOut) (*fs.Inode, syscall.Errno) {
	path := n.child(name)
	if err := syscall.Link(target.(*node).path(), path); err != nil {
		return nil, fs.ToErrno(err)
	}
	return n.is(ctx, path, out)
}

func (n *node) Symlink(ctx context.Context, target, name string, out *fuse.EntryOut) (*fs.Inode, syscall.Errno) {
	path := n.child(name)
	if err := syscall.Symlink(target, path); err != nil {
		return nil, fs.ToErrno(err)
	}
	return n.is(ctx, path, out)
}

func (n *node) Readlink(context.Context) ([]byte, syscall.Errno) {
	to, err := os.Readlink(n.path())
	return []byte(to), fs.ToErrno(err)
}

func (n *node) Create(ctx context.Context, name string, flags, mode uint32, out *fuse.EntryOut) (*fs.Inode, fs.FileHandle, uint32, syscall.Errno) {
	path := n.child(name)
	fd, err := syscall.Open(path, int(flags&^syscall.O_APPEND)|os.O_CREATE, mode)
	if err != nil {
		return nil, nil, 0, fs.ToErrno(err)
	}
	inode, errno := n.is(ctx, path, out)
	return inode, fs.NewLoopbackFile(fd), 0, errno
}

func (n *node) Open(_ context.Context, flags uint32) (fs.FileHandle, uint32, syscall.Errno) {
	fd, err := syscall.Open(n.path(), int(flags&^syscall.O_APPEND), 0)
	if err != nil {
		return nil, 0, fs.ToErrno(err)
	}
	return fs.NewLoopbackFile(fd), 0, 0
}
