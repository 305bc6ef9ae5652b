//go:build unix

package main

import (
	"flag"
	"os"
	"os/exec"
	"sort"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/creack/pty"
)

var benchPool = flag.String("pool", "", "the pool that BenchmarkBrowse opens; without it a small one")

// BenchmarkBrowse measures the whole program in a terminal of 200×50, from its
// start: ms until something of the browser is drawn, until the list is there,
// the median from a key of a search to the screen that has counted what it
// found, and the most memory it had resident. Index the pool before (cop list).
//
//	go test ./cmd/cop -run '^$' -bench Browse -benchtime 5x -pool /tmp/pools/10k
func BenchmarkBrowse(b *testing.B) {
	dir, environ := *benchPool, os.Environ()
	if dir == "" {
		dir, environ = breakfastPool(b)
	}
	bin, err := built()
	if err != nil {
		b.Fatalf("build: %v\n%s", err, bin)
	}
	var first, list, keys []time.Duration
	peak := 0
	for b.Loop() {
		cmd := exec.Command(bin, "browse")
		cmd.Dir, cmd.Env = dir, append(environ, "TERM=xterm-256color")
		start := time.Now()
		s := sitIn(b, cmd, pty.Winsize{Rows: 50, Cols: 200})
		s.sees("1 Home")
		first = append(first, time.Since(start))
		s.until("the list is there", func() bool { return strings.Contains(s.screen.String(), "▌ ") })
		list = append(list, time.Since(start))
		s.types("/")
		for i := range len("retry") {
			typed := "retry"[:i+1]
			at := time.Now()
			s.types(typed[i:])
			s.until(typed, func() bool {
				line := strings.SplitN(s.screen.String(), "\n", 3)[1]
				return strings.Contains(line, "/ "+typed) && strings.Contains(line, " of ")
			})
			keys = append(keys, time.Since(at))
		}
		peak = max(peak, resident(cmd.Process.Pid))
		s.types("\x1b")
		s.seesNot("to the list").types("q").ends()
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(median(first), "ms/first-frame")
	b.ReportMetric(median(list), "ms/list")
	b.ReportMetric(median(keys), "ms/key")
	b.ReportMetric(float64(peak)/1000, "MB")
}

func median(ds []time.Duration) float64 {
	sort.Slice(ds, func(i, j int) bool { return ds[i] < ds[j] })
	return float64(ds[len(ds)/2].Microseconds()) / 1000
}

// resident is the memory a process has now in KB, 0 where the system does not
// tell.
func resident(pid int) int {
	b, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/status")
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(b)) {
		if rest, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			n, _ := strconv.Atoi(strings.Fields(rest)[0])
			return n
		}
	}
	return 0
}
