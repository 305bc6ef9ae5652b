//go:build !windows

package credential

import "io/fs"

// private reports whether only the user can read a file, and that it is one.
func private(fi fs.FileInfo) bool { return fi.Mode().IsRegular() && fi.Mode().Perm()&0o077 == 0 }
