package pool

import (
	"github.com/breakfast-table/cop/pkg/forge"
	"github.com/breakfast-table/cop/pkg/pool/people"
)

// codeOwners reads the accepted CODEOWNERS file, from the first place that has one.
func (p *Pool) codeOwners() people.CodeOwners {
	tip := p.accepted()
	if tip == "" {
		return nil
	}
	host, _ := p.offlineHost()
	for _, path := range []string{".github/CODEOWNERS", ".gitlab/CODEOWNERS", ".gitea/CODEOWNERS", ".forgejo/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS"} {
		if b, err := p.repo.ReadFile(tip, path); err == nil {
			return people.ReadCodeOwners(b, host.Kind == forge.Gitea || host.Kind == forge.Forgejo)
		}
	}
	return nil
}
