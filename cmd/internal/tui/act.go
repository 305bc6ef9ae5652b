package tui

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"github.com/breakfast-table/cop/cmd/internal/term"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool"
)

// act carries out what is more than moving; ok is false for moving.
func (b *browser) act(a action) (_ tea.Cmd, ok bool) {
	if cmd, ok := b.onReview(a); ok {
		return cmd, ok
	}
	switch a {
	case syncAll:
		return b.run(after{}, "sync"), true
	case share:
		return b.offer(), true
	case outline:
		if b.at == atNote && len(b.page.layout.headings) > 0 {
			b.over = newOutline(b.page)
		}
		return nil, true
	case staleQueue:
		return b.staleNotes(), true
	case wider:
		return b.widen(), true
	case everyPerson:
		return b.everybody(), true
	case askWhom:
		return b.whomToAsk(), true
	case editNote, tryNote, answerNote, replyEntry, acceptEntry, verifyNote, retireNote, copyAddress, copyLink, openWeb, takeOver:
		if there, ok := b.there(); ok {
			return b.actThere(a, there), true
		}
		n, chosen := b.note()
		if !chosen {
			b.say("Choose a note first.")
			return nil, true
		}
		return b.actOn(a, n), true
	}
	return nil, false
}

func (b *browser) actOn(a action, n note.Address) tea.Cmd {
	switch a {
	case editNote:
		return b.lend(false, "edit", string(n))
	case tryNote:
		b.over = newTriedForm(b, n)
	case answerNote:
		return b.answer(n)
	case replyEntry:
		return b.reply(n)
	case acceptEntry:
		return b.accept(n)
	case verifyNote:
		return b.verify(n)
	case retireNote:
		return b.retire(n)
	case copyAddress:
		return b.copy(string(n))
	case copyLink:
		return b.copy(quotedLink(n))
	case takeOver:
		b.say("This note is of this pool already; E searches the others.")
	case openWeb:
		return b.openNote(n)
	}
	return nil
}

// running is a command at work.
type running struct {
	n      int
	args   []string
	line   string // what it says it is doing
	cancel context.CancelFunc
}

func (r *running) title() string { return "cop " + strings.Join(r.args, " ") }

// after is what follows a command: a question whether to run another, with
// what that would do before one's eyes.
type after struct {
	ask  []string // "": nothing
	verb string   // what enter does: "share"
}

// Messages of commands.
type (
	said struct {
		n    int
		line string
	}
	ran struct {
		n      int
		args   []string
		output string
		code   int
		after  after
	}
	terminalBack struct {
		args []string
		code int
	}
	perform struct{ args []string } // a command line to run
	touched struct{}                // files were changed
)

// run runs a command beside the browser. One runs at a time.
func (b *browser) run(next after, args ...string) tea.Cmd {
	if b.running != nil {
		b.say("%s is still at work; esc stops it", b.running.title())
		return nil
	}
	ctx, cancel := context.WithCancel(b.ctx)
	b.load.n++
	r := &running{n: b.load.n, args: args, cancel: cancel}
	b.running = r
	width := max(b.width-4, 20)
	return func() tea.Msg {
		defer cancel()
		output, code := b.host.Run(ctx, args, width, func(line string) { b.session.tell(said{r.n, line}) })
		return ran{n: r.n, args: args, output: output, code: code, after: next}
	}
}

// lending runs something on the terminal itself while the browser is away.
type lending struct {
	painter *painter
	run     func()
}

func (l lending) Run() error          { l.painter.away(l.run); return nil }
func (l lending) SetStdin(io.Reader)  {}
func (l lending) SetStdout(io.Writer) {}
func (l lending) SetStderr(io.Writer) {}

// lend gives the terminal to a command and takes it back.
func (b *browser) lend(hold bool, args ...string) tea.Cmd {
	m := terminalBack{args: args}
	return tea.Exec(lending{b.painter, func() { m.code = b.host.Lend(b.ctx, args, hold) }}, func(error) tea.Msg { return m })
}

