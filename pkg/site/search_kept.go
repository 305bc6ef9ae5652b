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

// keep writes down what the texts gave, for the next time.
func (x *search) keep(p *index.Portable) error {
	file := x.site.kept
	if file == "" || !p.Learnt() {
		return nil
	}
	err := os.MkdirAll(filepath.Dir(file), 0o755)
	if err == nil {
		err = writeWhole(file, p.Keep)
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
