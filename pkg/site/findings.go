package site

import (
	"context"
	"encoding/hex"
	"net/url"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/breakfast-table/cop/pkg/note"
)

// Problem is something in the pool that could not be published as its author may think.
type Problem struct {
	Path    string // of the pool
	Rule    string // one word or two, for programs
	Message string
}

// findings are what came up while a file was made: the files of the pool that it shows, and
// problems. What is made again only when its mark changes has to have them remembered.
type findings struct {
	mu       sync.Mutex
	shows    map[string]asset // by path in the pool; notes whose text is shown are no assets
	problems []Problem
}

func newFindings() *findings { return &findings{} }

type findingsKey struct{}

func (f *findings) in(ctx context.Context) context.Context {
	return context.WithValue(ctx, findingsKey{}, f)
}

// findingsOf are those that a file is made with; ones that nobody reads where it is made for
// something else.
func findingsOf(ctx context.Context) *findings {
	if f, ok := ctx.Value(findingsKey{}).(*findings); ok {
		return f
	}
	return newFindings()
}

func (f *findings) tell(file, rule, message string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if p := (Problem{file, rule, message}); !slices.Contains(f.problems, p) {
		f.problems = append(f.problems, p)
	}
}

func (f *findings) show(a asset) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.shows == nil {
		f.shows = map[string]asset{}
	}
	f.shows[a.file] = a
}

// use notes that the text of a note of the pool is shown.
func (f *findings) use(path string) { f.show(asset{file: path, refused: true}) }

// miss notes that a file of a name is shown once there is one.
func (f *findings) miss(dest string) {
	file, _, _ := strings.Cut(dest, "#")
	if plain, err := url.PathUnescape(file); err == nil {
		file = plain
	}
	f.use(missing + strings.ToLower(oneField(path.Base(file))))
}

// missing begins the name of a file that is not there.
const missing = "?"

// state stands for what a page shows of a file of the pool: what it holds, and whether it is
// public; of one that is missing, which files have its name now.
func (s *Site) state(shown string) string {
	if name, is := strings.CutPrefix(shown, missing); is {
		return strings.Join(s.Called(name), "|")
	}
	a := noteAt(shown)
	leads := s.leads[a]
	state := s.Hash(shown) + hex.EncodeToString(leads[:4]) + s.places[a]
	if s.Withholds(shown) {
		state += "-"
	}
	return state
}

func noteAt(file string) note.Address {
	a, _ := note.AddressOf(file)
	return a
}

// sorted are problems by path, each once.
func sorted(problems []Problem) []Problem {
	slices.SortFunc(problems, func(a, b Problem) int {
		return strings.Compare(a.Path+"\x00"+a.Rule+"\x00"+a.Message, b.Path+"\x00"+b.Rule+"\x00"+b.Message)
	})
	return slices.Compact(problems)
}
