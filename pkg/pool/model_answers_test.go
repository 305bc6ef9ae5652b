package pool_test

import (
	"fmt"
	"slices"
	"strings"

	"github.com/breakfast-table/cop/pkg/forge"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool"
)

// The answers of every command about contributions, held against the model.

// compare holds what a member is told against the model: status, share without sending, show.
func (m *model) compare(name string) {
	st, err := m.open(name).Status(m.t.Context())
	if err != nil {
		m.fatal("status: %v", err)
	}
	want, got := m.wanted(name), statusOf(st)
	for _, list := range []map[string][]string{want, got} {
		for _, l := range list {
			slices.Sort(l)
		}
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		m.fatal("%s: status says %v, want %v", name, got, want)
	}
	if m.r.Intn(4) == 0 {
		m.planned(name)
	}
	m.shown(name, modelNotes[m.r.Intn(len(modelNotes))])
	if m.also != nil {
		m.also(m, name, want)
	}
}

// wanted is what a member's status should say.
func (m *model) wanted(name string) map[string][]string {
	x := m.members[name]
	want := map[string][]string{}
	drafts := m.drafts(x)
	for _, a := range modelNotes {
		in, draft := drafts[a]
		switch {
		case x.clash[a]:
			want["conflict"] = append(want["conflict"], string(a))
		case draft:
			want["draft"] = append(want["draft"], string(a)+" "+in)
		case x.work[a] != m.seen(x)[a]:
			want["in review"] = append(want["in review"], string(a))
		}
	}
	for id, o := range x.own {
		if o.news(m.past, x.at) {
			want["open"] = append(want["open"], id)
		}
	}
	return want
}

func statusOf(st pool.Status) map[string][]string {
	got := map[string][]string{}
	for _, it := range st.Drafts {
		got["draft"] = append(got["draft"], string(it.Address)+" "+it.Contribution)
	}
	for _, it := range st.InReview {
		got["in review"] = append(got["in review"], string(it.Address))
	}
	for _, it := range st.ToSend {
		got["to send"] = append(got["to send"], string(it.Address))
	}
	for _, c := range st.Conflicts {
		got["conflict"] = append(got["conflict"], string(c.Address))
	}
	for _, c := range st.Contributions {
		got["open"] = append(got["open"], c.Name)
	}
	return got
}

// planned holds what a share would do against the drafts.
func (m *model) planned(name string) {
	x := m.members[name]
	drafts := m.drafts(x)
	rep, err := m.open(name).Share(m.t.Context(), pool.ShareOptions{DryRun: true})
	if err != nil && len(drafts) > 0 {
		m.fatal("share without sending: %v", err)
	}
	got := 0
	for _, plan := range rep.Plans {
		for _, it := range plan.Items {
			got++
			in, draft := drafts[it.Address]
			if !draft || in != "" && in != plan.Name || plan.Update != (in != "") {
				m.fatal("%s would share %s as %+v, want one for %q", name, it.Address, plan, in)
			}
		}
	}
	if got != len(drafts) {
		m.fatal("%s would share %+v, want %v", name, rep.Plans, drafts)
	}
}

// shown holds the view of a note against the model.
func (m *model) shown(name string, a note.Address) {
	x := m.members[name]
	if x.work[a] == "" || x.work[a] == m.seen(x)[a] {
		return
	}
	v, err := m.open(name).Show(m.t.Context(), a)
	if err != nil {
		m.fatal("show: %v", err)
	}
	if want := m.waits(x, a); v.Waits != want {
		m.fatal("%s: show says that %s waits as %q, want %q", name, a, v.Waits, want)
	}
}

func (m *model) waits(x *memberModel, a note.Address) string {
	_, draft := m.drafts(x)[a]
	switch {
	case x.clash[a]:
		return pool.WaitsConflict
	case draft:
		return pool.WaitsDraft
	}
	return pool.WaitsInReview
}

// stands is where an open contribution stands.
func (m *model) stands(o *offerModel) pool.Standing {
	switch {
	case o.crosses(m.past, m.now()):
		return pool.StandsCrossed
	case o.changes:
		return pool.StandsReturned
	case o.approved:
		return pool.StandsReady
	}
	return pool.StandsInReview
}

// queue holds everything that a member finds in review against the model, and what asks for
// them in each place that says so.
func (m *model) queue(who string) {
	p := m.open(who)
	list, err := p.Reviews(m.t.Context(), forge.Filter{})
	if err != nil {
		m.fatal("reviews: %v", err)
	}
	var got, want, asked []string
	for _, r := range list {
		name, stands := strings.TrimPrefix(string(r.Branch), "cop/"), r.Standing()
		if m.slow {
			stands = "" // a host decides that in its own time
		}
		got = append(got, fmt.Sprint(name, " ", stands, " asks ", r.AsksMe, " mine ", r.Mine))
		if r.AsksMe {
			asked = append(asked, name)
		}
	}
	for _, o := range m.offers {
		if o.gone || !m.slow && !o.news(m.past, m.now()) || o.done {
			continue
		}
		stands := m.stands(o)
		if m.slow {
			stands = ""
		}
		asks := who == "ana" && o.author != who && !o.approved && !o.changes || who != "ana" && o.author == "ana"
		want = append(want, fmt.Sprint(o.name, " ", stands, " asks ", asks, " mine ", o.author == who))
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		m.fatal("%s's queue: %v, want %v", who, got, want)
	}
	m.asked(who, asked)
}

// asked holds what status and breakfast say against the queue.
func (m *model) asked(who string, asked []string) {
	st, err := m.open(who).Status(m.t.Context())
	if err != nil {
		m.fatal("status: %v", err)
	}
	b, err := m.open(who).Breakfast(m.t.Context(), pool.BreakfastOptions{})
	if err != nil {
		m.fatal("breakfast: %v", err)
	}
	var known, served []string
	for _, r := range st.AsksMe {
		known = append(known, strings.TrimPrefix(string(r.Branch), "cop/"))
	}
	for _, r := range b.Reviews {
		served = append(served, strings.TrimPrefix(string(r.Branch), "cop/"))
	}
	for _, l := range [][]string{asked, known, served} {
		slices.Sort(l)
	}
	if !slices.Equal(asked, known) || !slices.Equal(asked, served) {
		m.fatal("review asks %s for %v, status for %v, breakfast for %v", who, asked, known, served)
	}
	if len(b.Conflicts) != len(st.Conflicts) {
		m.fatal("breakfast has %d conflicts, status %d", len(b.Conflicts), len(st.Conflicts))
	}
}
