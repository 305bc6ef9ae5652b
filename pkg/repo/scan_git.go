package repo

import (
	"encoding/binary"
	"time"
)

// enoughToAsk is how many files must be waiting to be read before git's index is asked
// what they hold: reading it costs about as much as reading that many files.
const enoughToAsk = 200

// gitKnows names the content of files that git looked at last and that have not changed
// since, so that a first scan of a fresh clone reads none of them. It believes git's index
// where git itself does: times, size and inode are the same, and the file is older than
// the index (else it could have changed again in the moment it was written). The answer is
// nil when it is not worth asking.
func (s *scanner) gitKnows() (func(path string, stat fileStat) (Hash, bool), error) {
	if len(s.jobs) < enoughToAsk || s.cache.found {
		return nil, nil
	}
	x, err := s.repo.readIndex()
	if err != nil {
		return nil, err
	}
	limit := x.written.UnixNano()
	return func(path string, stat fileStat) (Hash, bool) {
		e, ok := x.at(path)
		if !ok || stat.mtime >= limit || e.extend&intentToAdd != 0 || e.mode() != stat.mode || !e.sees(stat) {
			return "", false
		}
		return e.file().Hash, true
	}, nil
}

// sees reports whether the file looks as it did when git looked. Git keeps 32 bits of each.
func (e indexEntry) sees(stat fileStat) bool {
	word := func(at int) uint32 { return binary.BigEndian.Uint32([]byte(e.stat[at : at+4])) }
	moment := func(at int) int64 { return time.Unix(int64(word(at)), int64(word(at+4))).UnixNano() }
	return moment(0) == stat.ctime && moment(8) == stat.mtime && word(20) == uint32(stat.inode) && word(36) == uint32(stat.size)
}
