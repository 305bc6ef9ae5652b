package pools

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool"
)

// State is what became of the origin of an adapted note since it was taken over.
type State string

// The states of an origin.
const (
	Same    State = "same"
	Changed State = "changed"
	Retired State = "retired" // its community does not recommend it any more
	Gone    State = "gone"
	Unknown State = "unknown" // its pool is not on this machine
)

// Origin is where an adapted note came from, as it is now.
type Origin struct {
	note.Origin
	State   State
	Address note.Address // where it is now in its pool; it may have moved
	Title   string       // there, now
	Rev     string       // its latest version there, "" where it is gone or unknown
	By      string       // who changed it last there
	Ours    bool         // it changed to what the adapted note has already, as when it took over what was offered
}

// ReadOrigin says what became of an origin. from is its pool, nil: it is not on this machine.
func ReadOrigin(ctx context.Context, from *Named, origin note.Origin) (Origin, error) {
	out := Origin{Origin: origin, State: Unknown, Address: origin.Address}
	if from == nil {
		return out, nil
	}
	a, err := from.Pool.Address(ctx, string(origin.Address))
	missing := new(pool.NoNoteError)
	switch {
	case errors.As(err, &missing):
		out.State = Gone
		return out, nil
	case err != nil && !errors.As(err, new(*pool.AmbiguousError)):
		return out, err
	case err == nil:
		out.Address = a
	}
	all, err := history(ctx, *from, out.Address)
	if errors.As(err, new(*NotSharedError)) {
		out.State = Gone
		return out, nil
	}
	if err != nil {
		return out, err
	}
	now, err := from.ReadVersion(last(all))
	if err != nil {
		return out, err
	}
	n := note.Parse(out.Address.Path(), now)
	out.Title, out.Rev, out.By = n.Title, short(last(all).Rev), last(all).By
	switch then, err := textAt(*from, origin, all); {
	case n.Status == "superseded" || n.Status == "deprecated":
		out.State = Retired
	case err == nil && (bytes.Equal(then, now) || bytes.Equal(carried(then), carried(now))):
		out.State = Same
	default:
		out.State = Changed // also where its history does not reach back so far
	}
	return out, nil
}

// carried is what goes along of a note when it is taken over: that its stewards changed over there,
// or that it was compared with its own origin once more, brings nothing here. Two pools that took
// a note over from one another would otherwise tell each other of changes for ever.
func carried(text []byte) []byte {
	n := note.Parse("practices/new.md", slices.Clone(text))
	for _, key := range slices.Concat(own, ofAuthors) {
		if n.Delete(key) != nil {
			return text
		}
	}
	return n.Bytes()
}

// textAt is the text of the version that was taken over.
func textAt(from Named, origin note.Origin, all []pool.Version) ([]byte, error) {
	for _, v := range slices.Backward(all) {
		if origin.At != "" && len(v.Rev) >= len(origin.At) && v.Rev[:len(origin.At)] == origin.At && !v.Gone {
			return from.ReadVersion(v)
		}
	}
	return nil, &NoBaseError{origin}
}

// NoBaseError says that the version that was taken over is not in its pool's history any more.
type NoBaseError struct{ Origin note.Origin }

func (e *NoBaseError) Error() string {
	if e.Origin.At == "" {
		return fmt.Sprintf("nothing says which version of %s:%s was taken over", e.Origin.Pool, e.Origin.Address)
	}
	return fmt.Sprintf("the version that was taken over from %s:%s is not there any more", e.Origin.Pool, e.Origin.Address)
}

// Update is an adapted note beside what its origin became.
type Update struct {
	Mine         []byte // as it is here
	Base, Theirs []byte // the origin as it was taken over and as it is now, made for this pool
	Merged       []byte // both changes in one text; nil where they are about the same lines
	To           note.Origin
	Files        []pool.Shown // what the origin shows now
}

// Seen is the text that stays as it is but for the version it was last compared with.
func (u Update) Seen() ([]byte, error) {
	n := note.Parse("practices/new.md", slices.Clone(u.Mine))
	err := n.Set("adapted_from", u.To.String())
	return n.Bytes(), err
}

// PlanUpdate merges what changed at the origin since a note was taken over into the note.
// Nothing is written. Errors: *NoBaseError, and those of Adapt.
func PlanUpdate(ctx context.Context, from Named, o Origin, mine []byte) (Update, error) {
	u := Update{Mine: mine, To: note.Origin{Pool: o.Pool, Address: o.Address, At: o.Rev}}
	n := note.Parse("practices/new.md", mine)
	from.Name = o.Pool
	all, err := history(ctx, from, o.Address)
	if err != nil {
		return u, err
	}
	base, err := textAt(from, o.Origin, all)
	if err != nil {
		return u, err
	}
	text, err := from.ReadVersion(last(all))
	if err != nil {
		return u, err
	}
	v, err := from.Show(ctx, o.Address)
	if err != nil {
		return u, err
	}
	now, err := adapted(ctx, from, v, Adaptation{From: u.To}, text, "")
	if err != nil {
		return u, err
	}
	was, err := adapted(ctx, from, v, Adaptation{From: o.Origin}, base, "")
	if err != nil {
		return u, err
	}
	if u.Base, err = like(n, was.Text); err != nil {
		return u, err
	}
	if u.Theirs, err = like(n, now.Text); err != nil {
		return u, err
	}
	if merged, ok := note.Merge(u.Base, mine, u.Theirs); ok {
		u.Merged = merged
	}
	u.Files = now.Files
	return u, nil
}

// Compare looks whether what changed at an origin brings anything to the note that was made of it: if
// not, the origin counts as the same. It cannot be told where its history does not reach back so far.
func Compare(ctx context.Context, from Named, o Origin, mine []byte) Origin {
	u, err := PlanUpdate(ctx, from, o, mine)
	if err != nil || u.Merged == nil {
		return o
	}
	seen, err := u.Seen()
	if err == nil && bytes.Equal(seen, u.Merged) {
		o.State, o.Ours = Same, true
	}
	return o
}

// like gives a text the front matter that a note has of its own, so that it does not count as a
// difference.
func like(mine *note.Note, text []byte) ([]byte, error) {
	n := note.Parse("practices/new.md", text)
	var failed error
	for _, key := range slices.Concat(own, ofAuthors) {
		if key == "adapted_from" {
			continue
		}
		switch v, ok := mine.Value(key); v.(type) {
		case []any:
			failed = errors.Join(failed, n.Set(key, texts(v)))
		case string, int, bool:
			failed = errors.Join(failed, n.Set(key, v))
		default:
			if !ok {
				failed = errors.Join(failed, n.Delete(key))
			}
		}
	}
	return n.Bytes(), failed
}
