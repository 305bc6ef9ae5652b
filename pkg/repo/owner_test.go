package repo

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"
)

// G7: nothing that somebody else's repository configures is obeyed, by git's own rule for what
// is somebody else's.
func TestForeignRepositoryIsReadAndNotObeyed(t *testing.T) {
	w := newWorld(t)
	tip := w.commit("one", file("practices/a.md", "a"))
	for key, value := range map[string]string{"core.editor": "evil", "gpg.program": "evil", "core.hooksPath": "evil", "core.worktree": "/", "user.name": "evil", "credential.helper": "!evil", "core.sshCommand": "evil", "http.proxy": "evil", "url.evil.insteadOf": "https://"} {
		check(t, w.SetConfig(key, value))
	}
	check(t, w.SetConfig("core.worktree", filepath.ToSlash(w.root)))
	check(t, w.AddRemote("origin", "https://git.example.org/pool"))
	for _, global := range []string{"", "[safe]\n\tdirectory = /elsewhere\n", "[safe]\n\tdirectory = *\n\tdirectory =\n",
		"[safe]\n\tdirectory = *\n", "[safe]\n\tdirectory = " + filepath.ToSlash(w.root) + "\n"} {
		check(t, replaceFile(filepath.Join(w.opts.env("HOME"), ".gitconfig"), []byte(global), 0o644, false))
		env := append(w.env[:len(w.env):len(w.env)], "GIT_TEST_ASSUME_DIFFERENT_OWNER=1")
		o := w.reopen(func(o *Options) { o.Env = env })
		_, err := (&world{Repo: o.Repo, t: t, env: env}).try("rev-parse", "HEAD")
		equal(t, "git refuses, with "+global, o.Foreign(), err != nil)
		equal(t, "content", string(must(o.ReadFile(tip, "practices/a.md"))(t)), "a")
		editor, _ := o.Config("core.editor")
		equal(t, "editor, with "+global, editor, map[bool]string{true: "", false: "evil"}[o.Foreign()])
		if !o.Foreign() {
			continue
		}
		for _, x := range must(o.configuration())(t).list {
			if strings.Contains(x.Value, "evil") {
				t.Errorf("%s is obeyed", x.Key)
			}
		}
		_, fetched := o.Fetch(t.Context(), "origin", nil)
		_, written := o.WriteCommit(t.Context(), Commit{Message: "x", Edits: []Edit{file("b", "b")}})
		pushed := o.Push(t.Context(), "origin", []PushRef{{Ref: "refs/heads/main", New: tip}}, PushOptions{})
		for _, err := range []error{fetched, written, pushed} {
			if !errors.As(err, new(*OwnerError)) {
				t.Errorf("got %v", err)
			}
		}
	}
}
