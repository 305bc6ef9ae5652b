package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/pflag"

	"github.com/breakfast-table/cop/cmd/internal/term"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool"
)

// charterWords are what a founder says about the parts of a charter, by name.
type charterWords map[string]*string

// charterFlags has a flag for each part.
func charterFlags(f *pflag.FlagSet) charterWords {
	w := charterWords{}
	for _, part := range pool.CharterParts() {
		w[part.Name] = f.String(part.Name, "", charterUsage(part.Name))
	}
	return w
}

func charterUsage(part string) string {
	return map[string]string{
		"purpose": "why it exists, in a `SENTENCE`", "audience": "`WHOM` it is for", "goals": "what you want to have reached in a year, as `TEXT`",
		"vision": "where that leads, as `TEXT`", "domain": "which questions you care about, and which not, as `TEXT`",
		"activities": "what you do together, as `TEXT`", "rhythm": "`WHEN` you meet, and for how long", "success": "how you will know that it works, as `TEXT`",
	}[part]
}

func (w charterWords) of(name string) string { return strings.TrimSpace(*w[name]) }

// all are those that something was said about.
func (w charterWords) all() map[string]string {
	out := map[string]string{}
	for name := range w {
		if w.of(name) != "" {
			out[name] = w.of(name)
		}
	}
	return out
}

// askCharter asks for the parts that neither a flag nor the charter says, each with an example;
// no answer leaves it for later. Who breaks off is told how to go on with what they said: again is the
// command that asked.
func (c *cli) askCharter(ctx context.Context, w charterWords, known map[string]string, again string) error {
	given := w.all()
	for _, part := range pool.CharterParts() {
		if w.of(part.Name) != "" || known[part.Name] != "" {
			continue
		}
		c.Tell(c.ErrPalette().Paint(term.Muted, "For example: "+part.Example))
		answer, err := c.Ask(ctx, term.Question{Text: part.Question, Flag: "--" + part.Name + " TEXT"})
		if err != nil {
			c.sayHowToGoOn(w, given, again)
			return err
		}
		*w[part.Name] = answer
	}
	return nil
}

// sayHowToGoOn names what was answered, so that nobody has to say it twice.
func (c *cli) sayHowToGoOn(w charterWords, given map[string]string, again string) {
	answered := false
	for _, part := range pool.CharterParts() {
		if said := w.of(part.Name); said != "" {
			again += " --" + part.Name + " " + quoted(said)
			answered = answered || given[part.Name] == ""
		}
	}
	if answered {
		c.Say("\nNothing was written. This goes on with what you said:\n  %s", again)
	}
}

// charterOptions change a charter.
type charterOptions struct {
	edit        bool
	who, review string
	says        charterWords
}

// changes reports that a flag says something about the charter.
func (o charterOptions) changes() bool { return len(o.says.all()) > 0 || o.who != "" || o.review != "" }

// changeCharter changes what flags say and, with --edit on a terminal, asks for what is not said
// yet. A charter that says everything, and one where nobody can answer, opens in the editor.
func (c *cli) changeCharter(ctx context.Context, p *pool.Pool, o charterOptions) (any, error) {
	if o.review != "" && oneOfLanes(o.review) != nil {
		return nil, &usageError{msg: fmt.Sprintf("--review cannot be %q", note.Clean(o.review)), hint: "values: required, direct"}
	}
	if err := noHandles(o.who); err != nil {
		return nil, err
	}
	known := pool.CharterSays(p.DraftCharter())
	asked := o.edit && c.Prompting() && len(known) < len(pool.CharterParts())
	switch {
	case asked:
		if err := c.askCharter(ctx, o.says, known, "cop charter --edit"); err != nil {
			return nil, err
		}
	case !o.changes():
		return nil, c.editCharter(ctx, p)
	}
	if !o.changes() {
		c.Say("Nothing was said, so nothing was written; cop edit charter opens it in your editor.")
		return nil, nil
	}
	err := p.ChangeCharter(ctx, pool.CharterChange{Says: o.says.all(), Stewards: handles(o.who), Review: note.Lane(o.review)})
	if errors.Is(err, pool.ErrTopicStewards) {
		return nil, &usageError{msg: err.Error() + "; --who would take them out", hint: "cop edit charter opens it in your editor"}
	}
	if err != nil {
		return nil, err
	}
	c.Say("Written; a draft of the charter until you share it: cop share charter")
	return nil, c.tellCharter(ctx, p)
}

// tellCharter says what of the charter cannot be understood.
func (c *cli) tellCharter(ctx context.Context, p *pool.Pool) error {
	return c.tellProblems(ctx, p, charterAddress)
}

// tellProblems says what is wrong with a note that was just written.
func (c *cli) tellProblems(ctx context.Context, p *pool.Pool, a note.Address) error {
	problems, err := p.Check(ctx, []note.Address{a})
	for _, wrong := range problems {
		if !wrong.Advice {
			c.Complain("%s:%d: %s", wrong.Path, wrong.Line, wrong.Message)
		}
	}
	return err
}
