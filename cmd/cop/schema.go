package main

import (
	"cmp"
	"maps"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/breakfast-table/cop/cmd/internal/term"
)

// The form of everything that --json prints, as one JSON Schema, made from the types of the
// results themselves. schema.json is what is made; a test holds the two together.

// results are the results of each command, by its path: a value of the type that it prints.
func results() map[string]any {
	note, notes := added{}, told{doneJSON{}}
	return map[string]any{
		"accept": entryResult{}, "adapt": adaptedList{}, "adapt ADDR": told{adaptedNote{}}, "adapt POOL:ADDR": note, "actions": actionList{}, "actions done": notes, "add": note, "answer": entryResult{}, "ask": note,
		"auth login": told{loginJSON{}}, "auth logout": told{loginJSON{}}, "auth status": loginJSON{}, "breakfast": breakfastResult{},
		"charter": charterResult{}, "charter --edit": notes, "charter stage": stageResult{}, "charter stage tick": stageResult{}, "charter stage move": stageResult{}, "check": problemList{}, "comment": entryResult{},
		"config": settingList{}, "config get": setting{}, "config set": told{setting{}}, "config unset": told{setting{}},
		"doctor": findings{}, "export": exported{}, "edit": notes, "event": meetingList{}, "event list": meetingList{}, "event agenda": agendaResult{}, "event close": notes, "event new": note, "find": hitList{found: true}, "health": healthResult{}, "letter": letterJSON{},
		"import": imported{}, "init": place{}, "join": place{}, "list": hitList{}, "me": meJSON{}, "mentor": mentoringResult{}, "mentor ask": notes,
		"mentor match": mentoringResult{}, "mentor offer": notes, "mv": moved{}, "offer": offered{}, "path": pathResult{}, "people": peopleList{}, "pool": poolList{},
		"pool add": followedList{}, "pool map": poolMap{}, "pool update": updatedList{},
		"pool default": told{poolEntry{}}, "pool forget": told{poolEntry{}}, "pool list": poolList{},
		"reflect": journalEntry{}, "reflect list": journalList{}, "reflect promote": note, "reflect show": journalText{},
		"resolve": notes, "resolve (which)": clashes{}, "retire": notes, "review": queue{}, "review N": reviewShown{}, "review N --approve": &reviewActed{}, "rm": notes,
		"share": shareResult{}, "share --withdraw": told{withdrawnJSON{}}, "show": shown{}, "show --versions": versionList{}, "stale": staleList{},
		"site": &siteResult{}, "site --ci": notes, "site --preview": previewResult{}, "status": statusResult{}, "sync": syncResult{}, "til": note, "tried": entryResult{}, "undo": undone{}, "verify": entryResult{},
		"version": versionResult{}, "who": expertList{},
	}
}

// valueOf is what programs get of a result.
func valueOf(result any) any {
	if v, ok := result.(term.Valued); ok {
		return v.Value()
	}
	return result
}

// schemaOf is the JSON Schema of all results: one definition for each type that has a name,
// and one property for each command.
func schemaOf(results map[string]any) map[string]any {
	s := schemer{defs: map[string]any{}, names: map[reflect.Type]string{}}
	commands := map[string]any{}
	for _, path := range slices.Sorted(maps.Keys(results)) {
		commands["cop "+path] = s.of(reflect.TypeOf(valueOf(results[path])), path)
	}
	s.defs["error"] = map[string]any{
		"description": "what any command prints on standard error when it fails",
		"type":        "object", "required": []string{"error"},
		"properties": map[string]any{"error": s.object(reflect.TypeFor[explanation]())},
	}
	return map[string]any{
		"$schema":     "https://json-schema.org/draft/2020-12/schema",
		"title":       "What cop prints with --json",
		"description": "properties has the form of each command's result. Fields are only ever added.",
		"type":        "object", "properties": commands, "$defs": s.defs,
	}
}

// schemer collects definitions.
type schemer struct {
	defs  map[string]any
	names map[reflect.Type]string
}

// of is the schema of a type; path names what has no name of its own.
func (s *schemer) of(t reflect.Type, path string) map[string]any {
	switch {
	case t == reflect.TypeFor[stamp]():
		return map[string]any{"type": []string{"string", "null"}, "format": "date-time"}
	case t == reflect.TypeFor[time.Time]():
		return map[string]any{"type": "string", "format": "date-time"}
	}
	switch t.Kind() {
	case reflect.Bool:
		return map[string]any{"type": "boolean"}
	case reflect.Int, reflect.Int64:
		return map[string]any{"type": "integer"}
	case reflect.Float64:
		return map[string]any{"type": "number"}
	case reflect.String:
		return map[string]any{"type": "string"}
	case reflect.Slice:
		return map[string]any{"type": "array", "items": s.of(t.Elem(), path)}
	case reflect.Map:
		return map[string]any{"type": "object"}
	case reflect.Pointer:
		return map[string]any{"anyOf": []any{s.of(t.Elem(), path), map[string]any{"type": "null"}}}
	case reflect.Struct:
		return s.define(t, path)
	}
	return map[string]any{}
}

// define makes one definition of a struct.
func (s *schemer) define(t reflect.Type, path string) map[string]any {
	name, known := s.names[t]
	if !known {
		name = strings.TrimSuffix(strings.TrimSuffix(t.Name(), "JSON"), "Result")
		if _, taken := s.defs[name]; name == "" || taken {
			name = cmp.Or(t.Name(), strings.ReplaceAll(path, " ", "_"))
		}
		s.names[t] = name
		s.defs[name] = s.object(t)
	}
	return map[string]any{"$ref": "#/$defs/" + name}
}

// object is the schema of a struct's fields; those of embedded ones are its own.
func (s *schemer) object(t reflect.Type) map[string]any {
	properties, required := map[string]any{}, []string{}
	var collect func(t reflect.Type)
	collect = func(t reflect.Type) {
		for i := range t.NumField() {
			f := t.Field(i)
			name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
			switch {
			case f.Anonymous && name == "":
				collect(f.Type)
			case !f.IsExported() || name == "-" || name == "":
			default:
				properties[name] = s.of(f.Type, t.Name()+"_"+name)
				if !strings.Contains(options, "omitempty") {
					required = append(required, name)
				}
			}
		}
	}
	collect(t)
	slices.Sort(required)
	return map[string]any{"type": "object", "required": required, "properties": properties}
}
