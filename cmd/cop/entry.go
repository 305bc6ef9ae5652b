package main

import (
	"context"
	"fmt"
	"path"
	"strings"

	"github.com/spf13/cobra"

	"github.com/breakfast-table/cop/cmd/internal/term"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool"
)

// entryOptions are what commands that add to a note's thread have in common.
type entryOptions struct {
	body     string
	bodyFile string
	re       string
}

func (o *entryOptions) textFlags(cmd *cobra.Command) {
	textFlag(cmd.Flags(), &o.body, "the `TEXT`, instead of opening an editor")
	cmd.Flags().StringVar(&o.bodyFile, "body-file", "", "the text from `FILE` (- is standard input)")
}

// replyFlags are those of what may answer an entry.
func (o *entryOptions) replyFlags(cmd *cobra.Command) {
	o.textFlags(cmd)
	cmd.Flags().StringVar(&o.re, "re", "", "reply to `ENTRY`: its number in the thread, or who wrote it")
}

func newAnswer(c *cli) *cobra.Command {
	return c.entryCommand(note.Answer, &cobra.Command{
		Use:   "answer ADDR [TEXT]",
		Short: "Answer a question",
		Long: `Answer a question. Your editor opens unless the text comes along; an empty text
writes nothing. The answer is a small file of its own beside the question, so any number
of people can answer at once. It goes to the others with the next cop sync.`,
		Example: "cop answer why-is-the-deploy-slow\n" +
			"cop answer why-is-the-deploy-slow \"The cache is cold; call /warm first.\"\n" +
			"cop answer why-is-the-deploy-slow --body-file answer.md",
		Args: takes(1, -1, "the ADDR of a question"),
	})
}

// entryCommand adds what all commands have in common that write into a thread.
func (c *cli) entryCommand(kind note.Type, cmd *cobra.Command) *cobra.Command {
	var o entryOptions
	cmd.GroupID, cmd.ValidArgsFunction = "daily", c.completeNotes(1)
	cmd.RunE = c.withPool(func(ctx context.Context, p *pool.Pool, args []string) (any, error) {
		return c.runEntry(ctx, p, kind, args, o)
	})
	o.replyFlags(cmd)
	return cmd
}

func newComment(c *cli) *cobra.Command {
	return c.entryCommand(note.Comment, &cobra.Command{
		Use:   "comment ADDR [TEXT]",
		Short: "Say something about a note, or reply to an entry",
		Long: `Say something about a note: below it, not in it. With --re it replies to an ENTRY of
the thread: its number as cop show has it, who wrote it, or a part of its file name that
no other entry has. Your editor opens unless the text comes along. It goes to the others
with the next cop sync.`,
		Example: "cop comment rotate-the-pager \"On holidays we swap with the lab.\"\n" +
			"cop comment rotate-the-pager --re 2 \"Which lab?\"",
		Args: takes(1, -1, "the ADDR of a note"),
	})
}

func newAccept(c *cli) *cobra.Command {
	var o entryOptions
	cmd := &cobra.Command{
		Use:   "accept ADDR [ENTRY]",
		Short: "Say that an answer settled your question",
		Long: `Say that an answer settled a question, for whoever finds it next. That is up to those
who asked and to stewards. ENTRY is the answer: its number in the thread as cop show has
it, who wrote it, or a part of its file name; with a single answer it may be left out.
It goes to the others with the next cop sync.`,
		Example:           "cop accept why-is-the-deploy-slow\ncop accept why-is-the-deploy-slow ben\ncop accept why-is-the-deploy-slow 2 --message \"Ten minutes now.\"",
		GroupID:           "daily",
		Args:              takes(1, 2, "the ADDR of a question"),
		ValidArgsFunction: c.completeNotes(1),
		RunE: c.withPool(func(ctx context.Context, p *pool.Pool, args []string) (any, error) {
			return c.runAccept(ctx, p, args, o)
		}),
	}
	o.textFlags(cmd)
	return cmd
}

// entryResult is what a command that adds to a thread has done.
type entryResult struct {
	Address note.Address `json:"address"`
	Entry   string       `json:"entry"` // the same as path
	Path    string       `json:"path"`
	Type    note.Type    `json:"type"`
}

// Text is the entry's name, for the next command in a script; a person was told already.
func (r entryResult) Text(s *term.Streams) string {
	if s.OutTTY {
		return ""
	}
	return strings.TrimSuffix(path.Base(r.Entry), ".md") + "\n"
}

// view reads a note that something is to be said about.
func (c *cli) view(ctx context.Context, p *pool.Pool, typed string) (pool.View, error) {
	a, err := c.note(ctx, p, typed)
	if err != nil {
		return pool.View{}, err
	}
	v, err := p.Show(ctx, a)
	if err != nil {
		return v, err
	}
	return v, p.Reachable(v)
}

