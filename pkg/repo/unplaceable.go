package repo

import (
	"runtime"
	"strings"
)

// What no folder, or no system that people use, takes for a name or a path, in bytes.
const (
	longestName = 255
	longestPath = 3500
)

// Unplaceable says why no file may lie at a path that somebody's commit has; "" where one may. Such
// a path is left where it is: nothing of it comes into the working files, git's index has it as not
// checked out, and nobody has removed it.
func Unplaceable(path string) string { return unplaceable(path, runtime.GOOS == "windows") }

func unplaceable(path string, windows bool) string {
	if len(path) > longestPath {
		return reasonLong
	}
	for name := range strings.SplitSeq(path, "/") {
		switch {
		case strings.Contains(name, `\`):
			return reasonName
		case checkTreePath(name) != nil:
			return reasonLeads
		case len(name) > longestName:
			return reasonLong
		case windows && !takenByWindows(name):
			return reasonWindows
		}
	}
	return ""
}

// Listed reports whether git's index takes a path that has no place on this machine. Of what it does
// not take nothing stands there, and git alone tells it as removed.
func Listed(path string) bool {
	for name := range strings.SplitSeq(path, "/") {
		if name == "" || name == "." || name == ".." || isDotGit(name) || strings.Contains(name, "\x00") {
			return false
		}
	}
	return len(path) <= longestPath
}

// takenByWindows follows learn.microsoft.com, "Naming Files, Paths, and Namespaces".
func takenByWindows(name string) bool {
	if strings.ContainsAny(name, `<>:"|?*`) || strings.TrimRight(name, " .") != name {
		return false
	}
	if strings.IndexFunc(name, func(c rune) bool { return c < ' ' }) >= 0 {
		return false
	}
	stem, _, _ := strings.Cut(strings.ToLower(name), ".")
	stem = strings.TrimRight(stem, " ")
	switch stem {
	case "con", "prn", "aux", "nul":
		return false
	}
	if port, ok := strings.CutPrefix(stem, "com"); ok || strings.HasPrefix(stem, "lpt") {
		if !ok {
			port = stem[3:]
		}
		return len(port) != 1 || port < "1" || port > "9"
	}
	return true
}
