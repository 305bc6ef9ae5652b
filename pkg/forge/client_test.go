package forge

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/breakfast-table/cop/pkg/credential"
)

// spy is a driver against a handler, with everything it says collected.
type spy struct {
	*gitea
	said  []string
	slept []time.Duration
	seen  []*http.Request
}

// token is what must never be seen.
const token = "cop_s3cr3t_t0k3n"

func newSpy(t *testing.T, h http.HandlerFunc) *spy {
	t.Helper()
	s := &spy{}
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.seen = append(s.seen, r)
		h(w, r)
	}))
	t.Cleanup(srv.Close)
	s.gitea = newGitea(Host{Gitea, srv.URL}, "guild/pool", s.options())
	return s
}

func (s *spy) options() Options {
	now := time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
	tell := func(m string) { s.said = append(s.said, m) }
	return Options{
		Credential: credential.Credential{Token: credential.NewToken(token)}, Notice: tell, Log: tell,
		Now:   func() time.Time { return now },
		Sleep: func(ctx context.Context, d time.Duration) error { s.slept = append(s.slept, d); return ctx.Err() },
	}
}

// secretIn reports where the token shows.
func (s *spy) secretIn(err error) string {
	all := strings.Join(s.said, "\n")
	for e := err; e != nil; e = errors.Unwrap(e) {
		all += fmt.Sprintf("\n%v\n%+v\n%#v", e, e, e)
	}
	for _, r := range s.seen {
		all += "\n" + r.URL.String()
	}
	if strings.Contains(all, token) {
		return all
	}
	return ""
}

func answer(status int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		_, _ = w.Write([]byte(body))
	}
}

func TestTokenTravelsOnlyInTheHeader(t *testing.T) {
	t.Parallel()
	s := newSpy(t, answer(200, `{"login":"ana"}`))
	me, err := s.Whoami(t.Context())
	if err != nil || me.Login != "ana" {
		t.Fatal(me, err)
	}
	if got := s.seen[0].Header.Get("Authorization"); got != "Bearer "+token {
		t.Errorf("header %q", got)
	}
	if len(s.said) == 0 {
		t.Error("nothing was logged at the most verbose setting")
	}
	if at := s.secretIn(err); at != "" {
		t.Errorf("the token shows: %s", at)
	}
}

// TestErrorsHoldNoToken even when a host, or a proxy, echoes it.
func TestErrorsHoldNoToken(t *testing.T) {
	t.Parallel()
	for _, status := range []int{400, 401, 403, 404, 409, 422, 500, 503} {
		s := newSpy(t, answer(status, `{"message":"no \u001b[31m way","url":"https://ana:`+token+`@example.org/x"}`))
		_, err := s.Whoami(t.Context())
		if err == nil {
			t.Fatalf("%d is no error", status)
		}
		if at := s.secretIn(err); at != "" {
			t.Errorf("%d: the token shows: %s", status, at)
		}
		if strings.Contains(err.Error(), "\x1b") {
			t.Errorf("%d: not clean: %q", status, err)
		}
	}
}

func TestRedirectsStayHome(t *testing.T) {
	t.Parallel()
	got := ""
	other := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		got = r.Header.Get("Authorization") + r.URL.String()
	}))
	defer other.Close()
	s := newSpy(t, func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, other.URL+"/elsewhere", http.StatusFound)
	})
	_, err := s.Whoami(t.Context())
	if err == nil || !strings.Contains(err.Error(), "redirect") || got != "" {
		t.Errorf("error %v, the other host saw %q", err, got)
	}
	if at := s.secretIn(err); at != "" {
		t.Errorf("the token shows: %s", at)
	}
	s = newSpy(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/api/v1/user" {
			http.Redirect(w, r, "/api/v1/moved", http.StatusMovedPermanently)
			return
		}
		answer(200, `{"login":"ana"}`)(w, r)
	})
	if me, err := s.Whoami(t.Context()); err != nil || me.Login != "ana" {
		t.Errorf("a redirect on the same host: %v %v", me, err)
	}
	s = newSpy(t, func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "/moved", http.StatusMovedPermanently)
	})
	if err := s.Withdraw(t.Context(), "1", ""); err == nil || !strings.Contains(err.Error(), "turns PATCH into GET") {
		t.Errorf("a write that would become a read: %v", err)
	}
}

