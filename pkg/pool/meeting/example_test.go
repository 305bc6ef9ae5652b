package meeting_test

import (
	"fmt"
	"time"

	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool/meeting"
)

// A day without a year is the first such day on or after the meeting.
func ExampleActionOf() {
	on := time.Date(2026, 12, 18, 9, 0, 0, 0, time.UTC)
	a := meeting.ActionOf("events/2026-12-18-table", on, note.Task{Line: 12, Text: "ana: try the checklist (by 8 January)"})
	fmt.Println(a.Owner, a.Due.Format(time.DateOnly), a.Done)
	// Output: ana 2027-01-08 false
}
