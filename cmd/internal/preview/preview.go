// Package preview shows the pages of a pool to the person at this machine while they write:
// whenever a page is asked for, what changed since is made anew first.
//
// Its main type is [Server]. It listens on the loopback alone and answers nobody who asks by
// another name than this machine's, for drafts are among the pages. It must not know pools:
// whoever starts it says how pages are made.
package preview

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Server serves a folder. Rebuild brings the folder in step with the pool and says, in words
// for the person, what changed; "" for nothing. What is late takes longer, and is made when it is
// asked for after a change. None of these is called while another is.
type Server struct {
	Dir      string
	Now      func() time.Time
	Rebuild  func(context.Context) (changed string, err error)
	IsLate   func(path string) bool // nil: nothing is
	MakeLate func(context.Context) error
	Say      func(string) // what happened, a line each

	mu   sync.Mutex
	last time.Time // the end of the last rebuild
	made bool      // what is late is there, as of that
}

// usualPort is what a person finds again; another one is taken when it is in use.
const usualPort = 8087

// calm is how long pages are taken to be in step: a page and what it shows are asked for
// within moments.
const calm = 300 * time.Millisecond

// Listen takes a port of the loopback; 0 is the usual one, or any when that is in use.
func Listen(port int) (net.Listener, error) {
	l, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(cmp.Or(port, usualPort))))
	if err != nil && port == 0 {
		l, err = net.Listen("tcp", "127.0.0.1:0")
	}
	if err != nil {
		return nil, fmt.Errorf("listen on port %d: %w", port, err)
	}
	return l, nil
}

// Serve answers until ctx ends, which is no error.
func (s *Server) Serve(ctx context.Context, l net.Listener) error {
	server := &http.Server{Handler: s, ReadHeaderTimeout: 5 * time.Second, BaseContext: func(net.Listener) context.Context { return ctx }}
	stop := context.AfterFunc(ctx, func() { server.Close() })
	defer stop()
	if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serve the pages: %w", err)
	}
	return nil
}

// ServeHTTP answers one request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !local(r.Host) {
		http.Error(w, "This preview is for this machine alone.", http.StatusForbidden)
		return
	}
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	if s.IsLate != nil && s.IsLate(r.URL.Path) {
		if err := s.makeLate(r.Context()); err != nil {
			s.Say(err.Error())
			http.Error(w, "This cannot be made: "+err.Error(), http.StatusInternalServerError)
			return
		}
	}
	if ext := path.Ext(r.URL.Path); ext == "" || ext == ".html" || strings.HasSuffix(r.URL.Path, "/") {
		if err := s.refresh(r.Context()); err != nil {
			s.Say(err.Error())
			http.Error(w, "The pages cannot be made: "+err.Error(), http.StatusInternalServerError)
			return
		}
	}
	if !s.has(r.URL.Path) {
		s.gone(w)
		return
	}
	http.FileServer(http.Dir(s.Dir)).ServeHTTP(w, r)
}

func (s *Server) has(url string) bool {
	f, err := http.Dir(s.Dir).Open(path.Clean("/" + url))
	if err != nil {
		return false
	}
	defer f.Close()
	fi, err := f.Stat()
	if err == nil && fi.IsDir() {
		_, err = os.Stat(filepath.Join(s.Dir, filepath.FromSlash(path.Clean("/"+url)), "index.html"))
	}
	return err == nil
}

// gone answers with the site's own page for what is not there.
func (s *Server) gone(w http.ResponseWriter) {
	page, err := os.ReadFile(filepath.Join(s.Dir, "404.html"))
	if err != nil {
		page = []byte("This page is not here.")
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(http.StatusNotFound)
	_, _ = w.Write(page) // who went away needs no page
}

func (s *Server) refresh(ctx context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.Now().Sub(s.last) < calm {
		return nil
	}
	changed, err := s.Rebuild(ctx)
	s.last = s.Now()
	if err == nil && changed != "" {
		s.made = false
		s.Say(changed)
	}
	return err
}

func (s *Server) makeLate(ctx context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.made {
		return nil
	}
	err := s.MakeLate(ctx)
	s.last, s.made = s.Now(), err == nil
	return err
}

// local reports names of this machine: a page elsewhere may have made its own name mean it.
func local(host string) bool {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	ip := net.ParseIP(strings.Trim(host, "[]"))
	return host == "localhost" || ip != nil && ip.IsLoopback()
}
