package repo

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// logPath is the file of a reference's log.
func (l layout) logPath(name Ref) string {
	return filepath.Join(l.refDir(name), "logs", filepath.FromSlash(string(name)))
}

// log appends a line to the reflog of a moving reference, and of HEAD when that is its branch.
func (s *gogitStore) log(m *refMove, isHead bool, by Person, at time.Time) error {
	line := s.logLine(m, by, at)
	if err := s.appendLog(m.Ref, line); err != nil {
		return err
	}
	if isHead {
		return s.appendLog("HEAD", line)
	}
	return nil
}

func (s *gogitStore) logLine(m *refMove, by Person, at time.Time) string {
	zero := Hash(strings.Repeat("0", 2*s.format.size()))
	was := m.was.Hash
	if was == "" {
		was = zero
	}
	note := strings.Join(strings.Fields(m.Note), " ")
	if note != "" {
		note = "\t" + note
	}
	return fmt.Sprintf("%s %s %s%s\n", was, m.New, stamped(by, at), note)
}

// appendLog adds to a log that exists, or that git would start for such a reference.
func (s *gogitStore) appendLog(name Ref, line string) error {
	path := s.logPath(name)
	flags := os.O_WRONLY | os.O_APPEND
	if s.startsLog(name) {
		flags |= os.O_CREATE
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			return fmt.Errorf("log %s: %w", name, err)
		}
	}
	f, err := os.OpenFile(path, flags, 0o666)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("log %s: %w", name, err)
	}
	_, err = f.WriteString(line)
	if err = errors.Join(err, f.Close()); err != nil {
		return fmt.Errorf("log %s: %w", name, err)
	}
	return nil
}

// startsLog tells whether git would start a log for a reference that has none
// (core.logAllRefUpdates).
func (s *gogitStore) startsLog(name Ref) bool {
	switch s.logAll {
	case "always":
		return true
	case "", "true", "yes", "on", "1":
		n := string(name)
		return n == "HEAD" || strings.HasPrefix(n, "refs/heads/") || strings.HasPrefix(n, "refs/remotes/") || strings.HasPrefix(n, "refs/notes/")
	}
	return false
}
