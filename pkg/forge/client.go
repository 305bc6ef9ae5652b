package forge

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/breakfast-table/cop/pkg/credential"
)

// Options are what a driver gets from the outside world. The zero value works: no token,
// the system's transport and clock, silence.
type Options struct {
	Credential credential.Credential
	// NoToken says what would bring a token, where there is none; "" for nothing in particular.
	NoToken   string
	Transport http.RoundTripper // nil: http.DefaultTransport
	// Timeout bounds one request; 0 is 30 s.
	Timeout time.Duration
	// MaxWait bounds what a call spends waiting because a host asked for it; 0 is 60 s.
	MaxWait time.Duration
	// Notice is told, in a short sentence, what a wait is for; may be nil.
	Notice func(string)
	// Log is told of every request, for the most verbose setting: method, address,
	// status, duration. Never a header, never a body. May be nil.
	Log   func(string)
	Now   func() time.Time                           // nil: time.Now
	Sleep func(context.Context, time.Duration) error // nil: really
	// Moved is told where the repository is now, once, when the host says that it was renamed
	// or given to somebody else; may be nil. It may be called by several goroutines.
	Moved func(path string)
}

// filled replaces what was left out.
func (o Options) filled() Options {
	o.Timeout, o.MaxWait = cmp.Or(max(o.Timeout, 0), 30*time.Second), cmp.Or(max(o.MaxWait, 0), time.Minute)
	for _, f := range []*func(string){&o.Notice, &o.Moved, &o.Log} {
		if *f == nil {
			*f = func(string) {}
		}
	}
	if o.Now == nil {
		o.Now = time.Now //nolint:forbidigo // the zero Options
	}
	if o.Sleep == nil {
		o.Sleep = sleep
	}
	return o
}

func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}

// client speaks JSON with one host. Its invariants: a token travels only in the
// Authorization header, only to the host it belongs to, and never over plain http to
// another machine.
type client struct {
	host Host
	base string // of the API, without a slash at the end
	http *http.Client
	opt  Options
	home *whereabouts // nil for a client that is about no repository
	// What a dialect wants of every call, and how its lists go on.
	media  string // of JSON; "" is application/json
	header http.Header
	size   url.Values                     // of a page
	next   func(reply, call) (call, bool) // finds the call for the following page in an answer
}

func newClient(h Host, o Options) *client {
	o = o.filled()
	return &client{
		host: h, base: h.API(), opt: o, next: linked,
		http: &http.Client{Transport: o.Transport, CheckRedirect: stayHome},
	}
}

const redirectedWrite = "refused: a redirect that turns"

// stayHome refuses redirects that would carry a request, or its token, elsewhere.
func stayHome(req *http.Request, via []*http.Request) error {
	first := via[0]
	switch {
	case len(via) >= 5:
		return errors.New("too many redirects")
	case req.URL.Host != first.URL.Host || req.URL.Scheme != first.URL.Scheme:
		return fmt.Errorf("refused: a redirect to another place (%s)", Line(req.URL.Host))
	case req.Method != first.Method:
		return fmt.Errorf("%s %s into %s", redirectedWrite, first.Method, req.Method)
	}
	return nil
}

// call is one request of a driver.
type call struct {
	method string // "" is GET
	path   string // escaped, below the API's address; or a full address on the same host
	query  url.Values
	body   any    // sent as JSON; nil sends none
	accept string // "" is what the dialect wants
}

// reply is what came back.
type reply struct {
	status  int
	header  http.Header
	body    []byte
	strayed bool // a redirect within the host was followed
}

// limit bounds what is read of an answer.
const limit = 32 << 20

