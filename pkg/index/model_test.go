package index

import (
	"context"
	"fmt"
	"maps"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/breakfast-table/cop/pkg/note"
)

// model is a pool that changes at random, with what git and threads say about it.
type model struct {
	author
	files files
	times map[string]Times
	id    string // of the look before
	dirty []string
	n     int
}

func newModel(seed uint64) *model {
	m := &model{author: newAuthor(seed), files: files{}, times: map[string]Times{}}
	for range 40 {
		m.add()
	}
	return m
}

func (m *model) names(entries bool) []string {
	var out []string
	for _, name := range slices.Sorted(maps.Keys(m.files)) {
		if _, ok := note.EntryOf("practices/" + name + ".md"); ok == entries {
			out = append(out, name)
		}
	}
	return out
}

func (m *model) put(name, text string) {
	m.files[name] = text
	m.dirty = append(m.dirty, "practices/"+name+".md")
}

func (m *model) drop(name string) {
	delete(m.files, name)
	m.dirty = append(m.dirty, "practices/"+name+".md")
}

func (m *model) link() string {
	if notes := m.names(false); len(notes) > 0 {
		return m.pick(notes...)
	}
	return "nowhere"
}

func (m *model) add() {
	m.n++
	m.put(fmt.Sprintf("%s/%s-%d", m.pick("oncall", "review", "data/store"), m.word(), m.n), m.note(80, m.link()))
}

// step changes one thing.
func (m *model) step() {
	notes, entries := m.names(false), m.names(true)
	switch k := m.IntN(10); {
	case k < 2 || len(notes) < 3:
		m.add()
	case k < 4:
		m.put(m.pick(notes...), m.note(80, m.link()))
	case k < 5:
		m.drop(m.pick(notes...))
	case k < 6: // renamed
		old := m.pick(notes...)
		text := m.files[old]
		m.drop(old)
		m.n++
		m.put(fmt.Sprintf("review/moved-%d", m.n), text)
	case k < 8:
		m.n++
		outcome := m.pick("worked", "failed")
		m.put(fmt.Sprintf("%s/2024-05-%02d-ana-tried-ab%c%c", m.pick(notes...), 1+m.IntN(28), 'a'+rune(m.n%26), 'a'+rune(m.n/26%26)),
			"---\ntype: tried\noutcome: "+outcome+"\n---\n"+m.words(20)+" [["+m.link()+"]]\n")
	case k < 9 && len(entries) > 0:
		m.drop(m.pick(entries...))
	default:
		name := m.pick(notes...)
		was := m.times["practices/"+name+".md"]
		at := time.Unix(1_700_000_000+int64(m.IntN(50_000_000)), 0).UTC()
		m.times["practices/"+name+".md"] = Times{Created: cmpTime(was.Created, at), Updated: at, By: m.pick("Ana", "Ben"), Changes: was.Changes + 1}
	}
}

func cmpTime(a, b time.Time) time.Time {
	if a.IsZero() {
		return b
	}
	return a
}

// look is the next look at the files: what changed since the last one.
func (m *model) look() Source {
	src := m.files.source()
	src.Since, src.Changed = m.id, m.dirty
	m.id, m.dirty = src.ID, nil
	return src
}

