package signature

import (
	"bytes"
	"crypto"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"io"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/ProtonMail/go-crypto/openpgp/armor"
	"github.com/ProtonMail/go-crypto/openpgp/packet"
	openpgp "github.com/ProtonMail/go-crypto/openpgp/v2"
)

// Signatures of OpenPGP, gpg's, do not hold the key that made them as those of ssh do. Of one that
// stands alone only a claim is known, see Check; Key.Made says whether it is true.
//
// They are checked here and not by gpg: every clone must come to the same, whatever programs and
// keys are on its machine, and a history has thousands of them. So nothing here depends on the
// time it is now: what counts is whether a key was good when it signed. See Key.Made.

const (
	claimMark   = "openpgp:" // before the fingerprint that a signature claims
	keyWord     = "openpgp " // before the key, in the place of ssh's kind of key
	mostKey     = 16 << 10   // bytes of a line with a key
	mostSigned  = 64 << 10   // bytes of an armored signature
	fewestBits  = 2047       // of RSA; what is shorter is forged by who has the means
	armoredKey  = "PGP PUBLIC KEY BLOCK"
	armoredOurs = "PGP PRIVATE KEY BLOCK"
	armoredSign = "PGP SIGNATURE"
)

var errPrivate = errors.New("it is the private half; gpg --armor --export KEY > FILE writes the public one")

// pgp is what may sign by a key of OpenPGP. It is read when it is first needed: telling whose a
// key is takes its first bytes only, and most commands ask no more.
type pgp struct {
	blob    []byte
	once    sync.Once
	signers []signer
}

// signer is one public key, the first or a subkey, from the moment it was made to its end.
type signer struct {
	public *packet.PublicKey
	until  time.Time // its last second; zero: for ever
}

// IsOpenPGP reports a key of OpenPGP.
func (k Key) IsOpenPGP() bool { return k.pgp != nil }

// ReadOpenPGP reads the one key of a file as gpg --export writes it, armored or not, and leaves
// of it what signing needs: the first key, one of its names, and the subkeys that sign. What
// others certified, pictures, other names and keys to encrypt with are nobody's business here.
// The error says, in words that follow "FILE is no key to sign with:", why it is none at a moment.
func ReadOpenPGP(data []byte, at time.Time) (Key, error) {
	if bytes.HasPrefix(bytes.TrimSpace(data), []byte("-----BEGIN PGP ")) {
		block, err := armor.Decode(bytes.NewReader(data))
		switch {
		case err != nil:
			return Key{}, errors.New("it is cut off or damaged")
		case block.Type == armoredOurs:
			return Key{}, errPrivate
		case block.Type != armoredKey:
			return Key{}, errors.New("it is no public key")
		}
		if data, err = io.ReadAll(block.Body); err != nil {
			return Key{}, errors.New("it is cut off or damaged")
		}
	}
	e, err := oneEntity(data)
	if err != nil {
		return Key{}, err
	}
	if e.PrivateKey != nil {
		return Key{}, errPrivate
	}
	if revoked(e) {
		return Key{}, errors.New("it is revoked")
	}
	blob, err := least(e)
	if err != nil {
		return Key{}, err
	}
	k, err := openPGPKey(blob)
	if err != nil {
		return Key{}, err
	}
	if len(k.pgp.able()) == 0 {
		return Key{}, errors.New("it may not sign")
	}
	switch able := k.pgp.able(); {
	case slices.ContainsFunc(able, func(s signer) bool { return s.goodAt(at) }):
	case able[0].public.CreationTime.After(at):
		return Key{}, errors.New("it was made " + able[0].public.CreationTime.UTC().Format(time.DateTime) + ", later than now; a clock is wrong")
	default:
		return Key{}, errors.New("it has expired")
	}
	return k, nil
}

// oneEntity reads a key that stands alone.
func oneEntity(data []byte) (*openpgp.Entity, error) {
	packets := packet.NewReader(bytes.NewReader(data))
	e, err := openpgp.ReadEntity(packets)
	if err != nil {
		return nil, errors.New("it is no public key of gpg")
	}
	if _, err := packets.Next(); !errors.Is(err, io.EOF) {
		return nil, errors.New("there are several keys in it; gpg --armor --export KEY > FILE writes one")
	}
	return e, nil
}

// revoked reports a key that its owner took back, for whatever reason and whenever: git says R of
// all it signed, too.
func revoked(e *openpgp.Entity) bool {
	return slices.ContainsFunc(e.Revocations, func(r *packet.VerifiableSignature) bool {
		return e.PrimaryKey.VerifyRevocationSignature(r.Packet) == nil
	})
}

