package main

import (
	"strconv"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"github.com/breakfast-table/cop/cmd/internal/term"
)

// L12, U27: what a check counts is as wide as the page, and sends nobody to --all who has seen all.
func TestSumOfACheck(t *testing.T) {
	for alike, want := range map[int]string{3: "3 problems", 4: "4 problems of 1 kind; cop check --all lists all"} {
		var l problemList
		for i := range alike {
			l.problems = append(l.problems, problemJSON{Path: "practices/a.md", Line: i, Rule: "broken-link", Message: "links to " + strconv.Quote("x")})
		}
		text := ansi.Strip(l.Text(term.Test(nil).Terminal(40).Streams))
		if got := strings.Join(strings.Fields(text), " "); !strings.HasSuffix(got, " "+want) {
			t.Errorf("%d: %s", alike, text)
		}
		for line := range strings.Lines(text) {
			if ansi.StringWidth(strings.TrimSpace(line)) > 40 {
				t.Errorf("%q is too wide", line)
			}
		}
	}
}