// roundTrip is a transport made of a function.
type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func TestNoTokenOverPlainHTTP(t *testing.T) {
	t.Parallel()
	for _, web := range []string{"http://git.example.org", "http://192.168.1.4:3000", "http://127.0.0.1.example.org"} {
		s := &spy{}
		o := s.options()
		o.Transport = roundTrip(func(*http.Request) (*http.Response, error) {
			t.Errorf("%s was asked", web)
			return nil, errors.New("no")
		})
		_, err := newGitea(Host{Gitea, web}, "guild/pool", o).Whoami(t.Context())
		var auth *AuthError
		if !errors.As(err, &auth) || !strings.Contains(err.Error(), "https") || s.secretIn(err) != "" {
			t.Errorf("%s: %v", web, err)
		}
	}
}

func TestNextPageOnAnotherHostIsNotFollowed(t *testing.T) {
	t.Parallel()
	s := newSpy(t, nil)
	asked := 0
	s.gitea.http.Transport = roundTrip(func(r *http.Request) (*http.Response, error) {
		asked++
		w := httptest.NewRecorder()
		if strings.HasSuffix(r.URL.Path, "/pulls") && asked == 1 {
			w.Header().Set("Link", `<https://evil.example.org/next?page=2>; rel="next", <x>; rel="last"`)
		}
		if r.URL.Host == "evil.example.org" {
			t.Error("followed a link to another host")
		}
		_, _ = w.WriteString("[]")
		return w.Result(), nil
	})
	if _, err := s.many(t.Context(), Filter{}); err != nil {
		t.Fatal(err)
	}
}

func TestWaitsAsTheHostAsks(t *testing.T) {
	t.Parallel()
	tries := 0
	s := newSpy(t, func(w http.ResponseWriter, r *http.Request) {
		if tries++; tries < 3 {
			w.Header().Set("Retry-After", "7")
			answer(429, `{"message":"slow down"}`)(w, r)
			return
		}
		answer(200, `{"login":"ana"}`)(w, r)
	})
	if _, err := s.Whoami(t.Context()); err != nil {
		t.Fatal(err)
	}
	if fmt.Sprint(s.slept) != "[7s 7s]" || !strings.Contains(strings.Join(s.said, "\n"), "asks to wait 7s") {
		t.Errorf("slept %v, said %q", s.slept, s.said)
	}
}

func TestWaitingIsBounded(t *testing.T) {
	t.Parallel()
	for _, h := range []http.HandlerFunc{
		func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Retry-After", "3600")
			answer(429, `{}`)(w, r)
		},
		func(w http.ResponseWriter, r *http.Request) { // GitHub's way of saying so
			w.Header().Set("X-RateLimit-Remaining", "0")
			w.Header().Set("X-RateLimit-Reset", fmt.Sprint(time.Date(2026, 11, 24, 10, 0, 0, 0, time.UTC).Unix()))
			answer(403, `{"message":"API rate limit exceeded"}`)(w, r)
		},
		func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Retry-After", "Tue, 24 Nov 2026 10:00:00 GMT")
			answer(403, `{}`)(w, r)
		},
	} {
		s := newSpy(t, h)
		_, err := s.Whoami(t.Context())
		var limit *RateLimitError
		if !errors.As(err, &limit) || !limit.Until.Equal(time.Date(2026, 11, 24, 10, 0, 0, 0, time.UTC)) {
			t.Errorf("error %v (%+v)", err, limit)
		}
		if len(s.slept) != 0 {
			t.Errorf("slept %v", s.slept)
		}
	}
}

func TestRepeatsReadsNotWrites(t *testing.T) {
	t.Parallel()
	s := newSpy(t, answer(502, "<html>bad gateway</html>"))
	var refused *RefusedError
	if _, err := s.Whoami(t.Context()); !errors.As(err, &refused) || refused.Status != 502 || len(s.seen) != 4 {
		t.Errorf("%v after %d tries", err, len(s.seen))
	}
	s = newSpy(t, answer(502, ""))
	if err := s.Withdraw(t.Context(), "1", ""); err == nil || len(s.seen) != 1 {
		t.Errorf("%v after %d tries", err, len(s.seen))
	}
}

