package term

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"
	"github.com/google/go-cmp/cmp"
)

type rows struct {
	now  time.Time
	list []item
}

type item struct {
	Address string    `json:"address"`
	Title   string    `json:"title"`
	Tags    []string  `json:"tags"`
	Created time.Time `json:"created,omitzero"`
}

func (r rows) Table() Table {
	t := Table{Columns: []Column{{Name: "address"}, {Name: "title", Flex: true, Min: 12}, {Name: "created", Drop: 1}}}
	for _, it := range r.list {
		t.Rows = append(t.Rows, []Cell{{Text: it.Address, Style: Topic}, {Text: it.Title}, When(it.Created, r.now)})
	}
	return t
}

var someRows = rows{
	now: time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC),
	list: []item{
		{"oncall/pager", "Rotate the pager without waking everyone", nil, time.Date(2026, 11, 21, 10, 0, 0, 0, time.FixedZone("", 3600))},
		{"go/エラー", "日本語の題名はとても長いので切ります", nil, time.Time{}},
		{"x/evil", "a\ttab\x1b[2J\nline", nil, time.Time{}},
	},
}

func TestTable(t *testing.T) {
	tests := []struct {
		name string
		s    *Twin
		want string
	}{
		{"pipe", Test(map[string]string{"COLUMNS": "20"}),
			"oncall/pager\tRotate the pager without waking everyone\t2026-11-21T09:00:00Z\n" +
				"go/エラー\t日本語の題名はとても長いので切ります\t\n" +
				"x/evil\ta tab line\t\n"},
		{"wide", Test(map[string]string{"NO_COLOR": "1"}).Terminal(80),
			"ADDRESS       TITLE                                     CREATED\n" +
				"oncall/pager  Rotate the pager without waking everyone  3 days ago\n" +
				"go/エラー     日本語の題名はとても長いので切ります\n" +
				"x/evil        a tab line\n"},
		{"narrow", Test(map[string]string{"NO_COLOR": "1"}).Terminal(44),
			"ADDRESS       TITLE               CREATED\n" +
				"oncall/pager  Rotate the pager …  3 days ago\n" +
				"go/エラー     日本語の題名はと…\n" +
				"x/evil        a tab line\n"},
		{"narrower", Test(map[string]string{"NO_COLOR": "1"}).Terminal(30),
			"ADDRESS       TITLE\n" +
				"oncall/pager  Rotate the page…\n" +
				"go/エラー     日本語の題名は…\n" +
				"x/evil        a tab line\n"},
		{"narrowest", Test(map[string]string{"NO_COLOR": "1"}).Terminal(20),
			"ADDRESS    TITLE\n" +
				"oncall/p…  Rotate t…\n" +
				"go/エラー  日本語の…\n" +
				"x/evil     a tab li…\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if err := tt.s.Print(someRows); err != nil {
				t.Fatal(err)
			}
			got := tt.s.Stdout.String()
			for i, line := range strings.Split(got, "\n") {
				if tt.s.OutTTY && ansi.StringWidth(line) > tt.s.Width() {
					t.Errorf("line %d is too wide: %q", i, line)
				}
			}
			if diff := cmp.Diff(trimLines(tt.want), trimLines(got)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func trimLines(s string) string {
	lines := strings.Split(s, "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return strings.Join(lines, "\n")
}

func TestTableMarks(t *testing.T) {
	s := Test(nil).Terminal(30)
	got := s.RenderTable(Table{Columns: []Column{{Name: "title", Flex: true}}, Rows: [][]Cell{
		{{Text: "retry with care", Marks: [][2]int{{0, 5}}}},
		{{Text: "a\tretry", Marks: [][2]int{{2, 7}}}},
	}})
	if !strings.Contains(got, "\x1b[1;35mretry\x1b[m with care") {
		t.Errorf("not marked: %q", got)
	}
	if s.RenderTable(Table{Columns: []Column{{Name: "x"}}}) != "" {
		t.Error("a table without rows has a heading")
	}
}

type verse struct{ Line string }

func (v verse) Text(s *Streams) string { return s.Paint(Title, v.Line) + "\x1b[2J\n" }

func TestPrintText(t *testing.T) {
	s := Test(nil).Terminal(80)
	if err := s.Print(verse{"a\x1b[2Jb"}); err != nil {
		t.Fatal(err)
	}
	if got := s.Stdout.String(); got != "\x1b[1mab\x1b[m\n" {
		t.Errorf("printed %q", got)
	}
	if err := s.Print(struct{}{}); err == nil {
		t.Error("printed what has no form")
	}
}

func TestJSON(t *testing.T) {
	list := func() []item {
		return []item{{"a/b", "T \u009b2J \u202e é 日", nil, time.Date(2026, 11, 21, 10, 0, 0, 5, time.FixedZone("", 3600))}}
	}
	tests := []struct {
		name   string
		format Format
		value  any
		want   string
	}{
		{"a list", Format{JSON: true}, list(), `[
  {
    "address": "a/b",
    "title": "T \u009b2J \u202e é 日",
    "tags": [],
    "created": "2026-11-21T09:00:00Z"
  }
]
`},
		{"no list", Format{JSON: true}, []item(nil), "[]\n"},
		{"lists inside", Format{JSON: true}, struct {
			A map[string][]int `json:"a"`
			B *item            `json:"b"`
			C any              `json:"c"`
			D [][]string       `json:"d"`
		}{map[string][]int{"x": nil}, nil, []string(nil), [][]string{nil}}, `{
  "a": {
    "x": []
  },
  "b": null,
  "c": [],
  "d": [
    []
  ]
}
`},
		{"fields", Format{JSON: true, Fields: []string{"title", "created"}}, []item{{Title: "x"}}, "[\n  {\n    \"title\": \"x\",\n    \"created\": null\n  }\n]\n"},
		{"fields of one", Format{JSON: true, Fields: []string{"address"}}, item{Address: "a"}, "{\n  \"address\": \"a\"\n}\n"},
		{"fields of none", Format{JSON: true, Fields: []string{"address"}}, []item{}, "[]\n"},
		{"jq", Format{Query: ".[] | .address, .tags"}, list(), "a/b\n[]\n"},
		{"template", Format{Template: `{{range .}}{{.address}}{{"\n"}}{{end}}`}, list(), "a/b\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := Test(nil)
			s.Format = tt.format
			if err := s.Print(tt.value); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, s.Stdout.String()); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

// TestJSONLeavesItsValue: printing changes nothing the caller still holds.
func TestJSONLeavesItsValue(t *testing.T) {
	value := []*item{{Title: "x", Created: time.Date(2026, 1, 1, 0, 0, 0, 0, time.FixedZone("", 3600))}}
	want := *value[0]
	if _, err := marshal(value, ""); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, *value[0]); diff != "" || value[0].Tags != nil {
		t.Errorf("changed: %s", diff)
	}
}

func TestJSONMistakes(t *testing.T) {
	s := Test(nil)
	s.Format = Format{JSON: true, Fields: []string{"nope"}}
	field := new(FieldError)
	if err := s.Print([]item{{}}); !errors.As(err, &field) {
		t.Fatalf("%v", err)
	}
	if diff := cmp.Diff([]string{"address", "title", "tags", "created"}, field.Known); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	for _, f := range []Format{{Query: ".["}, {Query: ".a"}, {Template: "{{"}, {Template: "{{.a.b.c}}"}} {
		s.Format = f
		query := new(QueryError)
		if err := s.Print([]item{{}}); !errors.As(err, &query) {
			t.Errorf("%+v: %v", f, err)
		}
	}
}

func TestSay(t *testing.T) {
	s := Test(nil)
	s.Say("a %s", "b\x1b[2J")
	s.Quiet = true
	s.Say("not heard")
	s.Complain("heard")
	if got := s.Stderr.String(); got != "a b\nheard\n" {
		t.Errorf("said %q", got)
	}
	if s.Stdout.Len() > 0 {
		t.Errorf("said on stdout: %q", s.Stdout)
	}
}

// TestTell: what is said fits a terminal, except for words that would break.
func TestTell(t *testing.T) {
	for _, tt := range []struct {
		terminal   bool
		text, want string
	}{
		{true, "one two three four five six", "one two three four\n  five six\n"},
		{true, "  a b c d e f g h i j k l", "  a b c d e f g h i\n    j k l\n"},
		{true, "kept in /a/very/long/path/to/a/file", "kept in /a/very/long/path/to/a/file\n"},
		{false, "one two three four five six", "one two three four five six\n"},
	} {
		s := Test(nil)
		if tt.terminal {
			s.Terminal(20)
		}
		s.Tell(tt.text)
		if got := s.Stderr.String(); got != tt.want {
			t.Errorf("%q on a terminal %v: %q", tt.text, tt.terminal, got)
		}
	}
}
