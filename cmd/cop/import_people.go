package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/google/renameio/v2/maybe"

	"github.com/breakfast-table/cop/cmd/internal/term"
	"github.com/breakfast-table/cop/pkg/importer"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool"
)

// Who the people of a source are here stands in a file, one a line: what the source calls them,
// an equals sign, and the handle of the member; nothing behind the sign leaves them unnamed. It
// is proposed, asked once, and kept with the settings, one for each pool.

type whoIsWho struct {
	*cli
	pool   *pool.Pool
	file   string // "": the one that is kept
	dryRun bool
	told   string // where it was written, the first time
}

// settle asks who is who of those that the file does not name yet.
func (w *whoIsWho) settle(ctx context.Context, proposed []importer.Known) (map[string]note.Handle, error) {
	file := w.file
	if file == "" {
		file = filepath.Join(filepath.Dir(settingsPath(w.Env)), "people-of-"+note.Slug(w.pool.Name()))
	}
	known, err := readWho(file)
	if err != nil && (w.file != "" || !errors.Is(err, fs.ErrNotExist)) {
		return nil, err
	}
	var news []importer.Known
	said := map[string]note.Handle{}
	for _, k := range proposed {
		if h, ok := known[oneField(k.Key())]; ok {
			said[k.Key()] = h
		} else {
			news = append(news, k)
		}
	}
	if len(news) == 0 || w.dryRun {
		return said, nil
	}
	if err := w.ask(ctx, news, file); err != nil {
		return nil, err
	}
	if err := addWho(file, news); err != nil {
		return nil, err
	}
	w.told = file
	return said, nil
}

// ask shows the proposals on a terminal; a no leaves the file to be changed.
func (w *whoIsWho) ask(ctx context.Context, news []importer.Known, file string) error {
	if !w.Prompting() {
		return nil
	}
	for i, k := range news {
		if i == 10 && len(news) > 12 {
			w.Say("  and %d more", len(news)-10)
			break
		}
		w.Say("  %s", whoLine(k))
	}
	ok, err := w.Confirm(ctx, term.Question{Text: fmt.Sprintf("Are these %d people right?", len(news)), Default: "y", Flag: "--people FILE"})
	if err != nil || ok {
		return err
	}
	if err := addWho(file, news); err != nil {
		return err
	}
	return &usageError{msg: "nothing was imported", hint: "change " + file + ", then say it again"}
}

func whoLine(k importer.Known) string {
	line := oneField(k.Key()) + " = " + string(k.Handle)
	about := strings.TrimSpace(oneField(k.Name) + " " + oneField(k.Email))
	if about == "" || about == k.Key() {
		return line
	}
	return line + "  # " + about
}

// oneField is a name without what divides a line.
func oneField(s string) string {
	return strings.TrimSpace(strings.NewReplacer("=", "-", "#", "-").Replace(term.Clean(s)))
}

// readWho reads such a file.
func readWho(file string) (map[string]note.Handle, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("who is who: %w", err)
	}
	out := map[string]note.Handle{}
	for i, line := range strings.Split(string(text), "\n") {
		line, _, _ = strings.Cut(line, "#")
		name, handle, ok := strings.Cut(line, "=")
		name, handle = strings.TrimSpace(name), strings.TrimSpace(handle)
		switch {
		case name == "" && !ok:
		case !ok || handle != "" && string(note.HandleFrom(handle)) != strings.TrimPrefix(handle, "@"):
			return nil, &usageError{msg: fmt.Sprintf("%s:%d: %q is not NAME = HANDLE", file, i+1, term.Clean(line)), hint: "a handle has lower-case letters, digits and hyphens"}
		default:
			out[name] = note.Handle(strings.TrimPrefix(handle, "@"))
		}
	}
	return out, nil
}

// addWho writes proposals behind what the file says.
func addWho(file string, news []importer.Known) error {
	text, err := os.ReadFile(file)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("who is who: %w", err)
	}
	b := string(text)
	if b == "" {
		b = "# Who the people of what was imported are here: NAME = HANDLE, one a line.\n"
	}
	for _, k := range news {
		b += whoLine(k) + "\n"
	}
	err = os.MkdirAll(filepath.Dir(file), 0o755)
	if err == nil {
		err = maybe.WriteFile(file, []byte(b), 0o600)
	}
	if err != nil {
		return fmt.Errorf("who is who: %w", err)
	}
	return nil
}
