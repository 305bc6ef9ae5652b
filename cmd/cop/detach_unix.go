//go:build unix

package main

import "syscall"

// ofItsOwn starts a process that the terminal's end and ^C do not reach.
func ofItsOwn() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setsid: true} }
