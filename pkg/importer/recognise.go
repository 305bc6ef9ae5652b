package importer

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
)

// UnknownKindError says that no kind of source fits.
type UnknownKindError struct {
	Source string
	Asked  string   // the kind that was asked for; "" when it was to be recognised
	Kinds  []string // those there are
	Empty  bool     // it has no files
}

func (e *UnknownKindError) Error() string {
	if e.Asked != "" {
		return fmt.Sprintf("there is no kind of source called %q", e.Asked)
	}
	if e.Empty {
		return note1(e.Source) + ": there are no files in it"
	}
	return note1(e.Source) + ": nothing that can be imported is recognised in it"
}

// Recognise is the kind that is surest of a tree; several as sure: the first. asked is the name
// of a kind, "" looks. Errors: *UnknownKindError.
func Recognise(kinds []Kind, t *Tree, asked string) (Kind, error) {
	none := &UnknownKindError{Source: t.Name, Asked: asked}
	if len(t.files) == 0 {
		return Kind{}, &UnknownKindError{Source: t.Name, Empty: true}
	}
	best, most := Kind{}, 0
	for _, k := range kinds {
		none.Kinds = append(none.Kinds, k.Name)
		switch {
		case asked != "" && strings.EqualFold(asked, k.Name):
			return k, nil
		case asked != "":
			continue
		}
		if sure := k.Recognise(t); sure > most {
			best, most = k, sure
		}
	}
	if most == 0 {
		return Kind{}, none
	}
	return best, nil
}

// Opened is a source that was opened with its files.
type Opened struct {
	Source
	Kind Kind
	tree *Tree
}

// Name is what its ids begin with, where its tool only counts.
func (o *Opened) Name() string { return o.tree.Name }

// Close lets go of the files, and of what the source made for itself.
func (o *Opened) Close() error {
	var err error
	if c, ok := o.Source.(io.Closer); ok {
		err = c.Close()
	}
	return errors.Join(err, o.tree.Close())
}

// As says what a source is; the zero value looks.
type As struct {
	Kind string // name of the kind; "": it is recognised
	Name string // what its ids begin with; "": what its folder or archive is called
}

// Open opens what is at a path. Errors: *UnknownKindError, *BadFileError, those of the file system.
func Open(ctx context.Context, kinds []Kind, file string, as As, l Limits) (*Opened, error) {
	t, err := OpenTree(file, l)
	if err != nil {
		return nil, err
	}
	t.Name = cmp.Or(as.Name, t.Name)
	o := &Opened{tree: t}
	if o.Kind, err = Recognise(kinds, t, as.Kind); err == nil {
		o.Source, err = o.Kind.Open(ctx, t)
	}
	if none := new(UnknownKindError); errors.As(err, &none) {
		none.Source = file
	}
	if err != nil {
		return nil, errors.Join(err, t.Close())
	}
	return o, nil
}
