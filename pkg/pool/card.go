package pool

import (
	"context"
	"errors"
	"io/fs"
	"strings"
	"time"

	"github.com/breakfast-table/cop/pkg/note"
)

// Card is what a member tells about themselves; all of it is optional.
type Card struct {
	Does  string // two sentences a newcomer understands
	AskMe string // what they are glad to be asked about
}

// IsZero says that the member tells nothing.
func (c Card) IsZero() bool { return strings.TrimSpace(c.Does+c.AskMe) == "" }

// WriteCard writes the user's member card, practices/people/<handle>.md. It goes to the
// others with the next sync. An existing card is left alone: fs.ErrExist.
func (p *Pool) WriteCard(_ context.Context, c Card) (note.Address, error) {
	me, err := p.Me()
	if err != nil {
		return "", err
	}
	a := note.Address("people/" + string(me.Handle))
	if _, err := p.readWorking(a.Path()); err == nil {
		return a, fs.ErrExist
	} else if !errors.Is(err, fs.ErrNotExist) {
		return a, err
	}
	name := me.Name
	if name == "" {
		name = string(me.Handle)
	}
	fields := []note.Field{
		{Key: "title", Value: name}, {Key: "authors", Value: []string{string(me.Handle)}},
		{Key: "date", Value: p.opt.now().UTC().Format(time.DateOnly)},
	}
	return a, p.write(a.Path(), note.WriteNew(note.Person, fields, []byte(c.body())))
}

func (c Card) body() string {
	var b strings.Builder
	for _, s := range [][2]string{{"What I do", c.Does}, {"Ask me about", c.AskMe}} {
		if text := strings.TrimSpace(s[1]); text != "" {
			b.WriteString("\n## " + s[0] + "\n\n" + text + "\n")
		}
	}
	return b.String()
}
