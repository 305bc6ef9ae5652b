package repo

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// signNamespace is what git calls its ssh signatures.
const signNamespace = "git"

// sign puts a commit's header and message together, with a signature of both
// in between where commit.gpgSign asks for one.
func (r *Repo) sign(ctx context.Context, by Person, head, message string) ([]byte, error) {
	plain := []byte(head + "\n" + message)
	s, err := r.configuration()
	if err != nil || !s.truth("commit.gpgsign", false) {
		return plain, err
	}
	var signature string
	key := s.or("user.signingkey", by.Name+" <"+by.Email+">")
	switch format, _ := s.last("gpg.format"); strings.ToLower(format) {
	case "ssh":
		signature, err = r.signSSH(ctx, s, plain)
	case "", "openpgp":
		signature, err = r.pgpWith(ctx, r.gpg(s), key, plain)
	case "x509":
		signature, err = r.pgpWith(ctx, s.or("gpg.x509.program", "gpgsm"), key, plain)
	default:
		err = fmt.Errorf("sign the commit: unknown gpg.format %q", format)
	}
	if err != nil {
		return nil, err
	}
	field := "gpgsig "
	if r.format == sha256Format {
		field = "gpgsig-sha256 "
	}
	signature = strings.ReplaceAll(strings.TrimRight(signature, "\n"), "\n", "\n ")
	return []byte(head + field + signature + "\n\n" + message), nil
}

// TrySigning signs nothing of worth, to see that it works: the program is there, and so is the
// private half of the key, and its passphrase is known. format and key are what gpg.format, "ssh"
// or "openpgp", and user.signingKey would be. It returns the armored signature of text. The error
// is a *SignError.
func (r *Repo) TrySigning(ctx context.Context, format, key, text string) (string, error) {
	s, err := r.configuration()
	if err != nil {
		return "", err
	}
	if format == "openpgp" {
		return r.pgpWith(ctx, r.gpg(s), key, []byte(text))
	}
	return r.signWith(ctx, s, key, []byte(text))
}

// GPGKey is the public key that gpg has under a name, as its --export writes it, and that name. ""
// asks for the key that git signs with here, if it does so by gpg. No data: gpg has none, or git
// signs otherwise. The error is a *SignError: there is no gpg to ask.
func (r *Repo) GPGKey(ctx context.Context, name string) (data []byte, called string, err error) {
	s, err := r.configuration()
	if err != nil {
		return nil, "", err
	}
	if name == "" {
		name = r.gpgName(s)
	}
	if name == "" || strings.HasPrefix(name, "-") {
		return nil, "", nil
	}
	out, words, err := r.runSigner(ctx, nil, r.gpg(s), "--export", "--export-options", "export-minimal", "--", name)
	if errors.Is(err, exec.ErrNotFound) {
		return nil, name, &SignError{Program: r.gpg(s), Output: signerWords(words), Err: err}
	}
	return []byte(out), name, nil
}

// gpgName is the key that git has gpg sign with; "" where it signs otherwise, or not.
func (r *Repo) gpgName(s *settings) string {
	if format, _ := s.last("gpg.format"); format != "" && !strings.EqualFold(format, "openpgp") {
		return ""
	}
	if !s.truth("commit.gpgsign", false) {
		return s.or("user.signingkey", "")
	}
	return s.or("user.signingkey", s.or("user.email", ""))
}

// gpg is the program that signs as OpenPGP has it.
func (r *Repo) gpg(s *settings) string {
	return s.or("gpg.openpgp.program", s.or("gpg.program", "gpg"))
}

// pgpWith asks gpg, or gpgsm, which speak alike, with the key that user.signingKey would name so.
// Only its status line tells that it worked: gpg has exited with 0 without a signature.
func (r *Repo) pgpWith(ctx context.Context, program, key string, payload []byte) (string, error) {
	out, words, err := r.runSigner(ctx, payload, program, "--status-fd=2", "-bsau", key)
	if err == nil && !strings.Contains("\n"+words, "\n[GNUPG:] SIG_CREATED ") {
		err = errors.New("no signature came out")
	}
	if err != nil {
		return "", &SignError{Program: program, Output: signerWords(words), Err: err}
	}
	return out, nil
}

