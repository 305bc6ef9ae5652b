package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

// call is a system call that changes something: which argument is its path, and which the folder
// that a relative one starts at (-1: the current one); of a call on an open file path is -1.
type call struct {
	name     string
	path, at int
}

// calls are those that are watched, by number.
var calls = map[int]call{
	unix.SYS_OPENAT: {"open", 1, 0}, unix.SYS_WRITE: {"write", -1, 0}, unix.SYS_PWRITE64: {"write", -1, 0}, unix.SYS_WRITEV: {"write", -1, 0},
	unix.SYS_FSYNC: {"fsync", -1, 0}, unix.SYS_FDATASYNC: {"fsync", -1, 0}, unix.SYS_FTRUNCATE: {"truncate", -1, 0},
	unix.SYS_RENAMEAT: {"rename", 3, 2}, unix.SYS_RENAMEAT2: {"rename", 3, 2}, unix.SYS_LINKAT: {"link", 3, 2}, unix.SYS_SYMLINKAT: {"link", 2, 1},
	unix.SYS_UNLINKAT: {"unlink", 1, 0}, unix.SYS_MKDIRAT: {"mkdir", 1, 0}, unix.SYS_FCHMODAT: {"chmod", 1, 0}, unix.SYS_FCHMOD: {"chmod", -1, 0},
	unix.SYS_EXECVE: {"spawn", 0, -1}, unix.SYS_CONNECT: {"connect", -1, 0}, unix.SYS_SENDTO: {"send", -1, 0},
}

// fault is what happens at a point.
type fault string

// The faults. After short and full the disk stays full: all that would need room fails.
const (
	none   fault = ""
	killed fault = "kill"   // the program and all it started
	broken fault = "EIO"    // this one call
	denied fault = "EACCES" // this one call
	full   fault = "ENOSPC"
	short  fault = "short" // half is written, then the disk is full
)

var errnos = map[fault]syscall.Errno{broken: unix.EIO, denied: unix.EACCES, full: unix.ENOSPC}

// point is one step at which something can go wrong, as one reads it.
type point struct {
	call, path string
	data       int // bytes to write
}

func (p point) String() string { return p.call + " " + p.path }

// tracer runs one program and does one thing to it.
type tracer struct {
	dir    string         // only files below it count
	index  bool           // the search index counts, too
	at     int            // the point, from 1; 0: none
	like   *regexp.Regexp // the point is the at-th of those whose name fits; nil: of all
	fits   int
	fault  fault
	points []point
	met    bool  // the point was reached
	hit    point // which it was
	fullUp bool

	listener, group int
	seen            map[int]bool // processes
}

type notice struct {
	ID    uint64
	PID   uint32
	Flags uint32
	NR    int32
	Arch  uint32
	IP    uint64
	Args  [6]uint64
}

type reply struct {
	ID    uint64
	Val   int64
	Error int32
	Flags uint32
}

// run starts a program under the tracer and waits for it and all it started.
func (t *tracer) run(cmd *exec.Cmd) error {
	pair, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return err
	}
	theirs := os.NewFile(uintptr(pair[1]), "socket")
	self, err := os.Executable()
	if err != nil {
		return err
	}
	cmd.Args = append([]string{self, launchWord, cmd.Path}, cmd.Args[1:]...)
	cmd.Path, cmd.ExtraFiles, cmd.SysProcAttr = self, []*os.File{theirs}, &syscall.SysProcAttr{Setpgid: true}
	if err := cmd.Start(); err != nil {
		return err
	}
	theirs.Close()
	t.group, t.seen = cmd.Process.Pid, map[int]bool{}
	t.listener, err = received(pair[0])
	shut(pair[0])
	if err != nil {
		return errors.Join(err, cmd.Wait())
	}
	defer shut(t.listener)
	t.serve()
	return cmd.Wait()
}

// shut closes a descriptor of ours that nothing was written to.
func shut(fd int) { _ = unix.Close(fd) }

// serve answers until nobody is left to ask.
func (t *tracer) serve() {
	first := true
	for {
		poll := []unix.PollFd{{Fd: int32(t.listener), Events: unix.POLLIN}}
		if _, err := unix.Poll(poll, -1); err == unix.EINTR {
			continue
		}
		if poll[0].Revents&unix.POLLIN == 0 {
			return // all have ended
		}
		var n notice
		if _, _, errno := unix.Syscall(unix.SYS_IOCTL, uintptr(t.listener), unix.SECCOMP_IOCTL_NOTIF_RECV, uintptr(unsafe.Pointer(&n))); errno != 0 {
			continue // whoever asked is gone
		}
		r := reply{ID: n.ID, Flags: unix.SECCOMP_USER_NOTIF_FLAG_CONTINUE}
		if first { // the launcher becomes the program
			first = false
		} else {
			r = t.decide(n)
		}
		_, _, _ = unix.Syscall(unix.SYS_IOCTL, uintptr(t.listener), unix.SECCOMP_IOCTL_NOTIF_SEND, uintptr(unsafe.Pointer(&r)))
	}
}

