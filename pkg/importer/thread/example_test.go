package thread_test

import (
	"fmt"
	"time"

	"github.com/breakfast-table/cop/pkg/importer/thread"
	"github.com/breakfast-table/cop/pkg/note"
)

// A site tells replies in any order, and some to what is gone.
func ExampleUntangle() {
	at := func(minute int) time.Time { return time.Date(2026, 11, 29, 9, minute, 0, 0, time.UTC) }
	said := []thread.Entry{
		{ID: "3", Kind: note.Comment, Created: at(30), ReplyTo: "9", Body: "Thanks!"},
		{ID: "2", Kind: note.Comment, Created: at(20), ReplyTo: "1", Body: "Since when?"},
		{ID: "1", Kind: note.Answer, Created: at(10), Body: "Weekly."},
	}
	for _, e := range thread.Untangle(said, "Who has the pager?", func(cause, _ string) { fmt.Println(cause) }) {
		fmt.Printf("%q to %q\n", e.Body, e.ReplyTo)
	}
	// Output:
	// replies to what is not there, or to each other: brought without what they reply to
	// "Weekly." to ""
	// "Since when?" to "1"
	// "Thanks!" to ""
}
