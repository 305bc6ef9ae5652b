package tui

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/breakfast-table/cop/cmd/internal/term"
	"github.com/breakfast-table/cop/pkg/index"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool"
)

// plainBrowser is the browser for those who want plain lines: nothing is redrawn and
// nothing moves. It lists a page of numbered notes and asks what to do; a
// screen reader, a dumb terminal and a slow line can follow. It does the jobs
// of the other one.
type plainBrowser struct {
	host    Host
	session *session
	pick    bool

	styles styles
	cards  []index.Card // what is listed now
	from   int          // first one of the page
	title  string
	search string
	picked string
	states map[note.Address]string // what is not with the others yet, in a word
	plainHome
}

const flowPage = 10 // notes listed at once

// errLeave ends it.
var errLeave = errors.New("leave")

func (f *plainBrowser) run(ctx context.Context, start Start) (string, error) {
	f.styles = newStyles(f.host.Streams)
	if f.pick {
		f.styles = styles{} // what is asked goes to Err, which has its own palette
	}
	err := f.begin(ctx, start)
	for err == nil {
		err = f.turn(ctx)
	}
	if errors.Is(err, errLeave) || errors.Is(err, term.ErrInterrupted) && ctx.Err() == nil {
		return f.picked, f.remember()
	}
	return "", err
}

// ask asks for one line.
func (f *plainBrowser) ask(ctx context.Context, text string) (string, error) {
	return f.host.Streams.Ask(ctx, term.Question{Text: text, Flag: "an answer"})
}

// explain prints an error in words.
func (f *plainBrowser) explain(err error) {
	msg, hint := f.host.Explain(err)
	if f.print(msg); hint != "" {
		f.print(hint)
	}
}

func (f *plainBrowser) layoutOptions() layoutOptions {
	return layoutOptions{styles: f.styles, width: f.host.Streams.Width(), now: f.host.Now()}
}

// print writes lines for the person: to Err when Out is for the result.
func (f *plainBrowser) print(lines ...string) {
	for _, line := range lines {
		if f.pick {
			f.host.Streams.Say("%s", line)
			continue
		}
		fmt.Fprintln(f.host.Streams.Out, term.Safe(line, true))
	}
}

func (f *plainBrowser) begin(ctx context.Context, start Start) error {
	if start.Words != "" {
		return f.find(ctx, start.Words)
	}
	if err := f.everything(ctx); err != nil || start.Pool || f.pick {
		return err
	}
	return f.home(ctx)
}

// everything lists the whole pool, newest first.
func (f *plainBrowser) everything(ctx context.Context) error {
	var name string
	err := f.session.use(ctx, soon, func(p *pool.Pool) (err error) {
		name = p.Name()
		f.cards, err = p.Cards(ctx)
		return err
	})
	f.title, f.search, f.from, f.news = name, "", 0, false
	if err == nil {
		f.list()
	}
	return err
}

func (f *plainBrowser) find(ctx context.Context, words string) error {
	q, err := pool.ParseQuery(words)
	if err != nil {
		f.print(problemOf(err))
		return nil
	}
	var found pool.Results
	err = f.session.use(ctx, soon, func(p *pool.Pool) (err error) {
		q.Stale = p.Stale
		q.Limit = 100
		found, err = p.Find(ctx, q)
		return err
	})
	if err != nil {
		return err
	}
	f.cards = f.cards[:0:0]
	for _, h := range found.Hits {
		f.cards = append(f.cards, h.Card)
	}
	f.title, f.search, f.from, f.news = "Found for "+words, words, 0, false
	if len(found.Suggest) > 0 {
		f.print("Did you mean " + strings.Join(found.Suggest, ", ") + "?")
	}
	f.list()
	return nil
}

