package main

import (
	"bufio"
	"fmt"
	"html"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// An import is measured against what reads a dump and does nothing with it: xmllint. The
// promise is twice that, and sixty microseconds a post for what is made of it.

const (
	dumpPosts   = 100_000
	perPost     = 60 * time.Microsecond
	dumpSite    = "bench.example.com"
	dumpLetters = "pager rotate deploy retry timeout queue backup restore index shard cache token header json yaml thread lock memory latency probe alert metric trace canary rollback schema cursor batch stream"
)

// imports are the operations that need xmllint; none without it.
func (b *bench) imports() []operation {
	if _, err := exec.LookPath("xmllint"); err != nil {
		return nil
	}
	dump, pool := filepath.Join(b.dir, dumpSite), filepath.Join(b.dir, "imports")
	cop := [][]string{{b.cop, "-C", pool, "import", dump, "--into", "site", "--no-input"}}
	xmllint := [][]string{{"xmllint", "--stream", filepath.Join(dump, "Posts.xml")}}
	anew := func() error {
		if err := os.RemoveAll(pool); err != nil {
			return err
		}
		if err := os.MkdirAll(filepath.Join(pool, "practices"), 0o755); err != nil {
			return err
		}
		if err := b.git("init", "-q", pool); err != nil {
			return err
		}
		return writeDump(dump)
	}
	return []operation{
		{name: "read a dump of 100,000 posts (xmllint)", cop: [][]string{append(cop[0], "--dry-run")}, reference: xmllint, before: anew, bound: [2]float64{2, 2}, plus: dumpPosts * perPost, most: [2]int64{300, 300}},
		{name: "import a dump of 100,000 posts (xmllint)", cop: cop, reference: xmllint, before: anew, most: [2]int64{300, 300}},
	}
}

// writeDump makes a site, once: a third of the posts are questions, half of those have an
// accepted answer, and half of all posts a comment.
func writeDump(dir string) error {
	if _, err := os.Stat(dir); err == nil {
		return nil
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	w := dumpWriter{words: strings.Fields(dumpLetters), r: rand.New(rand.NewPCG(7, 7)), asked: dumpPosts / 3}
	for _, f := range []struct {
		file, root string
		row        func(int) string
	}{{"Posts.xml", "posts", w.post}, {"Comments.xml", "comments", w.comment}, {"Users.xml", "users", w.user}} {
		if err := writeRows(filepath.Join(dir, f.file), f.root, f.row); err != nil {
			return err
		}
	}
	return nil
}

func writeRows(file, root string, row func(int) string) error {
	f, err := os.Create(file)
	if err != nil {
		return err
	}
	defer f.Close()
	w := bufio.NewWriterSize(f, 1<<20)
	fmt.Fprintf(w, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<%s>\n", root)
	for i := 1; i <= dumpPosts; i++ {
		fmt.Fprint(w, row(i))
	}
	fmt.Fprintf(w, "</%s>\n", root)
	return w.Flush()
}

type dumpWriter struct {
	words []string
	r     *rand.Rand
	asked int
}

func (w dumpWriter) said(n int) string {
	out := make([]string, n)
	for i := range out {
		out[i] = w.words[w.r.IntN(len(w.words))]
	}
	return strings.Join(out, " ")
}

func (w dumpWriter) day(i int) string {
	return time.Date(2012, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(i) * time.Hour).Format("2006-01-02T15:04:05.000")
}

func (w dumpWriter) post(i int) string {
	link := ""
	if i%8 == 0 {
		link = fmt.Sprintf(` <a href="https://%s/questions/%d/x">see</a>`, dumpSite, 1+w.r.IntN(w.asked))
	}
	body := fmt.Sprintf("<p>%s</p>\n<pre><code>if a &lt; b {\n\treturn %s\n}\n</code></pre>\n<p>%s%s</p>\n<ul><li>%s</li><li>%s</li></ul>", w.said(60), w.said(6), w.said(50), link, w.said(9), w.said(8))
	head := fmt.Sprintf(`  <row Id="%d" CreationDate="%s" Score="%d" OwnerUserId="%d" Body="%s"`, i, w.day(i), w.r.IntN(50), 1+w.r.IntN(5000), strings.ReplaceAll(html.EscapeString(body), "\n", "&#xA;"))
	switch {
	case i > w.asked:
		return fmt.Sprintf("%s PostTypeId=\"2\" ParentId=\"%d\" />\n", head, (i-w.asked-1)%w.asked+1)
	case i%2 == 0:
		head += fmt.Sprintf(` AcceptedAnswerId="%d"`, w.asked+i)
	}
	return fmt.Sprintf("%s PostTypeId=\"1\" Title=\"%s %d\" Tags=\"|%s|%s|\" />\n", head, w.said(7), i, w.said(1), w.said(1))
}

func (w dumpWriter) comment(i int) string {
	if i%2 == 0 {
		return ""
	}
	return fmt.Sprintf("  <row Id=\"%d\" PostId=\"%d\" CreationDate=\"%s\" UserId=\"%d\" Text=\"%s\" />\n", i, i, w.day(i+1), 1+w.r.IntN(5000), w.said(12))
}

func (w dumpWriter) user(i int) string {
	if i > 5000 {
		return ""
	}
	return fmt.Sprintf("  <row Id=\"%d\" DisplayName=\"User %s %d\" />\n", i, w.said(1), i)
}
