package pools

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool"
)

// Gift is what one pool offers another: a note of ours, or what we made of one of theirs.
type Gift struct {
	Address note.Address // there; "" for a new note
	Topic   string       // there, of a new note
	Text    []byte       // there, whole
	Title   string
	Files   []pool.Shown
}

// SameLinesError says that ours and theirs changed the same lines of a note that was taken over,
// by us or, where Given is true, by them.
type SameLinesError struct {
	Here  note.Address
	There note.Origin
	Given bool
}

func (e *SameLinesError) Error() string {
	return fmt.Sprintf("%s and %s:%s changed the same lines", e.Here, e.There.Pool, e.There.Address)
}

// ErrNothingToOffer says that the other pool has all that there is to offer.
var ErrNothingToOffer = errors.New("they have all of it already")

// PlanOffer makes of the note a of ours what it is in the pool to, which is called to.Name here
// and in which we are called by the name us. A note that was taken over from there is merged
// into its origin, where only text, title, description and tags are touched; another one
// becomes a new note that says where it is from, or changes the one that it became before. Nothing is written. Errors: *NotSharedError,
// *NotForOthersError, *NoBaseError, *SameLinesError, ErrNothingToOffer.
func PlanOffer(ctx context.Context, ours Named, a note.Address, to Named, us string, by note.Handle) (Gift, error) {
	all, err := history(ctx, ours, a)
	if err != nil {
		return Gift{}, err
	}
	text, err := ours.ReadVersion(last(all))
	if err != nil {
		return Gift{}, err
	}
	n := note.Parse(a.Path(), text)
	if origin, ok := note.ReadOrigin(n.AdaptedFrom); ok && (origin.Pool == to.Name || to.HasVersion(origin)) {
		return giveBack(ctx, ours, a, Named{origin.Pool, to.Pool}, origin, n)
	}
	there, given, err := givenBefore(ctx, ours, a, to, us)
	if err != nil {
		return Gift{}, err
	}
	if there != "" {
		return giveAgain(ctx, Named{us, ours.Pool}, a, to, there, given)
	}
	out, err := Adapt(ctx, Named{us, ours.Pool}, a, by)
	return Gift{Topic: a.Topic(), Text: out.Text, Title: out.Title, Files: out.Files}, err
}

// givenBefore is the note of the pool to that our note a became, also under a name it had here
// before: what was offered, wherever it is on its way, and what they took over themselves. "" is
// none.
func givenBefore(ctx context.Context, ours Named, a note.Address, to Named, us string) (note.Address, note.Origin, error) {
	all, err := to.Adapted(ctx)
	if err != nil {
		return "", note.Origin{}, err
	}
	for _, had := range all {
		if had.Pool != us && !ours.HasVersion(had.Origin) {
			continue
		}
		if now, err := ours.Pool.Address(ctx, string(had.Origin.Address)); err == nil && now == a {
			return had.Address, had.Origin, nil
		}
	}
	return "", note.Origin{}, nil
}

// giveAgain brings what they have of a note of ours up to what it is now. What is a draft there
// still is given as it is: an offer was cut off.
func giveAgain(ctx context.Context, ours Named, a note.Address, to Named, there note.Address, given note.Origin) (Gift, error) {
	text, err := to.Read(there)
	if err != nil {
		return Gift{}, err
	}
	g := Gift{Address: there, Text: text, Title: note.Parse(there.Path(), text).Title}
	now, err := ReadOrigin(ctx, &ours, given)
	if err != nil {
		return Gift{}, err
	}
	if now.Rev == given.At {
		if _, err := history(ctx, to, there); !errors.As(err, new(*NotSharedError)) {
			return Gift{}, cmp.Or(err, ErrNothingToOffer)
		}
		return g, nil
	}
	u, err := PlanUpdate(ctx, ours, now, text)
	if err != nil {
		return Gift{}, err
	}
	if u.Merged == nil {
		return Gift{}, &SameLinesError{Here: a, There: note.Origin{Pool: to.Name, Address: there}, Given: true}
	}
	g.Text, g.Files = u.Merged, u.Files
	return g, nil
}

