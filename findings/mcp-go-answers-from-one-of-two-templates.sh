#!/usr/bin/env bash
# Where two resource templates fit an address, mcp-go answers from one or the other, each time anew
#
# Package:   github.com/mark3labs/mcp-go v1.2.1 (Go module proxy); github.com/modelcontextprotocol/go-sdk v1.8.0 beside it
# Guess:     note://{name} for one note, note://{name}/steps for a part of it and note://{+path} for everything else is a
#            usual set: the first that was added answers, or the most exact. The same question has the same answer.
# Seen:      the templates lie in a map and the first that fits in its random order is taken. Asked 300 times for
#            note://rotate and for note://rotate/steps, both kinds of answers come. The other SDK
#            takes one and stays with it.
# Matters:   to servers of notes: a whole file or its part, with front matter or without, by chance; a test that passes
#            today fails on another day, and the assistant quotes what the next reading does not show. Have
#            one template that takes all addresses, and tell them apart in its handler.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
cat > main.go <<'GO'
package main

import (
	"context"
	"fmt"

	"github.com/mark3labs/mcp-go/client"
	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"
	sdk "github.com/modelcontextprotocol/go-sdk/mcp"
)

var (
	ctx       = context.Background()
	templates = []string{"note://{name}", "note://{name}/steps", "note://{+path}"}
)

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func mcpGo() func(uri string) string {
	s := server.NewMCPServer("notes", "1", server.WithResourceCapabilities(false, false))
	for _, t := range templates {
		s.AddResourceTemplate(mcp.NewResourceTemplate(t, t), func(_ context.Context, r mcp.ReadResourceRequest) ([]mcp.ResourceContents, error) {
			return []mcp.ResourceContents{mcp.TextResourceContents{URI: r.Params.URI, Text: t}}, nil
		})
	}
	c := must(client.NewInProcessClient(s))
	if err := c.Start(ctx); err != nil {
		panic(err)
	}
	var hello mcp.InitializeRequest
	hello.Params.ProtocolVersion = mcp.LATEST_PROTOCOL_VERSION
	must(c.Initialize(ctx, hello))
	return func(uri string) string {
		var ask mcp.ReadResourceRequest
		ask.Params.URI = uri
		return must(c.ReadResource(ctx, ask)).Contents[0].(mcp.TextResourceContents).Text
	}
}

func goSDK() func(uri string) string {
	s := sdk.NewServer(&sdk.Implementation{Name: "notes", Version: "1"}, nil)
	for _, t := range templates {
		s.AddResourceTemplate(&sdk.ResourceTemplate{Name: t, URITemplate: t}, func(_ context.Context, r *sdk.ReadResourceRequest) (*sdk.ReadResourceResult, error) {
			return &sdk.ReadResourceResult{Contents: []*sdk.ResourceContents{{URI: r.Params.URI, Text: t}}}, nil
		})
	}
	here, there := sdk.NewInMemoryTransports()
	must(s.Connect(ctx, here, nil))
	c := must(sdk.NewClient(&sdk.Implementation{Name: "reader", Version: "1"}, nil).Connect(ctx, there, nil))
	return func(uri string) string {
		return must(c.ReadResource(ctx, &sdk.ReadResourceParams{URI: uri})).Contents[0].Text
	}
}

func main() {
	for _, lib := range []struct {
		name string
		read func(string) string
	}{{"mcp-go", mcpGo()}, {"go-sdk", goSDK()}} {
		for _, uri := range []string{"note://rotate", "note://rotate/steps"} {
			seen := map[string]bool{}
			for range 300 {
				seen[lib.read(uri)] = true
			}
			fmt.Printf("%s %s: answered by %d of its templates\n", lib.name, uri, len(seen))
		}
	}
}
GO
{ go mod init example.org/x && go get github.com/mark3labs/mcp-go@v1.2.1 github.com/modelcontextprotocol/go-sdk@v1.8.0 && go mod tidy; } >log 2>&1 || { cat log; exit 1; }
go run . | tee out
diff out - <<'WANT'
mcp-go note://rotate: answered by 2 of its templates
mcp-go note://rotate/steps: answered by 2 of its templates
go-sdk note://rotate: answered by 1 of its templates
go-sdk note://rotate/steps: answered by 1 of its templates
WANT
