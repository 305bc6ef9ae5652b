package evidence

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/breakfast-table/cop/pkg/index"
	"github.com/breakfast-table/cop/pkg/note"
)

// The most urgent is first: by (1 + use)·(1 + days).
func TestMoreUrgent(t *testing.T) {
	now := time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
	stale := func(a string, use, days int, mine bool) StaleNote {
		return StaleNote{Card: index.Card{Address: note.Address(a)}, Backlinks: use, RanOut: now.AddDate(0, 0, -days), Mine: mine}
	}
	for _, tt := range []struct {
		name  string
		notes []StaleNote
		mine  bool
		want  string
	}{
		{"what is used goes before what waited three times as long", []StaleNote{stale("a", 0, 31, false), stale("b", 3, 10, false)}, false, "[b a]"},
		{"longer goes first of two alike", []StaleNote{stale("a", 1, 3, false), stale("b", 1, 4, false)}, false, "[b a]"},
		{"nobody's use is not nothing", []StaleNote{stale("a", 0, 9, false), stale("b", 1, 3, false)}, false, "[a b]"},
		{"the address decides at last", []StaleNote{stale("b", 1, 3, false), stale("a", 0, 7, false)}, false, "[a b]"},
		{"the user's own first, when asked", []StaleNote{stale("a", 9, 99, false), stale("b", 0, 1, true)}, true, "[b a]"},
		{"not unless asked", []StaleNote{stale("b", 0, 1, true), stale("a", 9, 99, false)}, false, "[a b]"},
	} {
		slices.SortFunc(tt.notes, func(a, b StaleNote) int { return MoreUrgent(a, b, tt.mine, now) })
		var got []note.Address
		for _, n := range tt.notes {
			got = append(got, n.Address)
		}
		if fmt.Sprint(got) != tt.want {
			t.Errorf("%s: %v, want %s", tt.name, got, tt.want)
		}
	}
}
