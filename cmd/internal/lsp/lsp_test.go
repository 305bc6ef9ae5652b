package lsp

import (
	"context"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/sourcegraph/jsonrpc2"

	"github.com/breakfast-table/cop/pkg/pool"
)

// editor is a client at a pool of a few notes. It speaks the protocol as an editor does,
// over a pipe.
type editor struct {
	t    *testing.T
	dir  string
	conn *jsonrpc2.Conn
	told chan publishDiagnosticsParams
	got  map[string]any // the server's answer to initialize
}

func newEditor(t *testing.T, encodings ...string) *editor {
	t.Helper()
	t.Parallel()
	e := &editor{t: t, dir: filepath.Join(t.TempDir(), "guild"), told: make(chan publishDiagnosticsParams, 100)}
	opt := pool.Options{
		Env: []string{"HOME=" + t.TempDir(), "GIT_CONFIG_NOSYSTEM=1"},
		Now: func() time.Time { return time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC) },
	}
	p, err := pool.Found(t.Context(), e.dir, pool.Founding{Name: "Guild", Purpose: "x", Audience: "us", Direct: true,
		Me: pool.Member{Handle: "ana", Name: "Ana", Email: "ana@example.org"}}, opt)
	if err != nil {
		t.Fatal(err)
	}
	_ = p.Close()
	e.write("oncall/rotate-the-pager.md", "---\ntitle: Rotate the pager\ntags: [pager, mondays]\nauthors: [ben]\n---\n\n## Before\n\nSee [[oncall/quiet-hours]].\n\n## After 🌱\n\nDone.\n")
	e.write("oncall/quiet-hours.md", "---\ntitle: Quiet hours\nauthors: [cleo]\n---\n\nNobody calls. Back to [the pager](rotate-the-pager.md#before).\n")
	e.write("oncall/rotate-the-pager/2026-11-20-cleo-tried-a2b3.md", "---\nauthor: cleo\ndate: 2026-11-20\ntype: tried\noutcome: worked\ncontext: two sites\n---\n\nFine.\n")
	e.serve(Host{
		Version: "test",
		Open: func(ctx context.Context, dir string) (*pool.Pool, error) {
			if dir == "" {
				dir = e.dir
			}
			return pool.Open(ctx, dir, opt)
		},
		Explain: func(err error) (string, string) { return err.Error(), "" },
	})
	var caps map[string]any
	if len(encodings) > 0 {
		caps = map[string]any{"general": map[string]any{"positionEncodings": encodings}}
	}
	e.call("initialize", map[string]any{"rootUri": uriOf(e.dir), "capabilities": caps}, &e.got)
	return e
}

func (e *editor) serve(h Host) {
	in, w := io.Pipe()
	r, out := io.Pipe()
	done := make(chan struct{})
	go func() { defer close(done); _ = Serve(e.t.Context(), h, in, out) }()
	e.conn = jsonrpc2.NewConn(context.Background(), jsonrpc2.NewBufferedStream(pipe{r, w}, jsonrpc2.VSCodeObjectCodec{}),
		jsonrpc2.HandlerWithError(func(_ context.Context, _ *jsonrpc2.Conn, req *jsonrpc2.Request) (any, error) {
			if req.Method == "textDocument/publishDiagnostics" {
				var p publishDiagnosticsParams
				if err := json.Unmarshal(*req.Params, &p); err == nil {
					e.told <- p
				}
			}
			return nil, nil
		}))
	e.t.Cleanup(func() {
		_ = e.conn.Notify(context.Background(), "exit", nil)
		_ = w.Close()
		<-done
		_ = e.conn.Close()
	})
}

type pipe struct {
	io.Reader
	io.WriteCloser
}

func (e *editor) write(name, text string) {
	e.t.Helper()
	file := filepath.Join(e.dir, "practices", filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		e.t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		e.t.Fatal(err)
	}
}

func (e *editor) uri(name string) string {
	return uriOf(filepath.Join(e.dir, "practices", filepath.FromSlash(name)))
}

