package note

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
	"go.yaml.in/yaml/v4/plugin/loaderlimits"
)

// Bounds on front matter. Real front matter is a hundred times smaller; hostile front
// matter costs what these allow.
const (
	maxFront = 128 << 10 // bytes
	maxDepth = 50        // of nested values
	maxNodes = 20_000    // values, after aliases are followed
)

// SyntaxError says why front matter is not readable.
type SyntaxError struct {
	Line int // in the file, counted from 1
	Msg  string
}

func (e *SyntaxError) Error() string { return fmt.Sprintf("line %d: %s", e.Line, e.Msg) }

// front is the front matter of a file: where it lies and what it says.
//
//	---\n            open
//	title: A\n       text .. end
//	---\n            end
//	The body.\n      body
type front struct {
	present bool
	open    int // where the opening line begins: after a byte order mark
	text    int // where the keys begin
	end     int // where the closing line begins
	body    int // after the closing line
	eol     string
	fields  []field
	foreign bool // not YAML: read, never written
	inline  bool // the keys are written as one {…}, which is not edited in place
	err     *SyntaxError
}

// field is one key of the front matter with the lines it occupies, from its key to the end
// of its value. Comments and blank lines around it are not part of it.
type field struct {
	key        string
	name       *yaml.Node
	value      *yaml.Node
	start, end int // bytes of the file
}

var bom = []byte("\ufeff")

// field finds a key; nil when it is not there. Of a key that is there twice the first
// counts.
func (f *front) field(key string) *field {
	for i := range f.fields {
		if f.fields[i].key == key {
			return &f.fields[i]
		}
	}
	return nil
}

// readFront finds the front matter of a file and reads it.
func readFront(src []byte) front {
	f := locate(src)
	if !f.present && f.err == nil {
		f, _ = otherFront(src, f)
		return f
	}
	if f.err != nil {
		return f
	}
	text := src[f.text:f.end]
	line := 1 + bytes.Count(src[:f.text], []byte{'\n'})
	if len(text) > maxFront {
		f.err = &SyntaxError{Line: 1, Msg: fmt.Sprintf("front matter is longer than %d KB", maxFront>>10)}
		return f
	}
	root, err := readYAML(text)
	switch {
	case err != nil:
		f.err = &SyntaxError{Line: line + err.Line, Msg: err.Msg}
	case root == nil:
	case root.Kind == yaml.MappingNode:
		f.fields = fieldsOf(root, text, f.text)
		f.inline = root.Style&yaml.FlowStyle != 0
	default:
		f.err = &SyntaxError{Line: line, Msg: "front matter is not made of `key: value` lines"}
	}
	if f.err != nil && isBlankLine(text) {
		return noFront(src) // prose between two rules
	}
	return f
}

// locate finds the lines that enclose front matter: a first line of three hyphens and the
// next such line (or three dots).
func locate(src []byte) front {
	f := noFront(src)
	first, rest := cutLine(src[f.open:])
	if !isFence(first, "---") {
		return f
	}
	text := f.open + len(first)
	if bytes.HasSuffix(first, []byte("\r\n")) {
		f.eol = "\r\n"
	}
	at := text
	for len(rest) > 0 {
		var line []byte
		line, rest = cutLine(rest)
		if isFence(line, "---") || isFence(line, "...") {
			f.present, f.text, f.end, f.body = true, text, at, at+len(line)
			return f
		}
		at += len(line)
	}
	if looksLikeKey(src[text:]) {
		f.err = &SyntaxError{Line: 1, Msg: "front matter begins here but no line of `---` ends it"}
	}
	return f
}

// noFront is the front matter of a file that has none.
func noFront(src []byte) front {
	open := 0
	if bytes.HasPrefix(src, bom) {
		open = len(bom)
	}
	eol := "\n"
	if line, _ := cutLine(src); bytes.HasSuffix(line, []byte("\r\n")) {
		eol = "\r\n"
	}
	return front{open: open, text: open, end: open, body: open, eol: eol}
}

// cutLine splits after the first newline.
func cutLine(b []byte) (line, rest []byte) {
	i := bytes.IndexByte(b, '\n') + 1
	if i == 0 {
		i = len(b)
	}
	return b[:i], b[i:]
}

func isFence(line []byte, mark string) bool {
	return bytes.HasPrefix(line, []byte(mark)) && isBlankLine(line[len(mark):])
}

// isBlankLine reports whether the first line of b holds nothing.
func isBlankLine(b []byte) bool {
	line, _ := cutLine(b)
	return len(bytes.Trim(line, " \t\r\n")) == 0
}

