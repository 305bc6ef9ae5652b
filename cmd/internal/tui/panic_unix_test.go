//go:build unix

package tui

import (
	"bytes"
	"context"
	"os"
	"testing"
	"time"

	"github.com/charmbracelet/x/term"
	"github.com/creack/pty"

	screen "github.com/breakfast-table/cop/cmd/internal/term"
	"github.com/breakfast-table/cop/pkg/pool"
)

// A defect of ours – in what draws or in what loads – ends the browser, and gives the
// terminal back: out of the alternate screen, cursor shown, mouse off, line editing on.
func TestPanicGivesTheTerminalBack(t *testing.T) {
	for name, break_ := range map[string]func(h *Host){
		"while loading": func(h *Host) {
			h.Open = func(context.Context, func(string, int, int)) (*pool.Pool, error) { panic("loading") }
		},
		"while drawing": func(h *Host) {
			times := 0
			h.Now = func() time.Time {
				if times++; times > 1 {
					panic("drawing")
				}
				return now()
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			master, tty, err := pty.Open()
			if err != nil {
				t.Fatal(err)
			}
			before, err := term.GetState(tty.Fd())
			if err != nil {
				t.Fatal(err)
			}
			const end = "the test is over"
			wrote := make(chan []byte, 1)
			go func() {
				var all []byte
				for b := make([]byte, 4096); !bytes.Contains(all, []byte(end)); {
					n, err := master.Read(b)
					if all = append(all, b[:n]...); err != nil {
						break
					}
				}
				wrote <- all
			}()

			streams := screen.Test(map[string]string{"TERM": "xterm-256color"}).Terminal(80).Streams
			streams.In, streams.Out, streams.InTTY, streams.OutTTY = tty, tty, true, true
			dir := newPool(t, nil)
			s := &stage{T: t, dir: dir}
			s.open = func(ctx context.Context) (*pool.Pool, error) { return pool.Open(ctx, dir, options()) }
			h := s.host(streams)
			break_(&h)
			stderr := os.Stderr
			os.Stderr = tty // where bubbletea tells the panic
			_, err = Browse(context.Background(), h, Start{})
			os.Stderr = stderr
			if err == nil {
				t.Error("no error")
			}
			after, stateErr := term.GetState(tty.Fd())
			if stateErr != nil {
				t.Fatal(stateErr)
			}
			if *before != *after {
				t.Errorf("the terminal's modes changed from %+v to %+v", before, after)
			}
			// The terminal stays open: bubbletea's watch over its size is still about to end.
			if _, err := tty.WriteString(end); err != nil {
				t.Fatal(err)
			}
			out := <-wrote
			if !bytes.Contains(out, []byte("\x1b[?1049h")) {
				t.Errorf("the browser never began: %q", out)
			}
			for on, off := range map[string]string{"\x1b[?1049h": "\x1b[?1049l", "\x1b[?25l": "\x1b[?25h", "\x1b[?1002h": "\x1b[?1002l"} {
				if last := bytes.LastIndex(out, []byte(on)); last >= 0 && bytes.LastIndex(out, []byte(off)) < last {
					t.Errorf("%q is not undone in %q", on, out)
				}
			}
		})
	}
}