// suspend sends the browser to the background of the shell.
func (b *browser) suspend() tea.Cmd {
	return tea.Exec(lending{b.painter, stopHere}, func(error) tea.Msg { return tea.ResumeMsg{} })
}

// news handles what commands and forms bring.
func (b *browser) news(msg tea.Msg) tea.Cmd {
	switch m := msg.(type) {
	case said:
		if b.running != nil && b.running.n == m.n {
			b.running.line = m.line
		}
		return b.session.listen(b.ctx)
	case touched:
		if b.running == nil { // else the command's end is looked at
			return b.refresh()
		}
	case ran:
		return b.takeRan(m)
	case terminalBack:
		return b.takeTerminalBack(m)
	case perform:
		return b.perform(m.args)
	case completed:
		if p, ok := b.over.(*palette); ok {
			p.take(m)
		}
	case queued:
		b.reviews.takeQueue(m)
		b.home.reviews, b.home.returned, b.home.ready = b.reviews.forMe(), b.reviews.returned(), b.reviews.ready()
		b.home.arrange()
	case reviewRead:
		b.sayLost(m.lost)
		return b.takeReview(m)
	case offeredEdited:
		return b.takeOfferedEdited(m)
	case reviewLaid:
		b.reviews.takeLaid(m)
	case reviewKept:
		return b.takeKept(m)
	case commentEdited:
		return b.takeCommentEdited(m)
	case wrote:
		return b.takeWrote(m)
	case edited:
		return b.takeEdited(m)
	case copied:
		b.takeCopied(m)
	case visited:
		b.takeVisited(m)
	case led:
		return b.takeLed(m)
	}
	return nil
}

// perform runs a command line that was typed.
func (b *browser) perform(args []string) tea.Cmd {
	if len(args) == 0 {
		return nil
	}
	for _, c := range b.host.Commands {
		if c.Name == args[0] && c.Asks {
			return b.lend(true, args...)
		}
	}
	return b.run(after{}, args...)
}

func (b *browser) takeRan(m ran) tea.Cmd {
	if b.running == nil || b.running.n != m.n {
		return nil
	}
	b.running = nil
	if m.after.ask != nil && m.code == 0 {
		b.lay(newOutput(b.shared, "Share this?", m.output, m.after))
		return nil
	}
	lines := strings.Split(strings.TrimRight(m.output, "\n"), "\n")
	switch {
	case len(lines) == 1 && m.code == 0:
		b.notice = lines[0]
	case m.output != "":
		b.lay(newOutput(b.shared, "cop "+strings.Join(m.args, " "), m.output, after{}))
	default:
		b.say("cop %s: done.", strings.Join(m.args, " "))
	}
	return b.refresh()
}

// lay puts what a command brought on top, as soon as no line is being typed: the
// keys are meant for that line.
func (b *browser) lay(o overlay) {
	if b.writing() {
		b.later = o
		return
	}
	b.over = o
}

func (b *browser) takeTerminalBack(m terminalBack) tea.Cmd {
	if m.code != 0 {
		b.say("cop %s ended with %d.", strings.Join(m.args, " "), m.code)
	}
	return b.refresh()
}

// offer shows what would be shared and asks. Where the chosen note is a draft
// it is about that one, else about all of them.
func (b *browser) offer() tea.Cmd {
	switch {
	case len(b.status.Drafts)+len(b.status.ToSend) > 0 || b.status.Unsent:
	case b.status.Local:
		b.say("Nothing to share: every note is kept already, and this pool is on this machine only.")
		return nil
	default:
		b.say("Nothing to share: every note is with the others, or in review, already.")
		return nil
	}
	args := []string{"share"}
	if n, ok := b.note(); ok && b.at != atHome {
		for _, d := range b.status.Drafts {
			if d.Address == n {
				args = append(args, string(n))
			}
		}
	}
	dry := append(append([]string{}, args...), "--dry-run")
	return b.run(after{ask: args, verb: "shares it"}, dry...)
}

