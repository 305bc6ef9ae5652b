package index

import (
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"
)

func TestParseQuery(t *testing.T) {
	t.Parallel()
	q := query(t, `retry "exact phrase" pre* -legacy tag:go,db TAG:"two words" -topic:old topics:new is:stale since:2026-01 10:30 std::move https://example.org/x`)
	want := []clause{
		{text: "retry"}, {text: "exact phrase", quoted: true}, {text: "pre", prefix: true}, {text: "legacy", not: true},
		{text: "10:30"}, {text: "std::move"}, {text: "https://example.org/x"},
	}
	if !reflect.DeepEqual(q.clauses, want) {
		t.Errorf("clauses %+v", q.clauses)
	}
	if !reflect.DeepEqual(q.Facets, Facets{Tags: []string{"go,db", "two words"}, Topics: []string{"new"}, Is: []string{"stale"}}) {
		t.Errorf("facets %+v", q.Facets)
	}
	if !reflect.DeepEqual(q.Not, Facets{Topics: []string{"old"}}) {
		t.Errorf("not %+v", q.Not)
	}
	if !q.Since.Equal(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)) {
		t.Errorf("since %v", q.Since)
	}
	if !query(t, "  ").IsZero() || q.IsZero() {
		t.Error("IsZero")
	}
	if got := strings.Join(query(t, `a -b "c d"`).Words(), "|"); got != "a|c d" {
		t.Errorf("words %q", got)
	}
}

// L8: what people paste has colons, and is text.
func TestColonsOfPastedTextL8(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"localhost:8080", "redis:7.2", `C:\Temp`, "db:5432/main", "main.go:12", "image:@sha", "a:b"} {
		q := query(t, text+" -x:1")
		if got := strings.Join(q.Words(), "|"); got != text || !q.clauses[len(q.clauses)-1].not {
			t.Errorf("%s: %+v", text, q)
		}
	}
}

func TestParseQueryRefuses(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ query, msg, hint string }{
		{`an "open phrase`, "without its partner", "second quotation mark"},
		{"tagg:go", `unknown key "tagg"`, "did you mean tag:go"},
		{"colour:red", `unknown key "colour"`, "keys are type"},
		{"sincce:2026-01-31", `unknown key "sincce"`, "did you mean since:2026-01-31"},
		{"in:ops", `unknown key "in"`, "did you mean is:ops"},
		{"maturity:ripe", `unknown maturity "ripe"`, "proven"},
		{"is:nice", `unknown is "nice"`, "stale"},
		{"since:yesterday", "no date", "since:2026-01-31"},
		{`tag:""`, "nothing after the colon", "tag:"},
		{"???", "no letter or digit", ""},
	} {
		_, err := ParseQuery(tt.query)
		var q *QueryError
		if !errors.As(err, &q) || !strings.Contains(q.Msg, tt.msg) || !strings.Contains(q.Hint, tt.hint) || !strings.Contains(tt.query, q.Word) {
			t.Errorf("%q: %+v", tt.query, err)
		}
	}
}

// Whatever is typed, the answer is hits or a QueryError.
func FuzzFind(f *testing.F) {
	for _, s := range []string{`a "b c" d* -e`, "tag:go,db -is:stale", `NEAR("a" "b")`, "a AND NOT b", `"*" ^a`, "数据* -库", "c++ C#*", "title : x", "a\x00b", "-\"\"", "ß* İ", "''", `*"*`} {
		f.Add(s)
	}
	db := indexed(f, samplePool())
	f.Fuzz(func(t *testing.T, s string) {
		q, err := ParseQuery(s)
		if err != nil {
			var e *QueryError
			if !errors.As(err, &e) {
				t.Fatal(err)
			}
			return
		}
		r, err := db.Find(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		for _, h := range r.Hits {
			marked(h.Snippet, h.Marks)
			marked(h.Title, h.TitleMarks)
		}
		if _, err := db.Suggest(t.Context(), q.Words()); err != nil {
			t.Fatal(err)
		}
		if _, err := db.Lookup(t.Context(), s); err != nil {
			t.Fatal(err)
		}
	})
}
