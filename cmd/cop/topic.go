package main

import (
	"context"
	"sort"
	"strings"

	"github.com/breakfast-table/cop/cmd/internal/term"
	"github.com/breakfast-table/cop/pkg/pool"
)

// Where a note is filed: under the topic that was given, else the one its words suggest,
// which a person at a terminal is asked about.

// asking says when to ask for a topic.
type asking bool

const (
	always     asking = true
	unlessSure asking = false
)

// topicOf is what the user said, else the topic whose notes share most words with the
// text, asked for on a terminal.
func (c *cli) topicOf(ctx context.Context, p *pool.Pool, text, given string, when asking) (string, error) {
	if given != "" {
		return p.Topic(ctx, given)
	}
	guess, sure, err := p.GuessTopic(ctx, text)
	if err != nil || sure && when == unlessSure || !c.Prompting() {
		return guess, err
	}
	return c.askTopic(ctx, p, guess)
}

const noTopic = "/" // what one types for none

// askTopic asks under which topic a note belongs, and shows the largest ones.
func (c *cli) askTopic(ctx context.Context, p *pool.Pool, guess string) (string, error) {
	names, err := largestTopics(ctx, p, 8)
	if err != nil {
		return "", err
	}
	defer c.pause()()
	switch {
	case guess != "":
		c.Say("Topics: %s. A new one is fine, too; %s is none.", strings.Join(names, ", "), noTopic)
	case len(names) > 0:
		c.Say("Topics: %s. A new one is fine, too, or none.", strings.Join(names, ", "))
	}
	typed, err := c.Ask(ctx, term.Question{Text: "Topic", Default: guess, Flag: "--topic TOPIC"})
	if err != nil {
		return "", err
	}
	return p.Topic(ctx, typed)
}

// largestTopics are the topics with most notes that a note may be filed under.
func largestTopics(ctx context.Context, p *pool.Pool, most int) ([]string, error) {
	topics, err := p.Values(ctx, "topic")
	if err != nil {
		return nil, err
	}
	sort.SliceStable(topics, func(i, j int) bool { return topics[i].N > topics[j].N })
	var names []string
	for _, t := range topics {
		if len(names) < most && pool.Fileable(t.Value) {
			names = append(names, t.Value)
		}
	}
	return names, nil
}