// do sends a call and decodes the answer into out, which may be nil. Statuses outside
// 2xx are errors.
func (c *client) do(ctx context.Context, k call, out any) (reply, error) {
	r, err := c.send(ctx, k)
	if err != nil {
		return r, err
	}
	if r.status < 200 || r.status > 299 {
		return r, c.refusal(r)
	}
	if strings.HasPrefix(r.header.Get("Content-Type"), "text/html") { // somebody's sign-in page; what was asked for is not done
		return r, &NetError{Host: c.host.Name(), Err: errors.New("its answer is a page for people, and not what was asked for")}
	}
	if out == nil || len(r.body) == 0 {
		return r, nil
	}
	if err := json.Unmarshal(r.body, out); err != nil {
		return r, &NetError{Host: c.host.Name(), Err: fmt.Errorf("its answer is not what was asked for: %w", err)}
	}
	return r, nil
}

// send sends a call, after a renamed repository where it went, and returns whatever status
// came.
func (c *client) send(ctx context.Context, k call) (reply, error) {
	r, err := c.patiently(ctx, k)
	if c.home == nil || !strayed(r, err) {
		return r, err
	}
	old := c.home.prefix()
	if c.home.find(ctx) != nil || c.home.prefix() == old || r.strayed {
		return r, err
	}
	k.path = strings.Replace(k.path, old, c.home.prefix(), 1)
	return c.patiently(ctx, k)
}

// patiently sends a call, again where waiting helps.
func (c *client) patiently(ctx context.Context, k call) (reply, error) {
	req, payload, err := c.request(k)
	if err != nil {
		return reply{}, err
	}
	left := c.opt.MaxWait
	for try := 0; ; try++ {
		r, err := c.once(ctx, req, payload)
		wait, again := c.again(req.Method, r, err, try)
		if !again {
			return r, err
		}
		if wait > left {
			if err != nil || r.status >= 500 {
				return r, err
			}
			return r, &RateLimitError{Host: c.host.Name(), Until: c.opt.Now().Add(wait)}
		}
		left -= wait
		if wait >= time.Second {
			c.opt.Notice(fmt.Sprintf("%s asks to wait %s", c.host.Name(), wait.Round(time.Second)))
		}
		if err := c.opt.Sleep(ctx, wait); err != nil {
			return r, err
		}
	}
}

// request builds what is sent, and refuses to send a token where others could read it.
func (c *client) request(k call) (*http.Request, []byte, error) {
	if k.method == "" {
		k.method = http.MethodGet
	}
	address := c.base + k.path
	if strings.Contains(k.path, "://") {
		address = k.path
	}
	u, err := url.Parse(address)
	if err != nil {
		return nil, nil, fmt.Errorf("ask %s: %w", c.host.Name(), err)
	}
	if len(k.query) > 0 {
		u.RawQuery = k.query.Encode()
	}
	var payload []byte
	if k.body != nil {
		if payload, err = json.Marshal(k.body); err != nil {
			return nil, nil, fmt.Errorf("ask %s: %w", c.host.Name(), err)
		}
	}
	req := &http.Request{Method: k.method, URL: u, Host: u.Host, Header: c.header.Clone()}
	if req.Header == nil {
		req.Header = http.Header{}
	}
	return req, payload, c.dress(req, k, payload)
}

// dress sets the headers.
func (c *client) dress(req *http.Request, k call, payload []byte) error {
	req.Header.Set("User-Agent", "cop")
	req.Header.Set("Accept", cmp.Or(k.accept, c.media, "application/json"))
	if payload != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	if c.opt.Credential.IsZero() {
		return nil
	}
	api, err := url.Parse(c.base)
	switch {
	case err != nil || req.URL.Host != api.Host || req.URL.Scheme != api.Scheme:
		return &AuthError{Host: c.host.Name(), Text: "refused to send its token to " + Line(req.URL.Host)}
	case req.URL.Scheme != "https" && !loopback(req.URL.Hostname()):
		return &AuthError{Host: c.host.Name(), Text: "refused to send a token over plain http, where others can read it; use https"}
	}
	req.Header.Set("Authorization", c.opt.Credential.Header())
	return nil
}

