package note_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/breakfast-table/cop/pkg/note"
)

// N1, N4, N6: heads that other tools write are read as those tools read them, and a file is
// byte for byte what it was.
func TestHeadsOfOtherToolsN6(t *testing.T) {
	for name, tt := range map[string]struct{ path, src, want string }{
		"yaml":          {"", "---\ntitle: A\ntags: [a, '#b']\nauthors: [ana]\ndate: 2020-01-02\n---\nText.\n", "A|a,b|ana|2020-01-02||Text."},
		"capitals":      {"", "---\nTitle: A\nTags: a, b\nAuthor: Ana\nDate: 2020-01-02\n---\nText.\n", "A|a,b|Ana|2020-01-02||Text."},
		"toml":          {"", "+++\ntitle = \"A\"\ntags = [\"a\", \"b\"]\ndate = 2020-01-02T10:00:00Z\nauthor = \"Ana\"\nlastmod = 2021-02-03\n+++\n\nText.\n", "A|a,b|Ana|2020-01-02|2021-02-03|Text."},
		"json":          {"", "{\n \"title\": \"A\",\n \"tags\": [\"a\"],\n \"date\": \"2020-01-02\"\n}\n\nText.\n", "A|a||2020-01-02||Text."},
		"multimarkdown": {"", "Title: A\nAuthor: Ana\nKeywords: a, b\nDate: 2020-01-02\n\nText.\n", "A|a,b|Ana|2020-01-02||Text."},
		"logseq":        {"", "title:: A\ntags:: a, [[b]]\n\n- Text.\n", "A|a,b||||- Text."},
		"zk":            {"", "---\ntitle: A\nkeywords: [a, b]\ntag: c\n---\nText with #d and `#e`, a#f, #12 and [x](#g).\n", "A|c,a,b,d||||Text with #d and `#e`, a#f, #12 and [x](#g)."},
		"one text":      {"", "---\ntitle: A\ntags: on call;#b; c\n---\nText.\n", "A|on call,b,c||||Text."},
		"jekyll":        {"practices/2024-01-02-hello-there.md", "---\ntags: a b\n---\nText.\n", "Hello there|a,b||2024-01-02||Text."},
		"eip":           {"", "---\ntitle: A\nauthor: Ana <a@example.org>, Ben (@ben)\ncreated: 2020-01-02\nstatus: Final\n---\nText.\n", "A||Ana <a@example.org>,Ben (@ben)|2020-01-02||Text."},
		"eip, one bare": {"", "---\ntitle: A\nauthor: Ana <a@example.org>, Ben\n---\nText.\n", "A||Ana <a@example.org>,Ben|||Text."},
		"handles":       {"", "---\ntitle: A\nauthors: ana, ben-o\n---\nText.\n", "A||ana,ben-o|||Text."},
		"semicolons":    {"", "---\ntitle: A\nauthor: Lee, Ana; Ode, Ben\n---\nText.\n", "A||Lee, Ana,Ode, Ben|||Text."},
		"surname first": {"", "---\ntitle: A\nauthor: Lee, Ana\nauthors: [\"Ode, Ben <b@example.org>\"]\n---\nText.\n", "A||Ode, Ben <b@example.org>,Lee, Ana|||Text."},
		"docusaurus":    {"", "---\ntitle: A\nauthors:\n  - name: Ana\n    url: https://x.org\n  - ben\n---\nText.\n", "A||Ana,ben|||Text."},
		"dendron":       {"", "---\ntitle: A\ncreated: 1577923200000\nupdated: 1612310400000\n---\nText.\n", "A|||2020-01-02|2021-02-03|Text."},
		"material":      {"", "---\ntitle: A\ndate:\n  created: 2020-01-02\n  updated: 2021-02-03\nauthors:\n  ana: {name: Ana Lee}\n  ben: {url: x}\ntags: [B c]\n---\nText.\n", "A|B c|Ana Lee,ben|2020-01-02|2021-02-03|Text."},
		"obsidian":      {"", "---\ntitle: A\ndate: \"[[2020-01-02]]\"\nauthor: \"[[people/carl|Carl]]\"\ntags: [\"[[pager]]\", '#a/B']\n---\nText.\n", "A|pager,a/B|Carl|2020-01-02||Text."},
		"a day's note":  {"", "title:: A\ndate:: [[Jan 2nd, 2020]]\n\n- Text.\n", "A|||2020-01-02||- Text."},
		"in words":      {"", "---\ntitle: A\ndate: January 2, 2020\nupdated: 3 Feb 2021\n---\nText.\n", "A|||2020-01-02|2021-02-03|Text."},
		"zettel":        {"practices/202001021504-hello-there.md", "Text.\n", "Hello there|||2020-01-02||Text."},
		"org-roam":      {"practices/20200102150405.md", "# A\n", "A|||2020-01-02||# A"},
		"zola":          {"", "+++\ntitle = \"A\"\n[taxonomies]\ntags = [\"x y\"]\n[extra]\nauthor = \"Ana\"\n+++\nText.\n", "A|x y|Ana|||Text."},
		"continued":     {"", "Title: A\nTags: a, b c,\n  d\nAuthor: Ana\n\nText.\n", "A|a,b c,d|Ana|||Text."},
		"a zone":        {"", "---\ntitle: A\ndate: 2020-01-02 23:30:00 +0900\n---\nText.\n", "A|||2020-01-02||Text."},
		"nested":        {"", "# A\n\n#a/b and #日本語. # no tag\n\n```\n#c\n```\n", "A|a/b,日本語||||# A\n\n#a/b and #日本語. # no tag\n\n```\n#c\n```"},
		"only text":     {"", "Note: this is no head.\n\nText.\n", "X|||||Note: this is no head.\n\nText."},
		"a title line":  {"", "Title: and nothing else.\n\nText.\n", "X|||||Title: and nothing else.\n\nText."},
		"a brace":       {"", "{x} is a set.\n", "X|||||{x} is a set."},
		"plus":          {"", "+++\n\nText.\n", "X|||||+++\n\nText."},
	} {
		path := tt.path
		if path == "" {
			path = "practices/x.md"
		}
		n := note.Parse(path, []byte(tt.src))
		day := func(s string) string { return strings.TrimPrefix(s, "0001-01-01") }
		got := fmt.Sprintf("%s|%s|%s|%s|%s|%s", n.Title, strings.Join(n.AllTags(), ","), strings.Join(n.Authors, ","),
			day(n.Date.Format("2006-01-02")), day(n.Modified.Format("2006-01-02")), strings.TrimSpace(string(n.Body())))
		if got != tt.want {
			t.Errorf("%s: %q\nwant %q", name, got, tt.want)
		}
		if string(n.Bytes()) != tt.src {
			t.Errorf("%s: not byte for byte", name)
		}
		if err := n.Set("aliases", []string{"/old"}); err == nil && !strings.Contains(tt.src, "---") && n.HasFrontMatter() && strings.Contains(tt.src, "+++\ntitle") {
			t.Errorf("%s: written to", name)
		}
		for _, p := range note.CheckNote(note.Parse(path, []byte(tt.src))) {
			t.Errorf("%s: %s", name, p.Message)
		}
	}
}

