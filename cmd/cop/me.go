package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/breakfast-table/cop/cmd/internal/term"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool"
)

// meOptions change the own card. A flag that is not given leaves its part alone; one
// given empty takes it out.
type meOptions struct {
	does, askMe, learn, tz, contact string
	key                             string
	also                            []string
	away, left, back                bool
	edit                            bool
	given                           map[string]bool
}

func newMe(c *cli) *cobra.Command {
	var o meOptions
	cmd := &cobra.Command{
		Use:   "me",
		Short: "Your card: what others know about you",
		Long: `Show your card, or change it. A card is opt-in, and everything on it: what you do,
what you are glad to be asked about, what you want to learn. It is a note like any
other, practices/people/HANDLE.md, and goes to the others with the next cop sync.

--key has you sign what you say from now on, and names the key on your card, so that the
others can tell your word from what somebody else brought in your name. It is a key of ssh
or gpg: the file of its public half, or of gpg its fingerprint. auto takes the one that git
signs with by gpg, else the one ssh keeps in ~/.ssh or its agent holds. A new key takes over
once the others have your card; what the old one signed stays signed.

A flag given empty takes that part out. --away and --left tell the others not to wait
for you; nobody but you can say so.`,
		Example: "cop me\ncop me --does \"I keep the lights on.\" --ask-me \"pagers, queues\"\ncop me --key auto\ncop me --edit\ncop me --away",
		GroupID: "care",
		Args:    takes(0, 0),
	}
	f := cmd.Flags()
	cardFlags(f, &o.does, &o.askMe)
	f.StringVar(&o.learn, "learn", "", "what you want to learn, as `TEXT`")
	f.StringVar(&o.tz, "tz", "", "your time `ZONE`: Europe/Lisbon, UTC+1")
	f.StringVar(&o.contact, "contact", "", "`WHERE` you really read: a channel, an address")
	f.StringVar(&o.key, "key", "", "sign what you say with the ssh or gpg key in `FILE`; auto takes your usual one")
	f.StringSliceVar(&o.also, "also", nil, "another `NAME` of yours: a former handle, an e-mail address")
	f.BoolVar(&o.away, "away", false, "say that you are away for a while")
	f.BoolVar(&o.left, "left", false, "say that you left; your notes stay")
	f.BoolVar(&o.back, "back", false, "say that you are here again")
	f.BoolVar(&o.edit, "edit", false, "change the whole card in your editor")
	cmd.RunE = c.withPool(func(ctx context.Context, p *pool.Pool, _ []string) (any, error) {
		o.given = map[string]bool{}
		f.Visit(func(f *pflag.Flag) { o.given[nowSpelled(f.Name)] = true })
		return c.runMe(ctx, p, o)
	})
	return cmd
}

func (c *cli) runMe(ctx context.Context, p *pool.Pool, o meOptions) (any, error) {
	switch {
	case o.away && o.left || o.left && o.back || o.back && o.away:
		return nil, &usageError{msg: "--away, --left and --back exclude each other", hint: "cop me --back says that you are here again"}
	case o.edit:
		return nil, c.editCard(ctx, p)
	case o.given["key"]:
		if err := c.signWith(ctx, p, o.key); err != nil {
			return nil, err
		}
		if o.changes() {
			if _, err := p.ChangeCard(ctx, o.change); err != nil {
				return nil, err
			}
		}
		who, _, err := p.MyCard(ctx)
		return meJSON(personOf(who)), err
	case o.changes():
		who, err := p.ChangeCard(ctx, o.change)
		if err != nil {
			return nil, err
		}
		c.sayWhere(p)
		c.Say("Your card is %s; it goes to the others with the next cop sync.", who.Address)
		return meJSON(personOf(who)), nil
	}
	who, ok, err := p.MyCard(ctx)
	if err != nil {
		return nil, err
	}
	doubt, err := p.CardDoubt(ctx)
	if err != nil {
		return nil, err
	}
	if ok && doubt != "" {
		c.Say("Keys and addresses that came onto your card in a change by %s, not signed by you, do not count until a steward accepts them.", term.Clean(doubt))
	}
	if !ok {
		c.Say("You have no card yet; cop me --does \"…\" --ask-me \"…\" writes one.")
	}
	if maybe, err := p.MaybeMe(ctx, true); err == nil && len(maybe) > 0 {
		c.Say("%s", claimHint(maybe, who.Also))
	}
	return meJSON(personOf(who)), nil
}

// claimHint asks whether names are the user's, and says how to claim them. also are those that their
// card has already.
func claimHint(maybe []note.Handle, also []string) string {
	var names []string
	for _, h := range maybe {
		names = append(names, string(h))
	}
	all := strings.Join(append(slices.Clone(also), names...), ",")
	return fmt.Sprintf("Something is written here by %s. If that is you: cop me --also %s", strings.Join(names, ", "), quoted(all))
}

