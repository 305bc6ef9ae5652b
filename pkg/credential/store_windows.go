package credential

import "io/fs"

// private reports whether a path is a file. On Windows the profile's own permissions
// keep it from others; the mode says nothing.
func private(fi fs.FileInfo) bool { return fi.Mode().IsRegular() }
