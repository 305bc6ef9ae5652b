// Command bench measures cop as whole processes against the programs people know, on a
// pool it makes itself, and prints a table with the machine's description.
//
//	go run ./cmd/internal/bench [-notes 10000] [-rounds 7] [-only find] [-keep DIR] [-from POOL] [-strict]
//
// Each operation alternates with its reference in the same run, so that a busy machine
// slows both: medians and their ratio are what counts. A bound is a ratio; with -strict a
// bound that does not hold makes the exit code 1.
package main

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
)

func main() {
	var o options
	flag.IntVar(&o.notes, "notes", 10_000, "how many notes the pool has")
	flag.IntVar(&o.rounds, "rounds", 7, "how often each pair is measured")
	flag.StringVar(&o.only, "only", "", "only operations whose name contains this")
	flag.StringVar(&o.keep, "keep", "", "make the pool in this folder and keep it")
	flag.StringVar(&o.from, "from", "", "measure a copy of this pool instead of making one")
	flag.BoolVar(&o.strict, "strict", false, "fail when a bound does not hold")
	flag.Parse()
	if err := run(o); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

type options struct {
	notes, rounds int
	only, keep    string
	from          string
	strict        bool
}

func run(o options) error {
	dir := o.keep
	if dir == "" {
		tmp, err := os.MkdirTemp("", "cop-bench-")
		if err != nil {
			return err
		}
		defer os.RemoveAll(tmp)
		dir = tmp
	}
	b := &bench{options: o, dir: dir, cop: filepath.Join(dir, "cop"), pool: filepath.Join(dir, "pool")}
	if err := b.prepare(); err != nil {
		return err
	}
	fmt.Printf("%s/%s, %d cores, %s, %d notes (%s), medians of %d rounds\n\n", runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), runtime.Version(), o.notes, size(b.bytes), o.rounds)
	fmt.Printf("%-44s %9s %9s %7s %7s %8s\n", "operation", "cop", "reference", "ratio", "bound", "RSS")
	broken := 0
	for _, op := range b.operations() {
		if !strings.Contains(op.name, o.only) {
			continue
		}
		holds, err := b.measure(op)
		if err != nil {
			return fmt.Errorf("%s: %w", op.name, err)
		}
		if !holds {
			broken++
		}
	}
	if broken > 0 && o.strict {
		return fmt.Errorf("%d bounds do not hold", broken)
	}
	return nil
}

// bench is one run: a binary, a pool and its shared place.
type bench struct {
	options
	dir, cop, pool string
	bytes          int64
	edits          int
}

// prepare builds cop stripped, as it is released, makes the pool, and indexes it.
func (b *bench) prepare() error {
	for _, need := range []string{"git", "rg"} {
		if _, err := exec.LookPath(need); err != nil {
			return fmt.Errorf("%s is what cop is measured against: %w", need, err)
		}
	}
	build := exec.Command("go", "build", "-ldflags", "-s -w", "-o", b.cop, "./cmd/cop")
	if out, err := build.CombinedOutput(); err != nil {
		return fmt.Errorf("build cop: %w\n%s", err, out)
	}
	if _, err := os.Stat(b.pool); err != nil {
		if err := b.makePool(); err != nil {
			return fmt.Errorf("make the pool: %w", err)
		}
	}
	return filepath.WalkDir(filepath.Join(b.pool, "practices"), func(_ string, e os.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		fi, err := e.Info()
		b.bytes += fi.Size()
		return err
	})
}

func size(n int64) string { return fmt.Sprintf("%.1f MB", float64(n)/1e6) }
