package credential

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/zalando/go-keyring"
)

// noSystem is a machine without a keyring.
func noSystem() SystemKeyring {
	no := errors.New("no keyring here")
	return SystemKeyring{
		Get:    func(string, string) (string, error) { return "", no },
		Set:    func(string, string, string) error { return no },
		Delete: func(string, string) error { return no },
	}
}

// memory is a machine with one.
func memory() SystemKeyring {
	m := map[string]string{}
	return SystemKeyring{
		Get: func(_, u string) (string, error) {
			if v, ok := m[u]; ok {
				return v, nil
			}
			return "", keyring.ErrNotFound
		},
		Set:    func(_, u, p string) error { m[u] = p; return nil },
		Delete: func(_, u string) error { delete(m, u); return nil },
	}
}

func TestKeyringFallsBackToAPrivateFile(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "cop", "tokens.json")
	k := MachineStore{File: file, System: noSystem()}
	if _, _, ok, err := k.Lookup("a.org"); ok || err != nil {
		t.Fatalf("empty: %v %v", ok, err)
	}
	where, err := k.Store("a.org", NewToken(token))
	if err != nil || where != file {
		t.Fatalf("stored in %q: %v", where, err)
	}
	if fi, err := os.Stat(file); err != nil || runtime.GOOS != "windows" && fi.Mode().Perm() != 0o600 {
		t.Errorf("mode %v: %v", fi.Mode(), err)
	}
	got, where, ok, err := k.Lookup("a.org")
	if err != nil || !ok || got.Reveal() != token || where != file {
		t.Errorf("%v %q %v %v", got, where, ok, err)
	}
	if err := k.Delete("a.org"); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(file); !os.IsNotExist(err) {
		t.Errorf("an empty file of tokens stays: %v", err)
	}
}

func TestKeyringRefusesAFileThatOthersRead(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("file modes say nothing on Windows")
	}
	file := filepath.Join(t.TempDir(), "tokens.json")
	if err := os.WriteFile(file, []byte(`{"a.org":"`+token+`"}`), 0o644); err != nil {
		t.Fatal(err)
	}
	k := MachineStore{File: file, System: noSystem()}
	_, _, ok, err := k.Lookup("a.org")
	if ok || err == nil || strings.Contains(err.Error(), token) {
		t.Errorf("%v %v", ok, err)
	}
	if err := os.WriteFile(file, []byte(token), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(file, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, _, _, err := k.Lookup("a.org"); err == nil || strings.Contains(err.Error(), token) {
		t.Errorf("a damaged file: %v", err)
	}
}

func TestKeyringPrefersTheSystem(t *testing.T) {
	t.Parallel()
	k := MachineStore{File: filepath.Join(t.TempDir(), "tokens.json"), System: noSystem()}
	if _, err := k.Store("a.org", NewToken("old")); err != nil {
		t.Fatal(err)
	}
	k.System = memory()
	where, err := k.Store("a.org", NewToken(token))
	if err != nil || where != "the keyring" {
		t.Fatalf("%q %v", where, err)
	}
	if _, err := os.Stat(k.File); !os.IsNotExist(err) {
		t.Error("the token is still in the file as well")
	}
	if got, _, ok, _ := k.Lookup("a.org"); !ok || got.Reveal() != token {
		t.Errorf("%v %v", got, ok)
	}
	if err := k.Delete("a.org"); err != nil {
		t.Fatal(err)
	}
	if _, _, ok, _ := k.Lookup("a.org"); ok {
		t.Error("still there")
	}
	if _, err := (MachineStore{System: noSystem()}).Store("a.org", NewToken(token)); err == nil || strings.Contains(err.Error(), token) {
		t.Errorf("a machine that can keep nothing: %v", err)
	}
}
