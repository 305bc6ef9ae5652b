// Package ahead begins to look at the working files before the libraries set themselves up, and
// has the room ready that they fill.
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
	fillHeap()
	if wanted(os.Args) {
		Look = guess(os.Args)
	}
}

// guess begins to look at the pool that a command line will be about.
func guess(args []string) *look.Look {
	if dir := value(args, "-C", "--chdir"); dir != "" {
		return begin(absolute(dir))
	}
	name := value(args, "--pool")
	if name == "" {
		name = os.Getenv("COP_POOL")
	}
	if strings.ContainsRune(name, os.PathSeparator) {
		return begin(absolute(name))
	}
	if name == "" {
		if l := begin(absolute("")); l != nil {
			return l
		}
	}
	return begin(remembered(settings(), name))
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

// value is what a command line says for a flag, given as --flag=VALUE or as two words; "" when
// it says nothing.
func value(args []string, names ...string) string {
	for i, arg := range args {
		if arg == "--" {
			break
		}
		for _, name := range names {
			if v, ok := strings.CutPrefix(arg, name+"="); ok {
				return v
			}
			if arg == name && i+1 < len(args) {
				return args[i+1]
			}
		}
	}
	return ""
}

// absolute is a folder's path from the root; "" is the current folder.
func absolute(dir string) string {
	if dir != "" && os.IsPathSeparator(dir[0]) {
		return dir
	}
	here, err := os.Getwd()
	if err != nil || dir == "" {
		return here
	}
	return here + string(os.PathSeparator) + dir
}

// settings is the text of the user's settings, "" when it is not where it is on Unix.
func settings() string {
	file := os.Getenv("COP_CONFIG")
	if file == "" {
		dir := os.Getenv("XDG_CONFIG_HOME")
		if dir == "" {
			dir = os.Getenv("HOME") + "/.config"
		}
		file = dir + "/cop/config.toml"
	}
	b, err := os.ReadFile(file)
	if err != nil {
		return ""
	}
	return string(b)
}

// remembered is the folder of the pool with a name, "" for the default one. It understands the
// settings as far as cop writes them itself: key = "value", a line each.
func remembered(settings, name string) string {
	table, chosen, pools := "", "", map[string]string{}
	for line := range strings.Lines(settings) {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "[") {
			table = line
			continue
		}
		key, text, _ := strings.Cut(line, "=")
		key, text = strings.Trim(strings.TrimSpace(key), `"'`), strings.TrimSpace(text)
		if len(text) < 2 || text[0] != text[len(text)-1] || text[0] != '"' && text[0] != '\'' {
			continue
		}
		text = text[1 : len(text)-1]
		switch {
		case table == "" && key == "pool":
			chosen = text
		case table == "[pools]":
			pools[key] = text
		}
	}
	if name == "" {
		name = chosen
	}
	return pools[name]
}

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
