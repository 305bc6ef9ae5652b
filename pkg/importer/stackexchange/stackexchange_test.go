package stackexchange_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/breakfast-table/cop/pkg/importer"
	"github.com/breakfast-table/cop/pkg/importer/stackexchange"
)

const head = "\ufeff<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"

// site is a small dump: an answer lies before its question, one of a question that is not
// there, a question twice, a user who left, a wiki page of a tag.
func site() map[string]string {
	return map[string]string{
		"Posts.xml": head + `<posts>
  <row Id="4" PostTypeId="2" ParentId="1" CreationDate="2020-01-03T00:00:00.000" Score="7" Body="&lt;p&gt;Like &lt;a href=&quot;https://cooking.example.com/questions/2/b&quot;&gt;this&lt;/a&gt;&lt;/p&gt;&#xA;&lt;pre&gt;&lt;code&gt;a &amp;lt; b&#xA;&lt;/code&gt;&lt;/pre&gt;&#xA;" OwnerUserId="8" />
  <row Id="1" PostTypeId="1" AcceptedAnswerId="4" CreationDate="2020-01-02T03:04:05.678" Score="3" Body="&lt;p&gt;R&amp;amp;D?&lt;/p&gt;&#xA;" OwnerUserId="7" Title="What's &quot;R&amp;D&quot;?" Tags="&lt;eggs&gt;&lt;hot-pan&gt;" ClosedDate="2021-01-01T00:00:00.000" ContentLicense="CC BY-SA 4.0" />
  <row Id="5" PostTypeId="2" ParentId="1" CreationDate="2020-01-04T00:00:00.000" Score="-1" Body="x" OwnerDisplayName="user99" />
  <row Id="2" PostTypeId="1" CreationDate="2020-02-02T03:04:05.678" Score="0" Body="y" Title="B" Tags="|eggs|" />
  <row Id="2" PostTypeId="1" CreationDate="2020-02-02T03:04:05.678" Score="0" Body="z" Title="B again" Tags="" />
  <row Id="6" PostTypeId="2" ParentId="5" CreationDate="2020-01-04T00:00:00.000" Score="0" Body="an answer to an answer" OwnerUserId="8" />
  <row Id="9" PostTypeId="5" CreationDate="2020-01-04T00:00:00.000" Body="wiki" />
</posts>
`,
		"Users.xml": head + `<users>
  <row Id="-1" DisplayName="Community" /><row Id="7" DisplayName="Ana Roe" /><row Id="8" DisplayName="Ana Roe" />
</users>`,
		"Comments.xml": head + `<comments>
  <row Id="1" PostId="4" Score="0" Text="*why* &lt;b&gt;?" CreationDate="2020-01-05T00:00:00.000" UserId="7" />
  <row Id="2" PostId="77" Score="0" Text="lost" CreationDate="2020-01-05T00:00:00.000" UserId="7" />
</comments>`,
		"Votes.xml":     head + `<votes><row Id="1" PostId="4" VoteTypeId="1" CreationDate="2020-01-06T00:00:00.000" /><row Id="2" PostId="4" VoteTypeId="2" CreationDate="2020-01-06T00:00:00.000" /><row Id="3" PostId="4" VoteTypeId="3" CreationDate="2020-01-07T00:00:00.000" UserId="7" /><row Id="4" PostId="4" VoteTypeId="5" UserId="8" CreationDate="2020-01-07T00:00:00.000" /></votes>`,
		"PostLinks.xml": head + `<postlinks><row Id="1" PostId="2" RelatedPostId="1" LinkTypeId="3" /></postlinks>`,
	}
}

func open(t *testing.T, files map[string]string) (importer.Source, error) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "cooking.example.com")
	_ = os.Mkdir(dir, 0o755)
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	tree, err := importer.OpenTree(dir, importer.Usual)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { tree.Close() })
	return stackexchange.Open(context.Background(), tree)
}

func vote(it *importer.Item) string {
	if len(it.Fields) == 0 {
		return ""
	}
	return fmt.Sprint(" ", it.Fields)
}

