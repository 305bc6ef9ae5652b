//go:build unix

package main

import (
	"flag"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/creack/pty"
)

var benchPool = flag.String("pool", "", "the pool that BenchmarkBrowse opens; without it a small one")

// BenchmarkBrowse measures the whole program in a terminal of 200×50, from its
// start: ms until something of the browser is drawn and until the list is there;
// from a key of a search to the frame that shows it, at the middle and at the
// 99th of a hundred, once everything is there (key) and from the first frame on,
// while the notes are still being read (loading); and the most memory it had
// resident. Index the pool before (cop list).
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
	begin := func() (*sitting, time.Time) {
		cmd := exec.Command(bin, "browse")
		cmd.Dir, cmd.Env = dir, append(environ, "TERM=xterm-256color")
		start := time.Now()
		return sitIn(b, cmd, pty.Winsize{Rows: 50, Cols: 200}).sees("1 Home"), start
	}
	var first, list, keys, loading []time.Duration
	peak := 0
	for b.Loop() {
		s, start := begin()
		first = append(first, time.Since(start))
		s.until("the list is there", func() bool { return strings.Contains(s.screen.String(), "▌ ") })
		list = append(list, time.Since(start))
		keys = append(keys, s.echoes("retry", "pager queue", "backup -alarm", "tag:deploy x")...)
		peak = max(peak, s.leaves())
		s, _ = begin()
		loading = append(loading, s.echoes("retry the pager before every deploy", "rollback")...)
		peak = max(peak, s.leaves())
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(quantile(first, 50), "ms/first-frame")
	b.ReportMetric(quantile(list, 50), "ms/list")
	b.ReportMetric(quantile(keys, 50), "ms/key")
	b.ReportMetric(quantile(keys, 99), "ms/key-p99")
	b.ReportMetric(quantile(loading, 50), "ms/loading-key")
	b.ReportMetric(quantile(loading, 99), "ms/loading-key-p99")
	b.ReportMetric(float64(peak)/1000, "MB")
}

// echoes searches for one text after the other and returns how long each key
// took to be seen.
func (s *sitting) echoes(texts ...string) []time.Duration {
	s.Helper()
	var took []time.Duration
	s.types("/")
	for _, text := range texts {
		for i := range text {
			at := time.Now()
			s.types(text[i : i+1])
			s.until(text[:i+1], func() bool { return s.searchesFor(text[:i+1]) })
			took = append(took, time.Since(at))
		}
		s.types("\x15") // ctrl+u
		s.until("an empty search", func() bool { return s.searchesFor(" words, topic:") })
	}
	return took
}

// searchesFor reads the search line, which is the second one.
func (s *sitting) searchesFor(text string) bool {
	cols, _ := s.screen.Size()
	line := []rune("/ " + text)
	for x := range min(len(line), cols) {
		if s.screen.Cell(x, 1).Char != line[x] {
			return false
		}
	}
	return true
}

// leaves ends the browser and returns the memory it had, in KB.
func (s *sitting) leaves() int {
	s.Helper()
	kb := peakMemory(s.cmd.Process.Pid)
	s.types(escape).seesNot("to the list").types("q").ends()
	return kb
}

// quantile is the time that so many of a hundred stay below, in ms.
func quantile(ds []time.Duration, percent int) float64 {
	slices.Sort(ds)
	return float64(ds[min(len(ds)*percent/100, len(ds)-1)].Microseconds()) / 1000
}

// peakMemory is the most a process ever had resident in KB, 0 where the system
// does not tell.
func peakMemory(pid int) int {
	b, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/status")
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(b)) {
		if rest, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			n, _ := strconv.Atoi(strings.Fields(rest)[0])
			return n
		}
	}
	return 0
}
