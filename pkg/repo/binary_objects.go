package repo

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strconv"
	"strings"
	"sync"
)

// objectReader reads objects through one git cat-file --batch, started when it
// is first needed and started again when it died. Safe for several goroutines, one read
// at a time.
type objectReader struct {
	git gitProgram
	mu  sync.Mutex
	cat *catFile
}

// catFile is a running git cat-file --batch.
type catFile struct {
	cmd *exec.Cmd
	in  io.WriteCloser
	out *bufio.Reader
}

func (r *objectReader) read(h Hash) (kind, []byte, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	again := r.cat != nil
	k, data, err := r.ask(h)
	if err == nil || isMissing(err) {
		return k, data, err
	}
	r.drop()
	if !again {
		return "", nil, err
	}
	if k, data, err = r.ask(h); err != nil && !isMissing(err) {
		r.drop()
	}
	return k, data, err
}

func (r *objectReader) ask(h Hash) (kind, []byte, error) {
	if r.cat == nil {
		c, err := startCatFile(r.git)
		if err != nil {
			return "", nil, err
		}
		r.cat = c
	}
	return r.cat.read(h)
}

func (r *objectReader) drop() {
	if r.cat == nil {
		return
	}
	// It failed already; how it ends tells nothing more.
	_ = r.cat.close()
	r.cat = nil
}

func (r *objectReader) close() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.cat == nil {
		return nil
	}
	err := r.cat.close()
	r.cat = nil
	return err
}

func startCatFile(git gitProgram) (*catFile, error) {
	cmd := git.command(context.Background(), "cat-file", "--batch")
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("start git cat-file: %w", err)
	}
	return &catFile{cmd: cmd, in: in, out: bufio.NewReaderSize(out, 64<<10)}, nil
}

// read asks for one object. git answers "ID KIND SIZE", the bytes and a line
// break, or "ID missing".
func (c *catFile) read(h Hash) (kind, []byte, error) {
	if _, err := io.WriteString(c.in, string(h)+"\n"); err != nil {
		return "", nil, fmt.Errorf("ask git cat-file: %w", err)
	}
	head, err := c.out.ReadString('\n')
	if err != nil {
		return "", nil, fmt.Errorf("hear git cat-file: %w", err)
	}
	fields := strings.Fields(head)
	if len(fields) == 2 && fields[1] == "missing" {
		return "", nil, errNoObject
	}
	if len(fields) != 3 || fields[0] != string(h) {
		return "", nil, fmt.Errorf("hear git cat-file: unexpected %q", head)
	}
	size, err := strconv.Atoi(fields[2])
	if err != nil || size < 0 {
		return "", nil, fmt.Errorf("hear git cat-file: unexpected %q", head)
	}
	data := make([]byte, size+1)
	if _, err := io.ReadFull(c.out, data); err != nil {
		return "", nil, fmt.Errorf("hear git cat-file: %w", err)
	}
	return kind(fields[1]), data[:size], nil
}

func (c *catFile) close() error {
	err := c.in.Close()
	return errors.Join(err, c.cmd.Wait())
}
