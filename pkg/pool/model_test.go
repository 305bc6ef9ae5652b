package pool_test

import (
	"fmt"
	"maps"
	"math/rand"
	"slices"
	"strings"
	"testing"

	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool"
)

// A small model of a pool that asks for review: what everybody has accepted, what each member
// sees and wrote, what is offered. Every version of a note is one word, so that two versions
// are the same or clash. Random histories run on the model and on real clones, on plain git and
// on a real host; after each step every answer about contributions is compared. It knows nothing
// of branches or refs.

type version = string // "" where there is no note

type versions map[note.Address]version

// past is the trunk, state by state.
type past []versions

// came reports whether a version became the trunk's after one state and up to another.
func (p past) came(a note.Address, v version, after, upTo int) bool {
	for i := after + 1; v != "" && i <= upTo; i++ {
		if p[i][a] == v && p[i-1][a] != v {
			return true
		}
	}
	return false
}

// offerModel is a contribution: what it changes, against the state of the trunk it began from.
type offerModel struct {
	name, author      string
	at                int
	mine              versions
	trail             map[note.Address][]version // every state of each note
	approved, changes bool                       // by the steward, of this very state
	gone              bool                       // its branch was taken away with git's own means
	done              bool                       // the trunk has its very history
}

func (o *offerModel) clone() *offerModel {
	c := *o
	c.mine, c.trail = maps.Clone(o.mine), map[note.Address][]version{}
	for a, t := range o.trail {
		c.trail[a] = slices.Clone(t)
	}
	return &c
}

func (o *offerModel) fresh(a note.Address, p past, now int) bool {
	v, has := o.mine[a]
	return has && v != p[o.at][a] && v != p[now][a] && !p.came(a, v, o.at, now)
}

// crossed reports that a note of the contribution clashes with a state of the trunk.
func (o *offerModel) crossed(a note.Address, p past, now int) bool {
	return o.fresh(a, p, now) && p[now][a] != p[o.at][a]
}

func (o *offerModel) crosses(p past, now int) bool {
	return slices.ContainsFunc(o.notes(), func(a note.Address) bool { return o.crossed(a, p, now) })
}

// news reports that the trunk lacks something of it.
func (o *offerModel) news(p past, now int) bool {
	return !o.done && slices.ContainsFunc(o.notes(), func(a note.Address) bool { return o.fresh(a, p, now) })
}

func (o *offerModel) notes() []note.Address { return slices.Sorted(maps.Keys(o.mine)) }

// grow is the next state of the contribution on top of the trunk.
func (o *offerModel) grow(p past, now int, edits versions, drop ...note.Address) {
	fits := true
	for a := range o.mine {
		if _, edited := edits[a]; !edited && !slices.Contains(drop, a) && o.crossed(a, p, now) {
			fits = false
		}
	}
	for _, a := range drop {
		delete(o.mine, a)
		o.passes(a, p[now][a])
	}
	for a, v := range edits {
		o.passes(a, v)
	}
	was := o.clone()
	maps.Copy(o.mine, edits)
	o.approved, o.changes = false, false
	if !fits {
		return
	}
	for a, v := range o.mine {
		if _, edited := edits[a]; !edited && !was.fresh(a, p, now) || v == p[now][a] {
			delete(o.mine, a)
		}
	}
	o.at = now
}

func (o *offerModel) passes(a note.Address, v version) {
	if o.trail == nil {
		o.trail = map[note.Address][]version{}
	}
	o.trail[a] = append(o.trail[a], v)
}

type memberModel struct {
	at     int      // the state of the trunk that they have seen
	work   versions // as they wrote it
	clash  map[note.Address]bool
	grew   versions // what both sides of a clash grew from
	own    map[string]*offerModel
	saw    map[string]*offerModel // what others made of their own, where a withdrawal showed it
	said   map[version]bool       // versions that were offered once
	merged versions               // own versions that came with their history since they looked
	hears  []heard                // what the next sync tells
}

