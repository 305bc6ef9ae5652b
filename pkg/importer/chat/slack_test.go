package chat_test

import (
	"fmt"
	"testing"

	"github.com/breakfast-table/cop/pkg/importer/chat"
	"github.com/breakfast-table/cop/pkg/importer/importertest"
)

func TestSlack(t *testing.T) {
	files := map[string]string{
		"users.json": `[{"id":"U1","name":"ana","profile":{"real_name":"Ana Roe","display_name":"Ana","email":"ana@example.org"}},
			{"id":"U2","name":"ben","deleted":true,"real_name":"Ben Poe","profile":{}}]`,
		"channels.json":      `[{"id":"C1","name":"oncall"},{"id":"C2","name":"empty"}]`,
		"dms.json":           `[{"id":"D1"}]`,
		"D1/2024-01-02.json": `[{"type":"message","user":"U1","text":"secret?","ts":"1704190000.000100"}]`,
		"oncall/2024-01-02.json": `[
			{"type":"message","user":"U1","text":"How do I *rotate* the pager, <@U2>?\nI tried ` + "`x &lt; y`" + ` &amp; see <https://e.org/a?b=1&amp;c=2|docs>","ts":"1704190000.000100","thread_ts":"1704190000.000100","reply_count":3},
			{"type":"message","subtype":"channel_join","user":"U1","text":"<@U1> has joined?","ts":"1704190001.000100"},
			{"type":"message","user":"U2","text":"good morning","ts":"1704190002.000100"},
			{"type":"message","user":"U2","text":"anybody there?","ts":"1704190003.000100"}]`,
		"oncall/2024-01-03.json": `[
			{"type":"message","user":"U2","text":"&gt; rotate\nlike so:` + "```a &gt; b\\n\\n  c```" + `done","ts":"1704270001.000200","thread_ts":"1704190000.000100","reactions":[{"name":"white_check_mark","users":["U1"]}]},
			{"type":"message","user":"U1","text":"thanks","ts":"1704270000.000200","thread_ts":"1704190000.000100"},
			{"type":"message","user":"U9","text":"me too","ts":"1704270003.000200","thread_ts":"1704190000.000100","user_profile":{"name":"guest","real_name":"Guest"}}]`,
	}
	got, reported := "", map[string]int{}
	for item, err := range chat.Slack(importertest.Tree(t, files), func(cause, _ string) { reported[cause]++ }) {
		if err != nil {
			t.Fatal(err)
		}
		got += fmt.Sprintf("%s | %s | %s | %s\n%s\n", item.ID, item.Title, item.Author.Name, item.Created.Format("2006-01-02"), item.Body)
		for _, e := range item.Entries {
			got += fmt.Sprintf("- %s %s %v %s\n%s\n", e.Kind, e.Author.Name, e.Accepted, e.Created.Format("15:04:05"), e.Body)
		}
	}
	want := "oncall/1704190000.000100 | How do I rotate the pager, @ben? | Ana Roe | 2024-01-02\n" +
		"How do I **rotate** the pager, @ben?  \nI tried `x < y` & see [docs](https://e.org/a?b=1&c=2)\n\n---\n\n*From Slack, #oncall.*\n" +
		"- comment Ana Roe false 08:20:00\nthanks\n" +
		"- answer Ben Poe true 08:20:01\n> rotate\n\nlike so:\n\n```\na > b\n\n  c\n```\n\ndone\n" +
		"- answer Guest false 08:20:03\nme too\n"
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	for _, cause := range []string{"private channels and direct messages are not brought", "messages that ask nothing are not brought", "questions that nobody answered are not brought"} {
		if reported[cause] != 1 {
			t.Errorf("%q: %d times; %v", cause, reported[cause], reported)
		}
	}
}

// Reactions have who and no when: they are counted in the line that says where a question is from.
// The check mark of who asked accepts, and is no reaction.
func TestReactionsAreCounted(t *testing.T) {
	files := map[string]string{
		"users.json": `[{"id":"U1","name":"ana"},{"id":"U2","name":"ben"}]`, "channels.json": `[{"id":"C1","name":"oncall"}]`,
		"oncall/2024-01-02.json": `[{"type":"message","user":"U1","text":"How?","ts":"1704190000.000100","thread_ts":"1704190000.000100","reactions":[{"name":"eyes","users":["U2"],"count":60}]},
			{"type":"message","user":"U2","text":"So.","ts":"1704190001.000100","thread_ts":"1704190000.000100","reactions":[{"name":"white_check_mark","users":["U1","U3"]},{"name":"+1::skin-tone-2*","users":["U3"],"count":1}]}]`,
	}
	for q, err := range chat.Slack(importertest.Tree(t, files), func(string, string) {}) {
		if want := "How?\n\n---\n\n*From Slack, #oncall. Reactions there: question :eyes: 60; answer by ben :white_check_mark: 1 :+1skin-tone-2: 1.*"; err != nil || q.Body != want {
			t.Errorf("%v\n%s", err, q.Body)
		}
	}
}

func TestSlackThatIsNone(t *testing.T) {
	for _, err := range chat.Slack(importertest.Tree(t, map[string]string{"users.json": `[{"id":`, "channels.json": `[]`}), func(string, string) {}) {
		if err == nil || err.Error() != "users.json: it is cut off or no file of a Slack export" {
			t.Errorf("%v", err)
		}
	}
}
