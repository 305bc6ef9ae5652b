package index

import (
	"github.com/breakfast-table/cop/pkg/note"
	"slices"
	"strings"
	"testing"
)

// samplePool is a small pool that the tests of searching share.
func samplePool() files {
	return files{
		"oncall/rotate-the-pager": "---\ntitle: Rotate the pager\ntags: [oncall, ops]\nauthors: [ana]\naliases: [duty/pager-rotation]\n---\nHand over every Monday. Retrying a page twice is fine.\n",
		"oncall/retries":          "---\ntitle: Retry with backoff\ntags: [go]\nauthors: [ben]\n---\nExponential backoff with jitter keeps a service alive. See [the rota](rotate-the-pager.md).\n",
		"go/errors":               "---\ntitle: Wrap errors\ntype: practice\ntags: [go, go/Deep, Style Guide]\nauthors: [ana, ben]\n---\n# Wrapping\n\nSay what you attempted. A café is no place to retry.\n",
		"go/old-errors":           "---\ntitle: Wrap errors the old way\nstatus: deprecated\ntags: [go]\n---\nUse pkg/errors. Wrap errors everywhere, wrap wrap errors.\n",
		"db/migrate":              "---\ntitle: 数据库迁移\ntype: decision\n---\n数据库迁移必须可以回滚。エラーは具体的に書く。배포 전에 테스트를 실행한다\n",
		"ask/why-slow":            "---\ntitle: Why is the deploy slow?\ntype: question\nauthors: [cy]\n---\nIt takes an hour.\n",
		"ask/why-slow/2024-05-01-ana-answer-ab23": "---\ntype: answer\n---\nThe linker runs without a cache; warm the kumquat cache first.\n",
		"broken": "---\ntitle: [unclosed\n---\nStill searchable brokenness.\n",
		"plain":  "# Plain markdown\n\nNo front matter, C++ and C# code, ünïcode Größe.\n",
	}
}

func TestFindWords(t *testing.T) {
	t.Parallel()
	db := indexed(t, samplePool())
	for _, tt := range []struct {
		query string
		want  string // addresses, best first
	}{
		{"backoff", "oncall/retries"},
		{"RETRIES", "oncall/retries oncall/rotate-the-pager go/errors"},
		{"retry jitter", "oncall/retries"},
		{`"rotate the pager"`, "oncall/rotate-the-pager"},
		{`"pager the rotate"`, ""},
		{"exponen*", "oncall/retries"},
		{"retries*", "oncall/retries oncall/rotate-the-pager go/errors"},
		{"wrap -deprecated", "go/errors go/old-errors"},
		{"wrap -pkg", "go/errors"},
		{`errors -"old way"`, "go/errors"},
		{"cafe", "go/errors"},
		{"CAFÉ", "go/errors"},
		{"grosse", "plain"},
		{"unicode", "plain"},
		{"c++", "plain"},
		{"c#", "plain"},
		{"ackof", "oncall/retries"},
		{"xponentia", "oncall/retries"},
		{"数据", "db/migrate"},
		{"回", "db/migrate"},
		{"据迁", ""},
		{"具体的", "db/migrate"},
		{"테스트", "db/migrate"},
		{"searchable", "broken"},
		{"kumquat", "ask/why-slow"},
		{"kumquat type:question", "ask/why-slow"},
		{"kumquat type:story", ""},
		{"pager-rotation", "oncall/rotate-the-pager"},
		{"zebra", ""},
		{"backoff zebra", ""}, // one of two words answers nothing
		{"how do I retry with zookeeper", "oncall/retries oncall/rotate-the-pager go/errors"},
		{"jitter zookeeper exponential", "oncall/retries"},
		{"keep a servcie alive by backing off with jitter", "oncall/retries"},
	} {
		t.Run(tt.query, func(t *testing.T) {
			if got := strings.Join(found(t, db, tt.query), " "); got != tt.want {
				t.Errorf("found %q, want %q", got, tt.want)
			}
		})
	}
}

func TestFindFacets(t *testing.T) {
	t.Parallel()
	db := indexed(t, samplePool())
	for _, tt := range []struct{ query, want string }{
		{"tag:go", "go/errors go/old-errors oncall/retries"},
		{"tag:GO/deep", "go/errors"}, // N4
		{"tag:deep", ""},
		{"tag:GO author:ben", "go/errors oncall/retries"},
		{`tag:"style guide"`, "go/errors"},
		{"tag:go tag:style-guide", ""},
		{"tag:go,ops", "go/errors go/old-errors oncall/retries oncall/rotate-the-pager"},
		{"topic:oncall", "oncall/retries oncall/rotate-the-pager"},
		{"topic:on", ""},
		{"-topic:go -topic:oncall -type:question", "broken db/migrate plain"},
		{"type:decision,question", "ask/why-slow db/migrate"},
		{"type:decision type:question", "ask/why-slow db/migrate"},
		{"status:deprecated", "go/old-errors"},
		{"status:accepted topic:go", "go/errors"},
		{"is:broken", "broken"},
		{"is:unanswered", "ask/why-slow"},
		{"errors -tag:go", ""},
		{"retry author:ana", "oncall/rotate-the-pager go/errors"},
		{"author:ana -author:ben", "oncall/rotate-the-pager"},
		{"maturity:proven", ""},
		{"maturity:untried tag:ops", "oncall/rotate-the-pager"},
	} {
		t.Run(tt.query, func(t *testing.T) {
			got := found(t, db, tt.query)
			if tt.query != "retry author:ana" {
				slices.Sort(got)
			}
			if strings.Join(got, " ") != tt.want {
				t.Errorf("found %q, want %q", got, tt.want)
			}
		})
	}
}

