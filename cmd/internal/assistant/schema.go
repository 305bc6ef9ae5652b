package assistant

import (
	"fmt"
	"slices"

	"github.com/google/jsonschema-go/jsonschema"
	"github.com/modelcontextprotocol/go-sdk/mcp"
)

// addTool adds a tool whose schemas are made from the Go types. They are closed, and a
// list in them is a list: made as they come, schemas of slices would also allow null.
func addTool[In, Out any](m *mcp.Server, t *mcp.Tool, f mcp.ToolHandlerFor[In, Out]) {
	t.InputSchema, t.OutputSchema = schemaOf[In](), schemaOf[Out]()
	mcp.AddTool(m, t, f)
}

// schemaOf is the schema of a type of this package. One that cannot be made is a mistake
// in the type, which every test of the package would meet.
func schemaOf[T any]() *jsonschema.Schema {
	s, err := jsonschema.For[T](nil)
	if err != nil {
		panic(fmt.Sprintf("schema of %T: %v", *new(T), err))
	}
	withoutNull(s)
	return s
}

func withoutNull(s *jsonschema.Schema) {
	if s == nil {
		return
	}
	if i := slices.Index(s.Types, "null"); i >= 0 && len(s.Types) == 2 {
		s.Type, s.Types = s.Types[1-i], nil
	}
	for _, in := range s.Properties {
		withoutNull(in)
	}
	withoutNull(s.Items)
}
