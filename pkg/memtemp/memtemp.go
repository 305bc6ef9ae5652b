// Package memtemp lets a package's tests keep their temporary files in memory. Tests of
// clones make ten thousands of small files, and on a disk most of their time is the file
// system's: in memory the same tests take less than half of the processor's time.
//
//	func TestMain(m *testing.M) { os.Exit(memtemp.Tests{TestingM: m}.Run()) }
//
// A TMPDIR that somebody set is left alone, as is a system without a roomy /dev/shm. For
// tests only: nothing here may be imported by a program.
package memtemp

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// TestingM is the part of testing.M that runs the tests.
type TestingM interface{ Run() int }

// Tests runs tests with their temporary files in memory, where the system can.
type Tests struct{ TestingM }

// prefix begins the names of our folders in memory. They are short, since the screens that
// tests compare show paths, and break lines at them: /dev/shm/cop-7f3 is no longer than
// what many systems have in TMPDIR.
const prefix = "cop-"

// Run runs the tests and returns their exit code.
func (m Tests) Run() int {
	dir, ok := folder()
	if !ok {
		return m.TestingM.Run()
	}
	defer os.RemoveAll(dir)
	_ = os.Setenv("TMPDIR", dir) // fails for a bad name only
	return m.TestingM.Run()
}

// Short is a fresh folder with a short path, for tests that compare screens with paths on
// them; "" where files are not in memory, since the usual one is short enough then.
func Short() string {
	dir := os.TempDir()
	if !strings.HasPrefix(dir, filepath.Join(memory, prefix)) {
		return ""
	}
	for n := range 1 << 12 {
		short := filepath.Join(dir, strconv.Itoa(n))
		if err := os.Mkdir(short, 0o700); !errors.Is(err, os.ErrExist) {
			return short
		}
	}
	return ""
}

// folder makes a fresh folder in memory, and removes what tests that were killed left there.
func folder() (string, bool) {
	if os.Getenv("TMPDIR") != "" || !roomy(memory) {
		return "", false
	}
	left, _ := filepath.Glob(filepath.Join(memory, prefix+"*"))
	for _, dir := range left {
		if fi, err := os.Lstat(dir); err == nil && fi.IsDir() && time.Since(fi.ModTime()) > 2*time.Hour {
			_ = os.RemoveAll(dir)
		}
	}
	for n := range 1 << 12 {
		dir := filepath.Join(memory, fmt.Sprintf("%s%x", prefix, n))
		if err := os.Mkdir(dir, 0o700); !errors.Is(err, os.ErrExist) {
			return dir, err == nil
		}
	}
	return "", false
}
