package term

import (
	"bufio"
	"context"
	"io"
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
	file, ok := s.In.(*os.File)
	if !ok {
		s.tell(Clean(q.Text) + ": ")
		defer s.tell("\n")
		return s.unseen(ctx, s.nextLine())
	}
	// Raw before the prompt: nobody types so fast that it shows.
	state, err := xterm.MakeRaw(file.Fd())
	if err != nil {
		return "", &NoInputError{q.Text, q.Flag}
	}
	s.tell(Clean(q.Text) + ": ")
	// Whoever gives up must not be left with a terminal that shows nothing.
	defer func() {
		_ = xterm.Restore(file.Fd(), state)
		s.tell("\n")
	}()
	typed := make(chan line, 1)
	go func() { typed <- rawLine(bufio.NewReader(file)) }()
	return s.unseen(ctx, typed)
}

// rawLine reads a line from a terminal that handles no keys itself.
func rawLine(in io.RuneReader) line {
	const ctrlC, ctrlD, ctrlU, backspace, del = 3, 4, 21, 8, 127
	var typed []rune
	for {
		r, _, err := in.ReadRune()
		switch {
		case err != nil:
			return line{string(typed), err}
		case r == '\r' || r == '\n':
			return line{text: string(typed)}
		case r == ctrlC, r == ctrlD && len(typed) == 0:
			return line{err: ErrInterrupted}
		case r == ctrlU:
			typed = nil
		case r == backspace || r == del:
			typed = typed[:max(len(typed)-1, 0)]
		case r >= ' ':
			typed = append(typed, r)
		}
	}
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
