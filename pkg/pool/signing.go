package pool

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/google/renameio/v2/maybe"

	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool/people"
	"github.com/breakfast-table/cop/pkg/signature"
)

// Members sign with keys of ssh or gpg, by git's own settings, so that git signs and verifies the
// same: user.signingKey of the clone says with which, the member's card says by which, and of all
// cards that are believed git's list of allowed signers is made. gpg's list of keys is the user's
// own: nothing is put there.

// Settings of git, and one of ours: the key to sign with once the others have the card that names it.
const (
	signSetting    = "commit.gpgSign"
	formatSetting  = "gpg.format"
	keySetting     = "user.signingKey"
	signersSetting = "gpg.ssh.allowedSignersFile"
	nextKey        = "cop.nextSigningKey"
)

// NoKeyError says that there is no key to sign with at a place.
type NoKeyError struct {
	Typed string // "" when none was found where they usually are
	Why   string
}

func (e *NoKeyError) Error() string {
	if e.Typed == "" {
		return "there is no key to sign with: " + e.Why
	}
	return fmt.Sprintf("%s is no key to sign with: %s", note.Clean(e.Typed), e.Why)
}

// Signing is what came of choosing a key.
type Signing struct {
	Key     signature.Key // the zero value: none any more
	Later   bool          // once the others have the card: until then the old key signs
	Already bool          // it signs today, and the card says so
}

// SignWith has the user sign what they say from now on, and says so on their card. typed is the
// file of a key, its public half; a key that gpg has, by its fingerprint; or "auto" for the one git
// signs with by gpg, the one where ssh usually keeps it, or the first its agent holds. "" signs no
// more. What the old key signed stays signed. Errors: *NoKeyError, *repo.SignError.
func (p *Pool) SignWith(ctx context.Context, typed string) (Signing, error) {
	var s Signing
	with := signsNot
	now := p.opt.now().UTC()
	if typed != "" {
		var err error
		if s.Key, with, err = p.findKey(ctx, typed, now); err != nil {
			return s, err
		}
		if err := p.trySigning(ctx, s.Key, with, typed); err != nil {
			return s, err
		}
	}
	var before, after []string
	_, err := p.ChangeCard(ctx, func(c *Card) {
		before, after = c.Keys, people.Rotated(c.Keys, s.Key, now)
		c.Keys = after
	})
	if err != nil {
		return s, err
	}
	if s.Already = with != signsNot && with == p.signsNow() && slices.Equal(before, after); s.Already {
		return s, p.repo.SetConfig(nextKey, "")
	}
	if s.Later = len(before) > 0; s.Later {
		return s, p.repo.SetConfig(nextKey, with.String())
	}
	return s, p.signWith(with)
}

// trySigning sees whether a key can sign here, and is the one that its public half says.
func (p *Pool) trySigning(ctx context.Context, k signature.Key, with signing, typed string) error {
	const text = "a try"
	signed, err := p.repo.TrySigning(ctx, with.format, with.key, text)
	if err == nil && k.IsOpenPGP() && !k.Made(signed, text) {
		err = &NoKeyError{typed, "gpg signs with another one; gpg --armor --export KEY > FILE writes it anew"}
	}
	return err
}

// signing is what git has to be set to: gpg.format, and user.signingKey. The zero value signs nothing.
type signing struct{ format, key string }

var signsNot signing

// String is what readSigning reads.
func (s signing) String() string {
	switch s.format {
	case "":
		return "none"
	case "ssh":
		return s.key
	}
	return s.format + ":" + s.key
}

func readSigning(text string) signing {
	if text == "none" {
		return signsNot
	}
	if key, ok := strings.CutPrefix(text, "openpgp:"); ok {
		return signing{"openpgp", key}
	}
	return signing{"ssh", text}
}

// signsNow is what git is set to.
func (p *Pool) signsNow() signing {
	format, _ := p.repo.Config(formatSetting)
	key, _ := p.repo.Config(keySetting)
	return signing{format, key}
}

func (p *Pool) signWith(with signing) error {
	list := [][2]string{{signSetting, "false"}}
	if with != signsNot {
		list = [][2]string{{signSetting, "true"}, {formatSetting, with.format}, {keySetting, with.key}}
	}
	for _, kv := range list {
		if err := p.repo.SetConfig(kv[0], kv[1]); err != nil {
			return fmt.Errorf("remember the key: %w", err)
		}
	}
	return nil
}

// CardDoubt is who wrote what stands on the user's card and is not believed: keys and addresses
// that the user, or a steward, has not said. "" when all of it is.
func (p *Pool) CardDoubt(ctx context.Context) (string, error) {
	me, err := p.Me()
	if err != nil {
		return "", err
	}
	if err := p.refresh(ctx); err != nil {
		return "", err
	}
	if err := p.knowWhose(ctx); err != nil {
		return "", err
	}
	return p.whose.Doubt(me.Handle), nil
}

// nextKeyDue signs with a new key once the others have the card that names it: until then only
// the old one's signature says that the new one is the member's.
func (p *Pool) nextKeyDue() error {
	next, ok := p.repo.Config(nextKey)
	if !ok || next == "" {
		return nil
	}
	me, err := p.Me()
	if err != nil {
		return nil //nolint:nilerr // nobody signs without a name
	}
	path := cardOf(me.Handle).Path()
	now, err := p.readWorking(path)
	if err != nil {
		return nil //nolint:nilerr // without a card there is no key to wait for
	}
	there, err := p.repo.ReadFile(p.accepted(), path)
	if err != nil || !bytes.Equal(there, now) {
		return nil //nolint:nilerr // the others do not have it yet
	}
	if err := p.signWith(readSigning(next)); err != nil {
		return err
	}
	return p.repo.SetConfig(nextKey, "")
}

// tellGit gives git the keys of all members who have one, so that git log --show-signature says
// who signed. A list that somebody chose for themselves stays.
func (p *Pool) tellGit(t *people.Ties) error {
	lines := t.Allowed()
	file := filepath.Join(p.repo.LocalDir(), "allowed_signers")
	was, err := os.ReadFile(file)
	if len(lines) == 0 && err != nil {
		return nil //nolint:nilerr // nobody signs, and nobody did
	}
	text := []byte("# Made by cop of the members' cards, whenever they change.\n" + strings.Join(append(slices.Clone(lines), ""), "\n"))
	if !bytes.Equal(was, text) {
		if err := maybe.WriteFile(file, text, 0o600); err != nil {
			return fmt.Errorf("tell git whose keys are whose: %w", err)
		}
	}
	if _, chosen := p.repo.Config(signersSetting); chosen {
		return nil
	}
	return p.repo.SetConfig(signersSetting, file)
}
