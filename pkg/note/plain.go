package note

import (
	"bytes"
	"strings"
)

// Text is the body as plain words, for search and snippets: no markup, no destinations of
// links, code as it is written. Blocks are separated by newlines. It is UTF-8 whatever the
// body is.
//
// It is not made from the parsed structure but by one pass over the lines, so that
// thousands of notes can be read at once; cost is linear in the size of any body. It may
// therefore keep a stray character where markup is ambiguous.
func (n *Note) Text() string {
	body := n.Body()
	out := make([]byte, 0, len(body))
	eachBlock(body, func(_ blockKind, words []byte) bool {
		out = append(append(out, words...), '\n')
		return true
	})
	return strings.ToValidUTF8(string(bytes.TrimRight(out, "\n")), "\ufffd")
}

// blockKind is what a run of lines is.
type blockKind int

const (
	prose blockKind = iota
	headline
	item
	quoted
	code
	row // of a table
)

// blockReader gathers the lines of a body into blocks.
type blockReader struct {
	yield   func(kind blockKind, words []byte) bool
	stopped bool

	kind    blockKind
	pending []byte // the lines of the block so far, joined by spaces
	inline  stripper

	fence   []byte // what opened the code block we are in
	comment bool   // in an HTML comment
	inList  bool
	blank   bool // the line before was blank
}

// eachBlock calls yield with the words of each block, until it returns false. The words
// are only valid during the call.
func eachBlock(body []byte, yield func(blockKind, []byte) bool) {
	r := &blockReader{yield: yield, blank: true}
	for len(body) > 0 && !r.stopped {
		var line []byte
		line, body = cutLine(body)
		r.line(bytes.TrimRight(line, "\r\n"))
	}
	r.flush()
}

// flush hands over the block gathered so far.
func (r *blockReader) flush() {
	if len(r.pending) == 0 || r.stopped {
		return
	}
	words := r.pending
	if r.kind != code {
		words = r.inline.strip(r.pending, r.kind == row)
	}
	if len(words) > 0 {
		r.stopped = !r.yield(r.kind, words)
	}
	r.pending = r.pending[:0]
}

func (r *blockReader) line(line []byte) {
	switch {
	case r.comment:
		if i := bytes.Index(line, []byte("-->")); i >= 0 {
			r.comment = false
			r.line(line[i+3:])
		}
		return
	case r.fence != nil:
		r.codeLine(line)
		return
	}
	rest, kind, indent := unwrap(line)
	if len(rest) == 0 {
		r.flush()
		r.blank = true
		return
	}
	if indent >= 4 && kind == prose && r.blank && !r.inList {
		r.add(code, line[min(4, len(line)):], '\n')
		r.flush()
		return
	}
	r.open(kind, rest, indent)
	r.blank = false
}

// open deals with the first or next line of a block that is not indented code.
func (r *blockReader) open(kind blockKind, rest []byte, indent int) {
	switch {
	case fenceOf(rest) != nil:
		r.flush()
		r.fence = fenceOf(rest)
	case bytes.HasPrefix(rest, []byte("<!--")):
		r.flush()
		r.comment = true
		r.line(rest[4:])
	case rest[0] == '#' && isHeadline(rest):
		r.flush()
		r.add(headline, bytes.TrimRight(bytes.Trim(rest, "# \t"), " "), ' ')
		r.flush()
		r.inList = false
	case isRule(rest) || isDefinition(rest):
		r.flush()
	case rest[0] == '|':
		r.flush()
		r.add(row, rest, ' ')
		r.flush()
	case kind == item:
		r.flush()
		r.inList = true
		r.add(item, rest, ' ')
	case len(r.pending) == 0:
		r.inList = r.inList && indent > 0
		if kind == prose && r.inList {
			kind = item
		}
		r.add(kind, rest, ' ')
	default:
		r.add(r.kind, rest, ' ')
	}
}

