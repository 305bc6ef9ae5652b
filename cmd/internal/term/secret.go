package term

import (
	"context"
	"os"
	"strings"

	xterm "github.com/charmbracelet/x/term"
)

// AskSecret is Ask without showing what is typed, and without a Default. An empty answer
// is "". Errors are those of Ask.
func (s *Streams) AskSecret(ctx context.Context, q Question) (string, error) {
	if !s.Prompting() {
		return "", &NoInputError{q.Text, q.Flag}
	}
	defer s.pause()()
	s.tell(Clean(q.Text) + ": ")
	defer s.tell("\n")
	file, ok := s.In.(*os.File)
	if !ok {
		return s.unseen(ctx, s.nextLine())
	}
	state, err := xterm.GetState(file.Fd())
	if err != nil {
		return "", &NoInputError{q.Text, q.Flag}
	}
	// Whoever gives up must not be left with a terminal that shows nothing.
	defer func() { _ = xterm.Restore(file.Fd(), state) }()
	typed := make(chan line, 1)
	go func() {
		text, err := xterm.ReadPassword(file.Fd())
		typed <- line{string(text), err}
	}()
	return s.unseen(ctx, typed)
}

func (s *Streams) unseen(ctx context.Context, typed <-chan line) (string, error) {
	select {
	case got := <-typed:
		s.pending = nil
		if got.err != nil && got.text == "" {
			return "", ErrInterrupted
		}
		return strings.TrimSpace(got.text), nil
	case <-ctx.Done():
		return "", ErrInterrupted
	}
}
