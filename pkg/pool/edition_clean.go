package pool

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"

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

// secret is what in a text looks like one, nil for nothing. What was allowed by its
// position, or by the charter, is none.
func (e *Edition) secret(path string, clean *cleanFiles, allow []string) *Leak {
	hash := e.hashes[path]
	if hash != "" && clean.seen[hash] {
		return nil
	}
	b, err := e.Text(path)
	if err != nil {
		return nil // told when it is built
	}
	found := slices.DeleteFunc(leak.Find(path, nil, b), func(l Leak) bool {
		return slices.Contains(allow, l.Position())
	})
	if len(found) > 0 {
		return &found[0]
	}
	if hash != "" && len(allow) == 0 {
		clean.seen[hash], clean.grew = true, true
	}
	return nil
}
