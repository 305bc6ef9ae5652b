//go:build !unix

package pool

import "os"

// readPlain reads a whole file that is a plain one; what a symbolic link leads to is none.
func readPlain(path string) ([]byte, error) {
	fi, err := os.Lstat(path)
	if err != nil {
		return nil, err
	}
	if !fi.Mode().IsRegular() {
		return nil, errNotPlain
	}
	return os.ReadFile(path)
}
