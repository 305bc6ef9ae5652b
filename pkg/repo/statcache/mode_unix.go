//go:build unix

package statcache

// modeOf is the mode of a Stat for the mode bits of a Unix system.
func modeOf(bits uint32) uint32 {
	switch bits & 0o170000 {
	case 0o040000:
		return modeFolder
	case 0o120000:
		return modeSymlink
	case 0o100000:
		if bits&0o100 != 0 {
			return modeExecutable
		}
		return modeRegular
	}
	return 0
}
