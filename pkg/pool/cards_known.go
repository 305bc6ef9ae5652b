package pool

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"github.com/google/renameio/v2/maybe"

	"github.com/breakfast-table/cop/pkg/pool/people"
	"github.com/breakfast-table/cop/pkg/repo"
)

// knownCards remembers, on this machine only, which names the member cards join, so that a
// card is read when it changed and not whenever anything is to be weighed. The file may be
// deleted at any time.
type knownCards struct {
	Version int
	Cards   map[string]knownCard // by path
}

// knownCard is what people.NamesOn said of a card with this content.
type knownCard struct {
	Hash  repo.Hash
	Names []string
}

// cardsVersion grows when people.NamesOn comes to another result from the same card.
const cardsVersion = 1

// memberNames lists, in the order of paths, the names that each member card joins.
func (p *Pool) memberNames(snap *repo.Snapshot) [][]string {
	file := filepath.Join(p.repo.LocalDir(), "cards.json")
	known := readKnownCards(file)
	now := make(map[string]knownCard, len(known))
	read := false
	for _, f := range snap.FilesIn(practicesDir + "/" + peopleDir) {
		c, ok := known[f.Path]
		if !ok || c.Hash != f.Hash {
			n, ok := p.parseWorking(f.Path)
			if !ok {
				continue
			}
			c, read = knownCard{f.Hash, people.NamesOn(n)}, true
		}
		now[f.Path] = c
	}
	if read || len(now) != len(known) {
		keepKnownCards(file, now)
	}
	var out [][]string
	for _, path := range slices.Sorted(maps.Keys(now)) {
		out = append(out, now[path].Names)
	}
	return out
}

// readKnownCards knows nothing where the file is missing, damaged or from another version.
func readKnownCards(file string) map[string]knownCard {
	var k knownCards
	src, err := os.ReadFile(file)
	if err != nil || json.Unmarshal(src, &k) != nil || k.Version != cardsVersion {
		return nil
	}
	return k.Cards
}

// keepKnownCards writes the file; where that cannot be, the cards are read again.
func keepKnownCards(file string, cards map[string]knownCard) {
	src, err := json.Marshal(knownCards{Version: cardsVersion, Cards: cards})
	if err == nil {
		_ = maybe.WriteFile(file, src, 0o600)
	}
}
