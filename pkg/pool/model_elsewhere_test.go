package pool_test

import (
	"errors"
	"maps"

	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool"
)

// What happens in the shared place without cop: with git's own means, or on a host's pages.

func (m *model) elsewhere(string, note.Address) {
	acts := []func(){m.squashed, m.rebased, m.forwarded, m.mergedThere, m.deleted, m.amended, m.reopened, m.renamed}
	acts[m.r.Intn(len(acts))]()
}

func (m *model) fitting() *offerModel {
	return m.some(func(o *offerModel) bool { return !o.crosses(m.past, m.now()) })
}

// squashed accepts in another commit; half of the time the branch goes with it.
func (m *model) squashed() {
	if o := m.fitting(); o != nil && m.squash != nil {
		m.did("%s is squashed", o.name)
		m.squash(o)
		m.takeIn(o, false, false)
		m.leaves(o)
	}
}

// rebased accepts in other commits, one for each of the contribution's.
func (m *model) rebased() {
	if o := m.fitting(); o != nil && m.rebase != nil {
		m.did("%s is rebased", o.name)
		m.takeIn(o, false, m.rebase(o))
		m.leaves(o)
	}
}

// forwarded accepts by moving the trunk to the contribution.
func (m *model) forwarded() {
	o := m.some(func(o *offerModel) bool { return o.at == m.now() })
	if o != nil && m.forward != nil {
		m.did("the line moves to %s", o.name)
		m.forward(o)
		m.takeIn(o, true, true)
		o.done = true
		m.leaves(o)
	}
}

func (m *model) mergedThere() {
	if o := m.fitting(); o != nil && m.merge != nil {
		m.did("%s is merged", o.name)
		m.merge(o)
		m.takeIn(o, true, true)
		o.done = true
		m.leaves(o)
	}
}

// leaves lets an accepted contribution's branch go or stay.
func (m *model) leaves(o *offerModel) {
	if m.slow {
		m.over(o, pool.StandsAccepted, "")
		return
	}
	if m.r.Intn(2) == 0 {
		m.place.remove(o)
		o.gone = true
	}
}

// deleted takes a branch away.
func (m *model) deleted() {
	o := m.some(func(*offerModel) bool { return true })
	if o == nil || m.r.Intn(3) > 0 {
		return
	}
	m.did("%s is deleted", o.name)
	m.place.remove(o)
	o.gone = true
}

// amended changes a note of somebody's contribution.
func (m *model) amended() {
	o := m.some(func(o *offerModel) bool { return true })
	if o == nil {
		return
	}
	for _, a := range o.notes() {
		if o.fresh(a, m.past, m.now()) && o.mine[a] != "" {
			v := m.newWord("hand")
			m.did("%s is amended: %s %s", o.name, a, v)
			m.amend(o, a, modelText(a, v))
			o.mine[a] = v
			o.passes(a, v)
			o.approved, o.changes = false, false
			return
		}
	}
}

// reopened opens again what was declined and its author has not heard of.
func (m *model) reopened() {
	for id, o := range m.ended {
		x := m.members[o.author]
		if m.reopen == nil || m.offers[id] != nil || !o.news(m.past, m.now()) || x.own[id] == nil {
			continue
		}
		m.did("%s is reopened", id)
		m.reopen(o) // what was said about this very state still stands
		m.offers[id] = o
		delete(m.ended, id)
		for i, h := range x.hears {
			if h.name == id {
				x.hears = append(x.hears[:i:i], x.hears[i+1:]...)
				break
			}
		}
		return
	}
}

// renamed gives the repository another name, which everybody's next command follows.
func (m *model) renamed() {
	if m.rename != nil && m.r.Intn(4) == 0 {
		m.did("the repository is renamed")
		m.rename()
	}
}

// shut closes the place to everything that writes: archived, or guarded by a rule. A share is
// refused then, and whatever it left here goes with the next sync.
func (m *model) shut(name string, _ note.Address) {
	x := m.members[name]
	items := m.drafts(x)
	if m.closed == nil || len(items) == 0 {
		return
	}
	for id := range x.own { // what ends in the same moment makes others of them new
		if o := m.offers[id]; o == nil || o.gone || !o.news(m.past, m.now()) {
			return
		}
	}
	m.did("%s shares %v, and it is refused", name, items)
	m.closed(true)
	rep, err := m.open(name).Share(m.t.Context(), pool.ShareOptions{})
	m.exchange(name, false)
	groups := m.grouped(x, items)
	maps.DeleteFunc(groups, func(in string, edits versions) bool { return m.stuck(x, in, edits) })
	if err == nil && len(groups) > 0 && rep.Waiting == nil {
		m.fatal("a closed place took %+v", rep.Offered)
	}
	if rep.Waiting != nil || errors.Is(err, pool.ErrNothingToShare) {
		m.fatal("a closed place is said to be %v, %v", rep.Waiting, err)
	}
	st, err := m.open(name).Status(m.t.Context())
	if err != nil {
		m.fatal("status: %v", err)
	}
	for _, it := range st.InReview {
		if _, draft := items[it.Address]; draft && groups[items[it.Address]] != nil {
			m.fatal("%s was refused and is said to be in review", it.Address)
		}
	}
	m.closed(false)
	m.did("%s shares again", name)
	m.share(name, "")
}
