package term

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
)

// pick reduces an object, or each object of a list, to some of its fields in
// the order asked for; one that an object leaves out is null. known are the
// names the result's type has; those the data has count too.
func pick(data []byte, fields, known []string) ([]byte, error) {
	objects := []json.RawMessage{data}
	isList := bytes.HasPrefix(data, []byte("["))
	if isList {
		if err := json.Unmarshal(data, &objects); err != nil {
			return nil, fmt.Errorf("read JSON back: %w", err)
		}
	}
	for i, object := range objects {
		names, values, err := members(object)
		if err != nil {
			return nil, fmt.Errorf("only objects have fields: %w", err)
		}
		for _, name := range names {
			if !slices.Contains(known, name) {
				known = append(known, name)
			}
		}
		objects[i] = project(values, fields)
	}
	for _, field := range fields {
		if len(known) > 0 && !slices.Contains(known, field) {
			return nil, &FieldError{field, known}
		}
	}
	if !isList {
		return objects[0], nil
	}
	return json.Marshal(objects)
}

func project(values map[string]json.RawMessage, fields []string) json.RawMessage {
	var out bytes.Buffer
	out.WriteByte('{')
	for i, field := range fields {
		if i > 0 {
			out.WriteByte(',')
		}
		value, ok := values[field]
		if !ok {
			value = json.RawMessage("null")
		}
		fmt.Fprintf(&out, "%q:%s", field, value)
	}
	out.WriteByte('}')
	return out.Bytes()
}

// members reads an object: its names in the order they stand in, its values.
func members(object []byte) (names []string, values map[string]json.RawMessage, err error) {
	if err := json.Unmarshal(object, &values); err != nil {
		return nil, nil, err
	}
	dec := json.NewDecoder(bytes.NewReader(object))
	if _, err := dec.Token(); err != nil {
		return nil, nil, err
	}
	for dec.More() {
		name, err := dec.Token()
		if err != nil {
			return nil, nil, err
		}
		names = append(names, fmt.Sprint(name))
		var value json.RawMessage
		if err := dec.Decode(&value); err != nil {
			return nil, nil, err
		}
	}
	return names, values, nil
}

// fieldsOf lists the JSON names of a struct type, or of what a list holds, so
// that a field that happens to be left out everywhere is still known.
func fieldsOf(t reflect.Type) []string {
	for t != nil && (t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice) {
		t = t.Elem()
	}
	if t == nil || t.Kind() != reflect.Struct || t.Implements(reflect.TypeFor[json.Marshaler]()) {
		return nil
	}
	var names []string
	for i := range t.NumField() {
		f := t.Field(i)
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		switch {
		case name == "-":
		case f.Anonymous && name == "":
			names = append(names, fieldsOf(f.Type)...)
		case !f.IsExported():
		case name == "":
			names = append(names, f.Name)
		default:
			names = append(names, name)
		}
	}
	return names
}