// list prints the page that is due.
func (f *plainBrowser) list() {
	to := min(f.from+flowPage, len(f.cards))
	if len(f.cards) == 0 {
		if f.search != "" {
			f.print("Nothing matches " + f.search + ".")
			return
		}
		f.print("This pool has no notes yet. :add writes the first one.")
		return
	}
	f.print(fmt.Sprintf("%s: %d to %d of %d", term.Clean(f.title), f.from+1, to, len(f.cards)))
	for i := f.from; i < to; i++ {
		c := &f.cards[i]
		line := fmt.Sprintf("%3d  %s", i+1, term.Clean(c.Title))
		if c.Topic != "" {
			line += ", " + term.Clean(c.Topic)
		}
		word, _ := stateWord(one(c, false))
		if state := f.states[c.Address]; state != "" {
			word = state
		}
		if word != "" {
			line += ", " + term.Clean(word)
		}
		if f.print(line); f.news {
			f.told[c.Address] = true
		}
	}
}

// turn asks once what to do and does it.
func (f *plainBrowser) turn(ctx context.Context) error {
	answer, err := f.ask(ctx, "Number, n next, p previous, / words to search, r review, : command, h help, q quit")
	if err != nil {
		return err
	}
	n, notNumber := strconv.Atoi(answer)
	switch {
	case notNumber == nil && (n < 1 || n > len(f.cards)):
		f.print(fmt.Sprintf("There is no number %d here.", n))
	case notNumber == nil:
		return f.choose(ctx, f.cards[n-1].Address)
	case answer == "q" || answer == "quit":
		return errLeave
	case answer == "" || answer == "n":
		f.page(1)
	case answer == "p":
		f.page(-1)
	case answer == "h" || answer == "?":
		f.help()
	case answer == "r" || answer == "review":
		return f.review(ctx)
	case answer == "new" || answer == "questions" || answer == "mine":
		return f.show(ctx, answer)
	case answer == "/":
		return f.everything(ctx)
	case strings.HasPrefix(answer, "/"):
		return f.find(ctx, strings.TrimSpace(answer[1:]))
	case strings.HasPrefix(answer, ":"):
		return f.command(ctx, answer[1:])
	default:
		f.print("That is none of them; words to search for begin with a slash.")
	}
	return nil
}

func (f *plainBrowser) page(dir int) {
	next := f.from + dir*flowPage
	switch {
	case next < 0:
		f.print("This is the first page.")
	case next >= len(f.cards):
		f.print("This is the last page.")
	default:
		f.from = next
		f.list()
	}
}

func (f *plainBrowser) help() {
	f.print(
		"A number reads that note. n and p turn the page.",
		"/retry topic:go searches titles and text; a slash alone lists everything.",
		"r lists what is in review; new, questions and mine list what home told of.",
		":sync, :share, :status and every other command run here, as after cop.",
		"While reading: l and a number follows a link, e edits, t says how it went, a answers, s shares, b goes back.",
	)
}

// choose reads a note, or ends with it when one was to be picked.
func (f *plainBrowser) choose(ctx context.Context, a note.Address) error {
	if f.pick {
		f.picked = f.path(a)
		return errLeave
	}
	for a != "" {
		next, err := f.read(ctx, a)
		if err != nil {
			return err
		}
		a = next
	}
	f.list()
	return nil
}

func (f *plainBrowser) path(a note.Address) string {
	p := f.session.peek()
	if p == nil {
		return ""
	}
	return filepath.Clean(p.File(a))
}

// read prints a note and asks what to do with it; it returns the note to read
// next, "" to go back to the list.
func (f *plainBrowser) read(ctx context.Context, a note.Address) (note.Address, error) {
	var v pool.View
	err := f.session.use(ctx, soon, func(p *pool.Pool) (err error) {
		v, err = p.Show(ctx, a)
		return err
	})
	if err != nil {
		f.explain(err)
		return "", nil
	}
	if f.told != nil {
		f.told[a] = true
	}
	s := f.layoutOptions().full(v.Note, &v)
	f.print(s.lines...)
	links := f.links(&s)
	for {
		answer, err := f.host.Streams.Ask(ctx, term.Question{Text: "b back, l NUMBER link, e edit, t tried, a answer, s share, q quit", Flag: "nothing"})
		if err != nil {
			return "", err
		}
		next, done, err := f.reading(ctx, a, links, answer)
		if done || err != nil {
			return next, err
		}
	}
}

