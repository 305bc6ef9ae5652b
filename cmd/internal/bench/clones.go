package main

import (
	"fmt"
	"net"
	"net/http"
	"net/http/cgi"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// The clones beside the pool are made when they are first needed. Each side that sends
// has a shared place of its own, so that neither has to take what the other sent.
const (
	ours   = "ours"
	theirs = "theirs"
)

// second is git's clone of the pool's shared place.
func (b *bench) second() string { return filepath.Join(b.dir, "second") }

// alone is a clone without a shared place.
func (b *bench) alone() string { return filepath.Join(b.dir, "alone") }

// online is the clone of one side whose shared place is spoken to over http.
func (b *bench) online(side string) string { return filepath.Join(b.dir, "online-"+side) }

// ready makes the second clone.
func (b *bench) ready() error { return b.clone(filepath.Join(b.dir, "shared.git"), b.second()) }

// clone makes a clone unless it is there.
func (b *bench) clone(from, to string) error {
	if _, err := os.Stat(to); err == nil {
		return nil
	}
	if err := b.git("clone", "-q", from, to); err != nil {
		return err
	}
	return b.git("-C", to, "config", "gc.auto", "0")
}

// writeAlone leaves one new note in the clone that is alone.
func (b *bench) writeAlone() error {
	if err := b.ready(); err != nil {
		return err
	}
	if _, err := os.Stat(b.alone()); err != nil {
		if err := b.clone(filepath.Join(b.dir, "shared.git"), b.alone()); err != nil {
			return err
		}
		if err := b.git("-C", b.alone(), "remote", "remove", "origin"); err != nil {
			return err
		}
	}
	b.edits++
	return write(b.alone(), fmt.Sprintf("practices/bench/alone-%d.md", b.edits), fmt.Sprintf("# Alone %d\n\nA note that stays here.\n", b.edits))
}

// somethingToSend leaves a new comment in our clone and a new commit in theirs.
func (b *bench) somethingToSend() error {
	if err := b.serve(); err != nil {
		return err
	}
	for _, side := range []string{ours, theirs} {
		bare := filepath.Join(b.dir, side+".git")
		if _, err := os.Stat(bare); err != nil {
			if err := b.git("clone", "-q", "--bare", filepath.Join(b.dir, "shared.git"), bare); err != nil {
				return err
			}
			if err := b.git("-C", bare, "config", "http.receivepack", "true"); err != nil {
				return err
			}
		}
		if err := b.clone(b.http+"/"+side+".git", b.online(side)); err != nil {
			return err
		}
	}
	b.edits++
	text := "---\nauthor: bench\ndate: 2026-01-02T03:04:05Z\ntype: comment\n---\n\nComment number " + fmt.Sprint(b.edits) + ".\n"
	file := fmt.Sprintf("practices/charter/2026-01-02-bench-comment-%06d.md", b.edits)
	for _, side := range []string{ours, theirs} {
		if err := write(b.online(side), file, text); err != nil {
			return err
		}
	}
	if err := b.git("-C", b.online(theirs), "add", file); err != nil {
		return err
	}
	return b.git("-C", b.online(theirs), "commit", "-q", "-m", "Comment")
}

func (b *bench) push() [][]string {
	return [][]string{{"git", "-C", b.online(theirs), "push", "-q", "origin", "main"}}
}

// somethingToTake changes 100 notes in the shared place, behind the backs of the pool
// and the second clone.
func (b *bench) somethingToTake() error {
	if err := b.tidy(); err != nil {
		return err
	}
	author := filepath.Join(b.dir, "author")
	if err := b.clone(filepath.Join(b.dir, "shared.git"), author); err != nil {
		return err
	}
	if err := b.git("-C", b.second(), "reset", "-q", "--hard", "origin/main"); err != nil {
		return err
	}
	b.edits++
	for _, file := range some(author, 100) {
		rel, err := filepath.Rel(author, file)
		if err != nil {
			return err
		}
		if err := b.append(author, rel, fmt.Sprintf("\nChange number %d.\n", b.edits)); err != nil {
			return err
		}
	}
	if err := b.git("-C", author, "commit", "-q", "-a", "-m", "Change 100 notes"); err != nil {
		return err
	}
	return b.git("-C", author, "push", "-q", "origin", "main")
}

// serve offers the folder's shared places over http on this machine, by git's own server.
func (b *bench) serve() error {
	if b.http != "" {
		return nil
	}
	out, err := exec.Command("git", "--exec-path").Output()
	if err != nil {
		return fmt.Errorf("find git's server: %w", err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	handler := &cgi.Handler{
		Path: filepath.Join(strings.TrimSpace(string(out)), "git-http-backend"),
		Env:  append(b.environ(), "GIT_PROJECT_ROOT="+b.dir, "GIT_HTTP_EXPORT_ALL=1"),
	}
	b.http = "http://" + l.Addr().String()
	go func() { _ = http.Serve(l, handler) }()
	return nil
}
