package repo

import (
	"os"
	"path/filepath"
	"strconv"
)

// firstConfig is the configuration of a new repository. Like git it asks the file
// system what it can do: executable bits, symbolic links, upper and lower case.
func firstConfig(gitDir string) string {
	text := "[core]\n\trepositoryformatversion = 0\n\tfilemode = " + strconv.FormatBool(keepsExecutable(gitDir)) +
		"\n\tbare = false\n\tlogallrefupdates = true\n"
	if !keepsSymlinks(gitDir) {
		text += "\tsymlinks = false\n"
	}
	if _, err := os.Lstat(filepath.Join(gitDir, "OBJECTS")); err == nil {
		text += "\tignorecase = true\n"
	}
	if findsEitherSpelling(gitDir) {
		text += "\tprecomposeunicode = true\n"
	}
	return text
}

func keepsExecutable(dir string) bool {
	f, err := os.CreateTemp(dir, "probe-")
	if err != nil {
		return true
	}
	defer func() {
		// A leftover probe is harmless.
		_ = f.Close()
		_ = os.Remove(f.Name())
	}()
	if f.Chmod(0o700) != nil {
		return false
	}
	on, err := f.Stat()
	if err != nil || on.Mode()&0o100 == 0 || f.Chmod(0o600) != nil {
		return false
	}
	off, err := f.Stat()
	return err == nil && off.Mode()&0o100 == 0
}

// findsEitherSpelling tells whether ä is found under a and dots, as on macOS.
func findsEitherSpelling(dir string) bool {
	file := filepath.Join(dir, "probe-\u00e4")
	if os.WriteFile(file, nil, 0o600) != nil {
		return false
	}
	_, err := os.Lstat(filepath.Join(dir, "probe-a\u0308"))
	return os.Remove(file) == nil && err == nil
}

func keepsSymlinks(dir string) bool {
	link := filepath.Join(dir, "probe-link")
	if os.Symlink("HEAD", link) != nil {
		return false
	}
	return os.Remove(link) == nil
}
