#!/usr/bin/env bash
# In MCP's TypeScript SDK find://notes{?q,limit} is not found without a limit, and a fragment is cut by letters
#
# Package:   @modelcontextprotocol/server 2.4.0 (npm); github.com/yosida95/uritemplate/v3 v3.0.2,
#            which the Go SDK takes, beside it
# Guess:     resource templates are RFC 6570, as MCP has it: variables of a query that have no
#            value are left out (3.2.8), {/a,b} is /A/B (3.2.6), a fragment begins at # (3.2.4).
#            An address that a template makes is one that it matches.
# Seen:      a query matches only with every variable there, though expand leaves one out.
#            {/topic,name} makes "oncall,rotate", without a slash; {name}{#heading} of
#            rotate#steps is the name "rotate#step" and the heading "s".
#            {name} of "wash hands" comes back as "wash%20hands" in TypeScript, decoded in Go.
# Matters:   to servers of notes for assistants: what the client made of the template that the
#            server itself named is "resource not found", or names another note. Use {+address}
#            alone, and take options as arguments of a tool.
set -euo pipefail
dir=$(mktemp -d); trap 'chmod -R u+w "$dir"; rm -rf "$dir"' EXIT; cd "$dir"
npm install --silent --no-audit --no-fund --prefix . @modelcontextprotocol/server@2.4.0 >/dev/null 2>&1
cat > templates.mjs <<'JS'
import { UriTemplate } from "@modelcontextprotocol/server"
function roundTrip(template, values) {
  const t = new UriTemplate(template), uri = t.expand(values)
  console.log(`ts ${template}: ${uri} is ${JSON.stringify(t.match(uri))}`)
}
roundTrip("find://notes{?q,limit}", { q: "pager", limit: "5" })
roundTrip("find://notes{?q,limit}", { q: "pager" })
roundTrip("note://pool{/topic,name}", { topic: "oncall", name: "rotate" })
roundTrip("note://pool/{name}{#heading}", { name: "rotate", heading: "steps" })
roundTrip("note://pool/{name}", { name: "wash hands" })
roundTrip("note://{+address}", { address: "oncall/rotate" })
JS
cat > main.go <<'GO'
package main

import (
	"fmt"

	"github.com/yosida95/uritemplate/v3"
)

func roundTrip(template string, values ...string) {
	t, v := uritemplate.MustNew(template), uritemplate.Values{}
	for i := 0; i < len(values); i += 2 {
		v.Set(values[i], uritemplate.String(values[i+1]))
	}
	uri, _ := t.Expand(v)
	got := map[string]string{}
	for name, value := range t.Match(uri) {
		got[name] = value.String()
	}
	fmt.Printf("go %s: %s is %v\n", template, uri, got)
}

func main() {
	roundTrip("find://notes{?q,limit}", "q", "pager")
	roundTrip("note://pool{/topic,name}", "topic", "oncall", "name", "rotate")
	roundTrip("note://pool/{name}{#heading}", "name", "rotate", "heading", "steps")
	roundTrip("note://pool/{name}", "name", "wash hands")
}
GO
{ go mod init example.org/x && go get github.com/yosida95/uritemplate/v3@v3.0.2; } >log 2>&1 || { cat log; exit 1; }
{ node templates.mjs; go run .; } | tee out
diff out - <<'WANT'
ts find://notes{?q,limit}: find://notes?q=pager&limit=5 is {"q":"pager","limit":"5"}
ts find://notes{?q,limit}: find://notes?q=pager is null
ts note://pool{/topic,name}: note://pooloncall,rotate is null
ts note://pool/{name}{#heading}: note://pool/rotate#steps is {"name":"rotate#step","heading":"s"}
ts note://pool/{name}: note://pool/wash%20hands is {"name":"wash%20hands"}
ts note://{+address}: note://oncall/rotate is {"address":"oncall/rotate"}
go find://notes{?q,limit}: find://notes?q=pager is map[q:pager]
go note://pool{/topic,name}: note://pool/oncall/rotate is map[name:rotate topic:oncall]
go note://pool/{name}{#heading}: note://pool/rotate#steps is map[heading:steps name:rotate]
go note://pool/{name}: note://pool/wash%20hands is map[name:wash hands]
WANT
