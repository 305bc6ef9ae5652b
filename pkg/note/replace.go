package note

import (
	"bytes"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
)

// replaced is the file with the value of one key replaced; nil when the key is written in
// an unusual way.
func (n *Note) replaced(f *field, v value) []byte {
	at, ok := afterKey(n.src[f.start:f.end], f.name)
	if !ok {
		return nil
	}
	at += f.start
	if f.value.Kind == yaml.SequenceNode && f.value.Style&yaml.FlowStyle == 0 && v.isList && len(v.items) > 0 {
		return n.replacedItems(f, v)
	}
	start, end, comment := valueSpan(n.src, at, f)
	with := v.text(f.value.Style, false)
	if list := n.src[start:end]; v.isList && f.value.Kind == yaml.SequenceNode && len(list) > 0 && list[0] == '[' {
		with = replaceFlow(string(list), v)
	}
	if start == at {
		with = " " + with
	}
	return splice(n.src, start, end, with+comment)
}

// afterKey is the offset just after the colon of a key.
func afterKey(b []byte, key *yaml.Node) (int, bool) {
	i := len(b) - len(bytes.TrimLeft(b, " "))
	switch {
	case key.Kind != yaml.ScalarNode:
		return 0, false
	case key.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle) != 0:
		i += quotedLength(b[i:])
	case bytes.HasPrefix(b[i:], []byte(key.Value)):
		i += len(key.Value)
	default:
		return 0, false
	}
	rest := bytes.TrimLeft(b[i:], " \t")
	if len(rest) == 0 || rest[0] != ':' {
		return 0, false
	}
	return len(b) - len(rest) + 1, true
}

// quotedLength is the length of the quoted text that b begins with; all of b if it is not
// closed.
func quotedLength(b []byte) int {
	if len(b) == 0 {
		return 0
	}
	quote := b[0]
	for i := 1; i < len(b); i++ {
		switch {
		case quote == '"' && b[i] == '\\':
			i++
		case quote == '\'' && b[i] == '\'' && i+1 < len(b) && b[i+1] == '\'':
			i++
		case b[i] == quote:
			return i + 1
		}
	}
	return len(b)
}

// valueSpan is where the value of a field is written, the line break that ends it not
// included. For a value that begins below its key it is all that follows the key, and a
// comment beside the key is handed back.
func valueSpan(src []byte, at int, f *field) (start, end int, comment string) {
	line, _ := cutLine(src[at:f.end])
	first := bytes.Trim(line, " \t\r\n")
	last := at + len(bytes.TrimRight(src[at:f.end], "\r\n"))
	switch {
	case len(first) == 0:
		return at, max(last, at), ""
	case first[0] == '#':
		if f.value.Kind == yaml.ScalarNode && f.value.Value == "" {
			return at, at, ""
		}
		return at, last, " " + string(first)
	}
	start = at + bytes.Index(line, first)
	text := src[start:f.end]
	switch c := first[0]; {
	case c == '|' || c == '>' || c == '&' || c == '!':
		return start, last, ""
	case c == '"' || c == '\'':
		return start, start + quotedLength(text), ""
	case c == '[' || c == '{':
		return start, start + flowLength(text), ""
	}
	return start, start + plainLength(text), ""
}

// plainLength is the length of the unquoted value that b begins with, which may go on over
// several lines.
func plainLength(b []byte) int {
	for i := 1; i < len(b); i++ {
		if b[i] == '#' && (b[i-1] == ' ' || b[i-1] == '\t' || b[i-1] == '\n') {
			return len(bytes.TrimRight(b[:i], " \t\r\n"))
		}
	}
	return len(bytes.TrimRight(b, " \t\r\n"))
}

