// Package exporter writes a pool, or a part of it, as other tools read it: their folders, their
// front matter, their links.
//
// Its main type is Pool, what is to be exported; [Kinds] are the ways to write it. What holds:
// what a tool would take for its own – shortcodes, metadata, tags that it does not allow – is
// written so that it stays what the author wrote; what cannot be is told by cause, as imports
// do. The package does no I/O and knows neither git nor the index.
package exporter

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/breakfast-table/cop/pkg/importer"
	"github.com/breakfast-table/cop/pkg/note"
)

// Pool is what is exported.
type Pool struct {
	Name  string
	Notes []Note   // by address
	Files []string // paths of attachments in the pool
	Read  func(path string) ([]byte, error)

	titles map[note.Address]string
	links  note.Resolver
	has    map[string]bool // files
	topics map[string]bool // folders with notes in them, or below
	tally  importer.Tally
}

// Note is a note with its thread.
type Note struct {
	*note.Note
	Address note.Address
	Thread  []Entry // oldest first
}

// Entry is an entry of a thread.
type Entry struct {
	*note.Note
	Name note.EntryName
	// Brought is who brought it in its author's name; "" for their own word.
	Brought string
}

// who says whose word it is, and who brought it where that is somebody else.
func (e Entry) who() string {
	if e.Brought == "" {
		return string(e.Name.Author)
	}
	return fmt.Sprintf("%s (brought by %s)", e.Name.Author, e.Brought)
}

// File is a file of an export.
type File struct {
	Path string // with slashes, from the folder of the export
	Text []byte // nil: the file of the pool at From
	From string
}

// Kind is a way to write a pool.
type Kind struct {
	Name, About string
	// Single says that it is one file, not a folder.
	Single bool
	Write  func(p *Pool) ([]File, error)
}

// Kinds are all of them.
func Kinds() []Kind {
	return []Kind{
		{Name: "obsidian", About: "Obsidian vault", Write: obsidian},
		{Name: "hugo", About: "Hugo site", Write: hugo},
		{Name: "mkdocs", About: "MkDocs site", Write: mkdocs},
		{Name: "jekyll", About: "Jekyll site", Write: jekyll},
		{Name: "zk", About: "zk notebook", Write: zk},
		{Name: "markdown", About: "the files as they are: cop import reads them back", Write: plain},
		{Name: "jsonl", About: "one file, a note a line, as JSON", Single: true, Write: jsonLines},
		{Name: "epub", About: "one book for readers", Single: true, Write: epub},
		{Name: "book", About: "one page to print, or to keep as PDF from a browser", Single: true, Write: book},
	}
}

// Export writes the pool. The pool must not be used by two exports at once.
func (k Kind) Export(p *Pool) ([]File, []importer.Cause, error) {
	p.titles, p.has, p.topics = map[note.Address]string{}, map[string]bool{}, map[string]bool{}
	names := &note.Names{}
	for _, n := range p.Notes {
		p.titles[n.Address] = n.Title
		for dir := n.Address.Topic(); dir != "" && !p.topics[dir]; dir = note.Address(dir).Topic() {
			p.topics[dir] = true
		}
		if named, ok := note.NamesOf(n.Note); ok {
			names.Add(named)
		}
	}
	for _, f := range p.Files {
		p.has[f] = true
	}
	p.links = note.Resolver{Shelf: names, Files: (*files)(p)}
	out, err := k.Write(p)
	return out, p.tally.Causes(), err
}

// files makes the pool a note.Files.
type files Pool

func (f *files) File(file string) bool { return f.has[file] }

// Folder reports a folder with an attachment in it.
func (f *files) Folder(dir string) bool {
	return slices.ContainsFunc(f.Files, func(file string) bool { return strings.HasPrefix(file, dir+"/") })
}

// Called reports an attachment of that name.
func (f *files) Called(name string) bool {
	return slices.ContainsFunc(f.Files, func(file string) bool { return path.Base(file) == name })
}

// lose counts what did not come as it was.
func (p *Pool) lose(cause, example string) {
	p.tally.Add(importer.Loss{Cause: cause, Example: example})
}

// below is a path of the pool from practices/.
func below(file string) string { return strings.TrimPrefix(file, note.Root) }

// attachments are all files of the pool, below a folder.
func (p *Pool) attachments(dir string) []File {
	var out []File
	for _, f := range p.Files {
		out = append(out, File{Path: path.Join(dir, below(f)), From: f})
	}
	return out
}

// plain is every file as it is.
func plain(p *Pool) ([]File, error) {
	var out []File
	for _, n := range p.Notes {
		out = append(out, File{Path: n.Path, Text: n.Bytes()})
		for _, e := range n.Thread {
			out = append(out, File{Path: e.Path, Text: e.Bytes()})
		}
	}
	for _, f := range p.Files {
		out = append(out, File{Path: f, From: f})
	}
	return out, nil
}
