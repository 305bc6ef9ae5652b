package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"time"
)

// timing is what one operation took: medians, and the most memory cop had resident.
type timing struct {
	cop, reference time.Duration
	busy           [2]time.Duration // likewise of the processor, which what else runs changes less
	rss            int64            // MB
	notes          int
}

func (t timing) ratio() float64 { return float64(t.cop) / float64(t.reference) }

// measure alternates the two sides.
func (b *bench) measure(op operation) (timing, error) {
	var ours, theirs, oursBusy, theirsBusy []time.Duration
	most := timing{notes: b.notes}
	for round := range b.rounds + 1 { // the first warms up
		if op.before != nil {
			if err := op.before(); err != nil {
				return timing{}, err
			}
		}
		t, busy, rss, err := b.time(op.cop, op.environ)
		if err != nil {
			return timing{}, err
		}
		r, theirBusy, _, err := b.time(op.reference, nil)
		if err != nil {
			return timing{}, err
		}
		if round == 0 && b.rounds > 1 {
			continue
		}
		ours, theirs, most.rss = append(ours, t), append(theirs, r), max(most.rss, rss)
		oursBusy, theirsBusy = append(oursBusy, busy), append(theirsBusy, theirBusy)
	}
	most.cop, most.reference = median(ours), median(theirs)
	most.busy = [2]time.Duration{median(oursBusy), median(theirsBusy)}
	return most, nil
}

// report prints a line and says whether the bounds hold.
func (op operation) report(t timing) bool {
	large := 0
	if t.notes > 20_000 {
		large = 1
	}
	bound, holds := "", true
	took, most := t.cop, t.reference
	if op.processor {
		took, most = t.busy[0], t.busy[1]
	}
	if f := op.bound[large]; f > 0 {
		bound, holds = fmt.Sprintf("%.1f×", f), took <= time.Duration(f*float64(most))+op.plus
		if op.plus > 0 {
			bound += "+" + op.plus.String()
		}
	}
	memory := fmt.Sprintf("%dMB", t.rss)
	if m := op.most[large]; m > 0 {
		memory += fmt.Sprintf("/%d", m)
		holds = holds && t.rss <= m
	}
	mark := ""
	if !holds {
		mark = "  ← not held"
	}
	if op.processor || t.cop > time.Second/4 {
		mark = fmt.Sprintf("  processor %.3f s and %.3f s", t.busy[0].Seconds(), t.busy[1].Seconds()) + mark
	}
	fmt.Printf("%-44s %7.1fms %7.1fms %6.2f× %10s %9s%s\n", op.name, ms(t.cop), ms(t.reference), t.ratio(), bound, memory, mark)
	return holds
}

func ms(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

func median(ds []time.Duration) time.Duration {
	slices.Sort(ds)
	return ds[len(ds)/2]
}

// time runs commands one after the other; busy is what they used of the processors, RSS the
// largest of them, in MB.
func (b *bench) time(commands [][]string, environ []string) (took, busy time.Duration, rss int64, err error) {
	if b.cold {
		if err := forget(); err != nil {
			return 0, 0, 0, err
		}
	}
	start := time.Now()
	for _, c := range commands {
		cmd := exec.Command(c[0], c[1:]...)
		cmd.Env = append(b.environ(), environ...)
		var out bytes.Buffer
		cmd.Stdout, cmd.Stderr = &out, &out
		if err := cmd.Run(); err != nil {
			return 0, 0, 0, fmt.Errorf("%s: %w\n%s", strings.Join(c, " "), err, out.String())
		}
		rss = max(rss, residentMB(cmd.ProcessState))
		busy += cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	}
	return time.Since(start), busy, rss, nil
}

// forget makes the system read files from the disk again.
func forget() error {
	if err := exec.Command("sync").Run(); err != nil {
		return err
	}
	return os.WriteFile("/proc/sys/vm/drop_caches", []byte("3"), 0)
}