// heard is what became of a contribution.
type heard struct {
	name   string
	result pool.Standing
	words  string
}

// place is where a model's pool is shared, with everything that can be done there without cop.
// A nil act is one that the place does not know.
type place struct {
	open func(member string) *pool.Pool
	dir  string // of the clones
	slow bool   // it is a host: it answers in its own time, and closed ones stay until their author looks

	squash, forward, merge, remove func(o *offerModel)
	rebase                         func(o *offerModel) (states bool) // one after the other, not as one
	amend                          func(o *offerModel, a note.Address, text string)
	reopen                         func(o *offerModel)
	rename                         func()
	closed                         func(closed bool) // to everything that writes
	dump                           func() string
	// also compares more: what a program prints, for instance.
	also func(m *model, name string, want map[string][]string)
}

type model struct {
	place
	t       *testing.T
	r       *rand.Rand
	past    past
	offers  map[string]*offerModel
	members map[string]*memberModel
	ended   map[string]*offerModel // declined, and their authors have not looked since
	words   int
	log     []string
}

var (
	modelNotes   = []note.Address{"a/one", "a/two", "a/three", "a/four"}
	modelMembers = []string{"ana", "ben", "cleo"}
)

func newModel(t *testing.T, seed int64, at place) *model {
	m := &model{place: at, t: t, r: rand.New(rand.NewSource(seed)), past: past{{}}, offers: map[string]*offerModel{}, members: map[string]*memberModel{}, ended: map[string]*offerModel{}}
	for _, name := range modelMembers {
		m.members[name] = &memberModel{work: versions{}, clash: map[note.Address]bool{}, grew: versions{}, own: map[string]*offerModel{}, saw: map[string]*offerModel{}, said: map[version]bool{}, merged: versions{}}
	}
	return m
}

func (m *model) now() int                     { return len(m.past) - 1 }
func (m *model) line() versions               { return m.past[m.now()] }
func (m *model) seen(x *memberModel) versions { return m.past[x.at] }

func (m *model) fatal(format string, args ...any) {
	m.t.Helper()
	tail := m.log[max(0, len(m.log)-25):]
	if m.dump != nil {
		tail = append(tail, m.dump())
	}
	m.t.Fatalf("%s\nhistory (%d steps, the last):\n%s", fmt.Sprintf(format, args...), len(m.log), strings.Join(tail, "\n"))
}

func (m *model) did(format string, args ...any) { m.log = append(m.log, fmt.Sprintf(format, args...)) }

// modelText is a version as a note, so long that git takes no note for another that was renamed.
func modelText(a note.Address, v version) string {
	var b strings.Builder
	b.WriteString("---\ntitle: " + a.Slug() + "\ndescription: Words.\ndate: 2026-11-24\n---\n\n")
	for i := range 20 {
		fmt.Fprintf(&b, "%s is said %d times\n", v, i)
	}
	return b.String()
}

// step does something at random and compares.
func (m *model) step() {
	name := modelMembers[m.r.Intn(len(modelMembers))]
	a := modelNotes[m.r.Intn(len(modelNotes))]
	acts := []func(string, note.Address){
		m.edit, m.edit, m.edit, m.share, m.share, m.share, m.sync, m.sync, m.resolve, m.resolve, m.accept, m.accept, m.decline, m.withdraw, m.returned, m.remove,
		m.elsewhere, m.elsewhere, m.elsewhere, m.elsewhere, m.shut,
	}
	acts[m.r.Intn(len(acts))](name, a)
	for _, who := range modelMembers {
		if who == name || m.r.Intn(4) == 0 {
			m.compare(who)
		}
	}
	if m.r.Intn(4) == 0 {
		m.queue("ana")
		m.queue(modelMembers[m.r.Intn(len(modelMembers))])
	}
}

