#!/usr/bin/env bash
# An MCP server whose middleware answers a tool call is refused by clients of 2026-07-28
#
# Packages:  github.com/modelcontextprotocol/go-sdk v1.8.0 (Go module proxy),
#            @modelcontextprotocol/client 2.4.0 (npm)
# Guess:     a receiving middleware may answer "tools/call" itself by returning a
#            *mcp.CallToolResult, as its type allows; the SDK adds what revision 2026-07-28
#            of the protocol asks of each result.
# Seen:      the SDK sets "resultType" only for its own tools, and the field is not
#            exported, so the middleware cannot. Its answer goes out without it, and the
#            TypeScript client, told to negotiate, drops it: "missing required resultType".
#            By default that client speaks 2025-11-25, and there the same answer is fine:
#            tests with a default client see nothing.
# Matters:   to servers that refuse, log or cache calls in one place. Lead the call to a
#            tool (which may be left out of the list) instead.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
cat > main.go <<'GO'
package main

import (
	"context"

	"github.com/modelcontextprotocol/go-sdk/mcp"
)

type in struct{}

func main() {
	s := mcp.NewServer(&mcp.Implementation{Name: "s", Version: "1"}, nil)
	say := func(t string) *mcp.CallToolResult {
		return &mcp.CallToolResult{Content: []mcp.Content{&mcp.TextContent{Text: t}}}
	}
	mcp.AddTool(s, &mcp.Tool{Name: "real"}, func(context.Context, *mcp.CallToolRequest, in) (*mcp.CallToolResult, any, error) {
		return say("from the tool"), nil, nil
	})
	s.AddReceivingMiddleware(func(next mcp.MethodHandler) mcp.MethodHandler {
		return func(ctx context.Context, method string, req mcp.Request) (mcp.Result, error) {
			if c, ok := req.(*mcp.CallToolRequest); ok && c.Params.Name == "early" {
				return say("from the middleware"), nil
			}
			return next(ctx, method, req)
		}
	})
	_ = s.Run(context.Background(), &mcp.StdioTransport{})
}
GO
cat > client.mjs <<'JS'
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
const options = process.argv[2] === 'auto' ? { versionNegotiation: { mode: 'auto' } } : {};
const c = new Client({ name: 'c', version: '1' }, options);
await c.connect(new StdioClientTransport({ command: './server', args: [] }));
console.log('revision', c.getNegotiatedProtocolVersion());
for (const name of ['real', 'early']) {
  try { console.log(name, 'answered:', (await c.callTool({ name, arguments: {} })).content[0].text); }
  catch (e) { console.log(name, 'failed:', e.message.split(' — ')[0]); }
}
await c.close();
JS
{ go mod init example.org/x && go get github.com/modelcontextprotocol/go-sdk@v1.8.0 && go mod tidy && go build -o server . ; } >log 2>&1 || { cat log; exit 1; }
{ npm init -y && npm install --no-audit --no-fund @modelcontextprotocol/client@2.4.0; } >log 2>&1 || { cat log; exit 1; }
{ node client.mjs; node client.mjs auto; } | tee out
diff - out <<'WANT'
revision 2025-11-25
real answered: from the tool
early answered: from the middleware
revision 2026-07-28
real answered: from the tool
early failed: Invalid result for tools/call: missing required resultType
WANT
echo "as stated"
