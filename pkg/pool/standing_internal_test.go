package pool

import (
	"testing"

	"github.com/breakfast-table/cop/pkg/forge"
)

func TestStanding(t *testing.T) {
	open := func(change ...func(*forge.Contribution)) *forge.Contribution {
		c := &forge.Contribution{State: forge.Open}
		for _, f := range change {
			f(c)
		}
		return c
	}
	in := func(s forge.State) *forge.Contribution { return &forge.Contribution{State: s} }
	why := func(kinds ...forge.Obstacle) func(*forge.Contribution) {
		return func(c *forge.Contribution) {
			for _, k := range kinds {
				c.Gate.Reasons = append(c.Gate.Reasons, forge.Reason{Kind: k})
			}
		}
	}
	for name, tt := range map[string]struct {
		at   position
		want Standing
	}{
		"only here":                          {position{}, StandsHere},
		"edited and shared out of reach":     {position{review: open()}, StandsHere},
		"H2 pushed, never opened":            {position{sent: true}, StandsUnopened},
		"U37 pushed, its opening missing":    {position{sent: true, review: open(func(c *forge.Contribution) { c.Unopened = true })}, StandsUnopened},
		"a file":                             {position{sent: true, handed: true}, StandsHanded},
		"a file that somebody brought in":    {position{sent: true, handed: true, review: open()}, StandsInReview},
		"H6 a draft":                         {position{sent: true, review: open(func(c *forge.Contribution) { c.Draft = true })}, StandsUnfinished},
		"a draft that could be accepted":     {position{sent: true, review: open(func(c *forge.Contribution) { c.Draft, c.Gate.Mergeable = true, true })}, StandsUnfinished},
		"waiting":                            {position{sent: true, review: open(why(forge.NeedsApproval))}, StandsInReview},
		"asked for changes":                  {position{sent: true, review: open(why(forge.ChangesAsked))}, StandsReturned},
		"U1 clashing, by the place":          {position{sent: true, review: open(why(forge.ChangesAsked, forge.Conflicting))}, StandsCrossed},
		"U1 clashing, by the line":           {position{sent: true, crossed: true, review: open(func(c *forge.Contribution) { c.Gate.Mergeable = true })}, StandsCrossed},
		"acceptable":                         {position{sent: true, review: open(func(c *forge.Contribution) { c.Gate.Mergeable = true })}, StandsReady},
		"U2 taken back":                      {position{sent: true, leaving: true, crossed: true, review: open()}, StandsLeaving},
		"H5 accepted":                        {position{sent: true, review: in(forge.Merged)}, StandsAccepted},
		"H5 declined":                        {position{sent: true, review: in(forge.Closed)}, StandsDeclined},
		"withdrawn":                          {position{sent: true, withdrawn: true, review: in(forge.Closed)}, StandsWithdrawn},
		"accepted while it was taken back":   {position{sent: true, leaving: true, review: in(forge.Merged)}, StandsAccepted},
		"declined while a newer state is up": {position{review: in(forge.Closed)}, StandsDeclined},
	} {
		if got := tt.at.standing(); got != tt.want {
			t.Errorf("%s: %s, want %s", name, got, tt.want)
		}
	}
}

func TestLot(t *testing.T) {
	for name, tt := range map[string]struct {
		of   portion
		want lot
	}{
		"new":                             {portion{}, asDraft},
		"a question":                      {portion{talk: true}, asToSend},
		"waits for the shared place":      {portion{waits: true}, asToSend},
		"in review":                       {portion{offered: true, stands: StandsInReview}, inReview},
		"in review, asked for changes":    {portion{offered: true, stands: StandsReturned}, inReview},
		"in review, another note crossed": {portion{offered: true, stands: StandsCrossed}, inReview},
		"U1 settled with mine":            {portion{offered: true, crossed: true, stands: StandsCrossed}, asDraft},
		"U1 not settled yet":              {portion{clash: true, offered: true, crossed: true, stands: StandsCrossed}, toBeSettled},
		"shared out of reach":             {portion{offered: true, stands: StandsHere}, asToSend},
		"H2 U37 not open":                 {portion{offered: true, stands: StandsUnopened}, asToSend},
		"handed over":                     {portion{offered: true, stands: StandsHanded}, inReview},
		"taken back":                      {portion{offered: true, stands: StandsLeaving}, asDraft},
		"edited since":                    {portion{stands: StandsInReview}, asDraft},
	} {
		if got := tt.of.lot(); got != tt.want {
			t.Errorf("%s: %d, want %d", name, got, tt.want)
		}
	}
}
