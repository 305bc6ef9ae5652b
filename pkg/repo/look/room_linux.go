package look

import "syscall"

// freshRoom is memory that never moves and is never given back. The kernel fills it in one
// step; a slice of the same size is filled a page at a time, which took 5 ms for a megabyte
// on a virtual machine where such a step is dear. It is for the one memory that a process
// reads before it does anything else.
func freshRoom(size int) []byte {
	b, err := syscall.Mmap(-1, 0, max(size, 1), syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_ANON|syscall.MAP_PRIVATE|syscall.MAP_POPULATE)
	if err != nil {
		return make([]byte, 0, size)
	}
	return b[:0]
}
