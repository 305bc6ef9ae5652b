package note_test

import (
	"bytes"
	"testing"

	"github.com/breakfast-table/cop/pkg/note"
)

// FuzzLinks: links lie within the text, where they lead can be asked of any of them, and giving
// each the target it has changes nothing.
func FuzzLinks(f *testing.F) {
	for _, s := range []string{
		linked, "[[a]] [b](c.md#d \"e\") ![[f|g]] <https://example.org>\n", "[a][b]\n\n[b]: ../c.md 'd'\n", "---\nsupersedes: t/a\nrelated: [\"[[b]]\"]\n---\n`[[no]]`\n",
		"[[\n]] [a](<b c.md>) [](%2e%2e/x.md) [x](/y.md)\n", "[a]: \n[[[[a]]]]](b)",
	} {
		f.Add([]byte(s))
	}
	r := note.Resolver{Shelf: anyShelf{}}
	f.Fuzz(func(t *testing.T, src []byte) {
		n := note.Parse("practices/t/x.md", src)
		links := n.Links()
		for _, l := range links {
			r.Resolve(n.Path, l)
		}
		n.Retarget(func(l note.Link) (string, bool) { return l.Dest, false })
		if !bytes.Equal(n.Bytes(), src) {
			t.Errorf("%q became %q", src, n.Bytes())
		}
		n.Retarget(func(note.Link) (string, bool) { return "t/y", true })
		note.Parse(n.Path, n.Bytes()).Links()
	})
}

// anyShelf has a note of any name, in two folders.
type anyShelf struct{}

func (anyShelf) Named(key string) []note.Named {
	return []note.Named{{Address: note.Address(key)}, {Address: note.Address("t/" + key)}}
}

// FuzzCharter: whatever a charter says, what a pool goes by is within its bounds.
func FuzzCharter(f *testing.F) {
	for _, s := range []string{
		"", "---\nname: Guild\nreview: {practices: direct, conversation: required}\napprovals: 2\nstewards: {\"oncall/**\": [ana, ben]}\nstale_after: 90d\nmaturity: {promising: 2, proven: 3, max_failed: 0.25}\n---\n",
		"---\nreview: [a]\nstewards: [ana]\nstale_after: 1e99d\napprovals: -1\nupstreams: [{name: ops, url: \"ext::sh\"}]\n---\n", "---\nwords: {a: [b, c]}\nallow: [x]\nstage: grow\nmaturity: {max_failed: .nan}\n---\n",
		"---\nsignatures: required\n---\n", "---\na: &a [*a]\nstewards: {\"[\": ana}\n---\n",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		c, _ := note.ReadCharter(note.Parse("practices/charter.md", src))
		m := c.Maturity
		if c.Approvals < 0 || c.StaleAfter < 0 || m.Promising < 1 || m.Proven < 1 || !(m.MaxFailed >= 0 && m.MaxFailed <= 1) {
			t.Errorf("%q: %+v", src, c)
		}
		c.StewardsOf("oncall/x")
	})
}
