package pool_test

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"

	"github.com/breakfast-table/cop/pkg/forge"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool"
)

// What members do with cop, in the model and for real.

func (m *model) newWord(by string) version {
	m.words++
	return by + strconv.Itoa(m.words)
}

func (m *model) edit(name string, a note.Address) {
	x := m.members[name]
	if x.clash[a] {
		return
	}
	v := m.newWord(name)
	path := filepath.Join(m.dir, name, filepath.FromSlash(a.Path()))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		m.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(modelText(a, v)), 0o644); err != nil {
		m.t.Fatal(err)
	}
	x.work[a] = v
	m.did("%s edits %s: %s", name, a, v)
}

func (m *model) remove(name string, a note.Address) {
	x := m.members[name]
	if x.work[a] == "" || x.clash[a] {
		return
	}
	m.did("%s removes %s", name, a)
	p := m.open(name)
	rep, err := p.Remove(m.t.Context(), a)
	if err != nil {
		m.fatal("remove: %v", err)
	}
	x.work[a] = ""
	if m.seen(x)[a] == "" {
		m.release(name, p, a, rep.Released)
	}
}

// givenUp are the clashing notes of a contribution of which the member has what the others have.
func (m *model) givenUp(x *memberModel, o *offerModel, edits versions) (out []note.Address) {
	for a := range o.mine {
		if _, edited := edits[a]; edited || !o.crossed(a, m.past, m.now()) {
			continue
		}
		if x.work[a] != m.line()[a] {
			return nil // it clashes still, and the contribution stays where it is
		}
		out = append(out, a)
	}
	return out
}

// release lets a note leave the member's contributions.
func (m *model) release(name string, p *pool.Pool, a note.Address, rep pool.Released) {
	x := m.members[name]
	var back, less []string
	late := false
	for id, o := range x.own {
		if _, has := o.mine[a]; !has || !o.news(m.past, x.at) {
			continue
		}
		rest := o.clone()
		delete(rest.mine, a)
		if !rest.news(m.past, x.at) {
			back = append(back, id)
			there := m.offers[id]
			ended := there == nil || there.gone || !there.news(m.past, m.now())
			amended := !ended && !maps.Equal(there.mine, o.mine)
			late = late || ended || amended
			if delete(x.own, id); !ended && !amended {
				delete(m.offers, id)
			}
			continue
		}
		less = append(less, id)
	}
	slices.Sort(back)
	slices.Sort(less)
	if fmt.Sprint(rep.TakenBack, rep.Reduced) != fmt.Sprint(back, less) {
		m.fatal("%s leaves %v and reduces %v, want %v and %v", a, rep.TakenBack, rep.Reduced, back, less)
	}
	if len(less) == 0 && !late {
		return
	}
	for _, id := range less {
		x.own[id].grow(m.past, x.at, nil, a)
		if there := m.offers[id]; there != nil && !there.gone && there.news(m.past, m.now()) {
			there.grow(m.past, max(x.at, there.at), nil, a)
		}
	}
	m.syncs(name, p)
}

func (m *model) sync(name string, _ note.Address) {
	m.did("%s syncs", name)
	m.syncs(name, m.open(name))
}

// syncs exchanges everything, and holds what is told against what happened.
func (m *model) syncs(name string, p *pool.Pool) {
	x := m.members[name]
	before, had := m.seen(x), maps.Clone(x.work)
	rep, err := p.Sync(m.t.Context(), pool.SyncOptions{})
	if err != nil {
		m.fatal("sync: %v", err)
	}
	m.exchange(name, true)
	var got, want []string
	for _, it := range rep.Received {
		got = append(got, string(it.Address))
	}
	for _, a := range modelNotes {
		if before[a] != m.line()[a] && had[a] != m.line()[a] {
			want = append(want, string(a))
		}
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		m.fatal("%s receives %v, want %v", name, got, want)
	}
	if m.told(name, rep); len(x.hears) > 0 {
		m.fatal("%s reads %+v, want %+v", name, rep.Outcomes, x.hears)
	}
	if rep.Unseen != nil {
		m.fatal("%s cannot see the reviews: %v", name, rep.Unseen)
	}
}

// told takes down which of the ends a report tells, as they happened.
func (m *model) told(name string, rep pool.SyncReport) {
	x := m.members[name]
	x.hears = slices.DeleteFunc(x.hears, func(h heard) bool {
		return slices.ContainsFunc(rep.Outcomes, func(o pool.Outcome) bool { return o.Result == h.result && o.Words == h.words })
	})
}

