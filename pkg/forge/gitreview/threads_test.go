package gitreview

import "testing"

func TestReanchor(t *testing.T) {
	t.Parallel()
	old := "Hand over at noon.\nCall the second on-call\nafter five minutes.\n"
	for _, c := range []struct {
		name, src, quote string
		line             int
		start, end       int
		ok               bool
	}{
		{"unchanged", old, "Call the second on-call", 2, 2, 2, true},
		{"moved down", "new\n\n" + old, "Call the second on-call", 2, 4, 4, true},
		{"re-wrapped", "Hand over at noon. Call the\nsecond on-call after five minutes.\n", "Call the second on-call\nafter five minutes.", 3, 1, 2, true},
		{"gone", "Something else.\n", "Call the second on-call", 2, 0, 0, false},
		{"nearest of two", "x\ny\nx\ny\nx\n", "x", 4, 3, 3, true},
		{"blank", old, "  ", 2, 0, 0, false},
		{"longer than the file", "a\n", "a b c", 1, 0, 0, false},
	} {
		start, end, ok := reanchor(c.src, c.quote, c.line)
		if start != c.start || end != c.end || ok != c.ok {
			t.Errorf("%s: %d to %d %v", c.name, start, end, ok)
		}
	}
}
