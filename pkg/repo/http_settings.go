package repo

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"golang.org/x/net/http/httpproxy"
)

// httpSettings are git's http.* settings and their variables for one address.
type httpSettings struct {
	opts     Options
	settings *settings
	address  string
}

func (h httpSettings) values(name string) []string {
	if h.settings == nil {
		return nil
	}
	return h.settings.matching("http", name, h.address)
}

// value is the variable's, else the setting's.
func (h httpSettings) value(variable, name string) string {
	if v := h.opts.env(variable); variable != "" && v != "" {
		return v
	}
	if all := h.values(name); len(all) > 0 {
		return all[len(all)-1]
	}
	return ""
}

// headers are those of http.extraHeader; an empty one forgets those before it.
func (h httpSettings) headers() http.Header {
	out := http.Header{}
	for _, line := range h.values("extraheader") {
		name, value, ok := strings.Cut(line, ":")
		switch {
		case line == "":
			out = http.Header{}
		case ok:
			out.Add(strings.TrimSpace(name), strings.TrimSpace(value))
		}
	}
	return out
}

func (h httpSettings) proxy() func(*http.Request) (*url.URL, error) {
	o := h.opts
	either := func(name string) string {
		if v := o.env(strings.ToLower(name)); v != "" {
			return v
		}
		return o.env(name)
	}
	all := either("ALL_PROXY")
	conf := httpproxy.Config{HTTPProxy: o.env("http_proxy"), HTTPSProxy: either("HTTPS_PROXY"), NoProxy: either("NO_PROXY")}
	if conf.HTTPProxy == "" {
		conf.HTTPProxy = all
	}
	if conf.HTTPSProxy == "" {
		conf.HTTPSProxy = all
	}
	if set := h.values("proxy"); len(set) > 0 {
		conf.HTTPProxy, conf.HTTPSProxy = set[len(set)-1], set[len(set)-1]
	}
	find, always := conf.ProxyFunc(), (&httpproxy.Config{HTTPProxy: conf.HTTPProxy, HTTPSProxy: conf.HTTPSProxy}).ProxyFunc()
	return func(req *http.Request) (*url.URL, error) {
		host := req.URL.Hostname()
		if !loopback(host) || spared(conf.NoProxy, host) {
			return find(req.URL)
		}
		elsewhere := *req.URL // Go's rule leaves this machine out, git's does not
		elsewhere.Host = "elsewhere.invalid"
		return always(&elsewhere)
	}
}

// loopback reports a name or number of this machine.
func loopback(host string) bool {
	ip := net.ParseIP(host)
	return strings.EqualFold(host, "localhost") || ip != nil && ip.IsLoopback()
}

// spared reports whether NO_PROXY names this machine.
func spared(noProxy, host string) bool {
	return slices.ContainsFunc(strings.FieldsFunc(noProxy, func(r rune) bool { return r == ',' || r == ' ' }), func(entry string) bool {
		_, block, err := net.ParseCIDR(entry)
		ip := net.ParseIP(host)
		return entry == "*" || strings.EqualFold(strings.TrimPrefix(entry, "."), host) || err == nil && ip != nil && block.Contains(ip)
	})
}

func (h httpSettings) tls() (*tls.Config, error) {
	conf := &tls.Config{}
	if v := strings.ToLower(h.value("", "sslverify")); h.opts.env("GIT_SSL_NO_VERIFY") != "" || v == "false" || v == "no" || v == "off" || v == "0" {
		conf.InsecureSkipVerify = true
	}
	files, err := h.authorities()
	if err != nil {
		return nil, err
	}
	for _, path := range files {
		pem, err := os.ReadFile(path)
		if err != nil {
			return nil, fmt.Errorf("read certificates: %w", err)
		}
		if conf.RootCAs == nil {
			conf.RootCAs = x509.NewCertPool()
		}
		if !conf.RootCAs.AppendCertsFromPEM(pem) && len(files) == 1 {
			return nil, fmt.Errorf("read certificates: %s holds none", path)
		}
	}
	return conf, h.ownCertificate(conf)
}

