package index

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestLexer(t *testing.T) {
	t.Parallel()
	x := newLexer()
	for _, tt := range []struct{ text, want string }{
		{"Retries, retrying: RETRY!", "retri retri retri"},
		{"Café naïve Größe Łódź", "cafe naiv gross lodz"},
		{"up-to-date snake_case v1.2", "up to date snake case v1 2"},
		{"C++ and C# but i+1", "c++ and c# but i 1"},
		{"数据库 migration テスト", "数 据 库 migrat テ ス ト"},
		{"k8s部署", "k8s 部 署"},
		{"Ελληνικά Привет", "ελληνικα привет"},
		{"e\u0301te\u0301", "ete"},
		{"\u0301", "\u0301"},
		{"bad \xff bytes \xe2\x82", "bad byte"},
		{"N8 E[x]tract [c]reate t[he]m args[n] [x](y) a[1]b", "n8 extract creat them arg argsn x y a 1 b"},
		{"N8 lis[t] identit[y], a[ll] a[i] ref[l][m]", "n8 lis list identit ident a all a i ref l m"},
		{"", ""},
	} {
		if got := strings.TrimSpace(string(x.join(x.roots(nil, tt.text)))); got != tt.want {
			t.Errorf("%q: %q, want %q", tt.text, got, tt.want)
		}
	}
}

func FuzzLexer(f *testing.F) {
	f.Add("Größe 数据 C++ \u0301 \xff" + strings.Repeat("ß", 80))
	f.Fuzz(func(t *testing.T, s string) {
		end := 0
		newLexer().cut(s, func(k token) {
			if k.start < end || k.end <= k.start || k.end > len(s) || k.term == "" || k.folded == "" || len(k.folded) > maxWord+3 {
				t.Fatalf("token %+v of %q", k, s)
			}
			if utf8.ValidString(s) && strings.ContainsAny(k.term, "\" \n") {
				t.Fatalf("term %q", k.term)
			}
			end = k.end
		})
	})
}
