package stackexchange

import (
	"io"
	"os"
	"runtime"
	"strconv"
	"strings"
	"testing"
)

// rows is a file of so many bytes that nobody keeps: a beginning, one row again and again, an end.
type rows struct {
	left int
	part string
	end  bool
}

func (r *rows) Read(p []byte) (int, error) {
	if r.part == "" {
		switch {
		case r.left > 0:
			r.part = `<row Id="1" PostTypeId="1" Title="x" Body="` + strings.Repeat("&lt;p&gt;word&lt;/p&gt;", 60) + `" />` + "\n"
			r.left -= len(r.part)
		case r.end:
			return 0, io.EOF
		default:
			r.part, r.end = "</posts>", true
		}
	}
	n := copy(p, r.part)
	r.part = r.part[n:]
	return n, nil
}

// A file of a gigabyte is read in the memory of one row (CI; sixteen megabytes elsewhere).
func TestLargeFilesStream(t *testing.T) {
	size := 16 << 20
	if os.Getenv("COP_TOOLS") != "" {
		size = 1 << 30
	}
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	seen := 0
	err := scan("Posts.xml", "posts", &rows{left: size, part: "<posts>\n"}, func(span, attributes) error {
		if seen++; seen%2000 == 0 {
			runtime.GC() // on a busy machine the collector comes late; what is kept is the question
		}
		return nil
	})
	runtime.ReadMemStats(&after)
	if err != nil || seen < size/2000 {
		t.Fatal(seen, err)
	}
	if grew := int64(after.HeapSys) - int64(before.HeapSys); grew > 32<<20 {
		t.Error("the heap grew by " + strconv.FormatInt(grew>>20, 10) + " MB")
	}
}
