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
		at   contributionFacts
		want Standing
	}{
		"only here":                          {contributionFacts{}, StandsHere},
		"edited and shared out of reach":     {contributionFacts{review: open()}, StandsHere},
		"H2 pushed, never opened":            {contributionFacts{sent: true}, StandsUnopened},
		"U37 pushed, its opening missing":    {contributionFacts{sent: true, review: open(func(c *forge.Contribution) { c.Unopened = true })}, StandsUnopened},
		"a file":                             {contributionFacts{sent: true, handed: true}, StandsHanded},
		"a file that somebody brought in":    {contributionFacts{sent: true, handed: true, review: open()}, StandsInReview},
		"H6 a draft":                         {contributionFacts{sent: true, review: open(func(c *forge.Contribution) { c.Draft = true })}, StandsUnfinished},
		"a draft that could be accepted":     {contributionFacts{sent: true, review: open(func(c *forge.Contribution) { c.Draft, c.Gate.Mergeable = true, true })}, StandsUnfinished},
		"waiting":                            {contributionFacts{sent: true, review: open(why(forge.NeedsApproval))}, StandsInReview},
		"asked for changes":                  {contributionFacts{sent: true, review: open(why(forge.ChangesAsked))}, StandsReturned},
		"U1 clashing, by the place":          {contributionFacts{sent: true, review: open(why(forge.ChangesAsked, forge.Conflicting))}, StandsCrossed},
		"U1 clashing, by the line":           {contributionFacts{sent: true, crossed: true, review: open(func(c *forge.Contribution) { c.Gate.Mergeable = true })}, StandsCrossed},
		"acceptable":                         {contributionFacts{sent: true, review: open(func(c *forge.Contribution) { c.Gate.Mergeable = true })}, StandsReady},
		"U2 taken back":                      {contributionFacts{sent: true, leaving: true, crossed: true, review: open()}, StandsLeaving},
		"H5 accepted":                        {contributionFacts{sent: true, review: in(forge.Merged)}, StandsAccepted},
		"H5 declined":                        {contributionFacts{sent: true, review: in(forge.Closed)}, StandsDeclined},
		"withdrawn":                          {contributionFacts{sent: true, withdrawn: true, review: in(forge.Closed)}, StandsWithdrawn},
		"accepted while it was taken back":   {contributionFacts{sent: true, leaving: true, review: in(forge.Merged)}, StandsAccepted},
		"declined while a newer state is up": {contributionFacts{review: in(forge.Closed)}, StandsDeclined},
	} {
		if got := tt.at.standing(); got != tt.want {
			t.Errorf("%s: %s, want %s", name, got, tt.want)
		}
	}
}

func TestLot(t *testing.T) {
	for name, tt := range map[string]struct {
		of   fileFacts
		want disposition
	}{
		"new":                             {fileFacts{}, asDraft},
		"a question":                      {fileFacts{talk: true}, asToSend},
		"waits for the shared place":      {fileFacts{waits: true}, asToSend},
		"in review":                       {fileFacts{offered: true, stands: StandsInReview}, inReview},
		"in review, asked for changes":    {fileFacts{offered: true, stands: StandsReturned}, inReview},
		"in review, another note crossed": {fileFacts{offered: true, stands: StandsCrossed}, inReview},
		"U1 settled with mine":            {fileFacts{offered: true, crossed: true, stands: StandsCrossed}, asDraft},
		"U1 not settled yet":              {fileFacts{clash: true, offered: true, crossed: true, stands: StandsCrossed}, toBeSettled},
		"shared out of reach":             {fileFacts{offered: true, stands: StandsHere}, asToSend},
		"H2 U37 not open":                 {fileFacts{offered: true, stands: StandsUnopened}, asToSend},
		"handed over":                     {fileFacts{offered: true, stands: StandsHanded}, inReview},
		"taken back":                      {fileFacts{offered: true, stands: StandsLeaving}, asDraft},
		"edited since":                    {fileFacts{stands: StandsInReview}, asDraft},
	} {
		if got := tt.of.disposition(); got != tt.want {
			t.Errorf("%s: %d, want %d", name, got, tt.want)
		}
	}
}