// flowLength is the length of the […] or {…} that b begins with.
func flowLength(b []byte) int {
	depth := 0
	for i := 0; i < len(b); i++ {
		switch c := b[i]; {
		case c == '"' || c == '\'':
			if endsWord(b[:i]) {
				i += quotedLength(b[i:]) - 1
			}
		case c == '#' && (b[i-1] == ' ' || b[i-1] == '\t' || b[i-1] == '\n'):
			line, _ := cutLine(b[i:])
			i += len(line) - 1
		case c == '[' || c == '{':
			depth++
		case c == ']' || c == '}':
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
	return len(bytes.TrimRight(b, " \t\r\n"))
}

// endsWord reports whether a quote after b opens a quoted text: one inside a word is part
// of the word.
func endsWord(b []byte) bool {
	b = bytes.TrimRight(b, " \t\r\n")
	return len(b) == 0 || bytes.IndexByte([]byte("[{,:"), b[len(b)-1]) >= 0
}

// replaceFlow changes the items of a list written in brackets. Items that stay keep their
// text, and everything else stays too as long as items are only taken away and added at
// the end.
func replaceFlow(list string, v value) string {
	spans, ok := flowItems(list)
	if !ok || len(v.items) == 0 {
		return v.text(0, false)
	}
	raw := make([]string, len(spans))
	for i, s := range spans {
		raw[i] = list[s[0]:s[1]]
	}
	kept, added := matchItems(raw, v.items)
	if kept == nil {
		return "[" + strings.Join(rawOrNew(raw, v.items), ", ") + "]"
	}
	end := spans[kept[len(kept)-1]][1]
	out := list[:spans[0][0]] + list[spans[kept[0]][0]:spans[kept[0]][1]]
	for _, i := range kept[1:] {
		out += list[spans[i-1][1]:spans[i][1]]
	}
	for _, item := range added {
		out += ", " + quote(item, 0, true)
	}
	if kept[len(kept)-1] != len(spans)-1 {
		end = spans[len(spans)-1][1]
	}
	return out + list[end:]
}

// flowItems finds the items of […]; false when it holds more than single values.
func flowItems(list string) ([][2]int, bool) {
	var out [][2]int
	b := []byte(list)
	for i := 1; i < len(b)-1; {
		switch c := b[i]; {
		case c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == ',':
			i++
		case c == '#':
			line, _ := cutLine(b[i:])
			i += len(line)
		case c == '"' || c == '\'':
			n := quotedLength(b[i:])
			out = append(out, [2]int{i, i + n})
			i += n
		case c == '[' || c == '{' || c == '&' || c == '*' || c == '!':
			return nil, false
		default:
			n := plainLength(b[i : i+untilAny(b[i:], ",]\n")])
			out = append(out, [2]int{i, i + n})
			i += n
		}
	}
	return out, len(out) > 0
}

func untilAny(b []byte, chars string) int {
	if i := bytes.IndexAny(b, chars); i >= 0 {
		return i
	}
	return len(b)
}

// matchItems splits wanted items into those that are there already, as ascending positions
// in raw, and those to be added after them. kept is nil when that is not possible.
func matchItems(raw, items []string) (kept []int, added []string) {
	next := 0
	for i, item := range items {
		at := slices.IndexFunc(raw[next:], func(r string) bool { return unquote(r) == item })
		if at < 0 {
			added = items[i:]
			break
		}
		kept = append(kept, next+at)
		next += at + 1
	}
	for _, item := range added {
		if slices.ContainsFunc(raw, func(r string) bool { return unquote(r) == item }) {
			return nil, nil
		}
	}
	return kept, added
}

// rawOrNew writes items, each as it was written before if it was.
func rawOrNew(raw, items []string) []string {
	out := make([]string, len(items))
	for i, item := range items {
		out[i] = quote(item, 0, true)
		if at := slices.IndexFunc(raw, func(r string) bool { return unquote(r) == item }); at >= 0 {
			out[i] = raw[at]
		}
	}
	return out
}

// unquote is what a single value written in a list says.
func unquote(raw string) string {
	root, err := readYAML([]byte(raw))
	if err != nil || root == nil || root.Kind != yaml.ScalarNode {
		return raw
	}
	return root.Value
}

// replacedItems changes a list of one item a line. An item takes the comments above it
// along; items that stay keep their lines.
func (n *Note) replacedItems(f *field, v value) []byte {
	starts := lineStarts(n.src[n.front.text:n.front.end])
	lineOf := func(x *yaml.Node) int { return n.front.text + starts[x.Line-1] }
	lineEnd := func(at int) int { line, _ := cutLine(n.src[at:]); return at + len(line) }

	items := f.value.Content
	from := lineEnd(f.start)
	dash := n.src[lineOf(items[0]):]
	indent := string(dash[:max(bytes.IndexByte(dash, '-'), 0)])
	chunks := make([]string, len(items))
	for i, at := 0, from; i < len(items); i++ {
		end := lineEnd(lineOf(items[i]))
		if i == len(items)-1 {
			end = f.end
		}
		if end < at {
			return nil
		}
		chunks[i], at = string(n.src[at:end]), end
	}
	var out strings.Builder
	used := make([]bool, len(items))
	for _, item := range v.items {
		i := slices.IndexFunc(items, func(x *yaml.Node) bool { s, ok := scalar(resolve(x)); return ok && s == item })
		if i >= 0 && !used[i] {
			used[i] = true
			out.WriteString(chunks[i])
			continue
		}
		out.WriteString(indent + "- " + quote(item, 0, false) + n.front.eol)
	}
	return splice(n.src, from, f.end, out.String())
}
