package main

import (
	"bytes"
	"fmt"
	"net"
	"net/http"
	"net/http/cgi"
	"net/http/httptest"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"
)

// Between cop and the shared place stands a server that passes on what is said, and spoils one
// answer or one request.

// trouble is what the network does to one conversation: which request, where in it, and what.
type trouble struct {
	request int // from 1
	where   string
	what    string
}

func (t trouble) String() string {
	return fmt.Sprintf("%s at %s of request %d", t.what, t.where, t.request)
}

// places are the classes of bytes of a conversation.
var places = []string{"the request", "the head", "the first bytes", "the middle", "the last bytes"}

// deeds are what can happen at such a place.
var deeds = []string{"cut", "stall", "truncate", "duplicate", "slow"}

// answers come in place of the server's own.
var answers = []string{"500", "502", "503", "429", "301", "302", "page"}

// spoiler serves the shared place and does one thing to it.
type spoiler struct {
	git     http.Handler
	mu      sync.Mutex
	seen    []string // what was asked
	trouble trouble
}

func (s *spoiler) set(t trouble) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.seen, s.trouble = nil, t
}

func (s *spoiler) asked() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.seen)
}

func (s *spoiler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	s.seen = append(s.seen, r.Method+" "+filepath.Base(r.URL.Path)+" "+r.URL.RawQuery)
	mine, t := len(s.seen) == s.trouble.request, s.trouble
	s.mu.Unlock()
	if !mine {
		s.git.ServeHTTP(w, r)
		return
	}
	if t.where == "the request" {
		_, _ = r.Body.Read(make([]byte, 100)) // the rest is never heard
		s.end(w, t, nil)
		return
	}
	if slices.Contains(answers, t.what) {
		instead(w, t.what)
		return
	}
	answer := httptest.NewRecorder()
	s.git.ServeHTTP(answer, r)
	s.spoil(w, answer, t)
}

// instead answers what a server in trouble, or somebody else's, does.
func instead(w http.ResponseWriter, what string) {
	switch what {
	case "301", "302":
		w.Header().Set("Location", "/elsewhere")
	case "429", "503":
		w.Header().Set("Retry-After", "1")
	case "page":
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprint(w, "<html><body>Sign in</body></html>")
		return
	}
	var code int
	_, _ = fmt.Sscan(what, &code)
	w.WriteHeader(code)
}

// spoil sends an answer with its trouble.
func (s *spoiler) spoil(w http.ResponseWriter, answer *httptest.ResponseRecorder, t trouble) {
	var head bytes.Buffer
	body := answer.Body.Bytes()
	fmt.Fprintf(&head, "HTTP/1.1 %d OK\r\n", answer.Code)
	_ = answer.Header().Write(&head)
	fmt.Fprintf(&head, "Content-Length: %d\r\nConnection: close\r\n\r\n", len(body))
	all := append(head.Bytes(), body...)
	at := map[string]int{"the head": head.Len() / 2, "the first bytes": head.Len() + min(6, len(body)), "the middle": head.Len() + len(body)/2, "the last bytes": len(all) - min(3, len(body))}[t.where]
	switch t.what {
	case "truncate": // as if that were all
		short := bytes.Replace(all[:at], fmt.Appendf(nil, "Content-Length: %d", len(body)), fmt.Appendf(nil, "Content-Length: %d", max(0, at-head.Len())), 1)
		s.end(w, t, short)
	case "duplicate":
		twice := slices.Concat(all[:at], all[max(head.Len(), at-40):])
		s.end(w, t, bytes.Replace(twice, fmt.Appendf(nil, "Content-Length: %d", len(body)), fmt.Appendf(nil, "Content-Length: %d", len(twice)-head.Len()), 1))
	case "slow":
		s.end(w, t, all)
	default:
		s.end(w, t, all[:at])
	}
}

// end writes raw bytes and then ends the conversation as the trouble wants it.
func (s *spoiler) end(w http.ResponseWriter, t trouble, data []byte) {
	conn, _, err := w.(http.Hijacker).Hijack()
	if err != nil {
		return
	}
	defer conn.Close()
	if t.what == "slow" {
		for chunk := range slices.Chunk(data, max(1, len(data)/15)) {
			_, _ = conn.Write(chunk)
			time.Sleep(50 * time.Millisecond)
		}
		return
	}
	_, _ = conn.Write(data)
	switch t.what {
	case "stall":
		_, _ = conn.Read(make([]byte, 1<<20)) // until they give up
		_ = conn.SetReadDeadline(time.Now().Add(time.Minute))
		for {
			if _, err := conn.Read(make([]byte, 1<<16)); err != nil {
				return
			}
		}
	case "cut":
		if tcp, ok := conn.(*net.TCPConn); ok {
			_ = tcp.SetLinger(0) // a reset, not an end
		}
	}
}

// serve offers the shared place through a spoiler.
func (w *world) serve() (*spoiler, *httptest.Server, error) {
	out, err := exec.Command(w.git, "--exec-path").Output()
	if err != nil {
		return nil, nil, err
	}
	s := &spoiler{git: &cgi.Handler{
		Path: filepath.Join(strings.TrimSpace(string(out)), "git-http-backend"),
		Env:  []string{"GIT_PROJECT_ROOT=" + w.dir, "GIT_HTTP_EXPORT_ALL=1", "REMOTE_USER=member", "GIT_CONFIG_NOSYSTEM=1"},
	}}
	return s, httptest.NewServer(s), nil
}