// signWith chooses the key to sign with and says what comes of it.
func (c *cli) signWith(ctx context.Context, p *pool.Pool, key string) error {
	s, err := p.SignWith(ctx, key)
	if err != nil {
		return err
	}
	c.sayWhere(p)
	switch {
	case s.Key.ID == "" && s.Later:
		c.Say("You sign no more once the others have your card, after the next cop sync. What you signed stays signed.")
	case s.Key.ID == "":
		c.Say("You sign nothing.")
	case s.Already:
		c.Say("You sign with %s already; nothing is changed.", s.Key.ID)
	case s.Later:
		c.Say("From the next cop sync on you sign with %s. The card that says so is still signed with the key you have now.", s.Key.ID)
	default:
		c.Say("You sign with %s from now on. Your card names it; it goes to the others with the next cop sync.", s.Key.ID)
	}
	return nil
}

// changes reports whether a flag that changes the card was given.
func (o meOptions) changes() bool {
	for _, name := range []string{"does", "ask-me", "learn", "tz", "contact", "also", "away", "left", "back"} {
		if o.given[name] {
			return true
		}
	}
	return false
}

func (o meOptions) change(card *pool.Card) {
	for _, part := range []struct {
		flag, value string
		into        *string
	}{
		{"does", o.does, &card.Does}, {"ask-me", o.askMe, &card.AskMe}, {"learn", o.learn, &card.Learn},
		{"tz", o.tz, &card.TZ}, {"contact", o.contact, &card.Contact},
	} {
		if o.given[part.flag] {
			*part.into = strings.TrimSpace(note.CleanText(part.value))
		}
	}
	if o.given["also"] {
		card.Also = nil
		for _, name := range o.also {
			card.Also = append(card.Also, note.Clean(name))
		}
	}
	switch {
	case o.away:
		card.Presence = pool.Away
	case o.left:
		card.Presence = pool.Left
	case o.back:
		card.Presence = ""
	}
}

// editCard opens the editor on the card, or on the community's template for one.
func (c *cli) editCard(ctx context.Context, p *pool.Pool) error {
	who, ok, err := p.MyCard(ctx)
	if err != nil {
		return err
	}
	if ok {
		return c.editNote(ctx, p, who.Address)
	}
	title := who.Name
	if title == "" {
		title = string(who.Handle)
	}
	start, err := p.Text(pool.Draft{Type: note.Person, Title: title})
	if err != nil {
		return err
	}
	defer c.pause()()
	res, err := c.Edit(ctx, c.editRequest(p, string(who.Handle)+".md", string(start)))
	if err != nil {
		return err
	}
	if !res.Changed || strings.TrimSpace(res.Text) == "" {
		c.Say("Closed without a change; nothing was written.")
		return res.Discard()
	}
	if err := p.Update(ctx, who.Address, p.WithoutPrompts([]byte(res.Text))); err != nil {
		return &keptError{what: err.Error(), draft: res.Draft, err: err}
	}
	c.Say("Your card is %s; it goes to the others with the next cop sync.", who.Address)
	return res.Discard()
}

// meJSON is the own card.
type meJSON personJSON

// Table is what a pipe gets: what it is, and what the card says.
func (m meJSON) Table() term.Table {
	t := term.Table{Columns: []term.Column{{Name: "part"}, {Name: "text", Flex: true}}}
	for _, part := range [][2]string{
		{"handle", string(m.Handle)}, {"name", m.Name}, {"address", string(m.Address)}, {"does", m.Does}, {"ask_me", m.AskMe}, {"learn", m.Learn},
		{"tz", m.TZ}, {"contact", m.Contact}, {"presence", m.Presence}, {"offers", strings.Join(m.Offers, ", ")},
		{"wants", strings.Join(m.Wants, ", ")}, {"also", strings.Join(m.Also, ", ")}, {"keys", strings.Join(m.Keys, ", ")},
	} {
		if part[1] != "" {
			t.Rows = append(t.Rows, []term.Cell{{Text: part[0]}, {Text: strings.Join(strings.Fields(part[1]), " ")}})
		}
	}
	return t
}

// Text is the card.
func (m meJSON) Text(s *term.Streams) string {
	var b strings.Builder
	p := s.Palette()
	head := called(p, m.Handle, m.Name)
	if m.Presence != "" {
		head += "  " + p.Paint(term.Muted, m.Presence)
	}
	b.WriteString(term.Hang("", "  ", head, s.Width()) + "\n")
	personJSON(m).lines(&b, s, func(text string) string { return strings.Join(strings.Fields(text), " ") })
	return b.String()
}
