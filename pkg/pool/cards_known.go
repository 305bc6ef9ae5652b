package pool

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"time"

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
const cardsVersion = 2

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

// knownVersion is what a card said in one of its versions, which never changes.
type knownVersion struct {
	When  time.Time
	Names []string `json:",omitempty"`
	Keys  []string `json:",omitempty"`
}

// versionsFile keeps, on this machine only, what versions of cards said. It may be deleted at any
// time.
func (p *Pool) versionsFile() string { return filepath.Join(p.repo.LocalDir(), "card-versions.json") }

func readKnownVersions(file string) map[string]knownVersion {
	var k struct {
		Version int
		Cards   map[string]knownVersion
	}
	src, err := os.ReadFile(file)
	if err != nil || json.Unmarshal(src, &k) != nil || k.Version != cardsVersion {
		return nil
	}
	return k.Cards
}

func keepKnownVersions(file string, cards map[string]knownVersion) {
	src, err := json.Marshal(map[string]any{"Version": cardsVersion, "Cards": cards})
	if err == nil {
		_ = maybe.WriteFile(file, src, 0o600)
	}
}
