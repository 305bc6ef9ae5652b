package pool

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/breakfast-table/cop/pkg/note"
)

// Filed is the topic that notes of its type have in every pool: people and events. It is ""
// for all others.
func Filed(n *note.Note) string {
	switch n.Type {
	case note.Event:
		return eventsDir
	case note.Person:
		return peopleDir
	}
	return ""
}

// TopicError says that a topic cannot be the name of a folder.
type TopicError struct{ Topic string }

func (e *TopicError) Error() string { return fmt.Sprintf("%q cannot be a topic", e.Topic) }

// cleanTopic makes folder names of a topic as typed: "On call/Pager duty" →
// "on-call/pager-duty". Names of existing folders are safe to pass.
func cleanTopic(topic string) (string, error) {
	var out []string
	for _, part := range strings.Split(filepath.ToSlash(topic), "/") {
		part = strings.TrimSpace(part)
		if part == "" || part == "." {
			continue
		}
		if part == ".." || strings.HasPrefix(part, ".") {
			return "", &TopicError{Topic: topic}
		}
		out = append(out, part)
	}
	return strings.Join(out, "/"), nil
}

// Topic turns what a user typed into a topic: an existing one of that name in any
// spelling, else a new one in slug form.
func (p *Pool) Topic(ctx context.Context, typed string) (string, error) {
	clean, err := cleanTopic(typed)
	if err != nil || clean == "" {
		return "", err
	}
	if fi, err := os.Stat(filepath.Join(p.repo.Root(), practicesDir, filepath.FromSlash(clean))); err == nil && fi.IsDir() {
		return clean, nil
	}
	var out []string
	for _, part := range strings.Split(clean, "/") {
		out = append(out, note.Slug(part))
	}
	return strings.Join(out, "/"), nil
}
