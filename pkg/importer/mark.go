package importer

import (
	"bytes"
	"crypto/sha256"
	"encoding/base32"
	"encoding/hex"
	"strings"
)

// A note that was imported says where it came from, as a practice that was taken over from
// another community does:
//
//	source: obsidian:Team vault/On call/Rotate the pager@5f3a9c0d2e
//
// What follows the last @ is the version that was brought: a hash of the file without this
// line. As long as the file has that hash, nobody has edited it since.

const sourceKey = "source"

// Mark is where a file came from.
type Mark struct {
	Kind, ID, Version string
}

// String is the mark as it is written.
func (m Mark) String() string { return m.Kind + ":" + m.ID + "@" + m.Version }

// ReadMark finds the mark of a note or entry without parsing all of it. ok is false for a file
// that no import brought.
func ReadMark(text []byte) (m Mark, ok bool) {
	line, ok := markLine(text)
	if !ok {
		return Mark{}, false
	}
	v := strings.TrimSpace(strings.TrimPrefix(string(text[line.start:line.end]), sourceKey+":"))
	if len(v) > 1 && v[0] == '"' && v[len(v)-1] == '"' {
		v = strings.NewReplacer(`\"`, `"`, `\\`, `\`).Replace(v[1 : len(v)-1])
	} else if len(v) > 1 && v[0] == '\'' && v[len(v)-1] == '\'' {
		v = strings.ReplaceAll(v[1:len(v)-1], "''", "'")
	}
	kind, rest, ok := strings.Cut(v, ":")
	at := strings.LastIndexByte(rest, '@')
	if !ok || at < 1 || kind == "" || len(rest)-at-1 != versionLength || strings.Trim(rest[at+1:], "0123456789abcdef") != "" {
		return Mark{}, false
	}
	return Mark{kind, rest[:at], rest[at+1:]}, true
}

const versionLength = 10

// Version is the hash of a file without its mark. Line endings make no difference.
func Version(text []byte) string {
	if bytes.IndexByte(text, '\r') >= 0 {
		text = bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n"))
	}
	h := sha256.New()
	if line, ok := markLine(text); ok {
		h.Write(text[:line.start])
		h.Write(text[min(line.end+1, len(text)):])
	} else {
		h.Write(text)
	}
	return hex.EncodeToString(h.Sum(nil))[:versionLength]
}

// Sum is the hash of a file as it is.
func Sum(text []byte) string {
	h := sha256.Sum256(text)
	return hex.EncodeToString(h[:16])
}

// unknownVersion stands in a mark until the text is done.
const unknownVersion = "----------"

// fillIn writes the version into a mark that waits for it; ok is false where none does.
func fillIn(text []byte) ([]byte, bool) {
	line, ok := markLine(text)
	if !ok {
		return text, false
	}
	at := bytes.LastIndex(text[line.start:line.end], []byte("@"+unknownVersion))
	if at < 0 {
		return text, false
	}
	copy(text[line.start+at+1:], Version(text))
	return text, true
}

// Untouched reports a file that is as an import wrote it.
func (m Mark) Untouched(text []byte) bool { return Version(text) == m.Version }

type cut struct{ start, end int }

// markLine is where the mark stands in the front matter, without its line break.
func markLine(text []byte) (cut, bool) {
	text = bytes.TrimPrefix(text, []byte("\xef\xbb\xbf"))
	if !bytes.HasPrefix(text, []byte("---")) {
		return cut{}, false
	}
	for at := bytes.IndexByte(text, '\n') + 1; at > 0 && at < len(text); {
		end := len(text)
		if i := bytes.IndexByte(text[at:], '\n'); i >= 0 {
			end = at + i
		}
		line := text[at:end]
		switch {
		case bytes.HasPrefix(line, []byte("---")), bytes.HasPrefix(line, []byte("...")):
			return cut{}, false
		case bytes.HasPrefix(line, []byte(sourceKey+": ")):
			return cut{at, end}, true
		}
		at = end + 1
	}
	return cut{}, false
}

// suffixOf is the word that keeps entries of one author and day apart, always the same for an
// item.
func suffixOf(kind, id string, salt byte) string {
	sum := sha256.Sum256(append([]byte(kind+":"+id), salt))
	return strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(sum[:5]))[:6]
}