// links lists where one can go from here.
func (f *plainBrowser) links(s *layout) []goal {
	var out []goal
	for _, l := range s.links {
		if l.goal.note != "" && !slices.ContainsFunc(out, func(g goal) bool { return g.note == l.goal.note }) {
			out = append(out, l.goal)
		}
	}
	for i, g := range out {
		f.print(fmt.Sprintf("link %d: %s", i+1, g.note))
	}
	return out
}

func (f *plainBrowser) reading(ctx context.Context, a note.Address, links []goal, answer string) (next note.Address, done bool, err error) {
	word, rest, _ := strings.Cut(answer, " ")
	switch word {
	case "", "b", "back":
		return "", true, nil
	case "q", "quit":
		return "", true, errLeave
	case "l":
		if n, err := strconv.Atoi(strings.TrimSpace(rest)); err == nil && n >= 1 && n <= len(links) {
			return links[n-1].note, true, nil
		}
		f.print("There is no such link.")
		return "", false, nil
	case "e":
		return a, true, f.lend(ctx, "edit", string(a))
	case "t":
		return a, true, f.tried(ctx, a)
	case "a":
		return a, true, f.answer(ctx, a)
	case "s":
		return a, true, f.lend(ctx, "share")
	}
	f.print("That is none of them.")
	return "", false, nil
}

func (f *plainBrowser) command(ctx context.Context, line string) error {
	args, err := words(line)
	if err != nil {
		f.print(err.Error())
		return nil
	}
	if len(args) == 0 {
		return nil
	}
	return f.lend(ctx, args...)
}

// lend runs a command on the terminal; the files are looked at anew after it.
func (f *plainBrowser) lend(ctx context.Context, args ...string) error {
	f.host.Lend(ctx, args, false)
	f.session.anew()
	return ctx.Err()
}

func (f *plainBrowser) tried(ctx context.Context, a note.Address) error {
	n, err := f.host.Streams.Choose(ctx, term.Question{Text: "How did it go", Flag: "an outcome"}, outcomes())
	if err != nil {
		return err
	}
	where, err := f.host.Streams.Ask(ctx, term.Question{Text: "Where, in a few words", Flag: "a context"})
	if err != nil {
		return err
	}
	body, err := f.host.Streams.Ask(ctx, term.Question{Text: "What happened (may stay empty)", Flag: "a text"})
	if err != nil {
		return err
	}
	return f.write(ctx, a, func(p *pool.Pool) error {
		_, err := p.Tried(ctx, a, pool.Report{Outcome: outcomes()[n], Context: where, Body: body})
		return err
	})
}

// answer takes one line; :answer and the editor are for more.
func (f *plainBrowser) answer(ctx context.Context, a note.Address) error {
	body, err := f.host.Streams.Ask(ctx, term.Question{Text: "Your words", Flag: "a text"})
	if err != nil || body == "" {
		return err
	}
	kind := note.Comment
	for i := range f.cards {
		if f.cards[i].Address == a && f.cards[i].Type == note.Question {
			kind = note.Answer
		}
	}
	return f.write(ctx, a, func(p *pool.Pool) error {
		_, err := p.AddEntry(ctx, a, pool.NewEntry{Type: kind, Body: body})
		return err
	})
}

// write adds to the thread of a note that the others have.
func (f *plainBrowser) write(ctx context.Context, a note.Address, entry func(*pool.Pool) error) error {
	err := f.session.use(ctx, soon, func(p *pool.Pool) error {
		v, err := p.Show(ctx, a)
		if err == nil {
			err = p.Reachable(v)
		}
		if err != nil {
			return err
		}
		return entry(p)
	})
	f.session.anew()
	if err != nil {
		f.explain(err)
		return nil
	}
	f.print("Written; it goes to everyone with the next sync.")
	return nil
}
