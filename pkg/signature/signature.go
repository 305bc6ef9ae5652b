// Package signature reads signatures of ssh and of gpg, as git has them, and the keys that members
// sign with, as git's allowed signers, the files of ssh and gpg --export have them.
//
// It says which key signed a text, and never whose key that is: whom the members trust is package
// people's. It is pure, and must not know files, git or the network.
//
// Signatures are checked here, in this process, since a history has thousands of them. They are
// made by ssh-keygen and gpg, which know passphrases, agents and keys in hardware.
package signature

import (
	"crypto/sha256"
	"crypto/sha512"
	"encoding/binary"
	"encoding/pem"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/crypto/ssh"
)

// namespace is what git calls its signatures, so that none that was made for mail or files passes
// for one.
const namespace = "git"

// magic begins a signature, and what is signed by it.
const magic = "SSHSIG"

var errNone = errors.New("it is no good signature")

// envelope is a signature as OpenSSH's PROTOCOL.sshsig lays it out, after its magic.
type envelope struct {
	Version   uint32
	Key       []byte
	Namespace string
	Reserved  string
	Hash      string
	Signature []byte
}

// Check is the fingerprint, "SHA256:…", of the key that signed a text, by an armored signature
// ("-----BEGIN SSH SIGNATURE-----"). An error says that it is no signature of that text. Of a
// signature of gpg ("-----BEGIN PGP SIGNATURE-----"), which does not hold its key, it is only what
// it claims, "openpgp:…": see Key.Claims and Key.Made.
func Check(armored, text string) (string, error) {
	if strings.HasPrefix(armored, "-----BEGIN "+armoredSign) {
		return claim(armored)
	}
	block, _ := pem.Decode([]byte(armored + "\n"))
	if block == nil || block.Type != "SSH SIGNATURE" || len(block.Bytes) < len(magic) || string(block.Bytes[:len(magic)]) != magic {
		return "", errNone
	}
	var e envelope
	if err := ssh.Unmarshal(block.Bytes[len(magic):], &e); err != nil {
		return "", fmt.Errorf("read a signature: %w", err)
	}
	var sig ssh.Signature
	key, err := ssh.ParsePublicKey(e.Key)
	if err == nil {
		err = ssh.Unmarshal(e.Signature, &sig)
	}
	if err != nil || e.Version != 1 || e.Namespace != namespace || weak(sig.Format) {
		return "", errNone
	}
	signed, ok := e.signs(text)
	if !ok || key.Verify(signed, &sig) != nil {
		return "", errNone
	}
	return ssh.FingerprintSHA256(key), nil
}

// weak reports algorithms that rest on SHA-1: git and ssh do not take them either.
func weak(format string) bool { return format == ssh.KeyAlgoRSA || format == "ssh-dss" }

// signs is what a signature signs of a text.
func (e envelope) signs(text string) ([]byte, bool) {
	var sum []byte
	switch e.Hash {
	case "sha512":
		h := sha512.Sum512([]byte(text))
		sum = h[:]
	case "sha256":
		h := sha256.Sum256([]byte(text))
		sum = h[:]
	default:
		return nil, false
	}
	out := []byte(magic)
	for _, part := range []string{e.Namespace, e.Reserved, e.Hash, string(sum)} {
		out = binary.BigEndian.AppendUint32(out, uint32(len(part)))
		out = append(out, part...)
	}
	return out, true
}
