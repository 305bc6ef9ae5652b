package term

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"slices"
	"strings"
	"syscall"
)

// Page shows a finished text: through a pager when it is longer than the
// screen, else directly. COP_PAGER, the configured pager, PAGER, less -FRX, in
// that order; "cat" means none. Leaving the pager early
// is no error, and where none can be run the text is simply written.
func (s *Streams) Page(ctx context.Context, text string) error {
	text = Safe(text, s.Color())
	args := s.pager()
	if !s.OutTTY || s.Accessible() || len(args) == 0 || strings.Count(text, "\n") < s.Height() {
		return s.write(text)
	}
	if _, sure := s.hyperlinks(); !sure && strings.Contains(text, osc8) && !s.pagerLinks(ctx, args[0]) {
		text = withoutLinks(text)
	}
	defer s.lend()()
	cmd := exec.CommandContext(ctx, args[0], args[1:]...)
	cmd.Env, cmd.Stdout, cmd.Stderr = s.pagerEnviron(), s.Out, s.Err
	in, err := cmd.StdinPipe()
	if err != nil {
		return s.write(text)
	}
	if err := cmd.Start(); err != nil {
		return s.write(text)
	}
	_, wrote := io.WriteString(in, text)
	closed := in.Close()
	waited := cmd.Wait()
	if ctx.Err() != nil {
		return ErrInterrupted
	}
	if ended := new(exec.ExitError); errors.As(waited, &ended) {
		waited = nil // a pager's exit code says how it was left, not that the text was bad
	}
	if errors.Is(wrote, syscall.EPIPE) {
		wrote, closed = nil, nil
	}
	if err := errors.Join(wrote, closed, waited); err != nil {
		return fmt.Errorf("show the text in %s: %w", args[0], err)
	}
	return nil
}

func (s *Streams) pager() []string {
	for _, line := range []string{s.Env("COP_PAGER"), s.Pager, s.Env("PAGER"), "less -FRX"} {
		if strings.TrimSpace(line) == "" {
			continue
		}
		args, err := s.words(line)
		if err != nil || args[0] == "cat" || s.Program(args[0]) == "" {
			return nil
		}
		return args
	}
	return nil
}

// pagerEnviron makes a bare less show colours and leave short texts on screen.
func (s *Streams) pagerEnviron() []string {
	if s.Env("LESS") != "" {
		return s.Environ
	}
	return append(slices.Clip(s.Environ), "LESS=FRX")
}
