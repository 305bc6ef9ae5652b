package review

import (
	"testing"
)

func TestApplySuggestionsToText(t *testing.T) {
	for _, tt := range []struct {
		name, text, want string
		list             []Suggested
		left             int
	}{
		{"two, from the end", "a\nb\nc\n", "A\nb\nC\nD\n", []Suggested{{First: 1, Last: 1, Old: "a", New: "A"}, {First: 3, Last: 3, Old: "c", New: "C\nD"}}, 0},
		{"lines go", "a\nb\nc\n", "a\nc\n", []Suggested{{First: 2, Last: 2, Old: "b"}}, 0},
		{"overlapping", "a\nb\nc\n", "a\nx\n", []Suggested{{First: 2, Last: 3, Old: "b\nc", New: "x"}, {First: 1, Last: 2, Old: "a\nb", New: "y"}}, 1},
		{"changed meanwhile", "a\nb\n", "a\nb\n", []Suggested{{First: 2, Last: 2, Old: "was b", New: "x"}, {First: 9, Last: 9, New: "x"}, {Gone: true, First: 1, Last: 1, Old: "a"}}, 3},
		{"windows line ends", "a\r\nb\r\n", "a\r\nx\r\ny\r\n", []Suggested{{First: 2, Last: 2, Old: "b", New: "x\ny"}}, 0},
		{"no final newline", "a\nb", "a\nx", []Suggested{{First: 2, Last: 2, Old: "b", New: "x"}}, 0},
	} {
		got, done, left := Apply([]byte(tt.text), tt.list)
		if string(got) != tt.want || len(left) != tt.left || len(done)+len(left) != len(tt.list) {
			t.Errorf("%s: %q, %d done, %d left", tt.name, got, len(done), len(left))
		}
	}
}