// answer opens the editor on an empty answer; on a note that is no question it
// is a comment.
func (b *browser) answer(n note.Address) tea.Cmd {
	kind := note.Comment
	if b.noteList.all != nil {
		if c, ok := b.noteList.all.find(n); ok && c.Type == note.Question {
			kind = note.Answer
		}
	}
	return b.compose(n, kind, "", b.titleOf(n))
}

// compose opens the editor on an entry to be; re is the one it replies to.
func (b *browser) compose(n note.Address, kind note.Type, re, about string) tea.Cmd {
	m := edited{to: n, kind: kind, re: re}
	start := fmt.Sprintf("\n<!-- Your %s on: %s. An empty text writes nothing. -->\n", kind, strings.ReplaceAll(term.Clean(about), "--", "–"))
	dir := filepath.Join(b.root, ".git", "cop", "drafts")
	core := ""
	if p := b.session.peek(); p != nil {
		dir, core = filepath.Join(p.LocalDir(), "drafts"), p.GitConfig("core.editor")
	}
	return tea.Exec(lending{b.painter, func() {
		m.result, m.err = b.host.Streams.Edit(b.ctx, term.EditRequest{
			Name: string(kind) + "-" + n.Slug() + ".md", Text: start, Dir: dir, CoreEditor: core,
		})
	}}, func(error) tea.Msg { return m })
}

// edited is what came back from the editor.
type edited struct {
	to     note.Address
	kind   note.Type
	re     string // file name of the entry it replies to, "" for the note
	result term.EditResult
	err    error
}

// wrote is an entry that was written, or why it was not.
type wrote struct {
	to    note.Address
	kind  note.Type
	draft string
	err   error
}

func (b *browser) takeEdited(m edited) tea.Cmd {
	if m.err != nil {
		b.complain(m.err)
		return nil
	}
	text := withoutComments(m.result.Text)
	if !m.result.Changed || text == "" {
		b.say("Closed without a text; nothing was written.")
		return func() tea.Msg { _ = m.result.Discard(); return nil }
	}
	return b.write(m.to, pool.NewEntry{Type: m.kind, Re: m.re, Body: text}, m.result)
}

// withoutComments takes the prompt out of an edited text.
func withoutComments(s string) string {
	start := strings.Index(s, "<!-- Your ")
	if start < 0 {
		return strings.TrimSpace(s)
	}
	end := strings.Index(s[start:], "-->")
	if end < 0 {
		return strings.TrimSpace(s)
	}
	return strings.TrimSpace(s[:start] + s[start+end+len("-->"):])
}

// write adds an entry to a note's thread; the draft goes once it is there.
func (b *browser) write(to note.Address, e pool.NewEntry, draft term.EditResult) tea.Cmd {
	return b.add(to, e.Type, draft, func(p *pool.Pool) error {
		_, err := p.AddEntry(b.ctx, to, e)
		return err
	})
}

func (b *browser) takeWrote(m wrote) tea.Cmd {
	if m.err != nil {
		b.complain(m.err)
		if m.draft != "" {
			b.notice += b.styles.muted(" · your text is kept in " + m.draft)
		}
		return nil
	}
	b.say("Written; it goes to everyone with the next sync (S).")
	return b.refresh()
}

func (b *browser) takeLed(m led) tea.Cmd {
	if m.err != nil && m.pool != "" {
		b.say("%s:%s cannot be opened; cop pool list tells which pools are here.", m.pool, m.goal.note)
		return nil
	}
	if m.err != nil {
		b.say("There is no note %s. n writes it.", m.goal.raw)
		return nil
	}
	return b.read(place{m.pool, m.to}, m.goal.anchor)
}
