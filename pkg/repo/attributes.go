package repo

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// conversion is what git does to a file's text between working tree and
// object store. The zero value leaves it alone.
type conversion struct {
	text   bool   // CRLF becomes LF
	auto   bool   // … unless the content looks binary or is stored with CRLF
	filter string // a filter driver
	other  string // "working-tree-encoding" or "ident", which only git can do
}

// attributes answers which conversion each path has. It reads the attribute files of folders as it meets
// them and remembers them; it is not safe for concurrent use.
type attributes struct {
	repo     *Repo
	settings *settings
	dirs     map[string][]attrLine // by folder
	base     []attrLine            // core.attributesFile, weaker than folders
	top      []attrLine            // info/attributes, stronger than all
	macros   map[string][]string
}

// attrLine gives attributes to what a pattern matches.
type attrLine struct {
	pattern
	words []string
}

func (r *Repo) attributes() (*attributes, error) {
	s, err := r.configuration()
	if err != nil {
		return nil, err
	}
	a := &attributes{repo: r, settings: s, dirs: map[string][]attrLine{}, macros: map[string][]string{"binary": {"-diff", "-merge", "-text"}}}
	if a.base, err = a.read(r.userFile(s, "attributes"), ""); err != nil {
		return nil, err
	}
	if a.top, err = a.read(filepath.Join(r.common, "info", "attributes"), ""); err != nil {
		return nil, err
	}
	return a, nil
}

// userFile is the person's own ignore or attributes file.
func (r *Repo) userFile(s *settings, what string) string {
	key := map[string]string{"ignore": "core.excludesfile", "attributes": "core.attributesfile"}[what]
	if path, ok := s.last(key); ok {
		return r.opts.expandHome(path)
	}
	if xdg := r.opts.env("XDG_CONFIG_HOME"); xdg != "" {
		return filepath.Join(xdg, "git", what)
	}
	return filepath.Join(r.opts.home(), ".config", "git", what)
}

// read parses one attributes file; none is no error. Like git it does not
// follow a symbolic link in the working tree.
func (a *attributes) read(file, dir string) ([]attrLine, error) {
	if fi, err := os.Lstat(file); err == nil && !fi.Mode().IsRegular() && strings.HasPrefix(file, a.repo.root) {
		return nil, nil
	}
	b, err := os.ReadFile(file)
	if absent(err) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read attributes: %w", err)
	}
	var lines []attrLine
	for text := range strings.Lines(strings.TrimPrefix(string(b), "\ufeff")) {
		words := attrWords(strings.TrimSpace(text))
		if len(words) == 0 || words[0][0] == '#' {
			continue
		}
		if name, ok := strings.CutPrefix(words[0], "[attr]"); ok {
			a.macros[name] = words[1:]
			continue
		}
		if p, ok := parsePattern(dir, words[0]); ok && !p.negated && !p.folders {
			lines = append(lines, attrLine{p, words[1:]})
		}
	}
	return lines, nil
}

// attrWords splits a line at blanks; the pattern may be quoted.
func attrWords(line string) []string {
	if !strings.HasPrefix(line, `"`) {
		return strings.Fields(line)
	}
	name, next, ok := quotedName(line, 1)
	if !ok || name == "" {
		return nil
	}
	return append([]string{name}, strings.Fields(line[next:])...)
}

// of is the conversion of one path.
func (a *attributes) of(path string) (conversion, error) {
	values := map[string]string{}
	a.apply(values, a.base, path)
	dir := ""
	for rest := path; ; {
		lines, known := a.dirs[dir]
		if !known {
			var err error
			if lines, err = a.read(filepath.Join(a.repo.root, filepath.FromSlash(dir), ".gitattributes"), dir); err != nil {
				return conversion{}, err
			}
			a.dirs[dir] = lines
		}
		a.apply(values, lines, path)
		name, more, deeper := strings.Cut(rest, "/")
		if !deeper {
			break
		}
		dir, rest = joinPath(dir, name), more
	}
	a.apply(values, a.top, path)
	return a.conversionOf(values), nil
}

// apply lets later lines win over earlier ones.
func (a *attributes) apply(values map[string]string, lines []attrLine, path string) {
	for _, l := range lines {
		if l.matches(path, false) {
			a.assign(values, l.words, 0)
		}
	}
}

func (a *attributes) assign(values map[string]string, words []string, depth int) {
	for _, w := range words {
		name, value, hasValue := strings.Cut(w, "=")
		switch {
		case hasValue:
		case w[0] == '-':
			name, value = w[1:], "unset"
		case w[0] == '!':
			name, value = w[1:], ""
		default:
			value = "set"
		}
		values[name] = value
		if macro, ok := a.macros[name]; ok && value == "set" && depth < includeDepth {
			a.assign(values, macro, depth+1)
		}
	}
}

// conversionOf turns attribute values and core.autocrlf into what happens to a file.
func (a *attributes) conversionOf(values map[string]string) conversion {
	var c conversion
	if f := values["filter"]; f != "" && f != "unset" && f != "set" && a.filters(f) {
		c.filter = f
	}
	if e := values["working-tree-encoding"]; e != "" && e != "unset" && e != "set" && !strings.EqualFold(e, "UTF-8") {
		c.other = "working-tree-encoding"
	}
	if values["ident"] == "set" {
		c.other = "ident"
	}
	text := values["text"]
	if text == "" {
		text = map[string]string{"set": "set", "unset": "unset", "input": "set", "auto": "auto"}[values["crlf"]]
	}
	autocrlf, _ := a.settings.last("core.autocrlf")
	switch {
	case text == "set", text == "" && (values["eol"] == "lf" || values["eol"] == "crlf"):
		c.text = true
	case text == "auto", text == "" && (strings.EqualFold(autocrlf, "input") || a.settings.truth("core.autocrlf", false)):
		c.text, c.auto = true, true
	}
	return c
}

// filters tells whether a filter driver is set up here. One that is only named in
// the attributes does nothing, as in git.
func (a *attributes) filters(name string) bool {
	for _, key := range []string{".clean", ".process", ".smudge", ".required"} {
		if _, ok := a.settings.last("filter." + name + key); ok {
			return true
		}
	}
	return false
}
