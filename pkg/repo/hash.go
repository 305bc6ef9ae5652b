package repo

import (
	"crypto/sha1"
	"crypto/sha256"
	"encoding/hex"
	"hash"
	"strconv"
)

// objectFormat is the hash function that names objects.
type objectFormat string

const (
	sha1Format   objectFormat = "sha1"
	sha256Format objectFormat = "sha256"
)

// size is the length of an id in bytes.
func (f objectFormat) size() int {
	if f == sha256Format {
		return sha256.Size
	}
	return sha1.Size
}

func (f objectFormat) new() hash.Hash {
	if f == sha256Format {
		return sha256.New()
	}
	return sha1.New()
}

// id is the name git gives an object with this content.
func (f objectFormat) id(k kind, data []byte) Hash {
	h := f.new()
	h.Write(objectHeader(k, len(data)))
	h.Write(data)
	return hashOf(h.Sum(nil))
}

func objectHeader(k kind, size int) []byte {
	b := make([]byte, 0, 32)
	b = append(b, k...)
	b = append(b, ' ')
	b = strconv.AppendInt(b, int64(size), 10)
	return append(b, 0)
}

func hashOf(raw []byte) Hash { return Hash(hex.EncodeToString(raw)) }

// bytes is the binary form of a hash; nil when it is not hexadecimal.
func (h Hash) bytes() []byte {
	b, err := hex.DecodeString(string(h))
	if err != nil {
		return nil
	}
	return b
}

// valid tells whether h could name an object of format f.
func (h Hash) valid(f objectFormat) bool {
	return len(h) == 2*f.size() && h.bytes() != nil
}

// HashBlob is the id git would give data as a file's content. Nothing is stored.
func (r *Repo) HashBlob(data []byte) Hash { return r.format.id(blobKind, data) }
