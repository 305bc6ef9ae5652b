// Package version knows what is running.
package version

import (
	"runtime"
	"runtime/debug"
)

// Number is set by the linker for releases:
// -X github.com/breakfast-table/cop/cmd/internal/version.Number=1.2.3
var Number string

// Info says exactly what is running.
type Info struct {
	Version string `json:"version"`
	Commit  string `json:"commit"` // "" when built outside a repository
	Go      string `json:"go"`
	OS      string `json:"os"`
	Arch    string `json:"arch"`
}

// Read prefers what the linker said, then what the build recorded, then "dev".
func Read() Info {
	i := Info{Version: Number, Go: runtime.Version(), OS: runtime.GOOS, Arch: runtime.GOARCH}
	info, ok := debug.ReadBuildInfo()
	if ok {
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" {
				i.Commit = s.Value
			}
		}
	}
	switch {
	case i.Version != "":
	case ok && info.Main.Version != "" && info.Main.Version != "(devel)":
		i.Version = info.Main.Version
	default:
		i.Version = "dev"
	}
	return i
}

// Line is what people paste into a bug report, with its newline.
func (i Info) Line() string {
	at := ""
	if i.Commit != "" {
		at = " (" + i.Commit[:min(12, len(i.Commit))] + ")"
	}
	return "cop " + i.Version + at + " " + i.Go + " " + i.OS + "/" + i.Arch + "\n"
}
