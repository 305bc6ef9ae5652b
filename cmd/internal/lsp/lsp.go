// Package lsp is a pool as an editor sees it: a server of the Language Server Protocol on
// one pair of streams. Its main function is [Serve].
//
// What it models is a document – the text in the editor, saved or not – among the notes of
// the pool as they are on disk. Invariants:
//   - it writes nothing: every change goes to the editor as an edit, which the person may
//     undo there;
//   - it never waits for the network, and a keystroke is answered from what is in memory:
//     the notes are looked at anew after a file was saved, and at most once in a while;
//   - what stands in other members' notes is cleaned before it is shown.
//
// The package knows the protocol and package pool. What a link means and what is wrong
// with a note is decided in packages note and pool, so that the editor, cop check and cop
// show never disagree.
package lsp

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"sync"
	"time"

	"github.com/sourcegraph/jsonrpc2"

	"github.com/breakfast-table/cop/pkg/pool"
)

// Host is what the server gets from the command line around it. All fields are needed.
type Host struct {
	Version string
	// Open opens the pool around dir as its files are at that moment; with dir "" the one
	// the command line means. Errors: pool.ErrNoPool.
	Open func(ctx context.Context, dir string) (*pool.Pool, error)
	// Explain turns an error into one clear line and one of what to do about it.
	Explain func(error) (message, hint string)
}

// Serve answers an editor's requests until it says exit, in ends, or ctx does.
func Serve(ctx context.Context, h Host, in io.Reader, out io.Writer) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	s := &server{Host: h, docs: map[string]*document{}, stop: stop}
	stream := jsonrpc2.NewBufferedStream(streams{in, out}, jsonrpc2.VSCodeObjectCodec{})
	conn := jsonrpc2.NewConn(ctx, stream, jsonrpc2.HandlerWithError(s.handle))
	defer s.close()
	select {
	case <-conn.DisconnectNotify():
	case <-ctx.Done():
		_ = conn.Close()
	}
	return nil
}

type streams struct {
	io.Reader
	io.Writer
}

func (streams) Close() error { return nil }

// server answers one editor. Requests come one after the other; only diagnostics are made
// beside them.
type server struct {
	Host
	stop context.CancelFunc

	looking sync.Mutex // one look at changed files at a time; taken before mu

	mu       sync.Mutex // guards all below
	enc      encoding
	docs     map[string]*document // by URI
	dir      string               // where the editor works
	snapshot *snapshot            // nil until it is needed
}

// document is a text in the editor.
type document struct {
	*text
	uri     string
	version int
	check   *time.Timer // its diagnostics are due
}

// methods are what the server understands; what is not in it is answered as the protocol
// asks.
var methods = map[string]func(s *server, c call) (any, error){
	"initialize":                      (*server).initialize,
	"shutdown":                        func(*server, call) (any, error) { return nil, nil },
	"textDocument/didOpen":            (*server).didOpen,
	"textDocument/didChange":          (*server).didChange,
	"textDocument/didSave":            (*server).didSave,
	"textDocument/didClose":           (*server).didClose,
	"textDocument/completion":         (*server).completion,
	"textDocument/hover":              (*server).hover,
	"textDocument/definition":         (*server).definition,
	"textDocument/references":         (*server).references,
	"textDocument/documentLink":       (*server).documentLinks,
	"textDocument/documentSymbol":     (*server).documentSymbols,
	"workspace/symbol":                (*server).workspaceSymbols,
	"textDocument/codeAction":         (*server).codeActions,
	"textDocument/prepareRename":      (*server).prepareRename,
	"textDocument/rename":             (*server).rename,
	"workspace/willRenameFiles":       (*server).willRenameFiles,
	"workspace/didRenameFiles":        (*server).filesChanged,
	"workspace/didChangeWatchedFiles": (*server).filesChanged,
}

// call is one request or notification.
type call struct {
	ctx  context.Context
	conn *jsonrpc2.Conn
	req  *jsonrpc2.Request
}

func (c call) params(into any) error {
	if c.req.Params == nil {
		return nil
	}
	if err := json.Unmarshal(*c.req.Params, into); err != nil {
		return &jsonrpc2.Error{Code: jsonrpc2.CodeInvalidParams, Message: err.Error()}
	}
	return nil
}

func (s *server) handle(ctx context.Context, conn *jsonrpc2.Conn, req *jsonrpc2.Request) (any, error) {
	if req.Method == "exit" {
		s.stop()
		return nil, nil
	}
	f, ok := methods[req.Method]
	if !ok {
		return nil, &jsonrpc2.Error{Code: jsonrpc2.CodeMethodNotFound, Message: "cop does not know " + req.Method}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	res, err := f(s, call{ctx, conn, req})
	if err == nil {
		return res, nil
	}
	var known *jsonrpc2.Error
	if errors.As(err, &known) {
		return nil, known
	}
	message, hint := s.Explain(err)
	if hint != "" {
		message += "; " + hint
	}
	return nil, &jsonrpc2.Error{Code: requestFailed, Message: message}
}

// requestFailed is the protocol's code for a sound request that could not be answered.
const requestFailed = -32803

func (s *server) initialize(c call) (any, error) {
	var p initializeParams
	if err := c.params(&p); err != nil {
		return nil, err
	}
	for _, e := range p.Capabilities.General.PositionEncodings {
		if e == utf8Bytes.String() {
			s.enc = utf8Bytes
		}
	}
	s.dir = fileOf(p.RootURI)
	if len(p.WorkspaceFolders) > 0 {
		s.dir = fileOf(p.WorkspaceFolders[0].URI)
	}
	return map[string]any{
		"capabilities": capabilities(s.enc),
		"serverInfo":   map[string]string{"name": "cop", "version": s.Version},
	}, nil
}

func capabilities(enc encoding) map[string]any {
	markdown := map[string]any{"filters": []any{map[string]any{"scheme": "file", "pattern": map[string]any{"glob": "**/*.md", "matches": "file"}}}}
	return map[string]any{
		"positionEncoding":        enc.String(),
		"textDocumentSync":        map[string]any{"openClose": true, "change": 2, "save": true},
		"completionProvider":      map[string]any{"triggerCharacters": []string{"[", "(", "#", "@", ":", "/"}},
		"hoverProvider":           true,
		"definitionProvider":      true,
		"referencesProvider":      true,
		"documentLinkProvider":    map[string]any{},
		"documentSymbolProvider":  true,
		"workspaceSymbolProvider": true,
		"codeActionProvider":      map[string]any{"codeActionKinds": []string{"quickfix", "refactor"}},
		"renameProvider":          map[string]any{"prepareProvider": true},
		"workspace": map[string]any{
			"workspaceFolders": map[string]any{"supported": true},
			"fileOperations":   map[string]any{"willRename": markdown, "didRename": markdown},
		},
	}
}

// close gives the pool back.
func (s *server) close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, d := range s.docs {
		if d.check != nil {
			d.check.Stop()
		}
	}
	if s.snapshot != nil {
		_ = s.snapshot.pool.Close()
	}
}
