package note

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/pelletier/go-toml/v2"
	"go.yaml.in/yaml/v4"
)

// Front matter that other tools write: TOML between lines of +++ (Hugo, Zola), JSON (Hugo),
// `Key: value` lines at the top (MultiMarkdown, MkDocs), `key:: value` lines (Logseq), and
// lines of % (pandoc). It is read like YAML and never written: [Note.Set] refuses.

// otherFront finds such front matter in a file that has none of YAML. ok is false where there
// is only a doubt: the lines are text then.
func otherFront(src []byte, f front) (front, bool) {
	rest := src[f.open:]
	switch {
	case bytes.HasPrefix(rest, []byte("+++")):
		return tomlFront(src, f)
	case bytes.HasPrefix(rest, []byte("{")):
		return jsonFront(src, f)
	case bytes.HasPrefix(rest, []byte("% ")):
		return pandocFront(src, f)
	}
	return linesFront(src, f)
}

func tomlFront(src []byte, f front) (front, bool) {
	first, rest := cutLine(src[f.open:])
	if !isFence(first, "+++") {
		return f, false
	}
	text := f.open + len(first)
	for at := text; len(rest) > 0 && at-text < maxFront; {
		var line []byte
		if line, rest = cutLine(rest); isFence(line, "+++") {
			var values map[string]any
			if toml.Unmarshal(src[text:at], &values) != nil {
				return f, false
			}
			return f.other(lifted(values), text, at, at+len(line)), true
		}
		at += len(line)
	}
	return f, false
}

// lifted has at the top, too, what Zola keeps under taxonomies and Hugo under params.
func lifted(values map[string]any) map[string]any {
	for _, table := range [...]string{"taxonomies", "params", "extra"} {
		inner, _ := values[table].(map[string]any)
		for key, v := range inner {
			if _, taken := values[key]; !taken && isHeadKey(key) {
				values[key] = v
			}
		}
	}
	return values
}

// jsonFront reads one object at the top, followed by a line break.
func jsonFront(src []byte, f front) (front, bool) {
	rest := src[f.open:]
	d := json.NewDecoder(bytes.NewReader(rest[:min(len(rest), maxFront)]))
	var values map[string]any
	if d.Decode(&values) != nil || len(values) == 0 {
		return f, false
	}
	end := f.open + int(d.InputOffset())
	line, _ := cutLine(src[end:])
	if !isBlankLine(line) {
		return f, false
	}
	return f.other(lifted(values), f.open, end, end+len(line)), true
}

// linesFront reads lines of `key: value` or `key:: value` from the top to the first that is
// none. There must be a key that says what every note has, and for `key: value` a blank line
// at the end: text may well begin with a colon in its first line.
func linesFront(src []byte, f front) (front, bool) {
	values := map[string]any{}
	known, double := false, true
	at := f.open
	for at < len(src) && at-f.open < maxFront {
		line := headLine(src[at:])
		if isBlankLine(line) {
			break
		}
		key, value, two, ok := keyLine(line)
		if !ok {
			if double && len(values) > 0 {
				break
			}
			return f, false
		}
		if double = two; !two && len(values) > 0 && values[key] != nil {
			return f, false
		}
		values[key] = value
		known = known || isHeadKey(key)
		at += len(line)
	}
	if !known || len(values) == 0 || !double && len(values) < 2 {
		return f, false
	}
	return f.other(values, f.open, at, at), true
}

// headLine is a line with those that continue it, indented, as MultiMarkdown has them. No
// `key:: value` is continued.
func headLine(src []byte) []byte {
	line, rest := cutLine(src)
	if isBlankLine(line) || bytes.Contains(line, []byte("::")) {
		return line
	}
	for end := len(line); ; end += len(line) {
		if line, rest = cutLine(rest); len(line) == 0 || line[0] != ' ' && line[0] != '\t' || isBlankLine(line) {
			return src[:end]
		}
	}
}

// keyLine splits `key: value` and Logseq's `key:: value`.
func keyLine(line []byte) (key string, value any, double, ok bool) {
	name, rest, found := strings.Cut(strings.TrimRight(string(line), "\r\n \t"), ":")
	if !found || name == "" || len(name) > 40 || strings.Trim(strings.ToLower(name), "abcdefghijklmnopqrstuvwxyz0123456789-_ ") != "" || name[0] == ' ' || name[0] == '-' {
		return "", nil, false, false
	}
	rest, double = strings.CutPrefix(rest, ":")
	if rest != "" && rest[0] != ' ' && rest[0] != '\t' {
		return "", nil, false, false
	}
	key = strings.ToLower(strings.TrimSpace(name))
	rest = oneLine(rest)
	if key == "tags" || key == "keywords" || key == "alias" || key == "aliases" {
		var list []any
		for part := range strings.SplitSeq(rest, ",") {
			part = strings.TrimSpace(part)
			part = strings.TrimSuffix(strings.TrimPrefix(strings.TrimPrefix(part, "#"), "[["), "]]")
			if part != "" {
				list = append(list, part)
			}
		}
		return key, list, double, true
	}
	return key, rest, double, true
}

func isHeadKey(key string) bool {
	switch key {
	case "title", "author", "authors", "date", "tags", "keywords", "alias", "aliases", "type", "status", "created":
		return true
	}
	return false
}

// other is front matter of another kind with what it says.
func (f front) other(values map[string]any, text, end, body int) front {
	f.present, f.foreign, f.text, f.end, f.body = true, true, text, end, body
	for _, key := range slices.Sorted(maps.Keys(values)) {
		name := &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: key, Line: 1, Column: 1}
		f.fields = append(f.fields, field{key: key, name: name, value: nodeOf(values[key], 0), start: text, end: end})
	}
	return f
}

// nodeOf is a decoded value as YAML has it.
func nodeOf(v any, depth int) *yaml.Node {
	if depth > maxDepth {
		return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!null"}
	}
	switch v := v.(type) {
	case []any:
		out := &yaml.Node{Kind: yaml.SequenceNode, Tag: "!!seq"}
		for _, x := range v {
			out.Content = append(out.Content, nodeOf(x, depth+1))
		}
		return out
	case map[string]any:
		out := &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map"}
		for _, key := range slices.Sorted(maps.Keys(v)) {
			out.Content = append(out.Content, nodeOf(key, depth+1), nodeOf(v[key], depth+1))
		}
		return out
	case nil:
		return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!null"}
	case time.Time:
		return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: v.Format(time.RFC3339)}
	}
	return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: fmt.Sprint(v)}
}