// least writes what of a key signing needs, always the same of the same key.
func least(e *openpgp.Entity) ([]byte, error) {
	var b bytes.Buffer
	name, self := name(e)
	if name == nil {
		return nil, errors.New("it has no name that is valid")
	}
	parts := []interface{ Serialize(io.Writer) error }{e.PrimaryKey}
	if direct, err := e.LatestValidDirectSignature(time.Time{}, nil); err == nil {
		parts = append(parts, direct)
	}
	parts = append(parts, name.UserId, self)
	for _, s := range e.Subkeys {
		if binding, ok := binds(&s); ok {
			parts = append(parts, s.PublicKey, binding)
		}
	}
	for _, p := range parts {
		if err := p.Serialize(&b); err != nil {
			return nil, errors.New("it is of a kind that cannot be kept")
		}
	}
	if base64.StdEncoding.EncodedLen(b.Len()) > mostKey-100 {
		return nil, errors.New("it is too large for a card; a subkey that signs takes less")
	}
	return b.Bytes(), nil
}

// name is the one of a key's names that says from when to when it is valid: the one marked as the
// first, else the newest.
func name(e *openpgp.Entity) (best *openpgp.Identity, self *packet.Signature) {
	primary := func(s *packet.Signature) bool { return s.IsPrimaryId != nil && *s.IsPrimaryId }
	for _, text := range slices.Sorted(maps.Keys(e.Identities)) {
		s, err := e.Identities[text].Verify(time.Time{}, nil)
		if err != nil || self != nil && (primary(self) && !primary(s) || primary(self) == primary(s) && !s.CreationTime.After(self.CreationTime)) {
			continue
		}
		best, self = e.Identities[text], s
	}
	return best, self
}

// binds is what makes a subkey one that signs for the first key, and was not taken back.
func binds(s *openpgp.Subkey) (*packet.Signature, bool) {
	self, err := s.Verify(time.Time{}, nil)
	return self, err == nil && strong(s.PublicKey) && self.FlagsValid && self.FlagSign
}

// strong reports a key whose signatures nobody makes without it.
func strong(k *packet.PublicKey) bool {
	switch k.PubKeyAlgo {
	case packet.PubKeyAlgoRSA, packet.PubKeyAlgoRSASignOnly:
		bits, err := k.BitLength()
		return err == nil && bits >= fewestBits
	case packet.PubKeyAlgoECDSA, packet.PubKeyAlgoEdDSA, packet.PubKeyAlgoEd25519, packet.PubKeyAlgoEd448:
		return true
	}
	return false
}

// parseOpenPGP reads a key as it stands on a card, after keyWord.
func parseOpenPGP(text string) (Key, error) {
	blob, err := base64.StdEncoding.DecodeString(strings.TrimSpace(text))
	if err != nil {
		return Key{}, errors.New("that is no public key of gpg")
	}
	return openPGPKey(blob)
}

// openPGPKey tells which key it is by its first bytes.
func openPGPKey(blob []byte) (Key, error) {
	p, err := packet.Read(bytes.NewReader(blob))
	first, ok := p.(*packet.PublicKey)
	if err != nil || !ok || first.IsSubkey || first.Version != 4 {
		return Key{}, errors.New("that is no public key of gpg")
	}
	return Key{ID: fingerprint(first.Fingerprint), blob: keyWord + base64.StdEncoding.EncodeToString(blob), pgp: &pgp{blob: blob}}, nil
}

func fingerprint(b []byte) string { return strings.ToUpper(hex.EncodeToString(b)) }

// able lists what signs by a key; nothing where the key was taken back, or nobody stands for it.
func (p *pgp) able() []signer {
	p.once.Do(func() {
		e, err := oneEntity(p.blob)
		if err != nil || revoked(e) {
			return
		}
		_, self := name(e)
		if self == nil {
			return
		}
		end := ends(e.PrimaryKey, self)
		if direct, err := e.LatestValidDirectSignature(time.Time{}, nil); err == nil {
			end = earlier(end, ends(e.PrimaryKey, direct))
		}
		if strong(e.PrimaryKey) && (self.FlagSign || !self.FlagsValid) {
			p.signers = append(p.signers, signer{e.PrimaryKey, end})
		}
		for _, s := range e.Subkeys {
			if binding, ok := binds(&s); ok {
				p.signers = append(p.signers, signer{s.PublicKey, earlier(end, ends(s.PublicKey, binding))})
			}
		}
	})
	return p.signers
}

