package note

import (
	"bytes"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
)

// part is one key of front matter as it is merged: the comments and blank lines above it,
// and its own lines.
type part struct {
	key   string
	lead  []byte
	lines []byte
	value *yaml.Node
}

// parts splits the keys of a note; tail is what follows the last one.
func (n *Note) parts() (out []part, tail []byte) {
	at := n.front.text
	for _, f := range n.front.fields {
		out = append(out, part{f.key, n.src[at:f.start], n.src[f.start:f.end], resolve(f.value)})
		at = f.end
	}
	return out, n.src[at:n.front.end]
}

func find(parts []part, key string) part {
	for _, p := range parts {
		if p.key == key {
			return p
		}
	}
	return part{key: key}
}

// mergeKeys merges what stands between the fences. The order is mine; a key that theirs
// adds comes after the one it follows there.
func mergeKeys(b, m, t *Note) ([]byte, bool) {
	base, baseTail := b.parts()
	mine, mineTail := m.parts()
	other, otherTail := t.parts()
	var out []part
	for _, p := range mine {
		merged, ok := mergePart(find(base, p.key), p, find(other, p.key))
		if !ok {
			return nil, false
		}
		out = append(out, merged)
	}
	for i, p := range other {
		if find(mine, p.key).value != nil {
			continue
		}
		merged, ok := mergePart(find(base, p.key), part{key: p.key}, p)
		if !ok {
			return nil, false
		}
		out = slices.Insert(out, placeFor(out, other[:i]), merged)
	}
	var text []byte
	for _, p := range out {
		text = append(append(text, p.lead...), p.lines...)
	}
	return append(text, mergeComments(baseTail, mineTail, otherTail)...), true
}

// placeFor is where a key goes that follows others in its own note.
func placeFor(out, before []part) int {
	for _, p := range slices.Backward(before) {
		if i := slices.IndexFunc(out, func(x part) bool { return x.key == p.key }); i >= 0 {
			return i + 1
		}
	}
	return 0
}

// mergePart merges one key. A key that is not there has no lines.
func mergePart(b, m, t part) (part, bool) {
	out := part{key: m.key, lead: mergeComments(b.lead, m.lead, t.lead)}
	switch {
	case bytes.Equal(m.lines, t.lines), bytes.Equal(b.lines, t.lines):
		out.lines, out.value = m.lines, m.value
		return out, true
	case bytes.Equal(b.lines, m.lines):
		out.lines, out.value = t.lines, t.value
		return out, true
	}
	lines, ok := mergeLines(b, m, t)
	if !ok || losesComment(b, m, lines) || losesComment(b, t, lines) {
		return out, false
	}
	out.lines = lines
	return out, true
}

// mergeLines merges a key whose lines both sides changed.
func mergeLines(b, m, t part) ([]byte, bool) {
	switch {
	case sameValue(m, t), sameValue(b, t):
		return m.lines, true
	case sameValue(b, m):
		return withValueOf(m, t)
	case isSet(b) && isSet(m) && isSet(t):
		return mergeSets(b, m, t)
	case m.lines == nil || t.lines == nil:
		return nil, false
	}
	return mergeBlocks(b, m, t)
}

func sameValue(a, b part) bool {
	if a.value == nil || b.value == nil {
		return a.value == b.value
	}
	return equalNodes(a.value, b.value)
}

// withValueOf writes their value the way my lines are written, or takes their lines.
func withValueOf(m, t part) ([]byte, bool) {
	if t.value == nil {
		return nil, true
	}
	if s, ok := scalar(t.value); ok && t.value.ShortTag() == "!!str" {
		if lines, ok := rewritten(m, s); ok {
			return lines, true
		}
	}
	if isSet(t) && t.value.Kind == yaml.SequenceNode {
		if lines, ok := rewritten(m, items(t)); ok {
			return lines, true
		}
	}
	return t.lines, true
}

// isSet reports a value that is a list of single values, or none.
func isSet(p part) bool {
	return p.value == nil || isList(p.value) && (p.value.Kind == yaml.SequenceNode || isListKey(p.key))
}

