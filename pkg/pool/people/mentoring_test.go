package people

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/breakfast-table/cop/pkg/note"
)

func mentors(h note.Handle, offers, wants []string) Person {
	return Person{Handle: h, Card: Card{Offers: offers, Wants: wants}}
}

func round(members ...Person) Mentoring {
	var m Mentoring
	for _, w := range members {
		if len(w.Offers) > 0 {
			m.Offers = append(m.Offers, w)
		}
		if len(w.Wants) > 0 {
			m.Wants = append(m.Wants, w)
		}
	}
	return m
}

func TestMatch(t *testing.T) {
	ops := []string{"oncall"}
	for _, tc := range []struct {
		name    string
		m       Mentoring
		want    []string
		waiting int
	}{
		{name: "nobody"},
		{"one topic within the other", round(mentors("ana", []string{"On call"}, nil), mentors("ben", nil, []string{"on-call/paging"})), []string{"ana + ben on on-call/paging"}, 0},
		{"not with oneself", round(mentors("ana", ops, ops)), nil, 1},
		{"no shared topic", round(mentors("ana", ops, nil), mentors("ben", nil, []string{"oncalling"})), nil, 1},
		{
			"who has a choice makes room", // ben could take ana, but cy can take nobody else
			round(mentors("ana", ops, nil), mentors("zoe", []string{"go"}, nil), mentors("ben", nil, []string{"oncall", "go"}), mentors("cy", nil, ops)),
			[]string{"zoe + ben on go", "ana + cy on oncall"}, 0,
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			pairs, waiting := tc.m.Match()
			var got []string
			for _, p := range pairs {
				got = append(got, p.String())
			}
			if !slices.Equal(got, tc.want) || len(waiting) != tc.waiting {
				t.Errorf("%v, %d wait", got, len(waiting))
			}
		})
	}
}

// TestRounds: over many rounds no learner has one mentor twice in a row, and each of three
// mentors is met before one comes again.
func TestRounds(t *testing.T) {
	ops := []string{"oncall"}
	m := round(mentors("ana", ops, nil), mentors("ben", ops, nil), mentors("cy", ops, nil), mentors("dee", nil, ops), mentors("eve", nil, ops))
	last := map[note.Handle]note.Handle{}
	met := map[string]int{}
	for round := range 9 {
		pairs, waiting := m.Match()
		if len(pairs) != 2 || len(waiting) != 0 {
			t.Fatalf("round %d: %v, %v", round, pairs, waiting)
		}
		for i, p := range pairs {
			if last[p.Learner] == p.Mentor {
				t.Errorf("round %d: %v again", round, p)
			}
			last[p.Learner] = p.Mentor
			met[fmt.Sprint(p.Mentor, p.Learner)]++
			again, ok := PairOf(p.String(), p.Since)
			if !ok || again != p {
				t.Errorf("%v became %v", p, again)
			}
			pairs[i].Since = time.Unix(int64(round), 0)
		}
		m.Pairs = append(slices.Clone(pairs), m.Pairs...)
	}
	for who, n := range met {
		if n < 2 || n > 4 {
			t.Errorf("%s met %d times", who, n)
		}
	}
	if len(m.Latest()) != 2 {
		t.Errorf("latest: %v", m.Latest())
	}
}
