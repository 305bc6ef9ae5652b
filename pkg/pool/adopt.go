package pool

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/breakfast-table/cop/pkg/repo"
)

// A folder of notes becomes a pool when its notes lie below practices/. They are moved as
// they are, whole folders at a time, so that links between them lead where they led.

// notAdopted are files and folders that belong to the repository rather than to its notes.
var notAdopted = []string{
	practicesDir, templatesDir, "node_modules", "vendor",
	"readme.md", "license.md", "licence.md", "contributing.md", "code_of_conduct.md", "security.md", "changelog.md", "support.md", "governance.md",
}

// Adoptable are the notes of a folder that are not below practices/: Entries are the files
// and folders of it to move, Notes is how many notes are in them.
type Adoptable struct {
	Entries []string
	Notes   int
}

// errEnough ends a walk.
var errEnough = errors.New("enough")

// FindAdoptable looks for notes in a folder: markdown files, and folders in which most
// files but pictures are notes. Hidden ones are left alone, and so is what a repository has
// beside its notes (README.md, LICENSE.md …). A folder that is not there has none. It looks
// at ten thousand files at most.
func FindAdoptable(dir string) (Adoptable, error) {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return Adoptable{}, nil
	}
	if err != nil {
		return Adoptable{}, fmt.Errorf("look for notes: %w", err)
	}
	var out Adoptable
	budget := 10_000
	for _, e := range entries {
		if left(e.Name()) {
			continue
		}
		notes, others, err := census(filepath.Join(dir, e.Name()), e, &budget)
		if err != nil {
			return out, err
		}
		if notes > 0 && notes >= others {
			out.Entries = append(out.Entries, e.Name())
			out.Notes += notes
		}
	}
	return out, nil
}

// left reports what stays where it is, by its name.
func left(name string) bool {
	return strings.HasPrefix(name, ".") || slices.Contains(notAdopted, strings.ToLower(name))
}

// census counts the notes of a file or folder and what is neither note nor attachment.
func census(file string, e fs.DirEntry, budget *int) (notes, others int, err error) {
	if !e.IsDir() && !e.Type().IsRegular() {
		return 0, 0, nil
	}
	err = filepath.WalkDir(file, func(_ string, e fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return fmt.Errorf("look for notes: %w", err)
		case e.IsDir() && strings.HasPrefix(e.Name(), "."):
			return fs.SkipDir
		case e.IsDir():
			return nil
		}
		if *budget--; *budget < 0 {
			return errEnough
		}
		switch strings.ToLower(path.Ext(e.Name())) {
		case ".md":
			notes++
		case ".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".pdf", ".canvas", ".base", "":
		default:
			others++
		}
		return nil
	})
	if errors.Is(err, errEnough) {
		err = nil
	}
	return notes, others, err
}

// adopt moves notes below practices/ and tells where each file went, by paths in the pool.
// What is in the way there stays where it was.
func (p *Pool) adopt(entries []string) (moved map[string]string, err error) {
	moved = map[string]string{}
	root := filepath.Join(p.repo.Root(), practicesDir)
	for _, name := range entries {
		to := filepath.Join(root, name)
		if _, err := os.Lstat(to); err == nil {
			p.opt.notice(fmt.Sprintf("%s stays where it is: practices/ has one of that name.", name))
			continue
		}
		err := os.MkdirAll(root, 0o755)
		if err == nil {
			err = os.Rename(filepath.Join(p.repo.Root(), name), to)
		}
		if err == nil {
			err = filepath.WalkDir(to, func(file string, e fs.DirEntry, err error) error {
				if err == nil && e.Type().IsRegular() {
					old := filepath.ToSlash(strings.TrimPrefix(file, root+string(filepath.Separator)))
					moved[old] = path.Join(practicesDir, old)
				}
				return err
			})
		}
		if err != nil {
			return moved, fmt.Errorf("take %s into the pool: %w", name, err)
		}
	}
	p.rescan()
	return moved, nil
}

// adoptedEdits moves in a commit on ours what it has of the notes that were taken in. All
// others are drafts.
func (p *Pool) adoptedEdits(ours repo.Hash, moved map[string]string) ([]repo.Edit, error) {
	if ours == "" {
		return nil, nil
	}
	var edits []repo.Edit
	for old, now := range moved {
		was, err := p.repo.Lookup(ours, old)
		if err != nil {
			return nil, err
		}
		if was != (repo.FileID{}) {
			edits = append(edits, repo.Edit{Path: old, Delete: true}, repo.Edit{Path: now, Blob: was.Hash, Mode: was.Mode})
		}
	}
	return edits, nil
}
