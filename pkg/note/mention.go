package note

import (
	"slices"
	"strings"
)

// Whom a question is for stands in its first line, in the way people write it anyway:
//
//	@ben @cy
//
// That is text: it reads the same in every viewer, and some git hosts tell those named.

// AskedOf lists whom the first line of the body names, in order; nil when that line says
// anything else. Commas and the words "and" and "or" may stand between the names.
func (n *Note) AskedOf() []Handle {
	first, _, _ := strings.Cut(strings.TrimSpace(string(n.Body()[:min(len(n.Body()), 1024)])), "\n")
	var out []Handle
	for word := range strings.FieldsFuncSeq(first, func(r rune) bool { return r == ' ' || r == ',' || r == '\t' || r == '\r' }) {
		name, named := strings.CutPrefix(word, "@")
		name = strings.TrimRight(name, ":")
		switch {
		case named && validHandle(name):
			if h := Handle(name); !slices.Contains(out, h) {
				out = append(out, h)
			}
		case word == "and" || word == "or":
		default:
			return nil
		}
	}
	return out
}

// AskOf puts whom a text is for into its first line.
func AskOf(to []Handle, body string) string {
	if len(to) == 0 {
		return body
	}
	names := make([]string, len(to))
	for i, h := range to {
		names[i] = "@" + string(h)
	}
	return strings.TrimSpace(strings.Join(names, " ")+"\n\n"+strings.TrimSpace(body)) + "\n"
}
