package signature

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"golang.org/x/crypto/ssh"
)

// Key is a public key that somebody signs with, and from when to when. The zero value is no key.
type Key struct {
	ID            string    // fingerprint, "SHA256:…" of ssh, 40 capital letters and digits of OpenPGP
	After, Before time.Time // what it signed earlier, or at Before and later, is not signed; zero: always
	Comment       string    // what the file says, often the name of a machine
	blob          string    // "ssh-ed25519 AAAA…", "openpgp mDME…"
	pgp           *pgp      // nil of ssh
}

// stamp is how git's allowed signers write a moment, in UTC.
const stamp = "20060102150405Z"

// ParseKey reads a line as it stands in a file of ssh, or in git's allowed signers behind the
// names: [valid-after="…",valid-before="…"] ssh-ed25519 AAAA… comment. A key of gpg stands there
// as openpgp mDME…, see ReadOpenPGP. Options that it does not know make it no key: what they
// would forbid cannot be told.
func ParseKey(line string) (Key, error) {
	if len(line) > mostKey || strings.ContainsAny(line, "\n\r\x00") {
		return Key{}, errors.New("that is no public key of ssh: it takes one line")
	}
	k, options, err := parseBare(line)
	if err != nil {
		return Key{}, err
	}
	for _, o := range options {
		name, value, _ := strings.Cut(o, "=")
		value = strings.Trim(value, `"`)
		switch strings.ToLower(name) {
		case "valid-after":
			k.After, err = moment(value)
		case "valid-before":
			k.Before, err = moment(value)
		case "namespaces":
			if value != namespace {
				err = fmt.Errorf("a key for %q signs nothing here", value)
			}
		default:
			err = fmt.Errorf("%q is nothing that a key may say here", name)
		}
		if err != nil {
			return Key{}, err
		}
	}
	return k, nil
}

// parseBare reads a key, and what stands before it unread. The comment of a key of ssh may begin
// with keyWord, too: there the kind stands before it and no key of gpg behind it.
func parseBare(line string) (k Key, options []string, err error) {
	if key, ok := strings.CutPrefix(line, keyWord); ok {
		k, err = parseOpenPGP(key)
		return k, nil, err
	}
	if before, rest, _ := strings.Cut(line, " "); strings.HasPrefix(rest, keyWord) && !strings.HasPrefix(before, "ssh-") {
		k, err = parseOpenPGP(strings.TrimPrefix(rest, keyWord))
		return k, strings.Split(before, ","), err
	}
	public, comment, options, _, err := ssh.ParseAuthorizedKey([]byte(line))
	if err != nil {
		return k, nil, errors.New("that is no public key of ssh or gpg")
	}
	blob := strings.TrimSpace(string(ssh.MarshalAuthorizedKey(public)))
	return Key{ID: ssh.FingerprintSHA256(public), Comment: comment, blob: blob}, options, nil
}

// moment reads YYYYMMDD[HHMM[SS]][Z]. Without the Z it is the local time of whoever reads it:
// then members would not agree, so it is taken as UTC.
func moment(s string) (time.Time, error) {
	for _, layout := range []string{"20060102", "200601021504", "20060102150405"} {
		if t, err := time.Parse(layout, strings.TrimSuffix(s, "Z")); err == nil {
			return t, nil
		}
	}
	return time.Time{}, fmt.Errorf("%q is no moment: write 20261231", s)
}

// String is the line that ParseKey reads.
func (k Key) String() string {
	var options []string
	for _, o := range []struct {
		name string
		at   time.Time
	}{{"valid-after", k.After}, {"valid-before", k.Before}} {
		if !o.at.IsZero() {
			options = append(options, fmt.Sprintf("%s=%q", o.name, o.at.UTC().Format(stamp)))
		}
	}
	return strings.TrimSpace(strings.Join([]string{strings.Join(options, ","), k.blob, k.Comment}, " "))
}

// Allowed is the line of git's allowed signers that lets the key speak for these addresses; "" for
// a key of gpg, which git asks gpg about.
func (k Key) Allowed(addresses []string) string {
	if k.pgp != nil {
		return ""
	}
	options := `namespaces="` + namespace + `"`
	bare := k
	bare.Comment = ""
	line := bare.String()
	if rest, ok := strings.CutSuffix(line, k.blob); ok && rest != "" {
		options += "," + strings.TrimSpace(rest)
	}
	return strings.Join(addresses, ",") + " " + options + " " + k.blob
}

// ValidAt reports whether what the key signed at a moment is signed.
func (k Key) ValidAt(at time.Time) bool {
	return (k.After.IsZero() || !at.Before(k.After)) && (k.Before.IsZero() || at.Before(k.Before))
}
