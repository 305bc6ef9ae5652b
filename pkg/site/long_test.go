package site_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/breakfast-table/cop/pkg/site"
)

// Links that no page can follow are text, and told.
func TestLinksOutOfThePool(t *testing.T) {
	p := guild(t, map[string]string{"practices/out.md": "# Out\n\n[a](../../../etc/hosts) [b](file:///etc/hosts) [c](https://example.org/) [d](mailto:a@example.org) [e](../LICENSE)\n"})
	_, report := built(t, p, t.TempDir())
	var told []string
	for _, problem := range report.Problems {
		told = append(told, problem.Path+" "+problem.Rule)
	}
	if want := []string{"practices/out.md link-out", "practices/out.md link-out", "practices/out.md link-out"}; !slices.Equal(told, want) {
		t.Errorf("told %q, and not %q", told, want)
	}
}

// Lists go on on further pages, each path is that of one file, and what is long in itself is told.
func TestLongListsAndNotes(t *testing.T) {
	files := map[string]string{"practices/parts.md": "# Parts\n" + strings.Repeat("\n## A part of it\n\nA word.\n", 500), "practices/long.md": "---\ntitle: Long\n---\n" + strings.Repeat("A word or two. ", 4500), "practices/two.md": "---\ntags: [go/2]\n---\nTwo\n"}
	for i := range 82 {
		files[fmt.Sprintf("practices/n%d.md", i)] = fmt.Sprintf("---\ntags: [go, t%[1]d, u%[1]d, v%[1]d, w%[1]d, x%[1]d]\n---\nText\n", i)
	}
	p := guild(t, files)
	seen := map[string]bool{}
	for _, f := range laidOut(t, p).Files() {
		if seen[f.Path] {
			t.Errorf("two files are at %s", f.Path)
		}
		seen[f.Path] = true
	}
	for _, want := range []string{"all/tags/2/index.html", "all/tags/go/2/index.html", "all/tags/go/2-2/index.html", "all/practices/2/index.html"} {
		if !seen[want] {
			t.Errorf("there is no %s", want)
		}
	}
	report, err := site.Folder{Dir: t.TempDir()}.Write(context.Background(), laidOut(t, p), nil)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.ContainsFunc(report.Problems, func(p site.Problem) bool { return p.Path == "practices/long.md" && p.Rule == "large-page" }) {
		t.Errorf("nobody is told of the long note: %v", report.Problems)
	}
	if slices.ContainsFunc(report.Problems, func(p site.Problem) bool { return p.Path == "practices/parts.md" }) {
		t.Errorf("an outline that nobody reads makes a long page of a short note: %v", report.Problems)
	}
}
