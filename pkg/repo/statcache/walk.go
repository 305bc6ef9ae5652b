package statcache

import (
	"errors"
	"os"
	"sync"
	"sync/atomic"
	"time"
)

// Walk is one look at the folders of a memory.
type Walk struct {
	Memory Cache
	Root   string    // of the tree, as an absolute path
	File   string    // where the memory was read, "" when it was given
	Began  time.Time // before anything was looked at

	only  *Subset
	seen  []Seen // by folder
	tasks []task
	next  atomic.Int64 // the task that nobody has taken
	spent atomic.Bool
	ready chan struct{}
	all   sync.WaitGroup
	mu    sync.Mutex
	errs  []error
}

// Subset says what alone is looked at: files, and the folders they are in.
type Subset struct{ Files, Folders map[string]bool }

// Seen is what a look saw of one folder. Without a look it is what the memory says.
type Seen struct {
	Stat  Stat
	Gone  bool
	Files map[int]Stat // by position, files that are not as they were; the zero Stat when gone
}

// A folder of very many files is looked at by several workers, each taking
// every so many-th file.
const stripeBytes = 4096 * 100

// task is a share of one folder.
type task struct{ folder, stripe, stride int }

// Now is the clock that dates files. No other one tells how old a file is: one that ran ahead would
// take a change of this moment for settled.
func Now() time.Time { return time.Now() } //nolint:forbidigo // the clock of the file system

// Age is how long ago the look began.
func (l *Walk) Age() time.Duration { return Now().Sub(l.Began) }

// New prepares a look; only is nil where everything is looked at.
func New(root string, m Cache, only *Subset) *Walk {
	l := &Walk{Root: root, Began: Now(), only: only, ready: make(chan struct{})}
	l.prepare(m)
	return l
}

// Begin has a look at everything begin in the background: it reads the memory in file and
// looks, alone, until somebody who needs the answer helps ([Walk.Seen]).
func Begin(root, file string) *Walk {
	l := &Walk{Root: root, File: file, Began: Now(), ready: make(chan struct{})}
	l.all.Go(func() {
		l.prepare(load(file, freshRoom))
		l.work()
	})
	return l
}

func (l *Walk) prepare(m Cache) {
	l.Memory = m
	l.seen = make([]Seen, len(m.Folders))
	for i := range m.Folders {
		f := &m.Folders[i]
		l.seen[i].Stat = f.Stat
		if l.only != nil && !l.only.Folders[f.Path] {
			continue
		}
		stride := 1 + f.Bytes()/stripeBytes
		for stripe := range stride {
			l.tasks = append(l.tasks, task{i, stripe, stride})
		}
	}
	close(l.ready)
}

// Spend reports true to the first who asks: what was seen once is not true for long, and no more
// at all once somebody wrote.
func (l *Walk) Spend() bool { return !l.spent.Swap(true) }

// Remembered is the memory the look compares with, as soon as it is read.
func (l *Walk) Remembered() Cache {
	<-l.ready
	return l.Memory
}

// Seen finishes the look with that many workers more. The answer has an entry for each folder
// of the memory.
func (l *Walk) Seen(workers int) ([]Seen, error) {
	<-l.ready
	for range min(workers, len(l.tasks)) {
		l.all.Go(l.work)
	}
	l.all.Wait()
	return l.seen, errors.Join(l.errs...)
}

// work takes one task after the other until none is left.
func (l *Walk) work() {
	for {
		i := int(l.next.Add(1)) - 1
		if i >= len(l.tasks) {
			return
		}
		if err := l.do(l.tasks[i]); err != nil {
			l.mu.Lock()
			l.errs = append(l.errs, err)
			l.mu.Unlock()
		}
	}
}

// do does one share. What has gone, or cannot be looked at, is left to the listing that follows.
func (l *Walk) do(t task) (err error) {
	f, seen := &l.Memory.Folders[t.folder], &l.seen[t.folder]
	d, stat, err := Open(l.Root + string(os.PathSeparator) + f.Path)
	if err != nil {
		l.mu.Lock()
		defer l.mu.Unlock()
		seen.Gone = true
		return nil
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	var found map[int]Stat
	var pace pace
	n := -1
	err = f.Each(func(was Stat, flags uint16, _, name string) {
		if n++; n%t.stride != t.stripe || l.only != nil && !l.only.Files[f.Path+"/"+name] {
			return
		}
		now, err := pace.stat(d, name)
		if err != nil {
			now = Stat{}
		}
		if now != was || flags&Again != 0 {
			if found == nil {
				found = map[int]Stat{}
			}
			found[n] = now
		}
	})
	l.mu.Lock()
	defer l.mu.Unlock()
	seen.Stat = stat
	if seen.Files == nil {
		seen.Files = found
		return err
	}
	for i, now := range found {
		seen.Files[i] = now
	}
	return err
}

// pace decides how to ask: quickly while the kernel answers from memory, and as soon as it takes
// longer in the way that lets other goroutines go on meanwhile. A disk that is asleep, or a
// server that is gone, keeps nobody from stopping the program.
type pace struct {
	asked int
	since time.Time
	slow  bool
}

// Answers are timed by so many; above slowStat each, they are not from memory.
const (
	timed    = 32
	slowStat = 40 * time.Microsecond
)

func (p *pace) stat(d OpenFolder, name string) (Stat, error) {
	if p.slow {
		return d.Stat(name)
	}
	if p.asked%timed == 0 {
		now := Now()
		p.slow = p.asked > 0 && now.Sub(p.since) > timed*slowStat
		p.since = now
	}
	p.asked++
	if p.asked == 1 {
		return d.Stat(name) // who knows where this is
	}
	return d.glance(name)
}
