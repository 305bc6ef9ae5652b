package index

import (
	"strings"
	"testing"

	"github.com/breakfast-table/cop/pkg/note"
)

func joined(list []note.Address) string {
	var out []string
	for _, a := range list {
		out = append(out, string(a))
	}
	return strings.Join(out, " ")
}

func TestLookup(t *testing.T) {
	t.Parallel()
	db := indexed(t, files{
		"oncall/pager":            "---\ntitle: Being paged\n---\n",
		"oncall/rotate-the-pager": "---\ntitle: Swap shifts\naliases: [duty/old-pager, practices/attic/beeper.md]\n---\n",
		"team/pager":              "# Pager of the team",
		"team/Größe":              "# How many",
		"review/kindly":           "# Review kindly",
		"review":                  "# Reviewing",
		"a/b/c":                   "---\naliases: [review/kind]\n---\n",
		"oncall/rotate-the-pager/2024-05-01-ana-answer-ab23": "---\ntype: answer\n---\nyes",
	})
	for _, tt := range []struct{ text, want string }{
		{"oncall/pager", "oncall/pager"},
		{"pager", "oncall/pager team/pager"},
		{"the-pager", "oncall/rotate-the-pager"},
		{"rotate-the-pager", "oncall/rotate-the-pager"},
		{"ROTATE-the-pager", "oncall/rotate-the-pager"},
		{"duty/old-pager", "oncall/rotate-the-pager"},
		{"attic/beeper", "oncall/rotate-the-pager"},
		{"oncall/rot", "oncall/rotate-the-pager"},
		{"rotat", "oncall/rotate-the-pager"},
		{"oncall", "oncall/pager oncall/rotate-the-pager"},
		{"review", "review"},
		{"review/kind", "a/b/c"},
		{"kindly", "review/kindly"},
		{"b/c", "a/b/c"},
		{"größe", "team/Größe"},
		{"/oncall/pager/", "oncall/pager"},
		{"nothing", ""},
		{"", ""},
		{"---", ""},
		{"2024-05-01-ana-answer-ab23", ""},
	} {
		got, err := db.Lookup(t.Context(), tt.text)
		if err != nil || joined(got) != tt.want {
			t.Errorf("%q: %q, want %q (%v)", tt.text, joined(got), tt.want, err)
		}
	}
}

func TestBacklinks(t *testing.T) {
	t.Parallel()
	db := indexed(t, files{
		"oncall/pager":                       "---\naliases: [duty/pager]\n---\nSee [[oncall/pager]].",
		"team/pager":                         "# Another",
		"full":                               "[[oncall/pager|the pager]]",
		"oncall/near":                        "[it](pager.md) and [it](./pager.md#how)",
		"alias":                              "[[duty/pager]]",
		"vague":                              "[[pager]]",
		"elsewhere":                          "`[[oncall/pager]]` is code",
		"ask/why":                            "# Why",
		"ask/why/2024-05-01-ana-answer-ab23": "Because of [[oncall/pager]].",
		"unique/name":                        "# One",
		"points":                             "[[name]]",
	})
	for _, tt := range []struct{ a, want string }{
		{"oncall/pager", "alias ask/why full oncall/near"},
		{"team/pager", "vague"}, // N9: of two notes called pager the one with the shorter path
		{"unique/name", "points"},
		{"gone", ""},
	} {
		got, err := db.Backlinks(t.Context(), note.Address(tt.a))
		if err != nil || joined(got) != tt.want {
			t.Errorf("%s: %q, want %q (%v)", tt.a, joined(got), tt.want, err)
		}
	}
}

func TestSuggest(t *testing.T) {
	t.Parallel()
	db := indexed(t, samplePool())
	for _, tt := range []struct{ typed, want string }{
		{"bakcoff", "backoff"},
		{"exponental jiter", "exponential jitter"},
		{"retyr", "retry"},
		{"pgae", "page"},
		{"retry", ""},
		{"zzzzzz", ""},
		{"数据", ""},
		{"exponentialbackoff", "exponential backoff"}, // U50, L8: two words, written as one
		{"backoffzzzz", ""},
		{"repager", ""}, // two letters more in front: only the tail is the same
		{"bcakof", "backoff"},
		{"abckoff", "backoff"},
	} {
		got, err := db.Suggest(t.Context(), strings.Fields(tt.typed))
		if err != nil || strings.Join(got, " ") != tt.want {
			t.Errorf("%q: %q, want %q (%v)", tt.typed, got, tt.want, err)
		}
	}
}

func TestSimilar(t *testing.T) {
	t.Parallel()
	f := samplePool()
	for name, text := range newAuthor(5).pool(200, 80) {
		f[name] = text
	}
	long := newAuthor(6).words(120)
	f["copy/original"] = "# Something else entirely\n\n" + long
	db := indexed(t, f)
	for _, tt := range []struct{ title, text, want string }{
		{"Rotating pagers", "", "oncall/rotate-the-pager"},
		{"Retry with a backoff", "Use jitter.", "oncall/retries"},
		{"Unheard of", "Before. " + long[:len(long)/2] + " After.", "copy/original"},
		{"The pager budget", "What it costs to be on call.", ""},
		{"Errors", "Wrong things happen.", ""},
		{"", "", ""},
	} {
		hits, err := db.Similar(t.Context(), tt.title, tt.text, 3)
		if got := strings.Join(addressesOf(Result{Hits: hits}), " "); err != nil || got != tt.want {
			t.Errorf("%q: %q, want %q (%v)", tt.title, got, tt.want, err)
		}
	}
}
