package repo

import (
	"os"
	"path/filepath"
	"strings"

	"github.com/breakfast-table/cop/pkg/repo/statcache"
)

// Flags of folders and files in the cache.
const (
	unsettled  = statcache.Again         // changed in the moment it was looked at: look again
	hasIgnore  = statcache.Again << iota // the folder has a .gitignore
	hasAttrs                             // the folder has a .gitattributes
	hasHidden                            // ignored files were left out, which may become tracked
	wasSkipped                           // the file is in Skipped, its hash is none
	needsHash                            // only while scanning: the content is to be read
	vanished                             // only while scanning: gone before it could be read
)

// scanCache is what the last Scan saw: the memory of what files looked like, and in its head
// the rules.
//
//	head = rules, HEAD
type scanCache struct {
	ignoreRules, attrRules string // fingerprints of what decides which files count and how they are stored
	head                   Hash   // HEAD when ignored files were looked up in it
	blocks                 map[string]block
	found                  bool // false when there was none
}

// block is one folder in the cache.
type block struct{ statcache.Folder }

func (b block) tree() Hash { return Hash(b.Tree) }

// record is one file in the cache.
type record struct {
	path  string // from the root
	stat  statcache.Stat
	flags uint16
	hash  Hash
}

// cacheOf understands a memory; one that is damaged is empty.
func cacheOf(m statcache.Cache) *scanCache {
	c := &scanCache{blocks: make(map[string]block, len(m.Folders)), found: m.Found}
	if !m.Found {
		return c
	}
	r := statcache.NewReader(m.Head)
	c.ignoreRules, c.attrRules, c.head = r.Text(), r.Text(), Hash(r.Text())
	if r.Bad() {
		return &scanCache{blocks: map[string]block{}}
	}
	for _, f := range m.Folders {
		c.blocks[f.Path] = block{f}
	}
	return c
}

// each calls fn for every file of the folder, in the order of names.
func (b block) each(fn func(record)) error {
	var text strings.Builder // of all records, so that they take one allocation
	text.Grow(2*b.Bytes() + b.Records()*(len(b.Path)+1))
	return b.Each(func(stat statcache.Stat, flags uint16, hash, name string) {
		start := text.Len()
		if b.Path != "" {
			text.WriteString(b.Path)
			text.WriteByte('/')
		}
		text.WriteString(name)
		middle := text.Len()
		for i := range len(hash) {
			text.WriteByte(hexDigits[hash[i]>>4])
			text.WriteByte(hexDigits[hash[i]&15])
		}
		all := text.String()
		fn(record{path: all[start:middle], stat: stat, flags: flags, hash: Hash(all[middle:])})
	})
}

const hexDigits = "0123456789abcdef"

// save replaces the cache in one step. Whoever is last wins: each cache is true by itself.
func (c *scanCache) save(file string, folders []*scanned) error {
	size := 0
	for _, f := range folders {
		size += f.size()
	}
	head := statcache.AppendText(statcache.AppendText(statcache.AppendText(nil, c.ignoreRules), c.attrRules), string(c.head))
	out := statcache.Encode(head, size, func(out []byte) []byte {
		for _, f := range folders {
			out = f.append(out)
		}
		return out
	})
	if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
		return err
	}
	return replaceFile(file, out, 0o644, false)
}
