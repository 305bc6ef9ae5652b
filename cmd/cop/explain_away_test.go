package main

import (
	"fmt"
	"net"
	"syscall"
	"testing"

	"github.com/breakfast-table/cop/pkg/forge"
)

// H2: a host that nobody answers at is told in words, not in the system's.
func TestAHostOutOfReach(t *testing.T) {
	refused := &forge.NetError{Host: "git.example.org", Err: &net.OpError{Op: "dial", Net: "tcp", Err: syscall.ECONNREFUSED}}
	e := explain(fmt.Errorf("list contributions: %w", refused))
	if e.Message != "git.example.org cannot be reached" || e.exit != exitAway {
		t.Errorf("%q, %d", e.Message, e.exit)
	}
}
