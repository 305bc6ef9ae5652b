package statcache

import (
	"syscall"
	"unsafe"
)

const (
	hugeSize      = 2 << 20
	hugePage      = 14 // MADV_HUGEPAGE
	populateWrite = 23 // MADV_POPULATE_WRITE, since Linux 5.14
)

// populate has the kernel back size bytes of memory at an address at once, with pages of two
// megabytes if it has some, instead of a small page at each first touch. An older kernel does
// without.
func populate(at, size uintptr) {
	for _, advice := range []uintptr{hugePage, populateWrite} {
		_, _, _ = syscall.Syscall(syscall.SYS_MADVISE, at, size, advice)
	}
}

// freshRoom is memory that never moves and is never given back, populated: filling a slice of a
// megabyte page by page took 5 ms on a virtual machine where a page is dear. It is for the one
// memory that a process reads before it does anything else. Less than a large page gets small
// ones: where memory lies in pieces, making a large one took 7 ms once in a while.
func freshRoom(size int) []byte {
	if size < hugeSize {
		return mapped(size, syscall.MAP_POPULATE)
	}
	whole := (size + hugeSize - 1) &^ (hugeSize - 1)
	b := mapped(whole+hugeSize, 0)
	at := uintptr(unsafe.Pointer(unsafe.SliceData(b)))
	start := -at & (hugeSize - 1)
	populate(at+start, uintptr(whole))
	return b[start : start : int(start)+whole]
}

// mapped is fresh memory of the system's, or, where it has none, of the heap's.
func mapped(size, flags int) []byte {
	b, err := syscall.Mmap(-1, 0, max(size, 1), syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_ANON|syscall.MAP_PRIVATE|flags)
	if err != nil {
		return make([]byte, 0, size)
	}
	return b[:0]
}
