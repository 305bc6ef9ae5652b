//go:build !linux

package look

// Populate has the system back memory at once, where it can be asked to.
func Populate(_, _ uintptr) {}

func freshRoom(size int) []byte { return make([]byte, 0, size) }