// runEntry adds an answer or a comment.
func (c *cli) runEntry(ctx context.Context, p *pool.Pool, kind note.Type, args []string, o entryOptions) (any, error) {
	v, err := c.view(ctx, p, args[0])
	if err != nil {
		return nil, err
	}
	if kind == note.Answer && v.Note.Type != note.Question {
		return nil, &pool.NotAQuestionError{Address: v.Address}
	}
	re := ""
	if o.re != "" {
		e, err := v.Entry(o.re, "")
		if err != nil {
			return nil, err
		}
		re = path.Base(e.File)
	}
	text, err := c.entryText(ctx, p, kind, v, args[1:], o)
	if err != nil || text.words == "" {
		return nil, err
	}
	var file string
	if kind == note.Answer {
		file, err = p.Answer(ctx, v, re, text.words)
	} else {
		file, err = p.AddEntry(ctx, v.Address, pool.NewEntry{Type: kind, Re: re, Body: text.words})
	}
	return c.entryWritten(p, v, kind, file, text, err)
}

// runAccept settles a question.
func (c *cli) runAccept(ctx context.Context, p *pool.Pool, args []string, o entryOptions) (any, error) {
	v, err := c.view(ctx, p, args[0])
	if err != nil {
		return nil, err
	}
	if v.Note.Type != note.Question {
		return nil, &pool.NotAQuestionError{Address: v.Address}
	}
	typed := ""
	if len(args) > 1 {
		typed = args[1]
	} else if only, ok := v.OnlyAnswer(); ok {
		typed = only.Name()
	}
	answer, err := v.Entry(typed, note.Answer)
	if err != nil {
		return nil, err
	}
	body, _, err := c.givenText(nil, o)
	if err != nil {
		return nil, err
	}
	file, err := p.AcceptAnswer(ctx, v, answer, body)
	return c.entryWritten(p, v, note.Accept, file, writing{}, err)
}

// entryWritten tells that an entry is written; what came from an editor is kept until it is.
func (c *cli) entryWritten(p *pool.Pool, v pool.View, kind note.Type, file string, text writing, err error) (any, error) {
	if err != nil {
		if text.edited.Draft == "" {
			return nil, err
		}
		return nil, &keptError{what: err.Error(), draft: text.edited.Draft, err: err}
	}
	if err := text.edited.Discard(); err != nil {
		return nil, err
	}
	c.sayHandle(p)
	c.Say("%s %s; it goes to the others with the next cop sync.", entryVerbs[kind], v.Address)
	return entryResult{Address: v.Address, Entry: file, Path: file, Type: kind}, nil
}

var entryVerbs = map[note.Type]string{
	note.Answer: "Answered", note.Comment: "Commented on", note.Accept: "Accepted an answer to", note.Tried: "Reported on", note.Verify: "Verified",
}

// writing is the words of an entry and, when an editor gave them, its draft.
type writing struct {
	words  string
	edited term.EditResult
}

// givenText is the text that came with the command; given is false when none did.
func (c *cli) givenText(words []string, o entryOptions) (text string, given bool, err error) {
	text, given = strings.Join(words, " "), len(words) > 0
	if o.body != "" {
		text, given = o.body, true
	}
	if o.bodyFile != "" {
		b, err := c.readFile(o.bodyFile)
		if err != nil {
			return "", true, err
		}
		text, given = string(b), true
	}
	return strings.TrimSpace(text), given, nil
}

// entryText is the text of an entry: what came along, else what the user writes in an
// editor. "" says that nothing is to be written, and that the user knows.
func (c *cli) entryText(ctx context.Context, p *pool.Pool, kind note.Type, v pool.View, words []string, o entryOptions) (writing, error) {
	text, given, err := c.givenText(words, o)
	if err != nil {
		return writing{}, err
	}
	if given {
		if text == "" {
			return writing{}, &usageError{msg: "the text is empty; nothing was written", hint: "give words with --message or --body-file"}
		}
		return writing{words: text}, nil
	}
	defer c.pause()()
	res, err := c.Edit(ctx, c.editRequest(p, fmt.Sprintf("%s-%s.md", kind, v.Address.Slug()), p.EntryText(kind, v.Note.Title)))
	if err != nil {
		return writing{}, err
	}
	if text = p.EntryBody(kind, v.Note.Title, res.Text); !res.Changed || text == "" {
		c.Say("Closed without a text; nothing was written.")
		return writing{}, res.Discard()
	}
	return writing{words: text, edited: res}, nil
}