// takeIn makes a contribution part of the trunk: with its very history, with each of its states in
// other commits, or in one commit.
func (m *model) takeIn(o *offerModel, merge, states bool) {
	line := maps.Clone(m.line())
	own := m.members[o.author].own[o.name]
	fresh := map[note.Address]bool{}
	for a := range o.mine {
		fresh[a] = o.fresh(a, m.past, m.now())
	}
	for i, more := 0, states; more; i++ {
		passing := maps.Clone(line)
		more = false
		for a, t := range o.trail {
			passing[a] = t[min(i, len(t)-1)]
			more = more || i+1 < len(t)
		}
		m.past = append(m.past, passing)
	}
	for a, v := range o.mine {
		if fresh[a] {
			line[a] = v
		}
		if merge && own != nil && own.mine[a] != "" {
			m.members[o.author].merged[a] = own.mine[a]
		}
	}
	m.past = append(m.past, line)
}

// exchange is what a look at the shared place does to a member's view. A host is asked what became
// of contributions by a sync alone.
func (m *model) exchange(name string, sync bool) {
	x := m.members[name]
	for _, a := range modelNotes {
		was, is := m.seen(x)[a], m.line()[a]
		if was == is {
			continue
		}
		mine, came := x.work[a], x.merged[a]
		newest := m.newestSaid(x, a)
		switch {
		case x.clash[a]:
			x.clash[a] = mine != is && x.grew[a] != is // the others took theirs back: a draft again
		case mine == is:
		case mine == was, mine != "" && mine == came, x.said[mine] && m.past.came(a, mine, x.at, m.now()):
			x.work[a] = is
		case m.slow && sync && x.sawMade(a, is):
			x.work[a] = is
		case x.said[is], came != "" && came == is:
		default:
			x.clash[a], x.grew[a] = true, was
			if came == "" {
				came = newest
			}
			if came != "" {
				x.grew[a] = came
			}
		}
	}
	x.merged = versions{}
	x.at = m.now()
	m.followOwn(name, sync || !m.slow)
}

// sawMade reports that a version was made of the member's own in a contribution that they saw so: what
// they have follows it.
func (x *memberModel) sawMade(a note.Address, v version) bool {
	for id, o := range x.saw {
		if own := x.own[id]; own != nil && o.mine[a] == v && own.mine[a] == x.work[a] && v != "" {
			return true
		}
	}
	return false
}

// accepts ends a clash of a version that was offered with what others made of the very same
// contribution and is accepted now: the note follows, as it does before that.
func (m *model) accepts(x *memberModel, was, is *offerModel) {
	for a, v := range is.mine {
		if x.clash[a] && x.work[a] == was.mine[a] && x.work[a] != "" && v == m.line()[a] {
			x.work[a], x.clash[a] = v, false
		}
	}
}

// newestSaid is the last version of a member's that came into the trunk since they looked.
func (m *model) newestSaid(x *memberModel, a note.Address) version {
	for i := m.now(); i > x.at; i-- {
		if v := m.past[i][a]; v != m.past[i-1][a] && x.said[v] {
			return v
		}
	}
	return ""
}

// followOwn is what a look does to a member's own contributions: those that ended go, and what
// others did to them comes to notes that are as they were offered.
func (m *model) followOwn(name string, asked bool) {
	x := m.members[name]
	was := x.own
	x.own = map[string]*offerModel{}
	for id, o := range m.offers {
		if o.author != name {
			continue
		}
		if o.gone || !o.news(m.past, m.now()) {
			if was[id] != nil && !o.gone {
				m.accepts(x, was[id], o)
			}
			delete(m.offers, id)
			continue
		}
		for a, v := range o.mine {
			if old := was[id]; old != nil && old.mine[a] != v && x.work[a] == old.mine[a] && x.work[a] != "" && !x.clash[a] {
				x.work[a] = v
			}
			x.said[v] = v != ""
		}
		x.own[id] = o.clone()
	}
	for id, o := range m.ended {
		switch {
		case o.author != name:
		case asked:
			delete(m.ended, id)
		case was[id] != nil && was[id].news(m.past, m.now()):
			x.own[id] = was[id]
		}
	}
}
