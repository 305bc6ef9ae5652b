package pool

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"

	"github.com/breakfast-table/cop/pkg/forge"
	"github.com/breakfast-table/cop/pkg/repo"
)

// pagesFile is what a host needs to publish the pages of a pool by itself.
type pagesFile struct{ host, path, text string }

// pagesFiles are written for each host that has pages of its own, or runs what makes some.
// History is fetched whole: dates, evidence and who wrote what come from it.
var pagesFiles = []pagesFile{
	{"github", ".github/workflows/pages.yml", `# Publishes the pool as web pages whenever the notes change.
# In the repository's settings, under Pages, choose "GitHub Actions" as the source.
name: pages
on:
  push: {branches: ["<branch>"]}
  workflow_dispatch:
permissions: {contents: read, pages: write, id-token: write}
concurrency: {group: pages, cancel-in-progress: true}
jobs:
  pages:
    runs-on: ubuntu-latest
    environment: {name: github-pages, url: "${{ steps.deploy.outputs.page_url }}"}
    steps:
      - uses: actions/checkout@v4
        with: {fetch-depth: 0}
      - uses: actions/setup-go@v5
        with: {go-version: stable}
      - uses: actions/configure-pages@v5
        id: pages
      - run: go run github.com/breakfast-table/cop/cmd/cop@latest site public --address "${{ steps.pages.outputs.base_url }}/"
      - uses: actions/upload-pages-artifact@v3
        with: {path: public}
      - uses: actions/deploy-pages@v4
        id: deploy
`},
	{"gitlab", ".gitlab-ci.yml", `# Publishes the pool as web pages whenever the notes change.
pages:
  image: golang:latest
  variables: {GIT_DEPTH: "0"}
  script:
    - go run github.com/breakfast-table/cop/cmd/cop@latest site public --address "$CI_PAGES_URL/"
  artifacts: {paths: [public]}
  rules:
    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH
`},
	{"gitea", ".gitea/workflows/pages.yml", `# Puts the pool as web pages on the branch "pages" whenever the notes change: what serves
# that branch (Codeberg Pages, or any server of files) shows them.
name: pages
on:
  push: {branches: ["<branch>"]}
jobs:
  pages:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
        with: {fetch-depth: 0}
      - uses: actions/setup-go@v5
        with: {go-version: stable}
      - run: go run github.com/breakfast-table/cop/cmd/cop@latest site public
      - env:
          TOKEN: ${{ secrets.GITHUB_TOKEN }}
          PLACE: ${{ github.server_url }}/${{ github.repository }}.git
        run: |
          cd public
          git init -q -b pages
          git add -A
          git -c user.name=pages -c user.email=pages@localhost commit -qm "Pages"
          git push -qf "${PLACE%%://*}://pages:$TOKEN@${PLACE#*://}" pages
`},
}

// PagesHosts are the hosts that [Pool.WritePages] knows.
func PagesHosts() []string {
	var out []string
	for _, f := range pagesFiles {
		out = append(out, f.host)
	}
	return out
}

// NoPagesError says that nobody knows how a host publishes pages.
type NoPagesError struct{ Host string }

func (e *NoPagesError) Error() string { return fmt.Sprintf("nothing is known of pages on %q", e.Host) }

// WritePages writes what a host needs to publish the pool's pages by itself, and says where.
// fresh is false when such a file is there: it stays. Errors: *NoPagesError.
func (p *Pool) WritePages(host string) (path string, fresh bool, err error) {
	i := slices.IndexFunc(pagesFiles, func(f pagesFile) bool { return f.host == host })
	if i < 0 {
		return "", false, &NoPagesError{host}
	}
	f := pagesFiles[i]
	if _, err := os.Lstat(p.Path(f.path)); !errors.Is(err, fs.ErrNotExist) {
		return f.path, false, err
	}
	if err := p.repo.WriteFile(f.path, []byte(p.pagesText(f)), repo.Regular); err != nil {
		return f.path, false, fmt.Errorf("write %s: %w", f.path, err)
	}
	return f.path, true, nil
}

func (p *Pool) pagesText(f pagesFile) string {
	return strings.ReplaceAll(f.text, "<branch>", p.trunk.branch)
}

// pagesFor is what the host at an address needs; GitHub's where nobody knows the host.
func pagesFor(remote string) pagesFile {
	r, err := forge.ParseRemote(remote)
	if err != nil {
		return pagesFiles[0]
	}
	switch h, _ := forge.Known(r); h.Kind {
	case forge.GitLab:
		return pagesFiles[1]
	case forge.Gitea, forge.Forgejo:
		return pagesFiles[2]
	}
	return pagesFiles[0]
}