// N5: statuses of decision records and proposals are theirs.
func TestStatusesN5(t *testing.T) {
	for written, want := range map[string]string{
		"accepted": "", "Proposed": "proposed", "rejected": "rejected", "Living": "living", "Final": "final", "Draft": "draft",
		"superseded by ADR-3": "superseded ADR-3", "Superseded by [ADR 5](0005-x.md)": "superseded [ADR 5](0005-x.md)", "deprecated": "deprecated",
		"[\"[[Rejected]]\", \"[[x]]\"]": "rejected", "Accepted on 2024-05-01": "", "accepted (2024-05-01)": "", "Accepted, 1 May 2024": "", "Rejected 2024-05-01": "rejected", "Deprecated since 2.0": "deprecated",
		"Implemented in 1.29": "implemented", "deprecated (use the queue)": "deprecated", "proposed - in two weeks": "proposed",
		"Accepted 2020-01-01, superseded by ADR-3": "superseded ADR-3",
	} {
		n := note.Parse("practices/x.md", []byte("---\nstatus: "+written+"\n---\nText.\n"))
		if got := strings.TrimSpace(n.Status + " " + n.Replacement); got != want {
			t.Errorf("%q: %q, want %q", written, got, want)
		}
		if i := slices.IndexFunc(note.CheckNote(n), func(p note.Problem) bool { return !p.Advice }); i >= 0 {
			t.Errorf("%q: %v", written, note.CheckNote(n))
		}
	}
}

// N1: ISO 8601 without seconds or dashes, and strftime's zone without a colon, are how several
// tools write a moment.
func TestMomentWithoutSecondsN1(t *testing.T) {
	for _, written := range []string{
		"2015-03-04T10:00+02:00", "2015-03-04T08:00Z", "2015-03-04 10:00+02:00", "2015-03-04T10:00:00+0200", "2015-03-04T10:00:00.250+0200",
		"2015-03-04T10:00+0200", "20150304T080000Z", "20150304T100000+0200", "201503040800", "20150304080000", "Wed Mar 4 10:00:00 2015 +0200",
	} {
		n := note.Parse("practices/x.md", []byte("---\ndate: "+written+"\n---\nText.\n"))
		if got := n.Date.Format("2006-01-02 15:04"); got != "2015-03-04 08:00" {
			t.Errorf("%s: %s", written, got)
		}
	}
}

