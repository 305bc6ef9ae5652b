// Package practices is the pool that the project keeps about itself: notes on founding
// and sustaining a community of practice, and on working on cop. The markdown files are
// the content; this file only makes them part of the binary, so that a program can show
// them, or sow a new pool with them, on a machine that has nothing else.
package practices

import "embed"

// FS holds the notes and their threads by their path below practices/:
// "meetings/breakfast-meeting.md". It is read-only and safe for concurrent use. A new
// topic must be named here; a test says so when it is not.
//
//go:embed charter.md belonging community cop dialogue events evidence meetings people stewardship stories writing
var FS embed.FS
