package pool

import (
	"net/http"
	"net/http/httptest"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/breakfast-table/cop/pkg/forge"
)

// U41: a host that accepts a connection and then stays silent is waited for as long as the shared
// place is, and not for half a minute, twice.
func TestSilentHostIsGivenUp(t *testing.T) {
	t.Parallel()
	hang := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		select {
		case <-hang:
		case <-r.Context().Done():
		}
	}))
	defer server.Close()
	defer close(hang)
	dir := filepath.Join(t.TempDir(), "ana")
	o := Options{Name: "Ana", Email: "ana@example.org", Handle: "ana", Idle: 100 * time.Millisecond, Env: []string{"HOME=" + t.TempDir(), "GITEA_TOKEN=x", "GITEA_HOST=" + server.Listener.Addr().String()}}
	p, err := Found(t.Context(), dir, Founding{Name: "Table"}, o)
	if err != nil {
		t.Fatal(err)
	}
	p.Close()
	for _, args := range [][]string{{"remote", "add", "origin", server.URL + "/guild/pool.git"}, {"config", hostSetting, "gitea " + server.URL}} {
		cmd := exec.Command("git", args...)
		cmd.Dir = dir
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Skipf("git %s: %v %s", args[0], err, out)
		}
	}
	if p, err = Open(t.Context(), dir, o); err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	begun := time.Now()
	_, err = p.Reviews(t.Context(), forge.Filter{})
	if took := time.Since(begun); err == nil || took > 5*time.Second {
		t.Errorf("after %s: %v", took, err)
	}
}
