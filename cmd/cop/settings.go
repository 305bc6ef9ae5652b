package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/adrg/xdg"
	"github.com/google/renameio/v2/maybe"
	"github.com/pelletier/go-toml/v2"
)

// settings are what a person configured for all their pools. The file is
// theirs: cop changes single lines of it and keeps the rest to the byte.
type settings struct {
	Editor string `toml:"editor"`
	Pager  string `toml:"pager"`
	Theme  string `toml:"theme"`  // dark, light or auto
	Pool   string `toml:"pool"`   // the default pool's name
	Handle string `toml:"handle"` // who I am, unless a pool knows better
	Name   string `toml:"name"`   // the same, where git's settings do not say
	Email  string `toml:"email"`

	Pools    map[string]string `toml:"pools"`    // remembered pools: name to folder
	Follows  map[string]string `toml:"follows"`  // pools of other communities, to read: name to folder
	Searches map[string]string `toml:"searches"` // kept searches: name to words
}

// settingsError is a settings file that cannot be read.
type settingsError struct {
	path string
	err  error
}

func (e *settingsError) Error() string {
	if broken := new(toml.DecodeError); errors.As(e.err, &broken) {
		line, _ := broken.Position()
		return fmt.Sprintf("%s:%d: %s", e.path, line, strings.TrimPrefix(broken.Error(), "toml: "))
	}
	return fmt.Sprintf("%s: %v", e.path, e.err)
}

func (e *settingsError) Unwrap() error { return e.err }

// settingsPath is COP_CONFIG, else cop/config.toml where the system keeps
// settings.
func settingsPath(env func(string) string) string {
	if path := env("COP_CONFIG"); path != "" {
		return path
	}
	return filepath.Join(xdg.ConfigHome, "cop", "config.toml")
}

// readSettings reads the file; none is no settings.
func readSettings(path string) (settings, error) {
	var s settings
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return s, nil
	}
	if err != nil {
		return s, &settingsError{path, err}
	}
	if err := toml.Unmarshal(data, &s); err != nil {
		return s, &settingsError{path, err}
	}
	return s, nil
}

// changeSetting writes one setting, or removes it when value is nil, and
// leaves every other byte of the file alone. table is "" or one like "pools".
func changeSetting(path, table, key string, value *string) error {
	src, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return &settingsError{path, err}
	}
	out, err := editTOML(src, table, key, value)
	if err != nil {
		return &settingsError{path, err}
	}
	if bytes.Equal(src, out) {
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("make room for the settings: %w", err)
	}
	if err := maybe.WriteFile(path, out, 0o600); err != nil {
		return fmt.Errorf("write the settings: %w", err)
	}
	return nil
}

// editTOML changes one line of a TOML file. The line is looked for where its
// table stands; the result is read again, and an edit that changed anything
// else (the key stood in a multi-line string, say) is refused.
//
// Example: with table "pools", key "ops", in "theme = 'dark'\n[pools]\na = 'x'\n"
// the line ops = '…' goes to the end of the [pools] table.
func editTOML(src []byte, table, key string, value *string) ([]byte, error) {
	var want map[string]any
	if err := toml.Unmarshal(src, &want); err != nil {
		return nil, err
	}
	lines := strings.SplitAfter(string(src), "\n")
	if lines[len(lines)-1] == "" {
		lines = lines[:len(lines)-1]
	}
	start, end, found := tableLines(lines, table)
	at := keyLine(lines[start:end], key)
	var added []string
	if value != nil {
		line, err := toml.Marshal(map[string]string{key: *value})
		if err != nil {
			return nil, err
		}
		added = []string{string(line)}
	}
	switch {
	case at >= 0:
		lines = splice(lines, start+at, start+at+1, added)
	case value == nil:
		return src, nil
	case found:
		lines = splice(lines, end, end, added)
	default:
		lines = append(endLine(lines), "["+table+"]\n", added[0])
	}
	out := []byte(strings.Join(lines, ""))
	return out, sameButFor(want, out, table, key, value)
}

// tableLines finds the lines of a table, its heading and trailing blank lines
// left out. The table "" is what stands before the first heading.
func tableLines(lines []string, table string) (start, end int, found bool) {
	current := ""
	start, found = 0, table == ""
	for i, line := range lines {
		trimmed := strings.TrimSpace(line)
		if !strings.HasPrefix(trimmed, "[") {
			if current == table && trimmed != "" {
				end = i + 1
			}
			continue
		}
		current = strings.Trim(strings.SplitN(trimmed, "#", 2)[0], "[] ")
		if current == table && !found {
			start, end, found = i+1, i+1, true
		}
	}
	return start, end, found
}

func keyLine(lines []string, key string) int {
	for i, line := range lines {
		name, _, ok := strings.Cut(line, "=")
		if ok && strings.Trim(strings.TrimSpace(name), `"'`) == key {
			return i
		}
	}
	return -1
}

// splice replaces lines[from:to]; the line before must be whole.
func splice(lines []string, from, to int, added []string) []string {
	head := endLine(append([]string(nil), lines[:from]...))
	return append(append(head, added...), lines[to:]...)
}

func endLine(lines []string) []string {
	if n := len(lines); n > 0 && !strings.HasSuffix(lines[n-1], "\n") {
		lines[n-1] += "\n"
	}
	return lines
}

// sameButFor proves an edit: out must hold what want held, but for one value.
func sameButFor(want map[string]any, out []byte, table, key string, value *string) error {
	var got map[string]any
	if err := toml.Unmarshal(out, &got); err != nil {
		return fmt.Errorf("this file is written in a way cop cannot edit: %w", err)
	}
	if want == nil {
		want = map[string]any{}
	}
	values := want
	if table != "" {
		if _, ok := want[table].(map[string]any); !ok {
			want[table] = map[string]any{}
		}
		values = want[table].(map[string]any)
	}
	delete(values, key)
	if value != nil {
		values[key] = *value
	}
	a, errA := toml.Marshal(want)
	b, errB := toml.Marshal(got)
	if err := errors.Join(errA, errB); err != nil {
		return err
	}
	if !bytes.Equal(a, b) {
		return errors.New("this file is written in a way cop cannot edit")
	}
	return nil
}