// tell does what the caller of an index does after a refresh.
func (m *model) tell(t *testing.T, db *DB) {
	t.Helper()
	if err := db.SetHistory(t.Context(), History{Rev: "rev", Times: m.times}); err != nil {
		t.Fatal(err)
	}
	pending, err := db.Pending(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	facts := map[note.Address]Facts{}
	for _, a := range pending {
		facts[a] = m.facts(a)
	}
	if err := db.SetFacts(t.Context(), facts); err != nil {
		t.Fatal(err)
	}
	if left, err := db.Pending(t.Context()); err != nil || len(left) > 0 {
		t.Fatalf("still pending: %v, %v", left, err)
	}
}

func (m *model) facts(a note.Address) (f Facts) {
	for name, text := range m.files {
		if e, ok := note.EntryOf("practices/" + name + ".md"); ok && e.Note == a {
			if strings.Contains(text, "outcome: worked") {
				f.Worked++
			} else {
				f.Failed++
			}
			if e.Date.After(f.LastEntry) {
				f.LastEntry = e.Date
			}
		}
	}
	if f.Worked+f.Failed > 0 {
		f.Maturity, f.Contested = maturities()[min(f.Worked, 3)], f.Failed > f.Worked
	}
	return f
}

// answers is everything an index says, for comparison.
func answers(t *testing.T, db *DB, m *model) map[string]any {
	t.Helper()
	out := map[string]any{}
	keep := func(key string, v any, err error) {
		if err != nil {
			t.Fatalf("%s: %v", key, err)
		}
		out[key] = v
	}
	ctx := context.Background()
	cards, err := db.Cards(ctx)
	keep("cards", cards, err)
	for i, s := range []string{
		"", "the", "deploy", "the deploy", "ba*", `"of the"`, "数据库", "テスト", "retr", "con -the", "tag:go", "topic:data author:ana",
		"status:deprecated", "status:accepted the", "is:contested", "maturity:proven,promising", "author:ben", "-tag:go test", "since:2024-06-01 use",
	} {
		q := query(t, s)
		q.Limit = 8
		for _, q.Sort = range []Sort{ByRelevance, []Sort{ByUpdated, ByTitle, ByEvidence, ByCreated}[i%4]} {
			r, err := db.Find(ctx, q)
			for i := range r.Hits {
				r.Hits[i].Score = math.Round(r.Hits[i].Score * 1e9)
			}
			keep(fmt.Sprintf("find %q by %q", s, q.Sort), r, err)
		}
	}
	for _, a := range m.names(false) {
		back, err := db.Backlinks(ctx, note.Address(a))
		keep("backlinks "+a, back, err)
		entries, err := db.Entries(ctx, note.Address(a))
		keep("entries "+a, entries, err)
		same, err := db.Lookup(ctx, note.Address(a).Slug())
		keep("lookup "+a, same, err)
	}
	for _, key := range []string{"topic", "tag", "author", "status", "maturity"} {
		v, err := db.Values(ctx, key)
		keep("values "+key, v, err)
	}
	near, err := db.Suggest(ctx, []string{"dploy", "relase"})
	keep("suggest", near, err)
	return out
}

// A index that followed every change says what a fresh one says.
func TestIncrementalEqualsFresh(t *testing.T) {
	t.Parallel()
	for seed := range uint64(3) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			m := newModel(seed)
			dir := t.TempDir()
			db := openTest(t, dir)
			for round := range 6 {
				for range 1 + m.IntN(8) {
					m.step()
				}
				src := m.look()
				switch m.IntN(4) {
				case 0: // as another process would find it
					db = openTest(t, dir)
				case 1: // no memory of what changed
					src.Since, src.Changed = "elsewhere", nil
				case 2: // interrupted, then again
					ctx, cancel := context.WithCancel(t.Context())
					cut := src
					cut.Read = func(string) ([]byte, error) { cancel(); return nil, ctx.Err() }
					if _, err := db.Refresh(ctx, cut, nil); len(src.Changed) > 0 && ctx.Err() != nil && err == nil {
						t.Fatal("a cancelled refresh succeeded")
					}
				}
				refresh(t, db, src)
				m.tell(t, db)

				fresh := indexed(t, m.files)
				m.tell(t, fresh)
				got, want := answers(t, db, m), answers(t, fresh, m)
				for key := range want {
					if !reflect.DeepEqual(got[key], want[key]) {
						t.Fatalf("round %d: %s:\n got %+v\nwant %+v", round, key, got[key], want[key])
					}
				}
			}
		})
	}
}

// What git said about a note outlives the note.
func TestTimesSurviveAVisitElsewhere(t *testing.T) {
	t.Parallel()
	f := files{"a": "alpha", "b": "beta"}
	db := indexed(t, f)
	at := time.Date(2024, 5, 1, 12, 0, 0, 0, time.UTC)
	if err := db.SetHistory(t.Context(), History{Rev: "rev1", Times: map[string]Times{"practices/a.md": {at, at, "Ana", "ana@x", "", 3}, "practices/c.md": {at, at, "Ben", "ben@x", "", 1}}}); err != nil {
		t.Fatal(err)
	}
	if err := db.SetHistory(t.Context(), History{Rev: "rev2", Times: map[string]Times{"practices/a.md": {Updated: at.Add(time.Hour), By: "Cy", ByEmail: "cy@x", Changes: 2}}}); err != nil {
		t.Fatal(err)
	}
	refresh(t, db, files{"b": "beta"}.source())
	refresh(t, db, files{"a": "alpha", "b": "beta", "c": "gamma"}.source())
	for a, want := range map[note.Address]Times{"a": {at, at.Add(time.Hour), "Cy", "cy@x", "", 5}, "b": {}, "c": {at, at, "Ben", "ben@x", "", 1}} {
		c, ok, err := db.Card(t.Context(), a)
		if got := c.times(); err != nil || !ok || got != want {
			t.Errorf("%s: %v, want %v (%v, %v)", a, got, want, ok, err)
		}
	}
	if db.TimesRev() != "rev2" {
		t.Errorf("revision %q", db.TimesRev())
	}
}
