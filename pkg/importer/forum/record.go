package forum

import (
	"encoding/json"
	"strings"
	"time"
)

// record is an object of JSON by names without case and underscores: what one version of a
// site calls creation_date, the next calls creationDate, and a dump CreationDate.
type record map[string]json.RawMessage

func recordOf(v json.RawMessage) (record, bool) {
	var keys map[string]json.RawMessage
	if json.Unmarshal(v, &keys) != nil {
		return nil, false
	}
	r := make(record, len(keys))
	for k, v := range keys {
		r[strings.ToLower(strings.ReplaceAll(k, "_", ""))] = v
	}
	return r, true
}

// text is the first of some fields that has one.
func (r record) text(names ...string) string {
	for _, n := range names {
		var s string
		if json.Unmarshal(r[n], &s) == nil && s != "" {
			return s
		}
	}
	return ""
}

// id is the first of some fields that is a number or a name; 0 is none.
func (r record) id(names ...string) string {
	for _, n := range names {
		var id ID
		if v, ok := r[n]; ok && json.Unmarshal(v, &id) == nil && id != "" && id != "0" {
			return string(id)
		}
	}
	return ""
}

func (r record) moment(names ...string) time.Time {
	for _, n := range names {
		var m Moment
		if v, ok := r[n]; ok && json.Unmarshal(v, &m) == nil && !m.IsZero() {
			return m.Time
		}
	}
	return time.Time{}
}

func (r record) yes(name string) bool {
	switch string(r[name]) {
	case "true", "1", `"true"`, `"t"`:
		return true
	}
	return false
}

// object is a field that is an object; an empty one where there is none.
func (r record) object(name string) record {
	o, _ := recordOf(r[name])
	return o
}

func (r record) list(name string) []record {
	var raw []json.RawMessage
	_ = json.Unmarshal(r[name], &raw)
	var out []record
	for _, v := range raw {
		if one, ok := recordOf(v); ok {
			out = append(out, one)
		}
	}
	return out
}

// words is a list of words: as texts, as objects with a name, or as <a><b> or |a|b| in one text.
func (r record) words(name string) []string {
	var list []string
	if json.Unmarshal(r[name], &list) == nil {
		return list
	}
	for _, o := range r.list(name) {
		list = append(list, o.text("name", "id"))
	}
	if len(list) > 0 {
		return list
	}
	return strings.FieldsFunc(r.text(name), func(c rune) bool { return strings.ContainsRune("<>|, ", c) })
}
