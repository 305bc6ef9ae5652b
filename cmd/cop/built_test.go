package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"sync"
)

// built is the program, made once for all stories.
var built = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "cop-browse-")
	if err != nil {
		return "", err
	}
	bin := filepath.Join(dir, "cop")
	out, err := exec.Command("go", "build", "-o", bin, ".").CombinedOutput()
	if err != nil {
		return string(out), err
	}
	return bin, nil
})