func (e *editor) call(method string, params, into any) {
	e.t.Helper()
	ctx, stop := context.WithTimeout(e.t.Context(), time.Minute)
	defer stop()
	if err := e.conn.Call(ctx, method, params, into); err != nil {
		e.t.Fatalf("%s: %v", method, err)
	}
}

// open opens a text in the editor. A | in it is the cursor, which is taken out.
func (e *editor) open(name, s string) (uri string, cursor position) {
	e.t.Helper()
	uri = e.uri(name)
	before, after, _ := strings.Cut(s, "|")
	enc := utf16Units
	if e.got["capabilities"].(map[string]any)["positionEncoding"] == "utf-8" {
		enc = utf8Bytes
	}
	cursor = newText(before+after, enc).position(len(before))
	if err := e.conn.Notify(e.t.Context(), "textDocument/didOpen", didOpenParams{documentItem{uri, 1, before + after}}); err != nil {
		e.t.Fatal(err)
	}
	return uri, cursor
}

// diagnostics waits for what is said of a document.
func (e *editor) diagnostics(uri string, version int) []diagnostic {
	e.t.Helper()
	for {
		select {
		case p := <-e.told:
			if p.URI == uri && p.Version != nil && *p.Version == version {
				return p.Diagnostics
			}
		case <-time.After(time.Minute):
			e.t.Fatalf("nothing was said of %s", uri)
		}
	}
}

func (e *editor) complete(name, s string) (labels []string, list completionList) {
	e.t.Helper()
	uri, at := e.open(name, s)
	e.call("textDocument/completion", docPosition{documentID{URI: uri}, at}, &list)
	for _, i := range list.Items {
		labels = append(labels, i.Label)
	}
	return labels, list
}

func has(list []string, want string) bool {
	for _, s := range list {
		if s == want {
			return true
		}
	}
	return false
}

func TestCompletion(t *testing.T) {
	e := newEditor(t)
	for _, c := range []struct{ text, want, not string }{
		{"See [[qui|", "oncall/quiet-hours", "oncall/rotate-the-pager"},
		{"See [[Rotate the|", "oncall/rotate-the-pager", "oncall/quiet-hours"},
		{"See [[oncall/rotate-the-pager#af|", "After 🌱", "Before"},
		{"See [it](quiet|", "oncall/quiet-hours", ""},
		{"About #mon|", "mondays", "pager"},
		{"Ask @cl|", "cleo", "ben"},
		{"---\nti|\n---\n", "title", "tags"},
		{"---\ntype: que|\n---\n", "question", "practice"},
		{"---\nstatus: |\n---\n", "deprecated", ""},
		{"---\ntags: [pag|\n---\n", "pager", ""},
		{"---\nsuperseded_by: quiet|\n---\n", "oncall/quiet-hours", ""},
	} {
		labels, _ := e.complete("oncall/new.md", c.text)
		if !has(labels, c.want) || c.not != "" && has(labels, c.not) {
			t.Errorf("%q offers %v, wanted %q and not %q", c.text, labels, c.want, c.not)
		}
	}
	for _, quiet := range []string{"Plain words|", "# Head|", "`a[b` done|", "[[done]] and|", "mail a@b.org|"} {
		if labels, _ := e.complete("oncall/new.md", quiet); len(labels) > 0 {
			t.Errorf("%q offers %v", quiet, labels)
		}
	}
	_, list := e.complete("oncall/new.md", "🌱 [[qui|")
	if got := list.Items[0].Edit; got.NewText != "oncall/quiet-hours]]" || got.Range.Start.Character != 5 {
		t.Errorf("written: %+v", got)
	}
	for typed, filter := range map[string]string{"oncall/qui": "", "qui": "qui"} {
		if _, list = e.complete("oncall/new.md", "[["+typed+"|"); list.Items[0].FilterText != filter {
			t.Errorf("%q is filtered by %q", typed, list.Items[0].FilterText)
		}
	}
	_, list = e.complete("deploy/new.md", "[it](quiet|)")
	if got := list.Items[0].Edit.NewText; got != "../oncall/quiet-hours.md" {
		t.Errorf("written: %q", got)
	}
}

