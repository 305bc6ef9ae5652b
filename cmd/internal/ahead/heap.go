package ahead

import (
	"syscall"
	"unsafe"
)

// The heap begins with four megabytes, and preparing the libraries fills most of them, one
// page after the other: 1,000 times the kernel finds a page, clears it and puts it in place.
// It does that several times faster when asked for all at once. A search of 92 ms takes 5 less
// on a virtual machine where a page costs 9 µs; where one costs a tenth of that, half
// a millisecond less.
const (
	heapChunk     = 4 << 20
	hugePage      = 14 // MADV_HUGEPAGE: in pages of two megabytes, if there are some
	populateWrite = 23 // MADV_POPULATE_WRITE, since Linux 5.14
)

var somewhere *[64]byte // in the heap

// fillHeap asks for the pages. Where the kernel does not know how, they come as they always do.
func fillHeap() {
	somewhere = new([64]byte)
	at := uintptr(unsafe.Pointer(somewhere)) &^ (heapChunk - 1)
	for _, advice := range []uintptr{hugePage, populateWrite} {
		_, _, _ = syscall.Syscall(syscall.SYS_MADVISE, at, heapChunk, advice)
	}
}
