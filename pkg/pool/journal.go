package pool

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"path/filepath"

	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool/journal"
)

// journalKey is the setting of the clone that names its journal, once it has one.
const journalKey = "cop.journal"

// Journal is the user's journal for this pool, below a folder for data of programs. It is
// named after the pool and where it is shared, so that a new clone finds it again; a pool
// that is renamed or moves keeps the one it has.
func (p *Pool) Journal(data string) *journal.Journal {
	name, ok := p.repo.Config(journalKey)
	if name = filepath.Base(filepath.Clean(name)); !ok || name == "." || name == ".." || name == string(filepath.Separator) {
		where, shared := p.Remote()
		if !shared {
			where = p.Root()
		}
		sum := sha256.Sum256([]byte(Redact(where)))
		name = note.Slug(p.Name()) + "-" + hex.EncodeToString(sum[:4])
	}
	return journal.At(filepath.Join(data, "cop", "journal", name), p.opt.now)
}

// KeepJournal makes this clone remember its journal's name.
func (p *Pool) KeepJournal(j *journal.Journal) error {
	name := filepath.Base(j.Dir())
	if was, ok := p.repo.Config(journalKey); ok && was == name {
		return nil
	}
	if err := p.repo.SetConfig(journalKey, name); err != nil {
		return fmt.Errorf("remember your journal: %w", err)
	}
	return nil
}
