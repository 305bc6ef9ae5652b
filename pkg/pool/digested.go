package pool

import "github.com/breakfast-table/cop/pkg/pool/digest"

// What is news to whom, and what to do next, is decided in package digest; these are its words.
type (
	// Breakfast is what happened since a person last looked, and what waits for them.
	Breakfast = digest.Breakfast
	// NewsItem is a note and what happened to it.
	NewsItem = digest.NewsItem
	// Waiting is an open question.
	Waiting = digest.Waiting
	// Reply is what somebody else said last about a note of the user's.
	Reply = digest.Reply
	// Suggestion is a command worth typing now, and why.
	Suggestion = digest.Suggestion
	// Seen remembers, on this machine only, what a person has had before their eyes.
	Seen = digest.Seen
	// NoteVersion is one note as a person would see it.
	NoteVersion = digest.NoteVersion
)
