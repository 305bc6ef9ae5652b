package tui

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
)

// waitFor returns once so many wait at the mutex.
func waitFor(t *priorityMutex, n int) {
	for {
		t.mu.Lock()
		have := len(t.waiting[soon]) + len(t.waiting[later])
		t.mu.Unlock()
		if have == n {
			return
		}
	}
}

func TestTurnstileLetsTheUrgentFirst(t *testing.T) {
	var gate priorityMutex
	if err := gate.enter(context.Background(), later); err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	var order []string
	var wait sync.WaitGroup
	for i, who := range []struct {
		name string
		u    urgency
	}{{"refresh", later}, {"search", soon}, {"note", soon}} {
		wait.Go(func() {
			if err := gate.enter(context.Background(), who.u); err != nil {
				t.Error(err)
				return
			}
			mu.Lock()
			order = append(order, who.name)
			mu.Unlock()
			gate.leave()
		})
		waitFor(&gate, i+1)
	}
	gate.leave()
	wait.Wait()
	if want := []string{"search", "note", "refresh"}; !slices.Equal(order, want) {
		t.Errorf("order %v, want %v", order, want)
	}
}

func TestTurnstileForgetsTheImpatient(t *testing.T) {
	var gate priorityMutex
	if err := gate.enter(context.Background(), soon); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	left := make(chan error)
	go func() { left <- gate.enter(ctx, soon) }()
	waitFor(&gate, 1)
	cancel()
	if err := <-left; !errors.Is(err, context.Canceled) {
		t.Fatalf("left with %v", err)
	}
	gate.leave()
	if err := gate.enter(context.Background(), soon); err != nil || !gate.busy {
		t.Fatalf("the way is not free: %v", err)
	}
}

func TestDeskKeepsOnlyTheLatestNews(t *testing.T) {
	d := newSession(Host{})
	d.tell(said{1, "old"})
	d.tell(said{1, "new"})
	if got := d.listen(context.Background())(); got != (said{1, "new"}) {
		t.Errorf("heard %v", got)
	}
}
