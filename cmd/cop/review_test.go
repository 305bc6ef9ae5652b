package main

import (
	"fmt"
	"testing"

	"github.com/breakfast-table/cop/pkg/pool"
)

// Lines are named by file, address or the end of either; the file may be left out where
// only one changes.
func TestReadLine(t *testing.T) {
	one := pool.Review{Notes: []pool.ReviewedNote{{Path: "practices/oncall/pager.md", Address: "oncall/pager"}}}
	two := pool.Review{Notes: append(one.Notes, pool.ReviewedNote{Path: "practices/deploy/pager.md", Address: "deploy/pager"}, pool.ReviewedNote{Path: "img/a:b.png"})}
	for _, c := range []struct {
		in    pool.Review
		typed string
		want  string // "" is refused
	}{
		{one, "12", "practices/oncall/pager.md after 12-12"},
		{one, "12-14", "practices/oncall/pager.md after 12-14"},
		{one, "-3", "practices/oncall/pager.md before 3-3"},
		{one, "pager:7", "practices/oncall/pager.md after 7-7"},
		{one, "pager.md:-7-9", "practices/oncall/pager.md before 7-9"},
		{two, "oncall/pager:7", "practices/oncall/pager.md after 7-7"},
		{two, "practices/deploy/pager.md:7", "practices/deploy/pager.md after 7-7"},
		{two, "img/a:b.png:1", "img/a:b.png after 1-1"},
		{two, "7", ""}, {two, "pager:7", ""}, {two, "other:7", ""},
		{one, "", ""}, {one, "0", ""}, {one, "9-7", ""}, {one, "pager:", ""}, {one, "pager:x", ""},
	} {
		a, err := readLine(c.in, c.typed)
		got := ""
		if err == nil {
			side := "after"
			if a.Side != "" {
				side = string(a.Side)
			}
			got = fmt.Sprintf("%s %s %d-%d", a.Path, side, a.Start, a.Line)
		}
		if got != c.want {
			t.Errorf("%q: %q, %v; want %q", c.typed, got, err, c.want)
		}
	}
}
