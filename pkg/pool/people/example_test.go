package people_test

import (
	"fmt"

	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool/people"
)

// Who could learn from several waits for nobody, so that whoever has one choice gets it.
func ExampleMentoring_Match() {
	member := func(handle string, offers, wants []string) people.Person {
		return people.Person{Handle: note.Handle(handle), Card: people.Card{Offers: offers, Wants: wants}}
	}
	m := people.Mentoring{
		Offers: []people.Person{member("ana", []string{"oncall"}, nil), member("zoe", []string{"go"}, nil)},
		Wants:  []people.Person{member("ben", nil, []string{"oncall", "go"}), member("cy", nil, []string{"oncall"})},
	}
	pairs, waiting := m.Match()
	fmt.Println(pairs[0], "·", pairs[1], "·", len(waiting))
	// Output: zoe + ben on go · ana + cy on oncall · 0
}
