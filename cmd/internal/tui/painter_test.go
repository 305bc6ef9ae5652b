package tui

import (
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/hinshun/vt10x"
)

// TestDifference: what is written turns one screen into the other, whatever they show.
func TestDifference(t *testing.T) {
	frames := []string{"one\ntwo\nthree", "one\n2\nthree", "日本語\n" + strings.Repeat("x", 20), "", "\n\nlast", "one"}
	for _, from := range frames {
		for _, to := range frames {
			screen := vt10x.New(vt10x.WithSize(20, 6))
			old := strings.Split(from, "\n")
			if _, err := screen.Write([]byte(difference(nil, old) + difference(old, strings.Split(to, "\n")))); err != nil {
				t.Fatal(err)
			}
			var rows []string
			for row := range strings.Lines(screen.String()) {
				rows = append(rows, strings.TrimRight(row, " \n"))
			}
			if got := strings.TrimRight(strings.Join(rows, "\n"), "\n"); got != strings.TrimRight(to, "\n") {
				t.Errorf("from %q to %q: shows %q", from, to, got)
			}
		}
	}
}

// U45: it draws what is new, at once, and writes nothing while nothing is.
func TestPainterU45(t *testing.T) {
	out := &told{wrote: make(chan string, 100)}
	p := newPainter(out, strings.NewReader(""))
	if err := p.enter(false); err != nil {
		t.Fatal(err)
	}
	go p.run()
	<-out.wrote // the modes
	p.show("a\nb")
	if got := <-out.wrote; !strings.Contains(got, "a") || !strings.Contains(got, "b") {
		t.Errorf("drew %q", got)
	}
	p.show("a\nb")
	p.show("a\nc")
	if got := <-out.wrote; strings.Contains(got, "a") || !strings.Contains(got, "c") {
		t.Errorf("drew %q for one line", got)
	}
	select {
	case got := <-out.wrote:
		t.Errorf("drew %q for nothing", got)
	case <-time.After(20 * pace):
	}
	if err := p.close(); err != nil {
		t.Fatal(err)
	}
	if got := <-out.wrote; got != giveTerminal {
		t.Errorf("left with %q", got)
	}
}

// told is a writer that tells what was written.
type told struct {
	mu    sync.Mutex
	wrote chan string
}

func (w *told) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.wrote <- string(p)
	return len(p), nil
}
