#!/usr/bin/env bash
# Two of three readers of CODEOWNERS give the owner of docs/* everything below docs, which the host does not
#
# Package:   codeowners 5.1.1 and codeowners-utils 1.0.2 (npm); github.com/hmarr/codeowners v1.2.1 (Go)
# Guess:     the file follows the rules of .gitignore "with some differences" (GitHub's manual, About
#            code owners), so a package that is made for it keeps those differences.
# Seen:      GitHub's manual says that docs/* is docs/getting-started.md and not
#            docs/build-app/troubleshooting.md. Both npm packages say @docs for the second as well, since
#            a .gitignore that names a folder covers what lies in it; the Go package says @everyone, as
#            the host does. Of the other lines of the manual's sample they agree.
# Matters:   to bots and checks that ask for reviews: they ask one who is not asked by the host, and miss
#            those who are. Who means "all below" writes docs/, who asks a package tries docs/* first.
set -euo pipefail
dir=$(mktemp -d); trap 'chmod -R u+w "$dir"; rm -rf "$dir"' EXIT; cd "$dir"
npm install --no-audit --no-fund --ignore-scripts --loglevel=error codeowners@5.1.1 codeowners-utils@1.0.2 >log 2>&1 || { cat log; exit 1; }
mkdir pool && cat > pool/CODEOWNERS <<'OWNERS'
*             @everyone
docs/*        @docs
apps/         @apps
/build/logs/  @logs
/apps/github
OWNERS
cat > try.cjs <<'JS'
const { parse, matchFile } = require('codeowners-utils');
const rules = parse(require('fs').readFileSync('pool/CODEOWNERS', 'utf8'));
const all = new (require('codeowners'))('pool');
for (const p of process.argv.slice(2)) console.log('npm', p, all.getOwner(p).join() || '-', matchFile(p, rules).owners.join() || '-');
JS
mkdir go && cd go && cat > main.go <<'GO'
package main

import (
	"fmt"
	"os"
	"strings"

	"github.com/hmarr/codeowners"
)

func main() {
	f, _ := os.Open("../pool/CODEOWNERS")
	rules, _ := codeowners.ParseFile(f)
	for _, p := range os.Args[1:] {
		r, _ := rules.Match(p)
		var who []string
		for _, o := range r.Owners {
			who = append(who, o.String())
		}
		fmt.Println("go ", p, strings.Join(append(who, "-")[:max(1, len(who))], ","))
	}
}
GO
go mod init try >/dev/null 2>&1; go get github.com/hmarr/codeowners@v1.2.1 >log 2>&1 || { cat log; exit 1; }
go build -o ../owners . && cd ..
paths="docs/getting-started.md docs/build-app/troubleshooting.md src/apps/a.go build/logs/a.log src/build/logs/a.log apps/github/a.md"
{ node try.cjs $paths; (cd go && ../owners $paths); } | tee out
diff out - <<'WANT'
npm docs/getting-started.md @docs @docs
npm docs/build-app/troubleshooting.md @docs @docs
npm src/apps/a.go @apps @apps
npm build/logs/a.log @logs @logs
npm src/build/logs/a.log @everyone @everyone
npm apps/github/a.md - -
go  docs/getting-started.md @docs
go  docs/build-app/troubleshooting.md @everyone
go  src/apps/a.go @apps
go  build/logs/a.log @logs
go  src/build/logs/a.log @everyone
go  apps/github/a.md -
WANT