// ends is the last second of a key by what its owner signed of it last; zero where it has none.
func ends(k *packet.PublicKey, self *packet.Signature) time.Time {
	if self.KeyLifetimeSecs == nil || *self.KeyLifetimeSecs == 0 {
		return time.Time{}
	}
	return k.CreationTime.Add(time.Duration(*self.KeyLifetimeSecs) * time.Second)
}

func earlier(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}

func (s signer) goodAt(at time.Time) bool {
	return !at.Before(s.public.CreationTime) && (s.until.IsZero() || !at.After(s.until))
}

// claim is whom a signature of OpenPGP says it is of: claimMark and the fingerprint, or, of older
// programs, its last 16 letters.
func claim(armored string) (string, error) {
	sig, err := readOpenPGP(armored)
	switch {
	case err != nil:
		return "", err
	case len(sig.IssuerFingerprint) > 0:
		return claimMark + fingerprint(sig.IssuerFingerprint), nil
	}
	id := make([]byte, 8)
	for i := range id {
		id[i] = byte(*sig.IssuerKeyId >> (56 - 8*i))
	}
	return claimMark + fingerprint(id), nil
}

// readOpenPGP reads a signature that stands alone, is of a text as it is, rests on no weak sum,
// and means what we know: one that ends, or says what must not be overlooked, is none, since what
// counts must not change with the clock.
func readOpenPGP(armored string) (*packet.Signature, error) {
	if len(armored) > mostSigned {
		return nil, errNone
	}
	block, err := armor.Decode(strings.NewReader(armored + "\n"))
	if err != nil || block.Type != armoredSign {
		return nil, errNone
	}
	packets := packet.NewReader(block.Body)
	p, err := packets.Next()
	sig, ok := p.(*packet.Signature)
	if err != nil || !ok || sig.Version != 4 || sig.IssuerKeyId == nil {
		return nil, errNone
	}
	if _, err := packets.Next(); !errors.Is(err, io.EOF) {
		return nil, errNone // of two nobody could say which one is meant
	}
	switch sig.Hash {
	case crypto.SHA224, crypto.SHA256, crypto.SHA384, crypto.SHA512, crypto.SHA3_256, crypto.SHA3_512:
	default:
		return nil, errNone
	}
	if sig.SigType != packet.SigTypeBinary || sig.SigLifetimeSecs != nil && *sig.SigLifetimeSecs != 0 {
		return nil, errNone
	}
	if slices.ContainsFunc(sig.Notations, func(n *packet.Notation) bool { return n.IsCritical }) {
		return nil, errNone
	}
	return sig, nil
}

// Claimed reports what Check said of a signature of gpg: true or not.
func Claimed(id string) bool { return strings.HasPrefix(id, claimMark) }

// Claims reports whether Check may mean this key by what it said: it does for one of ssh that it
// is, and for one of OpenPGP that has what the signature claims. For that Made decides.
func (k Key) Claims(id string) bool {
	claimed, ok := strings.CutPrefix(id, claimMark)
	if !ok || k.pgp == nil || len(claimed) < 16 {
		return !ok && id != "" && k.ID == id
	}
	return slices.ContainsFunc(k.pgp.able(), func(s signer) bool { return strings.HasSuffix(fingerprint(s.public.Fingerprint), claimed) })
}

// Made reports whether the key made a signature of OpenPGP of a text, and was good at the moment
// that the signature says: made already, not expired, able to sign. Whether it expired since does
// not matter. A key that was taken back made nothing.
func (k Key) Made(armored, text string) bool {
	if k.pgp == nil {
		return false
	}
	sig, err := readOpenPGP(armored)
	if err != nil {
		return false
	}
	return slices.ContainsFunc(k.pgp.able(), func(s signer) bool {
		if !sig.CheckKeyIdOrFingerprint(s.public) || !s.goodAt(sig.CreationTime) {
			return false
		}
		h, err := sig.PrepareVerify()
		if err != nil {
			return false
		}
		_, _ = io.WriteString(h, text)
		return s.public.VerifySignature(h, sig) == nil
	})
}

// Renewed is a key of gpg as its owner says it is by now, with a later end or another subkey; it
// signs from when to when it did. One of ssh never changes.
func (k Key) Renewed(now Key) Key {
	if k.pgp == nil {
		return k
	}
	now.After, now.Before = k.After, k.Before
	return now
}
