package review

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
		at   Facts
		want Standing
	}{
		"only here":                          {Facts{}, StandsHere},
		"edited and shared out of reach":     {Facts{Review: open()}, StandsHere},
		"H2 pushed, never opened":            {Facts{Sent: true}, StandsUnopened},
		"U37 pushed, its opening missing":    {Facts{Sent: true, Review: open(func(c *forge.Contribution) { c.Unopened = true })}, StandsUnopened},
		"a file":                             {Facts{Sent: true, Handed: true}, StandsHanded},
		"a file that somebody brought in":    {Facts{Sent: true, Handed: true, Review: open()}, StandsInReview},
		"H6 a draft":                         {Facts{Sent: true, Review: open(func(c *forge.Contribution) { c.Draft = true })}, StandsUnfinished},
		"a draft that could be accepted":     {Facts{Sent: true, Review: open(func(c *forge.Contribution) { c.Draft, c.Gate.Mergeable = true, true })}, StandsUnfinished},
		"waiting":                            {Facts{Sent: true, Review: open(why(forge.NeedsApproval))}, StandsInReview},
		"asked for changes":                  {Facts{Sent: true, Review: open(why(forge.ChangesAsked))}, StandsReturned},
		"U1 clashing, by the place":          {Facts{Sent: true, Review: open(why(forge.ChangesAsked, forge.Conflicting))}, StandsCrossed},
		"U1 clashing, by the line":           {Facts{Sent: true, Crossed: true, Review: open(func(c *forge.Contribution) { c.Gate.Mergeable = true })}, StandsCrossed},
		"acceptable":                         {Facts{Sent: true, Review: open(func(c *forge.Contribution) { c.Gate.Mergeable = true })}, StandsReady},
		"U2 taken back":                      {Facts{Sent: true, Leaving: true, Crossed: true, Review: open()}, StandsLeaving},
		"H5 accepted":                        {Facts{Sent: true, Review: in(forge.Merged)}, StandsAccepted},
		"H5 declined":                        {Facts{Sent: true, Review: in(forge.Closed)}, StandsDeclined},
		"withdrawn":                          {Facts{Sent: true, Withdrawn: true, Review: in(forge.Closed)}, StandsWithdrawn},
		"accepted while it was taken back":   {Facts{Sent: true, Leaving: true, Review: in(forge.Merged)}, StandsAccepted},
		"declined while a newer state is up": {Facts{Review: in(forge.Closed)}, StandsDeclined},
	} {
		if got := tt.at.Standing(); got != tt.want {
			t.Errorf("%s: %s, want %s", name, got, tt.want)
		}
	}
}

func TestLot(t *testing.T) {
	for name, tt := range map[string]struct {
		of   FileFacts
		want Disposition
	}{
		"new":                             {FileFacts{}, AsDraft},
		"a question":                      {FileFacts{Talk: true}, AsToSend},
		"waits for the shared place":      {FileFacts{Waits: true}, AsToSend},
		"in review":                       {FileFacts{Offered: true, Stands: StandsInReview}, InReview},
		"in review, asked for changes":    {FileFacts{Offered: true, Stands: StandsReturned}, InReview},
		"in review, another note crossed": {FileFacts{Offered: true, Stands: StandsCrossed}, InReview},
		"U1 settled with mine":            {FileFacts{Offered: true, Crossed: true, Stands: StandsCrossed}, AsDraft},
		"U1 not settled yet":              {FileFacts{Clash: true, Offered: true, Crossed: true, Stands: StandsCrossed}, ToBeSettled},
		"shared out of reach":             {FileFacts{Offered: true, Stands: StandsHere}, AsToSend},
		"H2 U37 not open":                 {FileFacts{Offered: true, Stands: StandsUnopened}, AsToSend},
		"handed over":                     {FileFacts{Offered: true, Stands: StandsHanded}, InReview},
		"taken back":                      {FileFacts{Offered: true, Stands: StandsLeaving}, AsDraft},
		"edited since":                    {FileFacts{Stands: StandsInReview}, AsDraft},
	} {
		if got := tt.of.Disposition(); got != tt.want {
			t.Errorf("%s: %d, want %d", name, got, tt.want)
		}
	}
}
