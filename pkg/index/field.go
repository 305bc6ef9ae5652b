package index

import (
	"cmp"
	"slices"
)

// field is all that may answer a query, on its way from every document to the best notes.
type field struct {
	s       *search
	sc      *scores
	allowed set    // nil: every note
	denied  []bool // slots; nil: none
	entries map[uint32]string
	mass    float32 // of all claims that some document satisfies
	named   set     // notes that are called what was typed
	own     []uint32
	beside  Frequencies // of other indexes
	met     []sightings // of the units that are still to be settled
}

// A match in a thread counts less than one in the note: for a note that matches itself it is
// further evidence, for another it is the reason to show it.
const (
	threadBonus = 0.2
	threadOnly  = 0.6
)

// weigh scores every document.
func (f *field) weigh() error {
	if err := f.compare(); err != nil {
		return err
	}
	for _, m := range f.s.ask {
		if err := f.claim(m); err != nil {
			return err
		}
		if f.s.every |= m.bit; m.content {
			f.s.all |= m.bit
		}
		if m.must && !f.s.relaxed {
			f.s.must |= m.bit
		}
	}
	var err error
	if f.named, err = f.s.posts.with(f.s.x.calledBy(f.s.typed()), 0); err != nil {
		return err
	}
	if err := f.guess(); err != nil {
		return err
	}
	if err := f.threads(); err != nil {
		return err
	}
	return f.refine()
}

// claim scores the documents that satisfy one claim.
func (f *field) claim(m *claim) error {
	for i := range m.units {
		u := &m.units[i]
		if err := f.gather(u); err != nil {
			return err
		}
		bit := m.bit
		if u.part {
			bit = 0
		}
		var n int
		others, having := f.beside.of(m, i)
		if u.idf, n = f.sc.settle(u.weight, bit, others, having); n == 0 {
			u.idf = 0
			continue
		}
		m.found = true
		switch first := &m.units[0]; {
		case u.means && first.idf == 0: // the word itself is in no note
			first.idf = u.idf
			f.mass += first.weight * u.idf
		case !u.part && !u.means:
			f.mass += u.weight * u.idf
		}
	}
	return nil
}

// threads adds what thread entries match to the notes that they belong to.
func (f *field) threads() error {
	f.entries = map[uint32]string{}
	var all []light
	for slot := f.sc.notes; int(slot) < len(f.sc.score); slot++ {
		if f.sc.score[slot] > 0 && (f.denied == nil || !f.denied[slot]) {
			all = append(all, light{slot, f.sc.score[slot]})
		}
	}
	type best struct {
		score float32
		cover uint32
		all   uint32
		path  string
	}
	notes := map[uint32]best{}
	for _, e := range top(all, narrow) {
		note, path, ok, err := f.s.owner(f.sc.doc(e.slot))
		if err != nil {
			return err
		}
		if !ok || note >= f.sc.notes {
			continue
		}
		b, cover := notes[note], f.sc.cover[e.slot]
		b.all |= cover
		if e.score > b.score || e.score == b.score && path > b.path {
			b.score, b.cover, b.path = e.score, cover, path
		}
		notes[note] = b
	}
	for note, b := range notes {
		own := f.sc.cover[note]
		if f.sc.score[note] > 0 {
			f.sc.score[note] += threadBonus * b.score
		}
		if b.cover&^own != 0 && ones(b.cover) > ones(own) || own == 0 {
			f.sc.score[note] = max(f.sc.score[note], threadOnly*b.score)
			f.entries[note] = b.path
		}
		f.sc.cover[note] |= b.all
	}
	return nil
}

func ones(n uint32) (count int) {
	for ; n != 0; n &= n - 1 {
		count++
	}
	return count
}

// light is a document and its score.
type light struct {
	slot  uint32
	score float32
}

// top is the k best, best first; of equal ones the later rows.
func top(list []light, k int) []light {
	order := func(a, b light) int { return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(b.slot, a.slot)) }
	if len(list) <= k {
		slices.SortFunc(list, order)
		return list
	}
	out := make([]light, 0, 2*k)
	least := float32(-1)
	for _, l := range list {
		if l.score < least {
			continue
		}
		if out = append(out, l); len(out) == 2*k {
			slices.SortFunc(out, order)
			out = out[:k]
			least = out[k-1].score
		}
	}
	slices.SortFunc(out, order)
	return out[:min(k, len(out))]
}

// eligible says that a note may become a hit, as far as its words go.
func (f *field) eligible(slot uint32) bool {
	return f.sc.score[slot] > 0 && (f.allowed == nil || f.allowed.has(slot)) &&
		(f.denied == nil || !f.denied[slot]) && f.sc.cover[slot]&f.s.must == f.s.must
}

// lights are the notes that may become hits.
func (f *field) lights() []light {
	var out []light
	for slot := range f.sc.notes {
		if f.eligible(slot) {
			out = append(out, light{slot, f.sc.score[slot]})
		}
	}
	return out
}

// refine weighs the best notes more closely: words that stand together, and what the best
// notes speak of.
func (f *field) refine() error {
	all := f.lights()
	f.own = make([]uint32, len(all))
	for i, l := range all {
		f.own[i] = l.slot
	}
	words := f.neighbours()
	if len(words) < 2 {
		return nil
	}
	first := slotsOf(top(all, nearNotes))
	if err := f.sc.near(words, first); err != nil {
		return err
	}
	if len(f.s.ask) < feedbackLeast {
		return nil
	}
	best, err := f.best(first, feedbackNotes)
	if err != nil {
		return err
	}
	if err := f.s.feedback(f.sc, best, f.asked()); err != nil {
		return err
	}
	again := slices.DeleteFunc(slotsOf(top(f.lights(), nearNotes)), func(slot uint32) bool { return slices.Contains(first, slot) })
	return f.sc.near(words, again)
}

