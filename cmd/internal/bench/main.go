// Command bench measures cop as whole processes against the programs people know, on a
// pool it makes itself or is given, and prints a table with the machine's description.
//
//	go run ./cmd/internal/bench [-notes 10000] [-rounds 7] [-only find] [-keep DIR] [-from POOL] [-plain] [-strict]
//	go run ./cmd/internal/bench -check FILE
//	go run ./cmd/internal/bench -curve 1000,10000,50000 [-svg FILE]
//	go run ./cmd/internal/bench -answers DIR
//
// cop is built as it is released, with -plain as go build does by itself.
//
// Each operation alternates with its reference in the same run, so that a busy machine
// slows both: medians and their ratio are what counts. A bound is a ratio; with -strict a
// bound that does not hold makes the exit code 1. With -check so does whatever got worse by
// more than 5 % since FILE, which holds what an earlier run printed. With -curve the same two operations are
// measured in pools of several sizes: what one more note costs. With -answers nothing is timed:
// it tells how well find orders the answers to questions that people judged.
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"
)

func main() {
	var o options
	flag.IntVar(&o.notes, "notes", 10_000, "how many notes the pool has")
	flag.IntVar(&o.rounds, "rounds", 7, "how often each pair is measured")
	flag.StringVar(&o.only, "only", "", "only operations whose name contains one of these, with commas between")
	flag.StringVar(&o.keep, "keep", "", "make the pool in this folder and keep it")
	flag.StringVar(&o.from, "from", "", "measure a copy of this pool instead of making one")
	flag.BoolVar(&o.strict, "strict", false, "fail when a bound does not hold")
	flag.BoolVar(&o.plain, "plain", false, "build cop with a plain go build instead of as it is released")
	flag.BoolVar(&o.cold, "cold", false, "forget what the system keeps of files before each command (Linux, as root)")
	flag.StringVar(&o.curve, "curve", "", "measure pools of these sizes instead")
	flag.StringVar(&o.svg, "svg", "", "draw the curve into this file")
	flag.StringVar(&o.check, "check", "", "say what got worse by more than 5 % since the table in this file, which an earlier run printed")
	flag.StringVar(&o.answers, "answers", "", "ask the judged questions of the collections in this folder instead")
	flag.Parse()
	run := measureAll
	if o.curve != "" {
		run = measureCurve
	}
	if o.answers != "" {
		run = measureAnswers
	}
	if err := run(o); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

type options struct {
	notes, rounds int
	only, keep    string
	from          string
	strict, cold  bool
	plain         bool
	curve, svg    string
	answers       string
	check         string
}

func measureAll(o options) error {
	b, done, err := newBench(o)
	if err != nil {
		return err
	}
	defer done()
	fmt.Printf("%s, %s build, %d notes (%s), medians of %d rounds\n\n", machine(), map[bool]string{false: "release", true: "plain"}[o.plain], b.notes, size(b.bytes), o.rounds)
	fmt.Printf("%-44s %9s %9s %7s %10s %9s\n", "operation", "cop", "reference", "ratio", "bound", "RSS")
	broken, now := 0, ratios{}
	for _, op := range slices.Concat(b.operations(), b.apart(), b.pages(), b.imports()) {
		if !wanted(op.name, o.only) {
			continue
		}
		t, err := b.measure(op)
		if err != nil {
			return fmt.Errorf("%s: %w", op.name, err)
		}
		if now[op.name] = t.ratio(); !op.report(t) {
			broken++
		}
	}
	for _, w := range []weight{b.indexSize, b.binarySize} {
		if !w(o.only, now) {
			broken++
		}
	}
	if broken > 0 && o.strict {
		return fmt.Errorf("%d bounds do not hold", broken)
	}
	if o.check != "" {
		return now.compare(o.check)
	}
	return nil
}

// wanted tells whether a name contains one of some parts.
func wanted(name, parts string) bool {
	for part := range strings.SplitSeq(parts, ",") {
		if strings.Contains(name, part) {
			return true
		}
	}
	return false
}

// machine describes where the figures come from.
func machine() string {
	return fmt.Sprintf("%s/%s, %d cores%s, %s", runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), processor(), runtime.Version())
}

