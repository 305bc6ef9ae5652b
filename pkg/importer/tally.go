package importer

import (
	"slices"
	"sync"
)

// Cause is all losses for one reason.
type Cause struct {
	Cause   string `json:"cause"`
	Count   int    `json:"count"`
	Example string `json:"example"`
}

// Tally groups losses by their cause. The zero value is empty; several goroutines may add.
type Tally struct {
	mu     sync.Mutex
	causes []Cause
	at     map[string]int
}

// Add counts losses. The example of a cause is its first in the order of letters, so that it is
// the same each time.
func (t *Tally) Add(losses ...Loss) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.at == nil {
		t.at = map[string]int{}
	}
	for _, l := range losses {
		i, ok := t.at[l.Cause]
		if !ok {
			i = len(t.causes)
			t.at[l.Cause] = i
			t.causes = append(t.causes, Cause{Cause: l.Cause, Example: l.Example})
		}
		c := &t.causes[i]
		c.Count++
		if l.Example != "" && (c.Example == "" || l.Example < c.Example) {
			c.Example = l.Example
		}
	}
}

// Causes lists them, the most frequent first.
func (t *Tally) Causes() []Cause {
	t.mu.Lock()
	defer t.mu.Unlock()
	out := slices.Clone(t.causes)
	slices.SortStableFunc(out, func(a, b Cause) int {
		if a.Count != b.Count {
			return b.Count - a.Count
		}
		if a.Cause < b.Cause {
			return -1
		}
		return 1
	})
	return out
}
