package main

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"github.com/breakfast-table/cop/cmd/internal/term"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool"
)

func newPeople(c *cli) *cobra.Command {
	return &cobra.Command{
		Use:   "people",
		Short: "The members who have a card",
		Long: `The members who have a card, by name: what they do, what they are glad to be asked
about, what they want to learn. Cards are opt-in, and only one's own card says that
one is away or left. cop show people/HANDLE reads a whole card.`,
		Example: "cop people\ncop people --json=handle,ask_me",
		GroupID: "care",
		Args:    takes(0, 0),
		RunE: c.withPool(func(ctx context.Context, p *pool.Pool, _ []string) (any, error) {
			people, err := p.People(ctx)
			if err != nil {
				return nil, err
			}
			if len(people) == 0 {
				c.Say("Nobody has a card yet; cop me --does \"…\" writes yours.")
			}
			return peopleOf(people), nil
		}),
	}
}

// personJSON is a member card.
type personJSON struct {
	Handle   note.Handle  `json:"handle"`
	Name     string       `json:"name"`
	Address  note.Address `json:"address"`
	Does     string       `json:"does"`
	AskMe    string       `json:"ask_me"`
	Learn    string       `json:"learn"`
	TZ       string       `json:"tz"`
	Contact  string       `json:"contact"`
	Presence string       `json:"presence"`
	Offers   []string     `json:"offers"`
	Wants    []string     `json:"wants"`
	Also     []string     `json:"also"`
	Keys     []string     `json:"keys"` // they sign with, as git's allowed signers write them
	Since    stamp        `json:"since"`
}

func personOf(w pool.Person) personJSON {
	return personJSON{
		Handle: w.Handle, Name: w.Name, Address: w.Address, Does: w.Does, AskMe: w.AskMe, Learn: w.Learn, TZ: w.TZ, Contact: w.Contact,
		Presence: w.Presence, Offers: w.Offers, Wants: w.Wants, Also: w.Also, Keys: append([]string{}, w.Keys...), Since: stamp{w.Since},
	}
}

// peopleList is the result of cop people.
type peopleList []personJSON

func peopleOf(people []pool.Person) peopleList {
	out := peopleList{}
	for _, w := range people {
		out = append(out, personOf(w))
	}
	return out
}

// Table is what a pipe gets: handle, name, presence, what to ask about.
func (l peopleList) Table() term.Table {
	t := term.Table{Columns: []term.Column{{Name: "handle"}, {Name: "name"}, {Name: "presence"}, {Name: "ask about", Flex: true}}}
	for _, w := range l {
		t.Rows = append(t.Rows, []term.Cell{{Text: string(w.Handle)}, {Text: w.Name}, {Text: w.Presence}, {Text: term.OneLine(w.AskMe)}})
	}
	return t
}

// Text is each member with the first lines of their card.
func (l peopleList) Text(s *term.Streams) string {
	var b strings.Builder
	p := s.Palette()
	for i, w := range l {
		if i > 0 {
			b.WriteString("\n")
		}
		head := called(p, w.Handle, w.Name)
		if w.Presence != "" {
			head += "  " + p.Paint(term.Muted, w.Presence)
		}
		b.WriteString(term.Hang("", "  ", head, s.Width()) + "\n")
		w.lines(&b, s, term.OneLine)
	}
	return b.String()
}

// lines writes what a card says, each part after its name.
func (w personJSON) lines(b *strings.Builder, s *term.Streams, shape func(string) string) {
	p := s.Palette()
	for _, part := range [][2]string{
		{"does", w.Does}, {"ask about", w.AskMe}, {"wants to learn", w.Learn}, {"time zone", w.TZ}, {"contact", w.Contact},
		{"would mentor in", strings.Join(w.Offers, ", ")}, {"looks for a mentor in", strings.Join(w.Wants, ", ")},
		{"also known as", strings.Join(w.Also, ", ")},
	} {
		if part[1] != "" {
			line := p.Paint(term.Muted, part[0]+": ") + p.Paint(term.Plain, shape(part[1]))
			b.WriteString(term.Hang("  ", "    ", line, s.Width()) + "\n")
		}
	}
}