// drafts are the notes that wait for a share, with the contribution they belong to.
func (m *model) drafts(x *memberModel) map[note.Address]string {
	out := map[note.Address]string{}
	for _, a := range modelNotes {
		if x.clash[a] || x.work[a] == m.seen(x)[a] {
			continue
		}
		in, offered := "", false
		for id, o := range x.own {
			if v, has := o.mine[a]; has {
				in, offered = id, v == x.work[a] && !o.crossed(a, m.past, x.at)
			}
		}
		if !offered {
			out[a] = in
		}
	}
	return out
}

func (m *model) share(name string, _ note.Address) {
	x := m.members[name]
	items := m.drafts(x)
	clashing := slices.Contains(slices.Collect(maps.Values(x.clash)), true)
	m.did("%s shares %v", name, items)
	rep, err := m.open(name).Share(m.t.Context(), pool.ShareOptions{})
	var clash *pool.ConflictError
	switch {
	case len(items) == 0 && clashing:
		if !errors.As(err, &clash) {
			m.fatal("share with nothing but conflicts: %v", err)
		}
		return
	case len(items) == 0:
		if !errors.Is(err, pool.ErrNothingToShare) {
			m.fatal("share of nothing: %v, %+v", err, rep)
		}
		return
	case err != nil || rep.Waiting != nil:
		m.fatal("share: %v, waiting for %v", err, rep.Waiting)
	}
	m.exchange(name, false)
	m.offer(name, m.grouped(x, items), rep)
	if m.told(name, rep.Sync); m.slow {
		m.sync(name, "")
	} else if len(x.hears) > 0 {
		m.fatal("%s reads %+v, want %+v", name, rep.Sync.Outcomes, x.hears)
	}
}

// grouped are drafts by the contribution they go into, "" for a new one.
func (m *model) grouped(x *memberModel, items map[note.Address]string) map[string]versions {
	out := map[string]versions{}
	for a, in := range items {
		if x.clash[a] || x.work[a] == m.seen(x)[a] {
			continue
		}
		if x.own[in] == nil {
			in = "" // it ended meanwhile
		}
		if out[in] == nil {
			out[in] = versions{}
		}
		out[in][a] = x.work[a]
	}
	return out
}

func (m *model) offer(name string, groups map[string]versions, rep pool.ShareReport) {
	x := m.members[name]
	maps.DeleteFunc(groups, func(in string, edits versions) bool { return m.stuck(x, in, edits) })
	names := map[string]bool{}
	for _, c := range rep.Offered {
		names[c.Name] = true
		if c.Standing != pool.StandsInReview && c.Standing != pool.StandsCrossed && c.Standing != pool.StandsReady {
			m.fatal("%s was shared and stands %s", c.Name, c.Standing)
		}
		if _, before := groups[c.Name]; c.Updated != (before && m.offers[c.Name] != nil) {
			m.fatal("%s was shared and said to be updated: %v", c.Name, c.Updated)
		}
	}
	if len(names) != len(groups) {
		m.fatal("share offers %v, want %v", slices.Sorted(maps.Keys(names)), groups)
	}
	for in := range groups {
		delete(names, in)
	}
	for in, edits := range groups {
		if in == "" {
			in = slices.Sorted(maps.Keys(names))[0]
		}
		o := m.offers[in]
		if o == nil && x.own[in] != nil {
			o = x.own[in].clone() // the host closed it: it is offered anew, as it was and with more
			delete(m.ended, in)
		}
		if o == nil || o.gone {
			o = &offerModel{name: in, author: name, at: m.now(), mine: versions{}}
		}
		for a, v := range o.mine {
			if o.crossed(a, m.past, m.now()) && !x.clash[a] && x.work[a] == v {
				edits[a] = v
			}
		}
		o.grow(m.past, m.now(), edits, m.givenUp(x, o, edits)...)
		for _, v := range o.mine {
			x.said[v] = v != ""
		}
		m.offers[in], x.own[in] = o, o.clone()
	}
}

// stuck reports that a contribution cannot grow onto the trunk, since another note of it is in
// conflict, and gets nothing that it has not.
func (m *model) stuck(x *memberModel, in string, edits versions) bool {
	o := m.offers[in]
	if o == nil || o.gone {
		return false
	}
	unsettled, more := false, false
	for _, a := range o.notes() {
		v, edited := edits[a]
		unsettled = unsettled || x.clash[a]
		more = more || edited && v != o.mine[a]
	}
	for a := range edits {
		_, has := o.mine[a]
		more = more || !has
	}
	return unsettled && !more
}

