package forge

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

func timeAt(seconds int) time.Time { return time.Unix(int64(seconds), 0) }

func TestSuggestions(t *testing.T) {
	t.Parallel()
	body := "Better:\n\n```suggestion\nTwo\nlines\n```\nor\n~~~~ suggestion:-1+2\n```\n~~~~\n```go\nx\n```\n```suggestion\n```\n```suggestion\nnever closed"
	got := Suggestions(body)
	if len(got) != 3 || got[0].Text != "Two\nlines" || got[0].Above != -1 || got[1].Text != "```" || got[1].Above != 1 || got[1].Below != 2 || got[2].Text != "" {
		t.Fatalf("%+v", got)
	}
	if a, b := got[0].Lines(Anchor{Line: 7, Start: 5}); a != 5 || b != 7 {
		t.Errorf("lines %d to %d", a, b)
	}
	if a, b := got[1].Lines(Anchor{Line: 7}); a != 6 || b != 9 {
		t.Errorf("lines %d to %d", a, b)
	}
	for _, text := range []string{"one", "two\nlines\n", "a ``` b", "````\nx\n````", ""} {
		for _, counted := range []bool{false, true} {
			a := Anchor{Line: 9, Start: 7}
			found := Suggestions(block(text, a, counted))
			if len(found) != 1 || found[0].Text != strings.TrimSuffix(text, "\n") {
				t.Errorf("%q came back as %+v", text, found)
				continue
			}
			if first, last := found[0].Lines(a); first != 7 || last != 9 {
				t.Errorf("%q replaces %d to %d", text, first, last)
			}
		}
	}
}

func TestParseDiff(t *testing.T) {
	t.Parallel()
	src := strings.Join([]string{
		"diff --git a/practices/a b.md b/practices/a b.md", "index 1..2 100644", "--- a/practices/a b.md\t", "+++ b/practices/a b.md\t",
		"@@ -1,3 +1,3 @@ heading", " one", "--- two", "+++ zwei", " three", `\ No newline at end of file`,
		`diff --git "a/caf\303\251.md" "b/caf\303\251.md"`, "new file mode 100644", "--- /dev/null", `+++ "b/caf\303\251.md"`, "@@ -0,0 +1 @@", "+hi",
		"diff --git a/old.md b/new.md", "similarity index 100%", "rename from old.md", "rename to new.md",
		"diff --git a/gone.md b/gone.md", "deleted file mode 100644", "--- a/gone.md", "+++ /dev/null", "@@ -1 +0,0 @@", "-bye",
	}, "\n") + "\n"
	var got []string
	for _, f := range parseDiff(src) {
		s := f.Old + ">" + f.Path
		for _, h := range f.Hunks {
			for _, l := range h.Lines {
				s += fmt.Sprintf(" %c%d,%d:%s", l.Mark, l.Old, l.New, l.Text)
			}
		}
		got = append(got, s)
	}
	want := []string{
		"practices/a b.md>practices/a b.md  1,1:one -2,0:-- two +0,2:++ zwei  3,3:three",
		">café.md +0,1:hi", "old.md>new.md", "gone.md> -1,0:bye",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func FuzzParseDiff(f *testing.F) {
	f.Add("diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1,2 +1,2 @@\n a\n-b\n+c\n")
	f.Add("@@ -1 +1 @@\n")
	f.Fuzz(func(t *testing.T, src string) {
		for _, file := range parseDiff(src) {
			for _, h := range file.Hunks {
				for _, l := range h.Lines {
					if l.Old < 0 || l.New < 0 {
						t.Errorf("line %+v", l)
					}
				}
			}
		}
		Suggestions(src)
		Text(src)
	})
}

func TestText(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"plain":                      "plain",
		"a\r\nb\tc":                  "a\nb\tc",
		"\x1b]0;title\x07x\x1b[31my": "xy",
		"\x1b]8;;http://e\x1b\\link": "link",
		"\x1b]open\nnext":            "\nnext",
		"a\u202eb\u200bc":            "abc",
		"\xff":                       "",
		"👩\u200d💻":                   "👩\u200d💻",
		"\x1b":                       "",
		"\x9b31mred":                 "31mred",
	} {
		if got := Text(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
	if got := Line(" a\n\tb "); got != "a b" {
		t.Errorf("%q", got)
	}
}

func TestNewest(t *testing.T) {
	t.Parallel()
	at := func(by Login, o Opinion, n int) Verdict { return Verdict{By: by, Opinion: o, When: timeAt(n)} }
	got := NewestVerdicts([]Verdict{at("ben", Approved, 3), at("ana", Commented, 1), at("ben", ChangesRequested, 2), at("ben", Commented, 4), at("ana", Commented, 5)})
	s := ""
	for _, v := range got {
		s += fmt.Sprintf("%s %s %d;", v.By, v.Opinion, v.When.Unix())
	}
	if s != "ben approved 3;ana commented 5;" {
		t.Errorf("%s", s)
	}
}
