package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/mail"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/google/renameio/v2/maybe"
	"github.com/spf13/cobra"

	"github.com/breakfast-table/cop/cmd/internal/term"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool"
)

// sinceLast is the word for the moment of the last letter.
const sinceLast = "last-letter"

type letterOptions struct {
	out, since, from, subject, site string
	to                              []string
}

func newLetter(c *cli) *cobra.Command {
	var o letterOptions
	cmd := &cobra.Command{
		Use:   "letter",
		Short: "The week as a mail for those who have no terminal",
		Long: `Write what cop breakfast tells everyone as a mail: as text and as HTML, with nothing to
fetch. cop sends nothing; your own mail program does. On a terminal the text is shown to
look at. With --out, or in a pipe, the mail is written, and the next letter begins where
this one ended.

  cop letter --to list@example.org | msmtp -t
  cop letter --out letter.eml           then open it in your mail program

The first letter is about the last week. In none is what only you have, nor what the
pages leave out: notes with "publish: false", topics that the charter excludes, and
members who did not opt in. Nothing is fetched; cop sync before.`,
		Example: "cop letter\ncop letter --out letter.eml --to list@example.org\ncop letter --since 2w --site https://notes.example.org | msmtp -t",
		GroupID: "care",
		Args:    takes(0, 0),
		RunE: c.withPool(func(ctx context.Context, p *pool.Pool, _ []string) (any, error) {
			return c.runLetter(ctx, p, o)
		}),
	}
	f := cmd.Flags()
	f.StringVarP(&o.out, "out", "o", "", "write the mail to `FILE`")
	f.StringVar(&o.since, "since", sinceLast, "since `WHEN`: 2026-11-01, 7d, 2w, last-letter")
	f.StringArrayVar(&o.to, "to", nil, "`ADDRESS` it is for; several are one mail")
	f.StringVar(&o.from, "from", "", "`ADDRESS` it is from (yours)")
	f.StringVar(&o.subject, "subject", "", "what it is called (the community and the day)")
	f.StringVar(&o.site, "site", "", "`URL` of the site that titles lead to")
	_ = cmd.MarkFlagFilename("out", "eml")
	return cmd
}

// letterJSON is the result of cop letter: what was written, or what would be.
type letterJSON struct {
	File    string   `json:"file"` // "" when it went to the output
	Subject string   `json:"subject"`
	From    string   `json:"from"`
	To      []string `json:"to"`
	Since   stamp    `json:"since"`
	Body    string   `json:"text"`

	mail []byte
}

// Exact is the mail, for a pipe.
func (l letterJSON) Exact() []byte {
	if l.File != "" {
		return []byte(l.File + "\n")
	}
	return l.mail
}

// Text is the letter to look at, or the file that it is in.
func (l letterJSON) Text(s *term.Streams) string {
	if l.File != "" {
		return note.Clean(l.File) + "\n"
	}
	p := s.Palette()
	return p.Paint(term.Muted, note.Clean(l.Subject)) + "\n\n" + term.CleanText(l.Body)
}

func (c *cli) runLetter(ctx context.Context, p *pool.Pool, o letterOptions) (any, error) {
	head, err := c.letterHead(p, o)
	if err != nil {
		return nil, err
	}
	site, err := siteAddress(o.site)
	if err != nil {
		return nil, err
	}
	if err := mayWriteLetter(o.out); err != nil {
		return nil, err
	}
	from, err := c.sinceLetter(p, o.since)
	if err != nil {
		return nil, err
	}
	b, err := p.Breakfast(ctx, pool.BreakfastOptions{Since: from, Everyone: true, Public: true})
	if err != nil {
		return nil, err
	}
	r := breakfastOf(b, p)
	r.now, r.site = c.now(), site
	l := letterJSON{File: o.out, Subject: head.subject, From: head.from.String(), To: head.addresses(), Since: r.Since, Body: r.plain()}
	l.mail = head.message(r.plain(), r.html())
	return c.sendLetter(p, l)
}

// sendLetter gives the letter to a file or to the output. What a person only looks at on the
// screen, or a program asks about, is no letter yet.
func (c *cli) sendLetter(p *pool.Pool, l letterJSON) (any, error) {
	switch {
	case l.File != "":
		if err := maybe.WriteFile(l.File, l.mail, 0o644); err != nil {
			return nil, fmt.Errorf("write the letter: %w", err)
		}
		return l, p.KeepLetter(c.now())
	case c.OutTTY || c.Format.Structured():
		c.Say("This is how it reads; cop letter --out FILE.eml writes the mail.")
		return l, nil
	}
	if err := c.Print(l); err != nil {
		return nil, err
	}
	return nil, p.KeepLetter(c.now())
}

// sinceLetter is the moment that --since means, and zero for none.
func (c *cli) sinceLetter(p *pool.Pool, when string) (time.Time, error) {
	if when != sinceLast {
		return since(when, c.now())
	}
	if last := p.LastLetter(); !last.IsZero() {
		return last, nil
	}
	return c.now().AddDate(0, 0, -7), nil
}

// letterHead is who it is from and for, and what it is called.
func (c *cli) letterHead(p *pool.Pool, o letterOptions) (mailHead, error) {
	h := mailHead{date: c.now(), subject: note.Clean(strings.Join(strings.Fields(o.subject), " "))}
	if h.subject == "" {
		h.subject = note.Clean(p.Name()) + ", " + c.now().UTC().Format("2 January 2006")
	}
	typed := o.from
	if typed == "" {
		me, err := p.Me()
		if err != nil {
			return h, &usageError{msg: "nobody knows whom the letter is from", hint: "say it with --from you@example.org"}
		}
		typed = (&mail.Address{Name: note.Clean(me.Name), Address: me.Email}).String()
	}
	from, err := mail.ParseAddress(typed)
	if err != nil {
		return h, &usageError{msg: fmt.Sprintf("%q is no address of mail", note.Clean(typed)), hint: "say whom it is from with --from you@example.org"}
	}
	h.from = from
	for _, to := range o.to {
		list, err := mail.ParseAddressList(to)
		if err != nil {
			return h, &usageError{msg: fmt.Sprintf("%q is no address of mail", note.Clean(to)), hint: "write it like --to list@example.org"}
		}
		h.to = append(h.to, list...)
	}
	return h, nil
}

// siteAddress is where a site is, without the slash at its end.
func siteAddress(s string) (string, error) {
	if s == "" {
		return "", nil
	}
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" {
		return "", &usageError{msg: fmt.Sprintf("%q is no address on the web", note.Clean(s)), hint: "write it like https://notes.example.org/guild"}
	}
	u.RawQuery, u.Fragment = "", ""
	return strings.TrimRight(u.String(), "/"), nil
}

// mayWriteLetter refuses to write over a file that is no letter of ours.
func mayWriteLetter(file string) error {
	if file == "" {
		return nil
	}
	src, err := os.ReadFile(file)
	switch {
	case errors.Is(err, fs.ErrNotExist), err == nil && bytes.Contains(src[:min(len(src), 2000)], []byte("\nX-Mailer: cop\r\n")):
		return nil
	case err != nil:
		return fmt.Errorf("write the letter: %w", err)
	}
	return &usageError{msg: fmt.Sprintf("%s is there, and is no letter", note.Clean(file)), hint: "name another file with --out"}
}
