package note

import (
	"bytes"

	"go.yaml.in/yaml/v4"
)

// fieldsOf gives each key of a block of keys the lines it occupies: from its own line to
// the last line before the next key that is neither blank nor a comment at the margin.
//
//	title: A          title
//	tags:             tags
//	  - go            tags
//	  # why           tags
//
//	# who wrote it    –
//	authors: [ana]    authors
//
// base is where text begins in the file. In a {…} all keys share all lines.
func fieldsOf(root *yaml.Node, text []byte, base int) []field {
	lines := lineStarts(text)
	at := func(n *yaml.Node) int {
		if i := n.Line - 1; i < len(lines) {
			return lines[i]
		}
		return len(text)
	}
	var out []field
	for i := 0; i+1 < len(root.Content); i += 2 {
		k, v := root.Content[i], root.Content[i+1]
		f := field{key: k.Value, name: k, value: v, start: at(k), end: len(text)}
		if i+2 < len(root.Content) {
			f.end = at(root.Content[i+2])
		}
		f.end = f.start + len(trimTail(text[f.start:max(f.end, f.start)]))
		f.start, f.end = f.start+base, f.end+base
		out = append(out, f)
	}
	return out
}

// trimTail removes lines from the end that are blank or comments at the margin.
func trimTail(b []byte) []byte {
	for {
		last := b[bytes.LastIndexByte(b[:max(len(b)-1, 0)], '\n')+1:]
		if len(last) == len(b) || !isBlankLine(last) && last[0] != '#' {
			return b
		}
		b = b[:len(b)-len(last)]
	}
}

// lineStarts is where each line begins, counted as YAML counts: after LF, CRLF, CR, and
// the line breaks of Unicode.
func lineStarts(text []byte) []int {
	out := []int{0}
	for i := 0; i < len(text); i++ {
		if n := breakLength(text[i:]); n > 0 {
			i += n - 1
			out = append(out, i+1)
		}
	}
	return out
}

// breakLength is the length of the line break that b begins with, 0 if with none.
func breakLength(b []byte) int {
	switch {
	case b[0] == '\n':
		return 1
	case b[0] == '\r':
		if len(b) > 1 && b[1] == '\n' {
			return 2
		}
		return 1
	case bytes.HasPrefix(b, []byte("\u0085")):
		return 2
	case bytes.HasPrefix(b, []byte("\u2028")), bytes.HasPrefix(b, []byte("\u2029")):
		return 3
	}
	return 0
}