// giveBack merges what was made of a note into it.
func giveBack(ctx context.Context, ours Named, a note.Address, to Named, origin note.Origin, mine *note.Note) (Gift, error) {
	there, err := ReadOrigin(ctx, &to, origin)
	if err != nil {
		return Gift{}, err
	}
	if there.State == Gone {
		return Gift{}, &pool.NoNoteError{Typed: to.Name + ":" + string(origin.Address)}
	}
	all, err := history(ctx, to, there.Address)
	if err != nil {
		return Gift{}, err
	}
	base, err := textAt(to, origin, all)
	if err != nil {
		return Gift{}, err
	}
	now, err := to.Read(there.Address)
	if err != nil {
		return Gift{}, err
	}
	ourBody, err := atHome(mine, to.Name, there.Address)
	if err != nil {
		return Gift{}, err
	}
	was, theirs := note.Parse(there.Address.Path(), base), note.Parse(there.Address.Path(), slices.Clone(now))
	body, ok := note.MergeText(trimmed(was.Body()), trimmed(theirs.Body()), trimmed(ourBody.Body()))
	if !ok {
		return Gift{}, &SameLinesError{Here: a, There: origin}
	}
	before := string(theirs.Bytes())
	if string(trimmed(theirs.Body())) != string(body) {
		if err := theirs.SetBody(append([]byte("\n"), body...)); err != nil {
			return Gift{}, err
		}
	}
	if err := oursWhereChanged(theirs, was, mine); err != nil {
		return Gift{}, err
	}
	if string(theirs.Bytes()) == before {
		return Gift{}, ErrNothingToOffer
	}
	g := Gift{Address: there.Address, Text: theirs.Bytes(), Title: theirs.Title}
	return g, g.show(ctx, ours, a, ourBody)
}

// trimmed is a body without blank lines around it.
func trimmed(body []byte) []byte {
	return []byte(strings.Trim(string(body), "\r\n") + "\n")
}

// atHome is a note whose links to the pool that it came from are links within it.
func atHome(mine *note.Note, name string, there note.Address) (*note.Note, error) {
	n := note.Parse(there.Path(), slices.Clone(mine.Bytes()))
	n.Retarget(func(l note.Link) (string, bool) {
		address, ok := strings.CutPrefix(l.Dest, name+":")
		if !ok {
			return "", false
		}
		address, anchor, anchored := strings.Cut(address, "#")
		if anchored {
			anchor = "#" + anchor
		}
		if l.Wiki {
			return address + anchor, true
		}
		return n.RelativeLink(note.Address(address)) + anchor, true
	})
	return n, n.Err()
}

// oursWhereChanged gives their note our title, description and tags where we changed them.
func oursWhereChanged(theirs, was, mine *note.Note) error {
	var failed error
	for _, key := range []string{"title", "description"} {
		before, _ := was.Value(key)
		now, ok := mine.Value(key)
		if s, isText := now.(string); ok && isText && now != before && !(key == "title" && before == nil && s == was.Title) {
			failed = errors.Join(failed, theirs.Set(key, s))
		}
	}
	var tags []string
	for _, t := range mine.Tags {
		if !slices.Contains(was.Tags, t) && !slices.Contains(theirs.Tags, t) {
			tags = append(tags, t)
		}
	}
	if len(tags) > 0 {
		failed = errors.Join(failed, theirs.Set("tags", slices.Concat(theirs.Tags, tags)))
	}
	return failed
}

// show takes the files along that our text shows.
func (g *Gift) show(ctx context.Context, ours Named, a note.Address, n *note.Note) error {
	v, err := ours.Show(ctx, a)
	if err != nil {
		return err
	}
	out := Adaptation{From: note.Origin{Pool: ours.Name, Address: a}}
	err = carry(ours, v, note.Parse(a.Path(), slices.Clone(v.Note.Bytes())), &out)
	for _, f := range out.Files {
		if slices.ContainsFunc(n.Links(), func(l note.Link) bool { return strings.HasPrefix(l.Dest, f.Dest) }) {
			g.Files = append(g.Files, f)
		}
	}
	return err
}

// Give writes a gift into the pool it is for, as a draft that is to be shared there.
func (g Gift) Give(ctx context.Context, to *pool.Pool) (note.Address, error) {
	if g.Address != "" {
		return g.Address, to.UpdateShowing(ctx, g.Address, g.Text, g.Files)
	}
	return to.SaveShowing(ctx, g.Text, g.Topic, g.Files)
}
