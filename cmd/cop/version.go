package main

import (
	"context"
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"

	"github.com/breakfast-table/cop/cmd/internal/term"
)

// version is set by the linker for releases: -X main.version=1.2.3.
var version string

func newVersion(c *cli) *cobra.Command {
	return &cobra.Command{
		Use:     "version",
		Short:   "Print the version",
		Example: "cop version\ncop version --json",
		GroupID: "settings",
		Args:    takes(0, 0),
		RunE: c.printing(func(context.Context, []string) (any, error) {
			return runVersion(), nil
		}),
	}
}

// versionResult says exactly what is running.
type versionResult struct {
	Version string `json:"version"`
	Commit  string `json:"commit"` // "" when built outside a repository
	Go      string `json:"go"`
	OS      string `json:"os"`
	Arch    string `json:"arch"`
}

// Text is the one line people paste into a bug report.
func (r versionResult) Text(*term.Streams) string {
	at := ""
	if r.Commit != "" {
		at = " (" + r.Commit[:min(12, len(r.Commit))] + ")"
	}
	return fmt.Sprintf("cop %s%s %s %s/%s\n", r.Version, at, r.Go, r.OS, r.Arch)
}

// runVersion prefers what the linker said, then what the build recorded.
func runVersion() versionResult {
	r := versionResult{Version: version, Go: runtime.Version(), OS: runtime.GOOS, Arch: runtime.GOARCH}
	info, ok := debug.ReadBuildInfo()
	if ok {
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" {
				r.Commit = s.Value
			}
		}
	}
	switch {
	case r.Version != "":
	case ok && info.Main.Version != "" && info.Main.Version != "(devel)":
		r.Version = info.Main.Version
	default:
		r.Version = "dev"
	}
	return r
}
