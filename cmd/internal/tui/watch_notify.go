//go:build linux || windows

package tui

import (
	"context"
	"os"

	"github.com/fsnotify/fsnotify"
)

// tell passes on what the system says of files in folders. Elsewhere the library
// would open every file.
func tell(ctx context.Context, folders []string, events chan<- string) {
	w, err := fsnotify.NewWatcher()
	if err != nil {
		poll(ctx, folders, events)
		return
	}
	defer func() { _ = w.Close() }()
	for _, dir := range folders {
		if err := w.Add(dir); err != nil { // more than the system watches for one person
			poll(ctx, folders, events)
			return
		}
	}
	for {
		select {
		case <-ctx.Done():
			return
		case <-w.Errors: // some were lost: something changed
			if !send(ctx, events, "lost.md") {
				return
			}
		case e := <-w.Events:
			if e.Op == fsnotify.Chmod {
				continue
			}
			if fi, err := os.Stat(e.Name); err == nil && fi.IsDir() && e.Has(fsnotify.Create) {
				_ = w.Add(e.Name) // what is in it already is told by the folder itself
			}
			if !send(ctx, events, e.Name) {
				return
			}
		}
	}
}
