//go:build man

package main

import (
	"os"

	"github.com/spf13/cobra"
	"github.com/spf13/cobra/doc"
)

// The manual pages are written at release time only, so that the library that writes
// them is not part of the program: go run -tags man ./cmd/cop man DIR.
func init() {
	release = append(release, func(root *cobra.Command) *cobra.Command {
		return &cobra.Command{
			Use: "man DIR", Hidden: true, Args: cobra.ExactArgs(1),
			RunE: func(_ *cobra.Command, args []string) error {
				if err := os.MkdirAll(args[0], 0o755); err != nil {
					return err
				}
				root.DisableAutoGenTag = true
				return doc.GenManTree(root, &doc.GenManHeader{Title: "COP", Section: "1", Source: "cop", Manual: "cop manual"}, args[0])
			},
		}
	})
}
