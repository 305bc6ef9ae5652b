package pool_test

import (
	"errors"
	"fmt"
	"maps"
	"math/rand"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/breakfast-table/cop/pkg/forge"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool"
)

// A small model of a pool that asks for review: what everybody has accepted, what each member
// sees and wrote, what is offered. Every version of a note is one word, so that two versions
// are the same or clash. Random histories run on the model and on real clones; after each
// step every answer about contributions is compared. It knows nothing of branches or refs.

type version = string // "" where there is no note

type versions map[note.Address]version

// offerModel is a contribution: what it changes, against what it began from.
type offerModel struct {
	name, author      string
	base, mine        versions
	approved, changes bool // by the steward, of this very state
	gone              bool // its branch was taken away with git's own means
	done              bool // the line has its very history
}

func (o *offerModel) clone() *offerModel {
	c := *o
	c.base, c.mine = maps.Clone(o.base), maps.Clone(o.mine)
	return &c
}

// crossed reports that a note of the contribution clashes with a line.
func (o *offerModel) crossed(a note.Address, line versions) bool {
	m, has := o.mine[a]
	return has && line[a] != o.base[a] && line[a] != m && m != o.base[a]
}

func (o *offerModel) crosses(line versions) bool {
	return slices.ContainsFunc(slices.Collect(maps.Keys(o.mine)), func(a note.Address) bool { return o.crossed(a, line) })
}

// news reports that the line lacks something of it.
func (o *offerModel) news(line versions) bool {
	if o.done {
		return false
	}
	for a, m := range o.mine {
		if m != line[a] && m != o.base[a] {
			return true
		}
	}
	return false
}

// grow is the next state of the contribution on top of a line.
func (o *offerModel) grow(line, edits versions, drop ...note.Address) {
	fits := true
	for a := range o.mine {
		if _, edited := edits[a]; !edited && !slices.Contains(drop, a) && o.crossed(a, line) {
			fits = false
		}
	}
	for _, a := range drop {
		delete(o.mine, a)
	}
	maps.Copy(o.mine, edits)
	o.approved, o.changes = false, false
	if !fits {
		return
	}
	for a, m := range o.mine {
		if _, edited := edits[a]; !edited && (m == line[a] || m == o.base[a]) || m == line[a] {
			delete(o.mine, a)
		}
	}
	o.base = maps.Clone(line)
}

type memberModel struct {
	line, work versions // as accepted when they looked last; as they wrote it
	clash      map[note.Address]bool
	grew       versions // what both sides of a clash grew from
	own        map[string]*offerModel
	said       map[version]bool // versions that were offered once
}

type model struct {
	t       *testing.T
	r       *rand.Rand
	open    func(name string) *pool.Pool
	dir     string
	git     func(dir string, args ...string) string // nil: nobody uses git itself
	line    versions
	offers  map[string]*offerModel
	members map[string]*memberModel
	merged  map[string]versions
	words   int
	log     []string
}

var (
	modelNotes   = []note.Address{"a/one", "a/two", "a/three", "a/four"}
	modelMembers = []string{"ana", "ben", "cleo"}
)

func newModel(t *testing.T, seed int64, dir string, open func(string) *pool.Pool) *model {
	m := &model{t: t, r: rand.New(rand.NewSource(seed)), open: open, dir: dir, line: versions{}, offers: map[string]*offerModel{}, members: map[string]*memberModel{}, merged: map[string]versions{}}
	for _, name := range modelMembers {
		m.members[name] = &memberModel{line: versions{}, work: versions{}, clash: map[note.Address]bool{}, grew: versions{}, own: map[string]*offerModel{}, said: map[version]bool{}}
		m.merged[name] = versions{}
	}
	return m
}

func (m *model) fatal(format string, args ...any) {
	m.t.Helper()
	tail := m.log[max(0, len(m.log)-25):]
	m.t.Fatalf("%s\nhistory (%d steps, the last):\n%s", fmt.Sprintf(format, args...), len(m.log), strings.Join(tail, "\n"))
}

func (m *model) did(format string, args ...any) { m.log = append(m.log, fmt.Sprintf(format, args...)) }

