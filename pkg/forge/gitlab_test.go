package forge_test

import (
	"strings"
	"testing"

	"github.com/breakfast-table/cop/pkg/forge"
	"github.com/breakfast-table/cop/pkg/forge/forgetest"
)

func TestGitLab(t *testing.T) { forgetest.Run(t, forgetest.GitLab) }

// TestOldGitLab: a request for changes that the server ignores becomes an open thread,
// and is not reported as what it did not become.
func TestOldGitLab(t *testing.T) {
	t.Parallel()
	place := forgetest.OldGitLab(t)
	ana := place.Clone(t, forgetest.Ana)
	ana.Start("cop/ana/tea")
	head := ana.Write("Drink tea", map[string]string{"practices/tea.md": "# Tea\n"})
	ana.Push(forge.Route{Ref: "refs/heads/cop/ana/tea"}, "")
	c, err := place.As(forgetest.Ana).Open(t.Context(), forge.Proposal{Branch: "cop/ana/tea", Title: "Drink tea", Head: head})
	if err != nil {
		t.Fatal(err)
	}
	got, err := place.As(forgetest.Ben).Submit(t.Context(), c.ID, forge.Review{Opinion: forge.ChangesRequested, Head: head, Body: "Which tea?"})
	if err != nil || got.Verdict.Opinion != forge.Commented {
		t.Fatalf("%+v (%v)", got, err)
	}
	threads, err := place.As(forgetest.Ben).Threads(t.Context(), c.ID)
	if err != nil || len(threads) != 1 || len(threads[0].Comments) != 2 {
		t.Fatalf("%+v (%v)", threads, err)
	}
	if said := threads[0].Comments; said[0].Body != "Which tea?" || !strings.HasPrefix(said[1].Body, "Changes requested.") {
		t.Errorf("%+v", said)
	}
}
