package note

import (
	"strings"
	"testing"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// emphasised shows what a parser of our own makes of a line: <b>, <i> and <s> around it.
func emphasised(line string, own bool) string {
	inline := parser.DefaultInlineParsers()
	if own {
		inline = append(inline, EmphasisParsers()...)
	}
	p := parser.NewParser(parser.WithBlockParsers(parser.DefaultBlockParsers()...), parser.WithInlineParsers(inline...))
	src := []byte(line)
	var b strings.Builder
	_ = ast.Walk(p.Parse(text.NewReader(src)), func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		slash := "/"
		if entering {
			slash = ""
		}
		switch n := n.(type) {
		case *ast.Emphasis:
			b.WriteString("<" + slash + []string{"i", "b"}[n.Level-1] + ">")
		case *extast.Strikethrough:
			b.WriteString("<" + slash + "s>")
		case *ast.Text:
			if entering {
				b.Write(n.Segment.Value(src))
			}
		}
		return ast.WalkContinue, nil
	})
	return b.String()
}

// TestEmphasisL9 reads emphasis where words stand without spaces, as its authors mean it.
func TestEmphasisL9(t *testing.T) {
	t.Parallel()
	for src, want := range map[string]string{
		"**注意：**先停机。":                "<b>注意：</b>先停机。",
		"先停机。**「检查」**完成后再启动":         "先停机。<b>「检查」</b>完成后再启动",
		`이것은 **"중요"**합니다.`:           `이것은 <b>"중요"</b>합니다.`,
		"これは**私のやりたかったこと。**だからするの。":  "これは<b>私のやりたかったこと。</b>だからするの。",
		"**[注意](a)**だから":             "<b>注意</b>だから",
		"请看**`rm -rf`（危险）**的说明":      "请看<b>rm -rf（危险）</b>的说明",
		"***（重要）***です":               "<i><b>（重要）</b></i>です",
		"~~删除。~~然后":                  "<s>删除。</s>然后",
		"**重要** と *強調*":              "<b>重要</b> と <i>強調</i>",
		"Latin: **stop**now **a.**b": "Latin: <b>stop</b>now **a.**b",
		"a ~x~ ~~~y~~~":              "a <s>x</s> ~~~y~~~",
		"snake_case_name":            "snake_case_name",
		"done ✅**yes!**no":           "done ✅**yes!**no",
		"2 * 3 * 4":                  "2 * 3 * 4",
	} {
		if got := emphasised(src, true); got != want {
			t.Errorf("%s: %s, want %s", src, got, want)
		}
	}
	n := Parse("practices/a.md", []byte("# **注意：**停机\n"))
	if n.Title != "注意：停机" {
		t.Errorf("L9: the title is %q", n.Title)
	}
}

// FuzzEmphasis: what has no character of these scripts reads as CommonMark says.
func FuzzEmphasis(f *testing.F) {
	for _, s := range []string{"**a**b", "*a _b_ c*", "__x__ ***y*** \"*z*\"", "a**\"b\"**c", "_(a)_b *c"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		s = strings.ToValidUTF8(strings.ReplaceAll(s, "~", ""), "")
		if strings.ContainsFunc(s, EastAsian) {
			t.Skip()
		}
		if got, want := emphasised(s, true), emphasised(s, false); got != want {
			t.Errorf("%q: %q, goldmark %q", s, got, want)
		}
	})
}
