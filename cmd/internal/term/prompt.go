package term

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// ErrInterrupted is a person saying stop: Ctrl-C, or Ctrl-D at a question.
var ErrInterrupted = errors.New("interrupted")

// NoInputError is a question that cannot be asked here.
type NoInputError struct {
	Question string
	Flag     string // what to give instead, as typed: "--topic TOPIC"
}

func (e *NoInputError) Error() string {
	return fmt.Sprintf("cannot ask here: %s", strings.TrimRight(e.Question, " :?"))
}

// Question is one thing to ask on a terminal.
type Question struct {
	Text    string             // "Topic", without the colon
	Flag    string             // the flag that answers it: "--topic TOPIC"
	Default string             // what an empty answer means; for Confirm "y" or "n"
	Check   func(string) error // refuses an answer, which is then asked again; may be nil
}

// Ask returns the answer to a question, one clean line, or its Default when the
// answer is empty. It returns *NoInputError where nobody can answer and
// ErrInterrupted when the person gave up.
func (s *Streams) Ask(ctx context.Context, q Question) (string, error) {
	prompt := Clean(q.Text)
	if q.Default != "" {
		prompt += s.ErrPalette().Paint(Muted, " ("+q.Default+")")
	}
	for {
		answer, err := s.answer(ctx, q, prompt+": ")
		if err != nil {
			return "", err
		}
		if answer == "" {
			answer = q.Default
		}
		if q.Check == nil {
			return answer, nil
		}
		wrong := q.Check(answer)
		if wrong == nil {
			return answer, nil
		}
		s.Complain("%s", wrong.Error())
	}
}

// Confirm asks for yes or no. An empty answer is the Default, which is no
// unless it says "y". Errors are those of Ask.
func (s *Streams) Confirm(ctx context.Context, q Question) (bool, error) {
	choice := " [y/N] "
	if q.Default == "y" {
		choice = " [Y/n] "
	}
	for {
		answer, err := s.answer(ctx, q, Clean(q.Text)+choice)
		if err != nil {
			return false, err
		}
		switch strings.ToLower(answer) {
		case "":
			return q.Default == "y", nil
		case "y", "yes":
			return true, nil
		case "n", "no":
			return false, nil
		}
		s.Complain("please answer y or n")
	}
}

// Choose asks for one of several options by number, by its text or by how it
// begins, and returns its index. Errors are those of Ask.
func (s *Streams) Choose(ctx context.Context, q Question, options []string) (int, error) {
	if !s.Prompting() {
		return 0, &NoInputError{q.Text, q.Flag}
	}
	p := s.ErrPalette()
	for i, option := range options {
		s.tell(p.Paint(Accent, fmt.Sprintf("%3d", i+1)) + "  " + Clean(option) + "\n")
	}
	prompt := Clean(q.Text)
	if q.Default != "" {
		prompt += p.Paint(Muted, " ("+q.Default+")")
	}
	for {
		answer, err := s.answer(ctx, q, prompt+": ")
		if err != nil {
			return 0, err
		}
		if answer == "" {
			answer = q.Default
		}
		if i, ok := chosen(answer, options); ok {
			return i, nil
		}
		s.Complain("please choose a number from 1 to %d", len(options))
	}
}

// chosen finds the option an answer means; a beginning must be unambiguous.
func chosen(answer string, options []string) (int, bool) {
	if n, err := strconv.Atoi(answer); err == nil && n >= 1 && n <= len(options) {
		return n - 1, true
	}
	found, hits := 0, 0
	for i, option := range options {
		if strings.EqualFold(option, answer) {
			return i, true
		}
		if answer != "" && strings.HasPrefix(strings.ToLower(option), strings.ToLower(answer)) {
			found, hits = i, hits+1
		}
	}
	return found, hits == 1
}

// line is what one read of In brought.
type line struct {
	text string
	err  error
}

// answer shows a prompt and reads one line. A read that outlives ctx goes on in
// the background, and what it brings answers the next question.
func (s *Streams) answer(ctx context.Context, q Question, prompt string) (string, error) {
	if !s.Prompting() {
		return "", &NoInputError{q.Text, q.Flag}
	}
	defer s.pause()()
	s.tell(prompt)
	select {
	case got := <-s.nextLine():
		s.pending = nil
		if got.err != nil && got.text == "" {
			s.tell("\n")
			return "", ErrInterrupted
		}
		return strings.TrimSpace(Clean(got.text)), nil
	case <-ctx.Done():
		s.tell("\n")
		return "", ErrInterrupted
	}
}

// nextLine reads one line and no more: whatever follows belongs to the editor
// that may run between two questions.
func (s *Streams) nextLine() <-chan line {
	if s.pending != nil {
		return s.pending
	}
	if s.input == nil {
		s.input = bufio.NewReader(s.In)
	}
	in, pending := s.input, make(chan line, 1)
	go func() {
		text, err := in.ReadString('\n')
		pending <- line{text, err}
	}()
	s.pending = pending
	return pending
}
