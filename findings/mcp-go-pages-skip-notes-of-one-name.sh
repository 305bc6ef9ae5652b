#!/usr/bin/env bash
# mcp-go leaves out notes that have the name of another one as soon as its list comes in pages
#
# Package:   github.com/mark3labs/mcp-go v1.2.1 (Go module proxy), the most used MCP library in Go
# Guess:     WithPaginationLimit cuts the list into pages and the client's ListResources puts them together:
#            all resources, each once. What tells resources apart is their uri; a name is for people and
#            may be there twice (MCP, Resources), as README is in every folder.
# Seen:      the list is sorted by name, and the cursor is the last name of the page: the next page begins
#            after every resource of that name. Of README in four folders the pages have two, and which two
#            differs from list to list, for the order of equal names is left to a map. Nothing says that
#            something is missing; without pages all are there, and each can be read by its uri.
# Matters:   to servers of notes, where titles repeat ("README", "Minutes", "Retro"): the assistant does not
#            know of notes that are there, and not of the same ones tomorrow. Make names unique
#            (take the path), or do without pages. The same code lists templates.
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
)

func list(limit int) (n int, last string) {
	ctx := context.Background()
	s := server.NewMCPServer("notes", "1", server.WithResourceCapabilities(false, false), server.WithPaginationLimit(limit))
	for _, folder := range []string{"kitchen", "oncall", "review", "talks"} {
		s.AddResource(mcp.NewResource("note://"+folder+"/README", "README"), nil)
	}
	s.AddResource(mcp.NewResource("note://wash", "Wash hands"), nil)
	c, err := client.NewInProcessClient(s)
	if err != nil {
		panic(err)
	}
	if err := c.Start(ctx); err != nil {
		panic(err)
	}
	var hello mcp.InitializeRequest
	hello.Params.ProtocolVersion = mcp.LATEST_PROTOCOL_VERSION
	if _, err := c.Initialize(ctx, hello); err != nil {
		panic(err)
	}
	got, err := c.ListResources(ctx, mcp.ListResourcesRequest{})
	if err != nil {
		panic(err)
	}
	return len(got.Resources), got.Resources[0].URI + got.Resources[1].URI
}

func main() {
	for _, limit := range []int{10, 3, 2, 1} {
		n, _ := list(limit)
		fmt.Printf("pages of %d: %d of 5 resources\n", limit, n)
	}
	seen := map[string]bool{}
	for range 60 {
		_, which := list(2)
		seen[which] = true
	}
	fmt.Println("the same two each time:", len(seen) == 1)
}
GO
{ go mod init example.org/x && go get github.com/mark3labs/mcp-go@v1.2.1 && go mod tidy; } >log 2>&1 || { cat log; exit 1; }
go run . | tee out
diff out - <<'WANT'
pages of 10: 5 of 5 resources
pages of 3: 4 of 5 resources
pages of 2: 3 of 5 resources
pages of 1: 2 of 5 resources
the same two each time: false
WANT