// processor is the name of the processor, "" where the system does not tell.
func processor() string {
	b, err := os.ReadFile("/proc/cpuinfo")
	if err != nil {
		return ""
	}
	for line := range strings.Lines(string(b)) {
		if key, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(key) == "model name" {
			return " of " + strings.TrimSpace(value)
		}
	}
	return ""
}

// bench is one run: a binary, a pool and its shared place, and for references of what
// changes a pool, a second clone with a shared place of its own.
type bench struct {
	options
	dir, cop, pool string
	bytes          int64 // of all notes
	words          words
	edits          int    // numbers them, in a kept folder from run to run
	touched        bool   // the charter is not as it was
	http           string // address of the folder dir, served as git does it; "" before it is needed
}

// newBench prepares a run; done removes what it made, unless it is to be kept.
func newBench(o options) (b *bench, done func(), err error) {
	dir, done := o.keep, func() {}
	if dir == "" {
		tmp, err := os.MkdirTemp("", "cop-bench-")
		if err != nil {
			return nil, nil, err
		}
		dir, done = tmp, func() { os.RemoveAll(tmp) }
	}
	b = &bench{options: o, dir: dir, cop: filepath.Join(dir, "cop"), pool: filepath.Join(dir, "pool"), edits: int(time.Now().Unix())}
	if err := b.prepare(); err != nil {
		done()
		return nil, nil, err
	}
	// A command's RSS counts what its parent had resident at most: give that back, and
	// begin to count anew where the system lets us.
	debug.FreeOSMemory()
	_ = os.WriteFile("/proc/self/clear_refs", []byte("5"), 0)
	return b, done, nil
}

// prepare builds cop, makes the pool, and looks at what is in it.
func (b *bench) prepare() error {
	for _, need := range []string{"git", "rg"} {
		if _, err := exec.LookPath(need); err != nil {
			return fmt.Errorf("%s is what cop is measured against: %w", need, err)
		}
	}
	if err := b.build(); err != nil {
		return fmt.Errorf("build cop: %w", err)
	}
	if _, err := os.Stat(b.pool); err != nil {
		if err := b.makePool(); err != nil {
			return fmt.Errorf("make the pool: %w", err)
		}
	}
	return b.survey()
}

// build makes the program with the flags of a release, or with none.
func (b *bench) build() error {
	args, environ := []string{"./cmd/cop"}, []string(nil)
	if !b.plain {
		var err error
		if args, environ, err = releaseFlags(); err != nil {
			return err
		}
	}
	cmd := exec.Command("go", append([]string{"build", "-o", b.cop}, args...)...)
	cmd.Env = append(os.Environ(), environ...)
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%w\n%s", err, out)
	}
	return b.install()
}

// install copies the program, piece by piece as unpacking an archive does: how a program was
// written decides in how large pieces it lies in the system's memory. What the linker has just
// written starts a millisecond later than it ever will again, and of what was written at once
// twenty megabytes more are resident.
func (b *bench) install() error {
	program, err := os.ReadFile(b.cop)
	if err != nil {
		return err
	}
	if err := os.Remove(b.cop); err != nil {
		return err
	}
	f, err := os.OpenFile(b.cop, os.O_WRONLY|os.O_CREATE, 0o755)
	for piece := range slices.Chunk(program, 32<<10) {
		if err == nil {
			_, err = f.Write(piece)
		}
	}
	return errors.Join(err, f.Close())
}

// releaseFlags are what go build is told of a release.
func releaseFlags() (args, environ []string, err error) {
	text, err := os.ReadFile(".goreleaser.yaml")
	if err != nil {
		return nil, nil, err
	}
	var release struct {
		Builds []struct {
			Main                         string
			Env, Flags, Ldflags, Gcflags []string
		}
	}
	if err := yaml.Unmarshal(text, &release); err != nil {
		return nil, nil, err
	}
	if len(release.Builds) != 1 {
		return nil, nil, errors.New(".goreleaser.yaml does not say what to build")
	}
	how := release.Builds[0]
	args = how.Flags
	for _, f := range how.Ldflags {
		args = append(args, "-ldflags="+strings.ReplaceAll(f, "{{ .Version }}", "bench"))
	}
	for _, f := range how.Gcflags {
		args = append(args, "-gcflags="+f)
	}
	return append(args, how.Main), how.Env, nil
}

func size(n int64) string { return fmt.Sprintf("%.1f MB", float64(n)/1e6) }
