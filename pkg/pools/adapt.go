package pools

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"

	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool"
)

// Adaptation is a practice of one pool on its way into another.
type Adaptation struct {
	From    note.Origin
	Title   string
	Text    []byte       // as it is to begin with in the other pool
	Files   []pool.Shown // pictures and files that it shows
	Credits []string     // who wrote it there
	Left    []string     // links that lead to nothing the other pool has, as they are written now
}

// NotSharedError says that a note is a draft of the user's, so that nobody else in its pool
// has it yet.
type NotSharedError struct {
	Pool    string
	Address note.Address
}

func (e *NotSharedError) Error() string {
	return fmt.Sprintf("%s is not with the others of its pool yet", e.Address)
}

// NotForOthersError says that a note is of a kind that stays in its pool.
type NotForOthersError struct {
	Address note.Address
	Type    note.Type
}

func (e *NotForOthersError) Error() string {
	return fmt.Sprintf("%s is a %s, which is its own community's", e.Address, e.Type)
}

// own are keys of the front matter that mean something in their pool only.
var own = []string{"stewards", "supersedes", "superseded_by", "review_by", "aliases", "adapted_from", "status", "source"}

// ofAuthors are keys that say who wrote a note and when; they are written anew where it is taken over.
var ofAuthors = []string{"authors", "date", "credits"}

// Adapt reads a note of a pool as its community accepted it last, for another pool: its links to
// other notes there name that pool, what only holds there is left out, and who wrote it is
// credited. Nothing is written. Errors: *NotSharedError, *NotForOthersError.
func Adapt(ctx context.Context, from Named, a note.Address, by note.Handle) (Adaptation, error) {
	out := Adaptation{From: note.Origin{Pool: from.Name, Address: a}}
	all, err := history(ctx, from, a)
	if err != nil {
		return out, err
	}
	v, err := from.Show(ctx, a)
	if err != nil {
		return out, err
	}
	out.From.At = short(last(all).Rev)
	text, err := from.ReadVersion(last(all))
	if err != nil {
		return out, err
	}
	return adapted(ctx, from, v, out, text, by)
}

// short is as much of a commit's id as tells it from all others of a pool.
func short(rev string) string { return rev[:min(len(rev), 12)] }

// history is the versions of a note that its community accepted, the latest last; there is one.
func history(ctx context.Context, from Named, a note.Address) ([]pool.Version, error) {
	all, err := from.Versions(ctx, a)
	if err != nil {
		return nil, err
	}
	if len(all) == 0 || last(all).Gone {
		return nil, &NotSharedError{from.Name, a}
	}
	return all, nil
}

func last(all []pool.Version) pool.Version { return all[len(all)-1] }

// adapted makes of a text what it is elsewhere.
func adapted(ctx context.Context, from Named, v pool.View, out Adaptation, text []byte, by note.Handle) (Adaptation, error) {
	n := note.Parse(out.From.Address.Path(), slices.Clone(text))
	switch n.Type {
	case note.Person, note.CharterNote, note.Event:
		return out, &NotForOthersError{out.From.Address, n.Type}
	}
	out.Title = n.Title
	var err error
	if out.Credits, err = credits(ctx, from, n, v); err != nil {
		return out, err
	}
	if err := carry(from, v, n, &out); err != nil {
		return out, err
	}
	for _, key := range own {
		if err := n.Delete(key); err != nil {
			return out, err
		}
	}
	err = errors.Join(
		n.Set("title", out.Title),
		n.Set("authors", []string{string(by)}),
		n.Set("adapted_from", out.From.String()),
		n.Set("credits", out.Credits),
	)
	out.Text = n.Bytes()
	return out, err
}

// credits are the names of those who wrote a note, by handle where no name is known.
func credits(ctx context.Context, from Named, n *note.Note, v pool.View) ([]string, error) {
	members, err := from.Members(ctx)
	if err != nil {
		return nil, err
	}
	out := append([]string{}, CreditsOf(n)...)
	authors := n.Authors
	if len(authors) == 0 && v.By != "" {
		authors = []string{v.By}
	}
	for _, author := range authors {
		name := author
		if note.HandleFrom(author) == note.Handle(author) {
			name = author + " (" + from.Name + ")" // a handle says little elsewhere
		}
		for _, m := range members {
			if m.Handle == note.HandleFrom(author) && m.Name != "" && m.Name != string(m.Handle) {
				name = m.Name
			}
		}
		if name = note.Clean(name); !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	return out, nil
}

// CreditsOf are the names of those who wrote what a note was made of.
func CreditsOf(n *note.Note) []string {
	v, _ := n.Value("credits")
	return texts(v)
}

// texts are the texts of a decoded list, or the one of a single value.
func texts(v any) []string {
	switch v := v.(type) {
	case string:
		return []string{v}
	case []any:
		var out []string
		for _, x := range v {
			if s, ok := x.(string); ok {
				out = append(out, s)
			}
		}
		return out
	}
	return nil
}

// carry takes along what the text shows, and makes links to notes of its pool say which pool.
func carry(from Named, v pool.View, n *note.Note, out *Adaptation) error {
	var failed error
	root, err := os.OpenRoot(from.Root())
	if err != nil {
		return fmt.Errorf("read what %s shows: %w", n.Path, err)
	}
	defer root.Close()
	n.Retarget(func(l note.Link) (string, bool) {
		dest, anchor, anchored := strings.Cut(l.Dest, "#")
		if anchored {
			anchor = "#" + anchor
		}
		switch to := v.Leads(n, l); to.Leads {
		case note.ToNote:
			there := out.From.Pool + ":" + string(to.Note) + anchor
			if !slices.Contains(out.Left, there) {
				out.Left = append(out.Left, there)
			}
			return there, true
		case note.ToFile:
			if err := out.bring(root, to.File, dest); err != nil {
				failed = errors.Join(failed, err)
			}
		}
		return "", false
	})
	return failed
}

// largest is how large a file may be that is taken along.
const largest = 20 << 20

// bring takes a file along. One that is not there, or no plain file, is left: so is the link.
func (out *Adaptation) bring(root *os.Root, file, dest string) error {
	if slices.ContainsFunc(out.Files, func(f pool.Shown) bool { return f.Dest == dest }) {
		return nil
	}
	fi, err := root.Lstat(file)
	if err != nil || !fi.Mode().IsRegular() {
		return nil //nolint:nilerr // cop check of its pool tells
	}
	if fi.Size() > largest {
		return fmt.Errorf("%s is too large to take along: %d MB", file, fi.Size()>>20)
	}
	data, err := root.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	out.Files = append(out.Files, pool.Shown{Dest: dest, Name: path.Base(file), Data: data})
	return err
}