// once sends a request a single time, says so while it takes long, and reads the answer.
func (c *client) once(ctx context.Context, req *http.Request, payload []byte) (reply, error) {
	ctx, cancel := context.WithTimeout(ctx, c.opt.Timeout)
	defer cancel()
	quiet := time.AfterFunc(3*time.Second, func() { c.opt.Notice("still waiting for " + c.host.Name()) })
	defer quiet.Stop()
	req = req.Clone(ctx)
	if payload != nil {
		req.Body = io.NopCloser(bytes.NewReader(payload))
		req.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(payload)), nil }
		req.ContentLength = int64(len(payload))
	}
	start := c.opt.Now()
	resp, err := c.http.Do(req)
	if err != nil {
		c.opt.Log(fmt.Sprintf("%s %s: %v", req.Method, redact(req.URL.String()), cause(err)))
		return reply{}, c.netError(ctx, err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, limit+1))
	c.opt.Log(fmt.Sprintf("%s %s: %d (%s)", req.Method, redact(req.URL.String()), resp.StatusCode, c.opt.Now().Sub(start).Round(time.Millisecond)))
	if err == nil && len(body) > limit {
		err = errors.New("its answer is too long")
	}
	if err != nil {
		return reply{}, c.netError(ctx, err)
	}
	return reply{status: resp.StatusCode, header: resp.Header, body: body, strayed: resp.Request != nil && resp.Request.URL.Path != req.URL.Path}, nil
}

// netError keeps the context's own errors apart from the network's.
func (c *client) netError(ctx context.Context, err error) error {
	switch {
	case errors.Is(ctx.Err(), context.Canceled):
		return ctx.Err()
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		err = silent(c.opt.Timeout)
	}
	return &NetError{Host: c.host.Name(), Err: cause(err)}
}

// silent is a host that said nothing for so long.
type silent time.Duration

func (s silent) Error() string { return "no answer within " + time.Duration(s).String() }

func (silent) Unwrap() error { return context.DeadlineExceeded }

// cause drops the address that net/http puts into its errors: it may be long and says
// nothing to a person.
func cause(err error) error {
	var u *url.Error
	if errors.As(err, &u) {
		return u.Err
	}
	return err
}

// post sends a body and reads the answer.
func (c *client) post(ctx context.Context, path string, body, out any) error {
	_, err := c.do(ctx, call{method: http.MethodPost, path: path, body: body}, out)
	return err
}

// pages reads all pages of a list until there are enough; 0: to its end.
func pages[T any](ctx context.Context, c *client, k call, enough int) ([]T, error) {
	q := url.Values{}
	maps.Copy(q, c.size)
	maps.Copy(q, k.query)
	k.query = q
	var all []T
	for {
		var page []T
		r, err := c.do(ctx, k, &page)
		if err != nil {
			return nil, err
		}
		all = append(all, page...)
		if enough > 0 && len(all) >= enough {
			return all[:enough], nil
		}
		var more bool
		if k, more = c.next(r, k); !more || len(page) == 0 {
			return all, nil
		}
	}
}

// linked finds the next page in a Link header, as GitHub and Gitea give it.
func linked(r reply, k call) (call, bool) {
	for _, part := range strings.Split(r.header.Get("Link"), ",") {
		target, attrs, ok := strings.Cut(strings.TrimSpace(part), ">")
		if !ok || !strings.Contains(attrs, `rel="next"`) {
			continue
		}
		u, err := url.Parse(strings.TrimPrefix(target, "<"))
		if err != nil {
			return k, false
		}
		k.query = u.Query() // the path stays ours: a host behind a proxy may not know its own name
		return k, true
	}
	return k, false
}

// segments joins path elements, each escaped.
func segments(elements ...string) string {
	var b strings.Builder
	for _, e := range elements {
		b.WriteByte('/')
		b.WriteString(url.PathEscape(e))
	}
	return b.String()
}