// N1: a day that can mean only one, however it is written.
func TestDaysInOtherOrderN1(t *testing.T) {
	for _, written := range []string{"20150304", "2015.03.04", "2015年3月4日", "04.03.2015", "4.3.2015", "4-Mar-2015", "04 Mar 2015", "Mar 4 2015", "4 March, 2015", "Wednesday, March 4th, 2015"} {
		n := note.Parse("practices/x.md", []byte("---\ndate: "+written+"\n---\nText.\n"))
		if got := n.Date.Format("2006-01-02"); got != "2015-03-04" {
			t.Errorf("%s: %s", written, got)
		}
	}
	for _, written := range []string{"03/04/2015", "4/3/15", "20151304", "2015", "99999999", "1.10", "12:30"} {
		if n := note.Parse("practices/x.md", []byte("---\ndate: "+written+"\n---\nText.\n")); !n.Date.IsZero() {
			t.Errorf("%s: %s", written, n.Date)
		}
	}
}

// N6: a type is a word; where another tool links to it, it is the word of the link.
func TestTypesThatAreLinks(t *testing.T) {
	for written, want := range map[string]note.Type{
		"Question": note.Question, `"[[Meeting]]"`: "meeting", `"[[kinds/feature|Feature]]"`: "feature", `"[[logseq/ui-element]]"`: "ui-element",
		`"[[Books]]: read"`: "[[books]]: read", "story": note.Story, `"[["`: "[[", `"[[]]"`: note.Practice, `""`: note.Practice,
	} {
		if got := note.Parse("practices/x.md", []byte("---\ntype: "+written+"\n---\nText.\n")).Type; got != want {
			t.Errorf("%s: %q, want %q", written, got, want)
		}
	}
}

// N5, N6: what decision records and proposals say about themselves in their text, as adr-tools,
// log4brains, MADR and Rust's RFCs write it; and what only looks so.
func TestRecordsSayItInTheirTextN5(t *testing.T) {
	for name, tt := range map[string]struct{ src, want string }{
		"adr-tools":      {"# 2. Use it\n\nDate: 2026-11-29\n\n## Status\n\nSuperceded by [3. Use another](0003-x.md)\n\n## Context\n\nText.\n", "2. Use it|2026-11-29|superseded 0003-x.md||"},
		"amended":        {"# 3. Use\n\nDate: 2026-11-29\n\n## Status\n\nAccepted\n\nSupercedes [2. Use it](0002-x.md)\n\n## Context\n", "3. Use|2026-11-29|||"},
		"both":           {"# 3. Use\n\n## Status\n\nAccepted\n\nSuperseded by [[new]]\n\n## Context\n", "3. Use||superseded new||"},
		"log4brains":     {"# Use it\n\n- Status: draft\n- Date: 2026-11-29\n- Tags: dev-tools, doc\n\nTechnical Story: x\n", "Use it|2026-11-29|draft||dev-tools,doc"},
		"madr":           {"# Use it\n\n* Status: superseded by [ADR-5](0005-x.md)\n* Deciders: Ana\n* **Date**: 2026-11-29\n\n## Context\n", "Use it|2026-11-29|superseded 0005-x.md||"},
		"rust":           {"# Use it\n\n- Feature Name: use\n- Start Date: 2026-11-29\n- Author(s): Ana, Ben\n- RFC PR: [#1](https://x.org/1)\n\n# Summary\n", "Use it|2026-11-29||Ana,Ben|"},
		"on a day":       {"# Use it\n\n## Status\n\nRejected on 2026-11-29.\n", "Use it||rejected||"},
		"bold":           {"# Use it\n\n**Status:** Proposed\n\n**Date:** 29 November 2026\n\nText.\n", "Use it|2026-11-29|proposed||"},
		"text":           {"# Use it\n\n## Status\n\nThis is not done yet, and nobody knows.\n", "Use it||||"},
		"another place":  {"# Use it\n\nText first.\n\nDate: 2026-11-29\n\n## Status\n\nRejected\n", "Use it||||"},
		"front matter":   {"---\nstatus: proposed\ndate: 2020-01-02\n---\n# Use it\n\nDate: 2026-11-29\n\n## Status\n\nRejected\n", "Use it|2020-01-02|proposed||"},
		"pandoc":         {"% The title, which may\n  go on\n% Ana; Ben\n% 2026-11-29\n\nText.\n", "The title, which may go on|2026-11-29||Ana,Ben|"},
		"pandoc's title": {"% The title\n\nText.\n", "The title||||"},
		"no author":      {"% The title\n%\n% November 29, 2026\n\nText.\n", "The title|2026-11-29|||"},
		"a percentage":   {"%5 of it\n\nText.\n", "X||||"},
	} {
		n := note.Parse("practices/x.md", []byte(tt.src))
		day := ""
		if !n.Date.IsZero() {
			day = n.Date.Format("2006-01-02")
		}
		successor, _ := n.Successor()
		got := strings.Join([]string{n.Title, day, strings.TrimSpace(n.Status + " " + successor.Dest), strings.Join(n.Authors, ","), strings.Join(n.Tags, ",")}, "|")
		if got != tt.want {
			t.Errorf("%s: %q\nwant %q", name, got, tt.want)
		}
		for _, p := range note.CheckNote(n) {
			t.Errorf("%s: %s", name, p.Message)
		}
		if string(n.Bytes()) != tt.src {
			t.Errorf("%s: not byte for byte", name)
		}
	}
}