func TestFindMarks(t *testing.T) {
	t.Parallel()
	db := indexed(t, samplePool())
	r := find1(t, db, query(t, "retry page*"))
	if len(r.Hits) != 1 {
		t.Fatalf("hits %+v", r.Hits)
	}
	h := r.Hits[0]
	if got := marked(h.Snippet, h.Marks); got != "Hand over every Monday. [Retrying] a [page] twice is fine." {
		t.Errorf("snippet %q", got)
	}
	if got := marked(h.Title, h.TitleMarks); got != "Rotate the [pager]" {
		t.Errorf("title %q", got)
	}
	h = find1(t, db, query(t, "kumquat")).Hits[0]
	if h.Entry != "practices/ask/why-slow/2024-05-01-ana-answer-ab23.md" {
		t.Errorf("entry %q", h.Entry)
	}
	if got := marked(h.Snippet, h.Marks); !strings.Contains(got, "warm the [kumquat] cache") {
		t.Errorf("snippet %q", got)
	}
}

func TestSnippetIsCutAtWordsAroundTheBestMatch(t *testing.T) {
	t.Parallel()
	far := strings.Repeat("filler words go here and there. ", 200)
	db := indexed(t, files{"x": "---\ntitle: X\n---\n" + far + "\n\nThe needle lies in the *hay* here with a [link](http://example.org/needle).\n\n" + far + "needle"})
	h := find1(t, db, query(t, "needle hay")).Hits[0]
	got := marked(h.Snippet, h.Marks)
	if !strings.Contains(got, "The [needle] lies in the [hay] here with a link.") {
		t.Errorf("snippet %q", got)
	}
	if !strings.HasPrefix(got, "… ") || !strings.HasSuffix(got, " …") || len(got) > 300 {
		t.Errorf("snippet %q", got)
	}
}

func marked(s string, marks [][2]int) string {
	var b strings.Builder
	at := 0
	for _, m := range marks {
		b.WriteString(s[at:m[0]] + "[" + s[m[0]:m[1]] + "]")
		at = m[1]
	}
	return b.String() + s[at:]
}

// Words that mean the same by the charter meet each other, both ways and in any form, after
// the word itself; what is quoted, a beginning or denied means what it says.
func TestFindSynonyms(t *testing.T) {
	t.Parallel()
	db := indexed(t, files{
		"a/tidy":   "---\ntitle: Tidy a directory\n---\nPut things where they belong.\n",
		"a/name":   "---\ntitle: Name a folder\n---\nSmall letters.\n",
		"a/review": "---\ntitle: Open a pull request early\n---\nOthers see it.\n",
		"a/pull":   "---\ntitle: Pull the plug\n---\nAt the request of nobody.\n",
		"a/kube":   "---\ntitle: Upgrade kubernetes\n---\nOne node at a time, and drain it before that.\n",
	})
	for _, tt := range []struct{ query, want string }{
		{"folder", "a/name a/tidy"},
		{"folders", "a/name a/tidy"},
		{"directory", "a/tidy a/name"},
		{"tidy folder", "a/tidy a/name"},
		{"how do I tidy up my folders", "a/tidy a/name"},
		{`"folder"`, "a/name"},
		{"folder*", "a/name"},
		{"folder -directory", "a/name"},
		{"merge request", "a/review"},
		{"k8s", "a/kube"},
		{"zebra", ""},
	} {
		q := query(t, tt.query)
		q.Synonyms = [][]string{{"folder", "directory"}, {"pull request", "merge request"}, {"k8s", "kubernetes"}, {"", "zebra", "!"}}
		r, err := db.Find(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, h := range r.Hits {
			got = append(got, string(h.Address))
		}
		if strings.Join(got, " ") != tt.want {
			t.Errorf("%q: got %q, want %q", tt.query, strings.Join(got, " "), tt.want)
		}
		if tt.query == "k8s" && (len(r.Hits[0].Missing) > 0 || len(r.Hits[0].TitleMarks) != 1) {
			t.Errorf("k8s: %+v", r.Hits[0])
		}
	}
}

// U50: a hit that is shown elsewhere costs no look at its file.
func TestElsewhereReadsNoFile(t *testing.T) {
	t.Parallel()
	db := indexed(t, files{"a/one": "# One\n\nA kumquat.\n", "a/two": "# Two\n\nA kumquat.\n"})
	q := query(t, "kumquat")
	q.Elsewhere = func(a note.Address) bool { return a == "a/one" }
	for _, h := range find1(t, db, q).Hits {
		if (h.Snippet == "") != (h.Address == "a/one") {
			t.Errorf("%s: snippet %q", h.Address, h.Snippet)
		}
	}
}