func TestHoverDefinitionReferences(t *testing.T) {
	e := newEditor(t)
	uri, at := e.open("oncall/new.md", "🌱 See [[oncall/rotate-the-|pager#After 🌱]].")
	var h hover
	e.call("textDocument/hover", docPosition{documentID{URI: uri}, at}, &h)
	for _, want := range []string{"**Rotate the pager**", "emerging", "1 worked", "by ben"} {
		if !strings.Contains(h.Contents.Value, want) {
			t.Errorf("hover lacks %q: %s", want, h.Contents.Value)
		}
	}
	var to location
	e.call("textDocument/definition", docPosition{documentID{URI: uri}, at}, &to)
	if to.URI != e.uri("oncall/rotate-the-pager.md") || to.Range.Start.Line != 10 {
		t.Errorf("definition %+v", to)
	}
	var refs []location
	e.call("textDocument/references", docPosition{documentID{URI: uri}, at}, &refs)
	if len(refs) != 1 || refs[0].URI != e.uri("oncall/quiet-hours.md") || refs[0].Range.Start.Line != 5 {
		t.Errorf("references %+v", refs)
	}
	var links []documentLink
	e.call("textDocument/documentLink", documentParams{documentID{URI: uri}}, &links)
	if len(links) != 1 || links[0].Target != e.uri("oncall/rotate-the-pager.md") || links[0].Tooltip != "Rotate the pager" {
		t.Errorf("links %+v", links)
	}
}

func TestSymbols(t *testing.T) {
	e := newEditor(t)
	uri, _ := e.open("oncall/new.md", "# One\n\n## Two\n\n### Three\n\n## Four\n")
	var tree []documentSymbol
	e.call("textDocument/documentSymbol", documentParams{documentID{URI: uri}}, &tree)
	if len(tree) != 1 || len(tree[0].Children) != 2 || tree[0].Children[0].Children[0].Name != "Three" || tree[0].Children[0].Range.End.Line != 6 {
		t.Errorf("outline %+v", tree)
	}
	var found []workspaceSymbol
	e.call("workspace/symbol", queryParams{"quiet"}, &found)
	if len(found) != 1 || found[0].Name != "Quiet hours" {
		t.Errorf("found %+v", found)
	}
}

func TestDiagnosticsFollowTheText(t *testing.T) {
	e := newEditor(t)
	uri, _ := e.open("oncall/new.md", "---\ntitle: New one\n---\n\nSee [[oncall/no-such]].\n")
	got := e.diagnostics(uri, 1)
	if len(got) != 1 || got[0].Code != "broken-link" || got[0].Range.Start.Line != 4 {
		t.Fatalf("diagnostics %+v", got)
	}
	two := 2
	if err := e.conn.Notify(t.Context(), "textDocument/didChange", didChangeParams{documentID{uri, &two}, []change{
		{Range: &span{position{4, 13}, position{4, 20}}, Text: "quiet-hours"},
	}}); err != nil {
		t.Fatal(err)
	}
	if got := e.diagnostics(uri, 2); len(got) != 0 {
		t.Errorf("mended, and still %+v", got)
	}
}

func TestTheEditorChoosesHowPositionsCount(t *testing.T) {
	for want, offered := range map[string][]string{"utf-16": nil, "utf-8": {"utf-32", "utf-8", "utf-16"}} {
		t.Run(want, func(t *testing.T) {
			e := newEditor(t, offered...)
			if got := e.got["capabilities"].(map[string]any)["positionEncoding"]; got != want {
				t.Fatalf("agreed on %v", got)
			}
			_, list := e.complete("oncall/new.md", "héllo 🌱 [[qui|")
			from := map[string]int{"utf-16": 11, "utf-8": 14}[want]
			if got := list.Items[0].Edit.Range; got.Start.Character != from || got.End.Character != from+3 {
				t.Errorf("replaces %+v", got)
			}
		})
	}
}

