package repo

import (
	"encoding/binary"
	"time"

	"github.com/breakfast-table/cop/pkg/repo/statcache"
)

// enoughToAsk is how many files must be waiting to be read before git's index is asked
// what they hold: reading it costs about as much as reading that many files.
const enoughToAsk = 200

// gitKnows names the content of files that git looked at last and that have not changed
// since, so that a first scan of a fresh clone reads none of them. It believes git's index
// where git itself does: times, size and inode are the same, and the file is older than
// the index (else it could have changed again in the moment it was written). The answer is
// nil when it is not worth asking.
func (s *scanner) gitKnows() (func(path string, stat statcache.Stat) (Hash, bool), error) {
	if len(s.jobs) < enoughToAsk || s.cache.found {
		return nil, nil
	}
	x, err := s.repo.readIndex()
	if err != nil {
		return nil, err
	}
	limit := x.written.UnixNano()
	return func(path string, stat statcache.Stat) (Hash, bool) {
		e, ok := x.at(path)
		if !ok || stat.Mtime >= limit || e.extend&intentToAdd != 0 || e.mode() != Mode(stat.Mode) || !e.sees(stat) {
			return "", false
		}
		return e.file().Hash, true
	}, nil
}

// sees reports whether the file looks as it did when git looked. Git keeps 32 bits of each.
func (e indexEntry) sees(stat statcache.Stat) bool {
	word := func(at int) uint32 { return binary.BigEndian.Uint32([]byte(e.stat[at : at+4])) }
	moment := func(at int) int64 { return time.Unix(int64(word(at)), int64(word(at+4))).UnixNano() }
	return moment(0) == stat.Ctime && moment(8) == stat.Mtime && word(20) == uint32(stat.Inode) && word(36) == uint32(stat.Size)
}
