package pool

import (
	"bytes"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/breakfast-table/cop/pkg/index"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool/leak"
)

// cleanFiles remembers which texts hold nothing that looks like a secret, by what they say:
// looking takes longer than all else that an edition is made of. The file may be deleted.
type cleanFiles struct {
	file string
	seen map[string]bool // what was read, and what was looked at since
	grew bool
}

// cleanHeader names the rules by which the texts were looked at.
var cleanHeader = []byte("looked at by rules 1\n")

func (p *Pool) cleanFiles() *cleanFiles {
	c := &cleanFiles{file: filepath.Join(p.LocalDir(), "clean"), seen: map[string]bool{}}
	b, err := os.ReadFile(c.file)
	if rest, ok := bytes.CutPrefix(b, cleanHeader); err == nil && ok {
		for line := range bytes.Lines(rest) {
			c.seen[string(bytes.TrimSpace(line))] = true
		}
	}
	return c
}

// keep writes what was learnt. In a clone that cannot be written it is learnt again.
func (c *cleanFiles) keep() {
	if !c.grew {
		return
	}
	b := bytes.Clone(cleanHeader)
	for hash := range c.seen {
		b = append(append(b, hash...), '\n')
	}
	_ = os.WriteFile(c.file, b, 0o644)
}

// lookForSecrets looks at all texts that were not looked at before, on all cores.
func (e *Edition) lookForSecrets(cards []index.Card, clean *cleanFiles, allow []string) {
	var paths []string
	add := func(path string) {
		if hash := e.hashes[path]; hash != "" && !clean.seen[hash] && !e.drafts[path] && !e.accepted[path] {
			paths = append(paths, path)
		}
	}
	for i := range cards {
		add(cards[i].Path)
	}
	for _, entries := range e.threads {
		for _, path := range entries {
			add(path)
		}
	}
	var next atomic.Int64
	var mu sync.Mutex
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for i := int(next.Add(1)) - 1; i < len(paths); i = int(next.Add(1)) - 1 {
				b, err := e.Text(paths[i])
				if err != nil || e.leakIn(paths[i], b, allow) != nil {
					continue
				}
				mu.Lock()
				clean.seen[e.hashes[paths[i]]], clean.grew = true, clean.grew || len(allow) == 0
				mu.Unlock()
			}
		})
	}
	wg.Wait()
}

// secret is what in a text looks like one, nil for nothing.
func (e *Edition) secret(path string, clean *cleanFiles, allow []string) *Leak {
	if hash := e.hashes[path]; e.within || hash != "" && clean.seen[hash] {
		return nil
	}
	b, err := e.Text(path)
	if err != nil {
		return nil // told when it is built
	}
	return e.leakIn(path, b, allow)
}

// leakIn is the first thing in a text that looks like a secret. What was allowed by its
// position, or by the charter, is none.
func (e *Edition) leakIn(path string, b []byte, allow []string) *Leak {
	for _, l := range leak.Find(path, nil, b) {
		if !slices.Contains(allow, l.Position()) && !e.Charter.Allows(note.Problem{Path: path, Rule: "secret"}) {
			return &l
		}
	}
	return nil
}
