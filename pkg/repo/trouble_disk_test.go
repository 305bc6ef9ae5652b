package repo

import (
	"errors"
	"syscall"
	"testing"
)

// What git says about this machine's disk is no answer of the other side, and what that side
// says about its own is none of ours.
func TestOwnDiskIsToldFromTheOthers(t *testing.T) {
	for words, want := range map[string]error{
		"fatal: write error: No space left on device\n":                                  syscall.ENOSPC,
		"Cloning…\nerror: file write error: Disk quota exceeded\nfatal: done\n":          syscall.ENOSPC,
		"copy-fd: write returned: Input/output error\n":                                  syscall.EIO,
		"error: failed to write new configuration file /x/config.lock\n":                 syscall.EIO,
		"remote: fatal: write error: No space left on device\nfatal: the remote ended\n": nil,
		"remote: error: Input/output error\nerror: failed to push some refs\n":           nil,
		"fatal: could not read from remote repository\n":                                 nil,
	} {
		if got := ownDisk(words); !errors.Is(got, want) {
			t.Errorf("%q: %v, want %v", words, got, want)
		}
	}
}
