package main

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/breakfast-table/cop/cmd/internal/term"
	"github.com/breakfast-table/cop/pkg/forge"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool"
)

// A screen names the first of many drafts and says how many there are; a pipe gets all of them,
// and what is to settle is always named whole.
func TestStatusOfThousands(t *testing.T) {
	var r statusResult
	for i := range mostItems + 41 {
		it := itemJSON{Address: note.Address(fmt.Sprintf("tea/note-%d", i)), Title: fmt.Sprint("Note ", i), Change: pool.New}
		r.Drafts, r.Conflicts = append(r.Drafts, it), append(r.Conflicts, it)
	}
	s := &term.Streams{Out: &bytes.Buffer{}, Env: func(string) string { return "" }, Size: func() (int, int) { return 80, 24 }}
	settle, drafts, _ := strings.Cut(r.Text(s), "Drafts\n")
	if n := strings.Count(settle, "tea/note-"); n != mostItems+41 {
		t.Errorf("%d to settle", n)
	}
	if n := strings.Count(drafts, "tea/note-"); n != mostItems || !strings.Contains(drafts, "and 41 more notes; cop status | less shows all") {
		t.Errorf("%d drafts:\n%s", n, drafts)
	}
	if n := len(r.Table().Rows); n != 2*(mostItems+41) {
		t.Errorf("%d rows for a pipe", n)
	}
}

// U16: what is offered from another machine, of which nothing here is a draft, stands under a heading, with its name.
func TestStatusOfAnotherMachine(t *testing.T) {
	r := statusResult{Contributions: contributionsOf([]pool.Contribution{{Standing: pool.StandsInReview, Review: &pool.Review{Contribution: forge.Contribution{
		ID: "ben/one", Title: "Add ‘One’", State: forge.Open, Gate: forge.Gate{Reasons: []forge.Reason{{Text: "it needs 1 approval, has 0"}}},
	}}}})}
	s := &term.Streams{Out: &bytes.Buffer{}, Env: func(string) string { return "" }, Size: func() (int, int) { return 80, 24 }}
	if got := r.Text(s); !strings.HasPrefix(got, "Your contributions\n  ben/one  Add ‘One’  it needs") {
		t.Errorf("%q", got)
	}
	if rows := r.Table().Rows; len(rows) != 1 || rows[0][2].Text != "ben/one" || rows[0][3].Text != "Add ‘One’" {
		t.Errorf("in a pipe %v", rows)
	}
}
