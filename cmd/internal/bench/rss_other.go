//go:build !unix

package main

import "os"

// residentMB is not known on this system.
func residentMB(*os.ProcessState) int64 { return 0 }
