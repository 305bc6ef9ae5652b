//go:build !unix

package repo

// createLock creates path.lock; this system cannot tell whose it is afterwards.
func createLock(path string) (*lockFile, error) { return plainLock(path) }

func breakDeadLock(string) bool { return false }
