package note

import (
	"bytes"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// TaskList makes tasks of list items that begin with [ ] or [x] and a space, as git hosts
// do. The library's own takes the text of - [x](link) for a box as well.
var TaskList goldmark.Extender = taskList{}

type taskList struct{}

// Extend gives a markdown the parser of boxes, and the library's way to write them.
func (taskList) Extend(m goldmark.Markdown) {
	m.Parser().AddOptions(parser.WithInlineParsers(
		util.Prioritized(boxParser{extension.NewTaskCheckBoxParser()}, 0), // before links
	))
	m.Renderer().AddOptions(renderer.WithNodeRenderers(
		util.Prioritized(extension.NewTaskCheckBoxHTMLRenderer(), 500),
	))
}

// boxParser is the library's parser of boxes, asked only where a space follows.
type boxParser struct {
	parser.InlineParser
}

func (p boxParser) Parse(parent ast.Node, block text.Reader, pc parser.Context) ast.Node {
	line, _ := block.PeekLine()
	if len(line) < 4 || bytes.IndexByte([]byte(" \t\n"), line[3]) < 0 {
		return nil
	}
	return p.InlineParser.Parse(parent, block, pc)
}