// asked is the weight of all claims.
func (f *field) asked() (sum float32) {
	for _, m := range f.s.ask {
		sum += m.units[0].weight
	}
	return sum
}

func slotsOf(list []light) []uint32 {
	out := make([]uint32, len(list))
	for i, l := range list {
		out[i] = l.slot
	}
	return out
}

// best are the n best of some notes, as candidates; equal ones in an order that does not
// depend on their numbers.
func (f *field) best(slots []uint32, n int) ([]candidate, error) {
	out := make([]candidate, 0, len(slots))
	for _, slot := range slots {
		t, err := f.s.traits.of(f.s.ctx, int64(slot))
		if err != nil {
			return nil, err
		}
		out = append(out, candidate{id: int64(slot), score: float64(f.sc.score[slot]), trait: t})
	}
	slices.SortFunc(out, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.trait.tie, b.trait.tie))
	})
	return out[:min(n, len(out))], nil
}

// neighbours are the words of the question whose nearness counts.
func (f *field) neighbours() []*unit {
	var out []*unit
	for _, m := range f.s.ask {
		if u := &m.units[0]; u.simple() && m.found && u.weight > framingWeight {
			out = append(out, u)
		}
	}
	return out
}

// pick chooses the notes that are shown.
func (f *field) pick() ([]candidate, Result, error) {
	full, partial, err := f.split()
	if err != nil {
		return nil, Result{}, err
	}
	if f.s.q.Sort != ByRelevance {
		if len(full) == 0 {
			full = partial
		}
		found, err := f.traits(full)
		if err == nil {
			err = f.s.sort(found)
		}
		return found, Result{Total: len(found), Full: len(full)}, err
	}
	r := Result{Total: len(full) + len(partial), Full: len(full)}
	if wide := f.s.q.Limit <= 0 || f.s.q.Offset+f.s.q.Limit > narrow; !wide {
		full = f.narrowed(full)
	}
	found, err := f.traits(append(full, partial...))
	if err != nil {
		return nil, Result{}, err
	}
	f.rank(found)
	return found, r, nil
}

// narrowed are the best, and those that are called what was typed.
func (f *field) narrowed(list []light) []light {
	var called []light
	for _, l := range list {
		if f.named.has(l.slot) {
			called = append(called, l)
		}
	}
	best := top(list, narrow)
	for _, l := range called {
		if !slices.Contains(best, l) {
			best = append(best, l)
		}
	}
	return best
}

// split parts the notes that have every word from those that have some.
func (f *field) split() (full, partial []light, err error) {
	short, half := f.s.short(), f.half()
	var faint []light // have little of a short query, which counts when no note has it all
	for _, slot := range f.own {
		l := light{slot, f.sc.score[slot]}
		if !f.s.filter.idle() {
			if kept, err := f.s.kept([]int64{int64(slot)}); err != nil {
				return nil, nil, err
			} else if len(kept) == 0 {
				continue
			}
		}
		switch cover := f.sc.cover[slot]; {
		case cover&f.s.all == f.s.all && len(f.s.ask) <= mostClaims || f.named.has(slot):
			full = append(full, l)
		case half, f.framed(cover):
		case !short || f.weight(cover) >= enough*f.mass:
			partial = append(partial, l)
		default:
			faint = append(faint, l)
		}
	}
	if len(full) == 0 {
		partial = append(partial, faint...)
	}
	return full, top(partial, mostPartial), nil
}

// half says that no note can have more than one of two words, which is all that was typed
// but for an article: half of it answers nothing. Whoever asks is told of the nearest note, see Most.
func (f *field) half() bool {
	unknown := slices.ContainsFunc(f.s.ask, func(m *claim) bool { return m.content && !m.found })
	return !f.s.relaxed && f.s.short() && f.s.tellingClaims() == 2 && unknown
}

// framed says that a coverage is only of words that frame a question, when there are others.
func (f *field) framed(cover uint32) bool {
	rest := uint32(0)
	for _, m := range f.s.ask {
		if m.content && m.units[0].weight >= pieceWeight {
			rest |= m.bit
		}
	}
	return cover != 0 && rest != 0 && cover&rest == 0 && len(f.s.ask) <= mostClaims
}

// weight is how much of the claims a coverage satisfies.
func (f *field) weight(cover uint32) (sum float32) {
	for _, m := range f.s.ask {
		if m.bit&cover != 0 {
			sum += m.units[0].weight * m.units[0].idf
		}
	}
	return sum
}

// traits makes candidates of notes.
func (f *field) traits(list []light) ([]candidate, error) {
	out := make([]candidate, 0, len(list))
	for _, l := range list {
		t, err := f.s.traits.of(f.s.ctx, int64(l.slot))
		if err != nil {
			return nil, err
		}
		if t.flags&isLive == 0 {
			continue
		}
		out = append(out, candidate{id: int64(l.slot), score: float64(l.score), cover: f.sc.cover[l.slot], entry: f.entries[l.slot], trait: t})
	}
	return out, nil
}
