package tui

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/breakfast-table/cop/pkg/note"
)

// settle is how long files must have been left alone before the browser looks at
// them: editors write in several steps.
const settle = 150 * time.Millisecond

// watch calls changed soon after notes of the pool at root came, went or were
// written, until ctx ends. It sleeps in between. Where the system tells nothing,
// folders are looked at once a second.
func watch(ctx context.Context, root string, changed func()) {
	folders := foldersOf(filepath.Join(root, filepath.FromSlash(note.Root)))
	events := make(chan string)
	go tell(ctx, folders, events)
	var quiet <-chan time.Time
	for {
		select {
		case <-ctx.Done():
			return
		case path := <-events:
			if quiet == nil && isNote(path) {
				quiet = time.After(settle)
			}
		case <-quiet:
			quiet = nil
			changed()
		}
	}
}

// isNote passes over what editors put beside the files they write.
func isNote(path string) bool {
	name := filepath.Base(path)
	return !strings.HasPrefix(name, ".") && !strings.HasSuffix(name, "~") && (filepath.Ext(name) == ".md" || filepath.Ext(name) == "")
}

// foldersOf are the folders at and below dir.
func foldersOf(dir string) (folders []string) {
	_ = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error { // what cannot be read is not watched
		if err == nil && d.IsDir() {
			folders = append(folders, path)
		}
		return nil
	})
	return folders
}

// poll tells folders in which files came, went or were replaced, once a second.
func poll(ctx context.Context, folders []string, events chan<- string) {
	known := make([]time.Time, len(folders))
	for first := true; ; first = false {
		for i, dir := range folders {
			fi, err := os.Stat(dir)
			if err != nil || fi.ModTime().Equal(known[i]) {
				continue
			}
			if known[i] = fi.ModTime(); !first && !send(ctx, events, dir) {
				return
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(time.Second):
		}
	}
}

func send(ctx context.Context, events chan<- string, path string) bool {
	select {
	case events <- path:
		return true
	case <-ctx.Done():
		return false
	}
}
