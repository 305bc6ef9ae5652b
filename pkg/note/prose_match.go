package note

import (
	"slices"
	"sort"
)

// compareBlocks lays the blocks of two versions side by side.
func compareBlocks(old, fresh []block) []ProseBlock {
	m := &matching{old: old, fresh: fresh, of: make([]int, len(fresh)), taken: make([]bool, len(old)), moved: map[int]bool{}, away: map[int]bool{}}
	for i := range m.of {
		m.of[i] = -1
	}
	keys := classes{}
	a, b := blockIDs(keys, old), blockIDs(keys, fresh)
	gaps := diff(a, b, len(keys))
	m.keepSame(gaps)
	m.findMoves(gaps, a, b)
	for _, g := range gaps {
		m.pair(g)
	}
	m.matchRest(gaps)
	return m.merged()
}

func blockIDs(keys classes, blocks []block) []int32 {
	lines := make([][]byte, len(blocks))
	for i := range blocks {
		lines[i] = []byte(blocks[i].key())
	}
	return keys.of(lines)
}

// keepSame pairs what no gap holds.
func (m *matching) keepSame(gaps []hunk) {
	i, j := 0, 0
	for _, g := range append(slices.Clone(gaps), hunk{a: len(m.old), b: len(m.fresh)}) {
		for ; j < g.b; i, j = i+1, j+1 {
			m.of[j], m.taken[i] = i, true
		}
		i, j = g.a+g.na, g.b+g.nb
	}
}

// matching is which old block each new one comes from.
type matching struct {
	old, fresh []block
	of         []int // per new block: the old one, -1 for none
	taken      []bool
	moved      map[int]bool // new blocks that stood elsewhere
	away       map[int]bool // old blocks that stand elsewhere
}

const leastMoved = 3 // words of a block that is recognised in another place

// findMoves finds blocks that are gone from one place and new, word for word, in another;
// each once only.
func (m *matching) findMoves(gaps []hunk, a, b []int32) {
	gone, here := map[int32][]int{}, map[int32][]int{}
	for _, g := range gaps {
		for i := g.a; i < g.a+g.na; i++ {
			gone[a[i]] = append(gone[a[i]], i)
		}
		for i := g.b; i < g.b+g.nb; i++ {
			here[b[i]] = append(here[b[i]], i)
		}
	}
	for id, was := range gone {
		if is := here[id]; len(was) == 1 && len(is) == 1 && len(m.old[was[0]].words) >= leastMoved {
			m.of[is[0]], m.taken[was[0]] = was[0], true
			m.moved[is[0]], m.away[was[0]] = true, true
		}
	}
}

const (
	mostPairs = 96     // blocks of a gap that are compared with each other
	mostBags  = 40_000 // words of a gap that is
	alike     = 0.45   // share of words that two versions of a block have in common
)

// pair finds within a gap the pairs of blocks that are alike, in order, so that the sum of
// their likeness is greatest: the longest common subsequence with weights. Big gaps are
// paired one by one from the top.
func (m *matching) pair(g hunk) {
	olds, news := m.open(g)
	if len(olds) == 0 || len(news) == 0 {
		return
	}
	if len(olds) > mostPairs || len(news) > mostPairs || m.words(olds, news) > mostBags {
		for i := range min(len(olds), len(news)) {
			m.join(olds[i], news[i], likeness(bagOf(&m.old[olds[i]]), bagOf(&m.fresh[news[i]])))
		}
		return
	}
	m.best(olds, news)
}

func (m *matching) open(g hunk) (olds, news []int) {
	for i := g.a; i < g.a+g.na; i++ {
		if !m.taken[i] {
			olds = append(olds, i)
		}
	}
	for i := g.b; i < g.b+g.nb; i++ {
		if m.of[i] < 0 {
			news = append(news, i)
		}
	}
	return olds, news
}

