//go:build !unguarded

package main

import _ "github.com/breakfast-table/cop/cmd/internal/termcolor"
