package pool

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/google/renameio/v2/maybe"

	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool/people"
	"github.com/breakfast-table/cop/pkg/signature"
)

// Members sign with keys of ssh, by git's own settings, so that git signs and verifies the same:
// user.signingKey of the clone says with which, the member's card says by which, and of all cards
// that are believed git's list of allowed signers is made.

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

// usualKeys are where ssh keeps keys, the best first.
var usualKeys = []string{"id_ed25519", "id_ed25519_sk", "id_ecdsa", "id_ecdsa_sk", "id_rsa"}

// SignWith has the user sign what they say from now on, and says so on their card. typed is the
// file of a key, its public half, or "auto" for the one where ssh usually keeps it, else the first its agent holds; "" signs no
// more. What the old key signed stays signed. Errors: *NoKeyError, *repo.SignError.
func (p *Pool) SignWith(ctx context.Context, typed string) (Signing, error) {
	var s Signing
	setting := ""
	if typed != "" {
		var err error
		if s.Key, setting, err = p.findKey(ctx, typed); err != nil {
			return s, err
		}
		if err := p.repo.TrySigning(ctx, setting); err != nil {
			return s, err
		}
	}
	now := p.opt.now().UTC()
	var before, after []string
	_, err := p.ChangeCard(ctx, func(c *Card) {
		before, after = c.Keys, people.Rotated(c.Keys, s.Key, now)
		c.Keys = after
	})
	if err != nil {
		return s, err
	}
	signs, _ := p.repo.Config(keySetting)
	if s.Already = setting != "" && signs == setting && slices.Equal(before, after); s.Already {
		return s, p.repo.SetConfig(nextKey, "")
	}
	if s.Later = len(before) > 0; s.Later {
		if setting == "" {
			setting = "none"
		}
		return s, p.repo.SetConfig(nextKey, setting)
	}
	return s, p.signWith(setting)
}

func (p *Pool) signWith(setting string) error {
	signs := "true"
	if setting == "" || setting == "none" {
		signs, setting = "false", ""
	}
	list := [][2]string{{signSetting, signs}}
	if setting != "" {
		list = append(list, [2]string{formatSetting, "ssh"}, [2]string{keySetting, setting})
	}
	for _, kv := range list {
		if err := p.repo.SetConfig(kv[0], kv[1]); err != nil {
			return fmt.Errorf("remember the key: %w", err)
		}
	}
	return nil
}

// findKey reads the public half of a key, and says what git's user.signingKey is for it.
func (p *Pool) findKey(ctx context.Context, typed string) (k signature.Key, setting string, err error) {
	if key, err := signature.ParseKey(strings.TrimPrefix(typed, "key::")); err == nil {
		return key, "key::" + strings.TrimPrefix(typed, "key::"), nil
	}
	home := p.opt.env("HOME")
	var tried []string
	switch rest, inHome := strings.CutPrefix(typed, "~/"); {
	case typed == "auto":
		for _, name := range usualKeys {
			tried = append(tried, filepath.Join(home, ".ssh", name))
		}
	case inHome:
		tried = []string{filepath.Join(home, filepath.FromSlash(rest))}
	default:
		abs, err := filepath.Abs(typed)
		if err != nil {
			return k, "", &NoKeyError{typed, err.Error()}
		}
		tried = []string{abs}
	}
	for _, file := range tried {
		file = strings.TrimSuffix(file, ".pub")
		public, err := os.ReadFile(file + ".pub")
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return k, "", &NoKeyError{typed, err.Error()}
		}
		if k, err = signature.ParseKey(strings.TrimSpace(string(public))); err != nil {
			return k, "", &NoKeyError{typed, err.Error()}
		}
		k.Comment = "" // it often names a machine, which is nobody else's business
		setting = file
		if _, err := os.Stat(file); err != nil { // an agent or hardware has the private half
			setting = file + ".pub"
		}
		return k, setting, nil
	}
	if typed == "auto" {
		for _, line := range p.repo.AgentKeys(ctx) {
			if k, err := signature.ParseKey(line); err == nil {
				k.Comment = ""
				return k, "key::" + k.String(), nil
			}
		}
		return k, "", &NoKeyError{"", "none is in " + filepath.Join(home, ".ssh") + ", and no agent holds one"}
	}
	return k, "", &NoKeyError{typed, "there is no " + filepath.Base(strings.TrimSuffix(typed, ".pub")) + ".pub; ssh-keygen -y -f KEY > KEY.pub writes it"}
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
	if err := p.signWith(next); err != nil {
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