func (t *tracer) decide(n notice) reply {
	r := reply{ID: n.ID, Flags: unix.SECCOMP_USER_NOTIF_FLAG_CONTINUE}
	t.seen[int(n.PID)] = true
	p, counts := t.point(n)
	if !counts {
		return r
	}
	if t.fullUp && needsRoom(n, p) {
		return reply{ID: n.ID, Error: -int32(unix.ENOSPC)}
	}
	t.points = append(t.points, p)
	if t.like == nil || t.like.MatchString(p.String()) {
		t.fits++
	}
	if t.met || t.fits != t.at {
		return r
	}
	t.met, t.hit = true, p
	switch t.fault {
	case killed:
		t.kill()
		return r
	case short:
		t.fullUp = true
		if half := t.half(n, p); half > 0 {
			return reply{ID: n.ID, Val: int64(half)}
		}
		return reply{ID: n.ID, Error: -int32(unix.ENOSPC)}
	case full:
		t.fullUp = true
	}
	return reply{ID: n.ID, Error: -int32(errnos[t.fault])}
}

// needsRoom reports a call that a full disk refuses.
func needsRoom(n notice, p point) bool {
	switch p.call {
	case "write", "mkdir", "link":
		return true
	case "open":
		return int(n.NR) != unix.SYS_OPENAT || n.Args[2]&unix.O_CREAT != 0
	}
	return false
}

// kill ends the program and everything it started.
func (t *tracer) kill() {
	_ = unix.Kill(-t.group, unix.SIGKILL)
	for pid := range t.seen {
		_ = unix.Kill(pid, unix.SIGKILL) // ended already, or a thread of one that is
	}
}

// half writes the first half of what a call would write, and says how much that was.
func (t *tracer) half(n notice, p point) int {
	if p.data < 2 {
		return 0
	}
	data := make([]byte, p.data/2)
	mem, err := os.Open(fmt.Sprintf("/proc/%d/mem", n.PID))
	if err != nil {
		return 0
	}
	defer mem.Close()
	if _, err := mem.ReadAt(data, int64(n.Args[1])); err != nil {
		return 0
	}
	fd, err := t.theirFile(n)
	if err != nil {
		return 0
	}
	defer shut(fd)
	var wrote int
	if int(n.NR) == unix.SYS_PWRITE64 {
		wrote, _ = unix.Pwrite(fd, data, int64(n.Args[3]))
	} else {
		wrote, _ = unix.Write(fd, data)
	}
	return wrote
}

// theirFile is the open file that a call is about, shared with the process.
func (t *tracer) theirFile(n notice) (int, error) {
	pidfd, err := unix.PidfdOpen(tgid(int(n.PID)), 0)
	if err != nil {
		return -1, err
	}
	defer shut(pidfd)
	return unix.PidfdGetfd(pidfd, int(int32(n.Args[0])), 0)
}

// tgid is the process that a thread belongs to.
func tgid(thread int) int {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", thread))
	if err != nil {
		return thread
	}
	_, rest, _ := bytes.Cut(b, []byte("\nTgid:"))
	var id int
	if _, err := fmt.Sscan(string(rest), &id); err != nil {
		return thread
	}
	return id
}

// point tells what a call is about, and whether it counts: files of the world, programs that
// are started, and the network.
func (t *tracer) point(n notice) (point, bool) {
	c := calls[int(n.NR)]
	if c.path < 0 {
		return t.pointOfFile(n, c)
	}
	path := t.text(n, n.Args[c.path])
	if !filepath.IsAbs(path) {
		from := fmt.Sprintf("/proc/%d/cwd", n.PID)
		if c.at >= 0 && int32(n.Args[c.at]) != unix.AT_FDCWD {
			from = fmt.Sprintf("/proc/%d/fd/%d", n.PID, int32(n.Args[c.at]))
		}
		base, err := os.Readlink(from)
		if err != nil {
			return point{}, false
		}
		path = filepath.Join(base, path)
	}
	if c.name == "spawn" {
		return point{call: c.name, path: filepath.Base(path)}, true
	}
	in, ok := t.inside(path)
	return point{call: c.name, path: in}, ok
}

func (t *tracer) pointOfFile(n notice, c call) (point, bool) {
	path, err := os.Readlink(fmt.Sprintf("/proc/%d/fd/%d", n.PID, int32(n.Args[0])))
	if err != nil {
		return point{}, false
	}
	if strings.HasPrefix(path, "socket:") && (c.name == "write" || c.name == "connect") {
		return point{call: map[string]string{"write": "send", "connect": "connect"}[c.name], path: "network"}, true
	}
	in, ok := t.inside(path)
	p := point{call: c.name, path: in}
	if c.name == "write" && int(n.NR) != unix.SYS_WRITEV {
		p.data = int(n.Args[2])
	}
	return p, ok
}

// text is a path in the memory of a process.
func (t *tracer) text(n notice, address uint64) string {
	mem, err := os.Open(fmt.Sprintf("/proc/%d/mem", n.PID))
	if err != nil {
		return ""
	}
	defer mem.Close()
	b := make([]byte, unix.PathMax)
	m, _ := mem.ReadAt(b, int64(address))
	text, _, _ := bytes.Cut(b[:m], []byte{0})
	return string(text)
}

var (
	longHex = regexp.MustCompile(`[0-9a-f]{38,64}|[0-9a-f]{2}(/|$)`)
	chance  = regexp.MustCompile(`cop-lock-[A-Z0-9]+|tmp_obj_\w+|tmp_pack_\w+|\.cop-[0-9-]+|quarantine-?\w*|incoming-\w+|-[a-z2-9]{6}\.md|-?[0-9]{5,}`)
)

// inside is a path as one reads it, without what chance or the process made of it.
func (t *tracer) inside(path string) (string, bool) {
	rest, ok := strings.CutPrefix(path, t.dir+"/")
	if !ok || !t.index && strings.Contains(rest, "/.git/cop/index") {
		return "", false
	}
	return chance.ReplaceAllString(longHex.ReplaceAllString(rest, "*$1"), "*"), true
}
