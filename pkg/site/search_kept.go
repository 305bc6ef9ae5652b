package site

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/breakfast-table/cop/pkg/index"
)

// portable is one that knows what the texts gave last time.
func (x *search) portable() *index.Portable {
	kept, _ := os.ReadFile(x.site.kept) // without them, all is read
	more, _ := os.ReadFile(x.site.kept + moreKept)
	return index.NewPortable(!x.large, x.site.maker, kept, more)
}

// moreKept ends the name of the file beside that has what came since.
const moreKept = "-more"

// terms are those of all texts. What they gave is written down for the next time.
func (x *search) terms(p *index.Portable) (terms []index.PortableTerm, err error) {
	if terms, ok := p.Patched(); ok {
		if !p.Learnt() {
			return terms, nil
		}
		return terms, x.keep(moreKept, p.KeepMore)
	}
	made := false
	err = x.keep("", func(w io.Writer) (err error) {
		terms, err = p.Terms(w)
		made = true
		return err
	})
	if !made && err == nil {
		terms, err = p.Terms(io.Discard)
	}
	return terms, err
}

// keep writes what is kept to a file, if there is to be one and it can be.
func (x *search) keep(which string, write func(io.Writer) error) error {
	file := x.site.kept
	if file == "" {
		return nil
	}
	err := os.MkdirAll(filepath.Dir(file), 0o755)
	if err == nil {
		err = writeWhole(file+which, write)
	}
	if err != nil && !errors.Is(err, fs.ErrPermission) {
		return fmt.Errorf("remember the words of the notes: %w", err)
	}
	return nil
}

// writeWhole writes a file so that it is there as a whole or as it was before.
func writeWhole(file string, write func(io.Writer) error) error {
	f, err := os.CreateTemp(filepath.Dir(file), filepath.Base(file)+"-")
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(f.Name()) }() // gone when it was renamed
	if err := errors.Join(write(f), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), file)
}
