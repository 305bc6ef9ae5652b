package pool_test

import (
	"fmt"
	"runtime"
	"slices"
	"strings"
	"testing"
)

// L6: what systems that do not tell case take for one is told: a file, and a folder once.
func TestNamesThatDifferOnlyInCase(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("the file system has to tell case")
	}
	c := newCommunity(t)
	c.found("ana", true)
	for _, path := range []string{"Oncall/a.md", "oncall/a.md", "oncall/b.md", "oncall/deep/c.md", "tea/One.md", "tea/one.md", "tea/two.md"} {
		c.write("ana", "practices/"+path, "# "+path+"\n\nText.\n")
	}
	problems, err := c.reopen("ana").Check(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, pr := range problems {
		if pr.Rule == "same-name" {
			got = append(got, fmt.Sprintf("%s %s", pr.Path, pr.Message))
		}
	}
	slices.Sort(got)
	expect(t, "told", strings.Join(got, "\n"), `practices/oncall/a.md lies in a folder, "practices/oncall", that differs from "practices/Oncall" only in upper and lower case
practices/tea/one.md differs from "practices/tea/One.md" only in upper and lower case`)
}
