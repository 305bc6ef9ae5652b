package forge

import (
	"fmt"
	"io"
)

// Secret is a token or a password. However it is printed – with any verb, as JSON, as
// text, in a struct – it reads "***". Only Reveal gives it away. The zero value is none.
type Secret struct{ value string }

// NewSecret wraps a token.
func NewSecret(value string) Secret { return Secret{value} }

// IsZero reports whether there is none.
func (s Secret) IsZero() bool { return s.value == "" }

// Reveal is the token itself: for a header or a child's environment, never for a message.
func (s Secret) Reveal() string { return s.value }

// String hides the token.
func (s Secret) String() string {
	if s.IsZero() {
		return ""
	}
	return "***"
}

// GoString hides the token.
func (s Secret) GoString() string { return "forge.Secret(" + s.String() + ")" }

// Format hides the token from every verb, %x and %q included.
func (s Secret) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, s.String()) }

// MarshalText hides the token from JSON, YAML, TOML and XML.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText refuses: a secret is read on purpose or not at all.
func (s *Secret) UnmarshalText([]byte) error {
	return &UsageError{"a secret is not read from a file of settings"}
}
