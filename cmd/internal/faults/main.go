// Command faults breaks cop on purpose, with real programs and real git, and looks whether
// anything is lost, doubled, or told otherwise than it is.
//
//	go run ./cmd/internal/faults points [-step 1] [-only "share,sync in"] [-journal FILE]
//	go run ./cmd/internal/faults points -only share -list
//	go run ./cmd/internal/faults points -only share -at 229 -fault EIO
//	go run ./cmd/internal/faults points -only share -like 'rename .*/index' -fault EIO
//	go run ./cmd/internal/faults network [-step 1]
//	go run ./cmd/internal/faults crowd [-members 20] [-each 50]
//
// points goes through what a member does, from add to sync. It counts the system calls of cop and
// of the git it starts that change something; then, for each of them, does the act again from the
// same beginning, ends the programs there, or has the call fail, and goes on as a person would. In
// the end everybody must have what they have when nothing goes wrong. -step N takes every N-th
// point, with a kill and one kind of failure in turns. All of it takes hours: first a kill at every
// point of every act, then the other faults; with -journal it can be cut and go on.
//
// network cuts, stalls, truncates, doubles and slows each request and answer of an exchange at each
// class of its bytes, and answers what servers in trouble do; cop speaks through git and alone.
//
// crowd lets members share at once into one place, and plain git the same, and compares.
package main

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// launchWord makes this program put itself under a filter and become another one.
const launchWord = "launch"

type options struct {
	only          string
	step, at      int
	from          int
	fault         string
	list, count   bool
	said          bool
	members, each int
	journal       string
	like          string
}

func main() {
	if len(os.Args) > 2 && os.Args[1] == launchWord {
		fmt.Fprintln(os.Stderr, "faults:", launch(os.Args[2:]))
		os.Exit(125)
	}
	modes := map[string]func(options) error{"points": points, "crowd": crowd, "network": network}
	if len(os.Args) < 2 || modes[os.Args[1]] == nil {
		fmt.Fprintln(os.Stderr, "faults: points, crowd or network?")
		os.Exit(2)
	}
	var o options
	f := flag.NewFlagSet(os.Args[1], flag.ExitOnError)
	f.StringVar(&o.only, "only", "", "only these acts, with commas between")
	f.IntVar(&o.step, "step", 1, "every n-th point")
	f.IntVar(&o.from, "from", 0, "leave out the points before this one")
	f.IntVar(&o.at, "at", 0, "this point alone")
	f.StringVar(&o.like, "like", "", "with -at, only points whose names fit this `expression` count")
	f.StringVar(&o.fault, "fault", "", "only this: kill, EIO, EACCES, ENOSPC, short; of the network cut, page …")
	f.BoolVar(&o.said, "said", false, "list what was said, how often")
	f.StringVar(&o.journal, "journal", "", "a file that remembers what was tried; what it has is not tried again")
	f.BoolVar(&o.list, "list", false, "name the points")
	f.BoolVar(&o.count, "count", false, "only count the points")
	f.IntVar(&o.members, "members", 20, "how many share at once")
	f.IntVar(&o.each, "each", 50, "how often each of them does")
	_ = f.Parse(os.Args[2:]) // ends by itself
	if err := modes[os.Args[1]](o); err != nil {
		fmt.Fprintln(os.Stderr, "faults:", err)
		os.Exit(1)
	}
}

// newWorld builds cop and makes room, in memory where there is some: nothing is worth keeping.
func newWorld() (*world, func(), error) {
	base := ""
	if fi, err := os.Stat("/dev/shm"); err == nil && fi.IsDir() {
		base = "/dev/shm"
	}
	dir, err := os.MkdirTemp(base, "cop-faults-")
	if err != nil {
		return nil, nil, err
	}
	done := func() { _ = os.RemoveAll(dir) }
	git, err := exec.LookPath("git")
	if err != nil {
		return nil, done, err
	}
	w := &world{cop: filepath.Join(dir, "cop"), git: git, dir: filepath.Join(dir, "live"), kept: filepath.Join(dir, "kept")}
	build := exec.Command("go", "build", "-o", w.cop, "github.com/breakfast-table/cop/cmd/cop")
	build.Stderr = os.Stderr
	return w, done, build.Run()
}
