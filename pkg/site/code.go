package site

import (
	"html"
	"strings"

	"github.com/alecthomas/chroma"
	"github.com/alecthomas/chroma/lexers"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/util"

	"github.com/breakfast-table/cop/pkg/note"
)

const (
	mostColoured = 8 << 10  // bytes of one block of code that are coloured
	mostPainted  = 64 << 10 // bytes of one text that are coloured
)

func (r *renderer) codeBlock(w util.BufWriter, src []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkSkipChildren, nil
	}
	language := ""
	if fenced, ok := n.(*ast.FencedCodeBlock); ok {
		language = note.CodeLanguage(string(fenced.Language(src)))
	}
	r.code(w, linesOf(n, src), language)
	return ast.WalkSkipChildren, nil
}

// code is a block of code, coloured where the language is known. The page can be moved
// sideways under it, also with the keyboard.
func (r *renderer) code(w util.BufWriter, text, language string) {
	put(w, `<pre class="code" tabindex="0"><code`)
	if language != "" {
		put(w, ` class="language-`, html.EscapeString(language), `"`)
	}
	put(w, ">")
	text = note.CleanText(text)
	if !r.coloured(w, text, language) {
		putText(w, text)
	}
	put(w, "</code></pre>\n")
}

func (r *renderer) coloured(w util.BufWriter, text, language string) bool {
	if language == "" || len(text) > mostColoured || r.painted+len(text) > mostPainted {
		return false
	}
	r.painted += len(text)
	if s := r.scanner(language); s != nil {
		put(w, s.colour(text))
		return true
	}
	lexer := lexers.Get(language)
	if lexer == nil {
		return false
	}
	tokens, err := chroma.Tokenise(lexer, nil, text)
	if err != nil {
		return false
	}
	var b strings.Builder
	same := 0
	for _, t := range tokens {
		if class := tokenClass(t.Type); class != "" && strings.TrimSpace(t.Value) != "" {
			b.WriteString(`<i class="` + class + `">` + html.EscapeString(t.Value) + "</i>")
		} else {
			b.WriteString(html.EscapeString(t.Value))
		}
		same += len(t.Value)
	}
	if same != len(text) {
		return false // a lexer that loses something
	}
	put(w, b.String())
	return true
}

// scanner is the scanner of a language, made once.
func (r *renderer) scanner(language string) *scanner {
	s, ok := r.scanners[language]
	if !ok {
		s = scannerFor(language)
		r.scanners[language] = s
	}
	return s
}

// tokenClasses are few, as colours in the terminal are. A kind that is not here looks like
// the one it is a kind of.
var tokenClasses = map[chroma.TokenType]string{
	chroma.Comment: "c", chroma.CommentPreproc: "k",
	chroma.Keyword: "k", chroma.KeywordType: "t",
	chroma.NameTag: "k", chroma.NameAttribute: "t", chroma.NameBuiltin: "t", chroma.NameDecorator: "t", chroma.NameConstant: "t",
	chroma.LiteralString: "s", chroma.LiteralStringEscape: "t", chroma.LiteralNumber: "t", chroma.LiteralDate: "t",
	chroma.GenericDeleted: "d", chroma.GenericInserted: "s",
}

func tokenClass(kind chroma.TokenType) string {
	for {
		if class, ok := tokenClasses[kind]; ok || kind <= 0 || kind == kind.Parent() {
			return class
		}
		kind = kind.Parent()
	}
}
