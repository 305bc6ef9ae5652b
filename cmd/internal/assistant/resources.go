package assistant

import (
	"context"
	"net/url"
	"strings"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool"
)

const (
	scheme       = "cop://"
	charterURI   = scheme + "charter"
	guideURI     = scheme + "review-guide"
	noteURI      = scheme + "note/"
	templateURI  = scheme + "template/"
	markdownType = "text/markdown"
)

// addResources adds what a person may hand to an assistant as a whole.
func (s *server) addResources(m *mcp.Server) {
	m.AddResource(&mcp.Resource{URI: charterURI, Name: "charter", Title: "The community's charter", Description: "Who the community is, why, and how it works.", MIMEType: markdownType}, s.resource)
	m.AddResource(&mcp.Resource{URI: guideURI, Name: "review-guide", Title: "Review guide", Description: "What the community asks of a contribution.", MIMEType: markdownType}, s.resource)
	m.AddResourceTemplate(&mcp.ResourceTemplate{URITemplate: templateURI + "{type}", Name: "template", Title: "Template for a note", Description: "What a new note of a type starts from: practice, story, question, decision …", MIMEType: markdownType}, s.resource)
	m.AddResourceTemplate(&mcp.ResourceTemplate{URITemplate: noteURI + "{+address}", Name: "note", Title: "A note", Description: "A note with its thread; address as find gives it.", MIMEType: markdownType}, s.resource)
}

func (s *server) resource(ctx context.Context, req *mcp.ReadResourceRequest) (*mcp.ReadResourceResult, error) {
	uri := req.Params.URI
	var found string
	err := s.use(ctx, func(p *pool.Pool) (err error) {
		found, err = resourceText(ctx, p, uri)
		return err
	})
	if err != nil {
		return nil, err
	}
	part, next := page(note.CleanText(found), 0)
	if next > 0 {
		part += "\n… (there is more: read_note gives the rest in parts)"
	}
	return &mcp.ReadResourceResult{Contents: []*mcp.ResourceContents{{URI: uri, MIMEType: markdownType, Text: quoted(s.Mark(), part)}}}, nil
}

func resourceText(ctx context.Context, p *pool.Pool, uri string) (string, error) {
	if uri == charterURI {
		b, err := p.Read("charter")
		return string(b), err
	}
	if uri == guideURI {
		return p.Rubric(), nil
	}
	if name, ok := strings.CutPrefix(uri, templateURI); ok {
		b, err := p.Template(note.Type(name))
		return string(b), err
	}
	name, ok := strings.CutPrefix(uri, noteURI)
	if name, err := url.PathUnescape(name); ok && err == nil {
		a, err := p.Address(ctx, name)
		if err != nil {
			return "", err
		}
		v, err := p.Show(ctx, a)
		return noteText(v), err
	}
	return "", mcp.ResourceNotFoundError(uri)
}
