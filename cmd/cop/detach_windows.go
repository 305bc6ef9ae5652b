package main

import "syscall"

// ofItsOwn starts a process that the console's end and ^C do not reach.
func ofItsOwn() *syscall.SysProcAttr {
	const detached = 0x8 // DETACHED_PROCESS
	return &syscall.SysProcAttr{CreationFlags: detached | syscall.CREATE_NEW_PROCESS_GROUP}
}
