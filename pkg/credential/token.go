package credential

import (
	"errors"
	"fmt"
	"io"
)

// Token is a token or a password. However it is printed – with any verb, as JSON, as
// text, in a struct – it reads "***". Only Reveal gives it away. The zero value is none.
type Token struct{ value string }

// NewToken wraps a token.
func NewToken(value string) Token { return Token{value} }

// IsZero reports whether there is none.
func (s Token) IsZero() bool { return s.value == "" }

// Reveal is the token itself: for a header or a child's environment, never for a message.
func (s Token) Reveal() string { return s.value }

// String hides the token.
func (s Token) String() string {
	if s.IsZero() {
		return ""
	}
	return "***"
}

// GoString hides the token.
func (s Token) GoString() string { return "credential.Token(" + s.String() + ")" }

// Format hides the token from every verb, %x and %q included.
func (s Token) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, s.String()) }

// MarshalText hides the token from JSON, YAML, TOML and XML.
func (s Token) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText refuses: a secret is read on purpose or not at all.
func (s *Token) UnmarshalText([]byte) error {
	return errors.New("a secret is not read from a file of settings")
}
