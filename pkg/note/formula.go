package note

import (
	"bytes"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// InlineParsers are what notes hold inside of lines beyond CommonMark, with their
// priorities: emphasis beside every script, formulas and ==highlights==.
func InlineParsers() []util.PrioritizedValue {
	return append(EmphasisParsers(),
		util.Prioritized(formulaParser{}, 90), // before links: a matrix is none
		util.Prioritized(highlightParser, 497),
	)
}

// BlockParsers are what notes hold as blocks beyond CommonMark: formulas.
func BlockParsers() []util.PrioritizedValue {
	return []util.PrioritizedValue{util.Prioritized(formulaBlockParser{}, 650)}
}

// Kinds of the nodes below.
var (
	KindFormula      = ast.NewNodeKind("Formula")
	KindFormulaBlock = ast.NewNodeKind("FormulaBlock")
	KindHighlight    = ast.NewNodeKind("Highlight")
)

// Formula is $x^2$ or $$x^2$$ inside of a line. Its children are raw text.
type Formula struct {
	ast.BaseInline
	Marks int // dollars on each side, 1 or 2
}

// Kind and Dump make it a node.
func (*Formula) Kind() ast.NodeKind           { return KindFormula }
func (n *Formula) Dump(src []byte, level int) { ast.DumpHelper(n, src, level, nil, nil) }

// FormulaBlock is what stands between two $$, over one or more lines; Lines are those
// between, without the dollars.
type FormulaBlock struct {
	ast.BaseBlock
	closed bool
}

// Kind and Dump make it a node.
func (*FormulaBlock) Kind() ast.NodeKind           { return KindFormulaBlock }
func (*FormulaBlock) IsRaw() bool                  { return true }
func (n *FormulaBlock) Dump(src []byte, level int) { ast.DumpHelper(n, src, level, nil, nil) }

// Highlight is ==what is marked==.
type Highlight struct{ ast.BaseInline }

// Kind and Dump make it a node.
func (*Highlight) Kind() ast.NodeKind           { return KindHighlight }
func (n *Highlight) Dump(src []byte, level int) { ast.DumpHelper(n, src, level, nil, nil) }

var highlightParser = delimited{"=", 2, func(int) ast.Node { return new(Highlight) }}

type formulaParser struct{}

func (formulaParser) Trigger() []byte { return []byte{'$'} }

// Parse takes $$…$$ and $…$ that close on the same line.
func (formulaParser) Parse(_ ast.Node, block text.Reader, _ parser.Context) ast.Node {
	before := block.PrecendingCharacter()
	line, segment := block.PeekLine()
	marks := runOf(line, '$')
	length := 0
	switch {
	case marks == 1 && !wordy(before):
		length = formulaLength(line[1:])
	case marks == 2:
		length = bytes.Index(line[2:], []byte("$$"))
	}
	if length <= 0 {
		return nil
	}
	n := &Formula{Marks: marks}
	inner := ast.NewRawTextSegment(text.NewSegment(segment.Start+marks, segment.Start+marks+length))
	n.AppendChild(n, inner)
	block.Advance(length + 2*marks)
	return n
}

// formulaLength is the length of what stands before the closing dollar, 0 where these are
// prices or variables of a shell: a formula has no space inside of its dollars, no letter
// or digit behind them, and a sign that sentences have not, or is a single letter.
func formulaLength(rest []byte) int {
	end := bytes.IndexByte(rest, '$')
	if end <= 0 || end+1 < len(rest) && wordy(rune(rest[end+1])) {
		return 0
	}
	inner := string(rest[:end])
	switch {
	case strings.ContainsAny(inner, "\n`"), strings.TrimSpace(inner) != inner:
		return 0
	case len(inner) == 1 && wordy(rune(inner[0])) && (inner[0] < '0' || inner[0] > '9'):
		return end
	case strings.ContainsAny(inner, `\^_=+<>`) && !strings.HasSuffix(inner, `\`):
		return end
	}
	return 0
}

func wordy(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '_' || r == '$'
}

type formulaBlockParser struct{}

func (formulaBlockParser) Trigger() []byte             { return []byte{'$'} }
func (formulaBlockParser) CanInterruptParagraph() bool { return true }
func (formulaBlockParser) CanAcceptIndentedLine() bool { return false }

func (formulaBlockParser) Close(ast.Node, text.Reader, parser.Context) {}

var dollars = []byte("$$")

// Open begins a block where a line begins with two dollars and two more close it: on the
// same line, with nothing behind them, or at the end of one further down.
func (formulaBlockParser) Open(_ ast.Node, reader text.Reader, pc parser.Context) (ast.Node, parser.State) {
	line, segment := reader.PeekLine()
	at := pc.BlockOffset()
	if at < 0 || runOf(line[at:], '$') != 2 {
		return nil, parser.NoChildren
	}
	rest := bytes.TrimRight(line[at+2:], " \t\r\n")
	n := new(FormulaBlock)
	start := segment.Start + at - segment.Padding + 2
	switch inner, closed := bytes.CutSuffix(rest, dollars); {
	case closed && !bytes.Contains(inner, dollars):
		n.Lines().Append(text.NewSegment(start, start+len(inner)))
		n.closed = true
		reader.AdvanceToEOL()
		return n, parser.NoChildren
	case bytes.Contains(rest, dollars), !closesBelow(reader.Source()[segment.Stop:]):
		return nil, parser.NoChildren
	}
	if len(rest) > 0 {
		n.Lines().Append(text.NewSegment(start, start+len(rest)))
	}
	reader.AdvanceToEOL()
	return n, parser.NoChildren
}

// mostFormula is how far below its opening a formula may close.
const mostFormula = 8 << 10

func closesBelow(rest []byte) bool {
	for line := range bytes.Lines(rest[:min(len(rest), mostFormula)]) {
		line = bytes.TrimSpace(bytes.TrimLeft(line, "> \t"))
		if at := bytes.Index(line, dollars); at >= 0 {
			return at == len(line)-2
		}
	}
	return false
}

func (formulaBlockParser) Continue(node ast.Node, reader text.Reader, _ parser.Context) parser.State {
	n := node.(*FormulaBlock)
	if n.closed {
		return parser.Close
	}
	line, segment := reader.PeekLine()
	trimmed := bytes.TrimRight(line, " \t\r\n")
	inner, closes := bytes.CutSuffix(trimmed, dollars)
	if segment = segment.WithStop(segment.Start - segment.Padding + len(inner)); len(bytes.TrimSpace(inner)) > 0 {
		n.Lines().Append(segment)
	}
	reader.AdvanceToEOL()
	n.closed = closes
	return parser.Continue | parser.NoChildren
}