// isListKey reports the keys that hold a list even where it is written as one text.
func isListKey(key string) bool {
	return key == "tags" || key == "authors" || key == "aliases" || key == "stewards"
}

func items(p part) []string {
	if p.value == nil {
		return nil
	}
	f := front{fields: []field{{key: p.key, value: p.value}}}
	if p.key == "tags" || p.key == "stewards" {
		return f.list(p.key, ",")
	}
	return f.list(p.key, "")
}

// mergeSets keeps my order, drops what they removed, and adds at the end what they added.
//
//	base  mine      theirs    merged
//	a b   a b mine  b theirs  b mine theirs
func mergeSets(b, m, t part) ([]byte, bool) {
	was, mine, other := items(b), items(m), items(t)
	out := []string{}
	for _, s := range mine {
		if slices.Contains(other, s) || !slices.Contains(was, s) {
			out = append(out, s)
		}
	}
	for _, s := range other {
		if !slices.Contains(was, s) && !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	switch {
	case len(out) == 0 && (m.lines == nil || t.lines == nil):
		return nil, true
	case m.lines == nil:
		return rewritten(t, out)
	}
	lines, ok := rewritten(m, out)
	return withComments(lines, t.lines), ok
}

// withComments gives lines without a comment the one that the same line has in other.
func withComments(lines, other []byte) []byte {
	comments := map[string]string{}
	for _, line := range splitLines(other) {
		if bare, _, ok := strings.Cut(string(line), " #"); ok {
			comments[strings.TrimSpace(bare)] = string(line)[len(bare):]
		}
	}
	var out []byte
	for _, line := range splitLines(lines) {
		bare := bytes.TrimRight(line, " \r\n")
		if c, ok := comments[string(bytes.TrimSpace(bare))]; ok {
			line = append(slices.Clone(bare), c...)
		}
		out = append(out, line...)
	}
	return out
}

// rewritten gives a key another value in the way its lines are written.
func rewritten(p part, value any) ([]byte, bool) {
	src := append(append([]byte("---\n"), p.lines...), "---\n"...)
	if !bytes.HasSuffix(p.lines, []byte("\n")) {
		return nil, false
	}
	n := Parse("", src)
	if err := n.Set(p.key, value); err != nil {
		return nil, false
	}
	return n.src[n.front.text:n.front.end], true
}

// mergeBlocks merges a value of several lines, such as a map with a line for each of its
// keys, by lines; what comes out must still be that key alone.
func mergeBlocks(b, m, t part) ([]byte, bool) {
	if m.value.Kind != yaml.MappingNode || t.value.Kind != yaml.MappingNode {
		return nil, false
	}
	lines, ok := MergeText(b.lines, m.lines, t.lines)
	if !ok {
		return nil, false
	}
	n := Parse("", append(append([]byte("---\n"), lines...), "---\n"...))
	return lines, n.front.err == nil && len(n.front.fields) == 1 && n.front.fields[0].key == m.key
}

// mergeComments merges comments and blank lines. Where both sides changed them all of
// mine stay, followed by theirs that are new.
func mergeComments(b, m, t []byte) []byte {
	if merged, ok := MergeText(b, m, t); ok {
		return merged
	}
	out := slices.Clone(m)
	have := append(splitLines(m), splitLines(b)...)
	for _, line := range splitLines(t) {
		if !slices.ContainsFunc(have, func(x []byte) bool { return bytes.Equal(x, line) }) {
			out = append(out, line...)
		}
	}
	return out
}

// losesComment reports whether a comment that a side added is not in the merged lines.
func losesComment(b, side part, lines []byte) bool {
	for _, line := range splitLines(side.lines) {
		c := comment(string(line))
		if c != "" && !bytes.Contains(b.lines, []byte(c)) && !bytes.Contains(lines, []byte(c)) {
			return true
		}
	}
	return false
}

// comment is the comment on a line, or what looks like one.
func comment(line string) string {
	line = strings.TrimSpace(line)
	if strings.HasPrefix(line, "#") {
		return line
	}
	_, c, ok := strings.Cut(line, " #")
	if !ok {
		return ""
	}
	return "#" + c
}