// authorities are the files with the certificates to trust; none: the system's.
func (h httpSettings) authorities() ([]string, error) {
	var files []string
	if path := h.value("GIT_SSL_CAINFO", "sslcainfo"); path != "" {
		files = append(files, h.opts.expandHome(path))
	}
	dir := h.value("GIT_SSL_CAPATH", "sslcapath")
	if dir == "" {
		return files, nil
	}
	entries, err := os.ReadDir(h.opts.expandHome(dir))
	if err != nil {
		return nil, fmt.Errorf("read certificates: %w", err)
	}
	for _, e := range entries {
		if !e.IsDir() {
			files = append(files, filepath.Join(h.opts.expandHome(dir), e.Name()))
		}
	}
	return files, nil
}

// ownCertificate is what we show to a server that asks who we are.
func (h httpSettings) ownCertificate(conf *tls.Config) error {
	cert, key := h.value("GIT_SSL_CERT", "sslcert"), h.value("GIT_SSL_KEY", "sslkey")
	if cert == "" {
		return nil
	}
	if key == "" {
		key = cert
	}
	pair, err := tls.LoadX509KeyPair(h.opts.expandHome(cert), h.opts.expandHome(key))
	if err != nil {
		return fmt.Errorf("read your certificate: %w", err)
	}
	conf.Certificates = []tls.Certificate{pair}
	return nil
}

// proxyHost is the host of the proxy that a conversation over http goes through, "" for none.
func (r *Repo) proxyHost(at endpoint) string {
	s, err := r.configuration()
	if err != nil || at.scheme != "http" && at.scheme != "https" {
		return ""
	}
	req, err := http.NewRequest(http.MethodGet, at.scheme+"://"+at.hostPort()+"/", nil)
	if err != nil {
		return ""
	}
	via, err := httpSettings{opts: r.opts, settings: s, address: at.plain}.proxy()(req)
	if err != nil || via == nil {
		return ""
	}
	return via.Hostname()
}

// HTTP sends requests as git would: with its settings for proxies, certificates and headers, each for
// the addresses it is for. It is safe for several goroutines.
func (r *Repo) HTTP() http.RoundTripper {
	s, err := r.configuration()
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.web == nil || r.web.settings != s {
		r.web = &gitRoundTripper{opts: r.opts, settings: s, err: err}
	}
	return r.web
}

// HTTP is the same where there is no repository yet.
func HTTP(o Options) http.RoundTripper {
	s, err := readSettings(o, layout{})
	return &gitRoundTripper{opts: o, settings: s, err: err}
}

type gitRoundTripper struct {
	opts     Options
	settings *settings
	err      error // the settings cannot be read

	mu    sync.Mutex
	hosts map[string]*http.Transport // by scheme and host
}

// RoundTrip sends one request. Headers that the request has stay.
func (g *gitRoundTripper) RoundTrip(req *http.Request) (*http.Response, error) {
	if g.err != nil {
		return nil, g.err
	}
	via, err := g.transport(req.URL)
	if err != nil {
		return nil, err
	}
	h := httpSettings{opts: g.opts, settings: g.settings, address: req.URL.Scheme + "://" + req.URL.Host + req.URL.EscapedPath()}
	if extra := h.headers(); len(extra) > 0 {
		req = req.Clone(req.Context())
		for name, values := range extra {
			if _, ok := req.Header[name]; !ok {
				req.Header[name] = values
			}
		}
	}
	return via.RoundTrip(req)
}

// CloseIdleConnections ends what no request uses.
func (g *gitRoundTripper) CloseIdleConnections() {
	g.mu.Lock()
	defer g.mu.Unlock()
	for _, t := range g.hosts {
		t.CloseIdleConnections()
	}
}

func (g *gitRoundTripper) transport(u *url.URL) (*http.Transport, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	host := u.Scheme + "://" + u.Host
	if t, ok := g.hosts[host]; ok {
		return t, nil
	}
	h := httpSettings{opts: g.opts, settings: g.settings, address: host + "/"}
	security, err := h.tls()
	if err != nil {
		return nil, err
	}
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.TLSClientConfig, t.Proxy = security, h.proxy()
	if g.hosts == nil {
		g.hosts = map[string]*http.Transport{}
	}
	g.hosts[host] = t
	return t, nil
}
