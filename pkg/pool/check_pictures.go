package pool

import (
	"io"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/repo"
)

// noText are files whose bytes are never text.
var noText = map[string]bool{".png": true, ".jpg": true, ".jpeg": true, ".gif": true, ".webp": true, ".avif": true, ".pdf": true}

// damages are the first bytes of what is kept under such a name and is none, in small letters.
// A byte that a program took for text and could not read is EF BF BD ever after.
var damages = []struct{ begin, message, fix string }{
	{"\xef\xbf\xbd", "is damaged: a program saved or merged it as if it were text", "put the file there anew"},
	{"version https://git-lfs", "only says where the file is kept", "get the file itself with git lfs, or put it there anew"},
	{"<!doctype html", "is a web page, no matter what its name says", "put the file itself there"},
	{"<html", "is a web page, no matter what its name says", "put the file itself there"},
}

// damaged reports pictures and documents below practices that no program can show, although
// git keeps them as well as others.
func (p *Pool) damaged(snap *repo.Snapshot) []note.Problem {
	var out []note.Problem
	for _, f := range snap.Files() {
		if f.Mode == repo.Symlink || !noText[strings.ToLower(path.Ext(f.Path))] || !strings.HasPrefix(f.Path, note.Root) {
			continue
		}
		begin := p.beginning(f.Path)
		for _, d := range damages {
			if beginsWith(begin, d.begin) {
				out = append(out, note.Problem{Path: f.Path, Rule: "damaged-file", Message: d.message, Fix: d.fix})
				break
			}
		}
	}
	return out
}

// beginsWith reports bytes that begin with others, in which ASCII letters are small. What makes text
// small would write bytes that are none as ones that could not be read.
func beginsWith(s, small string) bool {
	if len(s) < len(small) {
		return false
	}
	for i := range len(small) {
		c := s[i]
		if c >= 'A' && c <= 'Z' {
			c += 'a' - 'A'
		}
		if c != small[i] {
			return false
		}
	}
	return true
}

// beginning are the first bytes of a plain working file, "" where there are none to be had.
func (p *Pool) beginning(file string) string {
	name := filepath.Join(p.repo.Root(), filepath.FromSlash(file))
	if fi, err := os.Lstat(name); err != nil || !fi.Mode().IsRegular() {
		return ""
	}
	f, err := os.Open(name)
	if err != nil {
		return ""
	}
	defer f.Close()
	b, _ := io.ReadAll(io.LimitReader(f, 32))
	return string(b)
}
