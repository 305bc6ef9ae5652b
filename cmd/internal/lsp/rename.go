package lsp

import (
	"context"
	"fmt"
	"os"
	"strings"

	"github.com/breakfast-table/cop/pkg/note"
)

// prepareRename says that a note can get another address: the one a link under the cursor
// leads to, or this one.
func (s *server) prepareRename(c call) (any, error) {
	d, doc, p, err := s.here(c)
	if err != nil {
		return nil, err
	}
	a, where, err := d.named(doc, p)
	if err != nil {
		return nil, err
	}
	return prepared{where, string(a)}, nil
}

// named is the note that a rename at a position is about, and where it is named: the one
// a link leads to; in the front matter and on the title, this one.
func (d *snapshot) named(doc *document, p position) (note.Address, span, error) {
	n := d.parse(doc)
	at := doc.offset(p)
	if l, ok := linkAt(n, at); ok {
		a, there := d.resolve(n, l)
		if !there {
			return "", span{}, fmt.Errorf("this link leads to no note")
		}
		return a, doc.span(l.Start, l.End), nil
	}
	a, ok := d.address(doc.uri)
	if !ok || !inHead(n, at) {
		return "", span{}, fmt.Errorf("put the cursor on a link, the title or the front matter to rename a note")
	}
	return a, doc.lineSpan(p.Line + 1), nil
}

// rename moves a note: its file and thread, the links to it, its own links, and its old
// address among its aliases, as cop mv does.
func (s *server) rename(c call) (any, error) {
	var p renameParams
	if err := c.params(&p); err != nil {
		return nil, err
	}
	d, doc, at, err := s.hereNow(c)
	if err != nil {
		return nil, err
	}
	from, _, err := d.named(doc, at)
	if err != nil {
		return nil, err
	}
	to := note.Address(strings.TrimSuffix(strings.Trim(strings.TrimSpace(p.NewName), "/"), ".md"))
	if !strings.Contains(string(to), "/") && from.Topic() != "" {
		to = note.Address(from.Topic() + "/" + string(to)) // a name alone stays in its topic
	}
	return s.moveEdits(c.ctx, d, from, to, true)
}

// willRenameFiles gives the edits that go with files the editor is about to rename.
func (s *server) willRenameFiles(c call) (any, error) {
	var p renameFilesParams
	if err := c.params(&p); err != nil {
		return nil, err
	}
	d, err := s.freshNotes(c.ctx)
	if err != nil {
		return nil, err
	}
	out := workspaceEdit{[]documentEdit{}}
	for _, f := range p.Files {
		from, a := d.address(f.OldURI)
		to, b := d.address(f.NewURI)
		if !a || !b || d.at[from] == nil {
			continue
		}
		edit, err := s.moveEdits(c.ctx, d, from, to, false)
		if err != nil {
			return nil, err
		}
		out.DocumentChanges = append(out.DocumentChanges, edit.DocumentChanges...)
	}
	return out, nil
}

// moveEdits are the edits of a move, at the old places; with whole the files are renamed
// afterwards, too.
func (s *server) moveEdits(ctx context.Context, d *snapshot, from, to note.Address, whole bool) (workspaceEdit, error) {
	plan, err := d.pool.PlanMove(ctx, from, to, func(file string) ([]byte, error) {
		if doc, ok := s.docs[uriOf(d.pool.Path(file))]; ok {
			return []byte(doc.s), nil
		}
		return os.ReadFile(d.pool.Path(file))
	})
	if err != nil {
		return workspaceEdit{}, err
	}
	out := workspaceEdit{[]documentEdit{}}
	for _, f := range plan {
		uri := uriOf(d.pool.Path(f.From))
		edit := documentEdit{Document: &documentAt{URI: uri}, Edits: newText(string(f.Old), s.enc).replace(string(f.New))}
		if doc, ok := s.docs[uri]; ok {
			edit.Document.Version = &doc.version
		}
		if len(edit.Edits) > 0 {
			out.DocumentChanges = append(out.DocumentChanges, edit)
		}
	}
	for _, f := range plan {
		if whole && f.From != f.To {
			out.DocumentChanges = append(out.DocumentChanges, documentEdit{Kind: "rename", OldURI: uriOf(d.pool.Path(f.From)), NewURI: uriOf(d.pool.Path(f.To))})
		}
	}
	return out, nil
}
