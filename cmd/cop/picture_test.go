//go:build unix

package main

import (
	"bytes"
	"flag"
	"fmt"
	"html"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/creack/pty"
	"github.com/hinshun/vt10x"
)

var redraw = flag.Bool("picture", false, "draw the picture of the browser in the README anew")

// picture is where the README has it from.
const picture = "../../.github/browser.svg"

// TestPicture keeps the README's picture of the browser true: the real program, in a
// terminal, on the pool of a guild, searching.
func TestPicture(t *testing.T) {
	dir, environ := guild(t)
	bin, err := built()
	if err != nil {
		t.Fatalf("build: %v\n%s", err, bin)
	}
	cmd := exec.Command(bin, "browse")
	cmd.Dir, cmd.Env = dir, environ
	s := sitIn(t, cmd, pty.Winsize{Rows: 26, Cols: 112})
	s.sees("Silence an alarm", "4 Review").types("/pager").sees("4 of 8", "in the text", "draft")
	s.types(escape).seesNot("to the list").types("j").sees("Hand over at ten")
	if *redraw {
		if err := os.WriteFile(picture, []byte(s.drawing(112, 26)), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(picture)
	if err != nil {
		t.Fatal(err)
	}
	s.until("the picture in the README; draw it anew with go test ./cmd/cop -run TestPicture -picture", func() bool {
		return s.drawing(112, 26) == string(want)
	})
}

// guild is a shared pool with a little of everything, the same on every machine.
func guild(t *testing.T) (dir string, environ []string) {
	t.Helper()
	dir, environ = breakfastPool(t)
	environ = append(environ, "GIT_AUTHOR_DATE=2026-11-20T09:00:00Z", "GIT_COMMITTER_DATE=2026-11-20T09:00:00Z", "COLORFGBG=15;0", "COP_HANDLE=ana")
	if err := os.RemoveAll(filepath.Join(dir, "practices")); err != nil {
		t.Fatal(err)
	}
	notes := map[string]string{
		"charter.md":                 "---\ntitle: Charter\ntype: charter\nname: Reliability guild\n---\n\nFewer nights awake.\n",
		"oncall/rotate-the-pager.md": "---\ntitle: Rotate the pager on Mondays\ndescription: One week each, handed over at the breakfast table.\nauthors: [ana]\ntags: [rota, people]\ndate: 2026-11-02\n---\n\nWho carries it for weeks stops hearing it.\n\n## What to do\n\n1. Hand over at ten. Say what rang and what will ring next.\n2. Call the backup phone once, see [[oncall/mute-switch]].\n3. Write down what woke you; [[oncall/silence-an-alarm]] says how to judge it.\n\n## How you know it works\n\nThe next one can name three alarms before they ring.\n",
		"oncall/rotate-the-pager/2026-11-10-cy-tried-abc234.md":  "---\nauthor: cy\ndate: 2026-11-10T08:00:00Z\ntype: tried\noutcome: worked\ncontext: a team of four\n---\n\nNobody missed an alarm.\n",
		"oncall/rotate-the-pager/2026-11-12-ben-tried-abd234.md": "---\nauthor: ben\ndate: 2026-11-12T08:00:00Z\ntype: tried\noutcome: worked\ncontext: two time zones\n---\n\nMondays were Tuesdays for half of us.\n",
		"oncall/mute-switch.md":                                  "---\ntitle: The mute switch of the pager also mutes the backup phone\nauthors: [ben]\ndate: 2026-11-04\n---\n\nFound at four in the morning.\n",
		"oncall/silence-an-alarm.md":                             "---\ntitle: Silence an alarm only with a date\nauthors: [cy]\ntags: [alarms]\ndate: 2026-11-06\n---\n\nAn alarm that is silenced for good was none. Put the day in the silence, and let the pager ask again.\n",
		"oncall/who-has-the-key.md":                              "---\ntitle: Who has the key to the server room?\ntype: question\nauthors: [ben]\ndate: 2026-11-19\n---\n\nIt is not on the hook.\n",
		"deploy/warm-the-cache.md":                               "---\ntitle: Warm the cache before the switch\nauthors: [cy]\ndate: 2026-10-20\n---\n\nCall the endpoint nobody remembers.\n",
		"deploy/roll-back-first.md":                              "---\ntitle: Roll back first, understand later\nauthors: [ana]\ndate: 2026-10-22\n---\n\nThe pager stops, then you think.\n",
		"people/cy.md":                                           "---\ntitle: Cy Example\ntype: person\nauthors: [cy]\ndate: 2026-10-01\n---\n\n## Ask me about\n\nCaches and kettles.\n",
	}
	lay := func(path, text string) {
		full := filepath.Join(dir, "practices", filepath.FromSlash(path))
		if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(full, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for path, text := range notes {
		lay(path, text)
	}
	for _, args := range [][]string{
		{"init", "-q", "--bare", "../shared.git"},
		{"add", "-A"}, {"reset", "-q", "--", "practices/oncall/rotate-the-pager"}, {"commit", "-q", "-m", "Share"},
		{"add", "practices/oncall/rotate-the-pager/2026-11-10-cy-tried-abc234.md"}, // what cy says comes from cy
		{"as cy", "commit", "-q", "-m", "Try it"}, {"add", "-A"}, {"as ben", "commit", "-q", "-m", "Try it"},
		{"remote", "add", "origin", filepath.Join(filepath.Dir(dir), "shared.git")}, {"push", "-q", "-u", "origin", "main"},
	} {
		environ := environ
		if who, ok := strings.CutPrefix(args[0], "as "); ok {
			environ = append(slices.Clone(environ), "GIT_AUTHOR_EMAIL="+who+"@example.org", "GIT_COMMITTER_EMAIL="+who+"@example.org")
			args = args[1:]
		}
		cmd := exec.Command("git", args...)
		cmd.Dir, cmd.Env = dir, environ
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("git %v: %v\n%s", args, err, out)
		}
	}
	lay("deploy/roll-back-first.md", notes["deploy/roll-back-first.md"]+"\nSay so in the channel before you do.\n")
	return dir, environ
}

// Cells of the drawing, in its own units.
const (
	cellWidth, cellHeight = 8, 18
	frame                 = 14
)

// drawing is the screen as an SVG. The emulator knows no faint text: it gets it as grey.
func (s *sitting) drawing(cols, rows int) string {
	screen := vt10x.New(vt10x.WithSize(cols, rows))
	_, _ = screen.Write(bytes.ReplaceAll(s.raw.Bytes(), []byte("\x1b[2m"), []byte("\x1b[38;5;8m")))
	var b strings.Builder
	w, h := cols*cellWidth+2*frame, rows*cellHeight+2*frame
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" font-family="ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="13">`+"\n", w, h, w, h)
	fmt.Fprintf(&b, `<title>cop browse: a search, the list, and the note that is chosen</title>`+"\n")
	fmt.Fprintf(&b, `<rect width="%d" height="%d" rx="8" fill="%s"/>`+"\n", w, h, colour(vt10x.DefaultBG))
	for y := range rows {
		for x := 0; x < cols; {
			first := screen.Cell(x, y)
			from := x
			var text strings.Builder
			for ; x < cols && alike(screen.Cell(x, y), first); x++ {
				text.WriteRune(max(screen.Cell(x, y).Char, ' '))
			}
			run(&b, text.String(), first, from, y, x-from)
		}
	}
	return b.String() + "</svg>\n"
}

// bold is the emulator's own mark, which it does not name.
const bold = 4

func alike(a, b vt10x.Glyph) bool {
	return a.FG == b.FG && a.BG == b.BG && a.Mode&bold == b.Mode&bold
}

// run draws cells of one look.
func run(b *strings.Builder, text string, g vt10x.Glyph, x, y, n int) {
	left, top := frame+x*cellWidth, frame+y*cellHeight
	if g.BG != vt10x.DefaultBG {
		fmt.Fprintf(b, `<rect x="%d" y="%d" width="%d" height="%d" fill="%s"/>`+"\n", left, top, n*cellWidth, cellHeight, colour(g.BG))
	}
	if text = strings.TrimRight(text, " "); text == "" {
		return
	}
	weight := ""
	if g.Mode&bold != 0 {
		weight = ` font-weight="bold"`
	}
	fmt.Fprintf(b, `<text x="%d" y="%d" fill="%s"%s textLength="%d" xml:space="preserve">%s</text>`+"\n",
		left, top+13, colour(g.FG), weight, len([]rune(text))*cellWidth, html.EscapeString(text))
}

// colour is what the emulator's colours look like in the drawing.
func colour(c vt10x.Color) string {
	sixteen := [...]string{
		"#1d2021", "#e06c5f", "#8fbf6a", "#d9b35b", "#7ea6e0", "#c792d9", "#6fc2c2", "#d5d0c4",
		"#8c877d", "#f08a7c", "#a8d684", "#ecc873", "#98bdf0", "#dba9ec", "#8ad8d8", "#f4efe3",
	}
	switch {
	case c == vt10x.DefaultBG:
		return sixteen[0]
	case c == vt10x.DefaultFG:
		return sixteen[7]
	case int(c) < len(sixteen):
		return sixteen[c]
	case c < 256:
		return indexed(int(c))
	}
	return fmt.Sprintf("#%06x", uint32(c)&0xffffff)
}

// indexed is a colour of xterm's cube of 6×6×6, or one of its 24 greys.
func indexed(c int) string {
	if c >= 232 {
		grey := 8 + 10*(c-232)
		return fmt.Sprintf("#%02x%02x%02x", grey, grey, grey)
	}
	level := func(n int) int { return max(0, 55*min(n, 1)+40*n) }
	c -= 16
	return fmt.Sprintf("#%02x%02x%02x", level(c/36), level(c/6%6), level(c%6))
}
