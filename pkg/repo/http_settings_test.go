package repo

import (
	"encoding/pem"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
)

// G10, G16: a certificate that only git's settings vouch for, and a header that only they hold.
func TestHTTPSettingsAreGits(t *testing.T) {
	backend := httpBackend(t)
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("X-Gate") != "open" {
			http.Error(w, "the gate is closed", http.StatusForbidden)
			return
		}
		backend.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	remote := filepath.Join(t.TempDir(), "pool.git")
	runGit(t, ".", worldEnv(t), "init", "-q", "--bare", "-b", "main", remote)
	ca := filepath.Join(t.TempDir(), "ca.pem")
	check(t, os.WriteFile(ca, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw}), 0o644))
	bothTransports(t, func(t *testing.T, o Options) {
		r := toRemote(t, server.URL+remote, o)
		try := func(step string, want any) {
			t.Helper()
			_, err := r.Fetch(t.Context(), "origin", []string{"refs/heads/*"})
			if want == nil && err != nil || want != nil && !errors.As(err, want) {
				t.Errorf("%s: %v", step, err)
			}
			req := must(http.NewRequest(http.MethodGet, server.URL+remote+"/info/refs?service=git-upload-pack", nil))(t)
			res, err := r.HTTP().RoundTrip(req)
			if err == nil {
				check(t, res.Body.Close())
			}
			if (want == nil) != (err == nil && res.StatusCode == http.StatusOK) {
				t.Errorf("%s, any other request: %v", step, err)
			}
		}
		try("unknown certificate", new(*CertificateError))
		check(t, r.SetConfig("http."+server.URL+".sslCAInfo", ca))
		try("no header", new(*AuthError))
		check(t, r.SetConfig("http.https://elsewhere.example.org.extraHeader", "X-Gate: open"))
		try("a header for somebody else", new(*AuthError))
		check(t, r.SetConfig("http."+server.URL+".extraHeader", "X-Gate: open"))
		try("all there", nil)
	})
}

// G16: a dead proxy is told as one.
func TestDeadProxyIsNamed(t *testing.T) {
	bothTransports(t, func(t *testing.T, o Options) {
		r := toRemote(t, "http://git.example.org/pool.git", o)
		check(t, r.SetConfig("http.proxy", "http://127.0.0.1:1"))
		_, err := r.Fetch(t.Context(), "origin", []string{"refs/heads/*"})
		var net *NetError
		if !errors.As(err, &net) || net.Kind != ProxyAway {
			t.Errorf("got %v", err)
		}
	})
}

// G16: a proxy is for servers of this machine, too, as git has it; NO_PROXY leaves them out.
func TestProxyToThisMachine(t *testing.T) {
	server := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(server.Close)
	for _, spared := range []string{"", "127.0.0.1", "127.0.0.0/8, example.org", "*"} {
		bothTransports(t, func(t *testing.T, o Options) {
			o.Env = append(o.Env, "NO_PROXY="+spared)
			r := toRemote(t, server.URL+"/pool.git", o)
			check(t, r.SetConfig("http.proxy", "http://127.0.0.1:1"))
			_, err := r.Fetch(t.Context(), "origin", []string{"refs/heads/*"})
			var net *NetError
			if err == nil || (errors.As(err, &net) && net.Kind == ProxyAway) != (spared == "") {
				t.Errorf("without %q: %v", spared, err)
			}
		})
	}
}
