package term

import (
	"strings"
	"testing"
)

// A line of code that is far too long ends in … after forty rows.
func TestALineOfCodeTakesFortyRows(t *testing.T) {
	rows := func(n int) (count int, cut bool) {
		out := Markdown("```\n"+strings.Repeat("abcdefgh", n)+"\n```\n", MarkdownOptions{Width: 42})
		for line := range strings.Lines(out) {
			if strings.TrimSpace(line) != "" {
				count++
			}
		}
		return count, strings.Contains(out, "…")
	}
	if n, cut := rows(20); n < 4 || n > 6 || cut {
		t.Errorf("160 characters took %d rows, cut: %v", n, cut)
	}
	if n, cut := rows(2000); n < 39 || n > 44 || !cut {
		t.Errorf("16,000 characters took %d rows, cut: %v", n, cut)
	}
}
