package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"syscall"
	"testing"
)

func TestItsWords(t *testing.T) {
	for remote, want := range map[string]string{
		"":                                     "",
		"error:":                               "",
		"please add a title":                   "please add a title",
		"error: error: not on Fridays\nerror:": "not on Fridays",
		"GH006: Protected branch\n  error: ask ana\n": "GH006: Protected branch ask ana",
	} {
		if got := strings.Join(itsLines(remote), " "); got != want {
			t.Errorf("%q: %q, want %q", remote, got, want)
		}
	}
}

// U40: a full disk is told as what it is, the server's lines apart and once.
func TestServersLinesStandApartAndOnce(t *testing.T) {
	e := explanation{Message: "no"}.saying("fatal: write error: No space left on device\nerror: write error: No space left on device\nask carl\n====\n")
	if got := strings.Join(e.wordsBelow(), "|"); e.Message != "no" || got != "  write error: No space left on device|  ask carl" {
		t.Errorf("%q %q", e.Message, got)
	}
}

// A disk that fails is one sentence with the file, whatever was being done, and ends with 1.
func TestFailingDiskIsOneSentence(t *testing.T) {
	for want, err := range map[string]error{
		"the disk failed: /p/.git/index.lock": fmt.Errorf("take what was accepted: %w", &fs.PathError{Op: "open", Path: "/p/.git/index.lock", Err: syscall.EIO}),
		"the disk failed: /p/a.md":            &os.LinkError{Op: "rename", Old: "/p/b", New: "/p/a.md", Err: syscall.EIO},
		"the disk failed":                     errors.Join(errors.New("git clone: copy-fd: write returned"), syscall.EIO),
		"the disk is full":                    errors.Join(errors.New("git fetch: cannot lock ref"), syscall.ENOSPC),
		// U39: a file of ours that nobody knows is not named, its folder is.
		"may not write /p/ops":      fmt.Errorf("write: %w", &fs.PathError{Op: "open", Path: "/p/ops/.cop-23-0.tmp", Err: syscall.EACCES}),
		"may not write /p/ops/a.md": fmt.Errorf("write: %w", &fs.PathError{Op: "open", Path: "/p/ops/a.md", Err: syscall.EACCES}),
	} {
		if e := explain(err); e.Message != want || e.exit != exitFailed || e.Hint == "" {
			t.Errorf("%q with %d, want %q", e.Message, e.exit, want)
		}
	}
}
