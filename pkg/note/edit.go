package note

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
)

// EditError says that a key is written in a way that cannot be changed without touching
// its neighbours; the note is as it was.
type EditError struct{ Key string }

func (e *EditError) Error() string {
	return fmt.Sprintf("front matter key %q is written in a way that has to be edited by hand", e.Key)
}

// Set gives a front matter key a value: string, []string, [time.Time] (the day), int or
// bool. Only the bytes of that value change; quoting, the form of a list, comments and
// line endings are kept. A key that is not there is added after the others, in front
// matter that is made when there is none. Setting what is there already changes nothing.
//
// Errors: [*SyntaxError] when the front matter is not readable, [*EditError]; the note is
// then as it was.
func (n *Note) Set(key string, value any) error {
	v, err := valueOf(key, value)
	if err != nil {
		return err
	}
	if n.front.err != nil {
		return n.front.err
	}
	f := n.front.field(key)
	if f != nil && v.equals(resolve(f.value)) {
		return nil
	}
	var src []byte
	switch {
	case !n.front.present:
		src = n.withFrontMatter(key, v)
	case n.front.inline || n.front.foreign:
		return &EditError{Key: key}
	case f == nil:
		src = splice(n.src, n.front.end, n.front.end, n.front.indent()+v.line(key)+n.front.eol)
	default:
		src = n.replaced(f, v)
	}
	return n.adopt(src, key, &v)
}

// Delete removes a front matter key; it is not an error when there is none. Errors: as
// [Note.Set].
func (n *Note) Delete(key string) error {
	if n.front.err != nil {
		return n.front.err
	}
	if n.front.field(key) == nil {
		return nil
	}
	if n.front.inline || n.front.foreign {
		return &EditError{Key: key}
	}
	src := n.src
	for _, f := range slices.Backward(n.front.fields) {
		if f.key == key {
			src = splice(src, f.start, f.end, "")
		}
	}
	return n.adopt(src, key, nil)
}

// SetBody replaces everything after the front matter. Errors: [*SyntaxError] when the front
// matter is not readable, [*EditError] when the text would be taken for front matter.
func (n *Note) SetBody(body []byte) error {
	if n.front.err != nil {
		return n.front.err
	}
	head := n.src[:n.front.body:n.front.body]
	if n.front.present && !bytes.HasSuffix(head, []byte("\n")) && len(body) > 0 {
		head = append(head, n.front.eol...)
	}
	next := Parse(n.Path, append(head, body...))
	if next.front.err != nil || !bytes.Equal(next.Body(), body) {
		return &EditError{Key: "body"}
	}
	*n = *next
	return nil
}

// withFrontMatter is the file with front matter of one key before it.
func (n *Note) withFrontMatter(key string, v value) []byte {
	eol := n.front.eol
	return splice(n.src, n.front.open, n.front.open, "---"+eol+v.line(key)+eol+"---"+eol)
}

// indent is what stands before each key, nearly always nothing.
func (f *front) indent() string {
	if len(f.fields) == 0 {
		return ""
	}
	return strings.Repeat(" ", max(f.fields[0].name.Column-1, 0))
}

// adopt takes an edited text, if reading it shows the edit and nothing else. This second
// look is what lets the editing itself be simple.
func (n *Note) adopt(src []byte, key string, v *value) error {
	if src == nil {
		return &EditError{Key: key}
	}
	next := Parse(n.Path, src)
	f := next.front.field(key)
	if next.front.err != nil || (f != nil) != (v != nil) || f != nil && !v.equals(f.value) ||
		!bytes.Equal(next.Body(), n.Body()) || !sameExcept(key, n.front.fields, next.front.fields) {
		return &EditError{Key: key}
	}
	*n = *next
	return nil
}

// sameExcept reports whether two lists of fields say the same in the same order, one key
// apart.
func sameExcept(key string, a, b []field) bool {
	other := func(fs []field) []field {
		return slices.DeleteFunc(slices.Clone(fs), func(f field) bool { return f.key == key })
	}
	return slices.EqualFunc(other(a), other(b), func(x, y field) bool {
		return x.key == y.key && equalNodes(x.value, y.value)
	})
}

// equalNodes reports whether two values are the same, whatever their style.
func equalNodes(a, b *yaml.Node) bool {
	a, b = resolve(a), resolve(b)
	return a == b || a.Kind == b.Kind && a.ShortTag() == b.ShortTag() && a.Value == b.Value &&
		slices.EqualFunc(a.Content, b.Content, equalNodes)
}

// splice is b with the bytes between start and end replaced, in memory of its own.
func splice(b []byte, start, end int, with string) []byte {
	out := make([]byte, 0, len(b)-(end-start)+len(with))
	out = append(out, b[:start]...)
	out = append(out, with...)
	return append(out, b[end:]...)
}