func TestDump(t *testing.T) {
	src, err := open(t, site())
	if err != nil {
		t.Fatal(err)
	}
	got := ""
	for it, err := range src.Items(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		got += fmt.Sprintf("%s %s %q %v %s by %s%s\n", it.Type, strings.ReplaceAll(it.ID+" "+it.Parent, "cooking.example.com/", ""), it.Title, it.Tags, it.Date.Format("2006-01-02 15:04:05"), it.Authors[0].Key(), vote(it))
		if it.Text != nil {
			text, err := it.Text()
			if err != nil {
				t.Fatal(err)
			}
			got += "    " + strings.ReplaceAll(strings.TrimSpace(string(text.Markdown)), "\n", "\n    ") + "\n"
		}
	}
	for _, l := range src.Losses() {
		got += "! " + l.Cause + ": " + l.Example + "\n"
	}
	want := `question 1  "What's \"R&D\"?" [eggs hot-pan] 2020-01-02 03:04:05 by 7
    R&D?
    
    ---
    
    *From [cooking.example.com](https://cooking.example.com/q/1), CC BY-SA 4.0. Closed there on 2021-01-01; Scores there: question 3, answer by Ana Roe 7, answer by somebody -1.*
answer 4 1 "" [] 2020-01-03 00:00:00 by 8
    Like [this](https://cooking.example.com/questions/2/b)
    
` + "    ```\n    a < b\n    ```\n" + `accept 4/accepted 4 "" [] 2020-01-06 00:00:00 by 7
comment 4/vote/7 4 "" [] 2020-01-07 00:00:00 by 7 [{vote down}]
    Voted against it where it came from.
answer 5 1 "" [] 2020-01-04 00:00:00 by user99
    x
comment c1 4 "" [] 2020-01-05 00:00:00 by 7
    *why* <b>?
question 2  "B" [eggs] 2020-02-02 03:04:05 by 
    y
    
    ---
    
    *From [cooking.example.com](https://cooking.example.com/q/2). Marked there as a duplicate of [question 1](https://cooking.example.com/q/1); Scores there: question 0.*
! pages about tags and elections are not brought: post 9
! posts that are there twice: the first one is brought: post 2
! answers whose question is not there: answer 6
! comments whose post is not brought: comment 2
`
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// Nothing comes of a dump that is cut off or something else, and the error says where.
func TestBadDumps(t *testing.T) {
	whole := site()
	tests := []struct{ name, file, text, want string }{
		{"cut off in a row", "Posts.xml", whole["Posts.xml"][:strings.Index(whole["Posts.xml"], `Id="5"`)+20], "Posts.xml: it ends too early, after 2 rows: the download is not complete"},
		{"cut off between rows", "Comments.xml", strings.TrimSuffix(whole["Comments.xml"], "</comments>"), "Comments.xml: it ends too early, after 2 rows: the download is not complete"},
		{"empty", "Posts.xml", "", "Posts.xml: it ends too early, after 0 rows: the download is not complete"},
		{"another file", "Posts.xml", head + "<rss><row/></rss>", "Posts.xml: it is no file of a Stack Exchange dump: expected <posts> with rows in it"},
		{"no XML", "Posts.xml", "id,title\n1,x\n", "Posts.xml: it is no file of a Stack Exchange dump: expected <posts> with rows in it"},
		{"another form", "Posts.xml", head + `<posts><row id="1" type="question"/></posts>`, "Posts.xml: it has a row without an Id or a PostTypeId: this form of dump is not known"},
		{"a row without an end", "Posts.xml", head + `<posts><row Id="1" Body="` + strings.Repeat("x", 9<<20), "Posts.xml: row 1 is larger than 4 MB"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			files := maps.Clone(whole)
			files[tt.file] = tt.text
			_, err := open(t, files)
			var bad *importer.BadFileError
			if !errors.As(err, &bad) || err.Error() != tt.want {
				t.Errorf("got  %v\nwant %s", err, tt.want)
			}
		})
	}
}

// A dump without Users.xml has people all the same: they are told apart by their numbers, and what is
// missing is told. A file that only says where it is kept is told as that.
func TestADumpOfWhichFilesAreMissing(t *testing.T) {
	files := site()
	delete(files, "Users.xml")
	delete(files, "Comments.xml")
	src, err := open(t, files)
	if err != nil {
		t.Fatal(err)
	}
	who := map[string]bool{}
	for it, err := range src.Items(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		who[it.Authors[0].Name] = true
	}
	lost := fmt.Sprint(src.Losses())
	if !who["user7"] || !who["user8"] || !strings.Contains(lost, "without Users.xml people are called by their numbers") || !strings.Contains(lost, "without Comments.xml") {
		t.Errorf("%v %s", who, lost)
	}
	files["Posts.xml"] = "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n"
	if _, err := open(t, files); err == nil || err.Error() != "Posts.xml: it only says where the file is kept: get the file itself with git lfs" {
		t.Errorf("%v", err)
	}
}
