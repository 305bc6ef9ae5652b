package note

import (
	"bytes"
	"strings"
	"time"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"

	"github.com/breakfast-table/cop/pkg/printable"
)

// scanFront reads the front matter that nearly every note has: keys at the margin, each
// with one value on its line, with a list in brackets, or with a list of one item a line.
// It is nil for everything else, also where there is only a doubt; the library reads that.
// What it gives is what the library gives, at a fraction of the cost.
func scanFront(text []byte) *yaml.Node {
	if !isPlainText(text) {
		return nil
	}
	q := &frontScanner{text: text}
	q.root = q.node(yaml.Node{Kind: yaml.MappingNode, Tag: "!!map", Line: 1, Column: 1})
	for q.next() {
		if !q.key() {
			return nil
		}
	}
	if len(q.root.Content) == 0 {
		return nil
	}
	return q.root
}

// isPlainText reports printable UTF-8 whose lines end with LF or CRLF.
func isPlainText(text []byte) bool {
	ascii := true
	for i, c := range text {
		switch {
		case c >= utf8.RuneSelf:
			ascii = false
		case c == '\n':
		case c == '\r' && i+1 < len(text) && text[i+1] == '\n':
		case c < ' ' || c == 0x7f:
			return false
		}
	}
	return ascii || utf8.Valid(text) && bytes.IndexFunc(text, func(r rune) bool {
		return r >= 0x80 && (r < 0xa0 || printable.IsHarmful(r) || r == 0x2028 || r == 0x2029 || r >= 0xfffe)
	}) < 0
}

// frontScanner walks through the lines of front matter.
type frontScanner struct {
	text   []byte // what is left
	line   []byte // the current line without its end
	number int    // of the current line, from 1
	root   *yaml.Node
	room   []yaml.Node // for the nodes to come, so that a few are made at once
}

func (q *frontScanner) node(n yaml.Node) *yaml.Node {
	if len(q.room) == 0 {
		q.room = make([]yaml.Node, 16)
	}
	p := &q.room[0]
	q.room = q.room[1:]
	*p = n
	return p
}

// next goes to the next line that is neither blank nor a comment at the margin.
func (q *frontScanner) next() bool {
	for len(q.text) > 0 {
		q.advance()
		if len(bytes.TrimLeft(q.line, " ")) > 0 && q.line[0] != '#' {
			return true
		}
	}
	return false
}

func (q *frontScanner) advance() {
	line, rest := cutLine(q.text)
	q.line, q.text = bytes.TrimRight(line, "\r\n"), rest
	q.number++
}

// key reads `key:` and its value.
func (q *frontScanner) key() bool {
	i := 0
	for i < len(q.line) && (isWordByte(q.line[i]) || q.line[i] == '-' && i > 0) {
		i++
	}
	if i == 0 || i == len(q.line) || q.line[i] != ':' || q.line[0] >= '0' && q.line[0] <= '9' {
		return false
	}
	name := string(q.line[:i])
	rest := q.line[i+1:]
	if looksTyped(name) || len(rest) > 0 && rest[0] != ' ' {
		return false
	}
	value := q.value(bytes.Trim(rest, " "))
	if value == nil {
		return false
	}
	q.root.Content = append(q.root.Content, q.node(yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: name, Line: q.number, Column: 1}), value)
	if value.Tag == "!!null" {
		q.items(value)
	}
	return true
}

// value reads what stands beside a key; nothing is null, which a list below may replace.
func (q *frontScanner) value(s []byte) *yaml.Node {
	switch {
	case len(s) == 0:
		return q.node(yaml.Node{Kind: yaml.ScalarNode, Tag: "!!null", Line: q.number})
	case s[0] == '[':
		return q.brackets(s)
	}
	return q.scalar(s, false)
}

// brackets reads [a, 'b', "c"].
func (q *frontScanner) brackets(s []byte) *yaml.Node {
	if s[len(s)-1] != ']' {
		return nil
	}
	list := q.node(yaml.Node{Kind: yaml.SequenceNode, Tag: "!!seq", Style: yaml.FlowStyle, Line: q.number})
	s = bytes.Trim(s[1:len(s)-1], " ")
	if len(s) == 0 {
		return list
	}
	for {
		item, rest, more := bytes.Cut(s, []byte{','})
		v := q.scalar(bytes.Trim(item, " "), true)
		if v == nil {
			return nil
		}
		list.Content = append(list.Content, v)
		if !more {
			return list
		}
		s = rest
	}
}

// items reads the `- item` lines below a key into its value. A line that is none of them
// is left to be read as a key, and refused there if it is indented.
func (q *frontScanner) items(value *yaml.Node) {
	indent := -1
	for len(q.text) > 0 {
		line, _ := cutLine(q.text)
		rest := bytes.TrimLeft(line, " ")
		if !bytes.HasPrefix(rest, []byte("- ")) || indent >= 0 && len(line)-len(rest) != indent {
			return
		}
		indent = len(line) - len(rest)
		q.advance()
		v := q.scalar(bytes.Trim(q.line[indent+2:], " "), false)
		if v == nil {
			q.text, q.line = []byte("\t"), nil // not a key either
			return
		}
		if value.Kind == yaml.ScalarNode {
			*value = yaml.Node{Kind: yaml.SequenceNode, Tag: "!!seq", Line: q.number}
		}
		value.Content = append(value.Content, v)
	}
}

// scalar reads one value: quoted without any escape, or bare text that is sure to be text,
// a date or a whole number.
func (q *frontScanner) scalar(s []byte, flow bool) *yaml.Node {
	if len(s) == 0 {
		return nil
	}
	v := q.node(yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Line: q.number})
	if c := s[0]; c == '"' || c == '\'' {
		if len(s) < 2 || s[len(s)-1] != c || bytes.IndexByte(s[1:len(s)-1], c) >= 0 || bytes.IndexByte(s, '\\') >= 0 {
			return nil
		}
		v.Value, v.Style = string(s[1:len(s)-1]), yaml.DoubleQuotedStyle
		if c == '\'' {
			v.Style = yaml.SingleQuotedStyle
		}
		return v
	}
	v.Value = string(s)
	if v.Tag = bareTag(v.Value, flow); v.Tag == "" {
		return nil
	}
	return v
}

// bareTag is the type of a value without quotes, "" in case of doubt.
func bareTag(s string, flow bool) string {
	switch c := s[0]; {
	case c >= utf8.RuneSelf || isWordByte(c) && (c < '0' || c > '9'):
		if isBare(s, flow) {
			return "!!str"
		}
	case len(s) == len(time.DateOnly):
		if _, err := time.Parse(time.DateOnly, s); err == nil {
			return "!!timestamp"
		}
	case len(s) <= 9 && c != '0' && strings.Trim(s, "0123456789") == "":
		return "!!int"
	case c != '0' && isCode(s):
		return "!!str"
	case !flow && isMoment(s):
		return "!!timestamp"
	}
	return ""
}

// isCode reports an identifier such as 3478f1740f30: small letters and digits, with a letter
// that no way to write a number has.
func isCode(s string) bool {
	return strings.ContainsAny(s, "acdfghijklmnpqrsuvwy") && strings.Trim(s, "0123456789abcdefghijklmnopqrstuvwxyz") == ""
}

// isMoment reports a time of a day, as programs write it: 2023-01-21T06:36:00Z.
func isMoment(s string) bool {
	if len(s) != len("2006-01-02T15:04:05Z") && len(s) != len("2006-01-02T15:04:05+07:00") || s[len("2006-01-02")] != 'T' {
		return false
	}
	_, err := time.Parse(time.RFC3339, s)
	return err == nil
}