func TestPositions(t *testing.T) {
	for _, enc := range []encoding{utf16Units, utf8Bytes} {
		tx := newText("a🌱é\r\nb\rc\n\xff!", enc)
		for i := range tx.s {
			if i > 0 && !boundary(tx.s, i) {
				continue
			}
			if got := tx.offset(tx.position(i)); got != i && tx.s[i] != '\n' && tx.s[i] != '\r' {
				t.Errorf("%v: byte %d → %+v → %d", enc, i, tx.position(i), got)
			}
		}
	}
}

func FuzzReplaceIsTheWholeChange(f *testing.F) {
	f.Add("a🌱b\r\nc", "a🌲b\nc")
	f.Add("", "é")
	f.Fuzz(func(t *testing.T, was, is string) {
		if !validText(was) || !validText(is) {
			return
		}
		for _, enc := range []encoding{utf16Units, utf8Bytes} {
			old := newText(was, enc)
			for _, e := range old.replace(is) {
				if got := old.apply([]change{{Range: &e.Range, Text: e.NewText}}); got.s != is {
					t.Errorf("%v: %q → %q became %q", enc, was, is, got.s)
				}
			}
		}
	})
}

func validText(s string) bool { return strings.ToValidUTF8(s, "") == s }

func TestRequestsThatMakeNoSenseAreRefused(t *testing.T) {
	e := newEditor(t)
	for method, params := range map[string]any{
		"textDocument/hover": docPosition{documentID{URI: e.uri("not/open.md")}, position{}}, "no/such": nil,
		"textDocument/completion": "words", "textDocument/rename": map[string]any{"position": map[string]any{"line": "x"}},
	} {
		if err := e.conn.Call(t.Context(), method, params, nil); err == nil {
			t.Errorf("%s was answered", method)
		}
	}
	uri, _ := e.open("oncall/new.md", "x")
	var h *hover
	e.call("textDocument/hover", docPosition{documentID{URI: uri}, position{99, 99}}, &h)
	if h != nil {
		t.Errorf("hover beyond the text: %+v", h)
	}
}

// edited applies the edits of one answer to the texts on disk, as an editor would.
func (e *editor) edited(edit workspaceEdit) map[string]string {
	e.t.Helper()
	texts := map[string]string{}
	read := func(uri string) string {
		if s, ok := texts[uri]; ok {
			return s
		}
		b, err := os.ReadFile(fileOf(uri))
		if err != nil {
			e.t.Fatal(err)
		}
		return string(b)
	}
	for _, c := range edit.DocumentChanges {
		switch c.Kind {
		case "create":
			texts[c.URI] = ""
		case "rename":
			texts[c.NewURI] = read(c.OldURI)
			delete(texts, c.OldURI)
		default:
			t := newText(read(c.Document.URI), utf16Units)
			for _, one := range c.Edits {
				t = t.apply([]change{{Range: &one.Range, Text: one.NewText}})
			}
			texts[c.Document.URI] = t.s
		}
	}
	return texts
}

