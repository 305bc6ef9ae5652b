package main

import (
	"errors"
	"fmt"
	"os"
	"runtime"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

// The kernel stops a program before each system call that changes something and asks us: this
// is what a seccomp filter with a listener does. It holds for all threads of the program and
// for every program it starts, git's own too, and costs nothing that is not asked about.

// Where the parts of a system call stand in what a filter sees.
const (
	atNumber = 0
	atArch   = 4
	atArg2   = 16 + 2*8
)

// writing are the flags of an open that may change something.
const writing = unix.O_WRONLY | unix.O_RDWR | unix.O_CREAT | unix.O_TRUNC

// filter asks about the watched calls and lets all others pass.
func filter() []unix.SockFilter {
	const (
		load  = unix.BPF_LD | unix.BPF_W | unix.BPF_ABS
		equal = unix.BPF_JMP | unix.BPF_JEQ | unix.BPF_K
		has   = unix.BPF_JMP | unix.BPF_JSET | unix.BPF_K
		ret   = unix.BPF_RET | unix.BPF_K
	)
	ask := unix.SockFilter{Code: ret, K: unix.SECCOMP_RET_USER_NOTIF}
	pass := unix.SockFilter{Code: ret, K: unix.SECCOMP_RET_ALLOW}
	out := []unix.SockFilter{
		{Code: load, K: atArch}, {Code: equal, K: arch, Jt: 1}, pass,
		{Code: load, K: atNumber},
		{Code: equal, K: unix.SYS_OPENAT, Jf: 4}, {Code: load, K: atArg2}, {Code: has, K: writing, Jf: 1}, ask, pass,
	}
	for nr := range calls {
		if nr != unix.SYS_OPENAT {
			out = append(out, unix.SockFilter{Code: equal, K: uint32(nr), Jf: 1}, ask)
		}
	}
	return append(out, pass)
}

// launch puts this process under the filter, hands the listener to whoever started it, over the
// socket that is file 3, and becomes the program.
func launch(argv []string) error {
	runtime.LockOSThread()
	if err := unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); err != nil {
		return fmt.Errorf("give up privileges: %w", err)
	}
	list := filter()
	prog := unix.SockFprog{Len: uint16(len(list)), Filter: &list[0]}
	flags := uintptr(unix.SECCOMP_FILTER_FLAG_NEW_LISTENER | unix.SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV)
	listener, _, errno := unix.Syscall(unix.SYS_SECCOMP, unix.SECCOMP_SET_MODE_FILTER, flags, uintptr(unsafe.Pointer(&prog)))
	if errno != 0 {
		return fmt.Errorf("listen to system calls (Linux 5.19 or newer): %w", errno)
	}
	if err := unix.Sendmsg(3, []byte{0}, unix.UnixRights(int(listener)), nil, 0); err != nil {
		return fmt.Errorf("hand over the listener: %w", err)
	}
	return errors.Join(unix.Close(3), unix.Close(int(listener)), syscall.Exec(argv[0], argv, os.Environ()))
}

// received is the listener that a launched process handed over.
func received(socket int) (int, error) {
	rights := make([]byte, unix.CmsgSpace(4))
	n, m, _, _, err := unix.Recvmsg(socket, make([]byte, 1), rights, unix.MSG_CMSG_CLOEXEC)
	if err != nil || n == 0 {
		return -1, errors.Join(errors.New("no listener came"), err)
	}
	messages, err := unix.ParseSocketControlMessage(rights[:m])
	if err != nil || len(messages) == 0 {
		return -1, errors.Join(errors.New("no listener came"), err)
	}
	fds, err := unix.ParseUnixRights(&messages[0])
	if err != nil || len(fds) == 0 {
		return -1, errors.Join(errors.New("no listener came"), err)
	}
	return fds[0], nil
}
