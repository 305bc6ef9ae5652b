package gitreview

import (
	"strings"
	"testing"

	"github.com/breakfast-table/cop/pkg/forge"
	"github.com/breakfast-table/cop/pkg/printable"
)

// FuzzEvent: of whatever stands in a commit's message and in its record, only clean text of the
// contribution and the member it is read for comes out.
func FuzzEvent(f *testing.F) {
	e := event{of: "ana/x", by: "ben", head: forge.Commit(strings.Repeat("a", 40)), opinion: forge.Approved, body: "fine"}
	f.Add(e.message(), `{"comments":[{"path":"a.md","blob":"b","line":1,"quote":"q","body":"c"}]}`)
	f.Add("Comment\n\nCop-Contribution: ana/x\nCop-By: ben\nCop-State: merged\nCop-Merge: x\nCop-Request: ../c\nCop-Draft: yes\n", `{"replies":[{"thread":"t","body":"\u001b[2J"}]}`)
	f.Add("\x1b]0;x\a\n\nCop-By: ben\n", "[[[[")
	f.Fuzz(func(t *testing.T, message, comments string) {
		e, ok := readEvent(CommitInfo{Message: message, Name: message, Email: message}, "ana/x", "ben")
		if ok && (e.of != "ana/x" || e.by != "ben") {
			t.Errorf("%+v", e)
		}
		said := []string{e.name, e.email, e.title, e.body}
		r := readRecord([]byte(comments))
		for _, c := range r.Comments {
			if c.Line <= 0 {
				t.Errorf("%+v", c)
			}
			said = append(said, c.Path, c.Body, c.Quote)
		}
		for _, a := range r.Replies {
			said = append(said, a.Body)
		}
		for _, s := range said {
			if strings.ContainsAny(s, "\x1b\x07\x00\r") || printable.Text(s) != s {
				t.Errorf("%q is not clean", s)
			}
		}
	})
}
