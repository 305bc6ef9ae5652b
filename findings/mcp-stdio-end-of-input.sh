#!/usr/bin/env bash
# An MCP server answers nothing when its requests are piped in: the end of input drops them
#
# Package:   github.com/modelcontextprotocol/go-sdk v1.8.0 (Go module proxy)
# Guess:     as with other line protocols on standard streams, the end of the input means
#            "no more requests": what was asked before is answered, then the server ends.
# Seen:      with a tool that takes 300 ms, "printf REQUESTS | server" prints the answer to
#            the handshake and nothing for the tool; the server ends at once, with status
#            0. With the input held open for a second the answer comes. No error tells the
#            two apart.
# Matters:   to whoever scripts or tests a server with a pipe or a here-document, and to
#            servers whose first answer is slow. Count requests in and answers out, and
#            hear the end of the input only when none is open (not counting
#            subscriptions/listen, which stays open by design).
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
cat > main.go <<'GO'
package main

import (
	"context"
	"os"
	"time"

	"github.com/modelcontextprotocol/go-sdk/mcp"
)

type in struct{}

func main() {
	s := mcp.NewServer(&mcp.Implementation{Name: "s", Version: "1"}, nil)
	mcp.AddTool(s, &mcp.Tool{Name: "slow"}, func(context.Context, *mcp.CallToolRequest, in) (*mcp.CallToolResult, any, error) {
		time.Sleep(300 * time.Millisecond)
		return &mcp.CallToolResult{Content: []mcp.Content{&mcp.TextContent{Text: "here it is"}}}, nil, nil
	})
	if s.Run(context.Background(), &mcp.StdioTransport{}) != nil {
		os.Exit(1)
	}
}
GO
{ go mod init example.org/x && go get github.com/modelcontextprotocol/go-sdk@v1.8.0 && go mod tidy && go build -o server . ; } >log 2>&1 || { cat log; exit 1; }
requests() {
  printf '%s\n' '{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"c","version":"1"}}}' \
    '{"jsonrpc":"2.0","method":"notifications/initialized"}' \
    '{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"slow","arguments":{}}}'
}
count() { grep -c 'here it is' || true; }
{
  echo "input ends at once: $(requests | ./server | count) answer"
  echo "exit status: $(requests | ./server >/dev/null; echo $?)"
  echo "input held open: $({ requests; sleep 1; } | ./server | count) answer"
} | tee out
diff - out <<'WANT'
input ends at once: 0 answer
exit status: 0
input held open: 1 answer
WANT
echo "as stated"
