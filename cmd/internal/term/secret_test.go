package term

import (
	"context"
	"errors"
	"strings"
	"testing"
)

func TestRawLine(t *testing.T) {
	for _, tt := range []struct {
		typed, want string
		stopped     bool
	}{
		{"abc\r", "abc", false},
		{"abc\n", "abc", false},
		{"abx\x7fc\r", "abc", false},
		{"\x08\x7fa\r", "a", false},
		{"wrong\x15right\r", "right", false},
		{"a\x1bb\r", "ab", false},
		{"abc\x03", "", true},
		{"\x04", "", true},
		{"ab\x04c\r", "abc", false},
	} {
		got := rawLine(strings.NewReader(tt.typed))
		if got.text != tt.want || errors.Is(got.err, ErrInterrupted) != tt.stopped {
			t.Errorf("%q: %q, %v", tt.typed, got.text, got.err)
		}
	}
}

func TestAskSecret(t *testing.T) {
	s := Test(nil).Terminal(80)
	s.Stdin.WriteString("  sesame \n")
	got, err := s.AskSecret(context.Background(), Question{Text: "Token"})
	if err != nil || got != "sesame" || strings.Contains(s.Stderr.String(), "sesame") {
		t.Errorf("%q, %v, shown %q", got, err, s.Stderr.String())
	}
	var cannot *NoInputError
	if _, err := Test(nil).AskSecret(context.Background(), Question{Text: "Token", Flag: "--with-token"}); !errors.As(err, &cannot) {
		t.Errorf("without a terminal: %v", err)
	}
}
