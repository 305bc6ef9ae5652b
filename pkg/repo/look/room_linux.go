package look

import (
	"syscall"
	"unsafe"
)

const (
	hugeSize      = 2 << 20
	hugePage      = 14 // MADV_HUGEPAGE
	populateWrite = 23 // MADV_POPULATE_WRITE, since Linux 5.14
)

// freshRoom is memory that never moves and is never given back. The kernel fills it in one
// step, with pages of two megabytes if it has some; a slice of the same size is filled a small
// page at a time, which took 5 ms for a megabyte on a virtual machine where such a step is
// dear. It is for the one memory that a process reads before it does anything else.
func freshRoom(size int) []byte {
	whole := (size + hugeSize - 1) &^ (hugeSize - 1)
	b, err := syscall.Mmap(-1, 0, whole+hugeSize, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_ANON|syscall.MAP_PRIVATE)
	if err != nil {
		return make([]byte, 0, size)
	}
	start := -int(uintptr(unsafe.Pointer(unsafe.SliceData(b)))) & (hugeSize - 1)
	b = b[start : start+whole]
	for _, advice := range []int{hugePage, populateWrite} {
		_ = syscall.Madvise(b, advice) // an older kernel does without
	}
	return b[:0]
}
