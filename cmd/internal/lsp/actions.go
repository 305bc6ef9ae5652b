package lsp

import (
	"context"
	"fmt"
	"strings"

	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool"
)

// codeActions offers what mends the problems at the cursor, and what is often done next.
func (s *server) codeActions(c call) (any, error) {
	var p codeActionParams
	if err := c.params(&p); err != nil {
		return nil, err
	}
	doc, err := s.open(p.Document.URI)
	if err != nil {
		return nil, err
	}
	d, err := s.notes(c.ctx)
	if err != nil {
		return nil, err
	}
	out := []codeAction{}
	a, ok := d.address(doc.uri)
	if !ok {
		return out, nil
	}
	for _, offer := range []func(context.Context, *snapshot, *document, note.Address, codeActionParams) ([]codeAction, error){
		createMissing, linkMention, mend, retire,
	} {
		more, err := offer(c.ctx, d, doc, a, p)
		if err != nil {
			return nil, err
		}
		out = append(out, more...)
	}
	return out, nil
}

// edits are changes of one open document.
func (d *document) edits(edits []textEdit) documentEdit {
	return documentEdit{Document: &documentAt{d.uri, &d.version}, Edits: edits}
}

// createMissing makes the note that a link under the cursor leads to, and that is not there.
func createMissing(_ context.Context, d *snapshot, doc *document, _ note.Address, p codeActionParams) ([]codeAction, error) {
	n := d.parse(doc)
	l, ok := linkAt(n, doc.offset(p.Range.Start))
	if !ok {
		return nil, nil
	}
	a, there := d.resolve(n, l)
	if there || a == "" {
		return nil, nil
	}
	title := strings.TrimSpace(l.Text)
	if title == "" || l.Wiki && title == l.Dest {
		title = strings.ReplaceAll(a.Slug(), "-", " ")
	}
	text, err := d.pool.Text(pool.Draft{Title: title, Topic: a.Topic()})
	if err != nil {
		return nil, err
	}
	uri := uriOf(d.pool.File(a))
	return []codeAction{{
		Title: "Write the note " + note.Clean(string(a)), Kind: "quickfix", IsPreferred: true,
		Diagnostics: at(p, "broken-link"),
		Edit: workspaceEdit{[]documentEdit{
			{Kind: "create", URI: uri},
			{Document: &documentAt{URI: uri}, Edits: []textEdit{{span{}, string(text)}}},
		}},
	}}, nil
}

// at are the problems of a rule that the editor asks about.
func at(p codeActionParams, rule string) []diagnostic {
	var out []diagnostic
	for _, d := range p.Context.Diagnostics {
		if d.Code == rule {
			out = append(out, d)
		}
	}
	return out
}

// linkMention turns the selected words, when they are the title of a note, into a link:
// a link instead of a copy.
func linkMention(_ context.Context, d *snapshot, doc *document, own note.Address, p codeActionParams) ([]codeAction, error) {
	from, to := doc.offset(p.Range.Start), doc.offset(p.Range.End)
	words := doc.s[from:max(from, to)]
	if strings.TrimSpace(words) == "" || strings.Contains(words, "\n") {
		return nil, nil
	}
	for i := range d.cards {
		c := &d.cards[i]
		if c.Address != own && strings.EqualFold(strings.TrimSpace(words), c.Title) {
			link := fmt.Sprintf("[[%s|%s]]", c.Address, strings.TrimSpace(words))
			return []codeAction{{Title: "Link to " + note.Clean(string(c.Address)), Kind: "refactor",
				Edit: workspaceEdit{[]documentEdit{doc.edits([]textEdit{{doc.span(from, to), link}})}}}}, nil
		}
	}
	return nil, nil
}

// mend is what cop check --fix would make of the text.
func mend(ctx context.Context, d *snapshot, doc *document, own note.Address, p codeActionParams) ([]codeAction, error) {
	mended, err := d.space.Mend(ctx, own, []byte(doc.s))
	if err != nil || string(mended) == doc.s {
		return nil, err
	}
	return []codeAction{{Title: "Mend what cop can mend here", Kind: "quickfix", Diagnostics: p.Context.Diagnostics,
		Edit: workspaceEdit{[]documentEdit{doc.edits(doc.replace(string(mended)))}}}}, nil
}

// retire marks the note as no longer recommended.
func retire(_ context.Context, d *snapshot, doc *document, own note.Address, p codeActionParams) ([]codeAction, error) {
	n := d.parse(doc)
	if n.Status != "" || n.Err() != nil || n.Type == note.Question || !inHead(n, doc.offset(p.Range.Start)) {
		return nil, nil //nolint:nilerr // what cannot be read cannot be marked
	}
	if err := n.Set("status", "deprecated"); err != nil {
		return nil, err
	}
	return []codeAction{{Title: "Retire this note", Kind: "refactor",
		Edit: workspaceEdit{[]documentEdit{doc.edits(doc.replace(string(n.Bytes())))}}}}, nil
}
