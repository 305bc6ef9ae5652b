package wording

import (
	"strings"
	"testing"
	"time"

	"github.com/breakfast-table/cop/pkg/forge"
	"github.com/breakfast-table/cop/pkg/index"
	"github.com/breakfast-table/cop/pkg/pool"
)

func now() time.Time { return time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC) }

var (
	typed   = Ways{Share: "cop share", Sync: "cop sync", Review: func(name string) string { return "cop review " + name }}
	pressed = Ways{Share: "s", Sync: "S", Review: func(string) string { return "4" }}
)

// offered is a contribution of the user's that stands so.
func offered(at pool.Standing) *pool.Contribution {
	return &pool.Contribution{Name: "ben/warm", Standing: at}
}

// Each thing that a note can wait for has its words, and every face says them with its own ways on.
func TestWaits(t *testing.T) {
	for _, tc := range []struct {
		draft    pool.Kind
		where    pool.Whereabouts
		drafted  string // the assistant's name
		cli, tui string // "" where it is as cli
	}{
		{pool.New, pool.Whereabouts{Waits: pool.WaitsConflict}, "", "you changed it and somebody else removed it: cop resolve tea/warm shows both and settles it", ""},
		{pool.New, pool.Whereabouts{Waits: pool.WaitsConflict, MovedTo: "tea/hot"}, "", "you changed it and somebody else moved it to tea/hot: cop resolve tea/warm shows both and settles it", ""},
		{pool.Edited, pool.Whereabouts{Waits: pool.WaitsConflict}, "", "you and somebody else changed it: cop resolve tea/warm shows both versions and settles it", ""},
		{pool.New, pool.Whereabouts{Waits: pool.WaitsInReview}, "", "in review", ""},
		{pool.New, pool.Whereabouts{Waits: pool.WaitsInReview, Offered: offered(pool.StandsInReview)}, "",
			"in review as ben/warm: waits for a reviewer · cop review ben/warm shows it", "in review as ben/warm: waits for a reviewer · 4 shows it"},
		{pool.New, pool.Whereabouts{Waits: pool.WaitsInReview, Offered: offered(pool.StandsAccepted)}, "",
			"offered as ben/warm, and accepted: cop sync brings it to your files", "offered as ben/warm, and accepted: S brings it to your files"},
		{pool.New, pool.Whereabouts{Waits: pool.WaitsToSend, Offered: offered(pool.StandsUnopened)}, "",
			"sent, but nobody is asked yet: cop share opens it for review", "sent, but nobody is asked yet: s opens it for review"},
		{pool.Moved, pool.Whereabouts{Waits: pool.WaitsToSend, From: "tea/old"}, "",
			"the others do not know yet that you moved it here from tea/old; cop sync tells them", "the others do not know yet that you moved it here from tea/old; S tells them"},
		{pool.Edited, pool.Whereabouts{Waits: pool.WaitsToSend}, "", "the others do not have your change yet; cop sync sends it", "the others do not have your change yet; S sends it"},
		{pool.New, pool.Whereabouts{Waits: pool.WaitsToSend}, "", "the others do not have it yet; cop sync sends it", "the others do not have it yet; S sends it"},
		{pool.New, pool.Whereabouts{Waits: pool.WaitsDraft, Declined: &pool.Outcome{By: "ada", Words: "Not\nnow."}}, "",
			"declined by ada: “Not now.”; a draft of yours again: cop share offers it anew", "declined by ada: “Not now.”; a draft of yours again: s offers it anew"},
		{pool.New, pool.Whereabouts{Waits: pool.WaitsDraft, Declined: &pool.Outcome{}}, "",
			"declined; a draft of yours again: cop share offers it anew", "declined; a draft of yours again: s offers it anew"},
		{pool.New, pool.Whereabouts{Waits: pool.WaitsDraft}, "Helper",
			"a draft by an assistant (Helper): read it; cop share offers it", "a draft by an assistant (Helper): read it; s offers it"},
		{pool.Moved, pool.Whereabouts{Waits: pool.WaitsDraft, From: "tea/old"}, "", "you moved it here from tea/old: cop share offers that", "you moved it here from tea/old: s offers that"},
		{pool.Edited, pool.Whereabouts{Waits: pool.WaitsDraft, From: "tea/old", Offered: offered(pool.StandsInReview)}, "",
			"changed since it was offered as ben/warm: cop share brings that up to date", "changed since it was offered as ben/warm: s brings that up to date"},
		{pool.Edited, pool.Whereabouts{Waits: pool.WaitsDraft}, "", "you changed it since: cop share offers that", "you changed it since: s offers that"},
		{pool.New, pool.Whereabouts{Waits: pool.WaitsDraft}, "", "a draft: the others do not have it yet; cop share offers it", "a draft: the others do not have it yet; s offers it"},
	} {
		v := pool.View{Card: index.Card{Address: "tea/warm", DraftedBy: tc.drafted}, Draft: tc.draft, Whereabouts: tc.where}
		if tc.tui == "" {
			tc.tui = tc.cli
		}
		if got := Waits(&v, now(), typed); got != tc.cli {
			t.Errorf("%q, not %q", got, tc.cli)
		}
		if got := Waits(&v, now(), pressed); got != tc.tui {
			t.Errorf("pressed %q, not %q", got, tc.tui)
		}
	}
}

