//go:build unix

package main

import (
	"bufio"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// previewed is a cop that shows the pages of a pool.
type previewed struct {
	t        *testing.T
	url, dir string
}

// newPreview founds a pool and shows it, in this very code under the name of cop.
func newPreview(t *testing.T) previewed {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	home := t.TempDir()
	cop, dir := filepath.Join(home, "cop"), filepath.Join(home, "pool")
	if err := os.Symlink(self, cop); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(home, ".gitconfig"), []byte("[user]\n\tname = Ana\n\temail = ana@example.org\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	environ := []string{"HOME=" + home, "PATH=" + os.Getenv("PATH"), "TMPDIR=" + home, "COP_CONFIG=" + filepath.Join(home, "config.toml"), "COP_HANDLE=ana", "NO_COLOR=1", "GIT_CONFIG_NOSYSTEM=1"}
	found := exec.Command(cop, "init", dir, "--name", "Guild", "--no-input")
	found.Env = environ
	if out, err := found.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	show := exec.Command(cop, "-C", dir, "site", "--preview")
	show.Env = environ
	out, err := show.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := show.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = show.Process.Signal(os.Interrupt)
		_ = show.Wait()
	})
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	return previewed{t, strings.TrimSpace(line), dir}
}

// get is what a page says, and the status of the answer.
func (p previewed) get(path string) (status int, body string) {
	p.t.Helper()
	time.Sleep(320 * time.Millisecond) // pages asked for at once are one look at the notes
	answer, err := http.Get(p.url + path)
	if err != nil {
		p.t.Fatal(err)
	}
	defer answer.Body.Close()
	b, err := io.ReadAll(answer.Body)
	if err != nil {
		p.t.Fatal(err)
	}
	return answer.StatusCode, string(b)
}

// has reports a page that says something, and fails where it is not there.
func (p previewed) has(path, words string) bool {
	p.t.Helper()
	status, body := p.get(path)
	if status != http.StatusOK || !strings.Contains(body, words) {
		p.t.Fatalf("%s: %d %s", path, status, body)
	}
	return true
}

func (p previewed) write(name, text string) {
	p.t.Helper()
	if err := os.WriteFile(filepath.Join(p.dir, "practices", name), []byte(text), 0o644); err != nil {
		p.t.Fatal(err)
	}
}

// What one writes is there when a page is asked for; what did not change is not made again.
func TestPreviewFollowsTheNotes(t *testing.T) {
	if os.Getenv("COP_TOOLS") == "" {
		t.Skip("it waits for seconds: .ci/run does it")
	}
	p := newPreview(t)
	modified := func(path string) string {
		answer, err := http.Head(p.url + path)
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		return answer.Header.Get("Last-Modified") + answer.Header.Get("Content-Length")
	}
	if status, body := p.get(""); status != http.StatusOK || !strings.Contains(body, "Guild") {
		t.Fatalf("the first page: %d %s", status, body)
	}
	was := modified("how-we-share/first-steps/")
	p.write("tea.md", "---\ntitle: Tea\n---\nWarm the pot.\n")
	if status, body := p.get("tea/"); status != http.StatusOK || !strings.Contains(body, "Warm the pot.") {
		t.Fatalf("a new note: %d %s", status, body)
	}
	if status, was := p.get("all/search/terms-0.js"); status != http.StatusOK {
		t.Fatalf("the index of the search: %d", status)
	} else if p.write("kumquat.md", "# Kumquats\n\nPeel them.\n"); p.has("kumquat/", "Peel them.") {
		if _, is := p.get("all/search/terms-0.js"); is == was {
			t.Error("the search does not know a new note")
		}
	}
	p.write("tea.md", "---\ntitle: [\n---\nWarm the mug.\n")
	if status, body := p.get("tea/"); status != http.StatusOK || !strings.Contains(body, "Warm the mug.") {
		t.Fatalf("a broken note: %d %s", status, body)
	}
	p.write("tea.md", "---\ntitle: Tea again\n---\nWarm the mug.\n")
	if status, body := p.get("tea/"); status != http.StatusOK || !strings.Contains(body, "Tea again") {
		t.Fatalf("mended: %d %s", status, body)
	}
	if is := modified("how-we-share/first-steps/"); is != was {
		t.Errorf("a page that nothing changed was made again: %s, then %s", was, is)
	}
	if err := os.Remove(filepath.Join(p.dir, "practices", "tea.md")); err != nil {
		t.Fatal(err)
	}
	if status, _ := p.get("tea/"); status != http.StatusNotFound {
		t.Errorf("a note that is gone: %d", status)
	}
	ask, _ := http.NewRequest(http.MethodGet, p.url, nil)
	ask.Host = "elsewhere.example.org"
	answer, err := http.DefaultClient.Do(ask)
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	if answer.StatusCode != http.StatusForbidden {
		t.Errorf("asked by another name: %d", answer.StatusCode)
	}
}
