package note

import (
	"sync"
	"testing"
)

// Parsers are made on first use, beside others at work: the race detector sees what they share.
func TestParsersAreMadeBesideOthersAtWork(t *testing.T) {
	var done sync.WaitGroup
	for range 4 {
		done.Go(func() { newMarkdown() })
		done.Go(func() {
			if n := Parse("practices/a.md", []byte("# A\n\nSee [b](b.md) and [[c]].\n")); len(n.Links()) != 2 {
				t.Errorf("links = %v", n.Links())
			}
		})
	}
	done.Wait()
}
