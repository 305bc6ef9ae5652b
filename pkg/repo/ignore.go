package repo

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// ignoring answers which paths .gitignore files, info/exclude and the person's
// own ignore file leave out. Files of folders are read when the folder is met.
type ignoring struct {
	repo *Repo
	base []pattern            // the person's, then the repository's: later is stronger
	dirs map[string][]pattern // by folder, stronger than base, deeper is stronger
}

func (r *Repo) ignoring() (*ignoring, error) {
	s, err := r.configuration()
	if err != nil {
		return nil, err
	}
	g := &ignoring{repo: r, dirs: map[string][]pattern{}}
	for _, file := range []string{r.userFile(s, "ignore"), filepath.Join(r.common, "info", "exclude")} {
		list, err := readIgnore(file, "")
		if err != nil {
			return nil, err
		}
		g.base = append(g.base, list...)
	}
	return g, nil
}

// readIgnore parses one ignore file; none is no error. A symbolic link counts as none.
func readIgnore(file, dir string) ([]pattern, error) {
	if fi, err := os.Lstat(file); absent(err) || err == nil && dir != "" && !fi.Mode().IsRegular() {
		return nil, nil
	}
	b, err := os.ReadFile(file)
	if absent(err) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read ignore patterns: %w", err)
	}
	var list []pattern
	for line := range strings.Lines(strings.TrimPrefix(string(b), "\ufeff")) {
		line = trimIgnoreLine(line)
		if line == "" || line[0] == '#' {
			continue
		}
		if p, ok := parsePattern(dir, line); ok {
			list = append(list, p)
		}
	}
	return list, nil
}

// trimIgnoreLine drops the line break and blanks at the end that no backslash protects.
func trimIgnoreLine(line string) string {
	line = strings.TrimRight(line, "\r\n")
	for strings.HasSuffix(line, " ") && !strings.HasSuffix(line, `\ `) {
		line = line[:len(line)-1]
	}
	return line
}

// matches tells whether a path is ignored by itself; whether one of its folders is, the
// caller knows, since it came that way.
func (g *ignoring) matches(path string, isFolder bool) (bool, error) {
	for dir := parentOf(path); ; dir = parentOf(dir) {
		list, err := g.of(dir)
		if err != nil {
			return false, err
		}
		if hit, ignored := lastMatch(list, path, isFolder); hit {
			return ignored, nil
		}
		if dir == "" {
			break
		}
	}
	_, ignored := lastMatch(g.base, path, isFolder)
	return ignored, nil
}

func (g *ignoring) of(dir string) ([]pattern, error) {
	list, known := g.dirs[dir]
	if !known {
		var err error
		if list, err = readIgnore(filepath.Join(g.repo.root, filepath.FromSlash(dir), ".gitignore"), dir); err != nil {
			return nil, err
		}
		g.dirs[dir] = list
	}
	return list, nil
}

// lastMatch lets the last pattern that matches decide.
func lastMatch(list []pattern, path string, isFolder bool) (hit, ignored bool) {
	for i := len(list) - 1; i >= 0; i-- {
		if list[i].matches(path, isFolder) {
			return true, !list[i].negated
		}
	}
	return false, false
}
