package note

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"
)

// sameReading compares what the quick reader gives, if it gives anything, with what the
// library gives.
func sameReading(text []byte) (quickly bool, difference string) {
	got := scanFront(text)
	if got == nil {
		return false, ""
	}
	want, err := readAnyYAML(text)
	if err != nil || want == nil {
		return true, fmt.Sprintf("the library gives %v, %v", want, err)
	}
	return true, compare("", want, got)
}

func compare(at string, want, got *yaml.Node) string {
	if want.Kind != got.Kind || want.ShortTag() != got.ShortTag() || want.Value != got.Value || want.Style != got.Style || len(want.Content) != len(got.Content) {
		return fmt.Sprintf("at %q: library %+v, here %+v", at, *want, *got)
	}
	for i, c := range want.Content {
		isName := want.Kind == yaml.MappingNode && i%2 == 0
		if (isName || want.Kind == yaml.SequenceNode) && c.Line != got.Content[i].Line || isName && c.Column != got.Content[i].Column {
			return fmt.Sprintf("at %q: line %d:%d, here %d:%d", at+c.Value, c.Line, c.Column, got.Content[i].Line, got.Content[i].Column)
		}
		if d := compare(at+"/"+c.Value, c, got.Content[i]); d != "" {
			return d
		}
	}
	return ""
}

func TestQuickReaderReadsWhatPeopleWrite(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"title: Rotate the pager\ntype: practice\ntags: [on-call, go]\nauthors: [ana]\ndate: 2024-05-01\n",
		"# made by hand\ntitle: \"Go: the parts\"\n\ntags:\n  - a\n  - b c\nauthors:\n- ana\nstatus:\nn2: 12\n",
		"title: Größe\r\ntags: ['a', \"b\"]\r\nempty: []\r\n", "id: 3478f1740f30\ncreated: 2023-01-21T06:36:00Z\nupdated: 2023-01-21T06:36:00+02:00\n",
		"author: ana\ndate: 2024-05-01\noutcome: worked\ncontext: at work, in a team of five (remote)\n",
	} {
		if quickly, d := sameReading([]byte(text)); !quickly || d != "" {
			t.Errorf("%q: %v %s", text, quickly, d)
		}
	}
}

// On random lines, and on damaged ones, the two readers never differ.
func TestQuickReaderIsTheLibrary(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(13, 14))
	pick := func(of ...string) string { return of[r.IntN(len(of))] }
	scalar := func() string {
		if r.IntN(3) > 0 {
			return pick("word", "two words", "2024-05-01", "12", "'q'", "\"q: r\"", "a#b", "é", "a'b", "http://x.y")
		}
		return pick("word", "two words", "2024-05-01", "2024-02-30", "12", "0", "007", "1.5", "yes", "null", "~", "True", "a:b", "a: b", "a #b", "a#b", "'q'", "\"q\"", "'it''s'", "\"e\\n\"", "\"", "é", "日本", "x,y", "[a]", "{a}", "-x", "- x", "*a", "&a", "!a", "a!", "%", "@", "|", ">", "", "a ", " a", "x:", "1_000", "0x1f", "1e3", ".5", "+1", "-1", "12:30", "a'b", "a\"b", "(p)", "/x", "a\\b", "\ttab", "?", "? a", "---", "...", "=", "<<", "e", "y", "on", "2024-05-01T10:00:00Z", "2024-13-01T10:00:00Z", "2024-05-01T10:00:00+02:00", "3478f1740f30", "9e9", "0a", "1z", "3t", "a, b", "a]b", "http://x.y/z?q#f", "\u00a0", "\ufeff", "\u2028", "ÿ")
	}
	quick := 0
	for i := range 20_000 {
		var b strings.Builder
		for range 1 + r.IntN(4) {
			switch r.IntN(12) {
			case 0:
				b.WriteString(pick("\n", "# c\n", "\n", "# c\n", "  # c\n", "   \n", "\t\n", "...\n", "key\n", "  deep: x\n"))
			case 1:
				b.WriteString(pick("tags:", "tags: ", "a:") + "\n")
				indent := pick("", "  ", " ", "    ")
				for range r.IntN(4) {
					b.WriteString(pick(indent, indent, indent, " ") + pick("- ", "- ", "-", "-  ") + scalar() + "\n")
				}
			case 2:
				b.WriteString("list: [" + strings.Join([]string{scalar(), scalar()}, pick(", ", ",", " , ")) + pick("]", "] ", "] # c", ",]") + "\n")
			default:
				b.WriteString(pick("k", "key", "a-b", "k_1", "kk", "k2", pick("y", "1", "-k", "k k", "\"k\"")) + pick(": ", ": ", ": ", ":", ":  ", " : ") + scalar() + pick("", "", "", " ", " # c") + "\n")
			}
		}
		text := b.String()
		if r.IntN(10) == 0 {
			text = strings.ReplaceAll(text, "\n", "\r\n")
		}
		if r.IntN(10) == 0 {
			at := r.IntN(len(text))
			text = text[:at] + pick("\n", " ", ":", "#", "\r", "\"", "'", "[", "-", "\x00", "\xff") + text[at:]
		}
		quickly, d := sameReading([]byte(text))
		if d != "" {
			t.Fatalf("%d: %q: %s", i, text, d)
		}
		if quickly {
			quick++
		}
	}
	if quick < 2000 {
		t.Errorf("only %d texts were simple enough to compare", quick)
	}
	t.Logf("%d texts compared", quick)
}

func FuzzQuickReader(f *testing.F) {
	f.Add([]byte("title: a b\ntags: [a, 'b']\nlist:\n  - x\n# c\ndate: 2024-05-01\n"))
	f.Add([]byte("a:\r\n- \"b\"\r\nc: 12\r\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		if bytes.HasPrefix(text, []byte("---")) || bytes.Contains(text, []byte("\n---")) {
			return // front matter ends there
		}
		if _, d := sameReading(text); d != "" {
			t.Error(d)
		}
	})
}