func (r *blockReader) add(kind blockKind, text []byte, sep byte) {
	if len(r.pending) > 0 {
		r.pending = append(r.pending, sep)
	}
	r.kind = kind
	r.pending = append(r.pending, text...)
}

// codeLine is a line between fences.
func (r *blockReader) codeLine(line []byte) {
	rest := bytes.TrimLeft(line, " \t>")
	if end := fenceOf(rest); end != nil && end[0] == r.fence[0] && len(end) >= len(r.fence) && isBlankLine(rest[len(end):]) {
		r.fence = nil
		r.flush()
		r.blank = true
		return
	}
	r.add(code, bytes.TrimRight(line, " \t"), '\n')
}

// unwrap removes what marks a line as quoted, as a list item or as a task.
func unwrap(line []byte) (rest []byte, kind blockKind, indent int) {
	rest = bytes.TrimLeft(line, " \t")
	indent = len(line) - len(rest)
	if len(rest) > 0 && line[0] == '\t' {
		indent += 3
	}
	for len(rest) > 0 {
		switch n := markerLength(rest); {
		case rest[0] == '>':
			rest = bytes.TrimLeft(rest[1:], " \t")
			kind = quoted
		case n > 0:
			rest = bytes.TrimLeft(rest[n:], " \t")
			kind = item
		case kind == item && len(rest) > 3 && rest[0] == '[' && rest[2] == ']' && rest[3] == ' ' && bytes.IndexByte([]byte(" xX"), rest[1]) >= 0:
			rest = rest[4:]
		default:
			return bytes.TrimRight(rest, " \t"), kind, indent
		}
	}
	return rest, kind, indent
}

// markerLength is the length of the "- ", "* ", "+ " or "12. " that b begins with.
func markerLength(b []byte) int {
	i := 0
	for i < len(b) && i < 9 && b[i] >= '0' && b[i] <= '9' {
		i++
	}
	switch {
	case i >= len(b):
		return 0
	case i == 0 && (b[0] == '-' || b[0] == '*' || b[0] == '+'):
	case i > 0 && (b[i] == '.' || b[i] == ')'):
	default:
		return 0
	}
	if isRule(b) || i+1 < len(b) && b[i+1] != ' ' && b[i+1] != '\t' {
		return 0
	}
	return i + 1
}

// fenceOf is the run of backticks or tildes that opens or closes a code block.
func fenceOf(b []byte) []byte {
	if len(b) < 3 || b[0] != '`' && b[0] != '~' {
		return nil
	}
	n := 0
	for n < len(b) && b[n] == b[0] {
		n++
	}
	if n < 3 || b[0] == '`' && bytes.IndexByte(b[n:], '`') >= 0 {
		return nil
	}
	return b[:n]
}

func isHeadline(b []byte) bool {
	rest := bytes.TrimLeft(b, "#")
	return len(b)-len(rest) <= 6 && (len(rest) == 0 || rest[0] == ' ' || rest[0] == '\t')
}

// isRule reports lines that only draw: thematic breaks, underlines of headings, the line
// below the head of a table.
func isRule(b []byte) bool {
	if bytes.IndexByte([]byte("-=*_|:"), b[0]) < 0 {
		return false
	}
	marks := 0
	for _, c := range b {
		switch {
		case c == b[0], c == '-', c == '|', c == ':':
			marks++
		case c != ' ' && c != '\t':
			return false
		}
	}
	return marks >= 3 || marks == len(b) && (b[0] == '=' || marks == 2 && b[0] == '-')
}

// isDefinition reports `[label]: destination`, not `[^note]: text`.
func isDefinition(b []byte) bool {
	if b[0] != '[' || len(b) > 1 && b[1] == '^' {
		return false
	}
	i := bytes.Index(b, []byte("]:"))
	return i > 1 && bytes.IndexByte(b[1:i], ']') < 0 && bytes.IndexByte(b[1:i], '[') < 0
}
