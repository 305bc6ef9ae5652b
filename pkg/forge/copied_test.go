package forge_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/breakfast-table/cop/pkg/credential"
	"github.com/breakfast-table/cop/pkg/forge"
)

// G1: each host says what a repository is a copy of.
func TestCopiedFrom(t *testing.T) {
	rest := `{"full_name":"ana/pool","clone_url":"https://h.test/ana/pool.git","parent":{"full_name":"guild/pool","clone_url":"https://h.test/guild/pool.git","ssh_url":"git@h.test:guild/pool.git"}}`
	for kind, body := range map[forge.Kind]string{
		forge.GitHub: rest,
		forge.Gitea:  rest,
		forge.GitLab: `{"path_with_namespace":"ana/pool","forked_from_project":{"id":1,"path_with_namespace":"guild/pool","http_url_to_repo":"https://h.test/guild/pool.git","ssh_url_to_repo":"git@h.test:guild/pool.git"}}`,
	} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, body) }))
		t.Cleanup(server.Close)
		remote, err := forge.ParseRemote(server.URL + "/ana/pool.git")
		if err != nil {
			t.Fatal(err)
		}
		f, err := forge.New(forge.Host{Kind: kind, Web: server.URL}, remote, forge.Options{Credential: credential.Credential{Token: credential.NewToken("t")}})
		if err != nil {
			t.Fatal(err)
		}
		want := forge.Fork{Path: "guild/pool", CloneURL: "https://h.test/guild/pool.git", SSHURL: "git@h.test:guild/pool.git"}
		if r, err := f.Repository(t.Context()); err != nil || r.Parent != want {
			t.Errorf("%s: %+v (%v)", kind, r.Parent, err)
		}
	}
}
