package note

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"

	"github.com/breakfast-table/cop/pkg/printable"
)

// value is what [Note.Set] writes: one text or a list of them.
type value struct {
	isList  bool
	items   []string // of a list
	scalar  string
	literal bool // a number, a bool or a date: never quoted
}

// valueOf takes the values that callers may give.
func valueOf(key string, v any) (value, error) {
	switch v := v.(type) {
	case string:
		v = strings.ToValidUTF8(v, "\ufffd")
		isTime := false
		if key == "date" || key == "review_by" {
			_, isTime = ParseTime(v)
		}
		return value{scalar: v, literal: isTime}, nil
	case Type:
		return value{scalar: string(v)}, nil
	case Handle:
		return value{scalar: string(v)}, nil
	case Address:
		return value{scalar: string(v)}, nil
	case []string:
		items := make([]string, len(v))
		for i, s := range v {
			items[i] = strings.ToValidUTF8(s, "\ufffd")
		}
		return value{isList: true, items: items}, nil
	case time.Time:
		return value{scalar: v.Format(time.DateOnly), literal: true}, nil
	case int:
		return value{scalar: strconv.Itoa(v), literal: true}, nil
	case bool:
		return value{scalar: strconv.FormatBool(v), literal: true}, nil
	}
	return value{}, fmt.Errorf("front matter key %q cannot hold a %T", key, v)
}

// equals reports whether a node says the value. Items of a list are compared by what is
// written: [2024] and ["2024"] are the same tags.
func (v value) equals(n *yaml.Node) bool {
	if !v.isList {
		return n.Kind == yaml.ScalarNode && n.Value == v.scalar && (n.ShortTag() == "!!str") != v.literal
	}
	return n.Kind == yaml.SequenceNode && slices.EqualFunc(n.Content, v.items, func(c *yaml.Node, s string) bool {
		written, ok := scalar(resolve(c))
		return ok && written == s
	})
}

// line is the value with its key.
func (v value) line(key string) string { return quote(key, 0, false) + ": " + v.text(0, false) }

// text writes the value on one line, a single one in the given style if that can hold it.
func (v value) text(style yaml.Style, flow bool) string {
	if v.literal {
		return v.scalar
	}
	if !v.isList {
		return quote(v.scalar, style, flow)
	}
	items := make([]string, len(v.items))
	for i, s := range v.items {
		items[i] = quote(s, 0, true)
	}
	return "[" + strings.Join(items, ", ") + "]"
}

// quote writes a text as one YAML value: as it is where every reader takes it for text,
// else in quotes. flow: inside brackets.
func quote(s string, style yaml.Style, flow bool) string {
	if !isPrintable(s) {
		return doubleQuote(s)
	}
	switch {
	case style&yaml.DoubleQuotedStyle != 0:
		return doubleQuote(s)
	case style&yaml.SingleQuotedStyle != 0:
		return singleQuote(s)
	case isBare(s, flow):
		return s
	case strings.ContainsAny(s, `"\`):
		return singleQuote(s)
	}
	return doubleQuote(s)
}

func singleQuote(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }

func doubleQuote(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range strings.ToValidUTF8(s, "\ufffd") {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\t':
			b.WriteString(`\t`)
		case r == '\r':
			b.WriteString(`\r`)
		case isPrintableRune(r):
			b.WriteRune(r)
		case r < 0x100:
			fmt.Fprintf(&b, `\x%02x`, r)
		case r < 0x10000:
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			fmt.Fprintf(&b, `\U%08x`, r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

func isPrintable(s string) bool {
	return utf8.ValidString(s) && strings.IndexFunc(s, func(r rune) bool { return !isPrintableRune(r) }) < 0
}

// isPrintableRune leaves out what YAML or a reader could lose: controls, line separators,
// invisible marks, and what is not a character.
func isPrintableRune(r rune) bool {
	return r == ' ' || r == 0x200c || r == 0x200d || r >= '!' && unicode.IsGraphic(r) && !printable.IsHarmful(r) && r != 0x2028 && r != 0x2029 && r != 0xfffd
}

// isBare reports whether a text can stand without quotes and be text for readers of YAML
// 1.1 and 1.2 alike.
func isBare(s string, flow bool) bool {
	if s == "" || s[0] == ' ' || s[len(s)-1] == ' ' || s[len(s)-1] == ':' ||
		strings.Contains(s, ": ") || strings.Contains(s, " #") || looksTyped(s) {
		return false
	}
	if flow && strings.ContainsAny(s, ",[]{}:?#") {
		return false
	}
	r, _ := utf8.DecodeRuneInString(s)
	return r >= utf8.RuneSelf || isWordByte(s[0]) || s[0] == '/' || s[0] == '(' || s[0] == '.' || s[0] == '+' || s[0] == '$' || s[0] == '^'
}

func isWordByte(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_'
}

// looksTyped reports texts that some reader takes for null, a bool, a number, or a time.
func looksTyped(s string) bool {
	switch strings.ToLower(s) {
	case "null", "true", "false", "yes", "no", "on", "off", "y", "n", ".inf", ".nan", "inf", "nan", "infinity":
		return true
	}
	if strings.Trim(s, "0123456789_.,:+-eExXoObBaAcCdDfF /TtZz") != "" {
		return false
	}
	return s[0] >= '0' && s[0] <= '9' || s[0] == '.' || s[0] == '+' || s[0] == '-'
}

// Field is a key of front matter and its value (see [Note.Set]).
type Field struct {
	Key   string
	Value any
}

// WriteNew makes a file of front matter and a body. The keys come in the given order,
// before them the type unless it is the default or given as a key; empty values are left
// out, and so are values of types that [Note.Set] does not take.
func WriteNew(typ Type, fields []Field, body []byte) []byte {
	if typ != "" && typ != Practice && !slices.ContainsFunc(fields, func(f Field) bool { return f.Key == "type" }) {
		fields = slices.Insert(slices.Clone(fields), 0, Field{Key: "type", Value: typ})
	}
	var b strings.Builder
	b.WriteString("---\n")
	for _, f := range fields {
		v, err := valueOf(f.Key, f.Value)
		if t, isTime := f.Value.(time.Time); err != nil || isTime && t.IsZero() || v.scalar == "" && len(v.items) == 0 {
			continue
		}
		b.WriteString(v.line(f.Key) + "\n")
	}
	b.WriteString("---\n")
	b.Write(body)
	return []byte(b.String())
}
