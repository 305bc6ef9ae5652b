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
