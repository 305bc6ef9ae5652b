package repo

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// httpCarrier speaks git's smart http: one GET that advertises, one POST that
// asks. It logs in when the server asks for it.
type httpCarrier struct {
	at       endpoint
	logins   loginFinder
	watchdog *watchdog
	client   *http.Client
	base     string // where the repository is, redirects followed, without user and password
	service  string
	login    *login
	// sources are the places for a login that were not tried yet
	sources []func(context.Context) (login, bool)
}

func (c *httpCarrier) words() string { return "" }

func (c *httpCarrier) close() error {
	if c.client != nil {
		c.client.CloseIdleConnections()
	}
	return nil
}

func (c *httpCarrier) open(ctx context.Context, service string) (io.ReadCloser, error) {
	client, err := c.newClient()
	if err != nil {
		return nil, err
	}
	c.client, c.service = client, service
	c.base = c.at.scheme + "://" + c.at.hostPort() + strings.TrimSuffix((&url.URL{Path: c.at.path}).EscapedPath(), "/")
	const refs = "/info/refs"
	res, err := c.do(ctx, func() (*http.Request, error) {
		return http.NewRequestWithContext(ctx, http.MethodGet, c.base+refs+"?service="+service, nil)
	})
	if err != nil {
		return nil, err
	}
	if moved := res.Request.URL; strings.HasSuffix(moved.Path, refs) {
		there := *moved
		there.User, there.RawQuery, there.RawPath = nil, "", ""
		there.Path = strings.TrimSuffix(moved.Path, refs)
		c.base = there.String()
	}
	if kind := res.Header.Get("Content-Type"); kind != "application/x-"+service+"-advertisement" {
		return nil, errors.Join(c.at.failure(pageThere, "", fmt.Errorf("there is no git repository behind this address")), res.Body.Close())
	}
	return res.Body, nil
}

func (c *httpCarrier) exchange(ctx context.Context, request io.ReadSeeker, size int64) (io.ReadCloser, error) {
	res, err := c.do(ctx, func() (*http.Request, error) {
		if _, err := request.Seek(0, io.SeekStart); err != nil {
			return nil, err
		}
		req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.base+"/"+c.service, io.NopCloser(request))
		if err != nil {
			return nil, err
		}
		req.ContentLength = size
		req.Header.Set("Content-Type", "application/x-"+c.service+"-request")
		req.Header.Set("Accept", "application/x-"+c.service+"-result")
		return req, nil
	})
	if err != nil {
		return nil, err
	}
	return res.Body, nil
}

// do sends a request, and sends it again with the next login as often as the server asks for one.
func (c *httpCarrier) do(ctx context.Context, prepare func() (*http.Request, error)) (*http.Response, error) {
	for {
		req, err := prepare()
		if err != nil {
			return nil, err
		}
		for name, values := range c.git().headers() {
			req.Header[name] = values
		}
		req.Header.Set("User-Agent", userAgent)
		if c.login != nil {
			req.SetBasicAuth(c.login.user, c.login.secret)
		}
		res, err := c.client.Do(req)
		if err != nil {
			return nil, c.unreached(ctx, err)
		}
		if res.StatusCode == http.StatusOK {
			c.accepted(ctx)
			return res, nil
		}
		words := c.wordsOf(res)
		if res.StatusCode != http.StatusUnauthorized {
			return nil, c.refused(res.StatusCode, words)
		}
		if !c.nextLogin(ctx) {
			return nil, c.at.failure(noCredentials, words, nil)
		}
	}
}

// accepted lets a credential helper keep what worked.
func (c *httpCarrier) accepted(ctx context.Context) {
	if c.login != nil && c.login.from != nil {
		c.login.settle(ctx, true)
		c.login.from = nil
	}
}

// nextLogin replaces the login that the server did not take.
func (c *httpCarrier) nextLogin(ctx context.Context) bool {
	if c.login != nil {
		c.login.settle(ctx, false)
		c.login = nil
	}
	for len(c.sources) > 0 {
		source := c.sources[0]
		c.sources = c.sources[1:]
		if l, ok := source(ctx); ok {
			c.login = &l
			return true
		}
	}
	return false
}

// wordsOf is a short text that came with a refusal, such as a forge's reason.
func (c *httpCarrier) wordsOf(res *http.Response) string {
	defer func() {
		// The answer was a refusal; how its connection ends changes nothing.
		_ = res.Body.Close()
	}()
	b, err := io.ReadAll(io.LimitReader(res.Body, 2<<10))
	if err != nil || !strings.HasPrefix(res.Header.Get("Content-Type"), "text/plain") {
		return ""
	}
	return redact(printableLines(string(b)))
}

func (c *httpCarrier) refused(status int, words string) error {
	err := fmt.Errorf("the server answers %d %s", status, http.StatusText(status))
	if words != "" {
		err = fmt.Errorf("%w: %s", err, oneLine(words))
	}
	kind, _ := means(fmt.Sprintf("returned error: %d", status), failureWords())
	return c.at.failure(kind, words, err)
}

// unreached says why there was no answer at all, without the address, which
// net/http would repeat.
func (c *httpCarrier) unreached(ctx context.Context, err error) error {
	var wrapped *url.Error
	if errors.As(err, &wrapped) {
		err = wrapped.Err
	}
	if ctx.Err() != nil {
		return given(ctx, err)
	}
	return c.at.failure(dialFailure(err), "", err)
}

// dialFailure tells an unreachable host from other trouble.
func dialFailure(err error) failureKind {
	var dns *net.DNSError
	var op *net.OpError
	var untrusted *tls.CertificateVerificationError
	var noTLSHere tls.RecordHeaderError
	switch {
	case errors.As(err, &untrusted):
		return badCertificate
	case errors.As(err, &noTLSHere):
		return noTLS
	case errors.As(err, &op) && op.Op == "proxyconnect":
		return proxyAway
	case errors.As(err, &dns), errors.As(err, &op) && op.Op == "dial":
		return unreachable
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return brokenOff
	}
	kind, _ := means(err.Error(), failureWords())
	return kind
}

// newClient obeys the proxy and certificate settings of git.
func (c *httpCarrier) newClient() (*http.Client, error) {
	security, err := c.git().tls()
	if err != nil {
		return nil, err
	}
	dialer := &net.Dialer{KeepAlive: 30 * time.Second}
	transport := &http.Transport{
		Proxy:           c.git().proxy(),
		TLSClientConfig: security,
		DialContext: func(ctx context.Context, network, addr string) (net.Conn, error) {
			conn, err := dialer.DialContext(ctx, network, addr)
			if err != nil {
				return nil, err
			}
			return watchedConn{conn, c.watchdog}, nil
		},
		ForceAttemptHTTP2: true,
	}
	return &http.Client{Transport: transport, CheckRedirect: followRedirect}, nil
}

// followRedirect follows the first question only, as git does, and never from
// https to http. net/http keeps the password from other hosts.
func followRedirect(req *http.Request, via []*http.Request) error {
	switch {
	case len(via) >= 5:
		return fmt.Errorf("too many redirects")
	case via[0].Method != http.MethodGet:
		return fmt.Errorf("the server redirects a request that must not be redirected")
	case via[len(via)-1].URL.Scheme == "https" && req.URL.Scheme != "https":
		return fmt.Errorf("the server redirects to an address that is not encrypted")
	}
	return nil
}

func (c *httpCarrier) git() httpSettings {
	return httpSettings{opts: c.logins.opts, settings: c.logins.settings, address: c.at.plain}
}
