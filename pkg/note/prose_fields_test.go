package note

import "testing"

// U9: a list of records in front matter reads as one would say it.
func TestFieldText(t *testing.T) {
	for _, c := range []struct {
		value any
		want  string
	}{
		{nil, ""},
		{[]any{"ana", "ben"}, "ana, ben"},
		{[]any{map[string]any{"name": "Runbook", "url": "https://example.org"}, map[string]any{"name": "Talk"}}, "name: Runbook, url: https://example.org; name: Talk"},
		{map[string]any{"b": []any{1, 2}, "a": true}, "a: true, b: 1, 2"},
	} {
		if got := fieldText(c.value); got != c.want {
			t.Errorf("%v: %q, want %q", c.value, got, c.want)
		}
	}
}
