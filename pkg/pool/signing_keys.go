package pool

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"github.com/breakfast-table/cop/pkg/signature"
)

// usualKeys are where ssh keeps keys, the best first.
var usualKeys = []string{"id_ed25519", "id_ed25519_sk", "id_ecdsa", "id_ecdsa_sk", "id_rsa"}

// gpgNames are fingerprints and ids of keys as gpg prints them.
var gpgNames = regexp.MustCompile(`^(0x)?([0-9A-Fa-f]{40}|[0-9A-Fa-f]{16})!?$`)

// findKey reads the public half of a key, and says what git is to be set to for it. Of gpg's it
// takes only what is good at a moment.
func (p *Pool) findKey(ctx context.Context, typed string, at time.Time) (signature.Key, signing, error) {
	if key, err := signature.ParseKey(strings.TrimPrefix(typed, "key::")); err == nil && !key.IsOpenPGP() {
		return key, signing{"ssh", "key::" + strings.TrimPrefix(typed, "key::")}, nil
	}
	if typed == "auto" {
		return p.usualKey(ctx, at)
	}
	file, err := p.keyFile(typed)
	if err != nil {
		return signature.Key{}, signsNot, &NoKeyError{typed, err.Error()}
	}
	if k, with, err := p.keyIn(file, typed, at); !errors.Is(err, fs.ErrNotExist) {
		return k, with, err
	}
	if gpgNames.MatchString(typed) {
		return p.gpgKey(ctx, typed, at)
	}
	return signature.Key{}, signsNot, &NoKeyError{typed, "there is no " + filepath.Base(strings.TrimSuffix(typed, ".pub")) + ".pub; ssh-keygen -y -f KEY > KEY.pub writes it"}
}

// keyFile is the file that somebody means.
func (p *Pool) keyFile(typed string) (string, error) {
	if rest, inHome := strings.CutPrefix(typed, "~/"); inHome {
		return filepath.Join(p.opt.env("HOME"), filepath.FromSlash(rest)), nil
	}
	return filepath.Abs(typed)
}

// usualKey is the key to sign with of somebody who names none.
func (p *Pool) usualKey(ctx context.Context, at time.Time) (signature.Key, signing, error) {
	if data, _, err := p.repo.GPGKey(ctx, ""); err == nil && len(data) > 0 {
		return p.gpgKey(ctx, "", at)
	}
	dir := filepath.Join(p.opt.env("HOME"), ".ssh")
	for _, name := range usualKeys {
		if k, with, err := p.keyIn(filepath.Join(dir, name), "auto", at); !errors.Is(err, fs.ErrNotExist) {
			return k, with, err
		}
	}
	for _, line := range p.repo.AgentKeys(ctx) {
		if k, err := signature.ParseKey(line); err == nil {
			k.Comment = ""
			return k, signing{"ssh", "key::" + k.String()}, nil
		}
	}
	return signature.Key{}, signsNot, &NoKeyError{"", "none is in " + dir + ", and no agent holds one; nor is git set to one of gpg"}
}

// gpgKey is the key that gpg has under a name, "" for the one that git signs with by it.
func (p *Pool) gpgKey(ctx context.Context, name string, at time.Time) (k signature.Key, with signing, err error) {
	data, called, err := p.repo.GPGKey(ctx, name)
	if err != nil {
		return k, with, err
	}
	if len(data) == 0 {
		return k, with, &NoKeyError{called, "gpg has none of that name"}
	}
	if k, err = signature.ReadOpenPGP(data, at); err != nil {
		return signature.Key{}, with, &NoKeyError{called, err.Error()}
	}
	if gpgNames.MatchString(called) {
		return k, signing{"openpgp", called}, nil // it may mean one subkey
	}
	return k, signing{"openpgp", k.ID}, nil
}

// keyIn reads a file with a key: of gpg, or the public half of one of ssh beside it. The error is
// fs.ErrNotExist where there is none.
func (p *Pool) keyIn(file, typed string, at time.Time) (k signature.Key, with signing, err error) {
	if data, err := os.ReadFile(file); err == nil && ofGPG(data) {
		if k, err = signature.ReadOpenPGP(data, at); err != nil {
			return signature.Key{}, signsNot, &NoKeyError{typed, err.Error()}
		}
		return k, signing{"openpgp", k.ID}, nil
	}
	file = strings.TrimSuffix(file, ".pub")
	public, err := os.ReadFile(file + ".pub")
	if errors.Is(err, fs.ErrNotExist) {
		return k, signsNot, fs.ErrNotExist
	}
	if err != nil {
		return k, signsNot, &NoKeyError{typed, err.Error()}
	}
	if k, err = signature.ParseKey(strings.TrimSpace(string(public))); err != nil {
		return k, signsNot, &NoKeyError{typed, err.Error()}
	}
	k.Comment = ""                           // it often names a machine, which is nobody else's business
	if _, err := os.Stat(file); err != nil { // an agent or hardware has the private half
		file += ".pub"
	}
	return k, signing{"ssh", file}, nil
}

// ofGPG reports what gpg writes: armored, or a packet of a key, public or private.
func ofGPG(data []byte) bool {
	text := strings.TrimSpace(string(data[:min(len(data), 100)]))
	if strings.HasPrefix(text, "-----BEGIN PGP ") {
		return true
	}
	return len(data) > 0 && strings.IndexByte("\x94\x95\x98\x99\xc5\xc6", data[0]) >= 0
}
