package lsp

import (
	"context"
	"time"

	"github.com/breakfast-table/cop/pkg/note"
)

// checkSoon checks a document after a while, unless it changes again before.
func (s *server) checkSoon(c call, d *document, after time.Duration) {
	if d.check != nil {
		d.check.Stop()
	}
	uri := d.uri
	tell := func(p publishDiagnosticsParams) {
		_ = c.conn.Notify(context.WithoutCancel(c.ctx), "textDocument/publishDiagnostics", p)
	}
	d.check = time.AfterFunc(after, func() {
		if p, ok := s.diagnose(c.ctx, uri); ok {
			tell(p)
		}
	})
}

// diagnose is what cop check says of a document as it is in the editor.
func (s *server) diagnose(ctx context.Context, uri string) (publishDiagnosticsParams, bool) {
	s.refresh(ctx)
	s.mu.Lock()
	defer s.mu.Unlock()
	doc, ok := s.docs[uri]
	if !ok {
		return publishDiagnosticsParams{}, false
	}
	out := publishDiagnosticsParams{URI: uri, Version: &doc.version, Diagnostics: []diagnostic{}}
	d, err := s.notes(ctx)
	if err != nil {
		return out, false
	}
	a, ok := d.address(uri)
	if !ok {
		return out, true // no note
	}
	for _, p := range d.space.Check(a, []byte(doc.s)) {
		out.Diagnostics = append(out.Diagnostics, diagnosticOf(doc.text, p))
	}
	return out, true
}

const source = "cop"

func diagnosticOf(t *text, p note.Problem) diagnostic {
	message := p.Message
	if p.Fix != "" {
		message += "; " + p.Fix
	}
	return diagnostic{Range: t.lineSpan(p.Line), Severity: severityWarning, Code: p.Rule, Source: source, Message: note.Clean(message)}
}
