package pool

import (
	"fmt"
	"slices"

	"github.com/breakfast-table/cop/pkg/pool/leak"
)

// Leak is something in a file that looks like what nobody should share.
type Leak = leak.Leak

// SecretsError says that files hold what looks like secrets.
type SecretsError struct{ Secrets []Leak }

func (e *SecretsError) Error() string {
	first := e.Secrets[0]
	msg := fmt.Sprintf("%s: this looks like %s (%s)", first.Position(), first.Kind, first.Hint)
	if n := len(e.Secrets) - 1; n > 0 {
		msg += fmt.Sprintf(" (and %d more)", n)
	}
	return msg
}

// secretsIn looks at a changed file, the accepted version beside it. What the user allowed
// by its position is left out.
func (p *Pool) secretsIn(path string, allowed []string) []Leak {
	var before []byte
	if tip := p.accepted(); tip != "" {
		before, _ = p.repo.ReadFile(tip, path)
	}
	return p.secretsBeside(before, path, allowed)
}

// secretsInNew is secretsIn for a file that is known to be nowhere else: looking for it there
// costs more than reading it, which counts when an import brought a hundred thousand.
func (p *Pool) secretsInNew(path string, allowed []string) []Leak {
	return p.secretsBeside(nil, path, allowed)
}

func (p *Pool) secretsBeside(before []byte, path string, allowed []string) []Leak {
	now, err := p.readWorking(path)
	if err != nil {
		return nil
	}
	return slices.DeleteFunc(leak.Find(path, before, now), func(l Leak) bool { return slices.Contains(allowed, l.Position()) })
}
