package printable_test

import (
	"fmt"
	"testing"

	"github.com/breakfast-table/cop/pkg/printable"
)

func Example() {
	fmt.Println(printable.Line("\x1b[31mred\x1b[0m\tand\nsmall\a"))
	// Output: red and small
}

// Each end of each range of what acts without being read, and its neighbours that are read.
func TestBoundsOfWhatIsInvisible(t *testing.T) {
	for r, gone := range map[rune]bool{
		0x1f: true, 0x7f: true, 0x9f: true, 0xa0: false, 0xad: true, 0x34f: true, 0x61c: true, 0x180e: true, 0x200a: false, 0x200b: true,
		0x200f: true, 0x2010: false, 0x2029: false, 0x202a: true, 0x202e: true, 0x202f: false, 0x205f: false, 0x2060: true, 0x206f: true,
		0x2070: false, 0xfeff: true, 0xfff9: true, 0xfffb: true, 0xe0000: true, 0xe007f: true, 0xe0080: false, 0x3164: true, 0x600: false,
	} {
		if printable.IsHarmful(r) != gone {
			t.Errorf("%U is harmful: %v", r, !gone)
		}
	}
	if got := printable.Line("a\u200db 👩\u200d💻"); got != "ab 👩\u200d💻" {
		t.Errorf("joiners: %q", got)
	}
	if got := printable.Line("a\x7fb") + printable.Text("c\x7fd"); got != "abcd" {
		t.Errorf("in text that is ASCII otherwise: %q", got)
	}
}

// What is safe stays so: cleaning twice is cleaning once.
func FuzzText(f *testing.F) {
	for _, s := range []string{"a\r\nb", "\x1b]8;;http://e\x1b\\link", "👩\u200d💻", "a\u202eb", "\xff\x9b31m"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, clean := range []func(string) string{printable.Line, printable.Text} {
			if once := clean(s); clean(once) != once {
				t.Errorf("%q becomes %q, then %q", s, once, clean(once))
			}
		}
	})
}
