package repo

import (
	"errors"
	"strings"
	"sync"
)

// promisedStore serves a clone that fetches what it lacks (git clone --filter): what is here is read
// by the store below, and for the rest git is asked, which fetches it.
type promisedStore struct {
	store
	open func() (*binaryStore, error) // nil without git

	mu  sync.Mutex
	git *binaryStore // nil until something is missing
}

// promised tells whether a remote has promised to keep what this clone lacks. Git wrote that as an
// extension once, and writes it for each remote since.
func (s *settings) promised() bool {
	for _, x := range s.list {
		if strings.HasPrefix(x.Key, "remote.") && (strings.HasSuffix(x.Key, ".promisor") || strings.HasSuffix(x.Key, ".partialclonefilter")) && x.Value != "false" {
			return true
		}
	}
	return false
}

// Object reads one object, fetching it when it is not here.
func (s *promisedStore) Object(h Hash) (kind, []byte, error) {
	k, data, err := s.store.Object(h)
	if !isMissing(err) {
		return k, data, err
	}
	git, failed := s.fetching()
	if failed != nil {
		return "", nil, failed
	}
	if k, data, failed = git.Object(h); failed == nil || isMissing(failed) {
		return k, data, failed
	}
	return "", nil, &NetError{Host: "the place that keeps the rest of this clone", Kind: Unreachable, Err: failed}
}

// here tells whether an object is in this clone, without fetching it.
func (s *promisedStore) here(h Hash) (bool, error) {
	_, _, err := s.store.Object(h)
	if isMissing(err) {
		return false, nil
	}
	return err == nil, err
}

func (s *promisedStore) fetching() (*binaryStore, error) {
	if s.open == nil {
		return nil, &UnsupportedError{What: "a clone that fetches what it lacks (git clone --filter)"}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.git == nil {
		git, err := s.open()
		if err != nil {
			return nil, err
		}
		s.git = git
	}
	return s.git, nil
}

// Close ends both.
func (s *promisedStore) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	err := s.store.Close()
	if s.git != nil {
		err = errors.Join(err, s.git.Close())
	}
	return err
}

// here tells whether an object is in this repository. Nothing is fetched for it.
func (r *Repo) here(h Hash) (bool, error) {
	if s, ok := r.store.(*promisedStore); ok {
		return s.here(h)
	}
	_, _, err := r.store.Object(h)
	if isMissing(err) {
		return false, nil
	}
	return err == nil, err
}
