package main

import (
	"fmt"
	"os"
	"strings"
)

// journal remembers on disk what was tried, so that hours of it can be cut and go on. The zero
// value remembers nothing.
type journal struct {
	file *os.File
	done map[string]bool
}

// openJournal reads what a file has, and adds to it; "" is no file.
func openJournal(path string) (*journal, error) {
	j := &journal{done: map[string]bool{}}
	if path == "" {
		return j, nil
	}
	old, err := os.ReadFile(path)
	if err != nil && !os.IsNotExist(err) {
		return nil, err
	}
	for line := range strings.Lines(string(old)) {
		if at := strings.LastIndexByte(line, '\t'); at > 0 {
			j.done[line[:at]] = true
		}
	}
	j.file, err = os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	return j, err
}

func (j *journal) has(key string) bool { return j.done[key] }

// add writes down that something was tried, and how many lines were wrong.
func (j *journal) add(key string, wrong int) {
	if j.file != nil {
		fmt.Fprintf(j.file, "%s\t%d\n", key, wrong)
	}
}

func (j *journal) close() {
	if j.file != nil {
		_ = j.file.Close()
	}
}
