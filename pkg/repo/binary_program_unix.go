//go:build unix

package repo

import (
	"errors"
	"os"
	"os/exec"
	"strconv"
	"syscall"
)

// detach puts a program into a session of its own: it has no terminal to ask
// on, and it can be ended together with all it started. With a terminal
// offered it stays where it is, since only the foreground may read from there.
func detach(cmd *exec.Cmd, terminal bool) {
	if terminal {
		cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
		return
	}
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	cmd.Cancel = func() error {
		if err := syscall.Kill(-cmd.Process.Pid, syscall.SIGTERM); !errors.Is(err, syscall.ESRCH) {
			return err
		}
		return nil
	}
}

// endGroup kills what a detached program started and did not end itself.
func endGroup(cmd *exec.Cmd) {
	if cmd.Process != nil && cmd.SysProcAttr != nil && cmd.SysProcAttr.Setsid {
		// Usually nothing is left.
		_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL)
	}
}

// syncFolder makes renames in a folder durable.
func syncFolder(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// ownedByUs tells whether a folder belongs to the user we run as, or, as root, to whoever
// called sudo.
func ownedByUs(dir, sudo string) bool {
	fi, err := os.Stat(dir)
	if err != nil {
		return false
	}
	st, ok := fi.Sys().(*syscall.Stat_t)
	if !ok {
		return false
	}
	us := os.Geteuid()
	return int(st.Uid) == us || us == 0 && sudo != "" && strconv.Itoa(int(st.Uid)) == sudo
}

// runnable tells whether a file is a program.
func runnable(fi os.FileInfo) bool { return fi.Mode().Perm()&0o111 != 0 }
