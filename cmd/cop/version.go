package main

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/breakfast-table/cop/cmd/internal/term"
	"github.com/breakfast-table/cop/cmd/internal/version"
)

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

// versionResult is the result of cop version.
type versionResult version.Info

// Text is the one line people paste into a bug report.
func (r versionResult) Text(*term.Streams) string { return version.Info(r).Line() }

func runVersion() versionResult { return versionResult(version.Read()) }
