package main

import (
	_ "embed" // the script for bash
	"fmt"
	"io"

	"github.com/spf13/cobra"
)

// bashScript is ours: the one that comes with cobra stands on functions of the package
// bash-completion, which many machines do not have.
//
//go:embed completion.bash
var bashScript string

func newCompletion(c *cli) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "completion SHELL",
		Short: "Print the completion script for a shell",
		Long: `Prints a script that teaches a shell (bash, zsh, fish or powershell) to
complete commands, flags, addresses, tags, topics and handles.

Load it once, or write it where the shell looks for completions. The one for bash needs
no other package:

  bash        source <(cop completion bash)
  zsh         cop completion zsh > "${fpath[1]}/_cop"
  fish        cop completion fish > ~/.config/fish/completions/cop.fish
  powershell  cop completion powershell | Out-String | Invoke-Expression`,
		Example:   "source <(cop completion bash)",
		GroupID:   "settings",
		ValidArgs: []string{"bash", "zsh", "fish", "powershell"},
		Args:      takes(1, 1, "a shell: bash, zsh, fish or powershell"),
	}
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		return c.completion(cmd.Root(), args[0])
	}
	return cmd
}

// completion writes the script as it is: a shell reads it, not a person.
func (c *cli) completion(root *cobra.Command, shell string) error {
	switch shell {
	case "bash":
		_, err := io.WriteString(c.Out, bashScript)
		return err
	case "zsh":
		return root.GenZshCompletion(c.Out)
	case "fish":
		return root.GenFishCompletion(c.Out, true)
	case "powershell":
		return root.GenPowerShellCompletionWithDesc(c.Out)
	}
	return &usageError{msg: fmt.Sprintf("no completion for %q", shell), hint: "shells: bash, zsh, fish, powershell"}
}
