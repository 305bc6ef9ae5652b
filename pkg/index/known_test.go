package index

import (
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// Who knows the note types a few words of it. A known item is a note, two or three words drawn
// from its first line of prose, the same with a word of its title, and that line as a question.
type knownItem struct {
	address string
	asked   [3]string // words of the line, a word of the title and others of the line, the question
}

var (
	knownWord  = regexp.MustCompile(`[A-Za-z][A-Za-z]+`)
	knownTitle = regexp.MustCompile(`(?m)^(?:# |title: )(.+)$`)
	knownLine  = regexp.MustCompile(`(?m)^(?:> |description: )(.+)$`)
)

// knownItems draws n items from notes, the same for the same notes.
func knownItems(f files, n int) []knownItem {
	r := rand.New(rand.NewPCG(14, 14))
	var all []knownItem
	for _, address := range slices.Sorted(maps.Keys(f)) {
		title, line := knownTitle.FindStringSubmatch(f[address]), knownLine.FindStringSubmatch(f[address])
		if title == nil || line == nil || strings.Contains(f[address], "This command is an alias") {
			continue
		}
		telling := func(s string) []string {
			x := newLexer()
			return slices.DeleteFunc(knownWord.FindAllString(s, -1), func(w string) bool { return x.isFunctionWord(strings.ToLower(w)) })
		}
		name, words := telling(title[1]), telling(line[1])
		if len(name) == 0 || len(words) < 3 {
			continue
		}
		r.Shuffle(len(words), func(i, j int) { words[i], words[j] = words[j], words[i] })
		k := 2 + r.IntN(2)
		question := strings.NewReplacer(`"`, "", "*", "", ":", " ", "`", "").Replace(line[1])
		all = append(all, knownItem{address, [3]string{
			strings.Join(words[:k], " "), strings.Join(append(name[:1:1], words[:k-1]...), " "),
			"how do I " + strings.ToLower(question[:1]) + question[1:],
		}})
	}
	r.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	return all[:min(n, len(all))]
}

// TestKnownItems holds the mean reciprocal rank of the first ten. COP_KNOWN_ITEMS names a
// folder of notes to ask about besides our own, such as the pages of the tldr project; the
// bounds are what it gave there at 08e345f.
func TestKnownItems(t *testing.T) {
	t.Parallel()
	holdKnown(t, practices(t), 40, [3]float64{0.85, 0.90, 0.95})
	root := os.Getenv("COP_KNOWN_ITEMS")
	if root == "" {
		return
	}
	f := files{}
	err := filepath.WalkDir(root, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || filepath.Ext(path) != ".md" {
			return err
		}
		b, err := os.ReadFile(path)
		rel, _ := filepath.Rel(root, path)
		f[strings.TrimSuffix(filepath.ToSlash(rel), ".md")] = string(b)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	holdKnown(t, f, 600, [3]float64{0.67, 0.86, 0.92})
}

func holdKnown(t *testing.T, f files, n int, least [3]float64) {
	t.Helper()
	db := indexed(t, f)
	items := knownItems(f, n)
	var sum [3]float64
	for _, item := range items {
		for k, words := range item.asked {
			if at := slices.Index(found(t, db, words), item.address); at >= 0 && at < 10 {
				sum[k] += 1 / float64(at+1)
			}
		}
	}
	for k, what := range []string{"words of the first line", "with a word of the title", "as a question"} {
		mean := sum[k] / float64(len(items))
		t.Logf("%d of %d notes, %s: %.3f", len(items), len(f), what, mean)
		if mean < least[k] {
			t.Errorf("%s: mean reciprocal rank %.3f, want %.2f", what, mean, least[k])
		}
	}
}
