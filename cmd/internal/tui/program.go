package tui

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime/debug"

	tea "github.com/charmbracelet/bubbletea"
)

// program is the browser as bubbletea runs it: what it shows goes to the
// painter, and a defect of ours in it or in its commands ends it in a way that
// gives the terminal back before it is told.
type program struct {
	*browser
	painter *painter
	crash   error
}

// crashed is a defect of ours: what was thrown, and where.
type crashed struct{ err error }

func crashOf(thrown any) crashed {
	return crashed{fmt.Errorf("a defect of cop: %v\n%s", thrown, debug.Stack())}
}

// Init begins the browser, and draws what is there already.
func (p *program) Init() (cmd tea.Cmd) {
	defer func() {
		if thrown := recover(); thrown != nil {
			c := crashOf(thrown)
			cmd = func() tea.Msg { return c }
		}
	}()
	p.painter.show(p.browser.View())
	return guarded(p.browser.Init())
}

// Update passes a message on.
func (p *program) Update(msg tea.Msg) (self tea.Model, cmd tea.Cmd) {
	defer func() {
		if thrown := recover(); thrown != nil {
			self, p.crash, cmd = p, crashOf(thrown).err, tea.Quit
		}
	}()
	switch m := msg.(type) {
	case crashed:
		p.crash = m.err
		return p, tea.Quit
	case tea.WindowSizeMsg:
		p.painter.forget()
	case tea.ResumeMsg: // it may have another size
		defer func() { cmd = tea.Batch(cmd, p.painter.size) }()
	}
	_, cmd = p.browser.Update(msg)
	p.painter.show(p.browser.View())
	return p, guarded(cmd)
}

// View has nothing for bubbletea to draw.
func (p *program) View() string { return "" }

// guarded makes a defect in a command, or in those it brings, a message.
func guarded(cmd tea.Cmd) tea.Cmd {
	if cmd == nil {
		return nil
	}
	return func() (msg tea.Msg) {
		defer func() {
			if thrown := recover(); thrown != nil {
				msg = crashOf(thrown)
			}
		}()
		msg = cmd()
		if batch, ok := msg.(tea.BatchMsg); ok {
			for i := range batch {
				batch[i] = guarded(batch[i])
			}
		}
		return msg
	}
}

// play runs the browser on a terminal until the person leaves it.
func (b *browser) play(ctx context.Context, in io.Reader, out io.Writer) (err error) {
	b.tty = out
	b.painter = newPainter(out, in)
	if err := b.painter.enter(false); err != nil {
		return errors.Join(err, b.painter.leave())
	}
	go b.painter.run()
	defer func() { err = errors.Join(b.painter.close(), err) }()
	p := &program{browser: b, painter: b.painter}
	running := tea.NewProgram(p, tea.WithContext(ctx), tea.WithInput(in), tea.WithOutput(out), tea.WithoutRenderer(),
		tea.WithMouseCellMotion(), tea.WithoutSignalHandler())
	watching, end := context.WithCancel(ctx)
	defer end()
	b.watch = func(root string) {
		go watch(watching, root, func() { running.Send(touched{}) })
	}
	changed, stop := resizes()
	defer stop()
	go func() {
		for range changed {
			running.Send(b.painter.size())
		}
	}()
	go func() { running.Send(b.painter.size()) }()
	_, err = running.Run()
	if cause := context.Cause(ctx); cause != nil {
		return cause
	}
	if err = errors.Join(p.crash, err); err != nil {
		return fmt.Errorf("browse: %w", err)
	}
	return nil
}