func TestCancelledAndSilent(t *testing.T) {
	t.Parallel()
	hang := make(chan struct{})
	s := newSpy(t, func(_ http.ResponseWriter, r *http.Request) {
		select {
		case <-hang:
		case <-r.Context().Done():
		}
	})
	defer close(hang)
	s.gitea.opt.Timeout = 20 * time.Millisecond
	_, err := s.Whoami(t.Context())
	var net *NetError
	if !errors.As(err, &net) || !strings.Contains(err.Error(), "no answer within 20ms") {
		t.Errorf("a silent host: %v", err)
	}
	if len(s.seen) > 1 || strings.Contains(err.Error(), "deadline") {
		t.Errorf("a silent host is waited for again, or told in another's words: %d, %v", len(s.seen), err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Whoami(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

// TestSpoiltAnswers: what the network does to an answer of a host is told as trouble of the
// network, within the time that there is, and never as an answer.
func TestSpoiltAnswers(t *testing.T) {
	t.Parallel()
	good := `{"login":"ana","id":7,"html_url":"https://example.org/ana"}`
	raw := func(text string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			conn, _, err := w.(http.Hijacker).Hijack()
			if err != nil {
				return
			}
			_, _ = conn.Write([]byte(text))
			_ = conn.Close()
		}
	}
	head := fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n", len(good))
	for name, h := range map[string]http.HandlerFunc{
		"cut before anything":  raw(""),
		"cut in the head":      raw(head[:20]),
		"cut in the middle":    raw(head + good[:20]),
		"cut at the last byte": raw(head + good[:len(good)-1]),
		"ends too early":       answer(200, good[:20]),
		"stands twice":         answer(200, good+good),
		"a page for people":    answer(200, "<html>Please sign in.</html>"),
		"stays silent": func(_ http.ResponseWriter, r *http.Request) {
			<-r.Context().Done()
		},
	} {
		s := newSpy(t, h)
		s.gitea.opt.Timeout = 100 * time.Millisecond
		me, err := s.Whoami(t.Context())
		var net *NetError
		if !errors.As(err, &net) || me.Login != "" {
			t.Errorf("%s: %+v, %v", name, me, err)
		}
	}
}

func TestWords(t *testing.T) {
	t.Parallel()
	for src, want := range map[string]string{
		`{"message":"Validation Failed","errors":[{"resource":"PullRequest","code":"custom","message":"No commits between main and x"}]}`: "Validation Failed; No commits between main and x",
		`{"message":{"title":["is too long","is odd"]}}`:                 "title is too long, is odd",
		`{"error":"insufficient_scope","error_description":"needs api"}`: "insufficient_scope; needs api",
		`{"message":"a\u0007b\nc","url":"https://x"}`:                    "ab c",
		`<html>503</html>`: "",
		`{"message":["Another open merge request already exists: !12"]}`: "Another open merge request already exists: !12",
	} {
		if got := words([]byte(src)); got != want {
			t.Errorf("%s: %q, want %q", src, got, want)
		}
	}
}

// A redirect is followed five times, within the host, and only as what it was.
func TestRedirectsAreBounded(t *testing.T) {
	t.Parallel()
	to := func(method, address string) *http.Request {
		r, err := http.NewRequest(method, address, nil)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	first := to("GET", "https://git.example.org/a")
	for _, tt := range []struct {
		next *http.Request
		via  int
		ok   bool
	}{
		{to("GET", "https://git.example.org/b"), 4, true}, {to("GET", "https://git.example.org/b"), 5, false},
		{to("GET", "https://other.example.org/b"), 1, false}, {to("GET", "http://git.example.org/b"), 1, false},
		{to("POST", "https://git.example.org/b"), 1, false},
	} {
		via := make([]*http.Request, tt.via)
		via[0] = first
		if err := stayHome(tt.next, via); (err == nil) != tt.ok {
			t.Errorf("%s %s after %d: %v", tt.next.Method, tt.next.URL, tt.via, err)
		}
	}
}

// H3: one approval of one is enough, and who has no vote neither counts nor stands in the way.
func TestApprovalsThatAreEnough(t *testing.T) {
	t.Parallel()
	yes := Verdict{By: "ben", Opinion: Approved}
	advice := Verdict{By: "cem", Opinion: Approved, Advisory: true}
	against := Verdict{By: "dan", Opinion: ChangesRequested, Advisory: true}
	if got := VerdictReasons([]Verdict{yes, against}, 1); len(got) != 0 {
		t.Errorf("a passer-by stands in the way: %v", got)
	}
	for required, want := range map[int]int{0: 0, 1: 0, 2: 1} {
		if got := VerdictReasons([]Verdict{yes, advice}, required); len(got) != want {
			t.Errorf("%d required: %v", required, got)
		}
	}
}

// How often a call is repeated, by what came and how often it was tried.
func TestCallsAreRepeatedUpToABound(t *testing.T) {
	t.Parallel()
	c := newClient(Host{Kind: Gitea, Web: "https://git.example.org"}, Options{})
	broken := &NetError{Host: "git.example.org", Err: errors.New("connection reset")}
	for _, tt := range []struct {
		method string
		status int
		err    error
		tries  int // after which it is given up
	}{
		{"GET", http.StatusTooManyRequests, nil, 5}, {"POST", http.StatusTooManyRequests, nil, 5}, {"GET", http.StatusBadGateway, nil, 3},
		{"POST", http.StatusBadGateway, nil, 0}, {"GET", http.StatusInternalServerError, nil, 0}, {"GET", 0, broken, 1}, {"POST", 0, broken, 0},
	} {
		tries := 0
		for ; tries < 100; tries++ {
			if _, again := c.again(tt.method, reply{status: tt.status}, tt.err, tries); !again {
				break
			}
		}
		if tries != tt.tries {
			t.Errorf("%s, %d, %v: tried again %d times, want %d", tt.method, tt.status, tt.err, tries, tt.tries)
		}
	}
}

type endless struct{}

func (endless) Read(b []byte) (int, error) { return len(b), nil }

func (endless) RoundTrip(r *http.Request) (*http.Response, error) {
	const most = 33 << 20 // what ends after the bound does not show that there is one
	return &http.Response{StatusCode: http.StatusOK, Body: io.NopCloser(io.LimitReader(endless{}, most)), Request: r}, nil
}

// An answer of more than 32 MiB is none.
func TestAnswersAreReadUpToABound(t *testing.T) {
	t.Parallel()
	c := newClient(Host{Kind: Gitea, Web: "https://git.example.org"}, Options{Transport: endless{}})
	if _, err := c.do(t.Context(), call{path: "/version"}, nil); err == nil || !strings.Contains(err.Error(), "too long") {
		t.Errorf("33 MiB: %v", err)
	}
}

// H8: what a token may not do is named, in each host's own way of saying so, and is no want of right of
// the account's.
func TestNarrowTokensAreNamed(t *testing.T) {
	t.Parallel()
	c := newClient(Host{Gitea, "https://git.example.org"}, Options{Credential: credential.Credential{Token: credential.NewToken("x")}})
	for want, r := range map[string]reply{
		"write:repository": {body: []byte(`{"message":"token does not have at least one of required scope(s), required=[write:repository], token scope=read:repository"}`)},
		"api":              {body: []byte(`{"error":"insufficient_scope","scope":"api"}`)},
		"repo":             {header: http.Header{"X-Oauth-Scopes": {"read:user"}, "X-Accepted-Oauth-Scopes": {"repo"}}, body: []byte(`{"message":"Not Found"}`)},
		"contents=write":   {header: http.Header{"X-Accepted-Github-Permissions": {"contents=write"}}, body: []byte(`{"message":"Resource not accessible by personal access token"}`)},
		"":                 {body: []byte(`{"message":"Must have admin rights"}`)},
	} {
		r.status = http.StatusForbidden
		var auth *AuthError
		if err := c.refusal(r); want != "" && (!errors.As(err, &auth) || auth.Lacks != want) || want == "" && errors.As(err, &auth) {
			t.Errorf("want %q: %v", want, err)
		}
	}
}
