package importer

import (
	"bytes"
	"fmt"
	"maps"
	"slices"

	"github.com/breakfast-table/cop/pkg/note"
)

// InYAML writes front matter of another kind – TOML, JSON, lines of "key: value" – as YAML.
// skip are keys that are said otherwise.
func InYAML(file string, text []byte, skip ...string) []byte {
	n := note.Parse(note.Root+file, text)
	if !n.HasFrontMatter() || n.Err() != nil || bytes.HasPrefix(bytes.TrimPrefix(text, []byte("\xef\xbb\xbf")), []byte("---")) {
		return text
	}
	var fields []note.Field
	all := n.FrontMatter()
	for _, key := range slices.Sorted(maps.Keys(all)) {
		if slices.Contains(skip, key) {
			continue
		}
		fields = append(fields, flat(key, all[key])...)
	}
	return note.WriteNew("", fields, append([]byte("\n"), bytes.TrimLeft(n.Body(), "\r\n")...))
}

// flat are the fields of a value; a table becomes one field for each of its keys.
func flat(key string, value any) []note.Field {
	switch v := value.(type) {
	case nil:
		return nil
	case map[string]any:
		var out []note.Field
		for _, inner := range slices.Sorted(maps.Keys(v)) {
			out = append(out, flat(key+"_"+inner, v[inner])...)
		}
		return out
	case []any:
		var list []string
		for _, x := range v {
			list = append(list, fmt.Sprint(x))
		}
		return []note.Field{{Key: key, Value: list}}
	case string:
		if v == "true" || v == "false" {
			return []note.Field{{Key: key, Value: v == "true"}}
		}
		return []note.Field{{Key: key, Value: v}}
	case bool, int:
		return []note.Field{{Key: key, Value: v}}
	}
	return []note.Field{{Key: key, Value: fmt.Sprint(value)}}
}