func TestHistory(t *testing.T) {
	added, updated := now().AddDate(0, 0, -3), now().AddDate(0, 0, -2)
	card := index.Card{Address: "tea/warm", By: "ben", Created: added, Added: added, Updated: updated, Changes: 1}
	for _, tc := range []struct {
		change func(*pool.View)
		want   string
	}{
		{func(*pool.View) {}, "added by ben 3 days ago"},
		{func(v *pool.View) { v.Changes = 0 }, ""},
		{func(v *pool.View) { v.Created = now().AddDate(-2, 0, 0) }, "written 2024-11-01, added by ben 3 days ago"},
		{func(v *pool.View) { v.Changes = 4 }, "4 changes, the last by ben 2 days ago"},
		{func(v *pool.View) { v.Changes, v.Created = 4, now().AddDate(-2, 0, 0) }, "4 changes, the last by ben 2 days ago"},
		{func(v *pool.View) { v.DraftedBy = "Helper" }, "drafted by an assistant (Helper), shared by ben 2 days ago"},
		{func(v *pool.View) { v.Draft = pool.New }, "a draft: the others do not have it yet; s offers it"},
		{func(v *pool.View) { v.Draft = pool.Edited }, "added by ben 3 days ago; you changed it since: s offers that"},
	} {
		v := pool.View{Card: card}
		tc.change(&v)
		if got := History(&v, now(), pressed); got != tc.want {
			t.Errorf("%q, not %q", got, tc.want)
		}
	}
}

func TestStands(t *testing.T) {
	for _, tc := range []struct {
		at      pool.Standing
		settled bool
		want    string
	}{
		{pool.StandsHere, false, ""},
		{pool.StandsUnopened, false, "sent, but nobody is asked yet: S-s opens it for review, or prints the page to do so"},
		{pool.StandsHanded, false, "handed over as a file; what becomes of it S tells"},
		{pool.StandsUnfinished, false, "ben approved · a draft: nobody is asked yet"},
		{pool.StandsCrossed, false, "ben approved · clashes with what was accepted since: S, then cop resolve, then S-s · as of 2 hours ago"},
		{pool.StandsCrossed, true, "ben approved · clashes with what was accepted since; you settled it: S-s sends that · as of 2 hours ago"},
		{pool.StandsReturned, false, "ben approved · it needs 2 approvals · as of 2 hours ago"},
		{pool.StandsInReview, false, "ben approved · it needs 2 approvals · as of 2 hours ago"},
		{pool.StandsReady, false, "ben approved · can be accepted · as of 2 hours ago"},
		{pool.StandsLeaving, false, "taken back; the others learn of it with the next S"},
		{pool.StandsAccepted, false, "ben approved · accepted: S brings it to your files"},
		{pool.StandsDeclined, false, "ben approved · no longer in review: S tells what became of it"},
		{pool.StandsWithdrawn, false, "ben approved · no longer in review: S tells what became of it"},
	} {
		r := pool.Review{Contribution: forge.Contribution{
			Verdicts: []forge.Verdict{{By: "ben", Opinion: forge.Approved}},
			Gate:     forge.Gate{Reasons: []forge.Reason{{Text: "ben approved"}, {Text: "it needs 2 approvals"}}},
		}}
		c := pool.Contribution{Standing: tc.at, Review: &r, AsOf: now().Add(-2 * time.Hour)}
		if got := strings.Join(Stands(c, tc.settled, now(), Ways{Share: "S-s", Sync: "S"}), " · "); got != tc.want {
			t.Errorf("%s: %q, not %q", tc.at, got, tc.want)
		}
		c.AsOf = now()
		if got := strings.Join(Stands(c, tc.settled, now(), Ways{Share: "S-s", Sync: "S"}), " · "); got != strings.TrimSuffix(tc.want, " · as of 2 hours ago") {
			t.Errorf("%s, as of now: %q", tc.at, got)
		}
	}
}

func TestVerdict(t *testing.T) {
	for _, tc := range []struct {
		of   forge.Verdict
		want string
	}{
		{forge.Verdict{By: "ben", Opinion: forge.ChangesRequested}, "ben asked for changes"},
		{forge.Verdict{By: "ben"}, "ben commented"},
		{forge.Verdict{By: "ben", Opinion: forge.Approved, Stale: true}, "ben approved, an earlier version"},
		{forge.Verdict{By: "ben", Opinion: forge.Approved, Advisory: true}, "ben approved, without a vote there"},
		{forge.Verdict{By: "ben", Opinion: forge.Approved, Unsigned: true}, "ben approved, not signed"},
		{forge.Verdict{By: "ben", Opinion: forge.Approved, Brought: "eve"}, "ben (brought by eve) approved, does not count: it is not known to be ben's"},
	} {
		if got := verdict(tc.of); got != tc.want {
			t.Errorf("%q, not %q", got, tc.want)
		}
	}
}