func modelText(a note.Address, v version) string {
	return "---\ntitle: " + a.Slug() + "\ndescription: Words.\ndate: 2026-11-24\n---\n\n" + v + "\n"
}

// step does something at random and compares.
func (m *model) step() {
	name := modelMembers[m.r.Intn(len(modelMembers))]
	a := modelNotes[m.r.Intn(len(modelNotes))]
	ops := []func(string, note.Address){m.edit, m.edit, m.edit, m.share, m.share, m.share, m.sync, m.sync, m.resolve, m.resolve, m.accept, m.accept, m.decline, m.withdraw, m.returned, m.remove}
	if m.git != nil {
		ops = append(ops, m.squash, m.forward, m.deleted)
	}
	ops[m.r.Intn(len(ops))](name, a)
	for _, who := range modelMembers {
		if who == name || m.r.Intn(4) == 0 {
			m.compare(who)
		}
	}
	if m.r.Intn(4) == 0 {
		m.queue()
	}
}

func (m *model) edit(name string, a note.Address) {
	x := m.members[name]
	if x.clash[a] {
		return
	}
	m.words++
	v := name + strconv.Itoa(m.words)
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
	if x.line[a] == "" {
		m.release(name, p, a, rep.Released)
	}
}

// release lets a note leave the member's contributions.
func (m *model) release(name string, p *pool.Pool, a note.Address, rep pool.Released) {
	x := m.members[name]
	var back, less []string
	late := false
	for id, o := range x.own {
		if _, has := o.mine[a]; !has || !o.news(x.line) {
			continue
		}
		rest := o.clone()
		delete(rest.mine, a)
		if !rest.news(x.line) {
			back = append(back, id)
			there := m.offers[id]
			late = late || there == nil || there.gone || !there.news(m.line) // it ended meanwhile
			if delete(x.own, id); !late {
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
		x.own[id].grow(x.line, nil, a)
		if there := m.offers[id]; there != nil && !there.gone {
			m.offers[id] = x.own[id].clone()
		}
	}
	if _, err := p.Sync(m.t.Context(), pool.SyncOptions{}); err != nil {
		m.fatal("sync: %v", err)
	}
	m.exchange(name)
}

// exchange is what a look at the shared place does to a member's view.
func (m *model) exchange(name string) {
	x := m.members[name]
	for _, a := range modelNotes {
		was, is := x.line[a], m.line[a]
		if was == is {
			continue
		}
		came := m.merged[name][a]
		switch mine := x.work[a]; {
		case x.clash[a]:
			x.clash[a] = mine != is && x.grew[a] != is // the others took theirs back: a draft again
		case mine == is:
		case mine == was, came != "" && mine == came:
			x.work[a] = is
		case x.said[is], came != "" && came == is:
		default:
			x.clash[a], x.grew[a] = true, was
			if came != "" {
				x.grew[a] = came
			}
		}
	}
	m.merged[name] = versions{}
	x.line = maps.Clone(m.line)
	x.own = map[string]*offerModel{}
	for id, o := range m.offers {
		if o.author != name || o.gone {
			continue
		}
		if !o.news(m.line) {
			delete(m.offers, id)
			continue
		}
		x.own[id] = o.clone()
	}
	for id, o := range m.offers {
		if o.gone && o.author == name {
			delete(m.offers, id)
		}
	}
}

func (m *model) sync(name string, _ note.Address) {
	m.did("%s syncs", name)
	if _, err := m.open(name).Sync(m.t.Context(), pool.SyncOptions{}); err != nil {
		m.fatal("sync: %v", err)
	}
	m.exchange(name)
}

// drafts are the notes that wait for a share, with the contribution they belong to.
func (x *memberModel) drafts() map[note.Address]string {
	out := map[note.Address]string{}
	for _, a := range modelNotes {
		if x.clash[a] || x.work[a] == x.line[a] {
			continue
		}
		in, offered := "", false
		for id, o := range x.own {
			if v, has := o.mine[a]; has {
				in, offered = id, v == x.work[a] && !o.crossed(a, x.line)
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
	items := x.drafts()
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
	case err != nil:
		m.fatal("share: %v", err)
	}
	m.exchange(name)
	groups := map[string]versions{}
	for a, in := range items {
		if x.own[in] == nil {
			in = "" // it ended meanwhile
		}
		if !x.clash[a] && x.work[a] != x.line[a] {
			if groups[in] == nil {
				groups[in] = versions{}
			}
			groups[in][a] = x.work[a]
		}
	}
	m.offer(name, groups, rep)
}

func (m *model) offer(name string, groups map[string]versions, rep pool.ShareReport) {
	x := m.members[name]
	names := map[string]bool{}
	for _, c := range rep.Offered {
		names[c.Name] = true
		if c.Standing != pool.StandsInReview && c.Standing != pool.StandsCrossed && c.Standing != pool.StandsReady {
			m.fatal("%s was shared and stands %s", c.Name, c.Standing)
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
		if o == nil || o.gone {
			o = &offerModel{name: in, author: name, base: maps.Clone(m.line), mine: versions{}}
		}
		for a, v := range o.mine {
			if o.crossed(a, m.line) && !x.clash[a] && x.work[a] == v {
				edits[a] = v
			}
		}
		o.grow(m.line, edits)
		for _, v := range o.mine {
			x.said[v] = v != ""
		}
		m.offers[in], x.own[in] = o, o.clone()
	}
}

func (m *model) resolve(name string, _ note.Address) {
	x := m.members[name]
	for _, a := range modelNotes {
		if !x.clash[a] {
			continue
		}
		p := m.open(name)
		sides, err := p.Sides(m.t.Context(), a)
		if err != nil || (sides.Mine == nil) != (x.work[a] == "") || (sides.Theirs == nil) != (x.line[a] == "") {
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
			x.work[a] = x.line[a]
			m.release(name, p, a, rep)
		}
		return
	}
}

// some is one of the open contributions of a kind, nil for none.
func (m *model) some(fits func(*offerModel) bool) *offerModel {
	var all []string
	for id, o := range m.offers {
		if !o.gone && o.news(m.line) && fits(o) {
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
	_, err := p.Accept(m.t.Context(), r.ID, r.Head)
	var blocked *forge.BlockedError
	if o.crosses(m.line) {
		if !errors.As(err, &blocked) {
			m.fatal("accepting what clashes: %v", err)
		}
		return
	}
	if err != nil {
		m.fatal("accept: %v", err)
	}
	m.takeIn(o, true)
	delete(m.offers, o.name)
	m.exchange("ana")
}

// takeIn makes a contribution part of the line.
func (m *model) takeIn(o *offerModel, merge bool) {
	for a, v := range o.mine {
		if v != o.base[a] {
			m.line[a] = v
		}
		if merge && v != "" && m.members[o.author].own[o.name] != nil {
			m.merged[o.author][a] = v
		}
	}
}

func (m *model) decline(string, note.Address) {
	o := m.some(foreign)
	if o == nil {
		return
	}
	m.did("ana declines %s", o.name)
	p := m.open("ana")
	if err := p.Decline(m.t.Context(), m.review(p, o), "Not now."); err != nil {
		m.fatal("decline: %v", err)
	}
	delete(m.offers, o.name)
	m.tell(o, pool.StandsDeclined, "Not now.")
}

// tell lets the author sync, and holds what they read against what happened.
func (m *model) tell(o *offerModel, want pool.Standing, words string) {
	m.did("%s syncs, to hear of it", o.author)
	rep, err := m.open(o.author).Sync(m.t.Context(), pool.SyncOptions{})
	if err != nil {
		m.fatal("sync: %v", err)
	}
	m.exchange(o.author)
	for _, got := range rep.Outcomes {
		if got.Result == want && got.Words == words {
			return
		}
	}
	m.fatal("the author reads %+v, want %s: %q", rep.Outcomes, want, words)
}

func (m *model) withdraw(name string, _ note.Address) {
	for id := range m.members[name].own {
		if there := m.offers[id]; there == nil || there.gone || !there.news(m.line) {
			continue
		}
		m.did("%s withdraws %s", name, id)
		if _, err := m.open(name).Withdraw(m.t.Context(), id); err != nil {
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

// squash accepts with git's own means, in another commit.
func (m *model) squash(string, note.Address) {
	o := m.some(func(o *offerModel) bool { return !o.crosses(m.line) })
	if o == nil {
		return
	}
	m.did("git squashes %s", o.name)
	m.byHand(func(in string) {
		for a, v := range o.mine {
			if v == "" {
				m.git(in, "rm", "-q", "--ignore-unmatch", a.Path())
				continue
			}
			m.git(in, "checkout", "-q", "origin/cop/"+o.name, "--", a.Path())
		}
		m.git(in, "commit", "-q", "--allow-empty", "-m", "Squash")
		m.git(in, "push", "-q", "origin", "HEAD:main")
		if m.r.Intn(2) == 0 {
			m.git(in, "push", "-q", "origin", ":refs/heads/cop/"+o.name)
			o.gone = true
		}
	})
	m.takeIn(o, false)
}

// forward accepts by moving the line to the contribution.
func (m *model) forward(string, note.Address) {
	o := m.some(func(o *offerModel) bool { return maps.Equal(o.base, m.line) })
	if o == nil {
		return
	}
	m.did("git moves the line to %s", o.name)
	m.byHand(func(in string) { m.git(in, "push", "-q", "origin", "origin/cop/"+o.name+":main") })
	m.takeIn(o, true)
	o.done = true
}

// deleted takes a branch away with git's own means.
func (m *model) deleted(string, note.Address) {
	o := m.some(func(*offerModel) bool { return true })
	if o == nil || m.r.Intn(3) > 0 {
		return
	}
	m.did("git deletes %s", o.name)
	m.byHand(func(in string) { m.git(in, "push", "-q", "origin", ":refs/heads/cop/"+o.name) })
	o.gone = true
}

// byHand works in a clone of somebody who uses git alone.
func (m *model) byHand(work func(in string)) {
	m.git("hand", "fetch", "-q", "--prune", "origin")
	m.git("hand", "checkout", "-q", "--detach", "origin/main")
	work("hand")
}

// compare holds a member's status and the view of each note against the model.
func (m *model) compare(name string) {
	p := m.open(name)
	st, err := p.Status(m.t.Context())
	if err != nil {
		m.fatal("status: %v", err)
	}
	x := m.members[name]
	want := map[string][]string{}
	drafts := x.drafts()
	for _, a := range modelNotes {
		in, draft := drafts[a]
		switch {
		case x.clash[a]:
			want["conflict"] = append(want["conflict"], string(a))
		case draft:
			want["draft"] = append(want["draft"], string(a)+" "+in)
		case x.work[a] != x.line[a]:
			want["in review"] = append(want["in review"], string(a))
		}
	}
	for id, o := range x.own {
		if o.news(x.line) {
			want["open"] = append(want["open"], id)
		}
	}
	slices.Sort(want["open"])
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
	for _, list := range []map[string][]string{want, got} {
		for _, l := range list {
			slices.Sort(l)
		}
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		m.fatal("%s: status says %v, want %v", name, got, want)
	}
	a := modelNotes[m.r.Intn(len(modelNotes))]
	if x.work[a] == "" || x.work[a] == x.line[a] {
		return
	}
	v, err := p.Show(m.t.Context(), a)
	if err != nil {
		m.fatal("show: %v", err)
	}
	waits := pool.WaitsInReview
	if _, draft := drafts[a]; draft {
		waits = pool.WaitsDraft
	}
	if x.clash[a] {
		waits = pool.WaitsConflict
	}
	if v.Waits != waits {
		m.fatal("%s: show says that %s waits as %q, want %q", name, a, v.Waits, waits)
	}
}

// queue holds everything that ana is asked for against the model.
func (m *model) queue() {
	p := m.open("ana")
	list, err := p.Reviews(m.t.Context(), forge.Filter{})
	if err != nil {
		m.fatal("reviews: %v", err)
	}
	var got, want, asked, known []string
	for _, r := range list {
		name := strings.TrimPrefix(string(r.Branch), "cop/")
		stands := string(r.Standing())
		if m.git == nil {
			stands = "" // a host decides that in its own time
		}
		got = append(got, fmt.Sprint(name, " ", stands, " ", r.AsksMe))
		if r.AsksMe {
			asked = append(asked, name)
		}
	}
	for _, o := range m.offers {
		if o.gone || !o.news(m.line) {
			continue
		}
		stands := pool.StandsInReview
		switch {
		case o.crosses(m.line):
			stands = pool.StandsCrossed
		case o.changes:
			stands = pool.StandsReturned
		case o.approved:
			stands = pool.StandsReady
		}
		if m.git == nil {
			stands = ""
		}
		want = append(want, fmt.Sprint(o.name, " ", string(stands), " ", o.author != "ana" && !o.approved && !o.changes))
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		if m.git != nil {
			m.did("%s", m.git("", "log", "--graph", "--oneline", "--name-status", "--branches", "-24"))
		}
		m.fatal("ana's queue: %v, want %v", got, want)
	}
	st, err := m.open("ana").Status(m.t.Context())
	if err != nil {
		m.fatal("status: %v", err)
	}
	for _, r := range st.AsksMe {
		known = append(known, strings.TrimPrefix(string(r.Branch), "cop/"))
	}
	b, err := m.open("ana").Breakfast(m.t.Context(), pool.BreakfastOptions{})
	if err != nil {
		m.fatal("breakfast: %v", err)
	}
	var served []string
	for _, r := range b.Reviews {
		served = append(served, strings.TrimPrefix(string(r.Branch), "cop/"))
	}
	slices.Sort(asked)
	slices.Sort(known)
	slices.Sort(served)
	if !slices.Equal(asked, known) || !slices.Equal(asked, served) {
		m.fatal("review asks for %v, status for %v, breakfast for %v", asked, known, served)
	}
	if len(b.Conflicts) != len(st.Conflicts) {
		m.fatal("breakfast has %d conflicts, status %d", len(b.Conflicts), len(st.Conflicts))
	}
}

// modelSteps is how many steps a run takes: COP_MODEL_STEPS, else a few.
func modelSteps(few int) int {
	if n, err := strconv.Atoi(os.Getenv("COP_MODEL_STEPS")); err == nil {
		return n
	}
	return few
}

// TestModel runs random histories on plain git: U1, U2, U3, U4, U8, H5, H6 in whatever order.
// COP_MODEL_STEPS says how many steps, COP_MODEL_SEED where they begin.
func TestModel(t *testing.T) {
	t.Parallel()
	c := newCommunity(t)
	c.needGit()
	c.found("ana", false)
	for _, name := range modelMembers[1:] {
		c.join(name)
	}
	c.write("ben", "practices/people/ben.md", "---\ntitle: Ben\ntype: person\n---\n\nHere.\n") // nobody is alone
	for _, name := range []string{"ben", "ana", "cleo"} {
		c.sync(name)
	}
	c.run("", "clone", "-q", c.shared, filepath.Join(c.dir, "hand"))
	var opened *pool.Pool
	t.Cleanup(func() { _ = opened.Close() })
	seed, _ := strconv.ParseInt(os.Getenv("COP_MODEL_SEED"), 10, 64)
	m := newModel(t, seed, c.dir, func(name string) *pool.Pool {
		if opened != nil {
			_ = opened.Close()
		}
		p, err := pool.Open(t.Context(), filepath.Join(c.dir, name), c.options(name))
		if err != nil {
			t.Fatal(err)
		}
		opened = p
		return p
	})
	m.git = func(dir string, args ...string) string {
		c.now = c.now.Add(time.Minute)
		cmd := exec.Command(c.git, append([]string{"-C", filepath.Join(c.dir, dir)}, args...)...)
		if dir == "" {
			cmd.Dir, cmd.Args[2] = c.shared, c.shared
		}
		when := c.now.Format(time.RFC3339)
		cmd.Env = append(c.options("tester").Env, "GIT_AUTHOR_DATE="+when, "GIT_COMMITTER_DATE="+when)
		out, err := cmd.CombinedOutput()
		if err != nil {
			m.fatal("git %s: %v\n%s", strings.Join(args, " "), err, out)
		}
		return string(out)
	}
	for range modelSteps(60) {
		m.step()
	}
}
