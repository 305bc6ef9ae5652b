package index

import (
	"slices"
	"testing"

	"github.com/breakfast-table/cop/pkg/note"
)

func TestVoices(t *testing.T) {
	t.Parallel()
	db := indexed(t, samplePool())
	ctx := t.Context()
	clear := func() {
		t.Helper()
		if err := db.SetFacts(ctx, map[note.Address]Facts{"ask/why-slow": {}}); err != nil {
			t.Fatal(err)
		}
	}
	pending := func(want ...note.Address) {
		t.Helper()
		if got, err := db.Pending(ctx); err != nil || !slices.Equal(got, want) {
			t.Errorf("pending: %v, %v, want %v", got, err, want)
		}
	}
	clear()
	pending()

	const name, rev = "2024-05-01-ana-answer-ab23", "0123456789abcdef0123456789abcdef01234567"
	first := EntryCommit{Note: "ask/why-slow", Name: name, Handle: "ana", Email: "ana@example.org", Rev: rev}
	moved := EntryCommit{Note: "ask/why-slow", Name: name, Handle: "ana", Email: "steward@example.org", Rev: rev, Carried: true}
	if err := db.SetHistory(ctx, History{Rev: "r", Anew: true, Entries: []EntryCommit{first, moved}}); err != nil {
		t.Fatal(err)
	}
	pending("ask/why-slow")
	if err := db.SetHistory(ctx, History{Rev: "r", Anew: false, Entries: []EntryCommit{moved}}); err != nil {
		t.Fatal(err)
	}
	got, err := db.EntryCommits(ctx, []string{name, "nobody"})
	first.Note = "" // not kept
	if err != nil || len(got) != 1 || got[name] != first {
		t.Errorf("got %+v, %v", got, err)
	}
	if s, err := db.Speakers(ctx); err != nil || !slices.Equal(s, []EntryCommit{{Handle: "ana", Email: "ana@example.org"}}) {
		t.Errorf("speakers: %+v, %v", s, err)
	}
	if err := db.SetHistory(ctx, History{Rev: "r", Anew: true, Entries: nil}); err != nil {
		t.Fatal(err)
	}
	if s, err := db.Speakers(ctx); err != nil || len(s) > 0 {
		t.Errorf("a history told anew left %+v, %v", s, err)
	}
}

func TestAnotherRuleMakesThreadsPending(t *testing.T) {
	t.Parallel()
	db := indexed(t, samplePool())
	ctx := t.Context()
	for _, rule := range []string{"1", "2"} {
		if err := db.FactsBy(ctx, rule); err != nil {
			t.Fatal(err)
		}
		if got, err := db.Pending(ctx); err != nil || !slices.Equal(got, []note.Address{"ask/why-slow"}) {
			t.Errorf("rule %s: pending %v, %v", rule, got, err)
		}
		if err := db.SetFacts(ctx, map[note.Address]Facts{"ask/why-slow": {}}); err != nil {
			t.Fatal(err)
		}
		if err := db.FactsBy(ctx, rule); err != nil {
			t.Fatal(err)
		}
		if got, err := db.Pending(ctx); err != nil || len(got) > 0 {
			t.Errorf("rule %s again: pending %v, %v", rule, got, err)
		}
	}
}
