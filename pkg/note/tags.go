package note

import (
	"bytes"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	"go.abhg.dev/goldmark/wikilink"
	"go.yaml.in/yaml/v4"
)

// contains compares without regard to case, as most tools compare tags.
func contains(list []string, s string) bool {
	return slices.ContainsFunc(list, func(x string) bool { return strings.EqualFold(x, s) })
}

// tags are those under the keys that zk, Obsidian, Hugo and Jekyll have for them. One text is
// several: with commas between, or semicolons, else, as Jekyll and Obsidian have it, with spaces. A # before
// a tag is not part of it.
func (f *front) tags() []string {
	var out []string
	for _, key := range [...]string{"tags", "tag", "keywords", "keyword"} {
		sep := ","
		if v := f.value(key); v != nil && v.Kind == yaml.ScalarNode && !strings.Contains(v.Value, ",") {
			if sep = " "; strings.Contains(v.Value, ";") {
				sep = ";"
			}
		}
		for _, s := range f.list(key, sep) {
			if s, _ = cutWiki(strings.TrimLeft(s, "#")); s != "" && !contains(out, s) {
				out = append(out, s)
			}
		}
	}
	return out
}

// authors are those under authors and author. Proposals name several in one line – A
// <a@example.org>, B (@b) – and Jekyll and Docusaurus have a table for each.
func (f *front) authors() []string {
	var out []string
	for _, key := range [...]string{"authors", "author"} {
		v := f.value(key)
		if v == nil {
			continue
		}
		for _, name := range namesIn(v) {
			if !slices.Contains(out, name) {
				out = append(out, name)
			}
		}
	}
	return out
}

// namesIn are the persons that a value names.
func namesIn(v *yaml.Node) []string {
	switch v.Kind {
	case yaml.ScalarNode:
		if s, ok := scalar(v); ok {
			if several := severalIn(s); several != nil {
				return several
			}
			_, name := cutWiki(s)
			return appendWord(nil, name)
		}
	case yaml.MappingNode:
		for _, key := range [...]string{"name", "login", "github", "email"} {
			if s := textOf(child(v, key)); s != "" {
				return []string{s}
			}
		}
		return namesByKey(v)
	case yaml.SequenceNode:
		var out []string
		for _, c := range v.Content {
			if c = resolve(c); c.Kind != yaml.SequenceNode {
				out = append(out, namesIn(c)...)
			}
		}
		return out
	}
	return nil
}

// namesByKey are the persons of a table that has one for each, as Material for MkDocs has:
//
//	authors:
//	  ana: {name: Ana Lee}
func namesByKey(v *yaml.Node) []string {
	var out []string
	for i := 1; i < len(v.Content); i += 2 {
		person := resolve(v.Content[i])
		if person.Kind != yaml.MappingNode {
			return nil
		}
		if name := textOf(child(person, "name")); name != "" {
			out = append(out, name)
			continue
		}
		out = append(out, textOf(v.Content[i-1]))
	}
	return out
}

// severalIn splits a line of persons; nil when it is one: "Doe, Jane <jane@example.org>". They
// stand between semicolons; or between commas, where the first or two of them have an address
// or a handle, or all are written as handles are.
func severalIn(s string) []string {
	sep := ","
	if strings.Contains(s, ";") {
		sep = ";"
	}
	var out []string
	known, handles := 0, true
	for part := range strings.SplitSeq(s, sep) {
		out = appendWord(out, part)
		known += min(strings.Count(part, "@"), 1)
		handles = handles && validHandle(strings.TrimSpace(part))
	}
	if len(out) > 1 && (sep == ";" || known > 1 || handles || strings.Contains(out[0], "@")) {
		return out
	}
	return nil
}

// AllTags are the note's tags and those in its text: #like-this, as Obsidian and zk count
// them. Only the former are in the front matter, so only those are to be written.
func (n *Note) AllTags() []string {
	out := slices.Clone(n.Tags)
	for _, tag := range n.inlineTags() {
		if !contains(out, tag) {
			out = append(out, tag)
		}
	}
	return out
}

const mostInlineTags = 200

// inlineTags are words after a # in running text: letters, digits, - _ and /, not digits
// alone. What stands in code, in a link or within a word is none.
func (n *Note) inlineTags() []string {
	if !mayTag(n.Body()) {
		return nil
	}
	d := n.structure()
	var out []string
	walk(d.root, func(x ast.Node) bool {
		switch x := x.(type) {
		case *ast.CodeSpan, *ast.Link, *ast.Image, *ast.AutoLink:
			return false
		case *ast.Text:
			for _, tag := range tagsIn(d.src, x.Segment.Start, x.Segment.Stop) {
				if len(out) < mostInlineTags && !contains(out, tag) {
					out = append(out, tag)
				}
			}
		}
		return x.Kind() != wikilink.Kind
	})
	return out
}

// mayTag reports a body that has a # where a tag can begin.
func mayTag(body []byte) bool {
	for i := bytes.IndexByte(body, '#'); i >= 0 && i+1 < len(body); {
		if beginsTag(body, i) {
			return true
		}
		next := bytes.IndexByte(body[i+1:], '#')
		if next < 0 {
			return false
		}
		i += 1 + next
	}
	return false
}

// beginsTag reports a # that follows space or an opening bracket, and is followed by what a
// tag can hold.
func beginsTag(src []byte, i int) bool {
	if i > 0 && bytes.IndexByte([]byte(" \t\n\r(["), src[i-1]) < 0 {
		return false
	}
	r, _ := utf8.DecodeRune(src[i+1:])
	return isTagRune(r) && r != '/' && r != '-'
}

func isTagRune(r rune) bool {
	return r == '-' || r == '_' || r == '/' || unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsMark(r)
}

// tagsIn are the tags that begin between two bytes of the source.
func tagsIn(src []byte, from, to int) []string {
	var out []string
	for i := from; i < to && i+1 < len(src); i++ {
		if src[i] != '#' || !beginsTag(src, i) {
			continue
		}
		end := i + 1
		for end < len(src) {
			r, size := utf8.DecodeRune(src[end:])
			if !isTagRune(r) {
				break
			}
			end += size
		}
		tag := strings.TrimRight(string(src[i+1:end]), "/-")
		if strings.Trim(tag, "0123456789") != "" && (end >= len(src) || src[end] != '(') {
			out = append(out, tag)
		}
		i = end - 1
	}
	return out
}