func (m *matching) words(olds, news []int) (n int) {
	for _, i := range olds {
		n += len(m.old[i].words)
	}
	for _, i := range news {
		n += len(m.fresh[i].words)
	}
	return n
}

func (m *matching) join(o, n int, like float64) {
	if like >= alike {
		m.of[n], m.taken[o] = o, true
	}
}

// best fills the table of sums from the end and walks it from the start.
func (m *matching) best(olds, news []int) {
	like := m.likenesses(olds, news)
	sums := make([][]float64, len(olds)+1)
	for i := range sums {
		sums[i] = make([]float64, len(news)+1)
	}
	for i := len(olds) - 1; i >= 0; i-- {
		for j := len(news) - 1; j >= 0; j-- {
			sums[i][j] = max(sums[i+1][j], sums[i][j+1])
			if like[i][j] >= alike {
				sums[i][j] = max(sums[i][j], like[i][j]+sums[i+1][j+1])
			}
		}
	}
	for i, j := 0, 0; i < len(olds) && j < len(news); {
		switch {
		case like[i][j] >= alike && sums[i][j] == like[i][j]+sums[i+1][j+1]:
			m.join(olds[i], news[j], like[i][j])
			i, j = i+1, j+1
		case sums[i][j] == sums[i+1][j]:
			i++
		default:
			j++
		}
	}
}

func (m *matching) likenesses(olds, news []int) [][]float64 {
	bags := make([][]string, len(news))
	for j, n := range news {
		bags[j] = bagOf(&m.fresh[n])
	}
	out := make([][]float64, len(olds))
	for i, o := range olds {
		out[i] = make([]float64, len(news))
		bag := bagOf(&m.old[o])
		for j, n := range news {
			if m.old[o].kind == m.fresh[n].kind {
				out[i][j] = likeness(bag, bags[j])
			}
		}
	}
	return out
}

// bagOf is the words of a block, sorted.
func bagOf(b *block) []string {
	out := make([]string, 0, len(b.words))
	for i := range b.words {
		if !b.words[i].markup {
			out = append(out, b.words[i].text)
		}
	}
	sort.Strings(out)
	return out
}

// likeness is the share of words in common, from 0 to 1 (Dice's coefficient of bags).
func likeness(a, b []string) float64 {
	if len(a)+len(b) == 0 {
		return 1
	}
	common := 0
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i] == b[j]:
			common, i, j = common+1, i+1, j+1
		case a[i] < b[j]:
			i++
		default:
			j++
		}
	}
	return 2 * float64(common) / float64(len(a)+len(b))
}

// matchRest pairs what a gap leaves when one heading stands for one other, or one piece of
// code: it was written anew.
func (m *matching) matchRest(gaps []hunk) {
	for _, g := range gaps {
		olds, news := m.open(g)
		if len(olds) != 1 || len(news) != 1 || m.old[olds[0]].kind != m.fresh[news[0]].kind {
			continue
		}
		if kind := m.fresh[news[0]].kind; kind == ProseHeading || kind == ProseCode {
			m.join(olds[0], news[0], 1)
		}
	}
}

// merged puts the blocks into one order: that of the new text, with what is gone before
// what stands where it stood.
func (m *matching) merged() []ProseBlock {
	var out []ProseBlock
	at := 0
	until := func(end int) {
		for ; at < end; at++ {
			if !m.taken[at] {
				out = append(out, m.old[at].alone(Removed))
			}
		}
	}
	for i := range m.fresh {
		switch o := m.of[i]; {
		case m.moved[i]:
			b := m.fresh[i].against(&m.old[o])
			b.Change = Moved
			out = append(out, b)
		case o >= 0:
			until(o)
			at = max(at, o+1)
			out = append(out, m.fresh[i].against(&m.old[o]))
		default:
			for end := at; end < len(m.old) && (!m.taken[end] || m.away[end]); end++ {
				until(end + 1)
			}
			out = append(out, m.fresh[i].alone(Added))
		}
	}
	until(len(m.old))
	return out
}
