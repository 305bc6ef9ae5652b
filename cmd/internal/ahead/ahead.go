// Package ahead begins to look at the working files before the libraries set themselves up.
//
// Nearly every command has to know which files changed, and before it can ask, half of its
// time has gone into libraries that prepare tables, on one core. This package imports only
// package look and small parts of the standard library, so that its init runs first; the look
// then goes on beside the others' (see package look). It guesses which pool the command will
// be about. A wrong guess costs some idle time of a core: who opens a pool carries on only
// a look at just that pool, and only one that is young.
package ahead

import (
	"os"
	"strings"

	"github.com/breakfast-table/cop/pkg/repo/look"
)

// Look is the look that was begun; nil when there is nothing to look at.
var Look *look.Look

func init() {
	if wanted(os.Args) {
		Look = begin(start(os.Args))
	}
}

// wanted tells whether a command line will want to know of files: all do but a few.
func wanted(args []string) bool {
	for _, arg := range args[min(1, len(args)):] {
		switch arg {
		case "--":
			return true
		case "-h", "--help", "--version":
			return false
		}
	}
	if len(args) < 2 {
		return true
	}
	switch args[1] {
	case "auth", "completion", "config", "demo", "help", "init", "join", "version":
		return false
	}
	return true
}

// start is the folder that the command starts in: what -C says, else the current one.
func start(args []string) string {
	here, err := os.Getwd()
	if err != nil {
		return ""
	}
	for i, arg := range args {
		dir, ok := strings.CutPrefix(arg, "--chdir=")
		switch {
		case ok:
		case arg == "--":
			return here
		case (arg == "-C" || arg == "--chdir") && i+1 < len(args):
			dir = args[i+1]
		default:
			continue
		}
		if absolute(dir) {
			return dir
		}
		return here + string(os.PathSeparator) + dir
	}
	return here
}

func absolute(dir string) bool { return dir != "" && os.IsPathSeparator(dir[0]) }

// begin looks for a pool that was looked at before, in dir or around it.
func begin(dir string) *look.Look {
	for at := dir; at != ""; {
		git := at + string(os.PathSeparator) + ".git"
		if fi, err := os.Lstat(git); err == nil && fi.IsDir() {
			return look.Begin(at, git+string(os.PathSeparator)+"cop"+string(os.PathSeparator)+"files")
		}
		up := strings.LastIndexByte(at, os.PathSeparator)
		if up < 0 {
			break
		}
		at = at[:up]
	}
	return nil
}
