//go:build !windows

package tui

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/breakfast-table/cop/cmd/internal/term"
)

// TestToClipboard uses the first program that is there and whose display is.
func TestToClipboard(t *testing.T) {
	for _, tt := range []struct {
		name, wayland, want string
		programs            []string
	}{
		{"nothing is there", "", "", nil},
		{"the first that is there", "", "xclip", []string{"xsel", "xclip"}},
		{"no display for it", "", "xsel", []string{"wl-copy", "xsel"}},
		{"its display is there", "wayland-0", "wl-copy", []string{"wl-copy", "xsel"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			for _, p := range tt.programs {
				script := "#!/bin/sh\nread -r text; echo \"$text\" > '" + filepath.Join(dir, p) + ".got'\n"
				if err := os.WriteFile(filepath.Join(dir, p), []byte(script), 0o755); err != nil {
					t.Fatal(err)
				}
			}
			err := toClipboard("a note\n", &term.Streams{Env: func(key string) string { return map[string]string{"PATH": dir, "WAYLAND_DISPLAY": tt.wayland}[key] }})
			if (err != nil) != (tt.want == "") {
				t.Fatal(err)
			}
			for _, p := range tt.programs {
				got, _ := os.ReadFile(filepath.Join(dir, p+".got"))
				if want := map[bool]string{true: "a note\n"}[p == tt.want]; string(got) != want {
					t.Errorf("%s was given %q", p, got)
				}
			}
		})
	}
}