func (m *model) resolve(name string, _ note.Address) {
	x := m.members[name]
	for _, a := range modelNotes {
		if !x.clash[a] {
			continue
		}
		p := m.open(name)
		sides, err := p.Sides(m.t.Context(), a)
		if err != nil || (sides.Mine == nil) != (x.work[a] == "") || (sides.Theirs == nil) != (m.seen(x)[a] == "") {
			m.fatal("the sides of %s: %+v, %v", a, sides, err)
		}
		choice := pool.KeepMine
		if m.r.Intn(2) == 0 {
			choice = pool.TakeTheirs
		}
		m.did("%s settles %s: %d", name, a, choice)
		rep, err := p.Settle(m.t.Context(), a, choice, nil)
		if err != nil {
			m.fatal("settle: %v", err)
		}
		x.clash[a] = false
		if choice == pool.TakeTheirs {
			x.work[a] = m.seen(x)[a]
			m.release(name, p, a, rep)
		}
		return
	}
}

// some is one of the open contributions of a kind, nil for none.
func (m *model) some(fits func(*offerModel) bool) *offerModel {
	var all []string
	for id, o := range m.offers {
		if !o.gone && o.news(m.past, m.now()) && fits(o) {
			all = append(all, id)
		}
	}
	if len(all) == 0 {
		return nil
	}
	slices.Sort(all)
	return m.offers[all[m.r.Intn(len(all))]]
}

func (m *model) review(p *pool.Pool, o *offerModel) pool.Review {
	list, err := p.Reviews(m.t.Context(), forge.Filter{})
	if err != nil {
		m.fatal("reviews: %v", err)
	}
	for _, r := range list {
		if string(r.Branch) == "cop/"+o.name {
			return r
		}
	}
	m.fatal("nobody finds %s", o.name)
	return pool.Review{}
}

func foreign(o *offerModel) bool { return o.author != "ana" }

func (m *model) accept(string, note.Address) {
	o := m.some(foreign)
	if o == nil {
		return
	}
	m.did("ana accepts %s", o.name)
	p := m.open("ana")
	r := m.review(p, o)
	if _, err := p.Judge(m.t.Context(), r.ID, forge.Review{Opinion: forge.Approved, Head: r.Head}); err != nil {
		m.fatal("approve: %v", err)
	}
	o.approved, o.changes = true, false
	acc, err := p.Accept(m.t.Context(), r.ID, r.Head)
	var blocked *forge.BlockedError
	if o.crosses(m.past, m.now()) {
		if !errors.As(err, &blocked) {
			m.fatal("accepting what clashes: %v", err)
		}
		return
	}
	if err != nil {
		m.fatal("accept: %v", err)
	}
	m.told("ana", acc.Sync)
	m.takeIn(o, true, true)
	m.over(o, pool.StandsAccepted, "")
	m.exchange("ana", true)
}

// over is what ended at the place of review. Its author hears of it with the next sync.
func (m *model) over(o *offerModel, result pool.Standing, words string) {
	x := m.members[o.author]
	delete(m.offers, o.name)
	if x.own[o.name] == nil {
		return
	}
	x.hears = slices.DeleteFunc(x.hears, func(h heard) bool { return h.name == o.name }) // the last counts
	x.hears = append(x.hears, heard{o.name, result, words})
	m.ended[o.name] = o.clone()
	if m.r.Intn(2) == 0 {
		m.did("to hear of it:")
		m.sync(o.author, "")
	}
}

func (m *model) decline(string, note.Address) {
	o := m.some(foreign)
	if o == nil {
		return
	}
	words := "Not now, for " + m.newWord("reason") + "."
	m.did("ana declines %s", o.name)
	p := m.open("ana")
	if err := p.Decline(m.t.Context(), m.review(p, o), words); err != nil {
		m.fatal("decline: %v", err)
	}
	m.over(o, pool.StandsDeclined, words)
}

func (m *model) withdraw(name string, _ note.Address) {
	for _, id := range slices.Sorted(maps.Keys(m.members[name].own)) {
		if there := m.offers[id]; there == nil || there.gone || !there.news(m.past, m.now()) {
			continue
		}
		m.did("%s withdraws %s", name, id)
		_, err := m.open(name).Withdraw(m.t.Context(), id)
		if errors.As(err, new(*pool.ChangedThereError)) {
			m.did("  somebody changed it unseen: it stays")
			m.members[name].saw[id] = m.offers[id].clone()
			return
		}
		if err != nil {
			m.fatal("withdraw: %v", err)
		}
		delete(m.offers, id)
		delete(m.members[name].own, id)
		return
	}
}

func (m *model) returned(string, note.Address) {
	o := m.some(foreign)
	if o == nil {
		return
	}
	m.did("ana asks for changes of %s", o.name)
	p := m.open("ana")
	r := m.review(p, o)
	if _, err := p.Judge(m.t.Context(), r.ID, forge.Review{Opinion: forge.ChangesRequested, Head: r.Head, Body: "Nearly."}); err != nil {
		m.fatal("ask for changes: %v", err)
	}
	o.approved, o.changes = false, true
}
