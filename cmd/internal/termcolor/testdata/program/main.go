// Command program is the smallest one that holds bubbletea; it prints a word.
package main

import (
	"fmt"

	tea "github.com/charmbracelet/bubbletea"
)

func main() { fmt.Println("ready", tea.KeyEnter) }