func TestRenameMovesTheNoteWithItsThreadAndLinks(t *testing.T) {
	e := newEditor(t)
	uri, at := e.open("oncall/quiet-hours.md", "---\ntitle: Quiet hours\nauthors: [cleo]\n---\n\nNobody calls. Back to [the pager](rotate-the-|pager.md#before). Not saved.\n")
	var ready prepared
	e.call("textDocument/prepareRename", docPosition{documentID{URI: uri}, at}, &ready)
	if ready.Placeholder != "oncall/rotate-the-pager" {
		t.Errorf("renames %+v", ready)
	}
	var edit workspaceEdit
	e.call("textDocument/rename", renameParams{docPosition{documentID{URI: uri}, at}, "deploy/hand-over"}, &edit)
	got := e.edited(edit)
	moved := got[e.uri("deploy/hand-over.md")]
	for _, want := range []string{"aliases: [/oncall/rotate-the-pager]", "See [[oncall/quiet-hours]]."} {
		if !strings.Contains(moved, want) {
			t.Errorf("the note lacks %q:\n%s", want, moved)
		}
	}
	if _, ok := got[e.uri("deploy/hand-over/2026-11-20-cleo-tried-a2b3.md")]; !ok {
		t.Errorf("its thread stays behind: %v", got)
	}
	end := position{Line: 5, Character: 70}
	if err := e.conn.Call(t.Context(), "textDocument/rename", renameParams{docPosition{documentID{URI: uri}, end}, "deploy/x"}, &edit); err == nil {
		t.Error("words that name no note were renamed")
	}
	edit.DocumentChanges = nil
	if err := e.conn.Call(t.Context(), "textDocument/rename", renameParams{docPosition{documentID{URI: uri}, at}, "quiet-hours"}, &edit); err == nil {
		t.Error("a note was renamed to one that is there")
	}
	var files workspaceEdit
	e.call("workspace/willRenameFiles", map[string]any{"files": []any{map[string]string{"oldUri": e.uri("oncall/rotate-the-pager.md"), "newUri": e.uri("oncall/pass-it-on.md")}}}, &files)
	for _, c := range files.DocumentChanges {
		if c.Kind != "" {
			t.Errorf("the editor renames the file, not we: %+v", c)
		}
	}
	if len(files.DocumentChanges) < 2 {
		t.Errorf("links stay behind: %+v", files)
	}
}

func TestCodeActions(t *testing.T) {
	e := newEditor(t)
	actions := func(name, s string) map[string]codeAction {
		before, rest, _ := strings.Cut(s, "|")
		selected, after, more := strings.Cut(rest, "|")
		if !more {
			selected, after = "", rest
		}
		uri, from := e.open(name, before+"|"+selected+after)
		to := newText(before+selected, utf16Units).position(len(before + selected))
		var list []codeAction
		e.call("textDocument/codeAction", map[string]any{"textDocument": documentID{URI: uri}, "range": span{from, to}, "context": map[string]any{"diagnostics": []any{}}}, &list)
		out := map[string]codeAction{}
		for _, a := range list {
			out[a.Title] = a
		}
		return out
	}
	e.write("oncall/new.md", "See [[deploy/warm-|the-cache]].\n")
	create, ok := actions("oncall/new.md", "See [[deploy/warm-|the-cache]].\n")["Write the note deploy/warm-the-cache"]
	if !ok {
		t.Fatal("a missing note is not offered")
	}
	if text := e.edited(create.Edit)[e.uri("deploy/warm-the-cache.md")]; !strings.Contains(text, "title: warm the cache") {
		t.Errorf("made:\n%s", text)
	}
	if _, ok := actions("oncall/new.md", "---\ntitle: x\n---\n\nKeep the |quiet hours| in mind.\n")["Link to oncall/quiet-hours"]; !ok {
		t.Error("a link instead of a copy is not offered")
	}
	if _, ok := actions("oncall/quiet-hours.md", "---\ntitle: Qui|et hours\n---\n\nNobody calls.\n")["Retire this note"]; !ok {
		t.Error("retiring is not offered")
	}
	e.write("oncall/gone.md", "---\ntitle: Here now\naliases: [/oncall/was-there]\n---\n\nYes.\n")
	if err := e.conn.Notify(t.Context(), "textDocument/didSave", nil); err != nil {
		t.Fatal(err)
	}
	uri, _ := e.open("oncall/other.md", "---\ntitle: Other\n---\n\nSee [[oncall/was-there]].\n")
	e.diagnostics(uri, 1)
	e.write("oncall/new.md", "---\ntitle: x\n---\n\nSee [[oncall/was-there]].\n")
	mend, ok := actions("oncall/new.md", "---\ntitle: x\n---\n\nSee [[oncall/|was-there]].\n")["Mend what cop can mend here"]
	if !ok {
		t.Fatal("mending is not offered")
	}
	if text := e.edited(mend.Edit)[e.uri("oncall/new.md")]; !strings.Contains(text, "[[oncall/gone]]") {
		t.Errorf("mended:\n%s", text)
	}
}
