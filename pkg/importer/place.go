package importer

import (
	"fmt"
	"path"
	"strings"

	"github.com/breakfast-table/cop/pkg/note"
)

// placeOf is the file that a note wants, below a topic of the pool. Folders and names are
// spelled as cop spells new ones; what is spelled so already stays, and so do pages of folders.
func placeOf(it *Item, into string) string {
	dir, name := path.Split(it.Path)
	if it.Path == "" {
		dir, name = it.Topic, it.Title
	}
	var parts []string
	for _, d := range strings.Split(dir, "/") {
		if d = strings.TrimSpace(d); d != "" && d != "." {
			parts = append(parts, spell(d))
		}
	}
	if into == "" && len(parts) > 0 && (parts[0] == "people" || parts[0] == "events") {
		parts[0] += "-notes" // there cop keeps members' cards and meetings
	}
	slug := spellName(name)
	if into == "" && len(parts) == 0 && slug == "charter" {
		slug = "charter-note"
	}
	if it.Lang != "" && !strings.HasSuffix(slug, "."+it.Lang) {
		slug += "." + it.Lang
	}
	return note.Address(path.Join(into, path.Join(parts...), slug)).Path()
}

// spell is a folder or name in the letters of addresses.
func spell(s string) string {
	if isAddressWord(s) {
		return s
	}
	return note.Slug(s)
}

// spellName is spell for the name of a note, which may end in a language.
func spellName(s string) string {
	stem, lang := s, ""
	if n := note.Parse(note.Root+s+".md", nil); n.Lang != "" {
		stem, lang = strings.TrimSuffix(s, "."+n.Lang), "."+n.Lang
	}
	return spell(stem) + lang
}

// isAddressWord reports names that need no other spelling.
func isAddressWord(s string) bool {
	switch s {
	case "README", "index", "_index":
		return true
	case "":
		return false
	}
	return strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789-_.") == "" && s[0] != '.' && s[0] != '-' &&
		s[len(s)-1] != '.' && len(s) <= 100 && note.Unholdable(s) == ""
}

// fileName is the safe name of an attachment: plain letters, its ending in small ones.
func fileName(p string) string {
	base := path.Base(p)
	ext := path.Ext(base)
	if len(ext) > 10 || strings.Trim(strings.ToLower(ext), ".abcdefghijklmnopqrstuvwxyz0123456789") != "" {
		ext = ""
	}
	name := spell(strings.TrimSuffix(base, ext)) + strings.ToLower(ext)
	if ext == ".md" || strings.EqualFold(ext, ".md") {
		name += ".txt" // what is carried as a file is no note
	}
	return name
}

// numbered is the n-th name to try for a file: "a.md", "a-2.md", "a-3.md"; "a.fr.md" becomes
// "a-2.fr.md".
func numbered(file string, n int) string {
	if n < 2 {
		return file
	}
	ext := path.Ext(file)
	stem := strings.TrimSuffix(file, ext)
	if ext == ".md" {
		if lang := note.Parse(file, nil).Lang; lang != "" {
			stem, ext = strings.TrimSuffix(stem, "."+lang), "."+lang+ext
		}
	}
	return fmt.Sprintf("%s-%d%s", stem, n, ext)
}
