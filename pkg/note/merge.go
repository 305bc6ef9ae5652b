package note

import (
	"bytes"
	"slices"
)

// Merge merges two versions of a note that were made from base; nil for base says that
// both sides added it. Front matter is merged key by key: a key that one side changed is
// taken from there, a list that both changed keeps what either added and loses what either
// removed, comments of both sides stay. The body is merged as [MergeText] does. Where both
// sides say different things about the same, ok is false and merged nil: markers are
// never written.
//
// What Merge gives can be merged again with the same theirs and stays as it is:
//
//	Merge(b, Merge(b, m, t), t) == Merge(b, m, t)
//
// so a merge that was interrupted after it was written can simply be repeated. That is
// made sure by doing so: a result that would not stay is reported as a conflict.
//
// Notes whose front matter is not readable, or written in a way that is not edited in
// place, are merged by lines as a whole.
func Merge(base, mine, theirs []byte) (merged []byte, ok bool) {
	merged, ok = mergeOnce(base, mine, theirs)
	if !ok {
		return nil, false
	}
	if bytes.Equal(merged, mine) || bytes.Equal(merged, theirs) {
		return merged, true
	}
	again, ok := mergeOnce(base, merged, theirs)
	if !ok || !bytes.Equal(again, merged) {
		return nil, false
	}
	return merged, true
}

func mergeOnce(base, mine, theirs []byte) ([]byte, bool) {
	switch {
	case bytes.Equal(mine, theirs), base != nil && bytes.Equal(base, theirs):
		return slices.Clone(notNil(mine)), true
	case base != nil && bytes.Equal(base, mine):
		return slices.Clone(notNil(theirs)), true
	}
	if eol, differ := endings(base, mine, theirs); differ {
		merged, ok := mergeNotes(unixLines(base), unixLines(mine), unixLines(theirs))
		return bytes.ReplaceAll(merged, []byte("\n"), []byte(eol)), ok
	}
	return mergeNotes(base, mine, theirs)
}

// mergeNotes merges texts whose line endings are alike.
func mergeNotes(base, mine, theirs []byte) ([]byte, bool) {
	b, m, t := Parse("", base), Parse("", mine), Parse("", theirs)
	if !isMergeable(b) || !isMergeable(m) || !isMergeable(t) {
		return mergeStable(base, mine, theirs)
	}
	body, ok := mergeStable(b.Body(), m.Body(), t.Body())
	if !ok {
		return nil, false
	}
	head, ok := mergeHeads(b, m, t)
	if !ok {
		return nil, false
	}
	if len(body) > 0 && len(bytes.TrimPrefix(head, bom)) > 0 && !bytes.HasSuffix(head, []byte("\n")) {
		head = append(head, m.front.eol...)
	}
	merged := append(head, body...)
	if n := Parse("", merged); n.Err() != nil || !bytes.Equal(n.Body(), body) {
		return nil, false
	}
	return merged, true
}

// isMergeable reports front matter whose keys each have lines of their own.
func isMergeable(n *Note) bool {
	if n.front.err != nil || n.front.inline {
		return false
	}
	seen := map[string]bool{}
	for i, f := range n.front.fields {
		if _, ok := afterKey(n.src[f.start:f.end], f.name); !ok || seen[f.key] {
			return false
		}
		if i > 0 && f.start < n.front.fields[i-1].end {
			return false
		}
		seen[f.key] = true
	}
	return true
}

// head is everything before the body.
func (n *Note) head() []byte { return n.src[:n.front.body] }

// mergeHeads merges byte order mark and front matter.
func mergeHeads(b, m, t *Note) ([]byte, bool) {
	switch {
	case bytes.Equal(b.head(), t.head()), bytes.Equal(m.head(), t.head()):
		return slices.Clone(m.head()), true
	case bytes.Equal(b.head(), m.head()):
		return slices.Clone(t.head()), true
	}
	shell := m
	if !m.front.present {
		shell = t
	}
	if !shell.front.present {
		return slices.Clone(m.head()), true
	}
	keys, ok := mergeKeys(b, m, t)
	if !ok {
		return nil, false
	}
	head := slices.Clone(shell.src[:shell.front.text])
	return append(append(head, keys...), shell.src[shell.front.end:shell.front.body]...), true
}

// endings reports whether texts differ in their line endings alone at each line, and which
// the merged text should have: mine if I changed them, else theirs. A text that mixes them
// is merged as it is.
func endings(base, mine, theirs []byte) (eol string, differ bool) {
	b, m, t := ending(base), ending(mine), ending(theirs)
	if b == "mixed" || m == "mixed" || t == "mixed" {
		return "", false
	}
	if m == "" || b != "" && m == b {
		eol = t
	} else {
		eol = m
	}
	known := slices.DeleteFunc([]string{b, m, t}, func(s string) bool { return s == "" })
	return eol, eol != "" && slices.ContainsFunc(known, func(s string) bool { return s != known[0] })
}

// ending is how the lines of a text end: "" when it has none.
func ending(text []byte) string {
	all, crlf := bytes.Count(text, []byte("\n")), bytes.Count(text, []byte("\r\n"))
	switch {
	case all == 0:
		return ""
	case crlf == 0:
		return "\n"
	case crlf == all:
		return "\r\n"
	}
	return "mixed"
}

func unixLines(text []byte) []byte {
	if text == nil {
		return nil
	}
	return bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n"))
}

// MergeView is a text for an editor in which a conflict is settled: everything that merges
// is merged, and where the sides differ both stand one below the other under their labels.
// It is for reading and editing only and must never be written into a pool as it is.
func MergeView(base, mine, theirs []byte, labels [2]string) []byte {
	if merged, ok := Merge(base, mine, theirs); ok {
		return merged
	}
	m := newMerger(base, mine, theirs)
	var out []byte
	at := 0
	for _, r := range m.regions() {
		if r.from == mineOnly || r.from == both && m.agree(r) {
			continue
		}
		out = appendLines(out, m.mine[at:r.mine.at])
		yours, others := m.mine[r.mine.at:r.mine.end()], m.theirs[r.theirs.at:r.theirs.end()]
		at = r.mine.end()
		if r.from == both {
			out = appendSide(out, "<<<<<<< "+labels[0], yours)
			out = appendSide(out, "=======", others)
			out = appendSide(out, ">>>>>>> "+labels[1], nil)
			continue
		}
		out = appendLines(out, others)
	}
	return appendLines(out, m.mine[at:])
}

// appendSide adds a marker and the lines below it, each on a line of its own.
func appendSide(out []byte, marker string, lines [][]byte) []byte {
	if len(out) > 0 && out[len(out)-1] != '\n' {
		out = append(out, '\n')
	}
	return appendLines(append(out, Clean(marker)+"\n"...), lines)
}