// signSSH asks ssh-keygen, which reads keys and payload from files only.
func (r *Repo) signSSH(ctx context.Context, s *settings, payload []byte) (string, error) {
	key, ok := s.last("user.signingkey")
	if ask, isSet := s.last("gpg.ssh.defaultkeycommand"); !ok && isSet {
		out, words, err := r.runSigner(ctx, nil, "sh", "-c", ask)
		if err != nil {
			return "", &SignError{Program: "sh", Err: fmt.Errorf("gpg.ssh.defaultKeyCommand: %s: %w", signerWords(words), err)}
		}
		key, _, _ = strings.Cut(out, "\n")
	}
	return r.signWith(ctx, s, key, payload)
}

// signWith signs with the key that user.signingKey would name so.
func (r *Repo) signWith(ctx context.Context, s *settings, key string, payload []byte) (string, error) {
	program := r.opts.expandHome(s.or("gpg.ssh.program", "ssh-keygen"))
	dir, err := os.MkdirTemp("", "cop-sign-")
	if err != nil {
		return "", fmt.Errorf("sign the commit: %w", err)
	}
	defer func() {
		// What is left is the text of a commit and public keys, in a folder of our own.
		_ = os.RemoveAll(dir)
	}()
	args, err := r.signingKey(key, dir)
	if err != nil {
		return "", &SignError{Program: program, Err: err}
	}
	file := filepath.Join(dir, "commit")
	if err := os.WriteFile(file, payload, 0o600); err != nil {
		return "", fmt.Errorf("sign the commit: %w", err)
	}
	args = append(append([]string{"-Y", "sign", "-n", signNamespace}, args...), file)
	if _, words, err := r.runSigner(ctx, nil, program, args...); err != nil {
		return "", &SignError{Program: program, Output: signerWords(words), Err: err}
	}
	b, err := os.ReadFile(file + ".sig")
	if err != nil {
		return "", &SignError{Program: program, Err: err}
	}
	return string(b), nil
}

// AgentKeys are the public keys that an agent of ssh holds, as its lines; none where there is no agent.
func (r *Repo) AgentKeys(ctx context.Context) []string {
	out, _, err := r.runSigner(ctx, nil, "ssh-add", "-L")
	if err != nil {
		return nil
	}
	return strings.Split(strings.TrimSpace(out), "\n")
}

// signingKey is how to tell ssh-keygen the key: user.signingKey names a file or is the
// public key itself, whose private half is in the agent; without it gpg.ssh.defaultKeyCommand prints one.
func (r *Repo) signingKey(key, dir string) ([]string, error) {
	if key == "" {
		return nil, errors.New("user.signingKey is not set")
	}
	literal, isLiteral := strings.CutPrefix(key, "key::")
	if !isLiteral && !strings.HasPrefix(key, "ssh-") {
		return []string{"-f", r.opts.expandHome(key)}, nil
	}
	file := filepath.Join(dir, "key.pub")
	if err := os.WriteFile(file, []byte(literal+"\n"), 0o600); err != nil {
		return nil, err
	}
	return []string{"-U", "-f", file}, nil
}

// or is a setting's value, or a fallback when it is not set.
func (s *settings) or(key, fallback string) string {
	if v, ok := s.last(key); ok && v != "" {
		return v
	}
	return fallback
}

// runSigner runs a program in the working tree with our environment. It keeps the terminal: a
// passphrase may be asked for there.
func (r *Repo) runSigner(ctx context.Context, stdin []byte, program string, args ...string) (out, words string, err error) {
	path, err := r.opts.lookPath(program)
	if err != nil {
		return "", "", err
	}
	var stdout, stderr bytes.Buffer
	cmd := exec.CommandContext(ctx, path, args...)
	cmd.Dir, cmd.Env = r.root, r.opts.Env
	cmd.Stdin, cmd.Stdout, cmd.Stderr = bytes.NewReader(stdin), &stdout, &stderr
	err = cmd.Run()
	return stdout.String(), stderr.String(), err
}

// lookPath finds a program on the PATH of the Options, not of this process.
func (o Options) lookPath(program string) (string, error) {
	if strings.ContainsRune(program, filepath.Separator) || strings.ContainsRune(program, '/') {
		return program, nil
	}
	for _, dir := range filepath.SplitList(o.env("PATH")) {
		if !filepath.IsAbs(dir) {
			continue
		}
		if path, err := exec.LookPath(filepath.Join(dir, program)); err == nil {
			return path, nil
		}
	}
	return "", fmt.Errorf("%s: %w", program, exec.ErrNotFound)
}

// signerWords is what a program said for people, on one line.
func signerWords(words string) string {
	var said []string
	for line := range strings.Lines(words) {
		line = strings.TrimSpace(line)
		if line != "" && !strings.HasPrefix(line, "[GNUPG:]") {
			said = append(said, line)
		}
	}
	return strings.Join(said, "; ")
}
