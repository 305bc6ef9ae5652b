package index

import "hash/maphash"

// met is the words that a lexer has read before, by how they are written: a table of its own,
// as this is the look-up that every word of every note costs. A word is known by a keyed hash of
// 64 bits alone, without a look at its letters, which lie far away: of a million words
// two are equal with a chance of one in eighteen million, and nobody can choose them.
type met struct {
	slots []slot // as many as a power of two, half of them free at least
	used  int
}

type slot struct {
	hash uint64 // 0: free
	root *root
}

var metSeed = maphash.MakeSeed()

func newMet() *met { return &met{slots: make([]slot, 256)} }

// at is the slot of a word: that which has it, or a free one for it.
func (m *met) at(raw string) (s *slot, hash uint64) {
	hash = maphash.String(metSeed, raw) | 1
	return m.place(hash), hash
}

func (m *met) place(hash uint64) *slot {
	mask := uint64(len(m.slots) - 1)
	for i := hash >> 8 & mask; ; i = (i + 1) & mask {
		if s := &m.slots[i]; s.hash == hash || s.hash == 0 {
			return s
		}
	}
}

// learn fills the slot of a word. At maxMet words it forgets all others.
func (m *met) learn(hash uint64, r *root) {
	switch {
	case m.used >= maxMet:
		clear(m.slots)
		m.used = 0
	case 2*m.used >= len(m.slots):
		old := m.slots
		m.slots = make([]slot, 2*len(old))
		for _, s := range old {
			if s.hash != 0 {
				*m.place(s.hash) = s
			}
		}
	}
	m.used++
	*m.place(hash) = slot{hash, r}
}
