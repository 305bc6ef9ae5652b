package review

import (
	"testing"

	"github.com/breakfast-table/cop/pkg/forge"
)

// H6: a draft asks nobody, whoever it names; what is finished asks those it names until
// they have decided.
// TestTheOnlyStewardAsksU47: what the only steward offers asks the others.
func TestTheOnlyStewardAsksU47(t *testing.T) {
	stewards := []string{"ana"}
	ben := Viewer{Login: "ben", Stewards: func(string) []string { return stewards }}
	of := func(author forge.Login, requested ...forge.Login) Review {
		return Review{Contribution: forge.Contribution{State: forge.Open, Author: author, Requested: requested}, Notes: []Note{{Path: "practices/a.md"}}}
	}
	if !ben.Asked(of("Ana")) {
		t.Error("the only steward's contribution asks nobody")
	}
	if ben.Asked(of("cleo")) || ben.Asked(of("ana", "cleo")) {
		t.Error("asked although somebody else is")
	}
	if stewards = append(stewards, "cleo"); ben.Asked(of("ana")) {
		t.Error("asked although there is another steward")
	}
	if stewards = nil; ben.Asked(of("ana")) {
		t.Error("asked where nobody is a steward")
	}
}

func TestWhoIsAsked(t *testing.T) {
	ben := Viewer{Login: "ben", Stewards: func(string) []string { return nil }}
	open := forge.Contribution{State: forge.Open, Requested: []forge.Login{"Ben"}}
	draft, merged, decided := open, open, open
	draft.Draft = true
	merged.State = forge.Merged
	decided.Verdicts = []forge.Verdict{{By: "ben", Opinion: forge.Approved}}
	for _, c := range []struct {
		name string
		of   forge.Contribution
		want bool
	}{{"open", open, true}, {"draft", draft, false}, {"merged", merged, false}, {"decided", decided, false}} {
		if got := ben.Asked(Review{Contribution: c.of}); got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
	if ben.Asked(Review{Contribution: open, Mine: true}) {
		t.Error("asked about his own")
	}
}
