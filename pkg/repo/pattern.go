package repo

import "strings"

// pattern is one line of a .gitignore or .gitattributes file.
type pattern struct {
	dir      string // folder of the file it came from, "" for the root
	glob     string
	anchored bool // matched against the path from dir, else against the last name
	folders  bool // matches folders only
	negated  bool
}

// parsePattern reads the pattern part of a line.
func parsePattern(dir, text string) (pattern, bool) {
	p := pattern{dir: dir}
	if rest, ok := strings.CutPrefix(text, "!"); ok {
		p.negated, text = true, rest
	}
	if rest, ok := strings.CutSuffix(text, "/"); ok {
		p.folders, text = true, rest
	}
	p.anchored = strings.Contains(text, "/")
	p.glob = strings.TrimPrefix(text, "/")
	return p, p.glob != ""
}

// matches tells whether the pattern means this path.
func (p pattern) matches(path string, isFolder bool) bool {
	if p.folders && !isFolder {
		return false
	}
	if p.dir != "" {
		rest, ok := strings.CutPrefix(path, p.dir+"/")
		if !ok {
			return false
		}
		path = rest
	}
	if !p.anchored {
		return wildmatch(p.glob, baseName(path))
	}
	return wildmatch(p.glob, path)
}
