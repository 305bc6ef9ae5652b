package lsp

import (
	"fmt"
	"net/url"
	"path/filepath"
	"runtime"
	"strings"
	"time"
)

// checkAfter is how long a text rests before it is checked while somebody types.
const checkAfter = 150 * time.Millisecond

func (s *server) didOpen(c call) (any, error) {
	var p didOpenParams
	if err := c.params(&p); err != nil {
		return nil, err
	}
	d := &document{text: newText(p.Document.Text, s.enc), uri: p.Document.URI, version: p.Document.Version}
	s.docs[d.uri] = d
	s.checkSoon(c, d, 0)
	return nil, nil
}

func (s *server) didChange(c call) (any, error) {
	var p didChangeParams
	if err := c.params(&p); err != nil {
		return nil, err
	}
	d, ok := s.docs[p.Document.URI]
	if !ok {
		return nil, nil
	}
	d.text = d.apply(p.Changes)
	if p.Document.Version != nil {
		d.version = *p.Document.Version
	}
	s.checkSoon(c, d, checkAfter)
	return nil, nil
}

// didSave looks at the notes anew, and at every open text, whose links may lead
// somewhere now.
func (s *server) didSave(c call) (any, error) { return s.filesChanged(c) }

func (s *server) filesChanged(c call) (any, error) {
	if s.snapshot != nil {
		s.snapshot.outdated = true
	}
	for _, d := range s.docs {
		s.checkSoon(c, d, 0)
	}
	return nil, nil
}

func (s *server) didClose(c call) (any, error) {
	var p documentParams
	if err := c.params(&p); err != nil {
		return nil, err
	}
	if d, ok := s.docs[p.Document.URI]; ok && d.check != nil {
		d.check.Stop()
	}
	delete(s.docs, p.Document.URI)
	return nil, c.conn.Notify(c.ctx, "textDocument/publishDiagnostics", publishDiagnosticsParams{URI: p.Document.URI, Diagnostics: []diagnostic{}})
}

// open is the text of an open document.
func (s *server) open(uri string) (*document, error) {
	if d, ok := s.docs[uri]; ok {
		return d, nil
	}
	return nil, fmt.Errorf("%s is not open in the editor", uri)
}

// fileOf is the path that a file URI names, "" for any other. An editor on Windows writes
// file:///C:/pool or file:///c%3A/pool.
func fileOf(uri string) string {
	u, err := url.Parse(uri)
	if err != nil || u.Scheme != "file" {
		return ""
	}
	path := u.Path
	if runtime.GOOS == "windows" {
		path = strings.TrimPrefix(path, "/")
	}
	return filepath.FromSlash(path)
}

// uriOf is the URI of a file.
func uriOf(file string) string {
	path := filepath.ToSlash(file)
	if !strings.HasPrefix(path, "/") {
		path = "/" + path
	}
	return (&url.URL{Scheme: "file", Path: path}).String()
}
