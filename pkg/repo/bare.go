package repo

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// InitBare makes an empty repository without a working tree in dir, for others to
// exchange with. An existing one is left as it is; any other non-empty folder is
// os.ErrExist.
func InitBare(dir, branch string) error {
	if err := checkRefName(Ref("refs/heads/" + branch)); err != nil {
		return err
	}
	entries, err := os.ReadDir(dir)
	switch {
	case errors.Is(err, os.ErrNotExist):
	case err != nil:
		return fmt.Errorf("init %s: %w", dir, err)
	case isBare(dir):
		return nil
	case len(entries) > 0:
		return fmt.Errorf("init %s: %w", dir, os.ErrExist)
	}
	if err := layOut(dir, branch); err != nil {
		return fmt.Errorf("init %s: %w", dir, err)
	}
	config := strings.Replace(firstConfig(dir), "bare = false", "bare = true", 1)
	if err := os.WriteFile(filepath.Join(dir, "config"), []byte(config), 0o666); err != nil {
		return fmt.Errorf("init %s: %w", dir, err)
	}
	return nil
}

func isBare(dir string) bool {
	for _, name := range []string{"HEAD", "objects", "refs"} {
		if _, err := os.Stat(filepath.Join(dir, name)); err != nil {
			return false
		}
	}
	return true
}
