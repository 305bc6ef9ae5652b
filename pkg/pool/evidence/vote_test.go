package evidence

import (
	"strings"
	"testing"

	"github.com/breakfast-table/cop/pkg/note"
)

// A vote that an import brought is its author's, is explained, and is neither a comment nor a
// report: it weighs nothing. What is no such vote stays a comment.
func TestVotesWeighNothing(t *testing.T) {
	entry := func(file, front string) Entry {
		name, ok := note.EntryOf(file)
		if !ok {
			t.Fatal(file)
		}
		return Entry{EntryName: name, Note: note.Parse(file, []byte("---\n"+front+"\n---\n")), File: file}
	}
	thread := []Entry{
		entry("practices/t/n/2026-03-01-ben-comment-aaaaaa.md", "type: comment\nvote: up"),
		entry("practices/t/n/2026-03-02-cy-comment-bbbbbb.md", "type: comment\nvote: down"),
		entry("practices/t/n/2026-03-03-dee-comment-cccccc.md", "type: comment\nvote: sideways"),
		entry("practices/t/n/2026-03-04-eve-tried-dddddd.md", "type: tried\nvote: up\noutcome: dunno"),
	}
	why := Weigh(thread, Rules{Person: twoHandles, Maturity: note.MaturityRule{Promising: 2, Proven: 3}})
	if why.Maturity != Untried || why.Comments != 1 || len(why.Counted) != 0 || len(why.Ignored) != 3 {
		t.Errorf("%+v", why)
	}
	if r := why.Ignored[0]; r.By != "ben" || !strings.HasPrefix(r.Reason, "voted for it") {
		t.Errorf("%+v", r)
	}
	if did := thread[1].Did(); did != "voted against it" {
		t.Error(did)
	}
	if thread[2].Vote()+thread[3].Vote() != "" {
		t.Error("what is no vote is one")
	}
}
