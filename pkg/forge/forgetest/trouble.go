package forgetest

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

// Trouble is what the network, or a server in trouble, does to one request of a driver. Hand it to
// the driver with [Trouble.In]. The zero value only counts.
type Trouble struct {
	Request int    // which, from 1; 0 is none
	What    string // one of [Troubles]
	mu      sync.Mutex
	asked   []string
}

// Troubles are the ways to spoil a request. Those of the first half reach nobody; of the others
// the host has done what it was asked to.
var Troubles = []string{
	"500", "502", "503", "429", "301", "302", "page", "refuse",
	"cut", "stall", "truncate", "short", "doubled", "slow", "lost 502", "twice",
}

type troubleKey struct{}

// elsewhere is where a redirect leads; there is nothing.
const elsewhere = "/elsewhere"

// In is a context whose requests meet it.
func (tr *Trouble) In(ctx context.Context) context.Context {
	return context.WithValue(ctx, troubleKey{}, tr)
}

// Asked are the requests that were seen: method and path.
func (tr *Trouble) Asked() []string {
	tr.mu.Lock()
	defer tr.mu.Unlock()
	return slices.Clone(tr.asked)
}

func (tr *Trouble) mine(r *http.Request) bool {
	tr.mu.Lock()
	defer tr.mu.Unlock()
	tr.asked = append(tr.asked, r.Method+" "+r.URL.Path)
	return len(tr.asked) == tr.Request
}

// troubled is a transport whose requests can meet trouble.
type troubled struct{ http.RoundTripper }

// again sends a request from the beginning of its body.
func (t troubled) again(r *http.Request) (*http.Response, error) {
	if r.GetBody != nil {
		body, err := r.GetBody()
		if err != nil {
			return nil, err
		}
		r.Body = body
	}
	return t.RoundTripper.RoundTrip(r)
}

// RoundTrip passes on what meets none.
func (t troubled) RoundTrip(r *http.Request) (*http.Response, error) {
	tr, ok := r.Context().Value(troubleKey{}).(*Trouble)
	if ok && r.URL.Path == elsewhere {
		return instead(r, "404"), nil
	}
	if !ok || !tr.mine(r) {
		return t.RoundTripper.RoundTrip(r)
	}
	switch tr.What {
	case "500", "502", "503", "429", "301", "302", "page":
		return instead(r, tr.What), nil
	case "refuse":
		return nil, syscall.ECONNREFUSED
	case "twice": // a proxy that sends again what it thinks was lost
		if first, err := t.again(r); err != nil {
			return first, err
		}
		return t.again(r)
	}
	answer, err := t.RoundTripper.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	return spoilt(r, answer, tr.What)
}

// instead is an answer by somebody who did not ask the host.
func instead(r *http.Request, what string) *http.Response {
	a := &http.Response{StatusCode: http.StatusOK, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Header: http.Header{}, Request: r}
	body := ""
	switch what {
	case "page":
		a.Header.Set("Content-Type", "text/html")
		body = "<html><body>Sign in</body></html>"
	default:
		a.StatusCode, _ = strconv.Atoi(what)
		if what[0] == '3' {
			a.Header.Set("Location", elsewhere)
		} else {
			a.Header.Set("Retry-After", "0")
		}
	}
	a.Body = io.NopCloser(strings.NewReader(body))
	return a
}

// spoilt is what arrives of an answer that a host gave.
func spoilt(r *http.Request, answer *http.Response, what string) (*http.Response, error) {
	body, err := io.ReadAll(answer.Body)
	answer.Body.Close()
	if err != nil {
		return nil, err
	}
	half := bytes.NewReader(body[:len(body)/2])
	switch what {
	case "cut":
		return nil, syscall.ECONNRESET
	case "lost 502":
		return instead(r, "502"), nil
	case "stall":
		answer.Body = io.NopCloser(io.MultiReader(half, silence{}))
	case "truncate": // the connection ends
		answer.Body = io.NopCloser(io.MultiReader(half, broken{}))
	case "short": // as if that were all
		answer.Body = io.NopCloser(half)
	case "doubled":
		answer.Body = io.NopCloser(bytes.NewReader(append(body, body...)))
	default:
		time.Sleep(20 * time.Millisecond)
		answer.Body = io.NopCloser(bytes.NewReader(body))
	}
	return answer, nil
}

// silence is what is heard of a network that says nothing until the time is over.
type silence struct{}

func (silence) Read([]byte) (int, error) {
	time.Sleep(20 * time.Millisecond)
	return 0, os.ErrDeadlineExceeded
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }
