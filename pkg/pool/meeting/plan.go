package meeting

import (
	"fmt"
	"time"

	"github.com/breakfast-table/cop/pkg/index"
	"github.com/breakfast-table/cop/pkg/note"
)

// Plan is when and where a meeting is to be. Of the zero value only Day must be set.
type Plan struct {
	Title                         string
	Day                           time.Time // UTC
	Time                          string    // 15:00, by the clock of Zone; "" is the whole day
	Zone, Duration, Repeat, Place string    // as the note's keys have them
}

// UnclearError is a plan that says not when.
type UnclearError struct{ Message string }

func (e *UnclearError) Error() string { return e.Message }

// Date writes the plan into the note.
func (plan Plan) Date(n *note.Note) error {
	var day any = plan.Day
	if plan.Time != "" {
		day = plan.Day.Format(time.DateOnly) + " " + plan.Time + ":00" // with seconds it is a time for YAML, too
	}
	if err := n.Set("date", day); err != nil {
		return fmt.Errorf("date the meeting: %w", err)
	}
	for _, set := range [][2]string{{keyZone, plan.Zone}, {keyDuration, plan.Duration}, {keyRepeat, plan.Repeat}, {keyPlace, plan.Place}} {
		if set[1] == "" {
			continue
		}
		if err := n.Set(set[0], set[1]); err != nil {
			return fmt.Errorf("date the meeting: %w", err)
		}
	}
	if _, doubts := Event(&index.Card{Type: note.Event, Date: n.Date}, n); len(doubts) > 0 {
		return &UnclearError{doubts[0]}
	}
	return nil
}
