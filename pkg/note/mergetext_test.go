package note_test

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/breakfast-table/cop/pkg/note"
)

func TestMergeText(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, base, mine, theirs, want string
		conflict                       bool
	}{
		{"apart", "a\nb\nc\n", "A\nb\nc\n", "a\nb\nC\n", "A\nb\nC\n", false},
		{"same change", "a\nb\n", "A\nb\n", "A\nb\n", "A\nb\n", false},
		{"touching", "a\nb\n", "A\nb\n", "a\nB\n", "", true},
		{"both add at the end", "a\n", "a\nx\n", "a\ny\n", "", true},
		{"both add the same", "a\n", "a\nx\n", "a\nx\n", "a\nx\n", false},
		{"final newline", "a\nb\nc", "A\nb\nc", "a\nb\nc\n", "A\nb\nc\n", false},
		{"mine only", "a\n", "b\n", "a\n", "b\n", false},
		{"theirs only", "a\n", "a\n", "b", "b", false},
		{"crlf", "a\r\nb\r\nc\r\n", "A\r\nb\r\nc\r\n", "a\r\nb\r\nC\r\n", "A\r\nb\r\nC\r\n", false},
		{"no base", "", "a\n", "b\n", "", true},
		{"emptied against edited", "a\nb\n", "", "a\nB\n", "", true},
		{"all empty", "", "", "", "", false},
		{"binary", "a\nb\nc\n", "A\nb\n\x00\n", "a\nb\nC\n", "", true},
	} {
		got, ok := note.MergeText([]byte(tt.base), []byte(tt.mine), []byte(tt.theirs))
		if ok == tt.conflict || string(got) != tt.want || ok != (got != nil) {
			t.Errorf("%s: %q, %v", tt.name, got, ok)
		}
	}
}

// cases is how many random merges are compared with git; COP_MERGE_CASES asks for more.
func cases(t *testing.T, def int) int {
	n, err := strconv.Atoi(os.Getenv("COP_MERGE_CASES"))
	if err != nil {
		return def
	}
	return n
}

// Whatever git merges, MergeText merges to the same bytes; where git sees a conflict, so
// does MergeText.
func TestMergeTextAgreesWithGit(t *testing.T) {
	t.Parallel()
	git, err := exec.LookPath("git")
	if err != nil {
		t.Skip("git is not installed")
	}
	dir := t.TempDir()
	r := rand.New(rand.NewPCG(3, 4))
	clean, total := 0, cases(t, 150)
	for i := range total {
		base, mine, theirs := randomSides(r, i)
		want, ok := gitMerge(t, git, dir, base, mine, theirs)
		got, gotOK := note.MergeText(base, mine, theirs)
		if gotOK != ok || ok && !bytes.Equal(got, want) {
			t.Fatalf("case %d: git %v, here %v\nbase   %.2000q\nmine   %.2000q\ntheirs %.2000q\ngit    %.2000q\nhere   %.2000q", i, ok, gotOK, base, mine, theirs, want, got)
		}
		if ok {
			clean++
		}
	}
	if clean < total/10 || clean > total*9/10 {
		t.Errorf("%d of %d cases were clean: too few of a kind to mean much", clean, total)
	}
	t.Logf("%d of %d agree, %d of them clean", total, total, clean)
}

func gitMerge(t *testing.T, git, dir string, base, mine, theirs []byte) ([]byte, bool) {
	t.Helper()
	for name, b := range map[string][]byte{"base": base, "mine": mine, "theirs": theirs} {
		if err := os.WriteFile(filepath.Join(dir, name), b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.Command(git, "merge-file", "-p", "-q", "mine", "base", "theirs")
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL="+os.DevNull, "GIT_CONFIG_NOSYSTEM=1")
	out, err := cmd.Output()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return out, err == nil
}

// randomSides makes three texts: short ones of few different lines, where much could be
// matched in many ways; ones like prose; long ones that bring the limits of the search into
// play.
func randomSides(r *rand.Rand, i int) (base, mine, theirs []byte) {
	lines, kinds, edits := 1+r.IntN(40), 2+r.IntN(30), 1+r.IntN(6)
	switch {
	case i%50 == 49:
		lines, kinds, edits = 2000+r.IntN(2000), 3+r.IntN(3000), 100+r.IntN(900)
	case i%5 == 0:
		lines, kinds, edits = 20+r.IntN(200), 5+r.IntN(400), 1+r.IntN(20)
	}
	word := func() string {
		if n := r.IntN(kinds + kinds/4 + 1); n < kinds {
			return fmt.Sprintf("line %d\n", n)
		}
		return pick(r, "\n", "\n", "}\n", "- x\n")
	}
	text := make([]string, lines)
	for i := range text {
		text[i] = word()
	}
	side := func() []byte { return join(r, edited(r, text, 1+r.IntN(edits), word)) }
	return join(r, text), side(), side()
}

func join(r *rand.Rand, lines []string) []byte {
	s := strings.Join(lines, "")
	if r.IntN(12) == 0 {
		s = strings.TrimSuffix(s, "\n")
	}
	return []byte(s)
}

func edited(r *rand.Rand, lines []string, edits int, word func() string) []string {
	out := append([]string{}, lines...)
	for range edits {
		at := r.IntN(len(out) + 1)
		n := min(r.IntN(4), len(out)-at)
		var with []string
		for range r.IntN(4) {
			with = append(with, word())
		}
		if r.IntN(6) == 0 && len(out) > 0 { // a block moved or copied
			from := r.IntN(len(out))
			with = append(with, out[from:min(from+1+r.IntN(5), len(out))]...)
		}
		out = append(append(append([]string{}, out[:at]...), with...), out[at+n:]...)
	}
	return out
}
