package main

import (
	"time"

	"github.com/breakfast-table/cop/cmd/internal/wording"
	"github.com/breakfast-table/cop/pkg/forge"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool"
)

// contributionJSON is a contribution as programs see it.
type contributionJSON struct {
	ID       string         `json:"id"`
	Number   int            `json:"number"`
	URL      string         `json:"url"`
	Title    string         `json:"title"`
	Author   string         `json:"author"`
	Branch   string         `json:"branch"`
	Head     string         `json:"head"`
	State    string         `json:"state"`
	Draft    bool           `json:"draft"`
	Verdicts []verdictJSON  `json:"verdicts"`
	Gate     gateJSON       `json:"gate"`
	Notes    []note.Address `json:"notes"`
	AsksMe   bool           `json:"asks_me"`
	Sent     bool           `json:"sent"`
	Standing pool.Standing  `json:"standing"`
	Updated  string         `json:"updated,omitempty"`
	AsOf     string         `json:"as_of,omitempty"` // of one's own: when the others were asked last

	of pool.Contribution // where it is one of the user's
}

type verdictJSON struct {
	By      string `json:"by"`
	Verdict string `json:"verdict"`
	Head    string `json:"head"`
	Stale   bool   `json:"stale"`
	Body    string `json:"body"`
	// Advisory: the host gives this person no vote.
	Advisory bool `json:"advisory"`
	// Brought is who brought it in By's name, where nothing else says whose it is; "" for their own.
	Brought  string `json:"brought_by"`
	Unsigned bool   `json:"unsigned"` // the community asks for signatures, and it has none
}

type gateJSON struct {
	Mergeable bool     `json:"mergeable"`
	Reasons   []string `json:"reasons"`
}

// reviewJSON is a contribution as the place of review tells it.
func reviewJSON(r pool.Review) contributionJSON {
	out := contributionJSON{
		ID: string(r.ID), Number: r.Number, URL: r.URL, Title: r.Title, Author: string(r.Author), Branch: string(r.Branch),
		Head: string(r.Head), State: string(r.State), Draft: r.Draft, Verdicts: verdictsJSON(r.Verdicts),
		Gate: gateJSON{Mergeable: r.Gate.Mergeable, Reasons: []string{}}, Notes: r.Addresses(), AsksMe: r.AsksMe, Sent: true,
		Standing: r.Standing(),
	}
	for _, why := range r.Gate.Reasons {
		out.Gate.Reasons = append(out.Gate.Reasons, why.Text)
	}
	if !r.Updated.IsZero() {
		out.Updated = r.Updated.UTC().Format(time.RFC3339)
	}
	return out
}

func verdictsJSON(vs []forge.Verdict) []verdictJSON {
	out := []verdictJSON{}
	for _, v := range vs {
		opinion := v.Opinion
		if opinion == "" {
			opinion = forge.Commented
		}
		out = append(out, verdictJSON{string(v.By), string(opinion), string(v.Head), v.Stale, v.Body, v.Advisory, v.Brought, v.Unsigned})
	}
	return out
}

// contributionOf is a contribution as this clone has it, with what its reviewers were last
// seen to say.
func contributionOf(c pool.Contribution) contributionJSON {
	out := contributionJSON{
		ID: c.Name, Title: c.Title, Author: c.Author, Branch: c.Branch, State: string(forge.Open),
		Verdicts: []verdictJSON{}, Gate: gateJSON{Reasons: []string{"waits for a reviewer"}},
	}
	if c.Review != nil {
		out = reviewJSON(*c.Review)
	}
	out.Head, out.Sent, out.Notes, out.Standing = c.Head, c.Sent, c.Notes, c.Standing
	if out.Notes == nil {
		out.Notes = []note.Address{}
	}
	if out.of = c; !c.AsOf.IsZero() {
		out.AsOf = c.AsOf.UTC().Format(time.RFC3339)
	}
	return out
}

func contributionsOf(cs []pool.Contribution) []contributionJSON {
	out := []contributionJSON{}
	for _, c := range cs {
		out = append(out, contributionOf(c))
	}
	return out
}

func reviewsJSON(rs []pool.Review) []contributionJSON {
	out := []contributionJSON{}
	for _, r := range rs {
		out = append(out, reviewJSON(r))
	}
	return out
}

// outcomeJSON is what became of a contribution of the user's.
type outcomeJSON struct {
	Name    string         `json:"name"`
	Title   string         `json:"title"`
	URL     string         `json:"url"`
	Outcome pool.Standing  `json:"outcome"` // accepted, declined, withdrawn
	By      string         `json:"by"`      // "" when it is not known
	Words   string         `json:"words"`   // the last that they said about it
	Notes   []note.Address `json:"notes"`
}

func outcomesOf(list []pool.Outcome) []outcomeJSON {
	out := []outcomeJSON{}
	for _, o := range list {
		notes := append([]note.Address{}, o.Notes...)
		out = append(out, outcomeJSON{o.Name, o.Title, o.URL, o.Result, o.By, o.Words, notes})
	}
	return out
}

// amendedJSON is what somebody else did to a contribution of the user's.
type amendedJSON struct {
	Name  string   `json:"name"`
	Title string   `json:"title"`
	By    []string `json:"by"`
	Notes []string `json:"notes"`
}

func amendedOf(list []pool.Change) []amendedJSON {
	out := []amendedJSON{}
	for _, ch := range list {
		out = append(out, amendedJSON{wording.Name(ch.Contribution), titleOf(ch.Contribution), ch.By, ch.Notes})
	}
	return out
}

func titleOf(c pool.Contribution) string {
	if c.Review != nil {
		return c.Review.Title
	}
	return c.Title
}
