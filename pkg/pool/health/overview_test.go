package health

import (
	"reflect"
	"testing"
	"time"

	"github.com/breakfast-table/cop/pkg/index"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool/evidence"
	"github.com/breakfast-table/cop/pkg/pool/meeting"
	"github.com/breakfast-table/cop/pkg/pool/people"
)

func TestOverview(t *testing.T) {
	now := time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
	ago := func(days int) time.Time { return now.AddDate(0, 0, -days) }
	members := []people.Person{
		{Handle: "ana", Since: ago(400)}, {Handle: "ben", Since: ago(10)}, {Handle: "cy", Since: ago(10), Card: people.Card{Presence: people.Left}},
	}
	card := func(a note.Address, typ note.Type, days int, author string) index.Card {
		return index.Card{Address: a, Topic: a.Topic(), Type: typ, Date: ago(days), Authors: []string{author}}
	}
	entry := func(a note.Address, by note.Handle, typ note.Type, days int) string {
		return note.EntryName{Note: a, Date: ago(days), Author: by, Type: typ, Rand: "aaaa"}.Path()
	}
	x := NewCounter(people.NewHandles(members, nil), members, []string{
		entry("q/one", "ben", note.Answer, 3), entry("q/one", "ana", note.Answer, 1), entry("q/two", "ben", note.Answer, 10),
		entry("deploy/a", "ben", note.Tried, 40), "practices/not-an-entry.md",
	}, now)
	proven := card("deploy/a", note.Practice, 50, "ana")
	proven.Worked, proven.Maturity = 3, evidence.Proven
	retired := card("deploy/d", note.Practice, 50, "ana")
	retired.Status = "deprecated"
	for _, c := range []index.Card{
		card("q/one", note.Question, 5, "dee"), card("q/two", note.Question, 30, "dee"), card("q/three", note.Question, 7, "ana"),
		proven, card("deploy/b", note.Practice, 300, "ben"), card("deploy/c", "", 300, "ana"), retired,
		card("oncall/a", note.Practice, 300, "ana"), card("oncall/b", note.Practice, 300, "ana"), card("oncall/c", note.Practice, 300, "cy"),
		card("tiny/a", note.Practice, 300, "ana"),
	} {
		x.Note(&c, c.Address == "deploy/b")
	}
	x.Actions([]meeting.Action{{Due: ago(1)}, {Due: now}, {}})
	got := x.Overview()
	want := Overview{
		Members: 2, NewMembers: 1, NewcomersWrote: 1, Active: 3, Lately: 3, Practices: 7, Tried: 1, Promising: 1, Proven: 1, Stale: 1,
		Questions: 3, Unanswered: 1, Oldest: "q/three", OldestSince: ago(7), AnswerDays: 2, ActionsOpen: 3, ActionsLate: 1,
	}
	if len(got.FragileParts) != 1 || got.FragileParts[0] != (Fragile{"oncall", 3}) {
		t.Errorf("fragile: %v", got.FragileParts)
	}
	got.FragileParts = nil
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got\n%+v\nwant\n%+v", got, want)
	}
	if none := NewCounter(people.Handles{}, nil, nil, now).Overview(); none.AnswerDays != -1 {
		t.Errorf("no answers took %d days", none.AnswerDays)
	}
}
