package main

import "golang.org/x/sys/unix"

const arch = unix.AUDIT_ARCH_X86_64

func init() {
	for nr, c := range map[int]call{
		unix.SYS_OPEN: {name: "open", path: 0, at: -1}, unix.SYS_CREAT: {name: "open", path: 0, at: -1},
		unix.SYS_RENAME: {name: "rename", path: 1, at: -1}, unix.SYS_LINK: {name: "link", path: 1, at: -1},
		unix.SYS_SYMLINK: {name: "link", path: 1, at: -1}, unix.SYS_UNLINK: {name: "unlink", path: 0, at: -1},
		unix.SYS_MKDIR: {name: "mkdir", path: 0, at: -1}, unix.SYS_RMDIR: {name: "unlink", path: 0, at: -1},
	} {
		calls[nr] = c
	}
}
