package note

import (
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// script writes a difference as git does: each line after a space, a minus or a plus.
func script(a, b []byte) string {
	x, y := splitLines(a), splitLines(b)
	c := classes{}
	ids, idsB := c.of(x), c.of(y)
	var out strings.Builder
	write := func(mark string, lines [][]byte) {
		for _, l := range lines {
			out.WriteString(mark + strings.TrimSuffix(string(l), "\n") + "\n")
		}
	}
	at := 0
	for _, h := range diff(ids, idsB, len(c)) {
		write(" ", x[at:h.a])
		write("-", x[h.a:h.a+h.na])
		write("+", y[h.b:h.b+h.nb])
		at = h.a + h.na
	}
	write(" ", x[at:])
	return out.String()
}

func TestDiffExample(t *testing.T) {
	t.Parallel()
	got := script([]byte("A\nB\nC\nA\nB\nB\nA\n"), []byte("C\nB\nA\nB\nA\nC\n"))
	if want := "-A\n-B\n C\n-A\n B\n+A\n B\n A\n+C\n"; got != want {
		t.Errorf("got\n%s", got)
	}
}

// The difference is git's, also where the search is cut short and where lines are left out.
func TestDiffIsGits(t *testing.T) {
	t.Parallel()
	git, err := exec.LookPath("git")
	if err != nil {
		t.Skip("git is not installed")
	}
	dir := t.TempDir()
	r := rand.New(rand.NewPCG(5, 6))
	for i := range 60 {
		lines, kinds := 1+r.IntN(60), 1+r.IntN(20)
		if i%4 == 0 {
			lines, kinds = 3000+r.IntN(6000), 2+r.IntN(4000)
		}
		a, b := randomPair(r, lines, kinds)
		if i%15 == 1 {
			a, b = distantPair(r)
		}
		cmd := exec.Command(git, "diff", "--no-index", "--no-indent-heuristic", "--diff-algorithm=myers", "--no-color", "--no-ext-diff", "--text", "-U100000", "a", "b")
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL="+os.DevNull, "GIT_CONFIG_NOSYSTEM=1", "GIT_CEILING_DIRECTORIES="+filepath.Dir(dir))
		for name, s := range map[string]string{"a": a, "b": b} {
			if err := os.WriteFile(filepath.Join(dir, name), []byte(s), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		out, _ := cmd.Output() // 1 says that there are differences
		_, want, _ := strings.Cut(string(out), "@@\n")
		if got := script([]byte(a), []byte(b)); got != want && a != b {
			t.Fatalf("case %d (%d lines of %d kinds):\n%s", i, lines, kinds, firstDifference(want, got))
		}
	}
}

func firstDifference(want, got string) string {
	w, g := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := range min(len(w), len(g)) {
		if w[i] != g[i] {
			return fmt.Sprintf("line %d: git %q, here %q", i, w[i:min(i+8, len(w))], g[i:min(i+8, len(g))])
		}
	}
	return fmt.Sprintf("git %d lines, here %d", len(w), len(g))
}

// randomPair is two texts: the second made of the first by edits here and there, and whole
// stretches that have nothing in common.
func randomPair(r *rand.Rand, lines, kinds int) (string, string) {
	var a, b strings.Builder
	for range lines {
		line := fmt.Sprintf("line %d\n", r.IntN(kinds))
		switch r.IntN(10) {
		case 0:
			a.WriteString(line)
		case 1:
			b.WriteString(line)
		case 2:
			for range r.IntN(1 + lines/50) {
				fmt.Fprintf(&a, "only a %d\n", r.IntN(kinds))
				fmt.Fprintf(&b, "line %d\n", r.IntN(kinds))
			}
		default:
			a.WriteString(line)
			b.WriteString(line)
		}
	}
	return a.String(), b.String()
}

// distantPair is two long texts with stretches in common amid thousands of lines that differ
// but occur on both sides, and with frequent lines amid lines that have no partner.
func distantPair(r *rand.Rand) (string, string) {
	var a, b strings.Builder
	kinds := 20_000
	line := func(w *strings.Builder) { fmt.Fprintf(w, "line %d\n", r.IntN(kinds)) }
	for range 300 {
		for range r.IntN(200) {
			line(&a)
		}
		for range r.IntN(200) {
			line(&b)
		}
		for range r.IntN(80) {
			s := fmt.Sprintf("line %d\n", r.IntN(kinds))
			a.WriteString(s)
			b.WriteString(s)
		}
		for j := range r.IntN(60) {
			fmt.Fprintf(&a, "only a %d\n", r.IntN(kinds))
			if j%(2+r.IntN(8)) == 0 {
				a.WriteString("frequent\n")
				b.WriteString("frequent\n")
			}
		}
	}
	return a.String(), b.String()
}

func TestMergeTextIsBounded(t *testing.T) {
	t.Parallel()
	var base, mine, theirs strings.Builder
	r := rand.New(rand.NewPCG(7, 8))
	for i := range 250_000 {
		fmt.Fprintf(&base, "%d line number\n", i)
		fmt.Fprintf(&mine, "%d line number\n", r.IntN(500_000))
		fmt.Fprintf(&theirs, "%d line number\n", r.IntN(500_000))
	}
	if _, ok := MergeText([]byte(base.String()), []byte(mine.String()), []byte(theirs.String())); ok {
		t.Error("texts without much in common merged")
	}
	same := strings.Repeat("x\n", 1_000_000)
	if _, ok := MergeText([]byte(same), []byte(same+strings.Repeat("y\n", 1_000_000)), []byte(strings.Repeat("y\n", 10)+same)); !ok {
		t.Error("additions at both ends conflict")
	}
}
