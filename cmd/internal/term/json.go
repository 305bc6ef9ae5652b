package term

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"text/template"
	"time"

	"github.com/itchyny/gojq"
)

// FieldError is a --json field that the result does not have.
type FieldError struct {
	Field string
	Known []string // in the order they are printed
}

func (e *FieldError) Error() string { return fmt.Sprintf("unknown field %q", e.Field) }

// QueryError is a --jq expression or a --template that does not work.
type QueryError struct {
	Option string // "--jq" or "--template"
	Err    error
}

func (e *QueryError) Error() string { return e.Option + ": " + e.Err.Error() }
func (e *QueryError) Unwrap() error { return e.Err }

// printJSON writes a result for programs. Lists are [] and never null, times
// are RFC 3339 in UTC, characters that could act on a terminal are escaped.
func (s *Streams) printJSON(result any) error {
	data, err := marshal(result, "")
	if err != nil {
		return err
	}
	if len(s.Format.Fields) > 0 {
		if data, err = pick(data, s.Format.Fields, fieldsOf(reflect.TypeOf(result))); err != nil {
			return err
		}
	}
	switch {
	case s.Format.Query != "":
		return s.printQuery(data)
	case s.Format.Template != "":
		return s.printTemplate(data)
	}
	var out bytes.Buffer
	if err := json.Indent(&out, data, "", "  "); err != nil {
		return fmt.Errorf("lay JSON out: %w", err)
	}
	return s.write(out.String() + "\n")
}

// printQuery prints each value a jq expression yields: strings as they are,
// like jq -r, everything else as JSON on one line.
func (s *Streams) printQuery(data []byte) error {
	query, err := gojq.Parse(s.Format.Query)
	if err != nil {
		return &QueryError{"--jq", err}
	}
	value, err := decode(data)
	if err != nil {
		return err
	}
	var out strings.Builder
	for it := query.Run(value); ; {
		v, ok := it.Next()
		if !ok {
			return s.write(out.String())
		}
		if err, failed := v.(error); failed {
			return &QueryError{"--jq", err}
		}
		line, err := s.queryLine(v)
		if err != nil {
			return err
		}
		out.WriteString(line + "\n")
	}
}

func (s *Streams) queryLine(v any) (string, error) {
	if text, ok := v.(string); ok {
		return s.plain(text), nil
	}
	data, err := gojq.Marshal(v)
	if err != nil {
		return "", fmt.Errorf("write JSON: %w", err)
	}
	return string(escapeUnsafe(data)), nil
}

func (s *Streams) printTemplate(data []byte) error {
	tmpl, err := template.New("--template").Parse(s.Format.Template)
	if err != nil {
		return &QueryError{"--template", err}
	}
	value, err := decode(data)
	if err != nil {
		return err
	}
	var out strings.Builder
	if err := tmpl.Execute(&out, value); err != nil {
		return &QueryError{"--template", err}
	}
	return s.write(s.plain(out.String()))
}

// plain cleans text for a terminal; programs get every byte.
func (s *Streams) plain(text string) string {
	if s.OutTTY {
		return CleanText(text)
	}
	return text
}

func decode(data []byte) (any, error) {
	var v any
	if err := json.Unmarshal(data, &v); err != nil {
		return nil, fmt.Errorf("read JSON back: %w", err)
	}
	return v, nil
}

// marshal is encoding/json with cop's promises about lists and times.
func marshal(v any, indent string) ([]byte, error) {
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", indent)
	if err := enc.Encode(promised(v)); err != nil {
		return nil, fmt.Errorf("write JSON: %w", err)
	}
	return escapeUnsafe(bytes.TrimRight(out.Bytes(), "\n")), nil
}

// promised returns a copy of v in which nil slices are empty and times are
// whole seconds in UTC.
func promised(v any) any {
	if v == nil {
		return nil
	}
	copied := reflect.New(reflect.TypeOf(v)).Elem()
	copied.Set(reflect.ValueOf(v))
	keep(copied)
	return copied.Interface()
}

// keep applies the promises to v, which must be settable. What v shares with
// the caller (elements of slices and maps, what pointers point to) is copied
// before it is changed.
func keep(v reflect.Value) {
	switch v.Kind() {
	case reflect.Struct:
		keepStruct(v)
	case reflect.Slice:
		keepSlice(v)
	case reflect.Pointer, reflect.Interface:
		keepTarget(v)
	case reflect.Map:
		keepMap(v)
	}
}

func keepStruct(v reflect.Value) {
	if v.Type() == reflect.TypeFor[time.Time]() {
		v.Set(reflect.ValueOf(v.Interface().(time.Time).UTC().Truncate(time.Second)))
		return
	}
	for i := range v.NumField() {
		f := v.Type().Field(i)
		if f.IsExported() || f.Anonymous && f.Type.Kind() == reflect.Struct {
			keep(v.Field(i))
		}
	}
}

func keepSlice(v reflect.Value) {
	if v.Type().Elem().Kind() == reflect.Uint8 {
		return // bytes and raw JSON
	}
	copied := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
	reflect.Copy(copied, v)
	v.Set(copied)
	switch v.Type().Elem().Kind() {
	case reflect.Struct, reflect.Slice, reflect.Pointer, reflect.Interface, reflect.Map:
		for i := range v.Len() {
			keep(v.Index(i))
		}
	}
}

func keepTarget(v reflect.Value) {
	if v.IsNil() {
		return
	}
	copied := reflect.New(v.Elem().Type())
	copied.Elem().Set(v.Elem())
	keep(copied.Elem())
	if v.Kind() == reflect.Interface {
		copied = copied.Elem()
	}
	v.Set(copied)
}

func keepMap(v reflect.Value) {
	copied := reflect.MakeMapWithSize(v.Type(), v.Len())
	for it := v.MapRange(); it.Next(); {
		value := reflect.New(v.Type().Elem()).Elem()
		value.Set(it.Value())
		keep(value)
		copied.SetMapIndex(it.Key(), value)
	}
	v.Set(copied)
}

// escapeUnsafe writes characters that act on a terminal as \uXXXX; JSON itself
// only escapes those below U+0020.
func escapeUnsafe(data []byte) []byte {
	if text := string(data); CleanText(text) == text {
		return data
	}
	var out bytes.Buffer
	for _, r := range string(data) {
		switch {
		case r < 0x7f || !harmful(r):
			out.WriteRune(r)
		case r > 0xffff:
			high, low := (r-0x10000)>>10+0xd800, (r-0x10000)&0x3ff+0xdc00
			fmt.Fprintf(&out, `\u%04x\u%04x`, high, low)
		default:
			fmt.Fprintf(&out, `\u%04x`, r)
		}
	}
	return out.Bytes()
}
