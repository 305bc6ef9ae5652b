package note

import (
	"sync"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
	"go.abhg.dev/goldmark/wikilink"
)

// Markdown parses what people write in notes: CommonMark with tables, tasks,
// strikethrough, bare addresses, footnotes, definitions, formulas, ==highlights== and
// wiki links, which are [wikilink.Node]. What shows a note and what follows its links both read this tree, so
// that neither sees a link that the other does not; [LinkOf] reads its links.
func Markdown(src []byte) ast.Node {
	return markdown().Parse(text.NewReader(src), parser.WithContext(marked(map[ast.Node]mark{})))
}

// marksKey is where a parse keeps its marks. It is made before any parse: goldmark counts keys
// without a lock and sizes each parse by that count.
var marksKey = parser.NewContextKey()

// marked is a parse that leaves its marks in m.
func marked(m map[ast.Node]mark) parser.Context {
	pc := parser.NewContext()
	pc.Set(marksKey, m)
	return pc
}

// markdown makes the parser of [Markdown] on first use: most commands never need it.
var markdown = sync.OnceValue(func() parser.Parser {
	return newMarkdown(
		extension.Table, TaskList, extension.Linkify,
		extension.Footnote, extension.DefinitionList,
	)
})

// unlinked makes the parser of [Markdown] for texts that hold no address by itself: looking for
// one takes a third of reading lines.
var unlinked = sync.OnceValue(func() parser.Parser {
	return newMarkdown(extension.Table, TaskList, extension.Footnote, extension.DefinitionList)
})

// outline makes a parser of CommonMark and wiki links alone, whose tables are lines of text.
var outline = sync.OnceValue(func() parser.Parser { return newMarkdown() })

func newMarkdown(extensions ...goldmark.Extender) parser.Parser {
	p := parser.NewParser(
		parser.WithBlockParsers(append(BlockParsers(), parser.DefaultBlockParsers()...)...),
		parser.WithInlineParsers(append(InlineParsers(),
			util.Prioritized(parser.NewCodeSpanParser(), 100),
			util.Prioritized(marking{wikiParser{}}, 199),
			util.Prioritized(marking{parser.NewLinkParser()}, 200),
			util.Prioritized(parser.NewAutoLinkParser(), 300),
			util.Prioritized(parser.NewRawHTMLParser(), 400),
		)...),
		parser.WithParagraphTransformers(parser.DefaultParagraphTransformers()...),
	)
	goldmark.New(goldmark.WithParser(p), goldmark.WithExtensions(extensions...))
	p.Parse(text.NewReader(nil), parser.WithContext(marked(map[ast.Node]mark{}))) // assembles it
	return p
}

// mark is where the parser stood before and after it made a link: [text](dest) is made at
// the bracket that closes the text, [[address]] at the one that opens it.
type mark struct{ from, to int }

// marking is a parser of links that leaves marks.
type marking struct {
	parser.InlineParser
}

func (p marking) Parse(parent ast.Node, block text.Reader, pc parser.Context) ast.Node {
	_, before := block.Position()
	n := p.InlineParser.Parse(parent, block, pc)
	switch n.(type) {
	case *ast.Link, *ast.Image, *wikilink.Node:
		_, after := block.Position()
		pc.Get(marksKey).(map[ast.Node]mark)[n] = mark{before.Start, after.Start}
	}
	return n
}

// CloseBlock passes on the end of a block.
func (p marking) CloseBlock(parent ast.Node, block text.Reader, pc parser.Context) {
	if c, ok := p.InlineParser.(parser.CloseBlocker); ok {
		c.CloseBlock(parent, block, pc)
	}
}
