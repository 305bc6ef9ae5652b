package lsp

// The part of the Language Server Protocol 3.17 that is spoken here. The libraries that
// the module proxy has (go.lsp.dev/protocol 0.12, tliron/glsp 0.2) stop at 3.16 and cannot
// say how positions count, which this server lets the editor choose.

// A position is a place in a text: lines and, within a line, code units of the encoding
// that was agreed on, both from 0.
type position struct {
	Line      int `json:"line"`
	Character int `json:"character"`
}

type span struct {
	Start position `json:"start"`
	End   position `json:"end"`
}

type location struct {
	URI   string `json:"uri"`
	Range span   `json:"range"`
}

type documentID struct {
	URI     string `json:"uri"`
	Version *int   `json:"version,omitempty"`
}

type documentItem struct {
	URI     string `json:"uri"`
	Version int    `json:"version"`
	Text    string `json:"text"`
}

type docPosition struct {
	Document documentID `json:"textDocument"`
	Position position   `json:"position"`
}

type initializeParams struct {
	RootURI          string            `json:"rootUri"`
	WorkspaceFolders []workspaceFolder `json:"workspaceFolders"`
	Capabilities     struct {
		General struct {
			PositionEncodings []string `json:"positionEncodings"`
		} `json:"general"`
		Workspace struct {
			WorkspaceEdit struct {
				ResourceOperations []string `json:"resourceOperations"`
			} `json:"workspaceEdit"`
		} `json:"workspace"`
	} `json:"capabilities"`
}

type workspaceFolder struct {
	URI string `json:"uri"`
}

type didOpenParams struct {
	Document documentItem `json:"textDocument"`
}

type didChangeParams struct {
	Document documentID `json:"textDocument"`
	Changes  []change   `json:"contentChanges"`
}

// A change replaces a range; without one, the whole text.
type change struct {
	Range *span  `json:"range"`
	Text  string `json:"text"`
}

type documentParams struct {
	Document documentID `json:"textDocument"`
}

type queryParams struct {
	Query string `json:"query"`
}

type renameParams struct {
	docPosition
	NewName string `json:"newName"`
}

type renameFilesParams struct {
	Files []struct {
		OldURI string `json:"oldUri"`
		NewURI string `json:"newUri"`
	} `json:"files"`
}

type codeActionParams struct {
	Document documentID `json:"textDocument"`
	Range    span       `json:"range"`
	Context  struct {
		Diagnostics []diagnostic `json:"diagnostics"`
	} `json:"context"`
}

type textEdit struct {
	Range   span   `json:"range"`
	NewText string `json:"newText"`
}

// A documentEdit is one step of a workspaceEdit: edits of a text, or, with Kind, a file
// that is made or renamed.
type documentEdit struct {
	Kind     string      `json:"kind,omitempty"` // "create" or "rename"; "" for edits
	URI      string      `json:"uri,omitempty"`
	OldURI   string      `json:"oldUri,omitempty"`
	NewURI   string      `json:"newUri,omitempty"`
	Document *documentAt `json:"textDocument,omitempty"`
	Edits    []textEdit  `json:"edits,omitempty"`
}

// A documentAt names a document; version null means: as it is on disk.
type documentAt struct {
	URI     string `json:"uri"`
	Version *int   `json:"version"`
}

type workspaceEdit struct {
	DocumentChanges []documentEdit `json:"documentChanges"`
}

type severity int

const (
	severityWarning severity = 2
	severityHint    severity = 4
)

type diagnostic struct {
	Range    span     `json:"range"`
	Severity severity `json:"severity"`
	Code     string   `json:"code"`
	Source   string   `json:"source"`
	Message  string   `json:"message"`
}

type publishDiagnosticsParams struct {
	URI         string       `json:"uri"`
	Version     *int         `json:"version,omitempty"`
	Diagnostics []diagnostic `json:"diagnostics"`
}

type markup struct {
	Kind  string `json:"kind"`
	Value string `json:"value"`
}

type hover struct {
	Contents markup `json:"contents"`
	Range    span   `json:"range"`
}

type completionKind int

const (
	kindKeyword   completionKind = 14
	kindFile      completionKind = 17
	kindReference completionKind = 18
	kindValue     completionKind = 12
)

type completionItem struct {
	Label      string         `json:"label"`
	Kind       completionKind `json:"kind"`
	Detail     string         `json:"detail,omitempty"`
	SortText   string         `json:"sortText,omitempty"`
	FilterText string         `json:"filterText,omitempty"`
	Edit       textEdit       `json:"textEdit"`
}

type completionList struct {
	IsIncomplete bool             `json:"isIncomplete"`
	Items        []completionItem `json:"items"`
}

type documentLink struct {
	Range   span   `json:"range"`
	Target  string `json:"target,omitempty"`
	Tooltip string `json:"tooltip,omitempty"`
}

type symbolKind int

const (
	symbolFile   symbolKind = 1
	symbolString symbolKind = 15
)

type documentSymbol struct {
	Name           string           `json:"name"`
	Kind           symbolKind       `json:"kind"`
	Range          span             `json:"range"`
	SelectionRange span             `json:"selectionRange"`
	Children       []documentSymbol `json:"children"`
}

type workspaceSymbol struct {
	Name      string     `json:"name"`
	Kind      symbolKind `json:"kind"`
	Container string     `json:"containerName"`
	Location  location   `json:"location"`
}

type codeAction struct {
	Title       string        `json:"title"`
	Kind        string        `json:"kind"`
	Diagnostics []diagnostic  `json:"diagnostics,omitempty"`
	IsPreferred bool          `json:"isPreferred,omitempty"`
	Edit        workspaceEdit `json:"edit"`
}

type prepared struct {
	Range       span   `json:"range"`
	Placeholder string `json:"placeholder"`
}
