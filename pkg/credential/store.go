package credential

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/zalando/go-keyring"
)

// MachineStore keeps tokens in the keyring of the operating system and, where there is
// none, in a file that only the user can read. Store and Lookup say which it was. Two
// processes may use it at once; of two stores at once to the file one may be lost.
type MachineStore struct {
	// File is the path of the fallback; "" has none.
	File string
	// System is the keyring of the system; the zero value is the real one.
	System SystemKeyring
}

// SystemKeyring is the part of an operating system's keyring that is used. Nil functions
// are the real ones.
type SystemKeyring struct {
	Get    func(service, user string) (string, error)
	Set    func(service, user, password string) error
	Delete func(service, user string) error
}

// NoKeyring is a machine without a keyring.
func NoKeyring() SystemKeyring {
	none := errors.New("no keyring is used")
	return SystemKeyring{
		Get:    func(string, string) (string, error) { return "", none },
		Set:    func(string, string, string) error { return none },
		Delete: func(string, string) error { return none },
	}
}

func (s SystemKeyring) filled() SystemKeyring {
	if s.Get == nil {
		s.Get = keyring.Get
	}
	if s.Set == nil {
		s.Set = keyring.Set
	}
	if s.Delete == nil {
		s.Delete = keyring.Delete
	}
	return s
}

// service names the program in the keyring.
const service = "cop"

// Lookup finds the token of a host: in the system's keyring, then in the file.
func (k MachineStore) Lookup(host string) (Token, string, bool, error) {
	token, err := k.System.filled().Get(service, host)
	if err == nil && token != "" {
		return NewToken(token), "the keyring", true, nil
	}
	all, err := k.read()
	if err != nil {
		return Token{}, "", false, err
	}
	token, ok := all[host]
	return NewToken(token), k.File, ok, nil
}

// Store keeps a token and says where: "the keyring", or the path of the file.
func (k MachineStore) Store(host string, token Token) (string, error) {
	err := k.System.filled().Set(service, host, token.Reveal())
	if err == nil {
		return "the keyring", k.drop(host)
	}
	if k.File == "" {
		return "", errors.New("keep the token: this machine has no keyring")
	}
	all, err := k.read()
	if err != nil {
		return "", err
	}
	all[host] = token.Reveal()
	return k.File, k.write(all)
}

// Delete forgets the token of a host everywhere. One that is not there is no error.
func (k MachineStore) Delete(host string) error {
	if err := k.System.filled().Delete(service, host); err != nil && !errors.Is(err, keyring.ErrNotFound) {
		if _, there := k.System.filled().Get(service, host); there == nil {
			return fmt.Errorf("forget the token of %s: the keyring refused", host)
		}
	}
	return k.drop(host)
}

// drop removes a host from the file.
func (k MachineStore) drop(host string) error {
	all, err := k.read()
	if err != nil {
		return err
	}
	if _, ok := all[host]; !ok {
		return nil
	}
	delete(all, host)
	return k.write(all)
}

// read refuses a file that others can read: what is in it is no secret any more.
func (k MachineStore) read() (map[string]string, error) {
	all := map[string]string{}
	if k.File == "" {
		return all, nil
	}
	fi, err := os.Lstat(k.File)
	if errors.Is(err, fs.ErrNotExist) {
		return all, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read the tokens: %w", err)
	}
	if !private(fi) {
		return nil, fmt.Errorf("read the tokens: %s can be read by others; make it private (chmod 600) or delete it", k.File)
	}
	src, err := os.ReadFile(k.File)
	if err != nil {
		return nil, fmt.Errorf("read the tokens: %w", err)
	}
	if json.Unmarshal(src, &all) != nil { // the cause would quote the file
		return nil, fmt.Errorf("read the tokens: %s is not readable; delete it and log in again", k.File)
	}
	return all, nil
}

// write replaces the file in one step; it is private from its first byte.
func (k MachineStore) write(all map[string]string) error {
	if len(all) == 0 {
		if err := os.Remove(k.File); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("forget the tokens: %w", err)
		}
		return nil
	}
	src, err := json.MarshalIndent(all, "", "  ")
	if err != nil {
		return errors.New("keep the token: it cannot be written down")
	}
	if err := os.MkdirAll(filepath.Dir(k.File), 0o700); err != nil {
		return fmt.Errorf("keep the token: %w", err)
	}
	f, err := os.CreateTemp(filepath.Dir(k.File), ".tokens-*") // 0600
	if err != nil {
		return fmt.Errorf("keep the token: %w", err)
	}
	_, err = f.Write(append(src, '\n'))
	if err = errors.Join(err, f.Sync(), f.Close()); err == nil {
		err = os.Rename(f.Name(), k.File)
	}
	if err != nil {
		_ = os.Remove(f.Name())
		return fmt.Errorf("keep the token: %w", err)
	}
	return nil
}