// looksLikeKey reports whether text begins with `word:`.
func looksLikeKey(text []byte) bool {
	line, _ := cutLine(text)
	key, value, ok := bytes.Cut(line, []byte{':'})
	return ok && len(key) > 0 && !bytes.ContainsAny(key, " \t#*[]()`<>\"'") &&
		(len(value) == 0 || bytes.IndexByte([]byte(" \t\r\n"), value[0]) >= 0)
}

// readYAML reads one YAML document: nil when it is empty. Lines of errors count from 0.
func readYAML(text []byte) (root *yaml.Node, err *SyntaxError) {
	if root := scanFront(text); root != nil {
		return root, nil
	}
	return readAnyYAML(text)
}

// readAnyYAML is readYAML by the library alone.
func readAnyYAML(text []byte) (root *yaml.Node, err *SyntaxError) {
	if !utf8.Valid(text) {
		return nil, &SyntaxError{Line: badLine(text), Msg: "front matter is not UTF-8"}
	}
	defer func() {
		if r := recover(); r != nil { // the library must not take a program down
			root, err = nil, &SyntaxError{Msg: "front matter cannot be read as YAML"}
		}
	}()
	var doc yaml.Node
	load := yaml.Load(text, &doc, yaml.WithV3Defaults(), yaml.WithPlugin(loaderlimits.New(loaderlimits.DepthValue(maxDepth))))
	if load != nil {
		if len(bytes.TrimSpace(withoutComments(text))) == 0 {
			return nil, nil
		}
		return nil, syntaxError(load)
	}
	if len(doc.Content) == 0 {
		return nil, nil
	}
	root = doc.Content[0]
	if root.Kind == yaml.ScalarNode && root.ShortTag() == "!!null" {
		return nil, nil
	}
	if count(root, 0) > maxNodes {
		return nil, &SyntaxError{Msg: "front matter repeats itself too often through aliases"}
	}
	return root, nil
}

func badLine(text []byte) int {
	line := 0
	for len(text) > 0 {
		var l []byte
		if l, text = cutLine(text); !utf8.Valid(l) {
			return line
		}
		line++
	}
	return line
}

func withoutComments(text []byte) []byte {
	var out []byte
	for len(text) > 0 {
		var line []byte
		if line, text = cutLine(text); !bytes.HasPrefix(bytes.TrimLeft(line, " \t"), []byte{'#'}) {
			out = append(out, line...)
		}
	}
	return out
}

// syntaxError puts the library's error in one line of words.
func syntaxError(err error) *SyntaxError {
	var load *yaml.LoadError
	if !errors.As(err, &load) {
		return &SyntaxError{Msg: Clean(err.Error())}
	}
	msg := Clean(strings.TrimSpace(load.Message))
	if hint := hintFor(msg); hint != "" {
		msg += ": " + hint
	}
	return &SyntaxError{Line: max(load.Mark.Line-1, 0), Msg: msg}
}

// hintFor says what usually causes an error of the YAML library.
func hintFor(msg string) string {
	switch {
	case strings.Contains(msg, "mapping values are not allowed"):
		return "put a value that contains `: ` in quotes"
	case strings.Contains(msg, "cannot start any token"):
		return "put the value in quotes, and indent with spaces"
	}
	return ""
}

// count is the number of values below a node with aliases followed, or something above
// maxNodes.
func count(n *yaml.Node, sum int) int {
	if n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	sum++
	for _, c := range n.Content {
		if sum > maxNodes {
			break
		}
		sum = count(c, sum)
	}
	return sum
}

// decode turns a value into plain Go values (see [Note.Value]).
func decode(n *yaml.Node) any {
	switch n.Kind {
	case yaml.AliasNode:
		return decode(n.Alias)
	case yaml.SequenceNode:
		out := make([]any, 0, len(n.Content))
		for _, c := range n.Content {
			out = append(out, decode(c))
		}
		return out
	case yaml.MappingNode:
		out := make(map[string]any, len(n.Content)/2)
		for i := 0; i+1 < len(n.Content); i += 2 {
			out[n.Content[i].Value] = decode(n.Content[i+1])
		}
		return out
	}
	return decodeScalar(n)
}

// decodeScalar keeps as text whatever is not exactly a bool, a number or null.
func decodeScalar(n *yaml.Node) any {
	var out any
	switch n.ShortTag() {
	case "!!bool", "!!int", "!!float":
		if err := n.Decode(&out); err != nil {
			return n.Value
		}
	case "!!null":
		return nil
	default:
		return n.Value
	}
	switch out.(type) {
	case bool, int, float64:
		return out
	}
	return n.Value
}
