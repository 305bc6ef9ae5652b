package pool

import "github.com/breakfast-table/cop/pkg/forge"

// ReviewGit is the pool's forge.Git, for the contract suite.
func (p *Pool) ReviewGit() forge.Git { return &reviewGit{p: p} }

// ApplySuggestionsTo replaces lines of a text.
var ApplySuggestionsTo = applySuggestions
