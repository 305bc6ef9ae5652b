package main

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/breakfast-table/cop/cmd/internal/term"
	"github.com/breakfast-table/cop/pkg/forge"
	"github.com/breakfast-table/cop/pkg/pool"
)

// H9: sixty contributions wait: a screen, what asks for me first, the rest counted.
func TestManyThatWaitFitAScreen(t *testing.T) {
	rep := pool.SyncReport{Said: make([]pool.Opinion, 40)}
	st := pool.Status{}
	for n := range 60 {
		r := pool.Review{Contribution: forge.Contribution{ID: forge.ID(fmt.Sprint(n + 1)), Number: n + 1, Title: "Wait ten minutes", Author: "ana"}, AsksMe: true}
		rep.AsksMe = append(rep.AsksMe, r)
		st.AsksMe = append(st.AsksMe, r)
	}
	for n := range rep.Said {
		rep.Said[n] = pool.Opinion{Review: rep.AsksMe[n], Verdict: forge.Verdict{By: "ben", Opinion: forge.Approved}}
	}
	s := &term.Streams{Out: &bytes.Buffer{}, Env: func(string) string { return "" }, Size: func() (int, int) { return 80, 24 }}
	sync, status := syncResult{rep: rep}.Text(s), statusOf(st).Text(s)
	for name, text := range map[string]string{"sync": sync, "status": status} {
		if lines := strings.Count(text, "\n"); lines > 23 {
			t.Errorf("%s takes %d lines:\n%s", name, lines, text)
		}
	}
	if !strings.HasPrefix(sync, "Waits for your review") || !strings.Contains(sync, "55 more wait") || !strings.Contains(status, "52 more") {
		t.Errorf("%s\n%s", sync, status)
	}
}
