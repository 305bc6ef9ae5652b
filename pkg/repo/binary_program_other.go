//go:build !unix

package repo

import (
	"os"
	"os/exec"
)

// detach leaves the program as it is: without sessions, ending git ends what it started.
func detach(cmd *exec.Cmd, _ bool) {}

// syncFolder does nothing: other systems flush a rename by themselves.
func syncFolder(string) error { return nil }

// ownedByUs cannot be told here.
func ownedByUs(_, _ string) bool { return true }

// runnable takes every file for a program, as git does here.
func runnable(os.FileInfo) bool { return true }

// endGroup does nothing more than ending the program did.
func endGroup(*exec.Cmd) {}
