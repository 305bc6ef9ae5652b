package term

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func asking(answers string) *Twin {
	s := Test(map[string]string{"NO_COLOR": "1"}).Terminal(80)
	s.Stdin.WriteString(answers)
	return s
}

func TestAsk(t *testing.T) {
	s := asking("  oncall \x1b[A\n\n")
	for _, want := range []string{"oncall", "general"} {
		got, err := s.Ask(t.Context(), Question{Text: "Topic", Default: "general"})
		if err != nil || got != want {
			t.Errorf("%q, %v; want %q", got, err, want)
		}
	}
	if got := s.Stderr.String(); got != "Topic (general): Topic (general): " {
		t.Errorf("asked %q", got)
	}
	if s.Stdout.Len() > 0 {
		t.Errorf("asked on stdout: %q", s.Stdout)
	}
}

func TestAskAgain(t *testing.T) {
	s := asking("bad\ngood\n")
	got, err := s.Ask(t.Context(), Question{Text: "Word", Check: func(a string) error {
		if a != "good" {
			return errors.New("say good")
		}
		return nil
	}})
	if err != nil || got != "good" || !strings.Contains(s.Stderr.String(), "say good\n") {
		t.Errorf("%q, %v, %q", got, err, s.Stderr)
	}
}

func TestConfirm(t *testing.T) {
	for _, tt := range []struct {
		answers, usual string
		want           bool
	}{{"y\n", "", true}, {"YES\n", "", true}, {"\n", "", false}, {"\n", "y", true}, {"n\n", "y", false}, {"what\nyes\n", "", true}, {"y", "", true}} {
		got, err := asking(tt.answers).Confirm(t.Context(), Question{Text: "Remove it?", Default: tt.usual})
		if err != nil || got != tt.want {
			t.Errorf("%q: %v, %v", tt.answers, got, err)
		}
	}
}

func TestChoose(t *testing.T) {
	options := []string{"mine", "theirs", "edit both", "edit one"}
	for answers, want := range map[string]int{"2\n": 1, "Mine\n": 0, "th\n": 1, "edit\n9\nedit o\n": 3, "\n": 2} {
		got, err := asking(answers).Choose(t.Context(), Question{Text: "Which", Default: "edit both"}, options)
		if err != nil || got != want {
			t.Errorf("%q: %d, %v; want %d", answers, got, err, want)
		}
	}
}

func TestNoInput(t *testing.T) {
	s := asking("y\n")
	s.NoInput = true
	_, err := s.Confirm(t.Context(), Question{Text: "Remove it?", Flag: "--yes"})
	noInput := new(NoInputError)
	if !errors.As(err, &noInput) || noInput.Flag != "--yes" || err.Error() != "cannot ask here: Remove it" {
		t.Errorf("%v", err)
	}
	if _, err := s.Choose(t.Context(), Question{}, nil); !errors.As(err, &noInput) {
		t.Errorf("%v", err)
	}
	if s.Stderr.Len() > 0 {
		t.Errorf("asked all the same: %q", s.Stderr)
	}
}

func TestNoAnswer(t *testing.T) {
	if _, err := asking("").Ask(t.Context(), Question{Text: "Topic"}); !errors.Is(err, ErrInterrupted) {
		t.Errorf("at the end of input: %v", err)
	}
	s := asking("")
	r, w := io.Pipe()
	defer w.Close()
	s.In = r
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Ask(ctx, Question{Text: "Topic"}); !errors.Is(err, ErrInterrupted) {
		t.Errorf("when told to stop: %v", err)
	}
}

// TestReadsNoFurther: what follows an answer belongs to whoever reads next, an
// editor perhaps.
func TestReadsNoFurther(t *testing.T) {
	s := asking("")
	r, w := io.Pipe()
	s.In = r
	go func() {
		_, _ = io.WriteString(w, "answer\n")
		_, _ = io.WriteString(w, "for the editor")
		w.Close()
	}()
	if _, err := s.Ask(t.Context(), Question{Text: "Topic"}); err != nil {
		t.Fatal(err)
	}
	rest, err := io.ReadAll(r)
	if err != nil || string(rest) != "for the editor" {
		t.Errorf("left %q, %v", rest, err)
	}
}

func TestProgress(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := Test(map[string]string{"NO_COLOR": "1"}).Terminal(80)
		p := s.Progress("reading\x1b[2J")
		time.Sleep(299 * time.Millisecond)
		synctest.Wait()
		p.Done()
		if s.Stderr.Len() > 0 {
			t.Errorf("a short wait shows %q", s.Stderr)
		}

		p = s.Progress("reading")
		p.Step(2, 10)
		time.Sleep(350 * time.Millisecond)
		synctest.Wait()
		if got := s.Stderr.String(); got != "\rreading 2/10\x1b[K" {
			t.Errorf("drawn as %q", got)
		}
		s.Say("a word")
		if err := s.Print(verse{"result"}); err != nil {
			t.Fatal(err)
		}
		if got := s.Stderr.String(); got != "\rreading 2/10\x1b[K\r\x1b[Ka word\n" {
			t.Errorf("a word between: %q", got)
		}
		resume := s.pause()
		time.Sleep(time.Second)
		synctest.Wait()
		if strings.Count(s.Stderr.String(), "reading") != 1 {
			t.Errorf("drawn over a question: %q", s.Stderr)
		}
		resume()
		time.Sleep(150 * time.Millisecond)
		synctest.Wait()
		p.Done()
		p.Done()
		if got := s.Stderr.String(); !strings.HasSuffix(got, "reading 2/10\x1b[K\r\x1b[K") {
			t.Errorf("not taken away: %q", got)
		}
	})
}

func TestProgressPlain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := Test(map[string]string{"ACCESSIBLE": "1"}).Terminal(80)
		p := s.Progress("reading")
		time.Sleep(5 * time.Second)
		synctest.Wait()
		p.Done()
		if got := s.Stderr.String(); got != "reading…\n" {
			t.Errorf("shown as %q", got)
		}
	})
	if p := Test(nil).Progress("reading"); p != nil {
		t.Error("progress in a pipe")
	}
	var none *Progress
	none.Step(1, 2)
	none.Label("x")
	none.Done()
}
