package site

import (
	"bufio"
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// made is a file as it was made last, and as it then was on disk.
type made struct {
	mark     Mark
	near     Mark // see File.Near; zero where there is none
	sum      string
	size     int64
	time     int64             // of its last change, in nanoseconds
	shows    map[string]string // files of the pool by path, see Site.state
	problems []Problem
}

// memory is what was made from what, by path on the site. It is a help: without it everything
// is made again. The file is lines of fields, the first of which says what they are.
type memory map[string]*made

// memoryHeader names the layout of the file and the folder that it is about.
func memoryHeader(dir string) string { return "cop site 2 " + strconv.Quote(dir) }

func readMemory(file, dir string) memory {
	m := memory{}
	b, err := os.ReadFile(file)
	if err != nil {
		return m
	}
	lines := bufio.NewScanner(bytes.NewReader(b))
	lines.Buffer(nil, 1<<20)
	if !lines.Scan() || lines.Text() != memoryHeader(dir) {
		return m
	}
	var last *made
	for lines.Scan() {
		f := strings.Split(lines.Text(), "\t")
		switch {
		case f[0] == "f" && len(f) == 7:
			last = &made{sum: f[3]}
			mark, err1 := hex.DecodeString(f[2])
			size, err2 := strconv.ParseInt(f[4], 36, 64)
			when, err3 := strconv.ParseInt(f[5], 36, 64)
			near, err4 := hex.DecodeString(f[6])
			if err := errors.Join(err1, err2, err3, err4); err != nil || len(mark) != len(last.mark) {
				return m
			}
			copy(last.mark[:], mark)
			copy(last.near[:], near)
			last.size, last.time = size, when
			m[f[1]] = last
		case f[0] == "s" && len(f) == 3 && last != nil:
			if last.shows == nil {
				last.shows = map[string]string{}
			}
			last.shows[f[1]] = f[2]
		case f[0] == "p" && len(f) == 4 && last != nil:
			last.problems = append(last.problems, Problem{f[1], f[2], f[3]})
		default:
			return memory{}
		}
	}
	return m
}

// keep writes the memory. Where it cannot be written the next time takes longer.
func (m memory) keep(file, dir string) error {
	if file == "" {
		return nil
	}
	var b bytes.Buffer
	b.WriteString(memoryHeader(dir) + "\n")
	for path, x := range m {
		if strings.ContainsAny(path, "\t\n\r") {
			continue
		}
		near := ""
		if x.near != (Mark{}) {
			near = hex.EncodeToString(x.near[:])
		}
		b.WriteString("f\t" + path + "\t" + hex.EncodeToString(x.mark[:]) + "\t" + x.sum + "\t" + strconv.FormatInt(x.size, 36) + "\t" + strconv.FormatInt(x.time, 36) + "\t" + near + "\n")
		for shown, state := range x.shows {
			b.WriteString("s\t" + shown + "\t" + oneField(state) + "\n")
		}
		for _, p := range x.problems {
			b.WriteString("p\t" + p.Path + "\t" + p.Rule + "\t" + oneField(p.Message) + "\n")
		}
	}
	err := os.MkdirAll(filepath.Dir(file), 0o755)
	if err == nil {
		err = os.WriteFile(file, b.Bytes(), 0o644)
	}
	if errors.Is(err, fs.ErrPermission) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("remember what was made: %w", err)
	}
	return nil
}

func oneField(s string) string {
	return strings.NewReplacer("\t", " ", "\n", " ", "\r", " ").Replace(s)
}

// holds reports whether a file on disk is still the one that was made, of the same things.
func (x *made) holds(f Folder, file File, state func(string) string) bool {
	return x != nil && x.mark == file.Mark && x.stands(f, file, state)
}

// stands reports whether a file is on disk as it was made, and shows what it showed.
func (x *made) stands(f Folder, file File, state func(string) string) bool {
	for shown, was := range x.shows {
		if state(shown) != was {
			return false
		}
	}
	if f.Own {
		return true
	}
	fi, err := os.Lstat(filepath.Join(f.Dir, filepath.FromSlash(file.Path)))
	return err == nil && fi.Mode().IsRegular() && fi.Size() == x.size && fi.ModTime().UnixNano() == x.time
}

// paths are the files of the pool that all pages show, in order.
func (m memory) paths() []string {
	seen := map[string]bool{}
	var out []string
	for _, x := range m {
		for shown := range x.shows {
			if !seen[shown] {
				seen[shown] = true
				out = append(out, shown)
			}
		}
	}
	slices.Sort(out)
	return out
}

// sums are the check sums of all files.
func (m memory) sums() map[string]string {
	out := make(map[string]string, len(m))
	for path, x := range m {
		out[path] = x.sum
	}
	return out
}
