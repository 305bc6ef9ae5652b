//go:build !unix

package repo

import "io/fs"

// createLock creates path.lock; this system cannot tell whose it is afterwards.
func createLock(path string) (*lockFile, error) { return plainLock(path) }

func breakDeadLock(string) bool { return false }

func dropFirstName(string, fs.DirEntry) {}
