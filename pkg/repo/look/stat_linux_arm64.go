package look

import "syscall"

const fstatat = syscall.SYS_FSTATAT
