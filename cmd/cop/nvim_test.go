package main

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestNeovim lets a real Neovim (0.7 or later) write, link, check and rename notes.
func TestNeovim(t *testing.T) {
	nvim, err := exec.LookPath("nvim")
	if err != nil {
		t.Skip("there is no nvim on this machine; .ci/run has one")
	}
	t.Parallel()
	script, err := filepath.Abs("testdata/editor/story.lua")
	if err != nil {
		t.Fatal(err)
	}
	g := newWorkshop(t)
	for title, text := range map[string]string{"Quiet hours": "Nobody calls.", "Rotate the pager": "See [[oncall/quiet-hours]]."} {
		g.cop("add", title, "--topic", "oncall", "--tag", "pager", "--message", text)
	}
	got := g.run(nvim, "--headless", "-u", "NONE", "-i", "NONE", "-S", script)
	want := `tag: pager
link: oncall/quiet-hours
written: First look at 🌱 [[oncall/quiet-hours]].
hover: **Quiet hours**  
definition: quiet-hours.md
problem: links to "oncall/call-the-boss", which does not exist; correct the address, or add the note
action: Write the note oncall/call-the-boss
made: call-the-boss
renamed: First look at 🌱 [[oncall/silence]].
moved: yes and is gone
`
	if at := strings.Index(got, "tag:"); at < 0 || got[at:] != want {
		t.Errorf("Neovim saw\n%s\nwanted\n%s", got, want)
	}
	if links := g.run("cat", "practices/oncall/rotate-the-pager.md"); !strings.Contains(links, "[[oncall/silence]]") {
		t.Errorf("a link was left behind:\n%s", links)
	}
}
