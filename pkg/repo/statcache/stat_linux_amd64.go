package statcache

import "syscall"

const fstatat = syscall.SYS_NEWFSTATAT
