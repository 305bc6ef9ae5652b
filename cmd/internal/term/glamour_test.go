package term

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"

	"github.com/charmbracelet/glamour"
	"github.com/charmbracelet/x/ansi"
)

// TestShowsWhatGlamourShows holds our layout against the renderer people know:
// every word glamour shows of our own notes stands on our screen as well, as
// often; only table heads it writes in capitals. glamour is linked here alone: what it costs each start of a command is
// in practices/cop/rendering-must-not-slow-the-start.md.
func TestShowsWhatGlamourShows(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("..", "..", "..", "practices", "*", "*.md"))
	if err != nil || len(files) < 20 {
		t.Fatalf("%d notes, %v", len(files), err)
	}
	theirs, err := glamour.NewTermRenderer(glamour.WithStandardStyle("notty"), glamour.WithWordWrap(0))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		src, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		body := withoutFront(string(src))
		shown, err := theirs.Render(body)
		if err != nil {
			t.Fatal(err)
		}
		ours := words(Markdown(body, MarkdownOptions{Width: mostMarkdown}))
		for word, n := range words(shown) {
			if ours[word] < n {
				t.Errorf("%s: glamour shows %q %d times, we %d", file, word, n, ours[word])
			}
		}
	}
}

func withoutFront(src string) string {
	if rest, ok := strings.CutPrefix(src, "---\n"); ok {
		_, rest, _ = strings.Cut(rest, "\n---\n")
		return rest
	}
	return src
}

func words(text string) map[string]int {
	n := map[string]int{}
	for _, word := range strings.FieldsFunc(strings.ToLower(ansi.Strip(text)), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		n[word]++
	}
	return n
}
